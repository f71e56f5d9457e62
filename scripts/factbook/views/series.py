"""Time series of a count: each claimant's claims in order, the latest, the current figures, and revisions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Source
from .origins import is_attributed


def chronological(claims: Iterable[Claim]) -> list[Claim]:
    """Sort claims by the time they are about, then by the day they were made, then by id."""
    return sorted(
        claims, key=lambda c: (c.as_of.last_day, c.said_on.last_day if c.said_on else c.as_of.last_day, c.ref)
    )


def is_own_figure(book: Factbook, claim: Claim) -> bool:
    """Whether a claim gives an amount that a named claimant still asserts; only such claims form a series."""
    return claim.stands and claim.value.known and is_attributed(book, claim.by)


def series(book: Factbook, count: Count) -> dict[tuple[str, str], list[Claim]]:
    """Group a count's claims by claimant and scope, in order of time: ``{(claimant, scope): [claim, …]}``.

    Only these may be joined by a line. Misreports, withdrawn claims, unknown amounts and unattributed claims are left out.
    """
    lines: dict[tuple[str, str], list[Claim]] = {}
    for claim in chronological(count.claims):
        if is_own_figure(book, claim):
            lines.setdefault((claim.by, claim.scope or ""), []).append(claim)
    return lines


def latest_claims(book: Factbook, count: Count) -> list[Claim]:
    """Return each claimant's newest claim of any scope, newest first.

    Unattributed claims are all included, as they share no claimant.
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
    """Return every step of a claimant to an amount that its previous one excludes, in order of time.

    Stocks and flows change by themselves; such counts have no revisions.
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
"""Days before the newest figure within which others still count as current. A convention: half a year."""


def current_figures(book: Factbook, count: Count) -> list[Claim]:
    """Return each claimant's newest figure for exactly this count, smallest first.

    Figures of another scope and unattributed ones are left out, and so are sources of quality C if there are better
    ones. In a cumulative count or a stock, a figure more than :data:`CURRENT_DAYS` days older than the newest is left out.
    """
    claims = [line[-1] for (_, scope), line in series(book, count).items() if not scope]
    better = [claim for claim in claims if book.of(Source)[claim.source].quality != "C"]
    claims = better or claims
    if claims and count.counting in ("cumulative", "stock"):
        newest = max(claims, key=lambda claim: (claim.as_of.last_day, claim.ref))
        claims = [claim for claim in claims if claim.as_of.near(newest.as_of, CURRENT_DAYS)]
    return sorted(claims, key=lambda claim: (claim.value.point or 0, claim.ref))
