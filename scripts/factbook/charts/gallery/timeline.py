"""Chart ``timeline``: dated events in lanes by type: few with their titles, many as squares in columns of months."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Event
from ...words import plain_prose
from .. import axes, layers
from ..axes import DAY, BrokenTimeScale
from ..canvas import BOLD, Canvas, Style, rules, symbols, texts
from ..layers import CROSS, HALO
from ..layout import MonthColumns, pack_lanes, stack
from ..precision import BAR_MEANS, Period
from ..registry import Options, Prepared, Row, chart, events_option
from ..text_metrics import width, wrap
from ..theme import AXIS, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, Size

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


@dataclass(frozen=True, slots=True)
class Mark:
    """An event to draw; a milestone has its title beside it even where most have none."""

    ref: str
    title: str
    date: str
    period: Period
    crossed: bool
    milestone: bool

    @property
    def months(self) -> tuple[int, int]:
        """The first and last month."""
        return axes.month_of(self.period.first), axes.month_of(self.period.last)


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
    events = events_option(book, options)
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


def _summary(book: Factbook, events: list[Event]) -> str:
    if not events:
        return "No event."
    if len(events) == 1:
        return f"One event: {plain_prose(book, events[0].title)}, {events[0].date.words()}."
    first, last = events[0], max(events, key=lambda event: (event.date.latest or event.date.first_day, event.id))
    return f"{len(events)} events, from {first.date.words()} ({plain_prose(book, first.title)}) to {last.date.words()} ({plain_prose(book, last.title)})."


class _Canvas(Canvas):
    """Events along a line, in lanes with their titles, or as squares in the columns of their months; lengths in pixels."""

    def __init__(self, data: Lanes, size: Size) -> None:
        super().__init__(size)
        self.data, self.square = data, SQUARE[size]
        headings = max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0)
        self.left = math.ceil(headings + 20) if self.wide else 0
        self.styles: dict[str, Style] = {
            "edge": rules(),
            "break": rules(strokeDash=[2, 4], strokeWidth=1.5),
            "span": rules(strokeWidth=6, strokeCap="round"),
            "bar": rules(strokeWidth=self.square),
            "hollow": rules(strokeWidth=2),
            "square": symbols(shape="square", size=self.square**2, strokeWidth=1),
            "dot": symbols(size=80, strokeWidth=1.5),
            "strong": BOLD,
            "plain": texts(**HALO),
            "small": texts(fontSize=SMALL, **HALO),
        }

    def picture(self) -> alt.LayerChart:
        """Return the chart: few events with their titles, many as squares below the milestones."""
        if len(self.data.marks) > MAX_LABELLED:
            self._many()
            note = self._squares_mean()
        else:
            self._few() if self.wide else self._listed(self.data.marks, 0, self.total)
            note = f"Bar: {BAR_MEANS}" if self.marks["span"] else ""
        lines = wrap(note, self.total, SMALL, lines=6)
        self.lines("small", lines, layers.NOTE, x=0, y=self.y + 20, color=MUTED)
        return self.framed(self.styles, self.y + (15 + layers.NOTE * len(lines) if lines else 0), top=2)

    def _dot(self, mark: Mark, x: float, y: float) -> None:
        look = {"shape": CROSS, "stroke": NOBODY} if mark.crossed else {"shape": "circle", "stroke": INK}
        self.add("dot", x=x, y=y, fill=INK, ref=mark.ref, **look)

    def _listed(self, marks: Sequence[Mark], left: float, room: float) -> None:
        """Add events along a line, in order of time but not to scale."""
        kinds = {mark.ref: f" · {kind}" for kind, lane in self.data.lanes for mark in lane}
        y = last = self.y + 10.0
        for mark in marks:
            lines = wrap(mark.title, room - 30, TEXT, lines=4)
            if mark.period.bar(float, 1):
                self.add("span", x=left + 6, x2=left + 6, y=y, y2=y + 15 * len(lines), color=AXIS)
            self._dot(mark, left + 6, y)
            self.add("small", x=left + 18, y=y, text=mark.date + kinds[mark.ref], color=MUTED)
            self.lines("plain", lines, 16, x=left + 18, y=y + 17, color=INK, ref=mark.ref)
            last, y = y, y + 30 + 16 * len(lines)
        self.add("edge", x=left + 6, x2=left + 6, y=self.y + 10, y2=last, color=GRID)
        self.y = y

    def _few(self) -> None:
        """Add events in lanes, each with date and title beside its mark, on a scale of time."""
        spans = [(mark.period.first, mark.period.last) for mark in self.data.marks] or [(0, DAY)]
        time = BrokenTimeScale.of(spans, self.total - self.left - RIGHT)
        ticks = time.ticks(46) if self.data.lanes else []
        for at, label in ticks:
            for row, text in enumerate(label):
                x = self.left + at - width(text, SMALL) / 2
                self.add("small", x=x, y=22 - 14 * (len(label) - 1 - row), text=text, color=MUTED)
        self.y = top = 34.0
        for kind, marks in self.data.lanes:
            self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)
            self.add("strong", x=0, y=self.y + 15, text=kind, color=INK)
            self._lane_of_titles(marks, time)
        self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)
        breaks = [(time.place(before) + time.place(after)) / 2 for (_, before), (after, _) in pairwise(time.parts())]
        for style, colour, places in (("edge", GRID, [at for at, _ in ticks]), ("break", AXIS, breaks)):
            for at in places:
                self.add(style, x=self.left + at, x2=self.left + at, y=top, y2=self.y, color=colour)

    def _lane_of_titles(self, marks: Sequence[Mark], time: BrokenTimeScale) -> None:
        """Add the events of a lane in as many rows as their titles need."""
        end = self.total
        blocks = []
        for mark in marks:
            lines = wrap(mark.title, 200, TEXT, lines=3)
            across = max([width(mark.date, SMALL), *(width(line, TEXT) for line in lines)])
            at = self.left + (time.place(mark.period.first) + time.place(mark.period.last)) / 2
            bar = mark.period.bar(lambda when: self.left + time.place(when), OPEN + HALF)
            first, last = min(bar[0] if bar else at, at - HALF), max(bar[1] if bar else at, at + HALF)
            right = last + 6 + across <= end
            words = last + 6 if right else max(first - 6 - across, self.left)
            extent = (first, last + 12 + across) if right else (words, last)
            blocks.append((mark, lines, at, bar, (words, 0.0 if right else 1.0, across), extent))
        rows = pack_lanes([block[-1] for block in blocks])
        deep = [
            max(len(block[1]) for block, own in zip(blocks, rows, strict=True) if own == row)
            for row in range(max(rows) + 1)
        ]
        tops = list(accumulate((23 + 16 * lines for lines in deep), initial=self.y + 15))
        for (mark, lines, at, bar, (left, turned, across), _), row in zip(blocks, rows, strict=True):
            y = tops[row]
            if bar:
                self.add("span", x=bar[0], x2=bar[1], y=y, y2=y, color=AXIS)
            self._dot(mark, at, y)
            self.add("small", x=left + turned * (across - width(mark.date, SMALL)), y=y, text=mark.date, color=MUTED)
            for down, line in enumerate(lines):  # words at the left of a mark end there
                x = left + turned * (across - width(line, TEXT))
                self.add("plain", x=x, y=y + 15 + 16 * down, text=line, color=INK, ref=mark.ref)
        self.y = tops[-1] - 7

    def _many(self) -> None:
        """Add milestones, the axis, and lanes of squares."""
        self.step = self.square + BETWEEN
        self.columns = MonthColumns.of([mark.months for mark in self.data.marks], self.total - self.left, self.step)
        self.slots = max(int(self.columns.width // self.step), 1)
        self.lefts = [self.left + left for left in self.columns.lefts.values()]
        milestones = [mark for mark in self.data.marks if mark.milestone]
        columns = 2 if self.wide else 1
        depth, top, deepest = math.ceil(len(milestones) / columns), self.y, self.y
        for start in range(0, len(milestones), depth or 1):
            self.y = top
            self._listed(milestones[start : start + depth], start / depth * self.total / columns, self.total / columns)
            deepest = max(deepest, self.y)
        self.y = deepest + 8
        self._axis()
        for kind, marks in self.data.lanes:
            self._lane(kind, marks)
        self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)

    def _squares_mean(self) -> str:
        noun = {1: "month", 3: "quarter", 12: "year"}.get(self.columns.step, f"{self.columns.step // 12} years")
        several, marks = noun.removesuffix("s") + "s", self.marks
        sentences = {
            f"Square: an event in the {noun} that it stands over.": True,
            f"Bar: an event of several {several}, or one whose {noun} is not known exactly.": marks["bar"]
            or marks["hollow"],
            "Hollow: a misreport.": any(mark.crossed for mark in self.data.marks),
            "Dotted line: time without events is left out.": self.columns.breaks,
        }
        return " ".join(sentence for sentence, told in sentences.items() if told)

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
            free = end <= self.total + 6 and all(end <= first or at >= last for first, last in taken)
            if free and self.columns.step < 12:
                self.add("small", x=at, y=self.y, text=text, color=MUTED)
                taken.append((at, end))
        self.y += 10

    def _lane(self, kind: str, marks: Sequence[Mark]) -> None:
        self.add("edge", x=0, x2=self.total, y=self.y, y2=self.y, color=GRID)
        self.add("strong", x=0, y=self.y + 14, text=kind, color=INK)
        top = self.y + (8 if self.wide else 26)
        spans = [self.columns.span(mark.months) for mark in marks]
        reserved = [  # one column more where a beginning or end is not known
            (max(first - (mark.period.opens < 0), 0), min(last + (mark.period.opens > 0), len(self.lefts) - 1))
            for mark, (first, last) in zip(marks, spans, strict=True)
        ]
        places = stack(reserved, self.slots)
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


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    return _Canvas(prepared.data, size).picture()
