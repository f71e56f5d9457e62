"""A grid of months by lanes, for many dates in little room. Pure geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

Months = tuple[int, int]
"""The first and last month of a mark, counted from the year 0."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a mark stands: ``row`` and ``column`` within its first month, reaching down to its last."""

    first: int
    last: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """For each lane its number of columns and, in the order given, the cells of its marks."""

    columns: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, lanes: Sequence[Sequence[Months]], room: int) -> MonthGrid:
        """Share ``room`` columns among the lanes, more to the crowded ones (each has one at least), and place all marks."""
        crowds = [max(Counter(first for first, _ in lane).values(), default=0) for lane in lanes]
        columns = [2 if any(last > first for first, last in lane) else 1 for lane in lanes]
        while lanes and sum(columns) < room:
            columns[max(range(len(lanes)), key=lambda lane: crowds[lane] / columns[lane])] += 1
        return cls(tuple(columns), tuple(_cells(lane, wide) for lane, wide in zip(lanes, columns, strict=True)))

    def tops(self, step: float) -> tuple[dict[int, float], float]:
        """The top of each month that holds or is crossed by a mark, in pixels, and the height of all; other months are left out."""
        rows: dict[int, int] = {}
        for cell in (cell for lane in self.cells for cell in lane):
            rows[cell.first] = max(rows.get(cell.first, 1), cell.row + 1)
            for month in (*range(cell.first, min(cell.last, cell.first + LONG)), cell.last):
                rows.setdefault(month, 1)
        tops: dict[int, float] = {}
        at, year = 0.0, -1
        for month in sorted(rows):
            tops[month] = at
            at += max(rows[month] * step + 6, 38.0 if month // 12 != year else 24.0)
            year = month // 12
        return tops, at


LONG = 24
"""Months of a long time that get rows of their own; of a longer one only these and the last."""


def _cells(lane: Sequence[Months], columns: int) -> tuple[Cell, ...]:
    """Cells in the order of the marks; a mark over several months bars its column as far as it reaches."""
    taken: set[tuple[int, int, int]] = set()
    barred: dict[int, int] = {}
    cells: dict[int, Cell] = {}
    for index in sorted(range(len(lane)), key=lambda index: (lane[index][0], lane[index][1] == lane[index][0], index)):
        first, last = lane[index]
        free = [column for column in range(columns) if barred.get(column, -1) < first] or [columns - 1]
        row, column = next((row, column) for row in count() for column in free if (first, row, column) not in taken)
        taken.add((first, row, column))
        if last > first:
            barred[column] = last
        cells[index] = Cell(first, last, row, column)
    return tuple(cells[index] for index in range(len(lane)))
