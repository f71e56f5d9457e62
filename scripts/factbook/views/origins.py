"""Origins of claims: the claimants at the root of each chain of derivation. Origins are counted, not articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Organisation, Source

SAME_TIME_DAYS: Final = 7
"""Days within which two claims are about the same time. A convention: figures are retold for about a week."""


def is_attributed(book: Factbook, party: str) -> bool:
    """Whether a claimant is named: not an organisation of type 'unattributed'."""
    organisation = book.of(Organisation).get(party)
    return organisation is None or not organisation.nobody


def origins(book: Factbook, claim: Claim) -> frozenset[str]:
    """Return the claimants a claim is derived from, by a graph search over ``misreports`` and ``based_on``.

    Any other claim has its own claimant as origin; an unattributed claim has none. Cycles are allowed.
    """
    result: set[str] = set()
    visited: set[str] = set()
    stack = [claim]
    while stack:  # each claim once, however many paths lead to it
        each = stack.pop()
        if each.ref in visited:
            continue
        visited.add(each.ref)
        if parents := (each.misreports,) if each.misreports else each.based_on:
            stack.extend(other for other in map(book.claims.get, parents) if other)
        elif is_attributed(book, each.by):
            result.add(each.by)
    return frozenset(result)


def independent_origins(book: Factbook, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return the distinct origins of claims, sorted; misreports and withdrawn claims add none."""
    counted = (claim for claim in claims if claim.stands)
    return tuple(sorted(frozenset().union(*(origins(book, claim) for claim in counted))))


def corroboration(book: Factbook, claim: Claim) -> tuple[str, ...]:
    """Return the independent origins of all claims that agree with this one: same count and scope, about the same time.

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
    """Return the parties that may be named for a claim: claimant and relays, or the publisher if it is unattributed."""
    if is_attributed(book, claim.by):
        return frozenset({claim.by, *claim.through})
    return frozenset({*claim.through, book.of(Source)[claim.source].publisher})
