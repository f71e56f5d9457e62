"""Conflict detection: pairs of claims about one count that disagree, each classified by kind."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice
from typing import Final

from ..factbook import Factbook
from ..kinds import Assessment, Claim, ConflictKind, Count
from .grouping import group_by
from .origins import SAME_TIME_DAYS, is_attributed, origins
from .series import chronological, revisions

CONFLICT_MEANINGS: Final[Mapping[ConflictKind, str]] = {
    "transmission": "One origin, altered in the retelling.",
    "unexplained": "Nobody has said why these differ.",
    "independent": "Rival claims by different sides.",
    "scope": "Different things were counted.",
    "revision": "The same claimant, later.",
    "precision": "They fit together, but one is vaguer than the other.",
}
"""Each kind of conflict in a sentence for readers."""


MAX_CONFLICTS: Final = 2000
"""Limit for one count: nobody reads a longer page, and the number grows with the square of the number of claims."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that differ, the earlier one first.

    ``computed`` is the kind derived from the facts alone; an ``assessment`` by the editors overrides it.
    """

    computed: ConflictKind
    first: Claim
    second: Claim
    assessment: Assessment | None = None

    @property
    def kind(self) -> ConflictKind:
        """The kind shown to readers."""
        return self.assessment.kind if self.assessment else self.computed

    @property
    def explained(self) -> bool:
        """Whether the kind or an assessment explains the difference."""
        return self.kind != "unexplained" and (self.assessment is not None or self.computed != "independent")


def conflicts(book: Factbook) -> list[Conflict]:
    """Return every conflict of a factbook, grouped by count."""
    return [conflict for count in book.of(Count).values() for conflict in conflicts_of(book, count)]


def conflicts_of(book: Factbook, count: Count) -> list[Conflict]:
    """Return the conflicts about one count in order of time, at most :data:`MAX_CONFLICTS` + 1, which a check refuses."""
    return [
        Conflict(kind, first, second, _assessment(book, first, second))
        for kind, first, second in islice(_pairs(book, count), MAX_CONFLICTS + 1)
    ]


def _pairs(book: Factbook, count: Count) -> Iterator[tuple[ConflictKind, Claim, Claim]]:
    for claim in count.claims:
        if original := book.claims.get(claim.misreports or ""):
            yield "transmission", original, claim
    for step in revisions(book, count):
        if not _is_same_statement(step.earlier, step.later):
            yield "revision", step.earlier, step.later
    standing = [claim for claim in chronological(book, count.claims) if claim.stands and claim.value.known]
    for first, second in _candidates(count, standing):
        kind = _classify(book, count, first, second)
        if kind:
            yield kind, first, second


def _candidates(count: Count, standing: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of chronological claims that :func:`_classify` may classify, in lexicographic order.

    Those are claims about the same time, of one claimant, and, in a cumulative count, a later one below an earlier one.
    Skipping all others keeps the cost proportional to the number of conflicts instead of quadratic.
    """
    if count.counting == "observation":
        yield from combinations(standing, 2)
        return
    pairs: set[tuple[int, int]] = set()
    for numbers in group_by(range(len(standing)), lambda number: (standing[number].by,)).values():
        pairs.update(combinations(numbers, 2))
    pairs.update(_pairs_near_in_time(standing))
    if count.counting == "cumulative":
        pairs.update(_decreasing_pairs(standing))
    yield from ((standing[first], standing[second]) for first, second in sorted(pairs))


def _pairs_near_in_time(standing: list[Claim]) -> Iterator[tuple[int, int]]:
    """Yield index pairs whose dates may lie within :data:`SAME_TIME_DAYS` days, by a sweep over the start dates."""
    begins = sorted(range(len(standing)), key=lambda number: standing[number].as_of.first_day)
    running: list[int] = []
    for number in begins:
        begin = standing[number].as_of.first_day.toordinal()
        running = [other for other in running if standing[other].as_of.last_day.toordinal() >= begin - SAME_TIME_DAYS]
        yield from ((min(number, other), max(number, other)) for other in running)
        running.append(number)


def _decreasing_pairs(standing: list[Claim]) -> Iterator[tuple[int, int]]:
    """Yield index pairs of which the upper bound of the later is below the lower bound of the earlier."""
    least: list[tuple[Decimal, int]] = []
    for number, claim in enumerate(standing):
        most = claim.value.most
        yield from ((other, number) for _, other in least[bisect_left(least, (most, -1)) :])
        insort(least, (claim.value.least, number))


def _classify(book: Factbook, count: Count, first: Claim, second: Claim) -> ConflictKind | None:
    """Return the kind of conflict between two standing claims, except revisions; ``None`` if they agree."""
    apart = not first.value.overlaps(second.value)
    if first.by == second.by and is_attributed(book, first.by):
        if first.value == second.value or first.scope != second.scope or not _is_same_statement(first, second):
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
    if (
        not is_attributed(book, first.by)
        or not is_attributed(book, second.by)
        or _side(book, first) == _side(book, second)
    ):
        return "unexplained"
    return "independent"


def _is_same_statement(first: Claim, second: Claim) -> bool:
    """Whether two claims of one claimant render the same statement."""
    if first.said_on and second.said_on:
        return first.said_on.near(second.said_on, 0)
    return first.as_of.near(second.as_of, 0)


def _comparable(count: Count, first: Claim, second: Claim) -> bool:
    """Whether differing amounts of two claimants contradict each other.

    They do at the same time; and, for a total that can only grow, when the earlier is the larger.
    """
    if count.counting == "observation" or first.as_of.near(second.as_of, SAME_TIME_DAYS):
        return True
    return count.counting == "cumulative" and second.value.below(first.value)


def _side(book: Factbook, claim: Claim) -> str:
    """Return the side of a claimant, or the claimant's own id if it has none."""
    party = book.party(claim.by)
    return (party.side if party else None) or claim.by


def _assessment(book: Factbook, first: Claim, second: Claim) -> Assessment | None:
    """Return the first assessment that names both claims, from the earlier claim's count or else the other's."""
    for name in dict.fromkeys((first.count, second.count)):
        assessed = book.of(Count)[name].assessed
        if others := set(map(id, assessed.get(second.ref, ()))):
            for assessment in assessed.get(first.ref, ()):
                if id(assessment) in others:
                    return assessment
    return None
