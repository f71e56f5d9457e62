"""Whether a site stands as its last build left it, and would come out the same: then there is nothing to build.

A build depends on the bytes of its files, on the settings that it is called with, and on the versions of what it is
made with; on no day, no place and no machine, as tests show. What it left is known by each file's size and time.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

from .cache import read, write

PASSED_OVER: Final = "__pycache__"
"""The folder in which Python keeps what it made of code."""


def inputs(paths: Iterable[Path], *settings: str) -> str:
    """A hash of all that a build depends on: the files and folders of ``paths``, and ``settings``. Raises :class:`OSError`."""
    digest = hashlib.sha256(platform.python_version().encode())
    for text in (*sorted(f"{each.name} {each.version}" for each in distributions()), *settings):
        digest.update(f"{len(text)}:{text}".encode())
    for path in paths:
        for name, file in _files(path) if path.is_dir() else [(path.name, path)]:
            digest.update(f"{name}\0".encode(errors="surrogateescape"))
            if file.is_symlink():  # refused in the story, and read where an installer links the engine's files
                digest.update(b"link" + os.fsencode(file.readlink()) + b"\0")
            if file.is_file():  # pipes and the like are refused where they are read
                with file.open("rb") as opened:
                    digest.update(b"file" + hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def stands(cache: Path, site: Path, inputs: str) -> bool:
    """Whether the site is the one that was noted with :func:`note`, untouched, and came of these inputs."""
    try:
        return read(cache, _name(site)) == f"{inputs} {_state(site)}"
    except OSError:  # such as a file in the place of the site
        return False


def note(cache: Path, site: Path, inputs: str) -> None:
    """Note that the site, as it stands now, came of these inputs. Raises :class:`OSError` when it cannot be read."""
    write(cache, _name(site), f"{inputs} {_state(site)}")


def _name(site: Path) -> str:
    return "site-" + hashlib.sha256(os.fsencode(site.absolute())).hexdigest()


def _state(site: Path) -> str:
    digest = hashlib.sha256()
    for name, file in _files(site):
        stat = file.lstat()
        digest.update(f"{name}\0{stat.st_size} {stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder by their paths from there, links among them, in a fixed order; nothing where there is no folder."""
    waiting = [("", folder)]
    while waiting:
        below, here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                yield f"{below}{entry.name}", Path(entry)
            elif entry.name != PASSED_OVER:
                waiting.append((f"{below}{entry.name}/", Path(entry)))
