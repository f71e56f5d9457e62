"""Chart ``said-and-printed``: what a claimant said, split into its parts, against what was printed of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Source
from ...problems import nearest, quote
from ...views.parts import family_of, sets_of_figures
from ...views.voices import root_of_misreport
from ...words import plain_prose, short_name
from ..canvas import AmountCanvas, rules, symbols
from ..fact_labels import counted, tooltip
from ..precision import ARROW, Extent
from ..registry import ChartRefused, Options, Prepared, Row, chart, option_names
from ..sides import side_of
from ..text_metrics import fit, width, wrap
from ..theme import INK, MUTED, NOBODY, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

HEIGHT: Final = 18
"""Height of a bar in pixels."""
HATCH: Final = 8
"""Pixels from one line of a printed figure's hatching to the next."""
TINTS: Final = (0.85, 0.5, 0.3)
"""Opacity of the first part, of a second one, and of what is left of the whole."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount with the title of its count; ``ref`` is the claim."""

    ref: str
    amount: str
    what: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: a figure as it was said, with its parts, or one that was printed of the row above."""

    name: str
    date: str
    colour: str
    printed: bool
    figure: Figure
    parts: tuple[Figure, ...] = ()
    fallen: bool = False


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
    left_out = (
        f"{counted(others, 'more misprint')} of these figures {'is' if others == 1 else 'are'} not drawn here."
        if others
        else ""
    )
    first = next(iter(said.values()))
    data = SaidAndPrinted(book.count_of(first).unit, tuple(bars), left_out)
    columns = ("Who", "Said or printed", "When", "Amount", "What was counted", "Part of")
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


def _figure(book: Factbook, claim: Claim) -> Figure:
    return Figure(claim.ref, claim.words(), plain_prose(book, book.count_of(claim).title), Extent.of(claim.value))


def _said(book: Factbook, claim: Claim) -> Bar:
    """Return the row of a claim, with the same claimant's figures for its parts, the part printed most first."""
    sets = sets_of_figures(book, book.count_of(claim))
    family = next((figures for figures in sets if any(figure.claim is claim for figure in figures)), [])
    parts = [figure.claim for figure in family if figure.whole is claim and figure.within]
    misprinted = [other.count for other in book.claims.values() if other.misreports == claim.ref]
    parts.sort(key=lambda part: (-misprinted.count(part.count), part.ref))
    date = claim.said_on or claim.as_of
    figures = tuple(_figure(book, part) for part in parts)
    return Bar(
        short_name(book, claim.by),
        date.words(short=True),
        side_of(book, claim.by).colour,
        False,
        _figure(book, claim),
        figures,
    )


def _printed(book: Factbook, claim: Claim) -> Bar:
    source = book.of(Source)[claim.source]
    name = short_name(book, source.publisher)
    agency = source.agency if source.agency and source.agency != source.publisher else None
    if agency:
        name = f"{short_name(book, agency)}, in {name}"
    date = source.published or claim.said_on or claim.as_of
    return Bar(name, date.words(short=True), NOBODY, True, _figure(book, claim), fallen=claim.fallen)


def _day(book: Factbook, claim: Claim) -> object:
    return (book.of(Source)[claim.source].published or claim.said_on or claim.as_of).last_day


def _rows(book: Factbook, bars: list[Bar]) -> Iterator[Row]:
    for bar in bars:
        step = "printed" if bar.printed else "said"
        yield _row(book, bar, step, bar.figure, "")
        for part in bar.parts:
            yield _row(book, bar, step, part, f"{bar.figure.amount}: {bar.figure.what}")


def _row(book: Factbook, bar: Bar, step: str, figure: Figure, whole: str) -> Row:
    cells = (bar.name, step, bar.date, figure.amount, figure.what, whole)
    return Row(cells, figure.ref, f"{tooltip(book, book.claims[figure.ref])}: {figure.what}")


def _summary(data: SaidAndPrinted) -> str:
    """Return the finding in words: each figure that was said, with its parts, and what was printed of it."""
    sentences = []
    for bar in data.bars:
        figures = "; of them ".join(f"{figure.amount} ({figure.what})" for figure in (bar.figure, *bar.parts))
        sentences.append(f"{bar.name}{' printed' if bar.printed else ''}, {bar.date}: {figures}.")
    return " ".join([*sentences, *([data.left_out] if data.left_out else [])])


@chart("said-and-printed", prepare, options=("claims",))
def said_and_printed(prepared: Prepared[SaidAndPrinted], size: Size) -> alt.LayerChart:
    """What was said, and what was printed of it?"""
    canvas = _Canvas(prepared.data, size)
    for bar in prepared.data.bars:
        canvas.bar(bar)
    canvas.note(prepared.data.left_out)
    return canvas.compose(canvas.y)


class _Canvas(AmountCanvas):
    """Rows from top to bottom: text at the left, or above the bar on a phone."""

    BEHIND = MappingProxyType(
        {
            "bar": rules(strokeWidth=HEIGHT),
            "hatch": rules(strokeWidth=1.3),
        }
    )
    TEXTS = MappingProxyType({"key": symbols(shape="square", size=90), **AmountCanvas.TEXTS})

    def __init__(self, data: SaidAndPrinted, size: Size) -> None:
        extents = [figure.extent for bar in data.bars for figure in (bar.figure, *bar.parts)]
        super().__init__(size, data.unit, extents, 330 if size == "wide" else 8)
        room = self.total - self.left - 2
        arrows = [(room - ARROW - 6) * self.most / each.most for each in extents if each.opens > 0 and each.most]
        self.set_length(min([room - self.last, *arrows]) - 7)

    def bar(self, bar: Bar) -> None:
        """Add a row."""
        if self.y and not bar.printed:
            self.edge()
        self.y += 4
        top = self.y
        inset = 22 if bar.printed else 0
        self._head(bar, inset)
        lone = None if bar.printed or bar.parts else TINTS[1]
        self._text(bar.figure, "printed: " if bar.printed else "", bar.colour, lone, inset)
        for part, tint in zip(bar.parts, TINTS, strict=False):
            self._text(part, "of them ", bar.colour, tint, inset)
        at = (top + self.y) / 2 if self.wide else self.y + HEIGHT / 2 + 10
        self._strokes(bar, at, bar.colour)
        self.grid(top if self.wide else at - HEIGHT / 2 - 3, self.y + 4 if self.wide else at + HEIGHT / 2 + 3)
        self.y = (self.y if self.wide else at + HEIGHT / 2) + 10

    def _head(self, bar: Bar, inset: float) -> None:
        """Add who said or printed it, and when."""
        room = (self.left - 16 if self.wide else self.total - 8) - inset
        lines = wrap(bar.name, room, TEXT, "semibold", lines=2)
        self.lines("strong", lines, 17, y=self.y + 11, dx=inset - self.left, color=INK, ref=bar.figure.ref)
        self.y += 11 + 17 * (len(lines) - 1)
        after = width(lines[-1], TEXT, "semibold") + 8
        if after + width(bar.date, SMALL) > room:
            self.y += 16
            after = 0
        self.add("small", y=self.y, dx=inset + after - self.left, text=fit(bar.date, room, SMALL), color=MUTED)
        self.y += 6

    def _text(self, figure: Figure, before: str, colour: str, tint: float | None, inset: float) -> None:
        """Add an amount and what it counts; the key of a bar in the ``tint`` stands before it."""
        begin = inset - self.left
        self.y += 13
        if tint is not None:
            self.add("key", y=self.y, dx=begin + 5, fill=colour, opacity=tint)
            begin += 16
        amount = before + figure.amount
        self.add("strong", y=self.y, dx=begin, text=amount, color=INK, ref=figure.ref)
        room = (0 if self.wide else self.total - self.left) - begin - 16
        after = width(amount, TEXT, "semibold") + 6
        first, *rest = wrap(figure.what, room - after, SMALL, lines=2) if room - after > 110 else ["", figure.what]
        if rest:
            first, rest = "", wrap(figure.what, room, SMALL, lines=2)
        self.add("small", y=self.y, dx=begin + after, text=first, color=MUTED)
        self.lines("small", rest, 15, y=self.y + 16, dx=begin, color=MUTED)
        self.y += 16 * len(rest) + 4

    def _strokes(self, bar: Bar, at: float, colour: str) -> None:
        """Add the bar with the marks of its precision."""
        most = bar.figure.extent.most
        if bar.printed:
            self._hatching(bar, at, colour)
        else:
            ends = [min(end, most) for end in accumulate((part.extent.most for part in bar.parts), initial=0.0)]
            looks = zip(pairwise(ends), bar.parts, TINTS, strict=False)
            for (begin, end), part, tint in looks:
                self.add("bar", x=begin, x2=end, y=at, color=colour, opacity=tint, ref=part.ref)
            rest = TINTS[-1] if bar.parts else TINTS[1]
            self.add("bar", x=ends[-1], x2=most, y=at, color=colour, opacity=rest, ref=bar.figure.ref)
        if bar.figure.extent.known:
            self.amount(bar.figure.extent, at, colour, bar.figure.ref, crossed=bar.fallen)
        for part in bar.parts[:1]:
            self.amount(part.extent, at, colour, part.ref)

    def _hatching(self, bar: Bar, at: float, colour: str) -> None:
        """Add an outline filled with slanted lines, from zero to the figure."""
        length, half = self.px(bar.figure.extent.most), HEIGHT / 2
        for y in (at - half, at + half):
            self.add("hatch", x=0, x2=0, dx=0, dx2=length, y=y, y2=y, color=colour, ref=bar.figure.ref)
        for foot in range(-HEIGHT, int(length), HATCH):
            begin, end = max(foot, 0), min(foot + HEIGHT, length)
            self.add(
                "hatch", x=0, x2=0, dx=begin, dx2=end, y=at + half - (begin - foot), y2=at + half - (end - foot),
                color=colour, ref=bar.figure.ref,
            )  # fmt: skip

    def note(self, text: str) -> None:
        """Add a sentence about the whole chart below."""
        if text:
            lines = wrap(text, self.total - 8, SMALL, lines=2)
            self.lines("small", lines, 15, y=self.y + 12, dx=-self.left, color=MUTED)
            self.y += 12 + 15 * len(lines)
