"""A cache by content: one file an entry, its name the hash of all that the entry depends on.

Entries are texts, or bytes such as a PNG's; a check sum stands in front of each. The folder can be deleted at
any time, and is kept below a size: what was not read for longest goes first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import Final

_HASH_LENGTH = 64
LIMIT: Final = 200_000_000
"""Bytes that the folder may hold after a build: some fifteen times what a story of 350 pages needs."""
_DAY: Final = 86_400


def any_in(folder: Path, ending: str) -> bool:
    """Whether there is any entry whose name ends so."""
    return next(folder.glob(f"*{ending}"), None) is not None


def has(folder: Path, name: str) -> bool:
    """Whether there is such an entry; it may still turn out not to be whole."""
    return (folder / name).is_file()


def read(folder: Path, name: str) -> str | None:
    """The entry's text, or ``None`` where there is none or it is not whole."""
    entry = read_bytes(folder, name)
    return None if entry is None else entry.decode()


def write(folder: Path, name: str, text: str) -> None:
    """Store a text."""
    write_bytes(folder, name, text.encode())


def read_bytes(folder: Path, name: str) -> bytes | None:
    """The entry's bytes, or ``None`` where there is none or it is not whole."""
    path = folder / name
    try:
        entry = path.read_bytes()
        if path.stat().st_mtime < time.time() - _DAY:
            path.touch()  # still needed: see trim
    except OSError:
        return None
    check, _, body = entry.partition(b"\n")
    return body if len(check) == _HASH_LENGTH and check == _check(body) else None


def write_bytes(folder: Path, name: str, entry: bytes) -> None:
    """Store an entry in one step, so that another build never reads half of it; a folder that cannot be written is passed over."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_check(entry) + b"\n" + entry)
        Path(temporary).replace(folder / name)
    except OSError:
        Path(temporary).unlink(missing_ok=True)


def trim(folder: Path, limit: int = LIMIT) -> None:
    """Delete what was not read for longest until the folder holds ``limit`` bytes or fewer."""
    try:
        entries = sorted(
            ((entry.stat(), entry.path) for entry in os.scandir(folder) if entry.is_file()),
            key=lambda each: each[0].st_mtime,
        )
    except OSError:
        return  # no folder, or another build deletes at this moment
    total = sum(stat.st_size for stat, _ in entries)
    for stat, path in entries:
        if total <= limit:
            return
        Path(path).unlink(missing_ok=True)
        total -= stat.st_size


def _check(entry: bytes) -> bytes:
    return hashlib.sha256(entry).hexdigest().encode()
