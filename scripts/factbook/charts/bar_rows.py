"""Bars of amounts in rows, each with words at its left or, on a phone, above it: what charts of wholes and parts share.

A row is :data:`STEP` pixels high, and a line of words has two. Bars and marks are at amounts; only words are placed by pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from . import axes
from .amounts import amount_layers
from .layers import NOTE, Frame, Item
from .placed import constant, framed, grid_lines, linked_words, paragraph, row_channels, rows_of, swatches, word, words
from .precision import ARROW, Extent
from .text_metrics import fit, width, wrap
from .theme import GRID, INK, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

STEP: Final = 8
"""Height of a row in pixels."""
BOLD: Final[Mapping[str, Any]] = {"size": TEXT, "weight": 600, "ink": INK}
"""Looks of names and amounts."""


class BarRows:
    """Rows from top to bottom; ``row`` is the middle of the next line of words, ``room`` the pixels that words have."""

    def __init__(self, size: Size, unit: str, extents: Sequence[Extent], height: float) -> None:
        self.wide, self.total, self.unit, self.height = size == "wide", WIDTHS[size], unit, height
        self.left = 330.0 if self.wide else 8.0
        self.room = self.left - 16 if self.wide else self.total
        ticks = axes.number_ticks(max((each.most for each in extents), default=0), 5 if self.wide else 3)
        self.most = ticks[-1]
        room = self.total - self.left - 2
        arrows = [(room - ARROW - 6) * self.most / each.most for each in extents if each.opens > 0 and each.most]
        self.width = math.floor(min([room - width(axes.number_label(self.most), SMALL) / 2, *arrows]) - 7)
        self.ticks = axes.thinned_ticks(ticks, self.width / (len(ticks) - 1))
        self.row = 1
        self.datasets: dict[str, list[Item]] = {
            name: [] for name in ("edges", "grid", "bars", "printed", "ends", "claims", "words", "notes")
        }

    def text(self, text: str, dx: float, **looks: Any) -> None:
        """Add words in the row in hand, ``dx`` pixels from the left edge."""
        self.datasets["words"].append(word(text, dx, 0, row=str(self.row), **looks))

    def lines(self, texts: Iterable[str], dx: float, **looks: Any) -> None:
        """Add lines of words, and go below them."""
        for text in texts:
            self.text(text, dx, **looks)
            self.row += 2

    def name(self, name: str, date: str, dx: float, **looks: Any) -> None:
        """Add a name and the date beside it, or below where there is no room, and go below them."""
        room = self.room - dx
        lines = wrap(name, room, TEXT, "semibold", lines=2)
        for place, line in enumerate(lines):
            self.row += 2 * bool(place)
            self.text(line, dx, **BOLD, **({} if place else looks))
        beside = width(lines[-1], TEXT, "semibold") + 8
        if beside + width(date, SMALL) > room:
            self.row, beside = self.row + 2, 0
        self.text(fit(date, room, SMALL), dx + beside)
        self.row += 2

    def bar(self, fields: Mapping[str, Any], row: int, begin: float, end: float, opacity: float) -> None:
        """Add a bar from one number to another."""
        if end > begin:
            self.datasets["bars"].append({**fields, "row": str(row), "begin": begin, "end": end, "opacity": opacity})

    def mark(self, fields: Mapping[str, Any], row: int) -> None:
        """Add the mark of an amount, with its precision."""
        self.datasets["claims"].append({**fields, "row": str(row)})

    def edge(self) -> None:
        """Add a line above the row in hand."""
        self.datasets["edges"].append({"row": str(self.row - 1)})

    def grid(self, first: int, last: int) -> None:
        """Add the lines of the scale behind these rows; elsewhere they would cross words."""
        self.datasets["grid"] += [{"value": tick, "row": str(first), "last": str(last)} for tick in self.ticks]

    def picture(self, sentences: Iterable[str] = ()) -> alt.LayerChart:
        """Return the chart, with sentences about all of it below."""
        import altair as alt

        height = STEP * self.row
        scale = alt.Scale(domain=[0, self.most], nice=False)
        axis = alt.Axis(orient="top", values=self.ticks, labelExpr=axes.label_expression(self.ticks), grid=False)
        x, begin = (alt.X(f"{field}:Q", scale=scale, axis=axis) for field in ("value", "begin"))
        y, top = row_channels(self.row, height)
        left, colour, href = constant("XValue", -self.left), alt.Color("colour:N", scale=None), alt.Href("href:N")
        bars, printed, ends, texts = (rows_of(name) for name in ("bars", "printed", "ends", "words"))
        texts = texts.encode(x=left, y=y)
        along = {"x": begin, "x2": alt.X2("end:Q"), "y": y, "color": colour, "href": href}
        opacity = alt.Opacity("opacity:Q", scale=None)
        stack = [
            rows_of("edges")
            .mark_rule(color=GRID)
            .encode(x=left, x2=constant("X2Value", self.total - self.left), y=top),
            grid_lines(x, top),
            bars.mark_rule(strokeWidth=self.height, aria=False).encode(**along, opacity=opacity),
            printed.mark_rule(strokeWidth=self.height, strokeDash=[1.3, 5], aria=False).encode(**along),
            *(
                printed.mark_rule(strokeWidth=1.3, yOffset=half, y2Offset=half, aria=False).encode(**along)
                for half in (-self.height / 2, self.height / 2)
            ),
            ends.mark_rule(color=INK, strokeWidth=1.2, strokeDash=[2, 2], aria=False).encode(
                x=x, y=y, y2=alt.Y2("last:N")
            ),
            *amount_layers(
                rows_of("claims").encode(x=x, y=y, color=colour, href=href), "x", scale, self.datasets["claims"]
            ),
            swatches(texts, "datum.tint || 1"),
            *linked_words(texts),
            words(rows_of("notes").encode(x=left, y=constant("YValue", 0))),
        ]
        foot = paragraph(sentences, self.total, height + 16)
        self.datasets["notes"] = [
            word(fit(self.unit, self.total, SMALL), self.left if self.wide else 0, -31), *foot
        ]  # fmt: skip
        bottom = 16.0 + NOTE * len(foot) if foot else 4.0
        return framed(
            stack, self.datasets, Frame(self.width, height, self.left, self.total - self.left - self.width, 40, bottom)
        )
