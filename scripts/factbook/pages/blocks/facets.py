"""Facets of a list: by which side, kind, place or person its entries can be narrowed down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...factbook import Factbook
from ...kinds import Fact
from ...normalize import slug
from ...words import Words

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


def facets_of(book: Factbook, facts: Sequence[Fact]) -> Facets:
    """By what these facts, all of one kind, can be narrowed; nothing for few of them or where all are alike."""
    readers = facts[0].descriptor.facets if len(facts) >= FEW else {}
    words = Words(book)
    found: list[Facet] = []
    marks: dict[str, dict[str, str]] = {fact.ref: {} for fact in facts}
    for label, reader in readers.items():
        name = slug(label)
        numbers: dict[str, int] = {}
        labels: dict[str, str] = {}
        for fact in facts:
            values = reader(words, fact)
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
