"""Time series of a count: each claimant's claims in order, and revisions."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count, Source
from ..kinds.claims import claimants
from ..values import Edtf
from .voices import is_attributed


def chronological(book: Factbook, claims: Iterable[Claim]) -> list[Claim]:
    """Sort claims by the day they are about, the day they were said, and the day of their source; the newest last.

    Of claims alike in these, the one read in the best source comes last. A longer time counts by its last day, but not by
    one after the claim was said: an estimate of January 2025 for "2025" is older than one for June 2025.
    """

    sources = book.of(Source)

    def key(claim: Claim) -> tuple[dt.datetime, dt.datetime, int, dt.date, str]:
        source = sources.get(claim.source)
        read = (source.published.latest if source and source.published else None) or dt.date.min
        known = claim.said_on.last_day if claim.said_on else read
        about = claim.as_of.latest or claim.as_of.first_day
        if claim.as_of.latest is None or claim.as_of.precision != "day":
            about = known if claim.as_of.first_day <= known < claim.as_of.last_day else about
        day = claim.as_of.last_moment if claim.as_of.clock else dt.datetime.combine(about, dt.time.max)
        said = claim.said_on.last_moment if claim.said_on else day
        return day, said, -"ABC".index(best_quality(book, claim)), read, claim.ref

    return sorted(claims, key=key)


def best_quality(book: Factbook, claim: Claim) -> str:
    """Return the best quality of the documents that carry a claim: ``A``, ``B`` or ``C``."""
    sources = book.of(Source)
    return min((sources[source].quality for source in claim.sources if source in sources), default="C")


def stands_at(count: Count, claim: Claim) -> Edtf:
    """Return the time that a claim's figure is about: a running total over an interval stands at the interval's end."""
    return (claim.as_of.end if count.counting == "cumulative" else None) or claim.as_of


def is_own_figure(book: Factbook, claim: Claim) -> bool:
    """Whether a claim gives an amount that a named claimant still asserts; only such claims form a series.

    One that differs from its likely source gives none: what is likely that source's amount, changed, is no later figure.
    """
    return claim.stands and claim.value.known and not claim.misreports and is_attributed(book, claim.by)


def series(book: Factbook, count: Count) -> dict[tuple[str, str], list[Claim]]:
    """Group a count's claims by claimant and scope, in order of time: ``{(claimant, scope): [claim, …]}``.

    Only these may be joined by a line. Misreports and what likely is one, withdrawn claims, unknown amounts and unattributed
    claims are left out.
    """
    lines: dict[tuple[str, str], list[Claim]] = {}
    for claim in chronological(book, count.claims):
        if is_own_figure(book, claim):
            lines.setdefault((claim.by, claim.coverage), []).append(claim)
    return lines


def is_later(earlier: Claim, later: Claim) -> bool:
    """Whether a claim is about a later time than another, or is of the same time and was made on a later day."""
    if earlier.as_of.last_day != later.as_of.last_day:
        return earlier.as_of.last_day < later.as_of.last_day
    return earlier.said_on is not None and later.said_on is not None and earlier.said_on.before(later.said_on)


def _read_later(book: Factbook, earlier: Claim, later: Claim) -> bool:
    """Whether a claim gives another number for the same day, and was made on a later day by the days of the sources."""
    days = [claim.said_on or book.of(Source)[claim.source].published for claim in (earlier, later)]
    same = earlier.as_of.last_day == later.as_of.last_day and not earlier.value.same_number(later.value)
    return same and days[0] is not None and days[1] is not None and days[0].before(days[1])


def successor(book: Factbook, claim: Claim) -> Claim | None:
    """Return the figure that replaced one: the same claimant's next one of the same scope, or of any where there is none.

    One that it gives together with others is its own, too.
    No claim without a number replaces a figure; it may replace another without one.
    """
    own = (each for each in book.of(Count)[claim.count].claims if claim.by in claimants(each))
    ordered = chronological(book, own)
    later = [
        each
        for each in ordered[ordered.index(claim) + 1 :]
        if each.stands and is_attributed(book, each.by)
        if is_later(claim, each) or _read_later(book, claim, each)
        if each.value.known or not claim.value.known
    ]
    return next((each for each in later if each.coverage == claim.coverage), next(iter(later), None))


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
