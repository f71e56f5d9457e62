"""The timeline: dated events in order."""

from __future__ import annotations

from ..factbook import Factbook
from ..kinds import Event


def timeline(
    book: Factbook, *, type: str | None = None, person: str | None = None, place: str | None = None
) -> list[Event]:
    """Events by date, those that begin earlier first; an open start counts from its end. Withdrawn ones stay out.

    ``type``, ``person`` and ``place`` keep only the events that have them.
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
