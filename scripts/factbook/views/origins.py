"""Who stands at the beginning of a claim. Origins are counted, not articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Organisation, Source

SAME_TIME_DAYS: Final = 7
"""Days within which two claims are about the same time. A convention: figures are retold for about a week."""


def is_attributed(book: Factbook, party: str) -> bool:
    """Whether a claimant is anybody at all: 'unattributed' stands for nobody named."""
    organisation = book.of(Organisation).get(party)
    return organisation is None or not organisation.nobody


def origins(book: Factbook, claim: Claim) -> frozenset[str]:
    """The claimants a claim goes back to.

    A misreport goes back to the claim it garbles, a worked-out claim to those it is based on, and
    any other claim to its own claimant; a claim by nobody named has no origin. Cycles are ended.
    """
    found: set[str] = set()
    seen: set[str] = set()
    ahead = [claim]
    while ahead:  # each claim once, however many ways lead to it
        each = ahead.pop()
        if each.ref in seen:
            continue
        seen.add(each.ref)
        if behind := (each.misreports,) if each.misreports else each.based_on:
            ahead.extend(other for other in map(book.claims.get, behind) if other)
        elif is_attributed(book, each.by):
            found.add(each.by)
    return frozenset(found)


def independent_origins(book: Factbook, claims: Iterable[Claim]) -> tuple[str, ...]:
    """The different origins of some claims, sorted; misreports and withdrawn claims add none."""
    counted = (claim for claim in claims if claim.stands)
    return tuple(sorted(frozenset().union(*(origins(book, claim) for claim in counted))))


def corroboration(book: Factbook, claim: Claim) -> tuple[str, ...]:
    """The origins that stand behind an amount like this one, at about this time, of the same scope.

    Two claims support each other when some number fits both and their dates may lie within :data:`SAME_TIME_DAYS`.
    """
    rivals = book.of(Count)[claim.count].claims
    agreeing = (
        other
        for other in rivals
        if other.value.known
        and claim.value.known
        and other.scope == claim.scope
        and other.value.overlaps(claim.value)
        and other.as_of.near(claim.as_of, SAME_TIME_DAYS)
    )
    return independent_origins(book, {claim.ref: claim, **{other.ref: other for other in agreeing}}.values())


def speakers(book: Factbook, claim: Claim) -> frozenset[str]:
    """Those whose name attributes a claim: its claimant and relays, or the publisher where nobody is named."""
    if is_attributed(book, claim.by):
        return frozenset({claim.by, *claim.through})
    return frozenset({*claim.through, book.of(Source)[claim.source].publisher})
