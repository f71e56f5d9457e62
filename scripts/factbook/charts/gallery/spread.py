"""Chart ``spread``: the months in which several claims are about one count, each a mark, a thin bar from the lowest to the highest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...kinds.base import STATUS_WORDS
from ...values.formats import commas, current, gettext, gettext_noop, ngettext, pgettext
from ...views.series import is_own_figure, series
from ...views.standing import in_words, why_never
from ...words import plain_prose
from .. import axes, own_rows
from ..amounts import amount_layers, key, reach_of
from ..fact_labels import claimant_label, tooltip
from ..layers import NOTE, Frame, Item
from ..layout import pack_lanes
from ..placed import constant, framed, grid_lines, paragraph, row_channels, rows_of, side_key, swatches, word, words
from ..precision import Extent
from ..registry import Options, Prepared, Row, chart, count_option
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, GRID, INK, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 16
"""Room for the arrow of an open end beyond the scale, in pixels."""
STEP: Final = 16
"""Height of a line of words or marks, in pixels."""
NOTE_OF_BAR: Final = gettext_noop("Bar: spread of the claims, from the lowest to the highest number of the month")
EMPTY: Final = gettext_noop("No month with two claims")
NOT_DRAWN: Final = gettext_noop("not drawn")
"""What the table says of a claim in the place of its month."""
MAX_NUMBERS: Final = 5
"""Numbers of a month that are all written out; of more the lowest and the highest."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim to draw."""

    fields: Mapping[str, Any]
    extent: Extent


@dataclass(frozen=True, slots=True)
class Month:
    """A month with several claims: its name, who said which number, and its marks."""

    name: str
    words: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest printed number."""
        return min(mark.extent.least for mark in self.marks), max(mark.extent.most for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Spread:
    """The data: the months from top to bottom, the sides in them, and how many claims are not drawn and why."""

    unit: str
    sides: tuple[SideStyle, ...]
    months: tuple[Month, ...]
    not_drawn: str


def prepare(book: Factbook, options: Options) -> Prepared[Spread]:
    """Return the claims of one count by the month they are about, where a month has several.

    Drawn are known amounts that their claimants stand or stood by, for exactly this count, with a date that
    lies within one month; all others are in the table alone, and their number and why is said.
    """
    count = count_option(book, options)
    by_month = {month: sorted(claims, key=_order) for month, claims in sorted(_by_month(book, count).items())}
    sides = {side_of(book, claim.by) for claims in by_month.values() for claim in claims}
    months = tuple(
        Month(_name(month), _in_words(book, claims), _marks(book, claims)) for month, claims in by_month.items()
    )
    data = Spread(count.unit, tuple(sorted(sides)), months, _not_drawn(book, count, by_month))
    within = {claim.ref: month for month, claims in by_month.items() for claim in claims}
    rows = tuple(
        Row(
            (
                claimant_label(book, claim),
                _name(within[claim.ref]) if claim.ref in within else gettext(NOT_DRAWN),
                claim.as_of.words(),
                claim.words(),
                claim.scope_words,
                gettext(STATUS_WORDS[claim.status]),
            ),
            claim.ref,
            tooltip(book, claim),
        )
        for claim in sorted(count.claims, key=lambda claim: (within.get(claim.ref, 10**6), _order(claim)))
    )
    columns = (
        pgettext("column", "Claimant"),
        pgettext("column", "Month"),
        pgettext("column", "As of"),
        pgettext("column", "Amount"),
        pgettext("column", "What was counted"),
        pgettext("column", "Status"),
    )
    return Prepared(data, _summary(book, count, by_month), columns, rows)


def _order(claim: Claim) -> tuple[float, float, str]:
    extent = Extent.of(claim.value)
    return extent.least, extent.most, claim.ref


def _by_month(book: Factbook, count: Count) -> dict[int, list[Claim]]:
    """Group the claims to draw by month, as in :mod:`..axes`; one alone in its month is not drawn."""
    months: dict[int, list[Claim]] = {}
    for (_, scope), claims in series(book, count).items():
        for claim in claims if not scope else ():
            first, last = (axes.month_of(time) for time in axes.time_span(claim.as_of))
            if first == last and claim.as_of.earliest and claim.as_of.latest:
                months.setdefault(first, []).append(claim)
    return {month: claims for month, claims in months.items() if len(claims) > 1}


def _name(month: int) -> str:
    return axes.month_and_year(month)


def _marks(book: Factbook, claims: list[Claim]) -> tuple[Mark, ...]:
    return tuple(Mark(own_rows.drawn_claim(book, claim), Extent.of(claim.value)) for claim in claims)


def _not_drawn(book: Factbook, count: Count, by_month: dict[int, list[Claim]]) -> str:
    """Return how many claims are in the table alone, and why; empty if there are none."""
    drawn = {claim.ref for claims in by_month.values() for claim in claims}
    left = [claim for claim in count.claims if claim.ref not in drawn]
    others = [claim for claim in left if is_own_figure(book, claim) and not claim.coverage]
    barred = [claim for claim in left if claim not in others]
    reasons = ("scope" if is_own_figure(book, claim) else why_never(book, claim) or "scope" for claim in barred)
    alone = ngettext(
        "%(num)s is alone in a month or about no one month",
        "%(num)s are alone in a month or about no one month",
        len(others),
    )
    why = commas(filter(None, (alone if others else "", in_words(reasons))))
    return gettext("Not drawn, in the table: %(why)s", why=why) if why else ""


def _ends(claims: list[Claim]) -> tuple[Claim, Claim]:
    """Return the claims with the lowest and the highest number, two if there are; of equals the one that is open further."""
    high = max(claims, key=lambda claim: (Extent.of(claim.value).most, Extent.of(claim.value).opens, claim.ref))
    others = [claim for claim in claims if claim is not high] or claims
    low = min(others, key=lambda claim: (Extent.of(claim.value).least, Extent.of(claim.value).opens, claim.ref))
    return low, high


def _amount_and_source(book: Factbook, claim: Claim) -> str:
    return f"{claim.value.words()} ({claimant_label(book, claim)})"


def _in_words(book: Factbook, claims: list[Claim]) -> tuple[str, ...]:
    """Return each number of a month and who gives it, from the lowest, so that no mark is told by its colour alone.

    Of more numbers than :data:`MAX_NUMBERS` only the lowest and the highest are written out.
    """
    claimants: dict[str, dict[str, None]] = {}
    for claim in sorted(claims, key=_order):
        claimants.setdefault(claim.value.words(), {})[claimant_label(book, claim)] = None
    if len(claimants) > MAX_NUMBERS:
        low, high = (f"{claim.value.words()} · {claimant_label(book, claim)}" for claim in _ends(claims))
        between = ngettext("%(num)s more between", "%(num)s more between", len(claims) - 2)
        return (low, between, high)
    return tuple(f"{amount} · {_listed(list(names))}" for amount, names in claimants.items())


def _listed(names: list[str]) -> str:
    """Join up to four names; of more, the first and the number of others."""
    if len(names) > 4:
        more = len(names) - 1
        return ngettext("%(name)s and %(num)s more", "%(name)s and %(num)s more", more, name=names[0])
    return current().listed(names)


def _summary(book: Factbook, count: Count, by_month: dict[int, list[Claim]]) -> str:
    """Return the finding in words: the spread of the first month with several claims, and of the last."""
    title = plain_prose(book, count.title)
    if not by_month:
        return gettext("%(title)s: no month with two claims.", title=title)
    total = sum(map(len, by_month.values()))
    sentences = [
        ngettext(
            "%(title)s: %(claims)s in %(num)s month with several.",
            "%(title)s: %(claims)s in %(num)s months with several.",
            len(by_month),
            title=title,
            claims=ngettext("%(num)s claim", "%(num)s claims", total),
        )
    ]
    several = [month for month, claims in by_month.items() if len({claim.value for claim in claims}) > 1]
    if several:
        (low, high), (low_later, high_later) = (
            (_amount_and_source(book, claim) for claim in _ends(by_month[month])) for month in (several[0], several[-1])
        )
        run = {"low": low, "high": high, "month": _name(several[0])}
        later = {"low_later": low_later, "high_later": high_later, "month_later": _name(several[-1])}
        sentences.append(
            gettext(
                "The claims run from %(low)s to %(high)s in %(month)s, and from %(low_later)s to %(high_later)s in %(month_later)s.",
                **run,
                **later,
            )
            if several[1:]
            else gettext("The claims run from %(low)s to %(high)s in %(month)s.", **run)
        )
        if by_month.keys() - {several[0]}:
            sentences.append(gettext("The bars show how far the claims lie apart, not how sure anyone is."))
    return " ".join(sentences)


@chart("spread", prepare, options=("count",))
def spread(prepared: Prepared[Spread], size: Size) -> alt.LayerChart:
    """How far apart are the claims about one count, month by month?"""
    import altair as alt

    plot = _Plot(prepared.data, size)
    amount = alt.Scale(domain=[0, plot.ticks[-1]], nice=False)
    axis = alt.Axis(orient="top", values=plot.ticks, labelExpr=axes.label_expression(plot.ticks), grid=False)
    x, (y, top) = alt.X("value:Q", scale=amount, axis=axis), row_channels(plot.rows, plot.height)
    left, months = constant("XValue", -plot.left), rows_of("months").encode(y=y)
    first = alt.Y("first:N", axis=None, bandPosition=0)
    claims = rows_of("claims").encode(x=x, y=y, color=alt.Color("colour:N", scale=None), href=alt.Href("href:N"))
    words_at, notes = rows_of("words").encode(x=left, y=y), rows_of("notes").encode(x=left, y=constant("YValue", 0))
    ends = months.transform_fold(["low", "high"], as_=["end", "value"]).encode(x=x)
    stack = [
        months.mark_rule(color=GRID).encode(x=left, x2=constant("X2Value", plot.room - plot.left), y=first),
        grid_lines(x, top),
        months.mark_rule(color=AXIS, strokeWidth=1.6).encode(x=alt.X("low:Q", scale=amount), x2=alt.X2("high:Q")),
        ends.mark_tick(color=AXIS, thickness=1.6, size=8),
        *amount_layers(claims, "x", amount, plot.datasets["claims"]),
        swatches(notes),
        *(words(each) for each in (words_at, notes)),
    ]
    return framed(stack, plot.datasets, plot.frame)


class _Plot:
    """Lines of equal height: in each month the bar, below it the marks in lanes, and beside them or above who said what; in pixels."""

    def __init__(self, data: Spread, size: Size) -> None:
        self.wide, self.room, self.rows = size == "wide", WIDTHS[size], 0
        self.left, self.words = (104.0, 236.0) if self.wide else (8.0, 0.0)
        marks = [mark for month in data.months for mark in month.marks]
        self.ticks = axes.number_ticks(max((mark.extent.most for mark in marks), default=0), 5 if self.wide else 3)
        beyond = max(width(axes.number_label(self.ticks[-1]), SMALL) / 2, ARROW + 6)
        self.width = math.floor(self.room - self.left - self.words - beyond - 2)
        most = self.ticks[-1]
        self.ticks = axes.thinned_ticks(self.ticks, self.width / (len(self.ticks) - 1))
        self.scale = self.width / most
        self.datasets: dict[str, list[Item]] = {"months": [], "grid": [], "claims": [], "words": []}
        for month in data.months:
            self._month(month)
        self.height = STEP * max(self.rows, 1)
        notes = [
            gettext(NOTE_OF_BAR) if data.months else gettext(EMPTY),
            data.not_drawn,
            *key(mark.fields for mark in marks),
        ]
        above = paragraph(filter(None, notes), self.room, 0)
        lines = side_key(data.sides, self.room)
        head = 52 + NOTE * len(above) + 18 * len(lines)
        self.datasets["notes"] = [
            *({**each, "dy": each["dy"] - head + 8} for each in above),
            *({**each, "dy": 18 * (row - len(lines)) - 36} for row, line in enumerate(lines) for each in line),
            word(fit(data.unit if data.months else "", self.room, SMALL), self.left if self.wide else 0, -31),
        ]
        self.frame = Frame(self.width, self.height, self.left, self.room - self.left - self.width, head, 6)

    def _month(self, month: Month) -> None:
        """Add a month."""
        start = self.rows
        number = ngettext("%(num)s claim", "%(num)s claims", len(month.marks))
        self._words([month.name], 0, size=TEXT, weight=600, ink=INK)
        lines = [line for said in month.words for line in wrap(said, self.words or self.room, SMALL, lines=2)]
        if self.wide:
            self._words([number], 0, below=1)
            self._words(lines, self.room - self.words)
        else:
            self._words([number], width(month.name, TEXT, "semibold") + 8)
            self._words(lines, 0, below=1)
            self.rows += 1 + len(lines)
        low, high = month.ends
        self.datasets["months"].append(
            {"month": month.name, "low": low, "high": high, "row": str(self.rows), "first": str(start)}
        )
        lanes = pack_lanes([self._covered(mark) for mark in month.marks])
        for mark, lane in zip(month.marks, lanes, strict=True):
            self.datasets["claims"].append({**mark.fields, "row": str(self.rows + 1 + lane)})
        first, self.rows = self.rows, self.rows + 2 + max(lanes)
        if self.wide:
            self.rows = max(self.rows, start + 2, start + len(lines))
        last = str(self.rows - 1)
        self.datasets["grid"] += [{"value": tick, "row": str(first), "last": last} for tick in self.ticks]

    def _words(self, lines: Sequence[str], dx: float, below: int = 0, **looks: Any) -> None:
        """Add lines of words, from so many rows below the one in hand on."""
        self.datasets["words"] += [
            word(line, dx, 0, row=str(self.rows + below + at), **looks) for at, line in enumerate(lines)
        ]

    def _covered(self, mark: Mark) -> tuple[float, float]:
        """Return where the mark of a claim begins and ends."""
        before, after = reach_of(mark.extent.relation)
        return mark.extent.least * self.scale - before, mark.extent.most * self.scale + after
