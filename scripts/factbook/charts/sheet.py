"""The sheet that charts are drawn on: marks collected by layer, and for amounts a scale, its grid, and headings down the page.

Lengths are pixels. A chart names its layers once, in the order in which they are drawn, and adds marks to them by name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from . import layers, numbers
from .layers import HALO, Frame, Item, Layer
from .lettering import width
from .precision import ARROW, AmountMarks, Extent
from .theme import AXIS, GRID, MUTED, SMALL, WIDTHS, Size, side_colour

if TYPE_CHECKING:
    import altair as alt


class Style(Protocol):
    """How the marks of a layer are drawn: :func:`layers.rules`, :func:`~layers.symbols` or :func:`~layers.texts`, with their looks."""

    def __call__(self, items: list[Item], x: Any, y: Any, /) -> list[Layer]:
        """The layer; none where there are no items."""


rules, symbols, texts = (partial(partial, make) for make in (layers.rules, layers.symbols, layers.texts))
"""Make a style: ``rules(strokeWidth=2)``."""
PLAIN: Final = texts()
BOLD: Final = texts(fontWeight=600)
LITTLE: Final = texts(fontSize=SMALL)
SWATCH: Final = symbols(shape="square", size=90)


class Sheet:
    """Marks by layer, from top to bottom; ``y`` is where the next row begins."""

    def __init__(self, size: Size) -> None:
        self.wide = size == "wide"
        self.total = WIDTHS[size]
        self.y = 0.0
        self.marks: defaultdict[str, list[Item]] = defaultdict(list)

    def add(self, layer: str, **mark: Any) -> None:
        """A mark in a layer; an empty ``ref`` links to nothing."""
        self.marks[layer].append({name: value for name, value in mark.items() if name != "ref" or value})

    def lines(self, layer: str, texts: Iterable[str], step: float, *, y: float, **mark: Any) -> None:
        """Lines of text below each other."""
        for row, text in enumerate(texts):
            self.add(layer, y=y + step * row, text=text, **mark)

    def drawn(self, styles: Mapping[str, Style], x: Any, y: Any) -> list[Layer]:
        """The layers that ``styles`` name, in their order."""
        return [layer for name, style in styles.items() for layer in style(self.marks[name], x, y)]

    def framed(self, styles: Mapping[str, Style], height: float, **room: float) -> alt.LayerChart:
        """All layers on scales of pixels, with room around them."""
        x, y = layers.across(self.total), layers.down(height)
        return layers.compose(self.drawn(styles, x, y), Frame(self.total, height, **room))


class AmountSheet(Sheet):
    """A sheet whose rows share a scale of amounts from left to right, ``left`` pixels from its edge.

    Words stand in pixels from zero (``dx``), so that those left of the plot have negative ones.
    """

    WORDS: Mapping[str, Style] = {
        "swatch": SWATCH,
        "strong": BOLD,
        "over": texts(fontWeight=600, **HALO),
        "small": LITTLE,
    }
    """The layers above the marks."""
    BEHIND: Mapping[str, Style] = {}
    """The layers between the grid and the marks of amounts."""
    apart: float = 0
    """Rows of the grid nearer to each other than this are one."""

    def __init__(self, size: Size, unit: str, extents: Iterable[Extent], left: float, arrow: float = ARROW) -> None:
        super().__init__(size)
        self.unit, self.left = unit, left
        self.ticks = numbers.ticks(max((extent.most for extent in extents), default=0), 5 if self.wide else 3)
        self.most = self.ticks[-1]
        self.last = width(numbers.plain(self.most), SMALL) / 2
        self.plot = 0.0
        self.amounts = AmountMarks(self.px, arrow)
        self.bands: list[tuple[float, float]] = []

    def spread_over(self, plot: float) -> None:
        """Let the scale take so many pixels, with as many ticks as have room."""
        self.plot = math.floor(plot)
        self.ticks = numbers.thinned(self.ticks, self.plot / (len(self.ticks) - 1))

    def px(self, number: float) -> float:
        """Where a number lies, in pixels from zero."""
        return number / self.most * self.plot

    def swatch(self, side: int | None, y: float, dx: float = 0) -> None:
        """A square in the colour of a side, ``dx`` pixels from the left edge."""
        self.add("swatch", y=y, dx=5 + dx - self.left, fill=side_colour(side))

    def grid(self, top: float, bottom: float) -> None:
        """Let the grid run behind these rows; it stops where words run across the plot."""
        if self.bands and top - self.bands[-1][1] <= self.apart:
            top = self.bands.pop()[0]
        self.bands.append((top, bottom))

    def edge(self) -> None:
        """A line between two rows."""
        self.add("edge", x=0, x2=0, dx=-self.left, dx2=self.total - self.left, y=self.y, color=GRID)

    def compose(self, height: float, top: float = 40, bottom: float = 4) -> alt.LayerChart:
        """All layers in their frame, the scale above them."""
        import altair as alt

        x = alt.X(
            "x:Q",
            scale=alt.Scale(domain=[0, self.most], nice=False),
            axis=alt.Axis(orient="top", values=self.ticks, labelExpr=numbers.labels(self.ticks), grid=False),
        )
        y = layers.down(height)
        for tick in self.ticks:
            for above, below in self.bands:
                self.add("grid", x=tick, x2=tick, y=above, y2=below, color=GRID if tick else AXIS)
        self.add("small", y=-31, dx=0 if self.wide else -self.left, text=self.unit, color=MUTED)
        drawn = [
            *self.drawn({"edge": rules(), "grid": rules(), **self.BEHIND}, x, y),
            *self.amounts.layers(x, y),
            *self.drawn(self.WORDS, alt.value(0), y),
        ]
        return layers.compose(
            drawn, Frame(self.plot, height, self.left, self.total - self.left - self.plot, top, bottom)
        )
