"""A count over time: each claimant's claims in order, the latest of each, and the steps between."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .origins import attributed


def chronological(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by the time they are about, then by the day they were made, then by id."""
    return sorted(
        claims, key=lambda c: (c.as_of.last_day, c.said_on.last_day if c.said_on else c.as_of.last_day, c.ref)
    )


def is_own_figure(book: Factbook, claim: Claim) -> bool:
    """Whether a claim gives an amount that somebody named still asserts; others are compared with no figure of a claimant."""
    return claim.stands and claim.value.known and attributed(book, claim.by)


def series(book: Factbook, count: Count) -> dict[tuple[str, str], list[Claim]]:
    """Each claimant's own claims of one scope, in order: ``{(claimant, scope): [claim, …]}``.

    Only these may be joined by a line. Misreports, withdrawn claims, unknown amounts and claims by nobody
    named stay out.
    """
    lines: dict[tuple[str, str], list[Claim]] = {}
    for claim in chronological(count.claims):
        if is_own_figure(book, claim):
            lines.setdefault((claim.by, claim.scope or ""), []).append(claim)
    return lines


def latest(book: Factbook, count: Count) -> list[Claim]:
    """Each claimant's newest claim, newest first; one for each claimant, whatever its scope.

    Claims by nobody named are nobody's newest: each stands for itself.
    """
    newest: dict[str, Claim] = {}
    for claim in chronological(count.claims):
        if claim.stands:
            newest[claim.by if attributed(book, claim.by) else claim.ref] = claim
    return chronological(newest.values())[::-1]


@dataclass(frozen=True, slots=True)
class Revision:
    """A claimant's step from one figure to another, of the same scope."""

    earlier: Claim
    later: Claim


def revisions(book: Factbook, count: Count) -> list[Revision]:
    """Every step of a claimant to an amount that its last one does not allow, in order of time.

    How many there are at a time, or within a time, changes by itself; such counts have no revisions.
    """
    if count.counting in ("stock", "flow"):
        return []
    steps = [
        Revision(earlier, later)
        for line in series(book, count).values()
        for earlier, later in itertools.pairwise(line)
        if not earlier.value.overlaps(later.value)
    ]
    return sorted(steps, key=lambda step: (step.later.as_of.last_day, step.later.ref))
