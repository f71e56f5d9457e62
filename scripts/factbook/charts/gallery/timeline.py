"""Chart ``timeline``: dated events in lanes by type: few with their titles, many as squares in columns of months."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Event
from ...kinds.base import STATUS_WORDS
from ...values.formats import gettext, labelled, ngettext, pgettext
from ...words import plain_prose
from .. import axes, own_rows
from ..axes import DAY, BrokenTimeScale
from ..layers import CROSS, NOTE, Frame, Item
from ..layout import MonthColumns, pack_lanes, stack
from ..placed import constant, framed, paragraph, row_channels, rows_of, word, words
from ..precision import BAR_MEANS, Period
from ..registry import Options, Prepared, Row, chart, events_option
from ..text_metrics import width, wrap
from ..theme import AXIS, GRID, INK, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

MAX_LABELLED: Final = 16
"""Events that all have their titles beside them; of more only the milestones, and the table has the titles of all."""
RIGHT: Final = 16
"""Pixels at the right of the plot, for half a label."""
STEP: Final = 8
"""Height of a row in pixels; a line of words has two."""
SQUARE: Final[Mapping[Size, float]] = {"wide": 10, "narrow": 8}
"""Side of an event's square in a column of months, in pixels."""
BETWEEN: Final = 2
"""Pixels between two squares."""
HALF: Final = 6
"""Half the width of a mark with its title beside it, in pixels."""
OPEN: Final = 14
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""


HEAD_ROWS: Final = 7
"""Rows of years and months between milestones and squares."""
HEAD: Final = 34
"""Height of the ticks above lanes, in pixels."""
TITLE: Final[Mapping[str, Any]] = {"size": TEXT, "ink": INK}
"""Looks of an event's title."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event to draw: its fields, as a story's own charts have them, and its time; a milestone has its title beside it even where most have none."""

    fields: Mapping[str, Any]
    short: str
    period: Period
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
        return sorted(marks, key=lambda mark: (mark.period.first, mark.period.last, mark.fields["ref"]))


def prepare(book: Factbook, options: Options) -> Prepared[Lanes]:
    """Return events in order of time, all or those of some types or ids."""
    events = events_option(book, options)
    marks: dict[str, list[Mark]] = {}
    for event in events:
        fields = {**own_rows.event_row(book, event), "status": event.status}
        mark = Mark(fields, event.date.words(short=True), Period.of(event.date), event.rank == "milestone")
        marks.setdefault(pgettext("type", event.type), []).append(mark)
    rows = tuple(
        Row(
            (when, pgettext("type", event.type), title, gettext(STATUS_WORDS[event.status])),
            event.ref,
            labelled(when, title),
        )
        for event in events
        for when, title in [(event.date.words(), plain_prose(book, event.title))]
    )
    lanes = Lanes(tuple((kind, tuple(each)) for kind, each in marks.items()))
    columns = (
        pgettext("column", "When"),
        pgettext("column", "Type"),
        pgettext("column", "What"),
        pgettext("column", "Status"),
    )
    return Prepared(lanes, _summary(book, events), columns, rows)


def _summary(book: Factbook, events: list[Event]) -> str:
    if not events:
        return gettext("No event.")
    first, last = events[0], max(events, key=lambda event: (event.date.latest or event.date.first_day, event.id))
    return ngettext(
        "One event: %(title)s, %(day)s.",
        "%(num)s events, from %(day)s (%(title)s) to %(last_day)s (%(last_title)s).",
        len(events),
        title=plain_prose(book, first.title),
        day=first.date.words(),
        last_title=plain_prose(book, last.title),
        last_day=last.date.words(),
    )


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    data = prepared.data
    if len(data.marks) > MAX_LABELLED:
        return _columns(data, size)
    return _lanes(data) if size == "wide" else _list(data)


def _dots(base: alt.Chart, **mark: Any) -> alt.Chart:
    """Return the layer of a mark for each event, crossed for a misreport."""
    import altair as alt

    misreport = {"test": "datum.status == 'misreport'"}
    chart: alt.Chart = base.mark_point(size=80, strokeWidth=1.5, filled=True, opacity=1, aria=False, **mark).encode(
        shape=constant("ShapeValue", "circle", then=CROSS, **misreport),
        stroke=constant("StrokeValue", INK, then=NOBODY, **misreport),
        fill=constant("FillValue", INK),
        href=alt.Href("href:N"),
    )
    return chart


class _Listed:
    """Events along a line, in order of time but not to scale, each with its date, type and title; in rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.datasets: dict[str, list[Item]] = {"lines": [], "listed": [], "words": []}

    def add(self, marks: Sequence[Mark], dx: float, room: float) -> None:
        """Add a column of events, from the first row on."""
        row, first, last = 1, 1, 1
        for mark in marks:
            lines = wrap(mark.fields["title"], room - 30, TEXT, lines=4)
            bar = {"end": str(row + 2 * len(lines))} if mark.period.bar(float, 1) else {}
            self.datasets["listed"].append({**mark.fields, **bar, "row": str(row), "dx": dx + 6})
            sort = str(mark.fields["type"])
            said: list[tuple[str, Mapping[str, Any]]] = [
                (mark.short + " · " + pgettext("type", sort), {}),
                *((line, TITLE) for line in lines),
            ]
            self.datasets["words"] += [
                word(text, dx + 18, 0, row=str(row + 2 * at), ref=mark.fields["ref"], **looks)
                for at, (text, looks) in enumerate(said)
            ]
            last, row = row, row + 4 + 2 * len(lines)
        self.datasets["lines"].append({"row": str(first), "end": str(last), "dx": dx + 6})
        self.rows = max(self.rows, row)

    def layers(self, left: float) -> list[alt.Chart]:
        """Return the layers, ``left`` pixels from where the words begin."""
        import altair as alt

        (y, _), begin = row_channels(self.rows, STEP * self.rows), constant("XValue", -left)
        lines, events, texts = (rows_of(name).encode(x=begin, y=y) for name in ("lines", "listed", "words"))
        moved: Any = {"xOffset": alt.expr("datum.dx")}
        return [
            lines.mark_rule(color=GRID, **moved).encode(y2=alt.Y2("end:N")),
            events.transform_filter("datum.end")
            .mark_rule(color=AXIS, strokeWidth=6, strokeCap="round", **moved)
            .encode(y2=alt.Y2("end:N")),
            _dots(events, **moved),
            words(texts.encode(href=alt.Href("href:N"))),
        ]


def _noted(
    datasets: dict[str, list[Item]],
    sentences: Sequence[str],
    total: float,
    height: float,
    left: float,
    right: float = 0,
) -> Frame:
    """Add sentences below a picture, and return its frame."""
    datasets["notes"] = paragraph(sentences, total, 20)
    bottom = 15 + NOTE * len(datasets["notes"]) if sentences else 0
    return Frame(total - left - right, height, left, right, 2, bottom)


def _notes(left: float, height: float) -> alt.Chart:
    return words(rows_of("notes").encode(x=constant("XValue", -left), y=constant("YValue", height)))


def _list(data: Lanes) -> alt.LayerChart:
    """Return few events as a phone's list."""
    listed, total = _Listed(), WIDTHS["narrow"]
    listed.add(data.marks, 0, total)
    height = STEP * listed.rows
    told = [gettext(BAR_MEANS)] if any("end" in each for each in listed.datasets["listed"]) else []
    frame = _noted(listed.datasets, told, total, height, 0)
    return framed([*listed.layers(0), _notes(0, height)], listed.datasets, frame)


def _lanes(data: Lanes) -> alt.LayerChart:
    """Return few events in lanes, each with date and title beside its mark, on a scale of time."""
    import altair as alt

    plot = _Lanes(data)
    height = STEP * plot.rows
    y, top = row_channels(plot.rows, height)
    corners = alt.expr(str(list(plot.time.times)))  # a domain of times would be made of the first and the last alone
    time = alt.Scale(type="utc", domainRaw=corners, range=list(plot.time.places))
    x, left = alt.X("at:T", scale=time, axis=None), constant("XValue", -plot.left)
    ticks, breaks = (rows_of(name).encode(x=x, y=constant("YValue", HEAD)) for name in ("ticks", "breaks"))
    headings, events = rows_of("lanes").encode(x=left, y=top), rows_of("events").encode(x=x, y=y)
    foot = constant("Y2Value", height)
    stack = [
        headings.mark_rule(color=GRID).encode(x2=constant("X2Value", plot.width + RIGHT)),
        ticks.mark_rule(color=GRID).encode(y2=foot),
        breaks.mark_rule(color=AXIS, strokeDash=[2, 4], strokeWidth=1.5).encode(y2=foot),
        events.transform_filter("isValid(datum.before)")
        .mark_rule(
            color=AXIS,
            strokeWidth=6,
            strokeCap="round",
            xOffset=alt.expr("datum.before"),
            x2Offset=alt.expr("datum.after"),
        )
        .encode(x=alt.X("from:T", scale=time, axis=None), x2=alt.X2("until:T"), href=alt.Href("href:N")),
        _dots(events),
        *(words(each) for each in (ticks, headings)),
        words(rows_of("labels").encode(x=x, y=y, href=alt.Href("href:N")), over=True),
        _notes(plot.left, height),
    ]
    return framed(stack, plot.datasets, plot.frame)


class _Lanes:
    """Where events, their labels and the headings of their lanes are: times on a broken scale, and rows; lengths in pixels."""

    def __init__(self, data: Lanes) -> None:
        total = WIDTHS["wide"]
        headings = max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0)
        self.left = math.ceil(headings + 20)
        self.width = total - self.left - RIGHT
        spans = [(mark.period.first, mark.period.last) for mark in data.marks] or [(0, DAY)]
        self.time = BrokenTimeScale.of(spans, self.width)
        self.rows = round(HEAD / STEP)
        self.datasets: dict[str, list[Item]] = {name: [] for name in ("lanes", "events", "labels")}
        for kind, marks in data.lanes:
            self.datasets["lanes"].append(word(kind, 0, 15, size=TEXT, weight=600, ink=INK, row=str(self.rows)))
            self._lane(marks)
        self.datasets["lanes"].append({"row": str(self.rows)})
        self.rows += 1
        parts = self.time.parts()
        self.datasets["breaks"] = [
            {"at": axes.iso((before + after) // 2)} for (_, before), (after, _) in pairwise(parts)
        ]
        self.datasets["ticks"] = [
            word(text, -width(text, SMALL) / 2, 22 - HEAD - 14 * (len(tick.label) - 1 - row), at=axes.iso(tick.at))
            for tick in (self.time.ticks(46) if data.lanes else [])
            for row, text in enumerate(tick.label)
        ]
        told = [gettext(BAR_MEANS)] if any("before" in each for each in self.datasets["events"]) else []
        self.frame = _noted(self.datasets, told, total, STEP * self.rows, self.left, RIGHT)

    def _lane(self, marks: Sequence[Mark]) -> None:
        """Add the events of a lane, each with date and title beside its mark, in as many rows as their titles need."""
        blocks = []
        for mark in marks:
            lines = [mark.short, *wrap(mark.fields["title"], 200, TEXT, lines=3)]
            across = max(width(lines[0], SMALL), *(width(line, TEXT) for line in lines[1:]))
            at = self.time.place(mark.period.middle)
            bar = mark.period.bar(self.time.place, OPEN + HALF)
            first, last = min(bar[0] if bar else at, at - HALF), max(bar[1] if bar else at, at + HALF)
            right = last + 6 + across <= self.width + RIGHT
            words = last + 6 if right else max(first - 6 - across, 0)
            extent = (first, last + 12 + across) if right else (words, last)
            blocks.append((mark, lines, at, bar, (words, 0.0 if right else across), extent))
        lanes = pack_lanes([block[-1] for block in blocks])
        deep = [
            max(len(block[1]) for block, own in zip(blocks, lanes, strict=True) if own == lane)
            for lane in range(max(lanes) + 1)
        ]
        tops = list(accumulate((2 * lines + 1 for lines in deep), initial=self.rows + 2))
        for (mark, lines, at, bar, (left, room), _), lane in zip(blocks, lanes, strict=True):
            place: Mapping[str, Any] = {"at": axes.iso(mark.period.middle), "row": str(tops[lane])}
            moved = (
                {
                    "before": bar[0] - self.time.place(mark.period.first),
                    "after": bar[1] - self.time.place(mark.period.last),
                }
                if bar
                else {}
            )
            self.datasets["events"].append({**mark.fields, **place, **moved})
            for down, line in enumerate(lines):  # words at the left of a mark end there
                looks: Mapping[str, Any] = TITLE if down else {}
                dx = left - at + max(room - width(line, TEXT if down else SMALL), 0)
                self.datasets["labels"].append(word(line, dx, 16 * down, ref=mark.fields["ref"], **place, **looks))
        self.rows = tops[-1]


def _columns(data: Lanes, size: Size) -> alt.LayerChart:
    """Return many events: milestones in a list, and below it a square for each event in the column of its month, in lanes by type."""
    import altair as alt

    plot = _Columns(data, size)
    top = STEP * plot.listed.rows
    columns = alt.Scale(type="band", domain=list(plot.keys), range=[0, plot.width], padding=0)
    slots = alt.Scale(domain=[str(slot) for slot in range(plot.slots)], padding=0)
    x, middle = (alt.X("month:N", scale=columns, axis=None, bandPosition=place) for place in (0, 0.5))
    y, upper = row_channels(plot.rows, plot.height, top, paddingInner=BETWEEN / plot.step)
    left, href = constant("XValue", -plot.left), alt.Href("href:N")
    hollow = {"test": "datum.status == 'misreport'", "value": PAPER}
    looks = {"stroke": constant("StrokeValue", INK), "fill": alt.FillValue(INK, condition=hollow), "href": href}
    headings, squares, spans = rows_of("lanes").encode(x=left, y=upper), rows_of("events"), rows_of("spans")
    stack = [
        *plot.listed.layers(plot.left),
        headings.mark_rule(color=GRID).encode(x2=constant("X2Value", plot.width)),
        rows_of("gaps")
        .mark_rule(color=AXIS, strokeDash=[2, 4], strokeWidth=1.5)
        .encode(x=middle, y=upper, y2=alt.Y2("last:N", bandPosition=1)),
        squares.mark_point(shape="square", size=plot.square**2, strokeWidth=1, opacity=1, aria=False).encode(
            x=x, xOffset=alt.XOffset("slot:N", scale=slots), y=y, **looks
        ),
        spans.mark_rect(aria=False, xOffset=alt.expr("datum.before"), x2Offset=alt.expr("datum.after")).encode(
            x=x, x2=alt.X2("last:N", bandPosition=1), y=y, **looks
        ),
        words(headings),
        words(rows_of("months").encode(x=x, y=constant("YValue", top))),
        _notes(plot.left, plot.height),
    ]
    chart = framed(stack, plot.datasets, plot.frame)
    chart.resolve = alt.Resolve(scale=alt.ScaleResolveMap(y="independent"))
    return chart


class _Columns:
    """Where milestones, columns of months and squares are: rows of words, and below them rows of squares; lengths in pixels."""

    def __init__(self, data: Lanes, size: Size) -> None:
        total, self.square = WIDTHS[size], SQUARE[size]
        self.wide, self.step = size == "wide", self.square + BETWEEN
        headings = max((width(kind, TEXT, "semibold") for kind, _ in data.lanes), default=0)
        self.left = math.ceil(headings + 20) if self.wide else 0
        self.columns = MonthColumns.of([mark.months for mark in data.marks], total - self.left, self.step)
        self.keys = [f"gap {at}" if first is None else _month(first) for at, first in enumerate(self.columns.firsts)]
        self.width = self.columns.width * len(self.keys)
        self.slots = max(int(self.columns.width // self.step), 1)
        self.listed, self.rows = _Listed(), 0
        milestones, side_by_side = [mark for mark in data.marks if mark.milestone], 2 if self.wide else 1
        depth = math.ceil(len(milestones) / side_by_side)
        for start in range(0, len(milestones), depth or 1):
            room = total / side_by_side
            self.listed.add(milestones[start : start + depth], start / depth * room, room)
        self.listed.rows += HEAD_ROWS
        self.datasets: dict[str, list[Item]] = {
            **self.listed.datasets,
            **{name: [] for name in ("lanes", "events", "spans", "gaps")},
        }
        self.datasets["months"] = self._months(total - self.left)
        for kind, marks in data.lanes:
            self._lane(kind, marks)
        self.datasets["lanes"].append({"row": str(self.rows)})
        self.rows += 1
        self.height = STEP * self.listed.rows + self.step * self.rows
        self.frame = _noted(self.datasets, [self._key(data)], total, self.height, self.left)

    def _key(self, data: Lanes) -> str:
        """Return what squares and bars mean."""
        match self.columns.step:
            case 1:
                square = gettext("Square: an event in the month that it stands over.")
                bar = gettext("Bar: an event of several months, or one whose month is not known exactly.")
            case 3:
                square = gettext("Square: an event in the quarter that it stands over.")
                bar = gettext("Bar: an event of several quarters, or one whose quarter is not known exactly.")
            case 12:
                square = gettext("Square: an event in the year that it stands over.")
                bar = gettext("Bar: an event of several years, or one whose year is not known exactly.")
            case months:
                square = gettext("Square: an event in the %(number)s years that it stands over.", number=months // 12)
                bar = gettext("Bar: an event of a longer time, or one whose time is not known exactly.")
        sentences = {
            square: True,
            bar: self.datasets["spans"],
            gettext("Hollow: a misreport."): any(mark.fields["status"] == "misreport" for mark in data.marks),
            gettext("Dotted line: time without events is left out."): self.datasets["gaps"],
        }
        return " ".join(sentence for sentence, told in sentences.items() if told)

    def _months(self, room: float) -> list[Item]:
        """Return the years above the columns, in two rows where they are near each other, and below them months where there is room."""
        lefts = [
            (first, key, at * self.columns.width)
            for at, (first, key) in enumerate(zip(self.columns.firsts, self.keys, strict=True))
            if first is not None
        ]
        years = {first // 12: (key, at) for first, key, at in reversed(lefts)}
        texts, ends = [], [-math.inf, -math.inf]
        for year, (key, at) in sorted(years.items()):
            across = width(str(year), TEXT, "semibold")
            begin = min(at, room - across)
            row = next((row for row, end in enumerate(ends) if begin >= end), None)
            if row is not None:
                texts.append(word(str(year), begin - at, -26 - 16 * row, weight=600, month=key, **TITLE))
                ends[row] = begin + across + 8
        taken: list[tuple[float, float]] = []
        starts = {key for key, _ in years.values()}
        for first, key, at in (
            sorted(lefts, key=lambda each: (each[1] not in starts, each[2])) if self.columns.step < 12 else ()
        ):
            text = axes.month_name(first)
            end = at + width(text, SMALL) + 6
            if end <= room + 6 and all(end <= begin or at >= last for begin, last in taken):
                texts.append(word(text, 0, -10, month=key))
                taken.append((at, end))
        return texts

    def _lane(self, kind: str, marks: Sequence[Mark]) -> None:
        """Add the events of a lane: a square in a row and slot of its column, or a bar over several columns."""
        self.datasets["lanes"].append(word(kind, 0, 17 if self.wide else 11, weight=600, row=str(self.rows), **TITLE))
        first_row = self.rows + (1 if self.wide else 2)
        spans = [self.columns.span(mark.months) for mark in marks]
        reserved = [  # one column more where a beginning or end is not known
            (max(first - (mark.period.opens < 0), 0), min(last + (mark.period.opens > 0), len(self.keys) - 1))
            for mark, (first, last) in zip(marks, spans, strict=True)
        ]
        places = stack(reserved, self.slots)
        for mark, (first, last), (row, slot) in zip(marks, spans, places, strict=True):
            fields = {**mark.fields, "month": self.keys[first], "row": str(first_row + row)}
            if first == last and not mark.period.opens:
                self.datasets["events"].append({**fields, "slot": str(slot)})
            else:
                before, after = ((OPEN - BETWEEN) / 2 * (mark.period.opens == side) for side in (-1, 1))
                ends = {"last": self.keys[last], "before": BETWEEN / 2 - before, "after": after - BETWEEN / 2}
                self.datasets["spans"].append({**fields, **ends})
        self.rows = max(first_row + max(row for row, _ in places) + 1, self.rows + 2) + 1
        last_row = str(self.rows - 1)
        self.datasets["gaps"] += [
            {"month": key, "row": str(first_row), "last": last_row} for key in self.keys if key.startswith("gap")
        ]


def _month(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
