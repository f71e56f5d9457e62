"""Many events: each mark bears the number of its row in the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ... import calendar_axis, layers
from ...calendar_axis import stretch
from ...layers import Frame, Item
from ...lettering import width
from ...month_grid import MonthGrid
from ...placing import stacked
from ...theme import AXIS, GRID, INK, MUTED, SMALL, TEXT, WIDTHS
from .data import Lanes, Mark
from .marks import DISC, KEY, RIGHT, bar_key, disc, extent, folds, number, numbered, spans_of, ticks

if TYPE_CHECKING:
    import altair as alt

SLOPE: Final = 60
"""Degrees by which the heads of lanes rise on a phone."""


def across(data: Lanes) -> alt.LayerChart:
    """Many events: time from left to right, numbered marks in lanes from top to bottom."""
    import altair as alt

    total = WIDTHS["wide"]
    left = math.ceil(max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0) + 20)
    time = stretch(spans_of(data), total - left - RIGHT)
    placed: list[tuple[Mark, float]] = []
    heads: list[Item] = []
    edges: list[Item] = []
    y = 0.0
    for kind, marks in data.lanes:
        edges.append({"x": 0, "x2": time.places[-1], "y": y, "dx": -left, "dx2": RIGHT, "color": GRID})
        rows = stacked([extent(mark, time, DISC + 1) for mark in marks])
        heads.append({"dx": -left, "y": y + 16, "text": kind, "color": INK})
        placed += [(mark, y + 16 + row * (2 * DISC + 3)) for mark, row in zip(marks, rows, strict=True)]
        y += 32 + max(rows) * (2 * DISC + 3)
    x = layers.across(time.places[-1])
    vertical = layers.down(y)
    spans, discs, numbers = numbered(placed, time)
    key = bar_key(spans, left, y)
    grid, labels = ticks(time, y)
    drawn = [
        *layers.rules([*edges, {**edges[0], "y": y}] if edges else [], x, vertical),
        *layers.rules(grid, x, vertical),
        *layers.rules(folds(time, y), x, vertical, strokeDash=[2, 4], strokeWidth=1.5),
        *layers.rules(spans, x, vertical, strokeWidth=6, strokeCap="round"),
        *layers.symbols(discs, x, vertical, strokeWidth=1.2),
        *layers.texts(numbers, x, vertical, align="center", fontSize=SMALL),
        *layers.texts(heads, alt.value(0), vertical, fontWeight=600),
        *layers.texts(labels, x, vertical, align="center", fontSize=SMALL),
        *layers.texts(key, alt.value(0), vertical, fontSize=SMALL),
    ]
    return layers.compose(drawn, Frame(total - left - RIGHT, y, left, RIGHT, 34, 4 + KEY * len(key)))


def down(data: Lanes) -> alt.LayerChart:
    """Many events on a phone: a row for each month that has any, lanes side by side; the rows are not to scale."""
    import altair as alt

    total, left, top = WIDTHS["narrow"], 34.0, 76.0
    step, between = 2 * DISC + 1, 7.0
    over = _over([kind for kind, _ in data.lanes], step + between)
    room = int((total - left - over - between * len(data.lanes)) / step)
    grid = MonthGrid.of([[_months(mark) for mark in marks] for _, marks in data.lanes], room)
    tops, height = grid.tops(step)
    placed: list[tuple[Mark, float, float]] = []
    heads: list[Item] = []
    edges: list[Item] = []
    bars: list[Item] = []
    across = 0.0
    for (kind, marks), columns, cells in zip(data.lanes, grid.columns, grid.cells, strict=True):
        broad = columns * step + between
        edges.append({"x": across, "y": 0, "x2": across, "y2": height, "color": GRID})
        heads.append({"x": across + broad / 2, "dx": 2, "dy": -8, "text": kind, "color": INK})
        for mark, cell in zip(marks, cells, strict=True):
            at, top_of = (
                across + between / 2 + (cell.column + 0.5) * step,
                tops[cell.first] + 4 + (cell.row + 0.5) * step,
            )
            placed.append((mark, at, top_of))
            if cell.last > cell.first:
                bars.append({"x": at, "x2": at, "y": top_of, "y2": tops[cell.last] + 18, "color": AXIS})
            elif mark.period.opens:
                reach = mark.period.opens * (DISC + 3)
                bars.append({"x": at, "x2": at, "y": top_of, "y2": top_of + reach, "color": AXIS})
        across += broad
    x, y = layers.across(across), layers.down(height)
    months = list(tops)
    lines = [
        {"x": -left, "x2": across, "y": tops[month], "color": AXIS if month % 12 == 0 or not index else GRID}
        for index, month in enumerate(months)
    ]
    labels = [
        {"x": -left, "y": tops[month] + 14, "text": calendar_axis.month_name(month), "color": MUTED} for month in months
    ]
    years = [
        {"x": -left, "y": tops[month] + 28, "text": str(month // 12), "color": INK}
        for before, month in zip([0, *months], months, strict=False)
        if month // 12 != before // 12
    ]
    key = bar_key(bars, left, height)
    discs = [disc(mark, at, top_of) for mark, at, top_of in placed]
    texts = [number(mark, at, top_of) for mark, at, top_of in placed]
    drawn = [
        *layers.rules(lines, x, y),
        *layers.rules([*edges, {**edges[0], "x": across, "x2": across}] if edges else [], x, y),
        *layers.rules(bars, x, y, strokeWidth=6, strokeCap="round"),
        *layers.symbols(discs, x, y, strokeWidth=1.2),
        *layers.texts(texts, x, y, align="center", fontSize=SMALL),
        *layers.texts(heads, x, alt.value(0), fontWeight=600, fontSize=SMALL, angle=360 - SLOPE),
        *layers.texts(labels, x, y, fontSize=SMALL),
        *layers.texts(years, x, y, fontSize=SMALL, fontWeight=600),
        *layers.texts(key, alt.value(0), y, fontSize=SMALL),
    ]
    return layers.compose(drawn, Frame(across, height, left, total - left - across, top, 6 + KEY * len(key)))


def _over(kinds: Sequence[str], broad: float) -> float:
    """How far the sloping heads of the last lanes, each at least so ``broad``, may reach past them, in pixels."""
    slope = math.radians(SLOPE)
    reaches = (math.cos(slope) * width(kind, SMALL, "semibold") + math.sin(slope) * SMALL for kind in kinds)
    lanes = range(len(kinds), 0, -1)  # from the middle of a lane to the end of the last
    past = max((reach - (number - 0.5) * broad for number, reach in zip(lanes, reaches, strict=True)), default=0)
    return max(past, 0)


def _months(mark: Mark) -> tuple[int, int]:
    """The first and last month in which a mark lies."""
    return calendar_axis.month_of(mark.period.first), calendar_axis.month_of(mark.period.last)
