"""Point-in-time view: the claims on a count that were public by a given day, with their status on that day.

Nothing is taken from old versions of the files; it follows from the days on which claims were made and published.
What cannot be dated is left out: no field says when a claim was taken back, or seen to be a misreport, so those
statuses hold from the beginning, and a claim without any day is known on no day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count, Source, Status
from .conflicts import is_same_statement
from .series import chronological


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim at a point in time: ``since`` is the first day it was certainly public, ``status`` its status on the day asked for."""

    claim: Claim
    since: dt.date
    status: Status

    @property
    def current(self) -> bool:
        """Whether it was neither superseded, withdrawn nor a misreport."""
        return self.status == "current"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which claims became public: those that are ``new``, and all that were current then (``standing``), newest first."""

    day: dt.date
    new: tuple[KnownClaim, ...]
    standing: tuple[KnownClaim, ...]


def known_since(book: Factbook, claim: Claim) -> dt.date | None:
    """Return the day by which a claim was certainly public: the day it was said, else the first known publication.

    An imprecise date counts from its last possible day. ``None`` if neither is dated. A figure without ``said_on`` that its
    claimant has replaced was said before the next one: where the document is of no earlier day than that, the day it is about counts.
    """
    if claim.said_on and claim.said_on.latest:
        return claim.said_on.latest
    documents = (book.of(Source)[source].published for source in claim.sources)
    read = min((date.latest for date in documents if date and date.latest), default=None)
    if claim.status == "superseded" and (read is None or claim.as_of.last_day < read):
        said = (other.said_on.first_day for other in _replacements(book, claim) if other.said_on)
        if any(claim.as_of.last_day < day and (read is None or day <= read) for day in said):
            return claim.as_of.latest
    return read


def _replacements(book: Factbook, claim: Claim) -> list[Claim]:
    """Return the claimant's later figures, of the same scope if any; another rendering of the same statement is none."""
    ordered = chronological(book, book.of(Count)[claim.count].claims)
    others = [
        other
        for other in ordered[ordered.index(claim) + 1 :]
        if other.by == claim.by and other.stands and not is_same_statement(claim, other)
    ]
    return [other for other in others if other.coverage == claim.coverage] or others


def claims_known_on(book: Factbook, count: Count, day: dt.date) -> list[KnownClaim]:
    """Return the claims on a count that were public on ``day``, newest first."""
    claims = chronological(book, count.claims)
    public = {claim.ref: since for claim in claims if (since := known_since(book, claim)) and since <= day}
    rows = [
        KnownClaim(claim, public[claim.ref], _status(book, claim, public)) for claim in claims if claim.ref in public
    ]
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _status(book: Factbook, claim: Claim, public: dict[str, dt.date]) -> Status:
    """Return a claim's status given the public claims: superseded only once a figure that replaces it is public."""
    if claim.status != "superseded":
        return claim.status
    return "superseded" if any(other.ref in public for other in _replacements(book, claim)) else "current"


def moments(book: Factbook, count: Count) -> list[Moment]:
    """Return each day on which a claim on a count became public, oldest first."""
    days = sorted({since for claim in count.claims if (since := known_since(book, claim))})
    result = []
    for day in days:
        rows = claims_known_on(book, count, day)
        new = tuple(row for row in rows if row.since == day)
        result.append(Moment(day, new, tuple(row for row in rows if row.current)))
    return result


def undated_claims(book: Factbook, count: Count) -> list[Claim]:
    """Return the claims on a count without any date from which they were public."""
    return [claim for claim in count.claims if known_since(book, claim) is None]
