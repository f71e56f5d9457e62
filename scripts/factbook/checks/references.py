"""Checks of references between facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from ..cycles import cyclic_components, shortest_cycle
from ..factbook import Factbook
from ..kinds import Fact, RefTo, marked_texts, with_article
from ..problems import nearest, quote
from ..validation import MAX_DETAILED
from .registry import Finding, check

KNOWN: Final = "must be the id of a known"
ACYCLIC = (("part_of", "not_above"), ("within",), ("misreports", "based_on"))
"""Fields whose references must not form a cycle; those of a group can be mixed in one cycle."""


REFERENCE: Final = "reference"


@check(REFERENCE)
def references_resolve(book: Factbook) -> Iterator[Finding]:
    """A reference names a fact that exists and is of a kind that fits the field."""

    @cache
    def known(kinds: tuple[str, ...]) -> list[str]:
        return [name for name, other in book.named.items() if other.kind in kinds or "any" in kinds]

    hints = 0
    for fact in book.all_facts():
        for path, ref, to in marked_texts(fact, RefTo):
            target = book.named.get(ref)
            if book.is_broken(ref, to.kinds) or (target is not None and (target.kind in to.kinds or "any" in to.kinds)):
                continue
            hint = nearest(ref, known(to.kinds), aliases=book.spellings, within=fact.id) if hints < MAX_DETAILED else ""
            yield fact.where(*path), unknown_reference(ref, to.kinds, target, hint), ""
            hints += 1


def unknown_reference(ref: str, kinds: Sequence[str], target: Fact | None, hint: str) -> str:
    """Return the message for a reference that leads nowhere, or to a ``target`` of another kind."""
    expected = " or ".join(kinds) if "any" not in kinds else "fact"
    what = f"{quote(ref)}, which is {with_article(target.kind)}" if target else quote(ref)
    return f"{KNOWN} {expected}, found {what}{f'; {hint}' if hint else ''}"


@check("reference-cycle")
def no_cycles(book: Factbook) -> Iterator[Finding]:
    """A whole is not part of its own part, a place not within itself, and a claim not derived from itself."""
    for fields in ACYCLIC:
        graph = {
            ref: targets
            for ref, fact in book.named.items()
            if (targets := [target for field in fields for target in _targets(fact, field)])
        }
        for loop in cyclic_components(graph):
            way = shortest_cycle(graph, loop)
            fact = book.named[way[0]]
            field = next(name for name in fields if way[1] in _targets(fact, name))
            shown = way if len(way) < 9 else [*way[:4], "…", *way[-3:]]
            yield fact.where(field), f"must not lead back to itself, found {' → '.join(shown)}", ""


def _targets(fact: Fact, field: str) -> tuple[str, ...]:
    value = fact.__dict__.get(field) or ()  # getattr is slow where a model lacks a field
    return (value,) if isinstance(value, str) else tuple(value)
