"""Staging folders: a folder is filled beside its target and replaces it atomically, so that readers see the old or the new one.

Threat (SECURITY.md): an accident, such as a build that is killed, a full disk, or two builds at once.
"""

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

PREFIX: Final = ".new-"
"""Prefix of the names of staging folders."""
ORPHANED_AFTER: Final = 3600
"""Seconds after which a staging folder without a lock, on a file system that has none, counts as abandoned."""
ATTEMPTS: Final = 100
"""Attempts to replace a target that another build replaces at the same time."""
_UNLOCKED_AFTER: Final = 10
"""Seconds after which an empty one without a lock does; the lock is taken right after the folder is made."""
_LOCK: Final = "lock"
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
Handlers = list[tuple[int, Any]]
"""Signals with their former handlers; ``None`` for a handler that was not set by Python."""
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


class StagingFolder:
    """A new, empty ``folder`` beside its target, for one build; close it with :meth:`close`.

    Concurrent builds get one each. A lock, which ends with the process, marks it as in use; a folder without one is
    removed by the next build. Until it is closed, SIGTERM and SIGHUP raise :class:`SystemExit`, so that it can be.
    """

    def __init__(self, target: Path) -> None:
        """Make one for the folder ``target``; if that is a link, for the folder it leads to. Raises :class:`OSError`."""
        self._target = _resolved(target)
        self._target.parent.mkdir(parents=True, exist_ok=True)
        for left in _siblings(self._target):
            if _is_abandoned(left):
                _remove(left)
        self._parent = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{target.name}-", dir=self._target.parent))
        self._lock: IO[bytes] | None = None
        self._handlers = _exit_on_signals()
        try:
            self._lock = _acquire_lock(self._parent)
            self.folder = self._parent / "new"
            self.folder.mkdir()  # with the permissions that any folder gets, as the files in it will
        except BaseException:
            self.close()
            raise
        _release_after_fork(self)

    def replace_target(self) -> None:
        """Replace the target by ``folder``, in one step, and remove the old one.

        In a target that cannot be renamed, such as a mount point, the files are replaced one by one: meanwhile a reader
        may meet old and new ones, and a process that is killed leaves both until the next build. Raises
        :class:`OSError`; then nothing has changed.
        """
        with _signals_ignored():
            for attempt in range(ATTEMPTS):
                try:
                    self._replace()
                    return
                except OSError as error:
                    if not _was_replaced_meanwhile(error) or attempt == ATTEMPTS - 1 or not self.folder.exists():
                        raise

    def close(self) -> None:
        """Remove what is left of the staging folder and restore the signal handlers; may be called again."""
        if self._lock:
            self._lock.close()
        _remove(self._parent)
        _restore(self._handlers)
        self._handlers = []

    def _replace(self) -> None:
        if _exchange(self.folder, self._target):
            return
        old = self._parent / "old"
        shutil.rmtree(old, ignore_errors=True)  # an attempt before may have left it
        stood = self._target.exists()
        if stood:
            try:
                self._target.rename(old)
            except OSError as error:
                if _was_replaced_meanwhile(error):
                    raise
                _replace_content(self.folder, self._target)
                return
        try:
            self.folder.rename(self._target)
        except OSError:
            if stood and not self._target.exists():
                old.rename(self._target)
            elif stood:
                shutil.rmtree(old, ignore_errors=True)  # another build has put its own there
            raise

    def _release(self) -> None:
        """Close the lock and restore the signal handlers in a forked process; the parent keeps its own."""
        if self._lock:
            self._lock.close()
        _restore(self._handlers)


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their paths below ``folder``. Raises :class:`OSError`."""
    made: set[Path] = set()
    for name, content in files:
        path = folder / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)


def link_files(folder: Path, old: Path, names: Iterable[str]) -> None:
    """Give files below ``old`` their places below ``folder``, too, by hard links or as copies. Raises :class:`OSError`."""
    made: set[str] = set()
    for name in names:
        if (above := name.rpartition("/")[0]) not in made:
            (folder / above).mkdir(parents=True, exist_ok=True)
            made.add(above)
        source, target = f"{old}/{name}", f"{folder}/{name}"  # some thousand: as paths they take twice as long
        try:
            os.link(source, target)
        except OSError:  # another file system, or one without links
            shutil.copy2(source, target)


def add_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files by their paths below a folder, which may hold others, and return their number.

    All are written before the first is moved to its path. Raises :class:`OSError`; if the disk is full or a file cannot
    be made, nothing has changed.
    """
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder, ignore_cleanup_errors=True) as beside:
            write_files(Path(beside), files)
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


def _resolved(target: Path) -> Path:
    """Return the folder that a path leads to, links followed. Raises :class:`OSError` if it is no folder.

    As all in it will be removed, the target of a link must be empty or look like a site.
    """
    real = target.parent.resolve() / target.name
    try:
        if target.is_symlink():
            real = target.resolve(strict=True)
        is_folder = stat.S_ISDIR(real.stat().st_mode)
    except (OSError, RuntimeError) as error:
        if target.is_symlink():
            raise OSError(errno.ENOENT, "a link that leads nowhere", str(target)) from error
        return real  # nothing is there yet
    if not is_folder:
        raise NotADirectoryError(errno.ENOTDIR, "no folder", str(target))
    if real != target.absolute() and any(real.iterdir()) and not (real / "index.html").is_file():
        message = f"a link to {real}, where something else than a site is (there is no index.html)"
        raise OSError(errno.ENOTEMPTY, message, str(target))
    return real


def _siblings(target: Path) -> Iterator[Path]:
    return target.parent.glob(f"{PREFIX}{glob.escape(target.name)}-*")


def _was_replaced_meanwhile(error: OSError) -> bool:
    """Whether a rename failed because another build renames the same folder, so that it is worth another attempt."""
    return error.errno in (errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY)


def _remove(parent: Path) -> None:
    """Remove a staging folder, its lock last, so that the next build can remove the rest if this one is killed meanwhile."""
    for inner in (parent / "new", parent / "old", parent):
        shutil.rmtree(inner, ignore_errors=True)


def _acquire_lock(parent: Path) -> IO[bytes] | None:
    """Lock a staging folder until the returned file is closed; the lock file gets its name once it is locked."""
    beginning = parent / f"{_LOCK}.part"
    file = beginning.open("wb")
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # a file system without locks
            file.close()
            return None
        beginning.rename(parent / _LOCK)
        return file
    file.close()  # an open file can be neither renamed nor removed there, which is the lock
    beginning.rename(parent / _LOCK)
    return (parent / _LOCK).open("r+b")


def _is_abandoned(parent: Path) -> bool:
    """Whether the build of a staging folder has ended without removing it."""
    try:
        if not (parent / _LOCK).exists():
            begun = (parent / "new").exists()
            return time.time() - parent.lstat().st_mtime > (ORPHANED_AFTER if begun else _UNLOCKED_AFTER)
        if sys.platform == "win32":
            (parent / _LOCK).unlink()
        else:
            with (parent / _LOCK).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody holds it, or has just removed it
        return False
    return True


def _exit_on_signals() -> Handlers:
    """Let signals that end the process raise :class:`SystemExit`; return their former handlers."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)  # as shells have it

    if threading.current_thread() is not threading.main_thread():
        return []  # Python sets handlers in the main thread only
    return [(each, signal.signal(each, end)) for each in _SIGNALS if signal.getsignal(each) is signal.SIG_DFL]


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Ignore signals while the target is replaced: for an instant there may be no folder at all."""
    here = threading.current_thread() is threading.main_thread()
    before = [(each, signal.signal(each, signal.SIG_IGN)) for each in (*_SIGNALS, signal.SIGINT)] if here else []
    try:
        yield
    finally:
        _restore(before)


def _restore(handlers: Handlers) -> None:
    for number, handler in handlers:
        signal.signal(number, handler or signal.SIG_DFL)


def _release_after_fork(staging: StagingFolder) -> None:
    """Release the lock in forked worker processes, so that it ends with this process."""
    reference = weakref.ref(staging)

    def release() -> None:
        if alive := reference():
            alive._release()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=release)


def _replace_content(made: Path, target: Path) -> None:
    """Replace all that is in ``target`` by copies of what is in ``made``.

    Raises :class:`OSError`; then the old files are back, but for those that the file system did not rename again.
    """
    with (
        _exclusive(target),
        tempfile.TemporaryDirectory(prefix=f"{PREFIX}{target.name}-", dir=target, ignore_cleanup_errors=True) as inside,
    ):
        new, old = Path(inside) / "new", Path(inside) / "old"
        shutil.copytree(made, new, symlinks=True)
        old.mkdir()
        undo: list[Callable[[], object]] = []
        coming = {each.name for each in new.iterdir()}
        standing = {each.name for each in target.iterdir()} - {Path(inside).name}
        try:
            for name in sorted(coming | standing):
                if name in coming and _exchange(new / name, target / name):
                    undo.append(partial(_exchange, new / name, target / name))
                    continue
                if name in standing:
                    (target / name).rename(old / name)
                    undo.append(partial((old / name).rename, target / name))
                if name in coming:
                    (new / name).rename(target / name)
                    undo.append(partial((target / name).rename, new / name))
        except BaseException:
            for step in reversed(undo):
                with suppress(OSError):
                    step()
            raise


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Hold an exclusive lock on a folder, if the system has locks."""
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


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders or files atomically by a system call that Python lacks; whether the system has it.

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
