"""Checks of made-up stories of growing size."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from synthetic import pages_of, synthetic

from .builds import CHECK
from .running import most_memory, run
from .table import Target

STEEPEST = 1.1
"""How much faster than the claims the time may grow: 11 times for 10 times as many."""
CPU = Target(3, "s", below=True)
"""Of a check of 10,000 claims."""
MEMORY = Target(2_000, "MB", below=True)
"""Of a check of 100,000 claims."""
LONG = 100_000
"""Claims from which on one run must do."""


@dataclass(slots=True)
class Checked:
    """A story and what its checks took: seconds of CPU without a cache and with what that left, and megabytes."""

    claims: int
    story: Path
    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    memory: float = 0

    def check(self) -> None:
        """Check it twice."""
        self._clear()
        self.cold.append(run(CHECK, self.story).cpu)
        self.warm.append(run(CHECK, self.story).cpu)

    def weigh(self) -> None:
        """Check it once for the memory."""
        self._clear()
        self.memory = most_memory(CHECK, self.story)

    def _clear(self) -> None:
        shutil.rmtree(self.story / ".cache", ignore_errors=True)

    @property
    def first(self) -> float:
        """The median without a cache."""
        return statistics.median(self.cold)

    @property
    def again(self) -> float:
        """The median with a cache."""
        return statistics.median(self.warm)


def growth(folder: Path, sizes: Sequence[int], runs: int) -> None:
    """Check stories of those sizes in turns, and print a line for each, compared with the size before it."""
    checked = [Checked(size, synthetic(folder / f"claims-{size}", size)) for size in sizes]
    for each in checked:
        each.weigh()
    for turn in range(runs):
        for each in checked:
            if not turn or each.claims < LONG:
                each.check()
    print(f"\nfactbook check of made-up stories, CPU; one run from {LONG:,} claims on\n")
    print(f"{'claims':>9}{'pages':>8}{'first check':>21}{'again':>21}{'memory':>10}\n")
    for before, each in zip([None, *checked], checked, strict=False):
        _print(before, each)


def _print(before: Checked | None, now: Checked) -> None:
    cells = f"{now.claims:>9,}{pages_of(now.claims):>8,}{now.first:>10.2f} s"
    notes = []
    if before:
        first, again = now.first / before.first, now.again / before.again
        notes.append(Target(STEEPEST * now.claims / before.claims, "×").judged_twice(first, again))
        cells += f"{first:>7.2f} ×{now.again:>10.2f} s{again:>7.2f} ×"
    else:
        cells += f"{'':9}{now.again:>10.2f} s{'':9}"
    if now.claims == 10_000:
        notes.append(CPU.judged_twice(now.first, now.again))
    if now.claims == 100_000:
        notes.append(MEMORY.judged(now.memory))
    print(f"{cells}{now.memory:>7.0f} MB   {'; '.join(notes)}".rstrip())
