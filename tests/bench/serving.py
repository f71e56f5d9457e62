"""A live preview, and how long an edit takes to be seen in it."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .contender import Contender
from .ours import NUMBER

REST = 1
"""Seconds for a server to come to rest after an edit."""
PATIENCE = 300
"""Seconds after which a page is given up."""
TICK = 0.02
"""Seconds between two looks at a page."""


def edits(contenders: Sequence[Contender], page: str, runs: int) -> dict[str, float]:
    """Median seconds until an edit is seen on the page, by contender; all are served at once and edited in turn, the first time not counted."""
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    with ExitStack() as stack:
        homes = {contender.name: stack.enter_context(_served(contender, page)) for contender in contenders}
        for number in range(NUMBER, NUMBER + runs + 1):
            for contender in contenders:
                time.sleep(REST)
                start = time.perf_counter()
                contender.edit.save(number)
                _until(f"{homes[contender.name]}{page}", _seen(number))
                seconds[contender.name].append(time.perf_counter() - start)
    return {name: statistics.median(each[1:]) for name, each in seconds.items()}


@contextmanager
def _served(contender: Contender, page: str) -> Iterator[str]:
    """The address of a contender's preview, once it has the page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [part.format(port=port) for part in contender.serve]
    silent = subprocess.DEVNULL
    with tempfile.TemporaryDirectory() as name:  # where MkDocs leaves a site behind when it is ended
        environment = {**os.environ, "TMPDIR": name}
        server = subprocess.Popen(command, cwd=contender.folder, env=environment, stdout=silent, stderr=silent)
        try:
            home = f"http://127.0.0.1:{port}/"
            _until(f"{home}{page}", re.compile("</html>"), lambda: server.poll() is None)
            yield home
        finally:
            server.terminate()
            server.wait()


def _seen(number: int) -> re.Pattern[str]:
    """The number as any language writes it, and as MkDocs or Markdown may escape that."""
    return re.compile(rf"{number // 1000}(?:&#?\w+;|\D)?{number % 1000:03}")


def _until(address: str, words: re.Pattern[str], serves: Callable[[], bool] = lambda: True) -> None:
    """Ask for a page until it has the words. Raises :class:`TimeoutError`, at once where nobody ``serves`` any more."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and serves():
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                if words.search(answer.read().decode()):
                    return
        except OSError:
            pass
        time.sleep(TICK)
    raise TimeoutError(f"{address} never had {words.pattern!r}")


def address_of(path: str) -> str:
    """The address of a page below the site's root, by its path below the documents: ``counts/visitors/``."""
    return str(Path(path).with_suffix("")).removesuffix("index") + "/" if path != "index.md" else ""
