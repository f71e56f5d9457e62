"""What was known when: the claims on a count that had been made by a day, as they stood on that day.

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
    """A claim as it stood on a day: ``since`` is the day it was known by, ``status`` what it was then."""

    claim: Claim
    since: dt.date
    status: Status

    @property
    def current(self) -> bool:
        """Whether its claimant still held to it, had given no newer figure, and it was no misreport."""
        return self.status == "current"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which the picture changed: the claims that were new, and all that stood then, the newest first."""

    day: dt.date
    new: tuple[KnownClaim, ...]
    standing: tuple[KnownClaim, ...]


def known_since(book: Factbook, claim: Claim) -> dt.date | None:
    """The day by which a claim was certainly public: that on which it was said, else the first publication we know of.

    Of an imprecise date the last day it may mean counts. ``None`` where neither is dated.
    """
    if claim.said_on and claim.said_on.latest:
        return claim.said_on.latest
    documents = (book.of(Source)[source].published for source in claim.sources)
    return min((date.latest for date in documents if date and date.latest), default=None)


def claims_known_on(book: Factbook, count: Count, day: dt.date) -> list[KnownClaim]:
    """Every claim on a count that was known on a day, the newest first."""
    dated = [(claim, known_since(book, claim)) for claim in chronological(count.claims)]
    known = {claim.ref: since for claim, since in dated if since and since <= day}
    ordered = [claim for claim, _ in dated]
    found = [
        KnownClaim(claim, known[claim.ref], _status(claim, ordered[place + 1 :], known))
        for place, claim in enumerate(ordered)
        if claim.ref in known
    ]
    return sorted(found, key=lambda each: each.since, reverse=True)


def _status(claim: Claim, later: list[Claim], known: dict[str, dt.date]) -> Status:
    """Superseded only once the figure that replaced it was known: the claimant's next one, of the same scope if it gave any."""
    if claim.status != "superseded":
        return claim.status
    others = [other for other in later if other.by == claim.by and other.stands]
    successors = [other for other in others if other.scope == claim.scope] or others
    return "superseded" if any(other.ref in known for other in successors) else "current"


def moments(book: Factbook, count: Count) -> list[Moment]:
    """Each day on which a claim on a count became known, in order of time."""
    days = sorted({since for claim in count.claims if (since := known_since(book, claim))})
    found = []
    for day in days:
        known = claims_known_on(book, count, day)
        new = tuple(each for each in known if each.since == day)
        found.append(Moment(day, new, tuple(each for each in known if each.current)))
    return found


def undated_claims(book: Factbook, count: Count) -> list[Claim]:
    """The claims of which nobody can say by which day they were known."""
    return [claim for claim in count.claims if known_since(book, claim) is None]
