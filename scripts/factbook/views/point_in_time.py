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

    An imprecise date counts from its last possible day. ``None`` if neither is dated.
    """
    if claim.said_on and claim.said_on.latest:
        return claim.said_on.latest
    documents = (book.of(Source)[source].published for source in claim.sources)
    return min((date.latest for date in documents if date and date.latest), default=None)


def claims_known_on(book: Factbook, count: Count, day: dt.date) -> list[KnownClaim]:
    """Return the claims on a count that were public on ``day``, newest first."""
    claims = chronological(book, count.claims)
    public = {claim.ref: since for claim in claims if (since := known_since(book, claim)) and since <= day}
    rows = [
        KnownClaim(claim, public[claim.ref], _status(claim, claims[place + 1 :], public))
        for place, claim in enumerate(claims)
        if claim.ref in public
    ]
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _status(claim: Claim, later: list[Claim], public: dict[str, dt.date]) -> Status:
    """Return a claim's status given the public claims: superseded only once a later figure of the claimant, of the same scope if any, is public."""
    if claim.status != "superseded":
        return claim.status
    others = [other for other in later if other.by == claim.by and other.stands]
    successors = [other for other in others if other.coverage == claim.coverage] or others
    return "superseded" if any(other.ref in public for other in successors) else "current"


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
