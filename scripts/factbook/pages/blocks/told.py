"""Events and statements, and how they are told otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...kinds import Account, Event, Person, Statement
from ...problems import nearest, quote
from ...views.timeline import timeline
from ..writer import Writer
from .facets import facets_of
from .registry import Refused, block_function, known, known_filters


@block_function
def tellings(writer: Writer, by: str = "", source: str = "", person: str = "") -> Mapping[str, Any] | None:
    """``tellings()``: events and statements that are told in more than one way, with the editors' assessment."""
    known_filters(writer, by=by, source=source, person=person)
    told = [
        fact for fact in _told(writer) if (fact.otherwise or fact.assessment) and concerns(fact, by, source, person)
    ]
    return {"told": told} if told else None


def _told(writer: Writer) -> list[Account]:
    return [*timeline(writer.book), *writer.book.of(Statement).values()]


def concerns(fact: Account, by: str, source: str, person: str) -> bool:
    """Whether a telling is by, in or about what a page asks for; nothing asked for is everything."""
    return (
        (not by or by == fact.by or by in fact.through or any(by == other.by for other in fact.otherwise))
        and (
            not source
            or source
            in (fact.source, *(also.source for also in fact.also_in), *(other.source for other in fact.otherwise))
        )
        and (not person or person in fact.people)
    )


@block_function
def events(
    writer: Writer, type: str = "", person: str = "", place: str = "", by: str = "", source: str = ""
) -> Mapping[str, Any] | None:
    """``events()``, or with ``type=``, ``person=``, ``place=``, ``by=`` or ``source=``: dated events as a list."""
    known_filters(writer, person=person, place=place, by=by, source=source)
    types = sorted({event.type for event in writer.book.of(Event).values()})
    if type and type not in types:
        raise Refused(f"name a type of event, found {quote(type)}; {nearest(type, types)}", near=type)
    chosen = timeline(writer.book, type=type or None, person=person or None, place=place or None)
    rows = [event for event in chosen if concerns(event, by, source, "")]
    years: dict[str, list[Event]] = {}
    for event in rows:
        years.setdefault(str((event.date.earliest or event.date.last_day).year), []).append(event)
    return {"years": years, **_whole_list(writer, "events", rows)} if rows else None


@block_function
def statements(
    writer: Writer, by: str = "", source: str = "", person: str = "", about: str = ""
) -> Mapping[str, Any] | None:
    """``statements()``, or with ``by=``, ``source=``, ``person=`` or ``about=``: what is asserted without a count."""
    known_filters(writer, by=by, source=source, person=person)
    topics_known = sorted({topic for statement in writer.book.of(Statement).values() for topic in statement.about})
    if about and about not in topics_known:
        raise Refused(f"name a topic of statements, found {quote(about)}; {nearest(about, topics_known)}", near=about)
    chosen = [
        statement
        for statement in writer.book.of(Statement).values()
        if statement.status != "withdrawn"
        and concerns(statement, by, source, person)
        and (not about or about in statement.about)
    ]
    topics: dict[str, list[Statement]] = {}
    for statement in chosen:
        topics.setdefault(statement.about[0] if statement.about else "Other", []).append(statement)
    return {"topics": topics, **_whole_list(writer, "statements", chosen)} if chosen else None


def _whole_list(writer: Writer, plural: str, rows: Sequence[Account]) -> Mapping[str, Any]:
    """Whether the page lists this kind, so that the facts have their anchors and all their details here, and the facets then."""
    here = plural in writer.document.lists
    return {"here": here, "facets": facets_of(writer.book, rows if here else rows[:1])}


@block_function
def roles(writer: Writer, person: str) -> Mapping[str, Any]:
    """``roles("mara-quill")``: the posts and relations of a person, each with its source."""
    return {"person": known(writer, Person, person)}
