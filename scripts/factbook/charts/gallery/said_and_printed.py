"""Chart ``said-and-printed``: what a claimant said, split into its parts, against what was printed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Source
from ...problems import nearest, quote
from ...values.formats import gettext, labelled, ngettext, pgettext
from ...views.parts import family_of, sets_of_figures
from ...views.voices import root_of_misreport
from ...words import plain_prose, short_name
from .. import own_rows
from ..amounts import key
from ..bar_rows import BOLD, BarRows
from ..fact_labels import tooltip
from ..precision import Extent
from ..registry import ChartRefused, Options, Prepared, Row, chart, option_names
from ..text_metrics import width, wrap
from ..theme import NOBODY, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

HEIGHT: Final = 18
"""Height of a bar in pixels."""
TINTS: Final = (0.85, 0.5, 0.3)
"""Opacity of the first part, of a second one, and of what is left of the whole."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim to draw: its fields, and the title of its count."""

    fields: Mapping[str, Any]
    what: str
    extent: Extent

    @property
    def ref(self) -> str:
        """The claim's full name."""
        return str(self.fields["ref"])

    @property
    def amount(self) -> str:
        """The amount in words."""
        return str(self.fields["amount"])


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: a figure as it was said, with its parts, or one that was printed of the row above."""

    name: str
    date: str
    printed: bool
    figure: Figure
    parts: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidAndPrinted:
    """The data: the rows from top to bottom, and the sentence that says what is left out."""

    unit: str
    bars: tuple[Bar, ...]
    left_out: str


def prepare(book: Factbook, options: Options) -> Prepared[SaidAndPrinted]:
    """Return the figures that ``claims`` names, those said in order of time, each followed by what was printed of it.

    The figure behind a printed one is added if it is not named. Raises :class:`ChartRefused` unless at least one was printed
    of another, and all count one thing, its parts or its wholes.
    """
    names = option_names(options, "claims", "known claims", book.claims)
    if not names:
        raise ChartRefused(f"have the option claims, a list of claims' full names; {nearest('', book.claims)}")
    pairs = [(claim, root_of_misreport(book, claim)) for claim in map(book.claims.__getitem__, names)]
    if all(claim is behind for claim, behind in pairs):
        known = sorted(claim.ref for claim in book.claims.values() if root_of_misreport(book, claim) is not claim)
        raise ChartRefused(
            f"name in claims a figure that was printed of another (it has the field misreports), found {quote(', '.join(names))}; "
            f"{nearest(names[0], known)}"
        )
    said = {behind.ref: behind for _, behind in pairs}
    _require_one_scale(book, [*said.values(), *(claim for claim, _ in pairs)])
    bars: list[Bar] = []
    for ref, source in sorted(said.items(), key=lambda item: (item[1].as_of.last_day, item[0])):
        bars.append(_said(book, source))
        printed = (claim for claim, behind in pairs if behind.ref == ref and claim is not behind)
        bars += (_printed(book, claim) for claim in sorted(printed, key=lambda claim: (_day(book, claim), claim.ref)))
    others = sum(
        claim.ref not in names and claim is not behind and behind.ref in said
        for claim, behind in ((claim, root_of_misreport(book, claim)) for claim in book.claims.values())
    )
    left_out = ngettext(
        "%(num)s more misprint of these figures is not drawn here.",
        "%(num)s more misprints of these figures are not drawn here.",
        others,
    )
    first = next(iter(said.values()))
    data = SaidAndPrinted(book.count_of(first).unit, tuple(bars), left_out if others else "")
    columns = (
        pgettext("column", "Who"),
        pgettext("column", "Said or printed"),
        pgettext("column", "When"),
        pgettext("column", "Amount"),
        pgettext("column", "What was counted"),
        pgettext("column", "Part of"),
    )
    return Prepared(data, _summary(data), columns, tuple(_rows(book, bars)))


def _require_one_scale(book: Factbook, claims: list[Claim]) -> None:
    """Raise :class:`ChartRefused` unless all claims are about one count, its parts or its wholes."""
    first = book.count_of(claims[0])
    family = family_of(book, first)
    for claim in claims:
        if claim.count not in family:
            raise ChartRefused(
                f"name claims about {first.id}, its parts and its wholes, found {quote(claim.ref)}: different things "
                "counted never share an axis"
            )


def _figure(book: Factbook, claim: Claim, **fields: str) -> Figure:
    title = plain_prose(book, book.count_of(claim).title)
    return Figure({**own_rows.drawn_claim(book, claim), **fields}, title, Extent.of(claim.value))


def _said(book: Factbook, claim: Claim) -> Bar:
    """Return the row of a claim, with the same claimant's figures for its parts, the part printed most first."""
    sets = sets_of_figures(book, book.count_of(claim))
    family = next((figures for figures in sets if any(figure.claim is claim for figure in figures)), [])
    parts = [figure.claim for figure in family if figure.whole is claim and figure.within]
    misprinted = [other.count for other in book.claims.values() if other.misreports == claim.ref]
    parts.sort(key=lambda part: (-misprinted.count(part.count), part.ref))
    date = claim.said_on or claim.as_of
    figures = tuple(_figure(book, part) for part in parts)
    return Bar(short_name(book, claim.by), date.words(short=True), False, _figure(book, claim), figures)


def _printed(book: Factbook, claim: Claim) -> Bar:
    source = book.of(Source)[claim.source]
    name = short_name(book, source.publisher)
    agency = source.agency if source.agency and source.agency != source.publisher else None
    if agency:
        name = gettext("%(agency)s, in %(publisher)s", agency=short_name(book, agency), publisher=name)
    date = source.published or claim.said_on or claim.as_of
    return Bar(name, date.words(short=True), True, _figure(book, claim, colour=NOBODY))


def _day(book: Factbook, claim: Claim) -> object:
    return (book.of(Source)[claim.source].published or claim.said_on or claim.as_of).last_day


def _rows(book: Factbook, bars: list[Bar]) -> Iterator[Row]:
    for bar in bars:
        step = pgettext("step", "printed") if bar.printed else pgettext("step", "said")
        yield _row(book, bar, step, bar.figure, "")
        for part in bar.parts:
            yield _row(book, bar, step, part, labelled(bar.figure.amount, bar.figure.what))


def _row(book: Factbook, bar: Bar, step: str, figure: Figure, whole: str) -> Row:
    cells = (bar.name, step, bar.date, figure.amount, figure.what, whole)
    return Row(cells, figure.ref, labelled(tooltip(book, book.claims[figure.ref]), figure.what))


def _summary(data: SaidAndPrinted) -> str:
    """Return the finding in words: each figure that was said, with its parts, and what was printed of it."""
    sentences = []
    for bar in data.bars:
        whole, *parts = (f"{figure.amount} ({figure.what})" for figure in (bar.figure, *bar.parts))
        figures = "; ".join((whole, *(gettext("of them %(figure)s", figure=part) for part in parts)))
        sentences.append(
            gettext("%(who)s printed, %(date)s: %(words)s.", who=bar.name, date=bar.date, words=figures)
            if bar.printed
            else gettext("%(who)s, %(date)s: %(words)s", who=bar.name, date=bar.date, words=figures) + "."
        )
    return " ".join([*sentences, *([data.left_out] if data.left_out else [])])


@chart("said-and-printed", prepare, options=("claims",))
def said_and_printed(prepared: Prepared[SaidAndPrinted], size: Size) -> alt.LayerChart:
    """What was said, and what was printed of it?"""
    data = prepared.data
    extents = [figure.extent for bar in data.bars for figure in (bar.figure, *bar.parts)]
    rows = BarRows(size, data.unit, extents, HEIGHT)
    for bar in data.bars:
        _row_of(rows, bar)
    hatched = gettext("Hatched: what was printed of the figure above it.")
    return rows.picture(
        [" ".join([*key(rows.datasets["claims"]), hatched]), *([data.left_out] if data.left_out else [])]
    )


def _row_of(rows: BarRows, bar: Bar) -> None:
    """Add a row: who and when, each amount with what it counts, and the bar beside them or, on a phone, below."""
    if rows.row > 1 and not bar.printed:
        rows.row += 1
        rows.edge()
        rows.row += 1
    first, inset = rows.row - 1, 22 if bar.printed else 0
    rows.name(bar.name, bar.date, inset, ref=bar.figure.ref)
    lone = None if bar.printed or bar.parts else TINTS[1]
    amount = bar.figure.amount
    _words(rows, bar.figure, gettext("printed: %(amount)s", amount=amount) if bar.printed else amount, lone, inset)
    for part, tint in zip(bar.parts, TINTS, strict=False):
        _words(rows, part, gettext("of them %(figure)s", figure=part.amount), tint, inset)
    at = (first + rows.row) // 2 if rows.wide else rows.row + 1
    rows.row += 0 if rows.wide else 3
    rows.grid(first if rows.wide else at - 1, rows.row - 1 if rows.wide else at + 1)
    _bar(rows, bar, at)
    rows.row += 1


def _words(rows: BarRows, figure: Figure, amount: str, tint: float | None, dx: float) -> None:
    """Add an amount and what it counts; the key of a bar in the ``tint`` stands before it."""
    looks = {} if tint is None else {"side": figure.fields["colour"], "tint": tint}
    dx += 16 * bool(looks)
    rows.text(amount, dx, **BOLD, **looks, ref=figure.ref)
    after = dx + width(amount, TEXT, "semibold") + 6
    if after + width(figure.what, SMALL) <= rows.room:
        rows.lines([figure.what], after)
    else:
        rows.row += 2
        rows.lines(wrap(figure.what, rows.room - dx, SMALL, lines=2), dx)


def _bar(rows: BarRows, bar: Bar, row: int) -> None:
    """Add the bar, its parts, and the marks of their precision."""
    figure = bar.figure
    most = figure.extent.most
    if bar.printed:
        rows.datasets["printed"].append({**figure.fields, "row": str(row), "begin": 0, "end": most})
    else:
        ends = [min(end, most) for end in accumulate((part.extent.most for part in bar.parts), initial=0.0)]
        for (begin, end), part, tint in zip(pairwise(ends), bar.parts, TINTS, strict=False):
            rows.bar(part.fields, row, begin, end, tint)
        rows.bar(figure.fields, row, ends[-1], most, TINTS[-1] if bar.parts else TINTS[1])
    for each in (figure, *bar.parts[:1]):
        if each.extent.known:
            rows.mark(each.fields, row)
