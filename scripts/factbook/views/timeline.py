"""Timeline: events in chronological order."""

from __future__ import annotations

from ..factbook import Factbook
from ..kinds import Event


def timeline(
    book: Factbook, *, type: str | None = None, person: str | None = None, place: str | None = None
) -> list[Event]:
    """Return the events by start date; an open start counts from its end. Withdrawn ones are left out.

    ``type``, ``person`` and ``place`` filter, ``None`` is no filter.
    """
    events = (
        event
        for event in book.of(Event).values()
        if event.status != "withdrawn"
        and type in (None, event.type)
        and (person is None or person in event.people)
        and place in (None, event.place)
    )
    return sorted(events, key=lambda event: (event.date.earliest or event.date.last_day, event.date.last_day, event.id))
