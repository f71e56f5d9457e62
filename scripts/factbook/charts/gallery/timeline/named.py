"""A few events: each mark has its date and name beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ... import layers
from ...calendar_axis import stretch
from ...layers import CROSS, HALO, Frame, Item
from ...lettering import width, wrap
from ...placing import stacked
from ...theme import AXIS, GRID, INK, MUTED, NOBODY, SMALL, TEXT, WIDTHS
from .data import Lanes
from .marks import KEY, RIGHT, bar_key, extent, folds, middle, numbered, spans_of, ticks

if TYPE_CHECKING:
    import altair as alt


def across(data: Lanes) -> alt.LayerChart:
    """A few events: time from left to right, each mark with its date and name in lanes from top to bottom."""
    import altair as alt

    total = WIDTHS["wide"]
    left = math.ceil(max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0) + 20)
    plot = total - left - RIGHT
    time = stretch(spans_of(data), plot)
    dots: list[Item] = []
    spans: list[Item] = []
    words: list[Item] = []
    dates: list[Item] = []
    heads: list[Item] = []
    edges: list[Item] = []
    y = 0.0
    for kind, marks in data.lanes:
        edges.append({"x": 0, "x2": time.places[-1], "y": y, "dx": -left, "dx2": RIGHT, "color": GRID})
        heads.append({"dx": -left, "y": y + 15, "text": kind, "color": INK})
        blocks = []
        for mark in marks:
            lines = wrap(mark.title, 200, TEXT, lines=3)
            broad = max([width(mark.date, SMALL), *(width(line, TEXT) for line in lines)])
            first, last = extent(mark, time, 6)
            right = last + 6 + broad <= plot + RIGHT
            blocks.append(
                (
                    mark,
                    lines,
                    last + 6 if right else max(first - 6 - broad, 0),
                    (first, last + 12 + broad) if right else (max(first - 6 - broad, 0), last),
                )
            )
        rows = stacked([extent for *_, extent in blocks])
        heights = [
            max(15 + 16 * len(block[1]) for block, own in zip(blocks, rows, strict=True) if own == row)
            for row in range(max(rows) + 1)
        ]
        for (mark, lines, at, _), row in zip(blocks, rows, strict=True):
            top = y + 15 + sum(height + 8 for height in heights[:row])
            spans += numbered([(mark, top)], time)[0]
            look = {"shape": CROSS, "stroke": NOBODY} if mark.crossed else {"shape": "circle", "stroke": INK}
            dots.append(
                {
                    "x": middle(mark, time),
                    "y": top,
                    "fill": INK,
                    "size": 80,
                    "ref": mark.ref,
                    **look,
                }
            )
            dates.append({"dx": at, "y": top, "text": mark.date, "color": MUTED})
            words += [
                {"dx": at, "y": top + 15 + 16 * number, "text": line, "color": INK, "ref": mark.ref}
                for number, line in enumerate(lines)
            ]
        y += sum(height + 8 for height in heights) + 8
    x = layers.across(time.places[-1])
    vertical = layers.down(y)
    grid, labels = ticks(time, y)
    key = bar_key(spans, left, y)
    drawn = [
        *layers.rules([*edges, {**edges[0], "y": y}] if edges else [], x, vertical),
        *layers.rules(grid, x, vertical),
        *layers.rules(folds(time, y), x, vertical, strokeDash=[2, 4], strokeWidth=1.5),
        *layers.rules(spans, x, vertical, strokeWidth=6, strokeCap="round"),
        *layers.symbols(dots, x, vertical, strokeWidth=1.5),
        *layers.texts(words, alt.value(0), vertical, **HALO),
        *layers.texts(dates, alt.value(0), vertical, fontSize=SMALL, **HALO),
        *layers.texts(heads, alt.value(0), vertical, fontWeight=600),
        *layers.texts(labels, x, vertical, align="center", fontSize=SMALL),
        *layers.texts(key, alt.value(0), vertical, fontSize=SMALL),
    ]
    return layers.compose(drawn, Frame(plot, y, left, RIGHT, 34, 4 + KEY * len(key)))


def down(data: Lanes) -> alt.LayerChart:
    """A few events on a phone: a list along a line, in order of time; the line is not to scale."""
    import altair as alt

    kinds = {mark.ref: kind for kind, marks in data.lanes for mark in marks}
    dots: list[Item] = []
    spans: list[Item] = []
    words: list[Item] = []
    dates: list[Item] = []
    y = 10.0
    for mark in data.marks:
        lines = wrap(mark.title, WIDTHS["narrow"] - 24, TEXT, lines=4)
        if mark.period.bar(float, 1):
            spans.append({"y": y, "y2": y + 15 * len(lines), "color": AXIS})
        look = {"shape": CROSS, "stroke": NOBODY} if mark.crossed else {"shape": "circle", "stroke": INK}
        dots.append({"y": y, "fill": INK, "size": 80, "ref": mark.ref, **look})
        dates.append({"y": y, "dx": 17, "text": f"{mark.date} · {kinds[mark.ref]}", "color": MUTED})
        words += [
            {"y": y + 17 + 16 * number, "dx": 17, "text": line, "color": INK, "ref": mark.ref}
            for number, line in enumerate(lines)
        ]
        y += 17 + 16 * len(lines) + 13
    vertical = layers.down(y)
    line, text = alt.value(6), alt.value(0)
    key = bar_key(spans, 0, y)
    drawn = [
        *layers.rules([{"y": 10, "y2": y - 16, "color": GRID}] if dots else [], line, vertical, strokeWidth=2),
        *layers.rules(spans, line, vertical, strokeWidth=6, strokeCap="round"),
        *layers.symbols(dots, line, vertical, strokeWidth=1.5),
        *layers.texts(dates, text, vertical, fontSize=SMALL),
        *layers.texts(words, text, vertical),
        *layers.texts(key, text, vertical, fontSize=SMALL),
    ]
    return layers.compose(drawn, Frame(WIDTHS["narrow"], y, 0, 0, 0, KEY * len(key)))
