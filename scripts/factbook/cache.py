"""A cache by content: one file an entry, its name the hash of all that the entry depends on.

Entries are texts, or bytes such as a PNG's. In front of each stands a check sum of it and of the time at which its file
was written, which no checkout or copy of a story gives a file again: an entry that others have put there is none. The
folder can be deleted at any time, and is kept below a size: what was not read for longest goes first. Whatever is wrong
with it costs time and never the answer: no function here raises :class:`OSError`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from .files import is_link, open_regular

_HASH_LENGTH = 64
LIMIT: Final = 200_000_000
"""Bytes that the folder may hold after a build: some fifteen times what a story of 350 pages needs."""
_DAY: Final = 86_400
_OURS: Final = re.compile(r"(?:[a-z]+-)?[0-9a-f]{64}(?:\.[a-z]+)?|\..*\.part")
"""Names of entries, and of those that are being written; nothing else that lies in the folder is deleted."""


def any_with_suffix(folder: Path, ending: str) -> bool:
    """Whether there is any entry whose name ends so."""
    try:
        return any(path.name.endswith(ending) for path in folder.iterdir())
    except OSError:
        return False


def has(folder: Path, name: str) -> bool:
    """Whether there is such an entry; it may still turn out not to be whole."""
    try:
        return (folder / name).is_file()
    except OSError:
        return False


def read(folder: Path, name: str) -> str | None:
    """The entry's text, or ``None`` where there is none or it is not whole."""
    entry = read_bytes(folder, name)
    try:
        return None if entry is None else entry.decode()
    except UnicodeDecodeError:
        return None


def write(folder: Path, name: str, text: str) -> None:
    """Store a text."""
    write_bytes(folder, name, text.encode())


def read_bytes(folder: Path, name: str) -> bytes | None:
    """The entry's bytes, or ``None`` where there is none or it is not whole."""
    path = folder / name
    try:
        if is_link(folder):
            return None
        with open_regular(path) as file:
            about = os.fstat(file.fileno())
            content = file.read() if about.st_size <= LIMIT else b""
    except OSError:
        return None
    check, _, entry = content.partition(b"\n")
    if len(check) != _HASH_LENGTH or check != _check(entry, about.st_mtime_ns):
        return None
    if about.st_atime < time.time() - _DAY:
        with suppress(OSError):
            os.utime(path, ns=(time.time_ns(), about.st_mtime_ns))  # still needed: see trim
    return entry


def write_bytes(folder: Path, name: str, entry: bytes) -> None:
    """Store an entry in one step, so that another build never reads half of it; a folder that cannot be written is passed over.

    So is one that is a link: what lies where it leads is not ours to keep small.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_link(folder):
            return
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            written = os.fstat(handle).st_mtime_ns  # as exact as the file system has it
            file.write(_check(entry, written) + b"\n" + entry)
        os.utime(temporary, ns=(written, written))
        Path(temporary).replace(folder / name)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()


def trim(folder: Path, limit: int = LIMIT) -> None:
    """Delete what was not read for longest until the entries hold ``limit`` bytes or fewer."""
    try:
        if is_link(folder):
            return
        with os.scandir(folder) as found:
            ours = [each for each in found if _OURS.fullmatch(each.name) and each.is_file(follow_symlinks=False)]
        entries = sorted(((each.stat(), each.path) for each in ours), key=lambda each: each[0].st_atime)
    except OSError:
        return  # no folder, or another build deletes at this moment
    total = sum(stat.st_size for stat, _ in entries)
    for stat, path in entries:
        if total <= limit:
            return
        with suppress(OSError):
            Path(path).unlink()
        total -= stat.st_size


def _check(entry: bytes, written: int) -> bytes:
    return hashlib.sha256(b"%d:" % written + entry).hexdigest().encode()
