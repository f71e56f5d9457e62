"""Labels of facts in charts: who speaks for a claim, and a claim in one line."""

from __future__ import annotations

from ..factbook import Factbook
from ..kinds import Claim, Source
from ..kinds.base import STATUS_WORDS
from ..kinds.claims import claimants
from ..values.formats import current, gettext
from ..views.voices import is_attributed
from ..words import short_name


def claimant_label(book: Factbook, claim: Claim) -> str:
    """Return the short name of the claimant; of the document's publisher where no claimant is named or it is misreported."""
    if is_attributed(book, claim.by) and claim.status != "misreport":
        return current().listed([short_name(book, ref) for ref in claimants(claim)])
    source = book.of(Source).get(claim.source)
    return short_name(book, source.publisher if source else claim.by)


def claim_line(book: Factbook, claim: Claim) -> str:
    """Return a claim in one line: ``Guild, 1 June 2025: about 600``."""
    return gettext(
        "%(who)s, %(date)s: %(words)s",
        who=claimant_label(book, claim),
        date=claim.as_of.words(),
        words=claim.words(),
    )


def tooltip(book: Factbook, claim: Claim) -> str:
    """Return the tooltip of a claim's mark: ``Guild, 1 June 2025: about 600 (replaced)``."""
    return claim_line(book, claim) + (f" ({gettext(STATUS_WORDS[claim.status])})" if claim.status != "current" else "")
