"""Conflicts: where claims about one count cannot both be right as they stand, and of what kind each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ..factbook import Factbook
from ..kinds import Assessment, Claim, ConflictKind, Count
from .origins import WINDOW, attributed, origins
from .series import chronological, revisions


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that differ, the earlier one first.

    ``computed`` follows from the facts alone; ``kind`` is the editors' when they have assessed the pair.
    """

    computed: ConflictKind
    first: Claim
    second: Claim
    assessment: Assessment | None = None

    @property
    def kind(self) -> ConflictKind:
        """The kind readers are shown."""
        return self.assessment.kind if self.assessment else self.computed

    @property
    def explained(self) -> bool:
        """Whether anything beyond the two claims says why they differ."""
        return self.kind != "unexplained" and (self.assessment is not None or self.computed != "independent")


def conflicts(book: Factbook) -> list[Conflict]:
    """Every conflict of a factbook, count by count."""
    return [conflict for count in book.of(Count).values() for conflict in conflicts_of(book, count)]


def conflicts_of(book: Factbook, count: Count) -> list[Conflict]:
    """The conflicts about one count, in order of time."""
    return [
        Conflict(kind, first, second, _assessment(book, first, second)) for kind, first, second in _pairs(book, count)
    ]


def _pairs(book: Factbook, count: Count) -> Iterator[tuple[ConflictKind, Claim, Claim]]:
    for claim in count.claims:
        garbled = book.claims.get(claim.misreports or "")
        if garbled:
            yield "transmission", garbled, claim
    for step in revisions(book, count):
        if not _one_statement(step.earlier, step.later):
            yield "revision", step.earlier, step.later
    standing = [
        claim
        for claim in chronological(count.claims)
        if claim.status in ("current", "superseded") and claim.value.known
    ]
    for first, second in combinations(standing, 2):
        kind = _kind(book, count, first, second)
        if kind:
            yield kind, first, second


def _kind(book: Factbook, count: Count, first: Claim, second: Claim) -> ConflictKind | None:
    """The kind of conflict between two standing claims, revisions apart; ``None`` where they agree."""
    apart = not first.value.overlaps(second.value)
    if first.by == second.by and attributed(book, first.by):
        if first.value == second.value or first.scope != second.scope or not _one_statement(first, second):
            return None
        return "transmission" if apart else "precision"
    if not apart:
        same_time = first.scope == second.scope and first.as_of.near(second.as_of, 0)
        return "precision" if same_time and first.value.point != second.value.point else None
    if not _comparable(count, first, second):
        return None
    if origins(book, first) & origins(book, second):
        return "transmission"
    if first.scope != second.scope:
        return "scope"
    if not attributed(book, first.by) or not attributed(book, second.by) or _side(book, first) == _side(book, second):
        return "unexplained"
    return "independent"


def _one_statement(first: Claim, second: Claim) -> bool:
    """Whether two claims of one claimant are renderings of the same thing said."""
    if first.said_on and second.said_on:
        return first.said_on.near(second.said_on, 0)
    return first.as_of.near(second.as_of, 0)


def _comparable(count: Count, first: Claim, second: Claim) -> bool:
    """Whether differing amounts of two claimants contradict each other.

    They do at the same time; and, for a total that can only grow, when the earlier is the larger.
    """
    if count.counting == "observation" or first.as_of.near(second.as_of, WINDOW):
        return True
    return count.counting == "cumulative" and second.value.below(first.value)


def _side(book: Factbook, claim: Claim) -> str:
    """The side of a claimant, or the claimant where it has none."""
    party = book.party(claim.by)
    return (party.side if party else None) or claim.by


def _assessment(book: Factbook, first: Claim, second: Claim) -> Assessment | None:
    """The editors' assessment that names both claims, from either claim's count."""
    for count in {first.count, second.count}:
        for assessment in book.of(Count)[count].assessments:
            if first.ref in assessment.claims and second.ref in assessment.claims:
                return assessment
    return None
