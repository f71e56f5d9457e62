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
    if claim.status == "superseded":
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
    return _known_on(_lives(book, count), day)


@dataclass(frozen=True, slots=True)
class _Life:
    """A claim, the day from which it was public, and the names of those that replace it."""

    claim: Claim
    since: dt.date
    replaced_by: frozenset[str]


def _lives(book: Factbook, count: Count) -> list[_Life]:
    """Return the dated claims on a count in order, each with what replaces it, which is looked up once for all days."""
    return [
        _Life(claim, since, frozenset(other.ref for other in _replacements(book, claim)) if replaced else frozenset())
        for claim in chronological(book, count.claims)
        if (since := known_since(book, claim))
        for replaced in [claim.status == "superseded"]
    ]


def _known_on(lives: list[_Life], day: dt.date) -> list[KnownClaim]:
    """Return what was public on a day, newest first: superseded only once a figure that replaces it is public."""
    public = {life.claim.ref for life in lives if life.since <= day}
    rows = []
    for life in lives:
        if life.since <= day:
            status = life.claim.status
            status = "current" if status == "superseded" and not life.replaced_by & public else status
            rows.append(KnownClaim(life.claim, life.since, status))
    return sorted(rows, key=lambda row: row.since, reverse=True)


def moments(book: Factbook, count: Count) -> list[Moment]:
    """Return each day on which a claim on a count became public, oldest first."""
    lives = _lives(book, count)
    result = []
    for day in sorted({life.since for life in lives}):
        rows = _known_on(lives, day)
        new = tuple(row for row in rows if row.since == day)
        result.append(Moment(day, new, tuple(row for row in rows if row.current)))
    return result


def undated_claims(book: Factbook, count: Count) -> list[Claim]:
    """Return the claims on a count without any date from which they were public."""
    return [claim for claim in count.claims if known_since(book, claim) is None]
