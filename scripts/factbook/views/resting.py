"""What rests on documents alone: the facts that fall when their sources are withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Fact, Record, Source
from ..kinds.marks import Path


@dataclass(frozen=True, slots=True)
class Resting:
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


def resting(book: Factbook, sources: Collection[str]) -> Iterator[Resting]:
    """Whatever cites only documents among ``sources``; a claim that others carry too stands on those."""
    for fact in book.all_facts(claims=True) if sources else ():
        yield from _in(fact, fact, (), sources)


def _in(fact: Fact, record: Record, path: Path, sources: Collection[str]) -> Iterator[Resting]:
    source = getattr(record, "source", None)
    also = getattr(record, "also_in", ())
    if isinstance(source, str) and all(ref in sources for ref in (source, *(other.source for other in also))):
        yield Resting(fact, path, source)
    for name in type(record).model_fields:
        value = getattr(record, name)
        if name in ("claims", "also_in"):
            continue
        for index, inner in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(inner, Record):
                yield from _in(
                    fact, inner, (*path, name, index) if isinstance(value, tuple) else (*path, name), sources
                )
