"""Conflict detection: pairs of claims about one count that differ, each classified by kind, and the disagreements that they form."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, islice
from typing import Final

from ..factbook import Factbook
from ..kinds import Assessment, Claim, ConflictKind, Count, Organisation, Person
from ..values import Amount, Edtf
from ..values.formats import gettext, gettext_noop
from .grouping import connected, group_by
from .series import chronological, revisions, stands_at
from .voices import SAME_TIME_DAYS, is_attributed, origins, side_of

CONFLICT_MEANINGS: Final[Mapping[ConflictKind, str]] = {
    "unexplained": gettext_noop("Nobody has said why these differ."),
    "independent": gettext_noop("Rival claims by different sides."),
    "transmission": gettext_noop("One origin, altered in the retelling."),
    "scope": gettext_noop("Different things were counted."),
    "revision": gettext_noop("One figure is newer than the other."),
    "precision": gettext_noop("They fit together, but one is vaguer than the other."),
}
"""Each kind of conflict in a sentence for readers, the gravest first."""
CONFLICT_NAMES: Final[Mapping[ConflictKind, str]] = {
    "unexplained": gettext_noop("Unexplained"),
    "independent": gettext_noop("Separate accounts"),
    "transmission": gettext_noop("Changed in retelling"),
    "scope": gettext_noop("Not the same thing"),
    "revision": gettext_noop("Newer figure"),
    "precision": gettext_noop("More or less exact"),
}
"""The name of each kind as readers meet it; editors, data and addresses have the kind itself."""
NO_RIVALS: Final = gettext_noop("Each counted or judged for itself, and none speaks for a side against another.")
"""What "independent" means where the claims are no rivals: of one side, of newsrooms, or by nobody named."""
LONGEST_MONTH: Final = 31
"""Days up to which a date is precise enough to be held against any other."""
COARSER: Final = 3
"""A longer date is held only against dates of at least a third of its length: a year against half a year, not against a day."""


MAX_CONFLICTS: Final = 2000
"""Limit for one count: nobody reads a longer page, and the number grows with the square of the number of claims."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that differ, the earlier one first.

    ``computed`` is the kind derived from the facts alone, ``None`` if by them nothing is contradicted; an ``assessment``
    by the editors overrides it.
    """

    computed: ConflictKind | None
    first: Claim
    second: Claim
    assessment: Assessment | None = None

    @property
    def kind(self) -> ConflictKind:
        """The kind shown to readers."""
        kind = self.assessment.kind if self.assessment else self.computed
        assert kind is not None, "neither computed nor assessed"
        return kind


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims that differ, in order of time: those that the editors assess together, or that conflicts connect.

    ``count`` is the count it is about. Claims on another one are misreported here, or named in the ``assessment``. An
    assessment whose claims are in no conflict is a disagreement, too.
    """

    count: Count
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    assessment: Assessment | None

    @property
    def kinds(self) -> tuple[ConflictKind, ...]:
        """The kinds shown to readers, the gravest first; one if it is assessed."""
        found = {self.assessment.kind} if self.assessment else {each.kind for each in self.conflicts}
        return tuple(kind for kind in CONFLICT_MEANINGS if kind in found)

    @property
    def kind(self) -> ConflictKind:
        """The gravest kind."""
        return self.kinds[0]

    @property
    def computed(self) -> tuple[ConflictKind, ...]:
        """The kinds that follow from the facts alone, the gravest first."""
        return tuple(kind for kind in CONFLICT_MEANINGS if any(each.computed == kind for each in self.conflicts))

    @property
    def explained(self) -> bool:
        """Whether the kind or an assessment explains the difference."""
        return self.kind != "unexplained" and (self.assessment is not None or self.kind != "independent")

    @property
    def own_claims(self) -> tuple[Claim, ...]:
        """The claims on its own count, the only ones whose figures can be compared."""
        return tuple(claim for claim in self.claims if claim.count == self.count.id)

    def meanings(self, book: Factbook) -> tuple[tuple[ConflictKind, str], ...]:
        """Return what each kind means between the claims that differ in it."""
        if self.assessment:
            return ((self.kind, meaning(book, self.kind, self.own_claims)),)
        claims = group_by(
            ((each.kind, claim) for each in self.conflicts for claim in (each.first, each.second)),
            lambda pair: (pair[0],),
        )
        return tuple((kind, meaning(book, kind, (claim for _, claim in claims[kind]))) for kind in self.kinds)


def disagreements(book: Factbook, found: Iterable[Conflict]) -> list[Disagreement]:
    """Return the disagreements that conflicts form and all that are assessed, by count and in order of time.

    Misreports are set apart from what else differs about a count.
    """
    assessed: dict[int, list[Conflict]] = {}
    others: dict[tuple[str, bool], list[Conflict]] = {}
    for each in found:
        if each.assessment:
            assessed.setdefault(id(each.assessment), []).append(each)
        else:
            others.setdefault((each.second.count, bool(each.second.misreports)), []).append(each)
    result = []
    for count in book.of(Count).values():
        own = []
        for assessment in count.assessments:
            claims = [book.claims[ref] for ref in dict.fromkeys(assessment.claims) if ref in book.claims]
            pairs = assessed.get(id(assessment), [])
            if claims:
                own.append(Disagreement(count, tuple(chronological(book, claims)), tuple(pairs), assessment))
        for misreports in (True, False):
            for part in _together(others.get((count.id, misreports), [])):
                members = {claim.ref: claim for each in part for claim in (each.first, each.second)}
                own.append(Disagreement(count, tuple(chronological(book, members.values())), part, None))
        result += sorted(own, key=lambda each: each.claims[0].as_of.last_day)
    return result


def _together(pairs: Iterable[Conflict]) -> Iterable[tuple[Conflict, ...]]:
    """Return the connected components of conflicts."""
    pairs = list(pairs)
    roots = connected((each.first.ref, each.second.ref) for each in pairs)
    return group_by(pairs, lambda each: (roots[each.first.ref],)).values()


def meaning(book: Factbook, kind: ConflictKind, claims: Iterable[Claim]) -> str:
    """Return what a kind of conflict means between these claims, in a sentence for readers."""
    if kind == "independent" and not are_rivals(book, claims):
        return gettext(NO_RIVALS)
    return gettext(CONFLICT_MEANINGS[kind])


def are_rivals(book: Factbook, claims: Iterable[Claim]) -> bool:
    """Whether claims are those of at least two sides."""
    return len({_side(book, claim) for claim in claims} - {None}) > 1


def conflicts(book: Factbook) -> list[Conflict]:
    """Return every conflict of a factbook, grouped by count and in order of time; of one count at most :data:`MAX_CONFLICTS` + 1,
    which a check refuses."""
    return [conflict for count in book.of(Count).values() for conflict in _conflicts_of(book, count)]


def _conflicts_of(book: Factbook, count: Count) -> Iterator[Conflict]:
    for kind, first, second in islice(_pairs(book, count), MAX_CONFLICTS + 1):
        yield Conflict(kind, first, second, _assessment(book, first, second))


def _pairs(book: Factbook, count: Count) -> Iterator[tuple[ConflictKind | None, Claim, Claim]]:
    for claim in count.claims:
        if original := book.claims.get(claim.misreports or ""):
            yield "transmission", original, claim
    for step in revisions(book, count):
        earlier, later = step.earlier, step.later
        changed = not _grown(count, earlier, later) or _assessment(book, earlier, later)
        if changed and not is_same_statement(earlier, later):
            yield "revision", earlier, later
    standing = [claim for claim in chronological(book, count.claims) if claim.stands and claim.value.known]
    for first, second in _candidates(count, standing):
        kind = _classify(book, count, first, second)
        if kind or (first.by != second.by and _apart(first, second) and _assessment(book, first, second)):
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
    one_figure, apart = _is_one_figure(first.value, second.value), _apart(first, second)
    if first.by == second.by and is_attributed(book, first.by):
        if first.coverage != second.coverage or not is_same_statement(first, second):
            return None
        return "transmission" if apart else None if one_figure else "precision"
    if not apart:
        same_time = first.coverage == second.coverage and _about_one_time(count, first, second, 0)
        return "precision" if same_time and not one_figure else None
    if first.coverage != second.coverage:
        comparable = not _fit_as_parts(count, first, second) and _about_one_time(count, first, second, SAME_TIME_DAYS)
        return "scope" if comparable else None
    if not _contradict(count, first, second):
        return None
    if origins(book, first) & origins(book, second):
        return "transmission"
    return "independent" if are_rivals(book, (first, second)) else "unexplained"


def _fit_as_parts(count: Count, first: Claim, second: Claim) -> bool:
    """Whether it explains the amounts that two coverages differ: neither contains the other, or the part is smaller than its whole.

    Of two totals of one scope, the part is the one that begins later.
    """
    if first.scope == second.scope:
        begin, other = first.since or count.since, second.since or count.since
        if begin is None or other is None:
            return False
        part, whole = (second, first) if begin.before(other) else (first, second)
        return part.value.below(whole.value)
    if first.scope in count.around(second.scope):
        return second.value.below(first.value)
    if second.scope in count.around(first.scope):
        return first.value.below(second.value)
    return first.scope is not None and second.scope is not None


def _apart(first: Claim, second: Claim) -> bool:
    """Whether no number fits both amounts, and they are not one figure."""
    return not first.value.overlaps(second.value) and not _is_one_figure(first.value, second.value)


def _is_one_figure(first: Amount, second: Amount) -> bool:
    """Whether two amounts print the same number, with a hedge or without: "200", "about 200" and "more than 200", but not "fewer than 200"."""
    opposite = (first.low is None and second.high is None) or (first.high is None and second.low is None)
    numbers = [{each.low, each.high} - {None} for each in (first, second)]
    return numbers[0] == numbers[1] and not opposite


def is_same_statement(first: Claim, second: Claim) -> bool:
    """Whether two claims of one claimant render the same statement."""
    if first.said_on and second.said_on:
        return _comparable(first.said_on, second.said_on) and first.said_on.same_moment(second.said_on)
    return _comparable(first.as_of, second.as_of) and first.as_of.same_moment(second.as_of)


def _contradict(count: Count, first: Claim, second: Claim) -> bool:
    """Whether amounts with no number in common, the earlier first, contradict each other.

    They do about the same time, unless a total or level has grown since; and, for a total that can only grow, whenever
    the earlier is certainly the larger.
    """
    if count.counting == "observation":
        return True
    if _about_one_time(count, first, second, SAME_TIME_DAYS):
        return not _grown(count, first, second)
    return (
        count.counting == "cumulative"
        and second.value.below(first.value)
        and stands_at(count, first).before(stands_at(count, second))
    )


def _grown(count: Count, first: Claim, second: Claim) -> bool:
    """Whether a total or level may simply have grown: the claim that is about a later day gives more.

    Which of two days is the later is open when one is approximate or uncertain and they lie within a week.
    """
    early, late = sorted((first, second), key=lambda claim: stands_at(count, claim).last_moment)
    days = [stands_at(count, claim) for claim in (early, late)]
    vague = any(day.approximate or day.uncertain for day in days)
    return (
        count.counting in ("cumulative", "stock")
        and days[1].last_moment - days[0].last_moment > dt.timedelta(SAME_TIME_DAYS if vague else 0)
        and early.value.below(late.value)
    )


def _about_one_time(count: Count, first: Claim, second: Claim, days: int) -> bool:
    """Whether two claims may lie within some days of each other, and are dated precisely enough for that to mean anything."""
    one, other = stands_at(count, first), stands_at(count, second)
    return _comparable(one, other) and one.near(other, days)


def _comparable(one: Edtf, other: Edtf) -> bool:
    """Whether neither date is coarser than the other by far, as a year is beside a day."""
    short, long = sorted(date.last_day.toordinal() - date.first_day.toordinal() + 1 for date in (one, other))
    return long <= LONGEST_MONTH or long <= COARSER * short


def _side(book: Factbook, claim: Claim) -> str | None:
    """Return the side that a claimant speaks for; ``None`` for nobody named.

    A newsroom speaks for none, unless a body that is none shares its side, as with a state's television.
    """
    party = book.party(claim.by)
    if party and _is_newsroom(party) and party.side not in book.once(_speaking_sides):
        return None
    return side_of(book, claim.by) if is_attributed(book, claim.by) else None


def _speaking_sides(book: Factbook) -> frozenset[str]:
    """Return the sides of all that are no newsrooms."""
    parties: tuple[Organisation | Person, ...] = (*book.of(Organisation).values(), *book.of(Person).values())
    return frozenset(each.side for each in parties if each.side and not _is_newsroom(each))


def _is_newsroom(party: Organisation | Person) -> bool:
    return isinstance(party, Organisation) and party.type in ("outlet", "agency")


def _assessment(book: Factbook, first: Claim, second: Claim) -> Assessment | None:
    """Return the first assessment that names both claims, from the earlier claim's count or else the other's."""
    for name in dict.fromkeys((first.count, second.count)):
        assessed = book.of(Count)[name].assessed
        if others := set(map(id, assessed.get(second.ref, ()))):
            for assessment in assessed.get(first.ref, ()):
                if id(assessment) in others:
                    return assessment
    return None
