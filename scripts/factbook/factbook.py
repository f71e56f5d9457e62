"""The factbook: an immutable index of all facts of a story by id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from .kinds import KINDS, Claim, Count, Fact, Organisation, Person, Series
from .names import KnownNames, known_names

F = TypeVar("F", bound=Fact)
T = TypeVar("T")
Party = Organisation | Person


@dataclass(frozen=True)
class Factbook:
    """All facts of one story.

    ``facts`` maps each kind's name to its facts by id, in the order of their files; ``root`` is the story's folder. Ids
    are unique; references may dangle until the checks have run. ``broken`` holds the ids of facts that are in the files
    but invalid, and ``*event`` (the name of a kind) where a whole list of facts could not be parsed.
    """

    root: Path
    facts: Mapping[str, Mapping[str, Fact]]
    broken: frozenset[str] = frozenset()

    def of(self, kind: type[F]) -> Mapping[str, F]:
        """Return the facts of a kind by id: ``book.of(Count)["visitors"]``."""
        return self.facts.get(kind.kind, {})  # type: ignore[return-value]  # the loader puts each fact under its own class

    def all_facts(self, *, claims: bool = False) -> Iterator[Fact]:
        """Yield every fact in the order of kinds and files; with ``claims``, each count is followed by its own."""
        for facts in self.facts.values():
            for fact in facts.values():
                yield fact
                if claims:
                    yield from fact.descriptor.parts(fact)

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """All claims by their full names: ``visitors/constabulary-2025-06-01``."""
        return {claim.ref: claim for count in self.of(Count).values() for claim in count.claims}

    @cached_property
    def named(self) -> Mapping[str, Fact]:
        """Everything that a reference can name: facts without a namespace by id, claims by ``count/claim``, rows by ``series/row``."""
        plain_facts = {fact.id: fact for fact in self.all_facts() if not fact.namespace}
        rows = {row.ref: row for series in self.of(Series).values() for row in series.rows}
        return {**plain_facts, **self.claims, **rows}

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The id of each fact by its name and other names in small letters, by which editors call it, too."""
        found: dict[str, str] = {}
        for fact in self.all_facts():
            for field in ("name", "title", *fact.descriptor.alternate_name_fields):
                value = getattr(fact, field, None) or ()
                for name in (value,) if isinstance(value, str) else value:
                    found.setdefault(name.casefold(), fact.id)
        return found

    @cached_property
    def known_names(self) -> KnownNames:
        """The names of people and organisations, for a search in texts."""
        return known_names(self)

    def is_broken(self, ref: str, kinds: Iterable[str] = tuple(KINDS)) -> bool:
        """Whether a name may belong to an invalid fact of those kinds, which has been reported already."""
        if ref in self.broken or ref.partition("/")[0] in self.broken:
            return True
        return ref not in self.named and any(f"*{kind}" in self.broken for kind in kinds)

    def once(self, view: Callable[[Factbook], T]) -> T:
        """Return what a function makes of the facts, which is made at the first call and kept."""
        if view not in self._made:
            self._made[view] = view(self)
        return self._made[view]  # type: ignore[no-any-return]  # what the function returned

    @cached_property
    def _made(self) -> dict[Callable[[Factbook], Any], Any]:
        return {}

    def count_of(self, claim: Claim) -> Count:
        """Return the count that a claim belongs to."""
        return self.of(Count)[claim.count]

    def party(self, ref: str) -> Party | None:
        """Return the organisation or person of that id, if there is one."""
        return self.of(Organisation).get(ref) or self.of(Person).get(ref)
