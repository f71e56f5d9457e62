"""The files of a story: found without following links out of it, and read as text."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from .problems import Place, Problem, Problems, found, rule

MAX_BYTES: Final = 1_000_000
MAX_TOGETHER: Final = 25_000_000
"""Bytes of all fact files, or of all pages: some 130,000 claims, for which a check takes 2 GB of memory."""

FILE = rule(
    "file",
    f"A fact file is UTF-8 text of at most {MAX_BYTES // 1000} KB, inside the story's folder, not empty; "
    f"all of them are at most {MAX_TOGETHER // 1_000_000} MB.",
)


def files_below(root: Path, folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file below a folder of the story, in a fixed order; hidden files and editors' backups are passed over.

    Links out of the story and links to folders become problems: nothing outside is read or published. So do names that
    cannot be printed on one line of a message, such as those with a line break or not in UTF-8.
    """
    for here, folders, names in os.walk(folder):
        for name in [each for each in sorted((*folders, *names)) if not (each.isprintable() or each.startswith("."))]:
            place = Place(Path(here).relative_to(root).as_posix())
            problems.append(Problem(place, FILE, f"must hold names that can be printed alone, found {found(name)}"))
            (folders if name in folders else names).remove(name)
        for name in sorted((*folders, *names)):
            path = Path(here) / name
            if not path.is_symlink():
                continue
            if path.is_dir() or not _leads_inside(root, path):
                problems.append(
                    Problem(
                        Place(path.relative_to(root).as_posix()),
                        FILE,
                        "must be a file or folder of the story itself, found a link",
                    )
                )
                (folders if name in folders else names).remove(name)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(here) / name


def _leads_inside(root: Path, link: Path) -> bool:
    """Whether a link leads to something in the story; one that leads to itself does not."""
    try:
        return link.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def too_heavy(folder: str, paths: Iterable[Path]) -> Problem | None:
    """A problem when files are more together than a machine should be asked to read; none of them is read then.

    What is too long by itself is not counted, as it is refused unread in any case.
    """
    sizes = (about.st_size for path in paths if stat.S_ISREG((about := path.stat()).st_mode))
    together = sum(size for size in sizes if size <= MAX_BYTES)
    if together <= MAX_TOGETHER:
        return None
    message = f"must be at most {MAX_TOGETHER // 1_000_000} MB of text, found {together // 1_000_000} MB"
    return Problem(Place(folder), FILE, message, "a story of its own for each part")


def read_text(
    root: Path, path: Path, limit: int = MAX_BYTES, instead: str = "one file for each source, count or person"
) -> str:
    """The text of a file of the story, without byte order mark and with ``\\n`` line ends.

    Raises :class:`Problems` when the file has more than ``limit`` bytes (``instead`` is what to do then), is no file, unreadable or not UTF-8.
    """
    place = Place(path.relative_to(root).as_posix())
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe or a device would be read for ever
            raise Problems([Problem(place, FILE, "must be a file, found something else of that name")])
        if about.st_size > limit:
            message = f"must be at most {limit // 1000} KB, found {about.st_size // 1000} KB"
            raise Problems([Problem(place, FILE, message, instead)])
        data = path.read_bytes()
    except OSError as error:
        raise Problems([Problem(place, FILE, f"must be readable, found: {error.strerror}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _plain_ends(data[: error.start].decode("utf-8-sig"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = Problem(
            Place(place.path, line, column),
            FILE,
            f"must be UTF-8 text, found byte 0x{data[error.start]:02x}",
            "save the file as UTF-8",
        )
        raise Problems([problem]) from error
    return _plain_ends(text)


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
