"""Chart ``people-and-events``: dots at people by events, in order of date."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Event, Person
from ...kinds.base import STATUS_WORDS
from ...values.formats import commas, current, gettext, labelled, ngettext, pgettext
from ...words import plain_prose, short_name
from ..layers import Frame, Item
from ..placed import constant, framed, row_channels, rows_of, side_key, swatches, word, words
from ..registry import Options, Prepared, Row, chart, events_option, option_names
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, GRID, INK, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

MAX_PEOPLE: Final = 14
"""People with a column on a wide page; the others are in the table. A phone names all."""
ANGLE: Final = 60
"""How steeply the names of people rise, in degrees."""
NAME_LENGTH: Final = 130.0
"""Room for a name along its slope, in pixels."""
COLUMN: Final = 25.0
ROW: Final[Mapping[Size, float]] = {"wide": 20.0, "narrow": 17.0}
"""Width of a column and height of a line of words, in pixels."""


@dataclass(frozen=True, slots=True)
class Column:
    """A person: name and side."""

    ref: str
    name: str
    side: SideStyle


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event; ``present`` are the indexes of the columns of those who had part in it."""

    ref: str
    date: str
    title: str
    present: tuple[int, ...]
    crossed: bool


@dataclass(frozen=True, slots=True)
class Attendance:
    """The data: columns, people with most events first, and rows in order of time."""

    people: tuple[Column, ...]
    events: tuple[EventRow, ...]


def prepare(book: Factbook, options: Options) -> Prepared[Attendance]:
    """Return the events that have people, in order of time, and the people, those with most events first."""
    chosen = option_names(options, "people", "known people", book.of(Person))
    events = [
        each for each in events_option(book, options) if each.people and (not chosen or set(each.people) & set(chosen))
    ]
    often = Counter(person for event in events for person in dict.fromkeys(event.people))
    people = list(chosen) or sorted(often, key=lambda person: (-often[person], person))
    place = {person: index for index, person in enumerate(people)}
    event_rows = tuple(
        EventRow(
            event.ref,
            event.date.words(short=True),
            plain_prose(book, event.title),
            tuple(sorted(place[person] for person in set(event.people) if person in place)),
            event.status == "misreport",
        )
        for event in events
    )
    rows = tuple(_row(book, what, event, place) for what, event in zip(event_rows, events, strict=True))
    columns_of_people = tuple(Column(person, short_name(book, person), side_of(book, person)) for person in people)
    columns = (
        pgettext("column", "When"),
        pgettext("column", "What"),
        pgettext("column", "Who"),
        pgettext("column", "Status"),
    )
    return Prepared(Attendance(columns_of_people, event_rows), _summary(book, people, often, event_rows), columns, rows)


def _row(book: Factbook, what: EventRow, event: Event, place: dict[str, int]) -> Row:
    names = commas(
        f"{short_name(book, person)} ({side_of(book, person).name})"
        for person in dict.fromkeys(event.people)
        if person in place
    )
    cells = (event.date.words(), what.title, names, gettext(STATUS_WORDS[event.status]))
    return Row(cells, event.ref, labelled(event.date.words(), f"{what.title}. {names}"))


def _summary(book: Factbook, people: Sequence[str], often: Counter[str], events: Sequence[EventRow]) -> str:
    if not events:
        return gettext("No event has people.")
    often_there = "; ".join(f"{short_name(book, person)} {often[person]}" for person in people[:MAX_PEOPLE])
    return ngettext(
        "One event, from %(first)s to %(last)s. Events by person: %(people)s.",
        "%(num)s events, from %(first)s to %(last)s. Events by person: %(people)s.",
        len(events),
        first=events[0].date,
        last=events[-1].date,
        people=often_there,
    )


@chart("people-and-events", prepare, options=("people", "types", "ids"))
def people_and_events(prepared: Prepared[Attendance], size: Size) -> alt.LayerChart:
    """Who was present at, or had part in, what?"""
    import altair as alt

    plot = _Plot(prepared.data, size)
    columns = alt.Scale(type="band", domain=[who.ref for who in plot.people] or [""], range=[0, plot.width], padding=0)
    y, top = row_channels(plot.rows, plot.height)
    x, left = alt.X("person:N", scale=columns, axis=None), constant("XValue", -plot.left)
    lines = rows_of("words").encode(x=left, y=y, href=alt.Href("href:N"))
    people = rows_of("people").encode(x=x, y=constant("YValue", -6))
    key = rows_of("key").encode(x=left, y=constant("YValue", plot.height))
    part = rows_of("attendance").encode(x=x, y=y, href=alt.Href("href:N"))
    hollow = {"test": "datum.status == 'misreport'", "value": PAPER}
    stack = [
        rows_of("events").mark_rule(color=GRID).encode(x=left, x2=constant("X2Value", plot.width), y=top),
        people.mark_rule(color=GRID).encode(y2=constant("Y2Value", plot.height)),
        rows_of("events")
        .transform_filter("datum.first != datum.last")
        .mark_rule(color=AXIS, strokeWidth=2)
        .encode(x=alt.X("first:N", scale=columns, axis=None), x2=alt.X2("last:N"), y=y, href=alt.Href("href:N")),
        part.mark_point(size=100, strokeWidth=2, opacity=1, aria=False).encode(
            stroke=alt.Stroke("colour:N", scale=None), fill=alt.Fill("colour:N", scale=None, condition=hollow)
        ),
        people.mark_text(angle=360 - ANGLE, align="left", fontSize=SMALL, fontWeight=600, color=INK).encode(
            text=alt.Text("name:N")
        ),
        *(swatches(each) for each in (lines, key)),
        *(words(each) for each in (lines, key)),
    ]
    return framed(stack, plot.datasets, plot.frame)


class _Plot:
    """Lines of words of equal height, and on a wide page a column for each person; lengths in pixels."""

    def __init__(self, data: Attendance, size: Size) -> None:
        self.wide, self.step = size == "wide", ROW[size]
        self.people = data.people[:MAX_PEOPLE] if self.wide else ()
        names = [fit(who.name, NAME_LENGTH, SMALL, "semibold") for who in self.people]
        longest = max((width(name, SMALL, "semibold") for name in names), default=0)
        lean, rise = (math.ceil(longest * turn(math.radians(ANGLE))) for turn in (math.cos, math.sin))
        self.width = max(COLUMN * len(self.people), 1)
        self.left = WIDTHS[size] - self.width - (lean if self.wide else 3)
        self.dates = max((width(what.date, SMALL) for what in data.events), default=0) + 14
        self.rows = 0
        self.datasets: dict[str, list[Item]] = {name: [] for name in ("events", "words", "attendance")}
        shown = [what for what in data.events if not self.wide or min(what.present, default=MAX_PEOPLE) < MAX_PEOPLE]
        for what in shown:
            (self._beside if self.wide else self._listed)(what, data.people)
        self.datasets["people"] = [
            {"person": who.ref, "name": name} for who, name in zip(self.people, names, strict=True)
        ]
        self.height = self.step * max(self.rows, 1)
        key = side_key(list(dict.fromkeys(who.side for who in data.people)), WIDTHS[size])
        people = len(data.people) - len(self.people) if self.wide else 0
        events = len(data.events) - len(shown)
        more = [
            *([ngettext("%(num)s more person", "%(num)s more people", people)] if people else []),
            *([ngettext("%(num)s more event", "%(num)s more events", events)] if events else []),
        ]
        key += [[word(gettext("%(more)s in the table", more=current().listed(more)), 0, 0)]] if more else []
        self.datasets["key"] = [{**each, "dy": 16 + 18 * row} for row, line in enumerate(key) for each in line]
        self.frame = Frame(
            self.width,
            self.height,
            self.left,
            lean if self.wide else 3,
            rise + 14 if self.wide else 2,
            8 + 18 * len(key),
        )

    def _event(self, what: EventRow, **columns: str) -> None:
        """Add the fields of an event, in the row where it begins."""
        status = "misreport" if what.crossed else "current"
        fields = {"ref": what.ref, "date": what.date, "title": what.title, "status": status, "row": str(self.rows)}
        self.datasets["events"].append({**fields, **columns})

    def _words(self, what: EventRow, lines: Sequence[str], dx: float, **looks: Any) -> None:
        """Add lines of words, from the row in hand on."""
        self.datasets["words"] += [
            word(line, dx, 0, row=str(self.rows + at), ref=what.ref, **looks) for at, line in enumerate(lines)
        ]

    def _beside(self, what: EventRow, people: Sequence[Column]) -> None:
        """Add an event: date and title at the left, and a dot for each person, joined if there are several."""
        present = [people[column].ref for column in what.present if column < MAX_PEOPLE]
        self._event(what, first=present[0], last=present[-1])
        self._words(what, [what.date], 0)
        title = wrap(what.title, self.left - self.dates - 10, TEXT, lines=3)
        self._words(what, title, self.dates, size=TEXT, ink=INK)
        fields = self.datasets["events"][-1]
        self.datasets["attendance"] += [
            {**fields, "person": ref, "colour": side.colour} for ref, side in self._sides(what, people)
        ]
        self.rows += len(title)

    def _sides(self, what: EventRow, people: Sequence[Column]) -> list[tuple[str, SideStyle]]:
        return [(people[column].ref, people[column].side) for column in what.present if column < MAX_PEOPLE]

    def _listed(self, what: EventRow, people: Sequence[Column]) -> None:
        """Add an event of a phone's list: date, title, and the names of people with the colours of their sides."""
        self._event(what)
        misreport = " · " + gettext("misreport") if what.crossed else ""
        self._words(what, [what.date + misreport], 0)
        self.rows += 1
        title = wrap(what.title, self.left, TEXT, lines=4)
        self._words(what, title, 0, size=TEXT, ink=INK)
        self.rows += len(title)
        x = 0.0
        for column in what.present:
            name, side = fit(people[column].name, self.left - 20, SMALL, "semibold"), people[column].side
            across = width(name, SMALL, "semibold") + 30
            if x and x + across - 14 > self.left:
                x, self.rows = 0.0, self.rows + 1
            self._words(what, [name], x + 15, weight=600, ink=INK, side=side.colour)
            x += across
        self.rows += 1
