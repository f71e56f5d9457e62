"""Checks of amounts against those of other claims."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Count
from ..problems import quote
from ..views.series import series
from .registry import Finding, check

MAX_SPAN_DAYS: Final = 31
"""Width in days of dates up to which two that overlap are one time: a month."""


@check("part-above-whole")
def parts_do_not_exceed_wholes(book: Factbook) -> Iterator[Finding]:
    """One claimant's part is never larger than its own whole at the same time."""
    yield from _above(book, "part_of", "the whole")
    for count in book.of(Count).values():
        figures = _figures(count) if any(claim.coverage for claim in count.claims) else []
        wholes = {claim.scope: count.around(claim.scope) - {claim.scope} for claim in figures}
        for claim, bound in itertools.permutations(figures, 2):
            is_part = bound.scope in wholes[claim.scope] or (claim.scope == bound.scope and claim.since != bound.since)
            if is_part and _begins_within(count, claim, count, bound) and _is_above(claim, bound):
                yield _too_large(
                    claim, bound, f"what contains {quote(claim.scope_words) if claim.scope_words else 'the count'}"
                )


@check("above-limit")
def limits_are_kept(book: Factbook) -> Iterator[Finding]:
    """One claimant's figure is never above its own figure for a count that bounds it, such as losses above the deployed."""
    yield from _above(book, "not_above", "its bound")


def _above(book: Factbook, field: str, name: str) -> Iterator[Finding]:
    for count in book.of(Count).values():
        whole = book.of(Count).get(getattr(count, field) or "")
        if whole is None:
            continue
        bounds = _figures(whole)
        for claim in _figures(count):
            for bound in bounds:
                if _is_above(claim, bound) and _lies_within(count, claim, whole, bound):
                    yield _too_large(claim, bound, name)


def _is_above(claim: Claim, bound: Claim) -> bool:
    """Whether a claimant's figure is above another of its own at the same time; a date as wide as a year is no day of it."""
    spans = [(each.as_of.first_day, each.as_of.last_day) for each in (claim, bound)]
    same_time = spans[0] == spans[1] or all((last - first).days <= MAX_SPAN_DAYS for first, last in spans)
    return same_time and claim.by == bound.by and claim.as_of.near(bound.as_of, 0) and bound.value.below(claim.value)


def _lies_within(count: Count, claim: Claim, whole: Count, bound: Claim) -> bool:
    """Whether what a claim counted is known to lie within what a claim on a count counted that contains or bounds its own.

    The same scope lies within the same; a narrower one within all of its count, and that within the whole and its wider scopes.
    """
    return _begins_within(count, claim, whole, bound) and any(
        bound.scope in whole.around(scope) for scope in count.around(claim.scope)
    )


def _begins_within(count: Count, claim: Claim, whole: Count, bound: Claim) -> bool:
    """Whether a total is known to begin when another does, or later; one without a beginning is of all time."""
    begin, first = claim.since or count.since, bound.since or whole.since
    return not first or begin == first or (begin is not None and first.before(begin))


def _too_large(claim: Claim, bound: Claim, name: str) -> Finding:
    message = f"must not be above {name}, {bound.ref} ({bound.value}), found {claim.value}"
    return claim.where("value"), message, f"value: {bound.value}"


@check("falling-total")
def totals_do_not_fall(book: Factbook) -> Iterator[Finding]:
    """A claimant's cumulative total does not fall, unless the earlier figure is marked superseded or withdrawn."""
    for count in book.of(Count).values():
        if count.counting != "cumulative":
            continue
        for line in series(book, count).values():
            for earlier, later in itertools.pairwise(line):
                if later.value.below(earlier.value) and earlier.status == "current":
                    yield (
                        later.where("value"),
                        f"must not be below {earlier.ref} ({earlier.value}) in a cumulative count, found {later.value}",
                        "status: superseded (on the earlier claim)",
                    )


@check("share")
def shares_stay_within_bounds(book: Factbook) -> Iterator[Finding]:
    """A count in percent has no claim above one hundred."""
    for count in book.of(Count).values():
        if count.unit != "percent":
            continue
        for claim in count.claims:
            if claim.value.least > Decimal(100):
                yield claim.where("value"), f"must be at most 100 percent, found {claim.value}", "value: about 50"


def _figures(count: Count) -> list[Claim]:
    return [claim for claim in count.claims if claim.stands and claim.value.known]
