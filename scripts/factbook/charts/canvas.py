"""The canvas of a chart: marks collected by layer.

Lengths are pixels. A chart names its layers once, in painting order, and adds marks to them by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from . import layers
from .layers import Frame, Item, Layer
from .theme import SMALL, WIDTHS, Size

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
