"""Files of a story: portable names, reads that never follow a link, atomic writes."""

from __future__ import annotations

import codecs
import errno
import os
import secrets
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from .problems import Place, Problem, Problems, quote, rule

MAX_BYTES: Final = 1_000_000
MAX_TOTAL_BYTES: Final = 25_000_000
"""Bytes of all fact files, or of all pages: some 130,000 claims, for which a check takes 2 GB of memory."""
MAX_PATH: Final = 200
"""Characters of a path below the story's folder; Windows takes 260 with that folder's own path before it."""

FILE = rule(
    "file",
    f"A fact file is UTF-8 text of at most {MAX_BYTES // 1000} KB, inside the story's folder, no link, not empty; "
    f"all of them are at most {MAX_TOTAL_BYTES // 1_000_000} MB.",
)
NAME = rule(
    "file-name",
    "Files of the story have names that Linux, macOS and Windows can hold, and no two in a folder whose names differ "
    f"only in case or in how their accents are written; a path has at most {MAX_PATH} signs. Nor is an id a name that "
    "Windows keeps for a device, as files and pages bear ids.",
)
_RESERVED_CHARACTERS: Final = frozenset('<>:"|?*\\')
_PORTS: Final = {port + number for port in ("com", "lpt") for number in "123456789¹²³"}
_DEVICES: Final = _PORTS.union(["con", "prn", "aux", "nul", "conin$", "conout$"])
_MOUNT_POINT: Final = 0xA0000003
"""``IO_REPARSE_TAG_MOUNT_POINT``: a junction of Windows, which Python takes for a folder."""
_NO_FOLLOW: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_NO_BLOCK: Final[int] = getattr(os, "O_NONBLOCK", 0)
"""Flags with which a link is not followed and a pipe not waited for; Windows has neither."""


class NotARegularFile(OSError):
    """Raised instead of opening a link, folder, pipe or device."""


def is_reserved_name(name: str) -> bool:
    """Whether Windows takes the name for a device, whatever its extension (``con.yml``).

    To be replaced by ``ntpath.isreserved`` when Python 3.13 is the oldest one supported.
    Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
    """
    return name.partition(".")[0].rstrip(" ").lower() in _DEVICES


def caseless_key(name: str) -> str:
    """Return what is equal for names that a file system may not tell apart: they differ in case or Unicode form only.

    Source: canonical caseless matching, definition D145 of The Unicode Standard, section 3.13.
    """
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def name_problems(folder: str, names: list[str]) -> Iterator[Problem]:
    """Yield a problem for each name in one folder (its path below the story's) that some system cannot hold."""
    taken: dict[str, str] = {}
    for name in names:
        place = Place(f"{folder}/{name}")
        if not name.isprintable():  # such as one with a line break, or not in UTF-8, so no message may print it
            message = f"must hold names that can be printed alone, found {quote(name)}"
            yield Problem(Place(folder), NAME, message, "visitors.yml")
            continue
        other = taken.setdefault(caseless_key(name), name)
        if reserved := sorted(_RESERVED_CHARACTERS.intersection(name)):
            yield Problem(place, NAME, f"must have a name that Windows can hold, found {' '.join(reserved)} in it")
        elif name.endswith((".", " ")):
            yield Problem(place, NAME, f"must have a name that Windows can hold, found {quote(name)}, which ends so")
        elif is_reserved_name(name):
            message = f"must have a name that Windows can hold, found {quote(name)}, which it takes for a device"
            yield Problem(place, NAME, message, f"a-{name}")
        elif other != name:
            message = f"must differ from other names in more than case and accents, found {quote(other)} beside it"
            yield Problem(place, NAME, message, "a name of its own, or one file for both")
        elif len(place.path) > MAX_PATH:
            message = f"must have a path of at most {MAX_PATH} signs, found {len(place.path)}"
            yield Problem(place, NAME, message, "shorter names, or fewer folders")


def is_link(path: Path) -> bool:
    """Whether a path is a symbolic link, dangling or not, or a junction of Windows. Raises :class:`OSError`.

    A hard link cannot be told from the file itself; git creates none at checkout.
    """
    status = path.lstat()
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _MOUNT_POINT


def files_below(root: Path, folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Walk a folder of the story in a fixed order, without hidden files and editors' backups.

    Links are never followed, so that the files that git and reviewers see are the files that are used. Appends a problem
    for each link (hidden or dangling ones and the folder itself included), each folder that cannot be listed, and each
    name that some system cannot hold.
    """
    if link := _first_link(root, folder):
        problems.append(_link_problem(root, link))
        return
    stack = [folder]
    while stack:
        here = stack.pop()
        below = here.relative_to(root).as_posix()
        try:
            with os.scandir(here) as entries:
                listing = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(Problem(Place(below), FILE, f"must be readable, found: {error.strerror}"))
            continue
        problems.extend(name_problems(below, [entry.name for entry in listing if not entry.name.startswith(".")]))
        folders: list[Path] = []
        for entry in listing:
            path = here / entry.name
            if entry.is_symlink() or (os.name == "nt" and is_link(path)):
                if not _is_emacs_lock(path):
                    problems.append(_link_problem(root, path))
            elif entry.name.startswith(".") or not entry.name.isprintable():
                continue
            elif entry.is_dir():
                folders += [path] if len(f"{below}/{entry.name}") <= MAX_PATH else []
            elif not entry.name.endswith("~"):
                yield path
        stack += reversed(folders)


def _is_emacs_lock(link: Path) -> bool:
    """Whether a link is the hidden, dangling one with which Emacs locks a file that is being edited."""
    return link.name.startswith(".#") and not link.exists()


def _first_link(root: Path, path: Path) -> Path | None:
    """Return the first part of a path below ``root`` that is a link; ``root`` itself may be reached by one."""
    here = root
    for part in path.relative_to(root).parts:
        here /= part
        try:
            if is_link(here):
                return here
        except OSError:
            return None  # nothing is there
    return None


def _link_problem(root: Path, link: Path) -> Problem:
    place = Place((link if link.name.isprintable() else link.parent).relative_to(root).as_posix())
    message = "must be a file or folder of the story itself, found a link"
    return Problem(place, FILE, message, "a copy of what it leads to")


def total_size_problem(folder: str, paths: Iterable[Path]) -> Problem | None:
    """Return a problem when the files together exceed :data:`MAX_TOTAL_BYTES`; the caller then reads none of them.

    Files over :data:`MAX_BYTES` are not counted, as they are refused unread.
    """
    sizes = (status.st_size for path in paths if stat.S_ISREG((status := path.lstat()).st_mode))
    total = sum(size for size in sizes if size <= MAX_BYTES)
    if total <= MAX_TOTAL_BYTES:
        return None
    message = f"must be at most {MAX_TOTAL_BYTES // 1_000_000} MB of text, found {total // 1_000_000} MB"
    return Problem(Place(folder), FILE, message, "a story of its own for each part")


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading. Raises :class:`NotARegularFile` for a link, folder, pipe or device, else :class:`OSError`.

    The type is checked on the open descriptor, against a race between check and use. Links among the parent folders are
    followed; :func:`files_below` yields no such path.
    """
    if not _NO_FOLLOW and is_link(path):
        raise NotARegularFile(errno.ELOOP, "a link", str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NO_FOLLOW | _NO_BLOCK)
    except OSError as error:
        raise NotARegularFile(error.errno, "a link", str(path)) if error.errno == errno.ELOOP else error from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # reading a pipe or a device might never end
        os.close(descriptor)
        raise NotARegularFile(errno.EINVAL, "something else of that name", str(path))
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path) -> bytes:
    """Read a regular file. Raises as :func:`open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def read_text(
    root: Path, path: Path, limit: int = MAX_BYTES, example: str = "one file for each source, count or person"
) -> str:
    """Read a text file of the story, without byte order mark and with ``\n`` line ends.

    Raises :class:`Problems` when it has more than ``limit`` bytes (with ``example`` as the advice), is no regular file,
    unreadable or not UTF-8.
    """
    place = Place(path.relative_to(root).as_posix())
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                message = f"must be at most {limit // 1000} KB, found {size // 1000} KB"
                raise Problems([Problem(place, FILE, message, example)])
            data = file.read()
    except NotARegularFile as error:
        raise Problems([Problem(place, FILE, f"must be a file, found {error.strerror}")]) from error
    except OSError as error:
        raise Problems([Problem(place, FILE, f"must be readable, found: {error.strerror}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _unix_newlines(data[: error.start].decode("utf-8-sig"))
        place = Place(place.path, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"must be UTF-8 text, found byte 0x{data[error.start]:02x}"
        raise Problems([Problem(place, FILE, message, "save the file as UTF-8")]) from error
    text = _unix_newlines(text)
    start = end = 0
    for mark in ("<<<<<<< ", "=======\n", ">>>>>>> "):
        end = f"\n{text}".find(f"\n{mark}", end)
        start = start or end + 1
        if end < 0:
            break
    else:
        place = Place(place.path, text.count("\n", 0, start) + 1)
        message = "must be one of two versions, found the marks '<<<<<<<', '=======' and '>>>>>>>' of a merge"
        raise Problems([Problem(place, FILE, message, "one of the two versions, without the lines of the marks")])
    return text


def _unix_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def write_text(root: Path, path: Path, text: str, like: bytes = b"") -> None:
    """Write a file of the story atomically, with the line ends and byte order mark of ``like``, its old bytes.

    Raises :class:`Problems` when the path has a link, which could lead out of the story, and :class:`OSError`.
    """
    if link := _first_link(root, path):
        raise Problems([_link_problem(root, link)])
    path.parent.mkdir(parents=True, exist_ok=True)
    text = text.replace("\n", "\r\n") if b"\r\n" in like else text
    write_bytes(path, text.encode("utf-8-sig" if like.startswith(codecs.BOM_UTF8) else "utf-8"))


def place_of_text(root: Path, path: str, text: str) -> Place:
    """Return the place where a text stands first in a file of the story; that of the file where it does not. Raises :class:`Problems`."""
    before, found, _ = read_text(root, root / path).partition(text)
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n")) if found else Place(path)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically: a temporary file beside it takes over its permissions and replaces it.

    Raises :class:`OSError`; the old file is then unchanged and the temporary one deleted.
    """
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as file:  # with the permissions of any new file, unlike tempfile's
            file.write(data)
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
