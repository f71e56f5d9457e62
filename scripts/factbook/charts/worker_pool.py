"""A pool of worker processes that starts when it is first needed; where none can start, the caller computes.

No worker outlives the build that began it, even one that is killed (SECURITY.md: a build cut short).
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final, TypeVar

T = TypeVar("T")
PARENT_POLL: Final = 1.0
"""Seconds between two looks of a worker at whether its parent is alive."""


class WorkerPool:
    """As many processes as there are cores, or ``size``; each runs ``warm_up``, a function of a module, before its first task."""

    def __init__(self, warm_up: Callable[[], None], size: int | None = None) -> None:
        self._warm_up, self._size = warm_up, size
        self._executor: ProcessPoolExecutor | None = None

    @property
    def started(self) -> bool:
        """Whether processes were started and not closed since."""
        return self._executor is not None

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T] | None:
        """Queue a call; ``None`` where the system starts no process, or one has died."""
        try:
            return self.executor().submit(function, *arguments)
        except (BrokenExecutor, OSError):
            return None

    def executor(self) -> ProcessPoolExecutor:
        """Return the executor, started. Raises :class:`OSError` where it cannot be."""
        if self._executor is None:
            context = get_context(_start_method())
            self._executor = ProcessPoolExecutor(
                self._size or os.cpu_count(), context, _initialize, (os.getpid(), self._warm_up)
            )
        return self._executor

    def close(self) -> None:
        """Cancel what is queued, and let the processes end without waiting for them."""
        if self._executor:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


def result_of(future: Future[T] | None, compute: Callable[[], T]) -> T:
    """Wait for a worker's result; compute it here if nothing was submitted or the worker died."""
    if future is None:
        return compute()
    try:
        return future.result()
    except BrokenExecutor:
        return compute()


def _start_method() -> str:
    """Return ``fork`` where it is safe (it saves 0.5 s), else ``spawn``.

    A forked process has one thread, so a lock held by any other thread stays locked in it for ever; the renderer has
    threads that Python does not count. The system libraries of macOS do not survive a fork.
    """
    single_threaded = threading.active_count() == 1 and "vl_convert" not in sys.modules
    return "fork" if sys.platform == "linux" and single_threaded else "spawn"


def _initialize(parent: int, warm_up: Callable[[], None]) -> None:
    """Disable garbage collection, as tasks make little garbage; ignore SIGINT; exit with the parent; warm up."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent ends its workers

    def exit_with_parent() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_POLL)
        os._exit(1)

    if sys.platform != "win32":  # where the parent's id stays the same when it ends
        threading.Thread(target=exit_with_parent, daemon=True).start()
    warm_up()
