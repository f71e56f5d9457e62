"""Voices: who gives a figure, on how many sides, and who gives another. Speakers are counted, not articles, and sides, not ministries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Organisation, Side, Source
from ..kinds.claims import claimants
from ..values.formats import gettext

SAME_TIME_DAYS: Final = 7
"""Days within which two claims are about the same time. A convention: figures are retold for about a week."""


NEWSROOMS: Final = "newsrooms"
"""The side of outlets and agencies that belong to none: nobody knows which desk counted and which copied."""


def is_attributed(book: Factbook, party: str) -> bool:
    """Whether a claimant is named: not an organisation of type 'unattributed'."""
    organisation = book.of(Organisation).get(party)
    return organisation is None or not organisation.nobody


def speakers(book: Factbook, claim: Claim) -> frozenset[str]:
    """Return the parties that may be named for a claim: claimant and relays, or the publisher if it is unattributed."""
    relays = [party for party in claim.through if is_attributed(book, party)]
    if is_attributed(book, claim.by):
        return frozenset({*claimants(claim), *relays})
    return frozenset({*relays, book.of(Source)[claim.source].publisher})


def side_of(book: Factbook, party: str) -> str:
    """Return the largest side that a party belongs to; of a body without a side, that of the body it is part of.

    Newsrooms without one are one; anyone else is a side alone, and its own id is returned. References that lead in circles are followed once.
    """
    bodies, sides = book.of(Organisation), book.of(Side)
    party = _climb(party, lambda ref: bodies[ref].part_of if ref in bodies and not bodies[ref].side else None)
    known = book.party(party)
    if known is None or known.side is None:
        return NEWSROOMS if getattr(known, "type", "") in ("outlet", "agency") else party
    return _climb(known.side, lambda ref: sides[ref].within if ref in sides else None)


def _climb(start: str, up: Callable[[str], str | None]) -> str:
    """Follow references upward to the last one that is not visited yet."""
    visited = {start}
    while (larger := up(start)) and larger not in visited:
        start = larger
        visited.add(start)
    return start


def origins(book: Factbook, claim: Claim, same_figure: bool = False) -> frozenset[str]:
    """Return the claimants a claim comes from, by a graph search over ``misreports`` and ``based_on``.

    With ``same_figure`` it is followed only to claims that give this figure, so that a figure worked out from others is
    its own claimant's. An unattributed claim has none. Cycles are allowed.
    """
    result: set[str] = set()
    visited: set[str] = set()
    stack = [claim]
    while stack:  # each claim once, however many paths lead to it
        each = stack.pop()
        if each.ref in visited:
            continue
        visited.add(each.ref)
        parents = [*filter(None, map(book.claims.get, filter(None, (each.misreports, *each.based_on))))]
        if same_figure:
            parents = [parent for parent in parents if _supports(book, parent, each)]
        if parents:
            stack.extend(parents)
        else:
            result.update(party for party in claimants(each) if is_attributed(book, party))
    return frozenset(result)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who gives the figure of a ``claim``: ids of the ``sides`` that do, and of ``all_sides`` that give any figure for the same count and scope.

    A claim without a number gives none, and nobody says otherwise. ``others`` are claims of the other sides about the same time that give another figure, each claimant's nearest in time.
    """

    claim: Claim
    sides: tuple[str, ...]
    all_sides: tuple[str, ...]
    others: tuple[Claim, ...]

    @property
    def words(self) -> str:
        """How many sides say so: ``said by 1 of 5 sides``; empty for a claim without a number."""
        if not self.claim.value.known:
            return ""
        if not self.sides and self.claim.fallen:
            return gettext("given by no claim that stands")
        if not self.sides:
            return gettext("said by nobody who is named")
        if len(self.all_sides) == 1:
            return gettext("said by one side; no other gives a figure for exactly this")
        return gettext("said by %(number)s of %(all)s sides", number=len(self.sides), all=len(self.all_sides))


def voices(book: Factbook, claim: Claim) -> Voices:
    """Return who gives the figure of a claim, and who another. A misreport and an unknown amount are nobody's figure."""
    rivals = [
        other
        for other in book.of(Count)[claim.count].claims
        if other.stands and other.value.known and other.coverage == claim.coverage
    ]
    sides = {other.ref: _sides(book, other) for other in rivals}
    same = {claim.ref: claim, **{other.ref: other for other in rivals if _supports(book, other, claim)}}
    giving = frozenset().union(*(sides.get(ref, frozenset()) for ref in same))
    others: dict[str, Claim] = {}
    for other in rivals if claim.value.known else ():
        apart = is_attributed(book, other.by) and not sides[other.ref] & giving and _same_time(book, other, claim)
        if apart and (other.by not in others or _gap(other, claim) < _gap(others[other.by], claim)):
            others[other.by] = other
    everyone = frozenset().union(*sides.values())
    return Voices(claim, tuple(sorted(giving)), tuple(sorted(everyone)), tuple(others.values()))


def sides_of(book: Factbook, claims: Iterable[Claim]) -> frozenset[str]:
    """Return the sides that give the figures of claims."""
    return frozenset().union(*(_sides(book, claim) for claim in claims))


def _sides(book: Factbook, claim: Claim) -> frozenset[str]:
    return frozenset(side_of(book, party) for party in origins(book, claim, same_figure=True))


def _supports(book: Factbook, claim: Claim, figure: Claim) -> bool:
    """Whether who makes a claim gives the figure of another claim, too: of the same count and scope, about the same time."""
    same = (claim.count, claim.coverage) == (figure.count, figure.coverage)
    return same and claim.value.supports(figure.value) and _same_time(book, claim, figure)


def _same_time(book: Factbook, first: Claim, second: Claim) -> bool:
    return book.count_of(first).counting == "observation" or first.as_of.near(second.as_of, SAME_TIME_DAYS)


def _gap(first: Claim, second: Claim) -> int:
    return abs(first.as_of.last_day.toordinal() - second.as_of.last_day.toordinal())


def root_of_misreport(book: Factbook, claim: Claim) -> Claim:
    """Return the claim behind a misreport, and behind that one if it is a misreport; a claim itself otherwise. A cycle is cut."""
    seen = {claim.ref}
    while (behind := book.claims.get(claim.misreports or "")) and behind.ref not in seen:
        claim = behind
        seen.add(claim.ref)
    return claim
