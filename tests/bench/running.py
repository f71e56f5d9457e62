"""Running a command and telling what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds by the clock, seconds of CPU with those of its children, and as a rough measure, megabytes.

    Those are of the largest of its processes, but on Linux never less than what the one held that started it.
    """

    seconds: float
    cpu: float
    memory: float


def run(command: Sequence[str], folder: Path) -> Taken:
    """Run a command to its end. Raises :class:`SystemExit` with its last words when it fails."""
    start = time.perf_counter()
    with _started(command, folder) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # there ru_maxrss is in bytes, elsewhere in kilobytes
    return Taken(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def most_memory(command: Sequence[str], folder: Path) -> float:
    """The most megabytes that a command held at once: all of its first process, and what each child held for itself alone.

    Looked at so often that it costs time; where there is no ``/proc``, the rough measure. Raises as :func:`run` does.
    """
    if not (PROC / "self" / "smaps_rollup").exists():
        return run(command, folder).memory
    most = 0
    with _started(command, folder) as process:
        while process.poll() is None:
            first, *children = _family(process.pid) or [process.pid]
            alone = sum(_held(child, "smaps_rollup", "Private_") for child in children)
            most = max(most, _held(first, "status", "VmRSS:") + alone)
            time.sleep(TICK)
    return most / 1024


@contextmanager
def _started(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command, just started; when the block is left, it must have ended, and well."""
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=words)
        yield process
        if process.returncode:
            words.seek(0)
            raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{words.read().decode()[-2000:]}")


def _family(pid: int) -> list[int]:
    """A process and its descendants, as far as they still run."""
    try:
        lists = [path.read_text() for path in (PROC / str(pid) / "task").glob("*/children")]
    except OSError:
        return []
    return [pid, *(each for text in lists for child in text.split() for each in _family(int(child)))]


def _held(pid: int, file: str, kind: str) -> int:
    """Kilobytes of memory that a process holds, by the lines of a kind in one of its files."""
    try:
        lines = (PROC / str(pid) / file).read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(kind))
