"""The claims that stand today: what a reader who asks for one number is told."""

from __future__ import annotations

from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count, Source
from .series import series

SPAN: Final = 183
"""Days before the newest figure within which others still count as figures of today. A convention: half a year."""


def standing(book: Factbook, count: Count) -> list[Claim]:
    """Each claimant's newest figure for exactly this count, the smallest first.

    Figures of a narrower or wider scope or by nobody named stay out, and so do copies and retellings (sources of
    quality C) where anything better is known. In a total that grows, or a number at a time, what is older than :data:`SPAN` before
    the newest figure is history, not a rival.
    """
    claims = [line[-1] for (_, scope), line in series(book, count).items() if not scope]
    better = [claim for claim in claims if book.of(Source)[claim.source].quality != "C"]
    claims = better or claims
    if claims and count.counting in ("cumulative", "stock"):
        newest = max(claims, key=lambda claim: (claim.as_of.last_day, claim.ref))
        claims = [claim for claim in claims if claim.as_of.near(newest.as_of, SPAN)]
    return sorted(claims, key=lambda claim: (claim.value.point or 0, claim.ref))
