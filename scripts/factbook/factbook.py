"""The factbook: every fact of a story by its id, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from .kinds import KINDS, Claim, Count, Fact, Organisation, Person

F = TypeVar("F", bound=Fact)
Party = Organisation | Person


@dataclass(frozen=True)
class Factbook:
    """All facts of one story.

    ``facts`` maps each kind's name to its facts by id, in the order of their files; ``root`` is the
    story's folder. Ids are unique, references may still dangle until the checks have run. ``broken`` are
    the ids of facts that stand in the files but could not be read, and the kinds (as ``*event``) of which a
    whole list could not be read.
    """

    root: Path
    facts: Mapping[str, Mapping[str, Fact]]
    broken: frozenset[str] = frozenset()

    def of(self, kind: type[F]) -> Mapping[str, F]:
        """The facts of a kind by id: ``book.of(Count)["visitors"]``."""
        return self.facts.get(kind.kind, {})  # type: ignore[return-value]  # the loader files each fact under its class

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """Every claim by its full name: ``visitors/constabulary-2025-06-01``."""
        return {claim.ref: claim for count in self.of(Count).values() for claim in count.claims}

    @cached_property
    def named(self) -> Mapping[str, Fact]:
        """Every fact that a reference can name by its id alone, and every claim by ``count/claim``."""
        plain_facts = {fact.id: fact for facts in self.facts.values() for fact in facts.values() if not fact.namespace}
        return {**plain_facts, **self.claims}

    def is_broken(self, ref: str, kinds: Iterable[str] = tuple(KINDS)) -> bool:
        """Whether a name may belong to a fact of those kinds that could not be read, and was reported as such."""
        if ref in self.broken or ref.partition("/")[0] in self.broken:
            return True
        return ref not in self.named and any(f"*{kind}" in self.broken for kind in kinds)

    def count_of(self, claim: Claim) -> Count:
        """The count a claim is about, for its title, unit and the like; its claims are those of ``of(Count)``."""
        return self.of(Count)[claim.count]

    def party(self, ref: str) -> Party | None:
        """The organisation or person of that id, if there is one."""
        return self.of(Organisation).get(ref) or self.of(Person).get(ref)
