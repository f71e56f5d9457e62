"""Chart ``timeline``: dated events in lanes by type; on a phone a list or a grid of months."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Event
from ...views.timeline import timeline as events_in_order
from ...words import plain_prose
from .. import axes, layers
from ..axes import DAY, BrokenTimeScale
from ..layers import CROSS, HALO, Frame, Item, Layer
from ..layout import MonthGrid, pack_lanes
from ..precision import BAR_MEANS, Period
from ..registry import Options, Prepared, Row, chart, option_names
from ..text_metrics import width, wrap
from ..theme import AXIS, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

MAX_LABELLED: Final = 16
"""Events whose marks have their titles beside them; marks of more have numbers, and the table has the titles."""
RIGHT: Final = 16
"""Pixels at the right of the plot, for half a label."""
DISC: Final = 9.5
"""Radius of a numbered mark in pixels."""
OPEN: Final = 14
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""
KEY: Final = 16
"""Pixels from the plot to the baseline of the key."""
SLOPE: Final = 60
"""Degrees by which the headings of lanes rise on a phone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event to draw; ``number`` is its row in the table."""

    number: int
    ref: str
    title: str
    date: str
    period: Period
    crossed: bool


@dataclass(frozen=True, slots=True)
class Lanes:
    """The data: lanes from top to bottom, each with its marks in order of time."""

    lanes: tuple[tuple[str, tuple[Mark, ...]], ...]

    @property
    def marks(self) -> list[Mark]:
        """Return all marks in order of their numbers."""
        return sorted((mark for _, marks in self.lanes for mark in marks), key=lambda mark: mark.number)


def prepare(book: Factbook, options: Options) -> Prepared[Lanes]:
    """Return events in order of time, all or those of some types or ids."""
    events = _chosen(book, options)
    marks = {
        event: Mark(
            number,
            event.ref,
            plain_prose(book, event.title),
            event.date.words(short=True),
            Period.of(event.date),
            event.status == "misreport",
        )
        for number, event in enumerate(events, 1)
    }
    kinds = dict.fromkeys(event.type for event in marks)
    lanes = tuple((kind, tuple(mark for event, mark in marks.items() if event.type == kind)) for kind in kinds)
    rows = tuple(
        Row(
            (str(mark.number), event.date.words(), event.type, mark.title, event.status),
            event.ref,
            f"{event.date.words()}: {mark.title}",
        )
        for event, mark in marks.items()
    )
    return Prepared(Lanes(lanes), _summary(book, events), ("No.", "When", "Type", "What", "Status"), rows)


def _chosen(book: Factbook, options: Options) -> list[Event]:
    """Return the events that the options choose, in order of time."""
    kinds = sorted({event.type for event in book.of(Event).values()})
    types = option_names(options, "types", "types of events", kinds, limit=len(kinds))
    ids = option_names(options, "ids", "known events", book.of(Event))
    return [
        event for event in events_in_order(book) if (not types or event.type in types) and (not ids or event.id in ids)
    ]


def _summary(book: Factbook, events: list[Event]) -> str:
    if not events:
        return "No event."
    if len(events) == 1:
        return f"One event: {plain_prose(book, events[0].title)}, {events[0].date.words()}."
    first, last = events[0], max(events, key=lambda event: (event.date.latest or event.date.first_day, event.id))
    return f"{len(events)} events, from {first.date.words()} ({plain_prose(book, first.title)}) to {last.date.words()} ({plain_prose(book, last.title)})."


def _extent(mark: Mark, time: BrokenTimeScale, half: float) -> tuple[float, float]:
    """Return the pixels along the time scale that a mark covers."""
    at = _middle(mark, time)
    begin, end = mark.period.bar(time.place, OPEN + half) or (at, at)
    return min(begin, at - half), max(end, at + half)


def _middle(mark: Mark, time: BrokenTimeScale) -> float:
    """Return where a mark stands, in pixels."""
    return (time.place(mark.period.first) + time.place(mark.period.last)) / 2


def _spans_of(data: Lanes) -> list[tuple[int, int]]:
    """Return the times, in milliseconds, that the scale must hold."""
    return [(mark.period.first, mark.period.last) for mark in data.marks] or [(0, DAY)]


def _disc(mark: Mark, x: float, y: float) -> Item:
    """Return the disc of a numbered mark, hollow for a misreport."""
    fill = PAPER if mark.crossed else INK
    return {"x": x, "y": y, "shape": "circle", "fill": fill, "stroke": INK, "size": (2 * DISC) ** 2, "ref": mark.ref}


def _number(mark: Mark, x: float, y: float) -> Item:
    """Return the number on a mark's disc."""
    return {"x": x, "y": y, "text": str(mark.number), "color": INK if mark.crossed else PAPER, "ref": mark.ref}


def _heading_width(data: Lanes) -> int:
    """Return the pixels left of the plot, for the headings of lanes."""
    return math.ceil(max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0) + 20)


def _lanes(
    data: Lanes,
    time: BrokenTimeScale,
    left: int,
    tops: list[float],
    heading: float,
    bars: list[Item],
    marks: list[Layer],
) -> alt.LayerChart:
    """Return a wide chart: edges and headings of lanes, the grid of time, a dotted line at each of its breaks, bars and marks.

    ``tops`` are the edges of the lanes, from the first top to the last bottom; headings stand ``heading`` pixels below.
    """
    import altair as alt

    height, end = tops[-1], time.places[-1]
    x, y = layers.x_pixels(end), layers.y_pixels(height)
    edges = [{"x": 0, "x2": end, "y": top, "dx": -left, "dx2": RIGHT, "color": GRID} for top in tops if data.lanes]
    headings = [
        {"dx": -left, "y": top + heading, "text": kind, "color": INK}
        for (kind, _), top in zip(data.lanes, tops, strict=False)
    ]
    ticks = time.ticks(46) if height else []
    labels = [
        {"x": at, "y": -10 - 14 * (len(label) - 1 - row), "text": text, "color": MUTED}
        for at, label in ticks
        for row, text in enumerate(label)
    ]
    breaks = [(time.place(before) + time.place(after)) / 2 for (_, before), (after, _) in pairwise(time.parts())]
    grid, dotted = (
        [{"x": at, "x2": at, "y": 0, "y2": height, "color": colour} for at in places]
        for places, colour in (([at for at, _ in ticks], GRID), (breaks, AXIS))
    )
    key, foot = _bar_key(bars, "wide", left, height)
    stack = [
        *layers.rules(edges, x, y),
        *layers.rules(grid, x, y),
        *layers.rules(dotted, x, y, strokeDash=[2, 4], strokeWidth=1.5),
        *layers.rules(bars, x, y, strokeWidth=6, strokeCap="round"),
        *marks,
        *layers.texts(headings, alt.value(0), y, fontWeight=600),
        *layers.texts(labels, x, y, align="center", fontSize=SMALL),
        *key,
    ]
    return layers.compose(stack, Frame(WIDTHS["wide"] - left - RIGHT, height, left, RIGHT, 34, 4 + foot))


def _bar_key(bars: Sequence[Item], size: Size, left: float, height: float) -> tuple[list[Layer], float]:
    """Return the key to the bars, below a plot ``left`` pixels from the edge, and its own height; nothing without bars."""
    import altair as alt

    notes = layers.notes([f"Bar: {BAR_MEANS}"] if bars else [], WIDTHS[size], -left, height + KEY)
    corner = alt.value(0)
    return layers.texts(notes, corner, corner, fontSize=SMALL), KEY + layers.NOTE * len(notes) - 5 if notes else 0


def _numbered_marks(
    marks: Iterable[tuple[Mark, float]], time: BrokenTimeScale
) -> tuple[list[Item], list[Item], list[Item]]:
    """Return spans, discs and numbers of marks, each with its pixels from the top."""
    spans: list[Item] = []
    discs: list[Item] = []
    texts: list[Item] = []
    for mark, place in marks:
        at = _middle(mark, time)
        if bar := mark.period.bar(time.place, OPEN + DISC):
            spans.append({"x": bar[0], "x2": bar[1], "y": place, "color": AXIS})
        discs.append(_disc(mark, at, place))
        texts.append(_number(mark, at, place))
    return spans, discs, texts


def _labelled_wide(data: Lanes) -> alt.LayerChart:
    """Draw few events: time from left to right, each mark with date and title, in lanes from top to bottom."""
    import altair as alt

    total = WIDTHS["wide"]
    left = _heading_width(data)
    plot = total - left - RIGHT
    time = BrokenTimeScale.of(_spans_of(data), plot)
    dots: list[Item] = []
    spans: list[Item] = []
    words: list[Item] = []
    dates: list[Item] = []
    tops: list[float] = []
    y = 0.0
    for _, marks in data.lanes:
        tops.append(y)
        blocks = []
        for mark in marks:
            lines = wrap(mark.title, 200, TEXT, lines=3)
            label_width = max([width(mark.date, SMALL), *(width(line, TEXT) for line in lines)])
            first, last = _extent(mark, time, 6)
            right = last + 6 + label_width <= plot + RIGHT
            blocks.append(
                (
                    mark,
                    lines,
                    last + 6 if right else max(first - 6 - label_width, 0),
                    (first, last + 12 + label_width) if right else (max(first - 6 - label_width, 0), last),
                )
            )
        rows = pack_lanes([extent for *_, extent in blocks])
        heights = [
            max(15 + 16 * len(block[1]) for block, own in zip(blocks, rows, strict=True) if own == row)
            for row in range(max(rows) + 1)
        ]
        for (mark, lines, at, _), row in zip(blocks, rows, strict=True):
            top = y + 15 + sum(height + 8 for height in heights[:row])
            spans += _numbered_marks([(mark, top)], time)[0]
            look = {"shape": CROSS, "stroke": NOBODY} if mark.crossed else {"shape": "circle", "stroke": INK}
            dots.append({"x": _middle(mark, time), "y": top, "fill": INK, "size": 80, "ref": mark.ref, **look})
            dates.append({"dx": at, "y": top, "text": mark.date, "color": MUTED})
            words += [
                {"dx": at, "y": top + 15 + 16 * number, "text": line, "color": INK, "ref": mark.ref}
                for number, line in enumerate(lines)
            ]
        y += sum(height + 8 for height in heights) + 8
    x, vertical = layers.x_pixels(time.places[-1]), layers.y_pixels(y)
    drawn = [
        *layers.symbols(dots, x, vertical, strokeWidth=1.5),
        *layers.texts(words, alt.value(0), vertical, **HALO),
        *layers.texts(dates, alt.value(0), vertical, fontSize=SMALL, **HALO),
    ]
    return _lanes(data, time, left, [*tops, y], 15, spans, drawn)


def _labelled_narrow(data: Lanes) -> alt.LayerChart:
    """Draw few events on a phone: a list along a line, in order of time but not to scale."""
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
    vertical = layers.y_pixels(y)
    line, text = alt.value(6), alt.value(0)
    key, foot = _bar_key(spans, "narrow", 0, y)
    stack = [
        *layers.rules([{"y": 10, "y2": y - 16, "color": GRID}] if dots else [], line, vertical, strokeWidth=2),
        *layers.rules(spans, line, vertical, strokeWidth=6, strokeCap="round"),
        *layers.symbols(dots, line, vertical, strokeWidth=1.5),
        *layers.texts(dates, text, vertical, fontSize=SMALL),
        *layers.texts(words, text, vertical),
        *key,
    ]
    return layers.compose(stack, Frame(WIDTHS["narrow"], y, 0, 0, 0, foot))


def _numbered_wide(data: Lanes) -> alt.LayerChart:
    """Draw many events: time from left to right, numbered marks in lanes from top to bottom."""
    left = _heading_width(data)
    time = BrokenTimeScale.of(_spans_of(data), WIDTHS["wide"] - left - RIGHT)
    placed: list[tuple[Mark, float]] = []
    tops: list[float] = []
    y = 0.0
    for _, marks in data.lanes:
        tops.append(y)
        rows = pack_lanes([_extent(mark, time, DISC + 1) for mark in marks])
        placed += [(mark, y + 16 + row * (2 * DISC + 3)) for mark, row in zip(marks, rows, strict=True)]
        y += 32 + max(rows) * (2 * DISC + 3)
    x, vertical = layers.x_pixels(time.places[-1]), layers.y_pixels(y)
    spans, discs, numbers = _numbered_marks(placed, time)
    drawn = [
        *layers.symbols(discs, x, vertical, strokeWidth=1.2),
        *layers.texts(numbers, x, vertical, align="center", fontSize=SMALL),
    ]
    return _lanes(data, time, left, [*tops, y], 16, spans, drawn)


def _numbered_narrow(data: Lanes) -> alt.LayerChart:
    """Draw many events on a phone: a row for each month that has any, not to scale; lanes side by side."""
    import altair as alt

    total, left, top = WIDTHS["narrow"], 34.0, 76.0
    step, between = 2 * DISC + 1, 7.0
    over = _overhang([kind for kind, _ in data.lanes], step + between)
    room = int((total - left - over - between * len(data.lanes)) / step)
    grid = MonthGrid.of([[_months(mark) for mark in marks] for _, marks in data.lanes], room)
    tops, height = grid.tops(step)
    placed: list[tuple[Mark, float, float]] = []
    heads: list[Item] = []
    edges: list[Item] = []
    bars: list[Item] = []
    across = 0.0
    for (kind, marks), columns, cells in zip(data.lanes, grid.columns, grid.cells, strict=True):
        lane_width = columns * step + between
        edges.append({"x": across, "y": 0, "x2": across, "y2": height, "color": GRID})
        heads.append({"x": across + lane_width / 2, "dx": 2, "dy": -8, "text": kind, "color": INK})
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
        across += lane_width
    x, y = layers.x_pixels(across), layers.y_pixels(height)
    months = list(tops)
    lines = [
        {"x": -left, "x2": across, "y": tops[month], "color": AXIS if month % 12 == 0 or not index else GRID}
        for index, month in enumerate(months)
    ]
    labels = [{"x": -left, "y": tops[month] + 14, "text": axes.month_name(month), "color": MUTED} for month in months]
    years = [
        {"x": -left, "y": tops[month] + 28, "text": str(month // 12), "color": INK}
        for before, month in zip([0, *months], months, strict=False)
        if month // 12 != before // 12
    ]
    key, foot = _bar_key(bars, "narrow", left, height)
    discs = [_disc(mark, at, top_of) for mark, at, top_of in placed]
    texts = [_number(mark, at, top_of) for mark, at, top_of in placed]
    stack = [
        *layers.rules(lines, x, y),
        *layers.rules([*edges, {**edges[0], "x": across, "x2": across}] if edges else [], x, y),
        *layers.rules(bars, x, y, strokeWidth=6, strokeCap="round"),
        *layers.symbols(discs, x, y, strokeWidth=1.2),
        *layers.texts(texts, x, y, align="center", fontSize=SMALL),
        *layers.texts(heads, x, alt.value(0), fontWeight=600, fontSize=SMALL, angle=360 - SLOPE),
        *layers.texts(labels, x, y, fontSize=SMALL),
        *layers.texts(years, x, y, fontSize=SMALL, fontWeight=600),
        *key,
    ]
    return layers.compose(stack, Frame(across, height, left, total - left - across, top, 6 + foot))


def _overhang(kinds: Sequence[str], lane_width: float) -> float:
    """Return how far the sloping headings of the last lanes, at least ``lane_width`` wide, reach past them, in pixels."""
    slope = math.radians(SLOPE)
    reaches = (math.cos(slope) * width(kind, SMALL, "semibold") + math.sin(slope) * SMALL for kind in kinds)
    lanes = range(len(kinds), 0, -1)  # from the middle of a lane to the end of the last
    past = max((reach - (number - 0.5) * lane_width for number, reach in zip(lanes, reaches, strict=True)), default=0)
    return max(past, 0)


def _months(mark: Mark) -> tuple[int, int]:
    """Return the first and last month of a mark."""
    return axes.month_of(mark.period.first), axes.month_of(mark.period.last)


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    if len(prepared.data.marks) > MAX_LABELLED:
        return _numbered_wide(prepared.data) if size == "wide" else _numbered_narrow(prepared.data)
    return _labelled_wide(prepared.data) if size == "wide" else _labelled_narrow(prepared.data)
