"""Facets of a list: by which side, kind, place or person its entries can be narrowed down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...factbook import Factbook
from ...kinds import Claim, Count, Event, Fact, Organisation, Person, Source, Statement, Told
from ...words import label_of, slug

FEW: Final = 6
"""A list shorter than this is seen at a glance and needs no filter."""


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


Labels = dict[str, str]
Reader = Callable[[Factbook, Fact], Labels]


def facets_of(book: Factbook, facts: Sequence[Fact]) -> Facets:
    """By what these facts, all of one kind, can be narrowed; nothing for few of them or where all are alike."""
    readers = READERS.get(facts[0].kind, {}) if len(facts) >= FEW else {}
    found: list[Facet] = []
    marks: dict[str, dict[str, str]] = {fact.ref: {} for fact in facts}
    for label, reader in readers.items():
        name = slug(label)
        numbers: dict[str, int] = {}
        labels: Labels = {}
        for fact in facts:
            values = reader(book, fact)
            labels.update(values)
            for value in values:
                numbers[value] = numbers.get(value, 0) + 1
            marks[fact.ref][name] = " ".join(values)
        if len(labels) > 1:
            order = sorted(labels, key=lambda value: labels[value].casefold())
            found.append(Facet(name, label, tuple(Value(value, labels[value], numbers[value]) for value in order)))
    shown = {facet.name for facet in found}
    kept = {ref: {name: text for name, text in own.items() if name in shown and text} for ref, own in marks.items()}
    return Facets(tuple(found), kept)


def _named(book: Factbook, refs: Iterable[str | None]) -> Labels:
    return {ref: label_of(book, fact) for ref in refs if ref and (fact := book.named.get(ref))}


def _sides(book: Factbook, parties: Iterable[str]) -> Labels:
    return _named(book, (party.side for ref in parties if (party := book.party(ref))))


def _words(*words: str) -> Labels:
    return {slug(word): word for word in words}


def _counting(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Count)
    return {fact.counting: fact.counting_words}


def _claimants(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Count)
    return _sides(book, (claim.by for claim in fact.claims))


def _side(book: Factbook, fact: Fact) -> Labels:
    match fact:
        case Organisation() | Person():
            return _named(book, [fact.side])
        case Source():
            return _sides(book, [fact.publisher])
        case Claim() | Told():
            return _sides(book, [fact.by])
    return {}


def _type(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Organisation | Source | Event)
    return _words(fact.type)


def _quality(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Source)
    return {fact.quality.lower(): fact.quality_words}


def _place(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Event | Count)
    return _named(book, [fact.place])


def _people(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Told)
    return _named(book, fact.people)


def _voice(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Statement)
    return _words(fact.voice)


def _about(book: Factbook, fact: Fact) -> Labels:
    assert isinstance(fact, Statement)
    return _words(*fact.about)


READERS: Final[Mapping[str, Mapping[str, Reader]]] = {
    "count": {"Kind": _counting, "Claimed by side": _claimants, "Place": _place},
    "organisation": {"Side": _side, "Kind": _type},
    "person": {"Side": _side},
    "source": {"Quality": _quality, "Side": _side, "Kind": _type},
    "event": {"Kind": _type, "Place": _place, "Person": _people, "Side": _side},
    "statement": {"Topic": _about, "Kind": _voice, "Side": _side, "Person": _people},
}
"""The facets of each kind of fact; the first is what its list is grouped by where nothing else groups it."""


def grouped(facts: Sequence[Fact], facets: Facets) -> list[tuple[Value | None, list[Fact]]]:
    """The facts by the values of the first facet, those without one last; all in one group where there is no facet."""
    if not facets.facets:
        return [(None, list(facts))]
    first = facets.facets[0]
    groups = [
        (value, [fact for fact in facts if facets.marks[fact.ref].get(first.name, "").split(" ")[0] == value.name])
        for value in first.values
    ]
    others = [fact for fact in facts if first.name not in facets.marks[fact.ref]]
    return [*groups, *([(Value("other", "Other", len(others)), others)] if others else [])]
