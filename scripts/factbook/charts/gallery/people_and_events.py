"""Chart ``people-and-events``: dots at people by events, in order of date."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Event, Person
from ...views.timeline import timeline as events_in_order
from ...words import plain_prose, short_name
from ..canvas import Canvas, rules, symbols, texts
from ..layers import HALO
from ..registry import Options, Prepared, Row, chart, option_names
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, GRID, INK, MUTED, PAPER, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

MAX_PEOPLE: Final[dict[Size, int]] = {"wide": 14, "narrow": 8}
"""People with a column; the others are in the table."""
MAX_TITLES: Final = 16
"""Events whose titles a phone shows; of more it shows the numbers, and the table the titles."""
ANGLE: Final = 60
"""How steeply the names of people rise, in degrees."""
NAME_LENGTH: Final = 130.0
"""Room for a name along its slope, in pixels."""
DOT_AREA: Final = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A person: name and side."""

    name: str
    side: SideStyle


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event; ``present`` are the indexes of the columns of those who had part in it."""

    number: int
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
    events = [event for event in _events(book, options) if not chosen or set(event.people) & set(chosen)]
    often = Counter(person for event in events for person in dict.fromkeys(event.people))
    people = list(chosen) or sorted(often, key=lambda person: (-often[person], person))
    place = {person: index for index, person in enumerate(people)}
    event_rows = tuple(
        EventRow(
            number,
            event.ref,
            event.date.words(short=True),
            plain_prose(book, event.title),
            tuple(sorted(place[person] for person in set(event.people) if person in place)),
            event.status == "misreport",
        )
        for number, event in enumerate(events, 1)
    )
    rows = tuple(_row(book, what, event, place) for what, event in zip(event_rows, events, strict=True))
    columns_of_people = tuple(Column(short_name(book, person), side_of(book, person)) for person in people)
    columns = ("No.", "When", "What", "Who", "Status")
    return Prepared(Attendance(columns_of_people, event_rows), _summary(book, people, often, event_rows), columns, rows)


def _events(book: Factbook, options: Options) -> list[Event]:
    """Return the events that the options choose and that have people, in order of time."""
    kinds = sorted({event.type for event in book.of(Event).values()})
    types = option_names(options, "types", "known types of events", kinds)
    ids = option_names(options, "ids", "known events", book.of(Event))
    return [
        event
        for event in events_in_order(book)
        if event.people and (not types or event.type in types) and (not ids or event.id in ids)
    ]


def _row(book: Factbook, what: EventRow, event: Event, place: dict[str, int]) -> Row:
    names = ", ".join(
        f"{short_name(book, person)} ({side_of(book, person).name})"
        for person in dict.fromkeys(event.people)
        if person in place
    )
    cells = (str(what.number), event.date.words(), what.title, names, event.status)
    return Row(cells, event.ref, f"{event.date.words()}: {what.title}. {names}")


def _summary(book: Factbook, people: Sequence[str], often: Counter[str], events: Sequence[EventRow]) -> str:
    if not events:
        return "No event has people."
    first = "; ".join(f"{short_name(book, person)} {often[person]}" for person in people[: MAX_PEOPLE["wide"]])
    number = "One event" if len(events) == 1 else f"{len(events)} events"
    return f"{number}, from {events[0].date} to {events[-1].date}. Events by person: {first}."


@chart("people-and-events", prepare, options=("people", "types", "ids"))
def people_and_events(prepared: Prepared[Attendance], size: Size) -> alt.LayerChart:
    """Who was present at, or had part in, what?"""
    return _Canvas(prepared.data, size).picture()


STYLES: Final = {
    "column": rules(),
    "row": rules(),
    "link": rules(strokeWidth=2),
    "dot": symbols(strokeWidth=2),
    "name": texts(fontSize=SMALL, fontWeight=600, angle=360 - ANGLE),
    "date": texts(fontSize=SMALL, **HALO),
    "title": texts(**HALO),
}


class _Canvas(Canvas):
    """Columns of people and rows of events."""

    def __init__(self, data: Attendance, size: Size) -> None:
        super().__init__(size)
        self.people = data.people[: MAX_PEOPLE[size]]
        self.more = len(data.people) - len(self.people)
        shown = range(len(self.people))
        self.events = [what for what in data.events if set(what.present) & set(shown)]
        self.unseen = len(data.events) - len(self.events)
        self.named = self.wide or len(self.events) <= MAX_TITLES
        self.names = [fit(who.name, NAME_LENGTH, SMALL, "semibold") for who in self.people]
        longest = max((width(name, SMALL, "semibold") for name in self.names), default=0)
        self.top = math.ceil(longest * math.sin(math.radians(ANGLE)) + 14)
        lean = math.ceil(longest * math.cos(math.radians(ANGLE)))
        dates = max((width(self._when(what), SMALL) for what in self.events), default=0)
        self.dates = math.ceil(dates + 12)
        self.step = 25.0 if self.wide else 26.0
        right = max(self.step * len(self.people) + lean - 10, 10)
        if self.wide or not self.named:
            self.left = min(self.total - right, self.dates + (400.0 if self.wide else 60.0))
        else:
            self.left = min(self.total - right, 40.0)

    def _when(self, what: EventRow) -> str:
        return what.date if self.named else f"{what.number} · {what.date}"

    def _x(self, column: int) -> float:
        return self.left + (column + 0.5) * self.step

    def picture(self) -> alt.LayerChart:
        """Return the chart: all rows, the columns' lines behind them and the names above."""
        y = 6.0
        for what in self.events:
            y = self._row(what, y)
        more = [
            f"{number} more {one if number == 1 else several}"
            for number, one, several in ((self.more, "person", "people"), (self.unseen, "event", "events"))
            if number
        ]
        if more:
            self.add("date", x=0, y=y + 12, text=f"{' and '.join(more)} in the table", color=MUTED)
        for column, name in enumerate(self.names):
            self.add("column", x=self._x(column), x2=self._x(column), y=-2, y2=y, color=GRID)
            self.add("name", x=self._x(column), y=-8, text=name, color=INK)
        return self.framed(STYLES, self._key(y + (28 if more else 12)), top=self.top, bottom=2)

    def _row(self, what: EventRow, y: float) -> float:
        """Add one event; return where the next begins."""
        self.add("row", x=0, x2=self.total, y=y, y2=y, color=GRID)
        middle = y + 13
        self.add("date", x=0, y=middle, text=self._when(what), color=MUTED, ref=what.ref)
        if self.wide:
            room = self.left - self.dates - 8
            lines = wrap(what.title, room, TEXT, lines=2)
            self._title(what, lines, self.dates, middle)
            deep = 26.0 + 16 * (len(lines) - 1)
        elif self.named:
            lines = wrap(what.title, self.total - 4, TEXT, lines=3)
            self._title(what, lines, 0, middle + 17)
            middle += 17 * len(lines) + 18
            deep = middle - y + 14
        else:
            deep = 25
        self._dots(what, middle)
        return y + deep

    def _title(self, what: EventRow, lines: Sequence[str], x: float, y: float) -> None:
        self.lines("title", lines, 16, x=x, y=y, color=INK, ref=what.ref)

    def _dots(self, what: EventRow, y: float) -> None:
        """Add a dot for each person, joined if there are several; hollow for a misreport."""
        columns = [column for column in what.present if column < len(self.people)]
        if len(columns) > 1:
            self.add("link", x=self._x(columns[0]), x2=self._x(columns[-1]), y=y, y2=y, color=AXIS, ref=what.ref)
        for column in columns:
            self._dot(self._x(column), y, self.people[column].side, what.ref, hollow=what.crossed)

    def _dot(self, x: float, y: float, side: SideStyle, ref: str = "", hollow: bool = False) -> None:
        self.add(
            "dot",
            x=x,
            y=y,
            ref=ref,
            fill=PAPER if hollow else side.colour,
            stroke=side.colour,
            shape="circle",
            size=DOT_AREA,
        )

    def _key(self, y: float) -> float:
        """Add the key of colours below the rows; return the height of the chart."""
        x = 0.0
        for side in dict.fromkeys(who.side for who in self.people):
            item_width = width(side.name, SMALL) + 34
            if x and x + item_width > self.total:
                x, y = 0.0, y + 18
            self._dot(x + 6, y, side)
            self.add("date", x=x + 16, y=y, text=side.name, color=MUTED)
            x += item_width
        return y + 10
