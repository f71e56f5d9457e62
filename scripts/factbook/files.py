"""The files of a story: found and read without following a link, and written whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from .filenames import MAX_PATH, unfit
from .problems import Place, Problem, Problems, rule

MAX_BYTES: Final = 1_000_000
MAX_TOGETHER: Final = 25_000_000
"""Bytes of all fact files, or of all pages: some 130,000 claims, for which a check takes 2 GB of memory."""

FILE = rule(
    "file",
    f"A fact file is UTF-8 text of at most {MAX_BYTES // 1000} KB, inside the story's folder, no link, not empty; "
    f"all of them are at most {MAX_TOGETHER // 1_000_000} MB.",
)
_MOUNT_POINT: Final = 0xA0000003
"""``IO_REPARSE_TAG_MOUNT_POINT``: what Windows calls a junction, a link of folders that Python takes for a folder."""
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: Final[int] = getattr(os, "O_NONBLOCK", 0)
"""Flags with which a link is not followed and a pipe not waited for; Windows has neither."""


class NoFile(OSError):
    """What has a file's name and is something else: a link, a folder, a pipe, a device."""


def is_link(path: Path) -> bool:
    """Whether a path is a link, to whatever and to nowhere, or a junction of Windows. Raises :class:`OSError`.

    A hard link is another name of the same file, and nothing tells the two apart; git checks none out.
    """
    about = path.lstat()
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _MOUNT_POINT


def files_below(root: Path, folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file below a folder of the story, in a fixed order; hidden files and editors' backups are passed over.

    Nothing but what lies in the folder itself is read or published, so that what git and reviewers see is what is
    used: each link becomes a problem and is left out, be it hidden, to a folder, to the story's own files or to
    nowhere, and so does the folder itself if it is one or lies in one. So does what cannot be listed, and a name that
    some system cannot hold.
    """
    if linked := _first_link(root, folder):
        problems.append(_linked(root, linked))
        return
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        below = here.relative_to(root).as_posix()
        try:
            with os.scandir(here) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(Problem(Place(below), FILE, f"must be readable, found: {error.strerror}"))
            continue
        problems.extend(unfit(below, [entry.name for entry in found if not entry.name.startswith(".")]))
        folders: list[Path] = []
        for entry in found:
            path = here / entry.name
            if entry.is_symlink() or (os.name == "nt" and is_link(path)):
                if not _is_lock(path):
                    problems.append(_linked(root, path))
            elif entry.name.startswith(".") or not entry.name.isprintable():
                continue
            elif entry.is_dir():
                folders += [path] if len(f"{below}/{entry.name}") <= MAX_PATH else []
            elif not entry.name.endswith("~"):
                yield path
        waiting += reversed(folders)


def _is_lock(link: Path) -> bool:
    """Whether a link is the one by which Emacs marks a file as being edited: hidden, and it leads nowhere."""
    return link.name.startswith(".#") and not link.exists()


def _first_link(root: Path, path: Path) -> Path | None:
    """The first part of a path, below the story's folder, that is a link; the story's folder itself may be reached by one."""
    here = root
    for part in path.relative_to(root).parts:
        here /= part
        try:
            if is_link(here):
                return here
        except OSError:
            return None  # nothing is there
    return None


def _linked(root: Path, link: Path) -> Problem:
    named = link if link.name.isprintable() else link.parent
    place = Place(named.relative_to(root).as_posix())
    return Problem(
        place, FILE, "must be a file or folder of the story itself, found a link", "a copy of what it leads to"
    )


def too_heavy(folder: str, paths: Iterable[Path]) -> Problem | None:
    """A problem when files are more together than a machine should be asked to read; none of them is read then.

    What is too long by itself is not counted, as it is refused unread in any case.
    """
    sizes = (about.st_size for path in paths if stat.S_ISREG((about := path.lstat()).st_mode))
    together = sum(size for size in sizes if size <= MAX_BYTES)
    if together <= MAX_TOGETHER:
        return None
    message = f"must be at most {MAX_TOGETHER // 1_000_000} MB of text, found {together // 1_000_000} MB"
    return Problem(Place(folder), FILE, message, "a story of its own for each part")


def opened(path: Path) -> BinaryIO:
    """A plain file, to be read. Raises :class:`OSError`, of the kind :class:`NoFile` when it is anything else, such as a link.

    It is looked at when it is open, so that nothing else can be put in its place in between; a link higher up in its
    path is followed, which :func:`files_below` never gives.
    """
    if not _NO_LINK and is_link(path):
        raise NoFile(errno.ELOOP, "a link", str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_LINK | _NO_WAIT)
    except OSError as error:
        raise NoFile(error.errno, "a link", str(path)) if error.errno == errno.ELOOP else error from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # a pipe or a device would be read for ever
        os.close(descriptor)
        raise NoFile(errno.EINVAL, "something else of that name", str(path))
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file. Raises as :func:`opened` does."""
    with opened(path) as file:
        return file.read()


def read_text(
    root: Path, path: Path, limit: int = MAX_BYTES, instead: str = "one file for each source, count or person"
) -> str:
    """The text of a file of the story, without byte order mark and with ``\n`` line ends.

    Raises :class:`Problems` when the file has more than ``limit`` bytes (``instead`` is what to do then), is no file, unreadable or not UTF-8.
    """
    place = Place(path.relative_to(root).as_posix())
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                message = f"must be at most {limit // 1000} KB, found {size // 1000} KB"
                raise Problems([Problem(place, FILE, message, instead)])
            data = file.read()
    except NoFile as error:
        raise Problems([Problem(place, FILE, f"must be a file, found {error.strerror}")]) from error
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


def write_text(root: Path, path: Path, text: str, like: bytes = b"") -> None:
    """Write a file of the story, whole or not at all, with the line ends and the byte order mark of the bytes ``like``.

    Raises :class:`Problems` when a link leads there, as it might out of the story, and :class:`OSError`.
    """
    if linked := _first_link(root, path):
        raise Problems([_linked(root, linked)])
    path.parent.mkdir(parents=True, exist_ok=True)
    ended = text.replace("\n", "\r\n") if b"\r\n" in like else text
    write_bytes(path, ended.encode("utf-8-sig" if like.startswith(codecs.BOM_UTF8) else "utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file beside the one of that name, whose permissions it gets, and put it in its place in one step.

    Raises :class:`OSError`, and then the old file is as it was and nothing is left beside it.
    """
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:  # with the permissions that any new file gets
            file.write(data)
        if path.exists():
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
