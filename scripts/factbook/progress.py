"""Progress of a command that takes long: after two seconds, a line on the terminal says what it does and for how long."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

AFTER: Final = 2.0
"""Seconds after which a command says that it is at work."""
STEPS: Final = logging.getLogger("factbook.steps")
"""Where the engine says what it does, as in ``STEPS.info("reading facts")``; nobody hears it but a terminal."""
_CLEAR: Final = "\r\x1b[K"


class _Steps(logging.Handler):
    """Keeps the last step."""

    last = "working"

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


@contextmanager
def shown(stream: TextIO | None = None, after: float = AFTER) -> Iterator[None]:
    """While the context is open, show the last step and the seconds on a terminal, once it has been open for ``after`` seconds."""
    terminal = stream or sys.stderr
    if not terminal.isatty():
        yield
        return
    steps, ended, start = _Steps(), threading.Event(), time.monotonic()
    wrote = False

    def show() -> None:
        nonlocal wrote
        wait = after
        while not ended.wait(wait):
            wait, wrote = min(1.0, after), True
            terminal.write(f"{_CLEAR}{steps.last} … {time.monotonic() - start:.0f} s")
            terminal.flush()

    level = STEPS.level
    STEPS.addHandler(steps)
    STEPS.setLevel(logging.INFO)
    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        STEPS.removeHandler(steps)
        STEPS.setLevel(level)
        if wrote:
            terminal.write(_CLEAR)
            terminal.flush()
