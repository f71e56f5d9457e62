"""Reverse references: which facts refer to a fact, and which depend on given documents alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Count, Fact, Record, RefTo, Source, marked_texts
from ..kinds.field_marks import Path


@dataclass(frozen=True, slots=True)
class Dependent:
    """A fact, or the part of it at ``path`` (a role, a reading), that cites only given documents; ``source`` is the first of them."""

    fact: Fact
    path: Path
    source: str

    @property
    def stands(self) -> bool:
        """Whether it is still asserted: neither withdrawn itself nor a misreport."""
        return bool(self.path) or self.fact.stands


def withdrawn_sources(book: Factbook) -> frozenset[str]:
    """Return the ids of the withdrawn sources."""
    return frozenset(source.id for source in book.of(Source).values() if source.fallen)


def dependents(book: Factbook, sources: Collection[str]) -> Iterator[Dependent]:
    """Yield every fact, and part of one, that cites only documents among ``sources``."""
    for fact in book.all_facts(claims=True) if sources else ():
        yield from _dependents_in(fact, fact, (), sources)


def _dependents_in(fact: Fact, record: Record, path: Path, sources: Collection[str]) -> Iterator[Dependent]:
    source = getattr(record, "source", None)
    also = getattr(record, "also_in", ())
    if isinstance(source, str) and all(ref in sources for ref in (source, *(other.source for other in also))):
        yield Dependent(fact, path, source)
    for name in type(record).model_fields:  # not the record itself, which would give cached properties, too
        if name in ("claims", "also_in"):
            continue
        value = getattr(record, name)
        for index, inner in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            if isinstance(inner, Record):
                yield from _dependents_in(fact, inner, (*path, name, *([] if index is None else [index])), sources)


def referrers(book: Factbook) -> Mapping[str, tuple[Fact, ...]]:
    """Index the facts that refer to each fact by its name, in the order of the files; a reference in a claim counts as the claim's."""
    users_of: dict[str, dict[str, Fact]] = {}
    for fact in book.all_facts():
        for path, ref, _ in marked_texts(fact, RefTo):
            user: Fact = fact
            if isinstance(fact, Count) and path[0] == "claims" and isinstance(path[1], int):
                user = fact.claims[path[1]]
            users_of.setdefault(ref, {})[user.ref] = user
    return {ref: tuple(users.values()) for ref, users in users_of.items()}
