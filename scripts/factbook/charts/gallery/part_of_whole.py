"""Chart ``part-of-whole``: parts within wholes, each set from one claimant's own figures of one time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...kinds.base import STATUS_WORDS
from ...problems import nearest, quote
from ...values.formats import commas, current, gettext, labelled, ngettext, pgettext
from ...views.derived import derive
from ...views.parts import Figure, family_of, sets_of_figures
from ...words import plain_prose, short_name
from .. import own_rows
from ..amounts import key
from ..bar_rows import BOLD, BarRows
from ..fact_labels import tooltip
from ..precision import Extent
from ..registry import ChartRefused, Options, Prepared, Row, chart, count_option
from ..text_metrics import width, wrap
from ..theme import SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

INSET: Final = 14
"""Indent of a part's text from that of its whole, in pixels."""
HEIGHT: Final = 14
"""Height of a bar in pixels."""
TINTS: Final = (0.28, 0.5, 0.75)
"""Opacity of the bars, from the whole inward."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim to draw, ``depth`` steps inward: its fields, as a story's own charts have them; ``of`` is the index of its whole in the set."""

    fields: Mapping[str, Any]
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
    columns = (
        pgettext("column", "Claimant"),
        pgettext("column", "As of"),
        pgettext("column", "Amount"),
        pgettext("column", "What was counted"),
        pgettext("column", "Part of"),
        pgettext("column", "Share"),
        pgettext("column", "Status"),
    )
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
    if share:
        share = (
            gettext("%(share)s of them", share=share)
            if figure.within
            else gettext("%(share)s of that number", share=share)
        )
    replaced = gettext(STATUS_WORDS[figure.claim.status]) if figure.claim.status == "superseded" else ""
    return commas(filter(None, (share, replaced)))


def _what(book: Factbook, claim: Claim) -> str:
    title = plain_prose(book, book.count_of(claim).title)
    return f"{title} ({claim.scope_words})" if claim.scope_words else title


def _set(book: Factbook, figures: list[Figure]) -> Set:
    first = figures[0].claim
    dates = dict.fromkeys(figure.claim.as_of.words(short=True) for figure in figures)
    refs = [figure.claim.ref for figure in figures]
    bars = (
        Bar(
            own_rows.drawn_claim(book, figure.claim),
            figure.claim.value.words(),
            _what(book, figure.claim),
            _note(book, figure),
            Extent.of(figure.claim.value),
            figure.depth,
            refs.index(figure.whole.ref) if figure.whole else None,
        )
        for figure in figures
    )
    return Set(short_name(book, first.by), current().listed(list(dates)), tuple(bars))


def _row(book: Factbook, figure: Figure) -> Row:
    claim, whole = figure.claim, figure.whole
    cells = (
        short_name(book, claim.by),
        claim.as_of.words(),
        claim.value.words(),
        _what(book, claim),
        "" if whole is None else labelled(whole.value.words(), _what(book, whole)),
        _share(book, figure),
        gettext(STATUS_WORDS[claim.status]),
    )
    return Row(cells, claim.ref, labelled(tooltip(book, claim), _what(book, claim)))


def _summary(book: Factbook, sets: list[list[Figure]]) -> str:
    """Return the finding in words: the newest set in full, and the number of sets."""
    newest = sets[-1]
    parts = []
    for figure in newest:
        share = _share(book, figure)
        parts.append(labelled(_what(book, figure.claim), figure.claim.value.words()) + (f" ({share})" if share else ""))
    first = newest[0].claim
    text = f"{short_name(book, first.by)}, {first.as_of.words()}. {'; '.join(parts)}."
    if len(sets) > 1:
        return ngettext(
            "%(num)s time one claimant gives both a part and its whole. The newest: %(newest)s",
            "%(num)s times one claimant gives both a part and its whole. The newest: %(newest)s",
            len(sets),
            newest=text,
        )
    return text


@chart("part-of-whole", prepare, options=("count",))
def part_of_whole(prepared: Prepared[PartOfWhole], size: Size) -> alt.LayerChart:
    """How large is the part within the whole, by one claimant's own figures?"""
    data = prepared.data
    rows = BarRows(size, data.unit, [bar.extent for one in data.sets for bar in one.bars], HEIGHT)
    for one in data.sets:
        _set_of(rows, one)
    return rows.picture(key(rows.datasets["claims"]))


def _set_of(rows: BarRows, one: Set) -> None:
    """Add a claimant's name and its bars."""
    if rows.row > 1:
        rows.row += 1
        rows.edge()
        rows.row += 1
    top = rows.row - 1
    rows.name(one.name, one.date, 16, side=one.bars[0].fields["colour"])
    places: list[int] = []
    for bar in one.bars:
        rows.row += 1
        places.append(_bar(rows, bar))
        if bar.of is not None:
            whole = places[bar.of]  # on a phone, words are between the bars
            first, last = (whole, places[-1]) if rows.wide else (whole - 1, whole + 1)
            rows.datasets["ends"].append({"value": bar.extent.most, "row": str(first), "last": str(last)})
    if rows.wide:
        rows.grid(top, rows.row - 1)


def _bar(rows: BarRows, bar: Bar) -> int:
    """Add the words of one amount, and a bar to what is certain, a paler one to the end of a range or an upper bound, and the mark of its end; return its row."""
    dx = bar.depth * INSET + 16
    first, room = rows.row, rows.room - dx
    rows.text(bar.amount, dx, **BOLD, ref=bar.fields["ref"])
    after = width(bar.amount, TEXT, "semibold") + 7
    beside = bool(bar.note) and after + width(bar.note, SMALL) <= room
    if beside:
        rows.text(bar.note, dx + after)
    rows.row += 2
    rows.lines([*([bar.note] if bar.note and not beside else []), *wrap(bar.what, room, SMALL, lines=3)], dx)
    row = first if rows.wide else rows.row + 1
    if not rows.wide:
        rows.grid(row - 1, row + 1)
        rows.row += 3
    sure, tint = bar.extent.low or 0, TINTS[min(bar.depth, len(TINTS) - 1)]
    rows.bar(bar.fields, row, 0, sure, tint)
    rows.bar(bar.fields, row, sure, bar.extent.most, tint / 2)
    rows.mark(bar.fields, row)
    return row
