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
        for name, file in [(path.name, path)] if path.is_file() else _files(path):
            digest.update(f"{name}\0".encode(errors="surrogateescape"))
            if file.is_file() and not file.is_symlink():  # links, pipes and the like are refused where they are read
                with file.open("rb") as opened:
                    digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()


def stands(cache: Path, site: Path, inputs: str) -> bool:
    """Whether the site is the one that was noted with :func:`note`, untouched, and came of these inputs."""
    return read(cache, _name(site)) == f"{inputs} {_state(site)}"


def note(cache: Path, site: Path, inputs: str) -> None:
    """Note that the site, as it stands now, came of these inputs."""
    write(cache, _name(site), f"{inputs} {_state(site)}")


def _name(site: Path) -> str:
    return "site-" + hashlib.sha256(os.fsencode(site.absolute())).hexdigest()


def _state(site: Path) -> str:
    digest = hashlib.sha256()
    for name, file in _files(site):
        stat = file.lstat()
        digest.update(f"{name}\0{stat.st_size} {stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path, below: str = "") -> Iterator[tuple[str, Path]]:
    """The files below a folder by their paths from there, in order; nothing where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            here = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in here:
        if not entry.is_dir(follow_symlinks=False):
            yield f"{below}{entry.name}", Path(entry)
        elif entry.name != PASSED_OVER:
            yield from _files(Path(entry), f"{below}{entry.name}/")
