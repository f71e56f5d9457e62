"""Checks of amounts against those of other claims."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal

from ..factbook import Factbook
from ..kinds import Claim, Count
from ..views.series import series
from .registry import Finding, check


@check("part-above-whole")
def parts_do_not_exceed_wholes(book: Factbook) -> Iterator[Finding]:
    """One claimant's part is never larger than its own whole at the same time."""
    yield from _above(book, "part_of", "the whole")


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
                if claim.by == bound.by and claim.as_of.near(bound.as_of, 0) and bound.value.below(claim.value):
                    yield (
                        claim.where("value"),
                        f"must not be above {name}, {bound.ref} ({bound.value}), found {claim.value}",
                        f"value: {bound.value}",
                    )


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
