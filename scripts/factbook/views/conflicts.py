"""Conflicts: where claims about one count cannot both be right as they stand, and of what kind each is."""

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
"""The kinds in plain words."""


MAX_CONFLICTS: Final = 2000
"""Conflicts about one count: a page of more is read by nobody, and their number grows with the square of that of the claims."""


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
    """The conflicts about one count, in order of time; one more than :data:`MAX_CONFLICTS` at most, which a check refuses."""
    return [
        Conflict(kind, first, second, _assessment(book, first, second))
        for kind, first, second in islice(_pairs(book, count), MAX_CONFLICTS + 1)
    ]


def _pairs(book: Factbook, count: Count) -> Iterator[tuple[ConflictKind, Claim, Claim]]:
    for claim in count.claims:
        garbled = book.claims.get(claim.misreports or "")
        if garbled:
            yield "transmission", garbled, claim
    for step in revisions(book, count):
        if not _is_same_statement(step.earlier, step.later):
            yield "revision", step.earlier, step.later
    standing = [claim for claim in chronological(count.claims) if claim.stands and claim.value.known]
    for first, second in _candidates(count, standing):
        kind = _classify(book, count, first, second)
        if kind:
            yield kind, first, second


def _candidates(count: Count, standing: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims, given in order of time, that :func:`_classify` can find anything in; in order of both.

    Those are claims about the same time, of one claimant, and, in a total that can only grow, a later one below an earlier one.
    All others are passed over unseen, so that a long series takes no more than its conflicts.
    """
    if count.counting == "observation":
        yield from combinations(standing, 2)
        return
    pairs: set[tuple[int, int]] = set()
    for mine in group_by(enumerate(standing), lambda item: (item[1].by,)).values():
        pairs.update((first, second) for (first, _), (second, _) in combinations(mine, 2))
    pairs.update(_pairs_near_in_time(standing))
    if count.counting == "cumulative":
        pairs.update(_decreasing_pairs(standing))
    yield from ((standing[first], standing[second]) for first, second in sorted(pairs))


def _pairs_near_in_time(standing: list[Claim]) -> Iterator[tuple[int, int]]:
    """Pairs by number whose dates may lie within :data:`SAME_TIME_DAYS` days: each date meets those that have not ended before it."""
    begins = sorted(range(len(standing)), key=lambda number: standing[number].as_of.first_day)
    running: list[int] = []
    for number in begins:
        begin = standing[number].as_of.first_day.toordinal()
        running = [other for other in running if standing[other].as_of.last_day.toordinal() >= begin - SAME_TIME_DAYS]
        yield from ((min(number, other), max(number, other)) for other in running)
        running.append(number)


def _decreasing_pairs(standing: list[Claim]) -> Iterator[tuple[int, int]]:
    """Pairs by number of which the later allows less than the earlier."""
    least: list[tuple[Decimal, int]] = []
    for number, claim in enumerate(standing):
        most = claim.value.most
        yield from ((other, number) for _, other in least[bisect_left(least, (most, -1)) :])
        insort(least, (claim.value.least, number))


def _classify(book: Factbook, count: Count, first: Claim, second: Claim) -> ConflictKind | None:
    """The kind of conflict between two standing claims, revisions apart; ``None`` where they agree."""
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
    """Whether two claims of one claimant are renderings of the same thing said."""
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
    """The side of a claimant, or the claimant where it has none."""
    party = book.party(claim.by)
    return (party.side if party else None) or claim.by


def _assessment(book: Factbook, first: Claim, second: Claim) -> Assessment | None:
    """The editors' first assessment that names both claims, from the earlier claim's count or else from the other's."""
    for name in dict.fromkeys((first.count, second.count)):
        assessed = book.of(Count)[name].assessed
        if others := set(map(id, assessed.get(second.ref, ()))):
            for assessment in assessed.get(first.ref, ()):
                if id(assessment) in others:
                    return assessment
    return None
