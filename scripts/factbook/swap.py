"""A folder made beside the one it replaces, and put in its place in one step: readers see the old one or the new one."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

if sys.platform != "win32":
    import fcntl

MARK: Final = ".new-"
"""Stands before the name of a folder that is being made."""
FORGOTTEN: Final = 3600
"""Seconds after which a folder without a lock, which some file systems do not offer, is taken for the rest of a build that was stopped."""
ATTEMPTS: Final = 100
"""So often a folder is put in place again when another build did the same in that instant."""
_BEGINNING: Final = 10
"""Seconds after which an empty one is; it gets its lock in an instant."""
_LOCK: Final = "lock"
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
Handlers = list[tuple[int, Any]]
"""Signals, and how each is dealt with."""
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


class Draft:
    """A new, empty ``folder`` next to the one that it is to replace, for one build; closed with :meth:`clear`.

    Two builds at once get one each. A lock, which ends with the process, tells others that somebody is at work there;
    what has none any more is removed by the next build. As long as a draft is open, SIGTERM and SIGHUP end the process
    as an exception does, so that whoever opened it can close it.
    """

    def __init__(self, place: Path) -> None:
        """A draft of the folder ``place``; where that is a link, of the folder it leads to. Raises :class:`OSError`."""
        self._place = _behind_links(place)
        self._place.parent.mkdir(parents=True, exist_ok=True)
        for left in _drafts_of(self._place):
            if _is_abandoned(left):
                _remove(left)
        self._holder = Path(tempfile.mkdtemp(prefix=f"{MARK}{place.name}-", dir=self._place.parent))
        self._lock: IO[bytes] | None = None
        self._handlers = _unwinding()
        try:
            self._lock = _locked(self._holder)
            self.folder = self._holder / "new"
            self.folder.mkdir()  # with the permissions that any folder gets, as the files in it will
        except BaseException:
            self.clear()
            raise
        _let_go_in_copies(self)

    def put_in_place(self) -> None:
        """Let ``folder`` be the one it was made for, and remove what stood there.

        That is one step, so that readers see the old folder or the new one. A folder that cannot be renamed, such as a
        mount point, gets the new files one by one, each in a step of its own: a reader may meet old ones beside new
        ones meanwhile, and a process killed meanwhile leaves both, until the next build. Raises :class:`OSError`, and
        then nothing has changed.
        """
        with _undisturbed():
            for attempt in range(ATTEMPTS):
                try:
                    self._replace()
                    return
                except OSError as error:
                    first = isinstance(error, FileNotFoundError | FileExistsError) or error.errno == errno.ENOTEMPTY
                    if not first or attempt == ATTEMPTS - 1 or not self.folder.exists():
                        raise

    def clear(self) -> None:
        """Remove whatever is left of the draft; nothing when it was removed before."""
        if self._lock:
            self._lock.close()
        _remove(self._holder)
        for number, handler in self._handlers:
            signal.signal(number, handler or signal.SIG_DFL)  # none is known of what was not set by Python
        self._handlers = []

    def _replace(self) -> None:
        if _exchanged(self.folder, self._place):
            return
        old = self._holder / "old"
        stood = self._place.exists()
        if stood:
            try:
                self._place.rename(old)
            except FileNotFoundError:
                raise
            except OSError:
                _replace_content(self.folder, self._place)
                return
        try:
            self.folder.rename(self._place)
        except OSError:
            if stood and not self._place.exists():
                old.rename(self._place)
            elif stood:
                shutil.rmtree(old, ignore_errors=True)  # another build has put its own there
            raise

    def _let_go(self) -> None:
        """Leave the lock and the signals to the process that this one is a copy of."""
        if self._lock:
            self._lock.close()
        for number, handler in self._handlers:
            signal.signal(number, handler or signal.SIG_DFL)  # none is known of what was not set by Python


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their paths below ``folder``. Raises :class:`OSError`."""
    made: set[Path] = set()
    for name, content in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)


def add_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files by their paths below a folder, which may hold others that stay, and give back how many.

    All are written before the first is put in its place. Raises :class:`OSError`, and then, if there is no room for
    them or one cannot be made, nothing has changed.
    """
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=MARK, dir=folder, ignore_cleanup_errors=True) as beside:
            write_all(Path(beside), files)
            made = sorted(path for path in Path(beside).rglob("*") if path.is_file())
            for path in made:
                place = folder / path.relative_to(beside)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
    except BaseException:
        if new:
            with suppress(OSError):
                folder.rmdir()
        raise
    return len(made)


def _behind_links(place: Path) -> Path:
    """The folder that a path leads to, links followed. Raises :class:`OSError` when it leads to something else.

    What a link leads to may lie anywhere, and all that is in it will be removed; so it must be empty or look like a site.
    """
    real = place.parent.resolve() / place.name
    try:
        if place.is_symlink():
            real = place.resolve(strict=True)
        is_folder = stat.S_ISDIR(real.stat().st_mode)
    except (OSError, RuntimeError) as error:
        if place.is_symlink():
            raise OSError(errno.ENOENT, "a link that leads nowhere", str(place)) from error
        return real  # nothing is there yet
    if not is_folder:
        raise NotADirectoryError(errno.ENOTDIR, "no folder", str(place))
    if real != place.absolute() and any(real.iterdir()) and not (real / "index.html").is_file():
        message = f"a link to {real}, where something else than a site is (there is no index.html)"
        raise OSError(errno.ENOTEMPTY, message, str(place))
    return real


def _drafts_of(place: Path) -> Iterator[Path]:
    return place.parent.glob(f"{MARK}{glob.escape(place.name)}-*")


def _remove(holder: Path) -> None:
    """Remove a draft, its lock last: the next build removes the rest at once where this one is stopped meanwhile."""
    for inner in (holder / "new", holder / "old", holder):
        shutil.rmtree(inner, ignore_errors=True)


def _locked(holder: Path) -> IO[bytes] | None:
    """A lock in that folder, held as long as the file is open; it has its name only when it is held."""
    beginning = holder / f"{_LOCK}.part"
    file = beginning.open("wb")
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # a file system without locks
            file.close()
            return None
        beginning.rename(holder / _LOCK)
        return file
    file.close()  # an open file can be neither renamed nor removed there, which is the lock
    beginning.rename(holder / _LOCK)
    return (holder / _LOCK).open("r+b")


def _is_abandoned(holder: Path) -> bool:
    """Whether the build whose folder this is has come to an end without removing it."""
    try:
        if not (holder / _LOCK).exists():
            begun = (holder / "new").exists()
            return time.time() - holder.lstat().st_mtime > (FORGOTTEN if begun else _BEGINNING)
        if sys.platform == "win32":
            (holder / _LOCK).unlink()
        else:
            with (holder / _LOCK).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody holds it, or has just removed it
        return False
    return True


def _unwinding() -> Handlers:
    """Let signals that end a process do so by an exception; how they were dealt with before."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)  # as shells have it

    if threading.current_thread() is not threading.main_thread():
        return []  # others cannot say how signals are dealt with
    return [(each, signal.signal(each, end)) for each in _SIGNALS if signal.getsignal(each) is signal.SIG_DFL]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no signal stop what takes an instant and would leave no folder at all; a build so near its end comes to it."""
    here = threading.current_thread() is threading.main_thread()
    before = [(each, signal.signal(each, signal.SIG_IGN)) for each in (*_SIGNALS, signal.SIGINT)] if here else []
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler or signal.SIG_DFL)  # none is known of what was not set by Python


def _let_go_in_copies(draft: Draft) -> None:
    """See to it that a process which is made as a copy of this one, to draw, does not hold the draft when this one has ended."""
    known = weakref.ref(draft)

    def let_go() -> None:
        if copied := known():
            copied._let_go()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=let_go)


def _replace_content(made: Path, place: Path) -> None:
    """Put copies of all that is in one folder into another one, in the place of all that is there.

    Raises :class:`OSError`, and then all is as it was, or the old files that could not be put back are lost; a file
    system that cannot rename a second time has failed.
    """
    with (
        _alone_in(place),
        tempfile.TemporaryDirectory(prefix=f"{MARK}{place.name}-", dir=place, ignore_cleanup_errors=True) as inside,
    ):
        new, old = Path(inside) / "new", Path(inside) / "old"
        shutil.copytree(made, new, symlinks=True)
        old.mkdir()
        undo: list[Callable[[], object]] = []
        coming = {each.name for each in new.iterdir()}
        standing = {each.name for each in place.iterdir()} - {Path(inside).name}
        try:
            for name in sorted(coming | standing):
                if name in coming and _exchanged(new / name, place / name):
                    undo.append(partial(_exchanged, new / name, place / name))
                    continue
                if name in standing:
                    (place / name).rename(old / name)
                    undo.append(partial((old / name).rename, place / name))
                if name in coming:
                    (new / name).rename(place / name)
                    undo.append(partial((place / name).rename, new / name))
        except BaseException:
            for step in reversed(undo):
                with suppress(OSError):
                    step()
            raise


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process is in here with that folder; where there are no locks, there is no waiting."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _exchanged(first: Path, second: Path) -> bool:
    """Whether two folders or files could be exchanged in one step, which Linux offers and Python does not.

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
