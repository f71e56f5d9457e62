"""The canvas of a chart: marks collected by layer; for amounts also a scale, its grid and headings.

Lengths are pixels. A chart names its layers once, in painting order, and adds marks to them by name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from . import axes, layers
from .amounts import amount_layers
from .layers import HALO, LINK_PREFIX, Frame, Item, Layer
from .precision import ARROW, Extent
from .text_metrics import width
from .theme import AXIS, GRID, MUTED, SMALL, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt


class Style(Protocol):
    """A mark type with its looks: :func:`layers.rules`, :func:`~layers.symbols` or :func:`~layers.texts`, partially applied."""

    def __call__(self, items: list[Item], x: Any, y: Any, /) -> list[Layer]:
        """Return the layer; none where there are no items."""


rules, symbols, texts = (partial(partial, make) for make in (layers.rules, layers.symbols, layers.texts))
"""Make a style: ``rules(strokeWidth=2)``."""
PLAIN: Final = texts()
BOLD: Final = texts(fontWeight=600)
LITTLE: Final = texts(fontSize=SMALL)
SWATCH: Final = symbols(shape="square", size=90)


class Canvas:
    """Marks by layer; a chart is laid out from top to bottom, and ``y`` is where the next row begins."""

    def __init__(self, size: Size) -> None:
        self.wide = size == "wide"
        self.total = WIDTHS[size]
        self.y = 0.0
        self.marks: defaultdict[str, list[Item]] = defaultdict(list)

    def add(self, layer: str, **mark: Any) -> None:
        """Add a mark to a layer; an empty ``ref`` links to nothing."""
        self.marks[layer].append({name: value for name, value in mark.items() if name != "ref" or value})

    def lines(self, layer: str, texts: Iterable[str], step: float, *, y: float, **mark: Any) -> None:
        """Add lines of text, ``step`` pixels apart."""
        for row, text in enumerate(texts):
            self.add(layer, y=y + step * row, text=text, **mark)

    def layers(self, styles: Mapping[str, Style], x: Any, y: Any) -> list[Layer]:
        """Return the layers that ``styles`` names, in its order."""
        return [layer for name, style in styles.items() for layer in style(self.marks[name], x, y)]

    def framed(self, styles: Mapping[str, Style], height: float, **room: float) -> alt.LayerChart:
        """Return all layers on scales of pixels; ``room`` is that of :class:`Frame`."""
        x, y = layers.x_pixels(self.total), layers.y_pixels(height)
        return layers.compose(self.layers(styles, x, y), Frame(self.total, height, **room))


class AmountCanvas(Canvas):
    """A canvas whose rows share a scale of amounts from left to right, ``left`` pixels from its edge.

    The ``dx`` of texts counts from zero on that scale, so it is negative left of the plot.
    """

    TEXTS: Mapping[str, Style] = {
        "swatch": SWATCH,
        "strong": BOLD,
        "over": texts(fontWeight=600, **HALO),
        "small": LITTLE,
    }
    """The layers above the marks."""
    BEHIND: Mapping[str, Style] = {}
    """The layers between the grid and the marks of amounts."""
    merge_gap: float = 0
    """Bands of the grid are merged where the gap between them is no longer."""

    def __init__(self, size: Size, unit: str, extents: Iterable[Extent], left: float, arrow: float = ARROW) -> None:
        super().__init__(size)
        self.unit, self.left = unit, left
        self.ticks = axes.number_ticks(max((extent.most for extent in extents), default=0), 5 if self.wide else 3)
        self.most = self.ticks[-1]
        self.last = width(axes.number_label(self.most), SMALL) / 2
        self.plot = 0.0
        self.amounts: list[dict[str, Any]] = []
        self.bands: list[tuple[float, float]] = []

    def set_length(self, plot: float) -> None:
        """Set the length of the scale, and drop ticks whose labels would collide."""
        self.plot = math.floor(plot)
        self.ticks = axes.thinned_ticks(self.ticks, self.plot / (len(self.ticks) - 1))

    def px(self, number: float) -> float:
        """Return the pixels from zero to a number."""
        return number / self.most * self.plot

    def swatch(self, colour: str, y: float, dx: float = 0) -> None:
        """Add a square of a colour, ``dx`` pixels from the left edge."""
        self.add("swatch", y=y, dx=5 + dx - self.left, fill=colour)

    def amount(self, extent: Extent, y: float, colour: str, ref: str, *, crossed: bool = False) -> None:
        """Add the mark of an amount, crossed for a misreported or withdrawn one."""
        numbers = {"value": extent.middle, "low": extent.least, "high": extent.most, "relation": extent.relation}
        status = "misreport" if crossed else "current"
        self.amounts.append(
            {**numbers, "status": status, "colour": colour, "y": y, "ref": ref, "href": LINK_PREFIX + ref}
        )

    def grid(self, top: float, bottom: float) -> None:
        """Draw the grid behind these rows; elsewhere it would cross text."""
        if self.bands and top - self.bands[-1][1] <= self.merge_gap:
            top = self.bands.pop()[0]
        self.bands.append((top, bottom))

    def edge(self) -> None:
        """Add a line between two rows."""
        self.add("edge", x=0, x2=0, dx=-self.left, dx2=self.total - self.left, y=self.y, color=GRID)

    def compose(self, height: float, top: float = 40, bottom: float = 4) -> alt.LayerChart:
        """Return all layers in their frame, the scale above them."""
        import altair as alt

        scale, labels = alt.Scale(domain=[0, self.most], nice=False), axes.label_expression(self.ticks)
        axis = alt.Axis(orient="top", values=self.ticks, labelExpr=labels, grid=False)
        x, value = (alt.X(f"{field}:Q", scale=scale, axis=axis) for field in ("x", "value"))
        y = layers.y_pixels(height)
        for tick in self.ticks:
            for above, below in self.bands:
                self.add("grid", x=tick, x2=tick, y=above, y2=below, color=GRID if tick else AXIS)
        self.add("small", y=-31, dx=0 if self.wide else -self.left, text=self.unit, color=MUTED)
        claims = alt.Chart().encode(
            x=value,
            y=y,
            color=alt.Color("colour:N", scale=None),
            href=alt.Href("href:N"),
        )
        stack = [
            *self.layers({"edge": rules(), "grid": rules(), **self.BEHIND}, x, y),
            *(Layer(marks, self.amounts) for marks in amount_layers(claims, "x", scale, self.amounts)),
            *self.layers(self.TEXTS, alt.value(0), y),
        ]
        return layers.compose(
            stack, Frame(self.plot, height, self.left, self.total - self.left - self.plot, top, bottom)
        )
