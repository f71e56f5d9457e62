"""Chart ``who-says-what``: counts by claimants, each cell the latest word or empty."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count, Organisation, Person
from ...values.formats import commas, current, gettext, labelled, ngettext, pgettext
from ...views.matrix import Matrix
from ...views.matrix import who_says_what as matrix_of
from ...words import plain_prose, short_name
from ..fact_labels import tooltip
from ..layers import Frame, Item
from ..placed import constant, framed, linked_words, row_channels, rows_of, swatches, word, words
from ..registry import Options, Prepared, Row, chart, option_names
from ..sides import SideStyle, side_of
from ..text_metrics import fit, wrap
from ..theme import GRID, INK, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

MAX_CLAIMANTS: Final = 6
MAX_COUNTS: Final = 12
"""How many are drawn when the page names none; all are in the table."""
CLAIMANTS_ACROSS: Final = 7
"""Claimants side by side on a wide page."""
LEFT: Final[Mapping[Size, int]] = {"wide": 176, "narrow": 138}
"""Room for the name of a count, and on a phone of a claimant, in pixels."""
TINT: Final = 0.16
"""Opacity of a cell's fill in its side's colour."""
LINE: Final = 16
"""Height of a line of words in pixels."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A claimant's latest word on a count, and below it its date and scope, and how many words on other scopes there are."""

    ref: str
    amount: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A claimant as a column, with its side."""

    name: str
    side: SideStyle


@dataclass(frozen=True, slots=True)
class Line:
    """A count as a row, with a cell for each speaker."""

    title: str
    unit: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The data: columns, rows, and in words how many more are in the table."""

    speakers: tuple[Speaker, ...]
    rows: tuple[Line, ...]
    more: str


def prepare(book: Factbook, options: Options) -> Prepared[Grid]:
    """Return the chosen counts and claimants, else those with most figures; claimants of one side stand side by side."""
    parties = [*book.of(Organisation), *book.of(Person)]
    claimants = option_names(options, "claimants", "known organisations or people", parties)
    counts = option_names(options, "counts", "known counts", book.of(Count))
    matrix = matrix_of(book, counts)
    shown = sorted(claimants or matrix.claimants[:MAX_CLAIMANTS], key=lambda ref: _rank(book, matrix, ref))
    shown_counts = counts or _common_counts(matrix, shown)
    cells = {ref: matrix.cells.get(ref, {}) for ref in (*matrix.claimants, *claimants)}
    rows = tuple(
        Line(
            plain_prose(book, book.of(Count)[count].title),
            book.of(Count)[count].unit,
            tuple(_cell(cells[ref][count]) if count in cells[ref] else None for ref in shown),
        )
        for count in shown_counts
    )
    speakers = tuple(Speaker(short_name(book, ref), side_of(book, ref)) for ref in shown)
    table = tuple(
        row
        for count in counts or matrix.counts
        for row in _table(book, count, cells, shown, claimants or matrix.claimants)
    )
    more = _more(
        len(matrix.claimants) - len(shown) if not claimants else 0,
        len(matrix.counts) - len(shown_counts) if not counts else 0,
    )
    columns = (
        pgettext("column", "Claimant"),
        pgettext("column", "Count"),
        pgettext("column", "Side"),
        pgettext("column", "Latest word"),
        pgettext("column", "What was counted"),
        pgettext("column", "As of"),
    )
    return Prepared(Grid(speakers, rows, more), _summary(speakers, rows), columns, table)


def _rank(book: Factbook, matrix: Matrix, ref: str) -> tuple[SideStyle, int, str]:
    """Return a sort key: claimants by side, within a side those with most figures first."""
    return side_of(book, ref), -len(matrix.cells.get(ref, {})), ref


def _common_counts(matrix: Matrix, shown: Sequence[str]) -> list[str]:
    """The counts on which most of the drawn claimants speak, in that order; none on which none of them does."""
    speakers = {count: sum(count in matrix.cells.get(ref, {}) for ref in shown) for count in matrix.counts}
    ordered = sorted((count for count in matrix.counts if speakers[count]), key=lambda count: (-speakers[count], count))
    return ordered[:MAX_COUNTS]


def _cell(claims: tuple[Claim, ...]) -> Cell:
    claim = claims[0]
    notes = [
        claim.as_of.words(short=True),
        claim.scope_words,
        ngettext("%(num)s more in the table", "%(num)s more in the table", len(claims) - 1) if claims[1:] else "",
    ]
    return Cell(claim.ref, claim.words(), tuple(filter(None, notes)))


def _table(
    book: Factbook,
    count: str,
    cells: dict[str, dict[str, tuple[Claim, ...]]],
    shown: Sequence[str],
    listed_too: Sequence[str],
) -> list[Row]:
    """Return a row for each figure of a count, and one that names the drawn claimants who give none."""
    title = plain_prose(book, book.of(Count)[count].title)
    rows = []
    for ref in dict.fromkeys([*shown, *listed_too]):
        for claim in cells[ref].get(count, ()):
            side = side_of(book, ref).name
            words = (
                short_name(book, ref),
                title,
                side,
                book.count_of(claim).measured(claim),
                claim.scope_words,
                claim.as_of.words(),
            )
            rows.append(Row(words, claim.ref, labelled(title, tooltip(book, claim))))
    absent = commas(short_name(book, ref) for ref in shown if count not in cells[ref])
    return [*rows, Row((absent, title, "", gettext("nothing in what we read"), "", ""))] if absent else rows


def _more(claimants: int, counts: int) -> str:
    more = [
        *([ngettext("%(num)s more count", "%(num)s more counts", counts)] if counts > 0 else []),
        *([ngettext("%(num)s more claimant", "%(num)s more claimants", claimants)] if claimants > 0 else []),
    ]
    return gettext("%(more)s in the table", more=current().listed(more)) if more else ""


def _summary(speakers: Sequence[Speaker], rows: Sequence[Line]) -> str:
    """Return the finding in words: how many cells hold a figure, and how many for each claimant."""
    if not speakers or not rows:
        return gettext("No figure by anybody named.")
    spoken = [sum(row.cells[index] is not None for row in rows) for index in range(len(speakers))]
    by_claimant = "; ".join(f"{speaker.name} {number}" for speaker, number in zip(speakers, spoken, strict=True))
    return ngettext(
        "%(num)s of %(all)s cells holds a figure. Figures by claimant: %(claimants)s.",
        "%(num)s of %(all)s cells hold a figure. Figures by claimant: %(claimants)s.",
        sum(spoken),
        all=len(rows) * len(speakers),
        claimants=by_claimant,
    )


@chart("who-says-what", prepare, options=("counts", "claimants"))
def who_says_what(prepared: Prepared[Grid], size: Size) -> alt.LayerChart:
    """Who says what?"""
    import altair as alt

    plot = _Plot(prepared.data, size)
    columns = alt.Scale(
        type="band", domain=[str(column) for column in range(plot.across)], range=[0, plot.width], paddingInner=0.04
    )
    y, top = row_channels(plot.rows, plot.height)
    start = alt.X("column:N", scale=columns, axis=None, bandPosition=0)
    left, colour = constant("XValue", -plot.left), alt.Color("colour:N", scale=None)
    cells, beside = rows_of("cells").encode(x=start, y=top), rows_of("words").encode(y=y)
    filled = cells.transform_filter("datum.amount").encode(color=colour, href=alt.Href("href:N"))
    bottom, within = alt.Y2("last:N", bandPosition=1), beside.transform_filter("isValid(datum.column)").encode(x=start)
    stack = [
        cells.mark_rule(color=GRID).encode(x2=alt.X2("column:N", bandPosition=1)),
        filled.mark_rect(opacity=TINT, aria=False).encode(x=alt.X("column:N", scale=columns, axis=None), y2=bottom),
        filled.mark_rule(strokeWidth=2.5, aria=False).encode(y2=bottom),
        rows_of("sides")
        .mark_rule(strokeWidth=2.5)
        .encode(x=start, x2=alt.X2("end:N", bandPosition=1), y=top, color=colour),
        swatches(beside.encode(x=left)),
        words(beside.transform_filter("!isValid(datum.column)").encode(x=left)),
        *linked_words(within),
    ]
    return framed(stack, plot.datasets, plot.frame)


class _Plot:
    """Lines of words of equal height: a table on a wide page, on a phone a list of who says how many; lengths in pixels."""

    def __init__(self, data: Grid, size: Size) -> None:
        wide = size == "wide"
        self.left, self.rows = LEFT[size], 0
        self.width = WIDTHS[size] - self.left
        self.datasets: dict[str, list[Item]] = {"cells": [], "words": [], "sides": []}
        number = max(len(data.speakers), 1)
        self.across = math.ceil(number / math.ceil(number / CLAIMANTS_ACROSS)) if wide else 1
        self.step = self.width / max(self.across, 3) if wide else self.width
        self.width = math.floor(self.step * self.across)
        for start in range(0, number, self.across) if wide else ():
            self._heads(data.speakers[start : start + self.across])
            for line in data.rows:
                self._across(line, data.speakers[start : start + self.across], line.cells[start : start + self.across])
            self.rows += 1
        for line in () if wide else data.rows:
            self._listed(line, data.speakers)
        empty = gettext("An empty cell: nothing in what we read.") if wide else ""
        notes = " ".join(filter(None, (empty, f"{data.more}." if data.more else "")))
        self.rows += self._words(wrap(notes, WIDTHS[size], SMALL, lines=3), 0)
        self.rows = max(self.rows, 1)
        self.height = LINE * self.rows
        self.frame = Frame(self.width, self.height, self.left, WIDTHS[size] - self.left - self.width, 2, 4)

    def _words(self, lines: Sequence[str], dx: float, **of: Any) -> int:
        """Add lines of words from the row in hand on; return their number."""
        self.datasets["words"] += [
            word(line, dx, 0, **{"row": str(self.rows + at), **of}) for at, line in enumerate(lines)
        ]
        return len(lines)

    def _heads(self, speakers: Sequence[Speaker]) -> None:
        """Add sides over their claimants, then the claimants."""
        deepest = 0
        for side in dict.fromkeys(speaker.side for speaker in speakers):
            columns = [column for column, speaker in enumerate(speakers) if speaker.side == side]
            edge = {"row": str(self.rows), "column": str(columns[0]), "end": str(columns[-1]), "colour": side.colour}
            self.datasets["sides"].append(edge)
            name = wrap(side.name, self.step * len(columns) - 6, SMALL, lines=3)
            deepest = max(deepest, self._words(name, 0, column=str(columns[0])))
        self.rows += deepest
        names = [wrap(speaker.name, self.step - 6, TEXT, "semibold", lines=3) for speaker in speakers]
        for column, name in enumerate(names):
            self._words(name, 0, size=TEXT, weight=600, ink=INK, column=str(column))
        self.rows += max(map(len, names), default=0)

    def _across(self, line: Line, speakers: Sequence[Speaker], cells: Sequence[Cell | None]) -> None:
        """Add a count: its name, and a cell for each claimant."""
        name = wrap(line.title, self.left - 14, TEXT, lines=3)
        self._words(name, 0, size=TEXT, ink=INK)
        self._words([fit(line.unit, self.left - 14, SMALL)], 0, row=str(self.rows + len(name)))
        depths = [self._cell(cell, 7, self.step - 14, column=str(column)) for column, cell in enumerate(cells)]
        deep = max(len(name) + 1, *depths)
        for column, (speaker, cell) in enumerate(zip(speakers, cells, strict=True)):
            self._field(line, speaker, cell, str(column), deep)
        self.rows += deep

    def _field(self, line: Line, speaker: Speaker, cell: Cell | None, column: str, deep: int) -> None:
        """Add the fields of a cell that is so many rows deep."""
        side, said = speaker.side, {"amount": cell.amount, "ref": cell.ref} if cell else {}
        fields = {"count": line.title, "claimant": speaker.name, "side": side.name, "colour": side.colour, **said}
        self.datasets["cells"].append(
            {**fields, "column": column, "row": str(self.rows), "last": str(self.rows + deep - 1)}
        )

    def _cell(self, cell: Cell | None, dx: float, room: float, **of: Any) -> int:
        """Add the words of a cell from the row in hand on; return how many lines they take."""
        if cell is None:
            return 1
        amount = wrap(cell.amount, room, TEXT, "semibold", lines=3)
        notes = [line for note in cell.notes for line in wrap(note, room, SMALL, lines=2)]
        self._words(amount, dx, size=TEXT, weight=600, ink=INK, ref=cell.ref, **of)
        self.rows += len(amount)
        self._words(notes, dx, **of)
        self.rows -= len(amount)
        return len(amount) + len(notes)

    def _listed(self, line: Line, speakers: Sequence[Speaker]) -> None:
        """Add a count of a phone's list: who gives which figure, and who gives none."""
        title = wrap(f"{line.title} ({line.unit})", self.left + self.width, TEXT, "semibold", lines=3)
        self.rows += self._words(title, 0, size=TEXT, weight=600, ink=INK)
        silent = []
        for speaker, cell in zip(speakers, line.cells, strict=True):
            if cell is None:
                silent.append(speaker.name)
                continue
            name = wrap(speaker.name, self.left - 20, TEXT, lines=3)
            self._words(name, 15, size=TEXT, ink=INK)
            self._words([""], 15, side=speaker.side.colour)
            deep = max(len(name), self._cell(cell, 7, self.width - 12, column="0"))
            self._field(line, speaker, cell, "0", deep)
            self.rows += deep
        nothing = gettext("Nothing read: %(names)s", names=commas(silent)) if silent else ""
        self.rows += self._words(wrap(nothing, self.left + self.width, SMALL, lines=4), 0)
        self.rows += 1
