"""Lists of facts, facets that narrow them, and details of one fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from ...factbook import Factbook
from ...kinds import KINDS, Account, Event, Fact, Person, Statement, Term
from ...normalize import slug
from ...problems import nearest, quote
from ...values import Edtf
from ...values.formats import gettext
from ...views.standing import standing
from ...views.timeline import timeline
from ...views.voices import sides_of
from ...words import Words, label_of
from ..writer import Writer
from .figures import line_of
from .registry import Refused, block_function, known_fact, known_filters, pictured

MIN_FILTERED: Final = 6
"""A shorter list needs no filter."""
OPEN: Final = 3
"""Up to so many disagreements or tellings are shown in full; of more, each is a line that opens."""
CORRECTIONS_OPEN: Final = 12
"""So many corrections are shown in full, the newest; each older one is a line that opens."""


class Value(NamedTuple):
    """One value of a facet: its name in addresses, its name for readers, and how many entries have it."""

    name: str
    label: str
    number: int


class Facet(NamedTuple):
    """One way to narrow a list: its name in addresses, its name for readers, and its values."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of a list, and the values that each entry has, by the entry's name and the facet's."""

    facets: tuple[Facet, ...]
    marks: Mapping[str, Mapping[str, str]]


def facets_of(book: Factbook, facts: Sequence[Fact]) -> Facets:
    """Return the facets of facts of one kind; none for few facts, or where all have the same value."""
    words = Words(book)
    return facets_from(
        {fact.ref: {label: reader(words, fact) for label, reader in fact.descriptor.facets.items()} for fact in facts}
    )


def facets_from(entries: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Facets:
    """Return the facets of a list, given for each entry by name its values by facet, each with its name for readers."""
    result: list[Facet] = []
    marks: dict[str, dict[str, str]] = {ref: {} for ref in entries}
    for label in next(iter(entries.values())) if len(entries) >= MIN_FILTERED else ():
        name = slug(label)
        numbers: dict[str, int] = {}
        labels: dict[str, str] = {}
        for ref, values_by_facet in entries.items():
            values = values_by_facet[label]
            labels.update(values)
            for value in values:
                numbers[value] = numbers.get(value, 0) + 1
            marks[ref][name] = " ".join(values)
        if len(labels) > 1:
            order = sorted(labels, key=lambda value: labels[value].casefold())
            result.append(Facet(name, label, tuple(Value(value, labels[value], numbers[value]) for value in order)))
    shown = {facet.name for facet in result}
    shown_marks = {
        ref: {name: text for name, text in own.items() if name in shown and text} for ref, own in marks.items()
    }
    return Facets(tuple(result), shown_marks)


def grouped(facts: Sequence[Fact], facets: Facets) -> list[tuple[Value | None, list[Fact]]]:
    """Group facts by the values of the first facet, those without one last; one group where there is no facet."""
    if not facets.facets:
        return [(None, list(facts))]
    first = facets.facets[0]
    groups = [
        (value, [fact for fact in facts if facets.marks[fact.ref].get(first.name, "").split(" ")[0] == value.name])
        for value in first.values
    ]
    others = [fact for fact in facts if first.name not in facets.marks[fact.ref]]
    return [*groups, *([(Value("other", gettext("Other"), len(others)), others)] if others else [])]


@block_function
def details(writer: Writer, ref: str) -> Mapping[str, Any]:
    """``details("guild")``: what is known of an organisation, person, source or count, field by field."""
    fact = writer.book.named.get(ref)
    if fact is None:
        raise Refused(f"name a known fact, found {quote(ref)}; {nearest(ref, writer.book.named)}", near=ref)
    return {
        "fact": fact,
        "kind": fact.kind,
        "rows": fact.descriptor.details(Words(writer.book), fact),
        "users": [user for user in writer.story.uses.get(ref, ()) if user.kind == "source"],
    }


@pictured
def index(writer: Writer, plural: str) -> Mapping[str, Any]:
    """``index("counts")``: a list of all facts of a kind, each with a line about it."""
    kinds = {kind.plural: name for name, kind in KINDS.items()}
    if plural not in kinds:
        raise Refused(
            f"name a kind of fact in the plural, found {quote(plural)}; {nearest(str(plural), kinds, 12)}",
            near=str(plural),
        )
    writer.indexes.append(plural)
    facts = sorted(writer.book.facts[kinds[plural]].values(), key=lambda fact: label_of(writer.book, fact).casefold())
    claimed: dict[str, int] = {}
    for claim in writer.book.claims.values():
        claimed[claim.by] = claimed.get(claim.by, 0) + 1
    facets = facets_of(writer.book, facts)
    groups = grouped(facts, facets)
    weight = {"organisations": claimed, "people": {fact.id: len(writer.story.uses.get(fact.ref, ())) for fact in facts}}
    if by_weight := weight.get(plural):
        for _, members in groups:
            members.sort(key=lambda fact: -by_weight.get(fact.id, 0))
        groups.sort(key=lambda group: -sum(by_weight.get(fact.id, 0) for fact in group[1]))
    return {
        "groups": groups,
        "silent": [fact for fact in facts if fact.id not in claimed]
        if len(groups) > 1 and claimed and plural == "organisations"
        else [],
        "facets": facets,
        "plural": plural,
        "here": plural in writer.document.lists,
        "claimed": claimed,
        "uses": writer.story.uses,
        "stands": lambda count: standing(writer.book, count),
        "line_of": partial(line_of, writer),
        "sides": lambda count: len(
            sides_of(writer.book, (claim for claim in count.claims if claim.stands and claim.value.known))
        ),
    }


@block_function
def corrections(writer: Writer) -> Mapping[str, Any]:
    """``corrections()``: what was changed after publication, newest first."""
    return {"corrections": writer.story.corrections, "feeds": writer.story.feeds, "open": CORRECTIONS_OPEN}


@block_function
def glossary(writer: Writer) -> Mapping[str, Any]:
    """``glossary()``: every term with its meaning."""
    return {"terms": sorted(writer.book.of(Term).values(), key=lambda term: term.name.casefold())}


@block_function
def used_on(writer: Writer, ref: str) -> Mapping[str, Any] | None:
    """``used_on("visitors")``: the other pages of the story that print a fact, or a claim on a count."""
    if ref not in writer.book.named:
        raise Refused(f"name a known fact, found {quote(ref)}; {nearest(ref, writer.book.named)}", near=ref)
    writer.asked_uses = True
    pages = {path: title for path, title in writer.pages_with(ref).items() if path != writer.path}
    return {"pages": pages} if pages else None


@block_function
def tellings(writer: Writer, by: str = "", source: str = "", person: str = "") -> Mapping[str, Any] | None:
    """``tellings()``: events and statements that are told in more than one way, with the editors' assessment."""
    known_filters(writer, by=by, source=source, person=person)
    rows: list[Account] = [
        fact
        for fact in (*timeline(writer.book), *writer.book.of(Statement).values())
        if (fact.otherwise or fact.assessment) and concerns(fact, by, source, person)
    ]
    return {"told": rows, "open": len(rows) <= OPEN} if rows else None


def concerns(fact: Account, by: str, source: str, person: str) -> bool:
    """Return whether an event or statement matches all filters; an empty filter matches everything."""
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
    years: dict[str, dict[Edtf | None, list[Event]]] = {}
    for event in rows:
        first = event.date.earliest or event.date.last_day
        month = None if event.date.precision == "year" else Edtf.parse(f"{first:%Y-%m}")
        years.setdefault(str(first.year), {}).setdefault(month, []).append(event)
    return {"years": years, **_whole_list(writer, "events", rows)} if rows else None


@block_function
def statements(
    writer: Writer, by: str = "", source: str = "", person: str = "", about: str = ""
) -> Mapping[str, Any] | None:
    """``statements()``, or with ``by=``, ``source=``, ``person=`` or ``about=``: what is asserted without a count."""
    known_filters(writer, by=by, source=source, person=person)
    known_topics = sorted({topic for statement in writer.book.of(Statement).values() for topic in statement.about})
    if about and about not in known_topics:
        raise Refused(f"name a topic of statements, found {quote(about)}; {nearest(about, known_topics)}", near=about)
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
    """Return whether the page lists this kind, so that facts have their anchors and details here, and then its facets."""
    here = plural in writer.document.lists
    return {"here": here, "facets": facets_of(writer.book, rows if here else rows[:1])}


@block_function
def roles(writer: Writer, person: str) -> Mapping[str, Any]:
    """``roles("mara-quill")``: the posts and relations of a person, each with its source."""
    return {"person": known_fact(writer, Person, person)}
