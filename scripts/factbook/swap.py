"""A folder made beside the one it replaces, and put in its place in one step: readers see the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

MARK: Final = ".new-"
"""Stands before the name of a folder that is being made."""
FORGOTTEN: Final = 3600
"""Seconds after which a folder that nobody finished is taken for the rest of a build that was stopped."""
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def beside(folder: Path) -> Path:
    """A new, empty folder next to ``folder``, for nobody else. Raises :class:`OSError`.

    Two builds at once get one each. What earlier builds left there is cleared away.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f"{MARK}{folder.name}-*"):
        if time.time() - left.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f"{MARK}{folder.name}-", dir=folder.parent))
    made.chmod(0o755)  # as any folder; a temporary one is closed to others, a web server among them
    return made


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their paths below ``folder``. Raises :class:`OSError`."""
    made: set[Path] = set()
    for name, content in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)


def put_in_place(made: Path, folder: Path) -> None:
    """Let ``made`` be ``folder``, and remove what stood there. Raises :class:`OSError`, and then nothing has changed."""
    if not folder.exists():
        made.rename(folder)
        return
    if not _exchanged(made, folder):
        old = Path(tempfile.mkdtemp(prefix=f"{MARK}{folder.name}-", dir=folder.parent)) / "old"
        folder.rename(old)
        try:
            made.rename(folder)
        except OSError:
            old.rename(folder)
            raise
        made = old.parent
    shutil.rmtree(made, ignore_errors=True)


def _exchanged(first: Path, second: Path) -> bool:
    """Whether two folders could be exchanged in one step, which Linux offers and Python does not.

    Source: renameat2(2), https://man7.org/linux/man-pages/man2/rename.2.html
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False  # a C library older than glibc 2.28
    done: int = renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
    return done == 0
