"""What the chart ``over-time`` shows: the series of one count, its misreports, the finding and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ....factbook import Factbook
from ....kinds import Claim, Count
from ....views.series import series
from ....words import plain_prose
from ... import calendar_axis
from ...naming import side_name, side_of, teller, tip
from ...precision import Extent, Period
from ...registry import Options, Prepared, Row, the_count

JOINED: Final = ("cumulative", "stock")
"""How a count must be counted for one claimant's figures to be joined: a total or a level, that goes on between them."""
SPELT_OUT: Final = 5
"""How many series the description tells one by one, those with most figures first."""


@dataclass(frozen=True, slots=True)
class Point:
    """A claim as drawn."""

    ref: str
    period: Period
    extent: Extent
    faded: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One claimant's claims of one scope in order of time; ``amount`` is the last one in words."""

    name: str
    scope: str
    amount: str
    side: int | None
    points: tuple[Point, ...]
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class OverTime:
    """What the picture shows."""

    unit: str
    joined: bool
    series: tuple[Series, ...]


def prepare(book: Factbook, options: Options) -> Prepared[OverTime]:
    """The series of one count, and its misreports off them; unknown amounts are in the table alone."""
    count = the_count(book, options)
    lines = [
        Series(
            teller(book, claims[-1]),
            scope,
            claims[-1].value.words(),
            side_of(book, claims[-1].by),
            tuple(_point(claim) for claim in claims),
        )
        for (_, scope), claims in series(book, count).items()
    ]
    misreports = [
        Series(teller(book, claim), "misreport", claim.value.words(), None, (_point(claim),), crossed=True)
        for claim in count.claims
        if claim.status == "misreport" and claim.value.known
    ]
    shown = {point.ref: line for line in (*lines, *misreports) for point in line.points}
    rows = tuple(
        _row(book, claim, claim.ref in shown)
        for claim in sorted(
            count.claims, key=lambda claim: (teller(book, claim), calendar_axis.span(claim.as_of), claim.ref)
        )
    )
    columns = ("Claimant", "Side", "As of", "Amount", "What was counted", "Status", "In the picture")
    data = OverTime(count.unit, count.counting in JOINED, (*lines, *misreports))
    return Prepared(data, _summary(book, count, lines, len(misreports)), columns, rows)


def _point(claim: Claim) -> Point:
    return Point(claim.ref, Period.of(claim.as_of), Extent.of(claim.value), claim.status == "superseded")


def _row(book: Factbook, claim: Claim, shown: bool) -> Row:
    amount = claim.words()
    cells = (
        teller(book, claim),
        side_name(book, side_of(book, claim.by)),
        claim.as_of.words(),
        amount,
        claim.scope or "",
        claim.status,
        "yes" if shown else "no",
    )
    return Row(cells, claim.ref, tip(book, claim))


def _summary(book: Factbook, count: Count, lines: list[Series], misreports: int) -> str:
    """The finding in words: each claimant's way from its first figure to its last."""
    title = plain_prose(book, count.title)
    if not lines:
        return f"{title}: no amount with a date."
    ways = []
    longest = sorted(series(book, count).items(), key=lambda item: -len(item[1]))
    for (_, scope), claims in longest[:SPELT_OUT]:
        first, last = claims[0], claims[-1]
        way = f"{first.value.words()} ({first.as_of.words()})"
        way += f" to {last.value.words()} ({last.as_of.words()})" if len(claims) > 1 else ""
        ways.append(f"{teller(book, last)}{f', {scope}' if scope else ''}: {way}")
    more = f"; {len(longest) - SPELT_OUT} more in the table" if len(longest) > SPELT_OUT else ""
    text = f"{title}, by the time the claims are about. {'; '.join(ways)}{more}."
    return text + (f" Misreports, drawn as crosses off the lines: {misreports}." if misreports else "")
