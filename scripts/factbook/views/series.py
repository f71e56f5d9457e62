"""A count over time: each claimant's claims in order, the latest of each, and the steps between."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Source
from .origins import is_attributed


def chronological(claims: Iterable[Claim]) -> list[Claim]:
    """Claims by the time they are about, then by the day they were made, then by id."""
    return sorted(
        claims, key=lambda c: (c.as_of.last_day, c.said_on.last_day if c.said_on else c.as_of.last_day, c.ref)
    )


def is_own_figure(book: Factbook, claim: Claim) -> bool:
    """Whether a claim gives an amount that somebody named still asserts; others are compared with no figure of a claimant."""
    return claim.stands and claim.value.known and is_attributed(book, claim.by)


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


def latest_claims(book: Factbook, count: Count) -> list[Claim]:
    """Each claimant's newest claim, newest first; one for each claimant, whatever its scope.

    Claims by nobody named are nobody's newest: each stands for itself.
    """
    newest: dict[str, Claim] = {}
    for claim in chronological(count.claims):
        if claim.stands:
            newest[claim.by if is_attributed(book, claim.by) else claim.ref] = claim
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


CURRENT_DAYS: Final = 183
"""Days before the newest figure within which others still count as figures of today. A convention: half a year."""


def current_figures(book: Factbook, count: Count) -> list[Claim]:
    """Each claimant's newest figure for exactly this count, the smallest first.

    Figures of a narrower or wider scope or by nobody named stay out, and so do copies and retellings (sources of
    quality C) where anything better is known. In a total that grows, or a number at a time, what is older than :data:`CURRENT_DAYS` before
    the newest figure is history, not a rival.
    """
    claims = [line[-1] for (_, scope), line in series(book, count).items() if not scope]
    better = [claim for claim in claims if book.of(Source)[claim.source].quality != "C"]
    claims = better or claims
    if claims and count.counting in ("cumulative", "stock"):
        newest = max(claims, key=lambda claim: (claim.as_of.last_day, claim.ref))
        claims = [claim for claim in claims if claim.as_of.near(newest.as_of, CURRENT_DAYS)]
    return sorted(claims, key=lambda claim: (claim.value.point or 0, claim.ref))
