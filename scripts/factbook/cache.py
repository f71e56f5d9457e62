"""Content-addressed cache: one file per entry, named by the hash of all that the entry depends on.

Each file begins with a checksum of its entry and of the file's modification time, which no checkout or copy restores, so that
an entry from elsewhere is a miss. The folder may be deleted at any time and is trimmed to a size, least recently read entries
first. No function here raises :class:`OSError`: a cache that cannot be used costs time only.
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

LIMIT: Final = 200_000_000
"""Bytes that the folder may hold after a build: some fifteen times what a story of 350 pages needs."""
_CHECKSUM_LENGTH: Final = 64
_DAY: Final = 86_400
_OWN_FILES: Final = re.compile(r"(?:[a-z]+-)?[0-9a-f]{64}(?:\.[a-z]+)?|\..*\.part")
"""Names of entries and of temporary files; nothing else in the folder is deleted."""


def any_with_suffix(folder: Path, suffix: str) -> bool:
    """Whether there is an entry whose name ends with ``suffix``."""
    try:
        return any(path.name.endswith(suffix) for path in folder.iterdir())
    except OSError:
        return False


def has(folder: Path, name: str) -> bool:
    """Whether there is a file for the entry, valid or not."""
    try:
        return (folder / name).is_file()
    except OSError:
        return False


def read(folder: Path, name: str) -> str | None:
    """Return the text of an entry, or ``None`` on a miss."""
    entry = read_bytes(folder, name)
    try:
        return None if entry is None else entry.decode()
    except UnicodeDecodeError:
        return None


def write(folder: Path, name: str, text: str) -> None:
    """Store a text; as :func:`write_bytes`."""
    write_bytes(folder, name, text.encode())


def read_bytes(folder: Path, name: str) -> bytes | None:
    """Return the bytes of an entry, or ``None`` on a miss: no file, a wrong checksum, or a folder that is a link."""
    path = folder / name
    try:
        if is_link(folder):
            return None
        with open_regular(path) as file:
            status = os.fstat(file.fileno())
            content = file.read() if status.st_size <= LIMIT else b""
    except OSError:
        return None
    checksum, _, entry = content.partition(b"\n")
    if len(checksum) != _CHECKSUM_LENGTH or checksum != _checksum(entry, status.st_mtime_ns):
        return None
    if status.st_atime < time.time() - _DAY:  # file systems may not record reads, which trim goes by
        with suppress(OSError):
            os.utime(path, ns=(time.time_ns(), status.st_mtime_ns))
    return entry


def write_bytes(folder: Path, name: str, entry: bytes) -> None:
    """Store an entry atomically; do nothing if the folder cannot be written or is a link, as its target is not ours to trim."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_link(folder):
            return
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            modified = os.fstat(handle).st_mtime_ns  # in the file system's own resolution
            file.write(_checksum(entry, modified) + b"\n" + entry)
        os.utime(temporary, ns=(modified, modified))
        Path(temporary).replace(folder / name)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()


def trim(folder: Path, limit: int = LIMIT) -> None:
    """Delete the least recently read entries until the others hold at most ``limit`` bytes."""
    try:
        if is_link(folder):
            return
        with os.scandir(folder) as listing:
            own = [each for each in listing if _OWN_FILES.fullmatch(each.name) and each.is_file(follow_symlinks=False)]
        entries = sorted(((each.stat(), each.path) for each in own), key=lambda each: each[0].st_atime)
    except OSError:
        return  # no folder, or another build trims it now
    total = sum(status.st_size for status, _ in entries)
    for status, path in entries:
        if total <= limit:
            return
        with suppress(OSError):
            Path(path).unlink()
        total -= status.st_size


def _checksum(entry: bytes, modified: int) -> bytes:
    return hashlib.sha256(b"%d:" % modified + entry).hexdigest().encode()
