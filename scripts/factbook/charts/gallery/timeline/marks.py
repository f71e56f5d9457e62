"""What all pictures of the chart ``timeline`` share: spans, discs, and the grid of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ...calendar_axis import DAY, Stretch
from ...layers import Item
from ...precision import BAR_MEANS
from ...theme import AXIS, GRID, INK, MUTED, PAPER
from .data import Lanes, Mark

RIGHT: Final = 16
"""Room at the right of the plot for half a label, in pixels."""
DISC: Final = 9.5
"""Radius of a numbered mark in pixels."""
KEY: Final = 20
"""Height of the key below the plot, in pixels."""
OPEN: Final = 14
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""


def extent(mark: Mark, time: Stretch, half: float) -> tuple[float, float]:
    """The pixels along the axis of time that a mark covers."""
    at = middle(mark, time)
    begin, end = mark.period.bar(time.place, OPEN + half) or (at, at)
    return min(begin, at - half), max(end, at + half)


def middle(mark: Mark, time: Stretch) -> float:
    """Where a mark stands, in pixels."""
    return (time.place(mark.period.first) + time.place(mark.period.last)) / 2


def spans_of(data: Lanes) -> list[tuple[int, int]]:
    """The times, in milliseconds, that the axis has to show."""
    return [(mark.period.first, mark.period.last) for mark in data.marks] or [(0, DAY)]


def bar_key(bars: Sequence[Item], left: float, y: float) -> list[Item]:
    """The key to the bars, at the left below a plot that ends at the pixel ``y``; empty without bars."""
    return [{"dx": -left, "y": y + KEY - 4, "text": f"Bar: {BAR_MEANS}", "color": MUTED}] if bars else []


def disc(mark: Mark, x: float, y: float) -> Item:
    """The disc of a numbered mark, hollow for a misreport."""
    return {
        "x": x,
        "y": y,
        "shape": "circle",
        "fill": PAPER if mark.crossed else INK,
        "stroke": INK,
        "size": (2 * DISC) ** 2,
        "ref": mark.ref,
    }


def number(mark: Mark, x: float, y: float) -> Item:
    """The number on a mark's disc."""
    return {"x": x, "y": y, "text": str(mark.number), "color": INK if mark.crossed else PAPER, "ref": mark.ref}


def ticks(time: Stretch, height: float) -> tuple[list[Item], list[Item]]:
    """Grid lines and their labels above a plot whose time runs from left to right."""
    found_ticks = time.ticks(46) if height else []
    lines: list[Item] = [{"x": at, "x2": at, "y": 0, "y2": height, "color": GRID} for at, _ in found_ticks]
    labels: list[Item] = [
        {"x": at, "y": -10 - 14 * (len(label) - 1 - row), "text": text, "color": MUTED}
        for at, label in found_ticks
        for row, text in enumerate(label)
    ]
    return lines, labels


def folds(time: Stretch, height: float) -> list[Item]:
    """A dotted line down the middle of each folded time."""
    ends = [(time.place(before) + time.place(after)) / 2 for (_, before), (after, _) in pairwise(time.parts())]
    return [{"x": end, "x2": end, "y": 0, "y2": height, "color": AXIS} for end in ends]


def numbered(marks: Iterable[tuple[Mark, float]], time: Stretch) -> tuple[list[Item], list[Item], list[Item]]:
    """Spans, discs and numbers of marks, each at its pixel from the top."""
    spans: list[Item] = []
    discs: list[Item] = []
    texts: list[Item] = []
    for mark, place in marks:
        at = middle(mark, time)
        if bar := mark.period.bar(time.place, OPEN + DISC):
            spans.append({"x": bar[0], "x2": bar[1], "y": place, "color": AXIS})
        discs.append(disc(mark, at, place))
        texts.append(number(mark, at, place))
    return spans, discs, texts
