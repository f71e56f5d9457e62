"""What facts are called in charts: short names, short dates, and who speaks for a claim."""

from __future__ import annotations

from ..factbook import Factbook
from ..kinds import Claim, Side, Source
from ..values import Edtf
from ..views.origins import is_attributed
from ..words import short_name


def short_date(date: Edtf) -> str:
    """A date for a label: ``30 Apr 2025``, ``about Mar 2025``."""
    return date.words(short=True)


def teller(book: Factbook, claim: Claim) -> str:
    """Who says it, for a label: the claimant, or the document's publisher where nobody is named."""
    if is_attributed(book, claim.by) and claim.status != "misreport":
        return short_name(book, claim.by)
    source = book.of(Source).get(claim.source)
    return short_name(book, source.publisher if source else claim.by)


def side_of(book: Factbook, ref: str) -> int | None:
    """The place of a party's side in the order of the factbook, from 0; ``None`` for no side."""
    known = book.party(ref)
    sides = list(book.of(Side))
    return sides.index(known.side) if known and known.side in sides else None


def side_name(book: Factbook, side: int | None) -> str:
    """What readers call a side, by its place in the factbook."""
    return "Others" if side is None else list(book.of(Side).values())[side].name


def told(book: Factbook, claim: Claim) -> str:
    """A claim in one line, for tips and summaries: ``Guild, 1 June 2025: about 600``."""
    return f"{teller(book, claim)}, {claim.as_of.words()}: {claim.words()}"


def tip(book: Factbook, claim: Claim) -> str:
    """What a claim's mark says when pointed at: ``Guild, 1 June 2025: about 600 (superseded)``."""
    return told(book, claim) + (f" ({claim.status})" if claim.status != "current" else "")
