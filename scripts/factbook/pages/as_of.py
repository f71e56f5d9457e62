"""How old a page's figures are, computed from the figures; and when its editors mean to look again."""

from __future__ import annotations

import datetime as dt

from ..kinds import Claim, Count, Fact
from .markup import Block
from .writer import Writer


def as_of(writer: Writer, fact: Fact | None) -> Block | None:
    """One line for the end of a page that prints figures, or that says when it is to be reviewed; else nothing.

    Plans, misreports and what was withdrawn do not make a page newer.
    """
    shown = (
        fact.claims if isinstance(fact, Count) else [each for each in writer.cards.values() if isinstance(each, Claim)]
    )
    told = [claim for claim in shown if claim.stands and writer.book.count_of(claim).counting != "promise"]
    newest = max(told, key=_newness, default=None)
    if newest is None and writer.document.review_by is None:
        return None
    return writer.block("as_of", {"newest": newest, "review_by": writer.document.review_by})


def _newness(claim: Claim) -> tuple[dt.date, str]:
    """The day up to which a claim surely tells; one about a whole year, or perhaps that year, may be as old as its January."""
    date = claim.as_of
    sure = date.precision in ("day", "month", "interval") and not date.uncertain and date.latest
    return (date.last_day if sure else date.first_day, claim.ref)
