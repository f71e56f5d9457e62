"""Layout: placing labels beside points, packing spans into lanes, a grid of months. Pure geometry, in pixels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

REACH: Final = 64
"""How far above or below its point a label may be placed, in pixels."""
MONTHS_SHOWN: Final = 24
"""Months of a mark that are shown; of a longer one the first so many and the last."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that two boxes share; most share none, which is asked first."""
        if self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top:
            return 0.0
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down


@dataclass(frozen=True, slots=True)
class Label:
    """The size of a block of text, and the point that it belongs to."""

    x: float
    y: float
    width: float
    height: float


def place_labels(labels: Sequence[Label], obstacles: Sequence[Box], bounds: Box, gap: float = 9) -> list[Box]:
    """Return a place for each label, as near to its point as it can be without covering anything (greedy).

    Labels with a point further right go first, for they have least room. One that fits nowhere takes the
    place with the least overlap.
    """
    taken = list(obstacles)
    placed: dict[int, Box] = {}
    for index in sorted(range(len(labels)), key=lambda index: (-labels[index].x, labels[index].y, index)):
        best = _best(labels[index], taken, bounds, gap)
        placed[index] = best
        taken.append(Box(best.left - 2, best.top - 1, best.right + 2, best.bottom + 1))
    return [placed[index] for index in range(len(labels))]


def _best(label: Label, taken: Sequence[Box], bounds: Box, gap: float) -> Box:
    """Return the cheapest candidate: its distance, and 50 for each square pixel of overlap; stop when distance alone costs more."""
    best: tuple[float, Box] | None = None
    reach = Box(
        label.x - label.width - REACH,
        label.y - label.height - REACH,
        label.x + label.width + REACH,
        label.y + label.height + REACH,
    )
    near = [box for box in taken if box.overlap(reach)]
    for cost, box in sorted(_candidates(label, bounds, gap), key=lambda candidate: candidate[0]):
        if best and cost >= best[0]:
            break
        total = cost
        for other in near:
            total += 50 * box.overlap(other)
            if best and total >= best[0]:
                break
        else:
            best = (total, box)
    return best[1] if best else Box(bounds.left, bounds.top, bounds.left + label.width, bounds.top + label.height)


def _candidates(label: Label, bounds: Box, gap: float) -> Iterator[tuple[float, Box]]:
    """Yield places within the bounds with their cost: right before left before centred, near before far."""
    sides = ((0.0, label.x + gap), (5.0, label.x - gap - label.width), (9.0, label.x - label.width / 2))
    for cost, left in sides:
        for offset in range(-REACH, REACH + 1, 4):
            if cost == 9.0 and abs(offset) < label.height / 2 + gap:
                continue
            top = label.y - label.height / 2 + offset
            moved = min(max(left, bounds.left), bounds.right - label.width)
            if cost < 9 and abs(moved - left) > 0.5 and abs(offset) < label.height / 2 + gap - 2:
                continue
            if top >= bounds.top and top + label.height <= bounds.bottom:
                yield (
                    cost + abs(offset) + abs(moved - left) / 2,
                    Box(moved, top, moved + label.width, top + label.height),
                )


def stroke_boxes(x: float, y: float, x2: float, y2: float, thickness: float = 3, step: float = 6) -> list[Box]:
    """Return small boxes that cover a line."""
    pieces = max(1, int(max(abs(x2 - x), abs(y2 - y)) / step))
    half = thickness / 2
    spots = [(x + (x2 - x) * index / pieces, y + (y2 - y) * index / pieces) for index in range(pieces + 1)]
    return [Box(a - half, b - half, a + half, b + half) for a, b in spots]


def pack_lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return a lane from 0 for each span, so that spans in a lane do not touch: the first free one, by beginning (interval partitioning)."""
    ends: list[float] = []
    lanes = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda index: (spans[index], index)):
        first, last = spans[index]
        lane = next((lane for lane, end in enumerate(ends) if end < first), len(ends))
        ends[lane : lane + 1] = [last]
        lanes[index] = lane
    return lanes


Months = tuple[int, int]
"""The first and last month of a mark, as in :mod:`.axes`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a mark: ``row`` and ``column`` within its first month; it reaches down to its last."""

    first: int
    last: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """Many dates in little room: months from top to bottom, lanes side by side, each with columns and the cells of its marks."""

    columns: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @classmethod
    def of(cls, lanes: Sequence[Sequence[Months]], room: int) -> MonthGrid:
        """Share ``room`` columns among the lanes by how crowded they are, at least one each, and place all marks."""
        crowds = [max(Counter(first for first, _ in lane).values(), default=0) for lane in lanes]
        columns = [2 if any(last > first for first, last in lane) else 1 for lane in lanes]
        while lanes and sum(columns) < room:
            columns[max(range(len(lanes)), key=lambda lane: crowds[lane] / columns[lane])] += 1
        return cls(tuple(columns), tuple(_cells(lane, wide) for lane, wide in zip(lanes, columns, strict=True)))

    def tops(self, step: float) -> tuple[dict[int, float], float]:
        """Return the top of each month with a mark, in pixels, and the height of all; other months are left out."""
        rows: dict[int, int] = {}
        for cell in (cell for lane in self.cells for cell in lane):
            rows[cell.first] = max(rows.get(cell.first, 1), cell.row + 1)
            for month in (*range(cell.first, min(cell.last, cell.first + MONTHS_SHOWN)), cell.last):
                rows.setdefault(month, 1)
        tops: dict[int, float] = {}
        at, year = 0.0, -1
        for month in sorted(rows):
            tops[month] = at
            at += max(rows[month] * step + 6, 38.0 if month // 12 != year else 24.0)
            year = month // 12
        return tops, at


def _cells(lane: Sequence[Months], columns: int) -> tuple[Cell, ...]:
    """Return a cell for each mark; one over several months blocks its column to its last."""
    taken: set[tuple[int, int, int]] = set()
    blocked: dict[int, int] = {}
    cells: dict[int, Cell] = {}
    for index in sorted(range(len(lane)), key=lambda index: (lane[index][0], lane[index][1] == lane[index][0], index)):
        first, last = lane[index]
        free = [column for column in range(columns) if blocked.get(column, -1) < first] or [columns - 1]
        row, column = next((row, column) for row in count() for column in free if (first, row, column) not in taken)
        taken.add((first, row, column))
        if last > first:
            blocked[column] = last
        cells[index] = Cell(first, last, row, column)
    return tuple(cells[index] for index in range(len(lane)))
