"""Chart ``timeline``: dated events in lanes by type; a list in order of time on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from ...factbook import Factbook
from ...kinds import Event
from ...problems import found, nearest
from ...views.timeline import timeline as events_in_order
from .. import calendar_axis, layers
from ..calendar_axis import DAY
from ..layers import Frame, Item
from ..lettering import width, wrap
from ..naming import prose, short_date
from ..registry import ChartRefused, Options, Prepared, Row, chart, listed
from ..theme import AXIS, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

LABELLED: Final = 16
"""With more events than this the marks bear numbers, and the table their names."""
TYPES: Final[tuple[str, ...]] = get_args(Event.model_fields["type"].annotation)


@dataclass(frozen=True, slots=True)
class Mark:
    """An event as drawn: its time from ``first`` to ``last`` (milliseconds); ``number`` is its row in the table."""

    number: int
    ref: str
    title: str
    date: str
    first: int
    last: int
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
        event: Mark(number, event.ref, prose(book, event.title), short_date(event.date), *calendar_axis.span(event.date), event.status == "misreport")
        for number, event in enumerate(events, 1)
    }
    lanes = tuple((kind, own) for kind in TYPES if (own := tuple(mark for event, mark in marks.items() if event.type == kind)))
    rows = tuple(
        Row((str(mark.number), event.date.words(), event.type, mark.title, event.status), event.ref, f"{event.date.words()}: {mark.title}") for event, mark in marks.items()
    )
    return Prepared(Lanes(lanes), _summary(book, events), ("No.", "When", "Type", "What", "Status"), rows)


def _chosen(book: Factbook, options: Options) -> list[Event]:
    """The events that the options ask for, in order. Raises :class:`ChartRefused` on an unknown type or id."""
    types, ids = listed(options.get("types")), listed(options.get("ids"))
    for kind in types:
        if kind not in TYPES:
            raise ChartRefused(f"types must be types of events, found {found(kind)}; {nearest(kind, TYPES, limit=len(TYPES))}")
    for ref in ids:
        if ref not in book.of(Event):
            raise ChartRefused(f"ids must be ids of events, found {found(ref)}; {nearest(ref, book.of(Event))}")
    return [event for event in events_in_order(book) if (not types or event.type in types) and (not ids or event.id in ids)]


def _summary(book: Factbook, events: list[Event]) -> str:
    if not events:
        return "No event."
    if len(events) == 1:
        return f"One event: {prose(book, events[0].title)}, {events[0].date.words()}."
    first, last = events[0], max(events, key=lambda event: (event.date.latest or event.date.first_day, event.id))
    return f"{len(events)} events, from {first.date.words()} ({prose(book, first.title)}) to {last.date.words()} ({prose(book, last.title)})."


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    few = len(prepared.data.marks) <= LABELLED
    return _as_list(prepared.data) if few and size == "narrow" else _as_lanes(prepared.data, size, few)
