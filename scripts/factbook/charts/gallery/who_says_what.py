"""Chart ``who-says-what``: counts by claimants, each cell the latest word or empty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Count, Organisation, Person
from ...views.matrix import Matrix
from ...views.matrix import who_says_what as matrix_of
from ...words import plain_prose, short_name
from ..canvas import BOLD, LITTLE, PLAIN, Canvas, Style, rules
from ..fact_labels import tooltip
from ..registry import Options, Prepared, Row, chart, option_names
from ..sides import SideStyle, side_of
from ..text_metrics import fit, wrap
from ..theme import GRID, INK, MUTED, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

MAX_CLAIMANTS: Final = 6
MAX_COUNTS: Final = 12
"""How many are drawn when the page names none; all are in the table."""
CLAIMANTS_ACROSS: Final = 7
"""Claimants side by side on a wide page."""
LEFT: Final = 176
"""Room for a count's name on a wide page, in pixels."""
GAP: Final = 4
TINT: Final = 0.16
"""Opacity of a cell's fill in its side's colour."""
LINE: Final = 15


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
    columns = ("Claimant", "Count", "Side", "Latest word", "What was counted", "As of")
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
        f"{len(claims) - 1} more in the table" if claims[1:] else "",
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
            rows.append(Row(words, claim.ref, f"{title}: {tooltip(book, claim)}"))
    absent = ", ".join(short_name(book, ref) for ref in shown if count not in cells[ref])
    return [*rows, Row((absent, title, "", "nothing in what we read", "", ""))] if absent else rows


def _more(claimants: int, counts: int) -> str:
    parts = [
        f"{number} more {noun}{'' if number == 1 else 's'}"
        for number, noun in ((counts, "count"), (claimants, "claimant"))
        if number > 0
    ]
    return f"{' and '.join(parts)} in the table" if parts else ""


def _summary(speakers: Sequence[Speaker], rows: Sequence[Line]) -> str:
    """Return the finding in words: how many cells hold a figure, and how many for each claimant."""
    if not speakers or not rows:
        return "No figure by anybody named."
    spoken = [sum(row.cells[index] is not None for row in rows) for index in range(len(speakers))]
    text = f"{sum(spoken)} of {len(rows) * len(speakers)} cells hold a figure. Figures by claimant: "
    return text + "; ".join(f"{speaker.name} {number}" for speaker, number in zip(speakers, spoken, strict=True)) + "."


@chart("who-says-what", prepare, options=("counts", "claimants"))
def who_says_what(prepared: Prepared[Grid], size: Size) -> alt.LayerChart:
    """Who says what?"""
    canvas = _Canvas(prepared.data, size)
    (canvas.side_by_side if size == "wide" else canvas.blocks)()
    return canvas.picture()


class _Canvas(Canvas):
    """Cells from top to bottom."""

    def __init__(self, data: Grid, size: Size) -> None:
        super().__init__(size)
        self.data, self.y = data, 4.0
        self.fills: dict[str, Style] = {}

    def side_by_side(self) -> None:
        """Lay out a wide page: counts down, claimants across; those that do not fit go below in a second band."""
        number = max(len(self.data.speakers), 1)
        fit_in = math.ceil(number / math.ceil(number / CLAIMANTS_ACROSS))
        step = (self.total - LEFT) / max(fit_in, 3)
        for start in range(0, number, fit_in):
            self._heads(start, self.data.speakers[start : start + fit_in], step)
            for line in self.data.rows:
                self._row(line, self.data.speakers[start : start + fit_in], line.cells[start : start + fit_in], step)
            self.y += 14

    def _heads(self, start: int, speakers: Sequence[Speaker], step: float) -> None:
        """Add sides over their claimants, then the claimants."""
        index = 0
        deepest = 0
        while index < len(speakers):
            same = index
            while same < len(speakers) and speakers[same].side == speakers[index].side:
                same += 1
            x, item_width = LEFT + index * step, (same - index) * step - GAP
            side = speakers[index].side
            self.add("edge", x=x, x2=x + item_width, y=self.y, y2=self.y, color=side.colour)
            lines = wrap(side.name, item_width, SMALL, lines=3)
            self._small(lines, x, self.y + 12)
            deepest = max(deepest, len(lines))
            index = same
        self.y += 10 + LINE * deepest
        names = [wrap(speaker.name, step - GAP, TEXT, "semibold", lines=3) for speaker in speakers]
        for place, lines in enumerate(names):
            self._strong(lines, LEFT + place * step, self.y + 6)
        self.y += LINE * max((len(lines) for lines in names), default=0) + 6

    def _row(self, line: Line, speakers: Sequence[Speaker], cells: Sequence[Cell | None], step: float) -> None:
        name = wrap(line.title, LEFT - 14, TEXT, lines=3)
        amounts = [self._amount(cell, step) for cell in cells]
        depths = (self._depth(*pair, step) for pair in zip(cells, amounts, strict=True))
        height = max(LINE * len(name) + LINE, *depths, 0) + 8
        self._strong(name, 0, self.y + 12, weight="regular")
        self._small([fit(line.unit, LEFT - 14, SMALL)], 0, self.y + 12 + LINE * len(name))
        for place, (speaker, cell, lines) in enumerate(zip(speakers, cells, amounts, strict=True)):
            self._cell(LEFT + place * step, step - GAP, height, speaker, cell, lines)
        self.y += height + GAP

    def _amount(self, cell: Cell | None, step: float) -> list[str]:
        return wrap(cell.amount, step - GAP - 10, TEXT, "semibold", lines=3) if cell else []

    def _notes(self, cell: Cell, step: float) -> list[str]:
        return [line for note in cell.notes for line in wrap(note, step - GAP - 8, SMALL, lines=2)]

    def _depth(self, cell: Cell | None, lines: Sequence[str], step: float) -> int:
        return LINE * (len(lines) + len(self._notes(cell, step))) if cell else 0

    def blocks(self) -> None:
        """Lay out a phone: a block for each count, with three claimants in a row."""
        step = self.total / 3
        for line in self.data.rows:
            cells = line.cells
            name = wrap(f"{line.title} ({line.unit})", self.total, TEXT, "semibold", lines=3)
            self._strong(name, 0, self.y + 10)
            self.y += LINE * len(name) + 6
            for start in range(0, len(cells), 3):
                part = list(zip(self.data.speakers, cells, strict=True))[start : start + 3]
                amounts = [self._amount(cell, step) for _, cell in part]
                height = (
                    LINE
                    + max(
                        LINE, *(self._depth(cell, lines, step) for (_, cell), lines in zip(part, amounts, strict=True))
                    )
                    + 6
                )
                for place, ((speaker, cell), lines) in enumerate(zip(part, amounts, strict=True)):
                    self._cell(place * step, step - GAP, height, speaker, cell, lines, named=True)
                self.y += height + GAP
            self.y += 10

    def _cell(
        self,
        x: float,
        item_width: float,
        height: float,
        speaker: Speaker,
        cell: Cell | None,
        lines: Sequence[str],
        named: bool = False,
    ) -> None:
        """Add a filled cell with its amount and date, or an empty one; on a phone (``named``) with the claimant's name."""
        y = self.y
        if cell:
            colour = speaker.side.colour
            middle, fill = y + height / 2, f"fill-{height:g}"
            self.fills[fill] = rules(strokeWidth=height)
            self.add(fill, x=x, x2=x + item_width, y=middle, y2=middle, color=colour, opacity=TINT, ref=cell.ref)
            self.add("side", x=x, x2=x, y=y, y2=y + height, color=colour, ref=cell.ref)
        else:
            for top in (y, y + height):
                self.add("edge", x=x, x2=x + item_width, y=top, y2=top, color=GRID)
        top = y + 12
        if named:
            self._small([fit(speaker.name, item_width - 8, SMALL)], x + 6, top)
            top += LINE
        if cell:
            self._strong(lines, x + 6, top, ref=cell.ref)
            self._small(self._notes(cell, item_width + GAP), x + 6, top + LINE * len(lines))
        elif named:
            self._small(["nothing read"], x + 6, top)

    def _strong(self, lines: Sequence[str], x: float, y: float, *, ref: str = "", weight: str = "semibold") -> None:
        self.lines("strong" if weight == "semibold" else "plain", lines, LINE, x=x, y=y, color=INK, ref=ref)

    def _small(self, lines: Sequence[str], x: float, y: float) -> None:
        self.lines("small", lines, LINE, x=x, y=y, color=MUTED)

    def picture(self) -> alt.LayerChart:
        """Return the chart: all cells, and what an empty one means."""
        notes = ["An empty cell: nothing in what we read", self.data.more]
        lines = wrap(". ".join(note for note in notes if note) + ".", self.total, SMALL, lines=3)
        self._small(lines, 0, self.y + 8)
        self.y += LINE * len(lines) + 5
        edges = {"edge": rules(strokeWidth=1.5), "side": rules(strokeWidth=2.5)}
        return self.framed({**self.fills, **edges, "strong": BOLD, "plain": PLAIN, "small": LITTLE}, self.y)
