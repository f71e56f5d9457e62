"""What the pages of a story share, computed once: facts, addresses, conflicts, references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ..charts import Renderer
from ..exports.data import Data
from ..factbook import Factbook
from ..kinds import Claim, Correction, Count, Fact, Source
from ..kinds.claims import claimants
from ..site import Site
from ..views.conflicts import Conflict, Disagreement, conflicts, disagreements
from ..views.corrected import name_of, newest_corrections
from ..views.dependents import referrers
from ..views.grouping import group_by
from ..views.series import Revision, revisions
from ..views.voices import Voices, voices
from .addresses import permanent_addresses
from .documents import UNLISTED, Document
from .links import Address, address, permalink

ATOM: Final = "feed.atom"
JSON_FEED: Final = "feed.json"


class _Voices(Mapping[str, Voices]):
    """Who gives the figure of each claim, computed on access and memoised; most are never needed."""

    def __init__(self, book: Factbook) -> None:
        self._book = book
        self._known: dict[str, Voices] = {}

    def __getitem__(self, ref: str) -> Voices:
        if ref not in self._known:
            self._known[ref] = voices(self._book, self._book.claims[ref])
        return self._known[ref]

    def __iter__(self) -> Iterator[str]:
        return iter(self._book.claims)

    def __len__(self) -> int:
        return len(self._book.claims)


@dataclass(frozen=True)
class Story:
    """A factbook and its documents.

    ``renderer`` draws its charts; ``site`` are the settings of the site. ``first`` is the same story in the site's first language, of
    one in another: what has no page in that one is read there. A ``dry`` story is only checked: its pages are run,
    but the HTML of blocks and cards, in which nothing can be wrong, is not made.
    """

    book: Factbook
    documents: tuple[Document, ...]
    renderer: Renderer = field(default_factory=Renderer)
    site: Site = field(default_factory=Site)
    dry: bool = False
    first: Story | None = None

    @cached_property
    def has_forms(self) -> bool:
        """Whether the site has the page of forms."""
        return any(document.path == UNLISTED for document in (self.first or self).documents)

    @cached_property
    def addresses(self) -> Mapping[str, Address]:
        """The permanent address of each fact by its name."""
        own = permanent_addresses(self.book, self.documents)
        return {**self.first.addresses, **own} if self.first else own

    @cached_property
    def listed_on(self) -> Mapping[str, str]:
        """The page that lists a kind of facts, the first where several do, by the kind's plural name."""
        own = {kind: page.path for page in reversed(self.documents) for kind in page.lists}
        return {**self.first.listed_on, **own} if self.first else own

    @cached_property
    def data(self) -> Data:
        """The facts as published data."""
        return Data(self.book, self.site, lambda fact: permalink(self.addresses, fact))

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Every conflict between claims."""
        return self.book.once(conflicts)

    @cached_property
    def conflicts_by_claim(self) -> Mapping[str, tuple[Conflict, ...]]:
        """The conflicts each claim is in, by the claim's full name."""
        return group_by(self.conflicts, lambda conflict: (conflict.first.ref, conflict.second.ref))

    @cached_property
    def disagreements(self) -> list[Disagreement]:
        """Every disagreement: conflicts that belong together, and what the editors assess."""
        return disagreements(self.book, self.conflicts)

    @cached_property
    def disagreements_by(self) -> Mapping[tuple[str, str], tuple[Disagreement, ...]]:
        """The disagreements about a count, and of claims by a party or in a source: ``disagreements_by["count", "visitors"]``."""
        return group_by(
            self.disagreements,
            lambda each: (
                ("count", each.count.id),
                *(("count", pair.first.count) for pair in each.conflicts),
                *(("by", claim.by) for claim in each.claims),
                *(("source", ref) for claim in each.claims for ref in claim.sources),
            ),
        )

    @cached_property
    def voices(self) -> Mapping[str, Voices]:
        """Who gives the figure of each claim, by its full name; computed on access."""
        return _Voices(self.book)

    @cached_property
    def claims_by(self) -> Mapping[tuple[str, str], tuple[Claim, ...]]:
        """The claims that a party made or passed on, those read in a source, and those that an outlet published otherwise than they
        were, or likely were, said: ``claims_by["by", "guild"]``, ``claims_by["source", "radio-2025-06-01"]``, ``claims_by["outlet", "radio"]``.
        """
        return group_by(
            self.book.claims.values(),
            lambda claim: (
                *(("by", party) for party in (*claimants(claim), *claim.through)),
                *(("source", ref) for ref in claim.sources),
                *(("outlet", self.book.of(Source)[ref].publisher) for ref in claim.sources if claim.misreports),
            ),
        )

    @cached_property
    def revisions_by(self) -> Mapping[str, tuple[Revision, ...]]:
        """How each claimant moved from one figure to the next."""
        steps = (step for count in self.book.of(Count).values() for step in revisions(self.book, count))
        return group_by(steps, lambda step: (step.later.by,))

    @cached_property
    def corrections(self) -> list[Correction]:
        """What was changed after publication, newest first."""
        return newest_corrections(self.book)

    @cached_property
    def corrected(self) -> list[tuple[Correction, str, str]]:
        """Each correction, newest first, with the name of what it is about, and the path of the page that is the home of that fact."""

        def home(correction: Correction) -> str:
            fact = self.book.named.get(correction.fact or "")
            there = address(self.addresses, fact) if fact else None
            return there.path if there else ""

        return [(each, name_of(self.book, each), home(each)) for each in self.corrections]

    @cached_property
    def feeds(self) -> Mapping[str, str]:
        """The paths of the feeds below the site's root, by what they are called; a story without claims and corrections has none."""
        feeds = {"Atom": ATOM, "JSON Feed": JSON_FEED} if any((self.book.claims, self.book.of(Correction))) else {}
        return {name: f"{self.site.folder}{path}" for name, path in feeds.items()}

    @cached_property
    def uses(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts that refer to each fact."""
        return referrers(self.book)
