"""What rests on documents alone: the facts that fall when their sources are withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Count, Fact, Record, RefTo, Source, marked_texts
from ..kinds.field_marks import Path


@dataclass(frozen=True, slots=True)
class Dependent:
    """A fact, or a part of one at ``path`` (a role, a reading), and the document it cites first."""

    fact: Fact
    path: Path
    source: str

    @property
    def stands(self) -> bool:
        """Whether it is still told as it was: neither withdrawn itself nor a misreport."""
        return bool(self.path) or self.fact.stands


def withdrawn_sources(book: Factbook) -> frozenset[str]:
    """The ids of the sources that were withdrawn."""
    return frozenset(source.id for source in book.of(Source).values() if source.fallen)


def dependents(book: Factbook, sources: Collection[str]) -> Iterator[Dependent]:
    """Whatever cites only documents among ``sources``; a claim that others carry too stands on those."""
    for fact in book.all_facts(claims=True) if sources else ():
        yield from _dependents_in(fact, fact, (), sources)


def _dependents_in(fact: Fact, record: Record, path: Path, sources: Collection[str]) -> Iterator[Dependent]:
    source = getattr(record, "source", None)
    also = getattr(record, "also_in", ())
    if isinstance(source, str) and all(ref in sources for ref in (source, *(other.source for other in also))):
        yield Dependent(fact, path, source)
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in ("claims", "also_in"):
            continue
        for index, inner in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(inner, Record):
                yield from _dependents_in(
                    fact, inner, (*path, name, index) if isinstance(value, tuple) else (*path, name), sources
                )


def referrers(book: Factbook) -> Mapping[str, tuple[Fact, ...]]:
    """For each named fact, the facts that refer to it, in the order of the files; claims count for themselves."""
    found: dict[str, dict[str, Fact]] = {}
    for fact in book.all_facts():
        for path, ref, _ in marked_texts(fact, RefTo):
            user: Fact = fact
            if isinstance(fact, Count) and path[0] == "claims" and isinstance(path[1], int):
                user = fact.claims[path[1]]
            found.setdefault(ref, {})[user.ref] = user
    return {ref: tuple(users.values()) for ref, users in found.items()}
