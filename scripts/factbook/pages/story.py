"""What every page of a story shares, worked out once: facts, addresses, conflicts, links back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..exports import Site
from ..factbook import Factbook
from ..kinds import Fact
from ..views.conflicts import Conflict, conflicts
from ..views.uses import uses
from .documents import Document, addresses
from .links import Address
from .templating import vocabulary


@dataclass(frozen=True)
class Story:
    """A factbook and the documents that tell it.

    ``cache`` is the folder for drawn charts; ``site`` is what charts that leave the site say of it.
    """

    book: Factbook
    documents: tuple[Document, ...]
    cache: Path
    site: Site = field(default_factory=Site)

    @cached_property
    def addresses(self) -> Mapping[str, Address]:
        """Where each fact can be read."""
        return addresses(self.book, list(self.documents))

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Every conflict between claims."""
        return conflicts(self.book)

    @cached_property
    def conflicts_by_claim(self) -> Mapping[str, list[Conflict]]:
        """The conflicts each claim is in, by the claim's full name."""
        found: dict[str, list[Conflict]] = {}
        for conflict in self.conflicts:
            for claim in (conflict.first, conflict.second):
                found.setdefault(claim.ref, []).append(conflict)
        return found

    @cached_property
    def uses(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that refer to each fact."""
        return uses(self.book)

    @cached_property
    def vocabulary(self) -> Mapping[str, Any]:
        """What the engine's templates may ask of the facts."""
        return vocabulary(self.book)
