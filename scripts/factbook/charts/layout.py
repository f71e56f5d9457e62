"""Layout: placing labels beside points, packing spans into lanes, columns of months. Pure geometry, in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final

from .theme import TEXT

REACH: Final = 64
"""How far above or below its point a label may be placed, in pixels."""
STEPS: Final = (1, 3, 12, 60, 120, 1200)
"""Months that a column may hold."""
BLANK: Final = 2
"""Successive blank columns that are drawn; in the place of more there is one."""
LEAST_COLUMNS: Final = 12
"""Columns are no wider than if there were so many."""


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


def free_place(label: Label, taken: Sequence[Box], bounds: Box, gap: float = 9) -> Box | None:
    """Return a place for a label above, right, left or below its point, or farther off, moved within the bounds; ``None`` if none is free."""
    across, down = label.width / 2, label.height / 2
    beside, nearest, farther = gap + across, gap + down, 2.4 * gap + down
    for right, below in (
        (0, -nearest), (beside, 0), (-beside, 0), (0, nearest), (beside, -gap), (beside, gap), (-beside, -gap), (-beside, gap),
        (0, -farther), (0, farther),
    ):  # fmt: skip
        x, y = label.x + right, label.y + below
        middle = min(max(x, bounds.left + across), bounds.right - across)
        box = Box(middle - across, y - down, middle + across, y + down)
        free = box.top >= bounds.top and box.bottom <= bounds.bottom and label.width <= bounds.right - bounds.left
        if free and not any(box.overlap(other) for other in taken):
            return box
    return None


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


def apart(wanted: Sequence[float], lowest: float, gap: float = TEXT + 3) -> list[float]:
    """Return places for labels ``gap`` pixels apart and not below ``lowest``, near those ``wanted``, in their order from the top."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = list(wanted)
    highest = float("-inf")
    for index in order:
        places[index] = highest = max(places[index], highest)
        highest += gap
    for index in reversed(order):
        places[index] = lowest = min(places[index], lowest)
        lowest -= gap
    return places


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
class MonthColumns:
    """Many dates in little room: columns of ``step`` months from left to right, each ``width`` pixels wide.

    ``firsts`` are the first months of the columns, ``None`` for a gap in which nothing happened.
    """

    step: int
    width: float
    firsts: tuple[int | None, ...]

    @classmethod
    def of(cls, spans: Iterable[Months], room: float, least: float) -> MonthColumns:
        """Share ``room`` pixels among the months that a span begins or ends in, and gaps of one column between them.

        A column holds as many months as it must to be ``least`` pixels wide, at most :data:`STEPS`.
        """
        ends = sorted({month for span in spans for month in span}) or [0]
        for step in STEPS:
            starts = sorted({month - month % step for month in ends})
            shown: list[int | None] = [starts[0]]
            for before, after in pairwise(starts):
                blank = range(before + step, after, step)
                shown += [*(blank if len(blank) <= BLANK else [None]), after]
            width = room / max(len(shown), LEAST_COLUMNS)
            if width >= least:
                break
        return cls(step, width, tuple(shown))

    def span(self, months: Months) -> Months:
        """Return the positions of the columns that hold the first and the last month, from 0."""
        first, last = (self.firsts.index(month - month % self.step) for month in months)
        return first, last


def stack(spans: Sequence[tuple[int, int]], slots: int) -> list[tuple[int, int]]:
    """Return a row and a slot for each span of columns, so that none covers another: the first that is free, row by row.

    A column has ``slots`` places side by side; a span of several columns takes all of theirs, and begins at slot 0.
    """
    taken: set[tuple[int, int]] = set()
    places = []
    for first, last in spans:
        whole = range(first * slots, (last + 1) * slots)
        parts = [[slot] for slot in whole] if first == last else [whole]
        row, part = next(
            (row, part) for row in count() for part in parts if all((row, slot) not in taken for slot in part)
        )
        taken.update((row, slot) for slot in part)
        places.append((row, part[0] - first * slots))
    return places
