"""Printing: rows of what was measured, each with its ratios and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABEL, CELL = 26, 22


@dataclass(frozen=True, slots=True)
class Target:
    """What a number is to be, such as at most 2 times that of ``against``; ``below``: less than that."""

    limit: float
    unit: str
    below: bool = False

    def __str__(self) -> str:
        limit = f"{self.limit:.2f}" if self.limit < 100 else f"{self.limit:,.0f}"
        return f"{'<' if self.below else '≤'} {limit} {self.unit}"

    def judged(self, measured: float) -> str:
        """The target, and whether it is reached."""
        return f"{self}: {self._verdict(measured)}"

    def judged_twice(self, first: float, again: float) -> str:
        """The same of two measures, the first without a cache."""
        verdicts = [self._verdict(first), self._verdict(again)]
        return self.judged(first) if len(set(verdicts)) == 1 else "{}: {} at first, {} again".format(self, *verdicts)

    def _verdict(self, measured: float) -> str:
        return "reached" if (measured < self.limit if self.below else measured <= self.limit) else "missed"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of each contender; ``targets`` are of the first one, by the contender it is compared with, or its own name."""

    label: str
    unit: str
    values: Mapping[str, float]
    targets: Mapping[str, Target]


def printed(title: str, names: Sequence[str], base: str, rows: Sequence[Row]) -> None:
    """Print a table: a column for each contender, with the ratio to ``base``; then the targets of the first."""
    print(f"\n{title}\n\n{'':{LABEL}}{''.join(f'{name:>{CELL}}' for name in names)}")
    for row in rows:
        cells = "".join(f"{_cell(row, name, base):>{CELL}}" for name in names)
        judged = "; ".join(_judged(row, names[0], against) for against in row.targets if against in row.values)
        print(f"{row.label:{LABEL}}{cells}   {judged}".rstrip())
    print(f"\n×: times {base}")


def _cell(row: Row, name: str, base: str) -> str:
    if name not in row.values:
        return "–"
    text = f"{row.values[name]:.2f} {row.unit}" if row.unit == "s" else f"{row.values[name]:.0f} {row.unit}"
    return f"{text} {f'{row.values[name] / row.values[base]:.2f} ×':>8}" if base in row.values else f"{text} {'':8}"


def _judged(row: Row, name: str, against: str) -> str:
    measured = row.values[name] if against == name else row.values[name] / row.values[against]
    return row.targets[against].judged(measured)
