"""What the chart ``timeline`` shows: events in lanes, the finding and the table."""

from __future__ import annotations

from dataclasses import dataclass

from ....factbook import Factbook
from ....kinds import Event
from ....problems import nearest, quote
from ....views.timeline import timeline as events_in_order
from ....words import plain_prose
from ...naming import short_date
from ...precision import Period
from ...registry import ChartRefused, Options, Prepared, Row, listed


@dataclass(frozen=True, slots=True)
class Mark:
    """An event as drawn; ``number`` is its row in the table."""

    number: int
    ref: str
    title: str
    date: str
    period: Period
    crossed: bool


@dataclass(frozen=True, slots=True)
class Lanes:
    """What the picture shows: lanes from top to bottom, each with its marks in order of time."""

    lanes: tuple[tuple[str, tuple[Mark, ...]], ...]

    @property
    def marks(self) -> list[Mark]:
        """All marks in order of their numbers."""
        return sorted((mark for _, marks in self.lanes for mark in marks), key=lambda mark: mark.number)


def prepare(book: Factbook, options: Options) -> Prepared[Lanes]:
    """Events in order of time, all of them or those of some types or ids."""
    events = _chosen(book, options)
    marks = {
        event: Mark(
            number,
            event.ref,
            plain_prose(book, event.title),
            short_date(event.date),
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
    """The events that the options ask for, in order. Raises :class:`ChartRefused` on an unknown type or id."""
    types, ids = listed(options.get("types")), listed(options.get("ids"))
    known = sorted({event.type for event in book.of(Event).values()})
    for kind in types:
        if kind not in known:
            raise ChartRefused(
                f"name types of events in types, found {quote(kind)}; {nearest(kind, known, limit=len(known))}"
            )
    for ref in ids:
        if ref not in book.of(Event):
            raise ChartRefused(f"name known events in ids, found {quote(ref)}; {nearest(ref, book.of(Event))}")
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
