"""Chart ``part-of-whole``: parts within wholes, each set from one claimant's own figures of one time."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...kinds.base import STATUS_WORDS
from ...problems import nearest, quote
from ...views.derived import derive
from ...views.parts import Figure, family_of, sets_of_figures
from ...words import plain_prose, short_name
from ..canvas import AmountCanvas, rules
from ..fact_labels import tooltip
from ..precision import ARROW, Extent
from ..registry import ChartRefused, Options, Prepared, Row, chart, count_option
from ..sides import side_of
from ..text_metrics import width, wrap
from ..theme import INK, MUTED, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

STEP: Final = 14
"""Indent of a part's text from that of its whole, in pixels."""
HEIGHT: Final = 14
"""Height of a bar in pixels."""
TINTS: Final = (0.28, 0.5, 0.75)
"""Opacity of the bars, from the whole inward."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim to draw, ``depth`` steps inward; ``of`` is the index of its whole in the set."""

    ref: str
    amount: str
    what: str
    note: str
    extent: Extent
    depth: int
    of: int | None


@dataclass(frozen=True, slots=True)
class Set:
    """One claimant's figures of one time, from the widest count inward."""

    name: str
    date: str
    colour: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class PartOfWhole:
    """The data: the sets in order of time."""

    unit: str
    sets: tuple[Set, ...]


def prepare(book: Factbook, options: Options) -> Prepared[PartOfWhole]:
    """Return the sets for one count and all that contain, bound or divide it. Raises :class:`ChartRefused` if nobody gives two.

    Claimants are never mixed. Misreports, withdrawn claims, unknown amounts and claims by nobody named stay out.
    """
    count = count_option(book, options)
    family = family_of(book, count)
    if len(family) < 2:
        related = sorted(name for name, other in book.of(Count).items() if len(family_of(book, other)) > 1)
        raise ChartRefused(
            f"name a count that has a part, a whole or a bound, found {quote(count.id)}; {nearest(count.id, related)}"
        )
    sets = list(sets_of_figures(book, count))
    if not sets:
        others = ", ".join(other for other in family if other != count.id)
        raise ChartRefused(
            f"name a count for which a claimant gives both a part and its whole at about the same time, "
            f"found {quote(count.id)}: nobody who gives it also gives {others}"
        )
    rows = tuple(_row(book, figure) for figures in sets for figure in figures)
    columns = ("Claimant", "As of", "Amount", "What was counted", "Part of", "Share", "Status")
    data = PartOfWhole(book.count_of(sets[-1][0].claim).unit, tuple(_set(book, figures) for figures in sets))
    return Prepared(data, _summary(book, sets), columns, rows)


def _share(book: Factbook, figure: Figure) -> str:
    """Return the share in whole percent with the weaker precision; empty if the amounts have none."""
    if figure.whole is None:
        return ""
    try:
        return derive(book, "share", (figure.claim.ref, figure.whole.ref)).words
    except ValueError:
        return ""


def _note(book: Factbook, figure: Figure) -> str:
    """Return the share of the whole, or of the number that bounds it, and whether the figure is replaced."""
    share = _share(book, figure)
    notes = [f"{share} of {'them' if figure.within else 'that number'}"] if share else []
    return ", ".join([*notes, *([STATUS_WORDS["superseded"]] if figure.claim.status == "superseded" else [])])


def _what(book: Factbook, claim: Claim) -> str:
    title = plain_prose(book, book.count_of(claim).title)
    return f"{title} ({claim.scope_words})" if claim.scope_words else title


def _set(book: Factbook, figures: list[Figure]) -> Set:
    first = figures[0].claim
    dates = dict.fromkeys(figure.claim.as_of.words(short=True) for figure in figures)
    refs = [figure.claim.ref for figure in figures]
    bars = (
        Bar(
            figure.claim.ref,
            figure.claim.value.words(),
            _what(book, figure.claim),
            _note(book, figure),
            Extent.of(figure.claim.value),
            figure.depth,
            refs.index(figure.whole.ref) if figure.whole else None,
        )
        for figure in figures
    )
    return Set(short_name(book, first.by), " and ".join(dates), side_of(book, first.by).colour, tuple(bars))


def _row(book: Factbook, figure: Figure) -> Row:
    claim, whole = figure.claim, figure.whole
    cells = (
        short_name(book, claim.by),
        claim.as_of.words(),
        claim.value.words(),
        _what(book, claim),
        "" if whole is None else f"{whole.value.words()}: {_what(book, whole)}",
        _share(book, figure),
        STATUS_WORDS[claim.status],
    )
    return Row(cells, claim.ref, f"{tooltip(book, claim)}: {_what(book, claim)}")


def _summary(book: Factbook, sets: list[list[Figure]]) -> str:
    """Return the finding in words: the newest set in full, and the number of sets."""
    newest = sets[-1]
    parts = []
    for figure in newest:
        share = _share(book, figure)
        parts.append(f"{_what(book, figure.claim)}: {figure.claim.value.words()}{f' ({share})' if share else ''}")
    first = newest[0].claim
    text = f"{short_name(book, first.by)}, {first.as_of.words()}. {'; '.join(parts)}."
    if len(sets) > 1:
        text = f"{len(sets)} times one claimant gives both a part and its whole. The newest: {text}"
    return text


@chart("part-of-whole", prepare, options=("count",))
def part_of_whole(prepared: Prepared[PartOfWhole], size: Size) -> alt.LayerChart:
    """How large is the part within the whole, by one claimant's own figures?"""
    canvas = _Canvas(prepared.data, size)
    for one in prepared.data.sets:
        canvas.set(one)
    return canvas.compose(canvas.y)


class _Canvas(AmountCanvas):
    """Sets from top to bottom."""

    BEHIND = MappingProxyType({"bar": rules(strokeWidth=HEIGHT), "inside": rules(strokeWidth=1.2, strokeDash=[2, 2])})

    def __init__(self, data: PartOfWhole, size: Size) -> None:
        extents = [bar.extent for one in data.sets for bar in one.bars]
        super().__init__(size, data.unit, extents, 330 if size == "wide" else 8)
        self.set_length(self._room(extents))

    def _room(self, extents: list[Extent]) -> float:
        """Return the greatest length of the scale that leaves room for the last tick's label and every arrow."""
        room = self.total - self.left - 2
        widest = room - self.last
        for extent in extents:
            if extent.opens > 0 and extent.most:
                widest = min(widest, (room - ARROW - 6) * self.most / extent.most)
        return widest - 7

    def set(self, one: Set) -> None:
        """Add a heading and its bars."""
        if self.y:
            self.edge()
        top = self.y
        self._head(one)
        colour = one.colour
        heights: list[float] = []
        for bar in one.bars:
            heights.append(self._bar(bar, colour))
        for bar, height in zip(one.bars, heights, strict=True):
            if bar.of is not None:
                end = bar.extent.most
                above = heights[bar.of] - HEIGHT / 2
                below = (height if self.wide else above + HEIGHT) - (HEIGHT / 2 if self.wide else 0)
                self.add("inside", x=end, x2=end, y=above, y2=below, color=INK)
        if self.wide:
            self.grid(top, self.y + 4)
        self.y += 8

    def _head(self, one: Set) -> None:
        self.swatch(one.colour, self.y + 15)
        room = self.left - 24 if self.wide else self.total - 18
        lines = wrap(one.name, room, TEXT, "semibold", lines=2)
        self.lines("strong", lines, 17, y=self.y + 15, dx=16 - self.left, color=INK)
        self.y += 15 + 17 * (len(lines) - 1)
        after = 24 + width(lines[-1], TEXT, "semibold")
        if after + width(one.date, SMALL) > room:
            self.y += 16
            after = 16
        for row, line in enumerate(wrap(one.date, room - after + 16, SMALL, lines=2)):
            self.add("small", y=self.y + 15 * row, dx=after - self.left, text=line, color=MUTED)
            self.y += 15 * row
        self.y += 12

    def _bar(self, bar: Bar, colour: str) -> float:
        """Add the text and the bar of one amount; return where the bar is."""
        inset = bar.depth * STEP - self.left + (16 if self.wide else 0)
        room = (0 if self.wide else self.total - self.left) - inset - (16 if self.wide else 0)
        self.add("strong", y=self.y + 11, dx=inset, text=bar.amount, color=INK, ref=bar.ref)
        begin = width(bar.amount, TEXT, "semibold") + 7
        if bar.note and begin + width(bar.note, SMALL) <= room:
            self.add("small", y=self.y + 11, dx=inset + begin, text=bar.note, color=MUTED)
            lines = wrap(bar.what, room, SMALL, lines=3)
        else:
            lines = [*([bar.note] if bar.note else []), *wrap(bar.what, room, SMALL, lines=3)]
        self.lines("small", lines, 15, y=self.y + 26, dx=inset, color=MUTED)
        below = self.y + 11 + 15 * len(lines)
        at = self.y + 18 if self.wide else below + 17
        self._stroke(bar, at, colour)
        if not self.wide:
            self.grid(at - 11, at + 11)
        self.y = max(below, at) + 14
        return at

    def _stroke(self, bar: Bar, at: float, colour: str) -> None:
        """Add a bar to what is certain, a paler one to the end of a range or an upper bound, and the mark of its end."""
        sure = bar.extent.low or 0
        tint = TINTS[min(bar.depth, len(TINTS) - 1)]
        for begin, end, opacity in ((0.0, sure, tint), (sure, bar.extent.most, tint / 2)):
            if end > begin:
                self.add("bar", y=at, color=colour, ref=bar.ref, x=begin, x2=end, opacity=opacity)
        self.amount(bar.extent, at, colour, bar.ref)
