"""Chart ``timeline``: dated events in lanes by type: few with their titles, many as squares in columns of months."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Event
from ...views.timeline import timeline as events_in_order
from ...words import plain_prose
from .. import axes, layers
from ..axes import DAY, BrokenTimeScale
from ..canvas import BOLD, LITTLE, PLAIN, Canvas, Style, rules, symbols
from ..layers import CROSS, HALO, Frame, Item, Layer
from ..layout import MonthColumns, pack_lanes, stack
from ..precision import BAR_MEANS, Period
from ..registry import Options, Prepared, Row, chart, option_names
from ..text_metrics import width, wrap
from ..theme import AXIS, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

MAX_LABELLED: Final = 16
"""Events that all have their titles beside them; of more only the milestones, and the table has the titles of all."""
RIGHT: Final = 16
"""Pixels at the right of the plot, for half a label."""
SQUARE: Final[Mapping[Size, float]] = {"wide": 10, "narrow": 8}
"""Side of an event's square in a column of months, in pixels."""
BETWEEN: Final = 2
"""Pixels between two squares."""
HALF: Final = 6
"""Half the width of a mark with its title beside it, in pixels."""
OPEN: Final = 14
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""
KEY: Final = 16
"""Pixels from the plot to the baseline of the key."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event to draw; a milestone has its title beside it even where most have none."""

    ref: str
    title: str
    date: str
    period: Period
    crossed: bool
    milestone: bool


@dataclass(frozen=True, slots=True)
class Lanes:
    """The data: lanes from top to bottom, each with its marks in order of time."""

    lanes: tuple[tuple[str, tuple[Mark, ...]], ...]

    @property
    def marks(self) -> list[Mark]:
        """Return all marks in order of time."""
        marks = (mark for _, marks in self.lanes for mark in marks)
        return sorted(marks, key=lambda mark: (mark.period.first, mark.period.last, mark.ref))


def prepare(book: Factbook, options: Options) -> Prepared[Lanes]:
    """Return events in order of time, all or those of some types or ids."""
    events = _chosen(book, options)
    marks = {
        event: Mark(
            event.ref,
            plain_prose(book, event.title),
            event.date.words(short=True),
            Period.of(event.date),
            event.status == "misreport",
            event.rank == "milestone",
        )
        for event in events
    }
    kinds = dict.fromkeys(event.type for event in marks)
    lanes = tuple((kind, tuple(mark for event, mark in marks.items() if event.type == kind)) for kind in kinds)
    rows = tuple(
        Row(
            (event.date.words(), event.type, mark.title, event.status),
            event.ref,
            f"{event.date.words()}: {mark.title}",
        )
        for event, mark in marks.items()
    )
    return Prepared(Lanes(lanes), _summary(book, events), ("When", "Type", "What", "Status"), rows)


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
            first, last = _extent(mark, time, HALF)
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
            if bar := mark.period.bar(time.place, OPEN + HALF):
                spans.append({"x": bar[0], "x2": bar[1], "y": top, "color": AXIS})
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


class _MonthsCanvas(Canvas):
    """Many events: milestones in words, and all of them as squares in the columns of their months, in lanes by type."""

    def __init__(self, data: Lanes, size: Size) -> None:
        super().__init__(size)
        self.data = data
        self.square = SQUARE[size]
        self.styles: dict[str, Style] = {
            "edge": rules(),
            "break": rules(strokeDash=[2, 4], strokeWidth=1.5),
            "bar": rules(strokeWidth=self.square),
            "hollow": rules(strokeWidth=2),
            "square": symbols(shape="square", size=self.square**2, strokeWidth=1),
            "dot": symbols(shape="circle", size=80, strokeWidth=1.5),
            "strong": BOLD,
            "plain": PLAIN,
            "small": LITTLE,
        }
        self.left = _heading_width(data) if self.wide else 0
        spans = [_months(mark) for mark in data.marks]
        self.step = self.square + BETWEEN
        self.columns = MonthColumns.of(spans, self.total - self.left, self.step)
        self.slots = max(int(self.columns.width // self.step), 1)
        self.lefts = [self.left + left for left in self.columns.lefts.values()]

    def picture(self) -> alt.LayerChart:
        """Return the chart: milestones, the axis, lanes, and what the marks mean."""
        if milestones := [mark for mark in self.data.marks if mark.milestone]:
            self._list(milestones)
        self._axis()
        for kind, marks in self.data.lanes:
            self._lane(kind, marks)
        self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)
        self.y += 20
        noun = {1: "month", 3: "quarter", 12: "year"}.get(self.columns.step, f"{self.columns.step // 12} years")
        sentences = [f"Square: an event in the {noun} that it stands over."]
        if self.marks["bar"] or self.marks["hollow"]:
            sentences.append(
                f"Bar: an event of several {noun}s, or one whose {noun} is not known exactly.".replace(
                    "yearss", "years"
                )
            )
        if any(mark.crossed for mark in self.data.marks):
            sentences.append("Hollow: a misreport.")
        if self.columns.breaks:
            sentences.append("Dotted line: time without events is left out.")
        lines = wrap(" ".join(sentences), self.total, SMALL, lines=6)
        self.lines("small", lines, layers.NOTE, x=0, y=self.y, color=MUTED)
        return self.framed(self.styles, self.y + layers.NOTE * len(lines) - 5)

    def _list(self, milestones: Sequence[Mark]) -> None:
        """Add the milestones along a line, in order of time but not to scale; on a wide page in two columns."""
        columns = 2 if self.wide else 1
        room = self.total / columns
        depth = math.ceil(len(milestones) / columns)
        deepest = 0.0
        for start in range(0, len(milestones), depth):
            at, y = start / depth * room, 10.0
            for mark in milestones[start : start + depth]:
                lines = wrap(mark.title, room - 40, TEXT, lines=3)
                fill = PAPER if mark.crossed else INK
                self.add("dot", x=at + 6, y=y, fill=fill, stroke=INK, ref=mark.ref)
                self.add("small", x=at + 20, y=y, text=mark.date, color=MUTED)
                self.lines("plain", lines, 16, x=at + 20, y=y + 16, color=INK, ref=mark.ref)
                last, y = y, y + 30 + 16 * len(lines)
            self.add("edge", x=at + 6, x2=at + 6, y=10, y2=last, color=GRID)
            deepest = max(deepest, y)
        self.y = deepest + 8

    def _axis(self) -> None:
        """Add the years above the columns, in two rows where they are near each other, and below them months where there is room."""
        months = list(zip(self.columns.lefts, self.lefts, strict=True))
        years = {month // 12: at for month, at in reversed(months)}
        ends = [-math.inf, -math.inf]
        for year, at in sorted(years.items()):
            text_width = width(str(year), TEXT, "semibold")
            at = min(at, self.total - text_width)
            row = next((row for row, end in enumerate(ends) if at >= end), None)
            if row is not None:
                self.add("strong", x=at, y=self.y + 30 - 16 * row, text=str(year), color=INK)
                ends[row] = at + text_width + 8
        self.y += 46
        taken: list[tuple[float, float]] = []
        starts = set(years.values())
        for month, at in sorted(months, key=lambda each: (each[1] not in starts, each[1])):
            text = axes.month_name(month)
            end = at + width(text, SMALL) + 6
            if (
                self.columns.step < 12
                and end <= self.total + 6
                and all(end <= first or at >= last for first, last in taken)
            ):
                self.add("small", x=at, y=self.y, text=text, color=MUTED)
                taken.append((at, end))
        self.y += 10

    def _lane(self, kind: str, marks: Sequence[Mark]) -> None:
        self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)
        self.add("strong", x=0, y=self.y + 14, text=kind, color=INK)
        top = self.y + (8 if self.wide else 26)
        spans = [self.columns.span(_months(mark)) for mark in marks]
        places = stack([self._reserved(mark, span) for mark, span in zip(marks, spans, strict=True)], self.slots)
        for mark, (first, last), (row, slot) in zip(marks, spans, places, strict=True):
            y = top + self.square / 2 + row * self.step
            if first == last and not mark.period.opens:
                x = self.lefts[first] + (slot + 0.5) * self.columns.width / self.slots
                fill = PAPER if mark.crossed else INK
                self.add("square", x=x, y=y, fill=fill, stroke=INK, ref=mark.ref)
                continue
            begin = self.lefts[first] + BETWEEN / 2 - OPEN / 2 * (mark.period.opens < 0)
            end = self.lefts[last] + self.columns.width - BETWEEN / 2 + OPEN / 2 * (mark.period.opens > 0)
            self.add("hollow" if mark.crossed else "bar", x=begin, x2=end, y=y, y2=y, color=INK, ref=mark.ref)
        bottom = max(top + self.step * (max(row for row, _ in places) + 1) + 6, self.y + 28)
        for at in self.columns.breaks:  # not through a heading
            self.add("break", x=self.left + at, x2=self.left + at, y=top - 6, y2=bottom, color=AXIS)
        self.y = bottom

    def _reserved(self, mark: Mark, span: tuple[int, int]) -> tuple[int, int]:
        """Return the columns that a mark needs: one more where its beginning or end is not known."""
        first, last = span
        if mark.period.opens:
            return max(first - (mark.period.opens < 0), 0), min(last + (mark.period.opens > 0), len(self.lefts) - 1)
        return first, last


def _months(mark: Mark) -> tuple[int, int]:
    """Return the first and last month of a mark."""
    return axes.month_of(mark.period.first), axes.month_of(mark.period.last)


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    if len(prepared.data.marks) > MAX_LABELLED:
        return _MonthsCanvas(prepared.data, size).picture()
    return _labelled_wide(prepared.data) if size == "wide" else _labelled_narrow(prepared.data)
