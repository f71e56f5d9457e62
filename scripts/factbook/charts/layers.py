"""Layers of marks for the pictures: lists of plain items in, Altair layers out.

An item is a dict with ``x`` and ``y`` (and ``x2``, ``y2``) in the units of the picture's scales, and its
looks: ``color``, ``fill``, ``stroke``, ``shape``, ``size``, ``opacity``, ``strokeOpacity``, ``text``; ``dx``, ``dy``
(and ``dx2``, ``dy2``) move it by pixels and stand in all items of a layer or in none; ``ref`` is the fact it
links to. The ``x`` and ``y`` of a layer are its position channels: a scale, or one value for all. The
frame is given in pixels and never measured by the renderer, so every machine draws the same size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .theme import AXIS, FONT, GRID, INK, MUTED, PAPER, SMALL, TEXT

if TYPE_CHECKING:
    import altair as alt

Item = Mapping[str, Any]
LINK_PREFIX: Final = "https://fact.invalid/"
"""What stands before a fact's name in a mark's link, until the page's own link replaces it.

The renderer passes only links that look like the web's; names under ``.invalid`` lead nowhere (RFC 2606).
"""
_LOOKS: Final = {
    "color": "Color",
    "fill": "Fill",
    "stroke": "Stroke",
    "shape": "Shape",
    "size": "Size",
    "opacity": "Opacity",
    "strokeOpacity": "StrokeOpacity",
}
_MEASURED: Final = ("size", "opacity", "strokeOpacity")
CROSS: Final = "M-.85,-.85L.85,.85M.85,-.85L-.85,.85"
BAR: Final = "M0,-1L0,1"
FLAT: Final = "M-1,0L1,0"
"""Shapes as SVG paths in a square of 2 by 2, which the mark's size scales."""
HALO: Final = {"stroke": PAPER, "strokeWidth": 3}
"""Words over lines stand out by an edge in the page's colour (painted beneath them, see finish)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot and the room around it, in pixels."""

    width: float
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks of one kind, and the rows they are drawn from; the rows stand beside the marks, as Altair copies what it holds."""

    marks: alt.Chart
    rows: list[dict[str, Any]]


def rules(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Straight strokes from (x, y) to (x2, y2); ``dx``, ``dy`` move their beginning by pixels and ``dx2``, ``dy2`` their end."""
    ends = {f"{axis}2Offset": _expr(f"datum.d{axis}2") for axis in "xy" if items and f"d{axis}2" in items[0]}
    moved = {**_offsets(items), **ends}
    return _layer(items, x, y, "rule", {**moved, **mark})


def symbols(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Points of any shape, moved by ``dx`` and ``dy`` pixels."""
    return _layer(items, x, y, "point", {"filled": True, "opacity": 1, **_offsets(items), **mark})


def texts(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Words, moved by ``dx`` and ``dy`` pixels; in the ink's colour unless the items have one."""
    moved = {f"d{axis}": _expr(f"datum.d{axis}") for axis in "xy" if items and f"d{axis}" in items[0]}
    return _layer(items, x, y, "text", {"align": "left", "fontSize": TEXT, **moved, **mark})


def _offsets(items: Sequence[Item]) -> dict[str, Any]:
    return {f"{axis}Offset": _expr(f"datum.d{axis}") for axis in "xy" if items and f"d{axis}" in items[0]}


def _expr(text: str) -> Any:
    import altair as alt

    return alt.expr(text)


def _layer(items: Sequence[Item], x: Any, y: Any, kind: str, mark: dict[str, Any]) -> list[Layer]:
    """One layer, or none where there are no items; items that link and those that do not stand in layers of their own."""
    import altair as alt

    if not items:
        return []
    plain = [item for item in items if not item.get("ref")]
    if 0 < len(plain) < len(items):
        return _layer(plain, x, y, kind, mark) + _layer([item for item in items if item.get("ref")], x, y, kind, mark)
    rows = [_row(item) for item in items]
    keys = {key for row in rows for key in row}
    encode: dict[str, Any] = {"x": _position(alt.XValue, x), "y": _position(alt.YValue, y)}
    for key, channel in _LOOKS.items():
        if key in keys:
            encode[key] = getattr(alt, channel)(f"{key}:{'Q' if key in _MEASURED else 'N'}", scale=None, legend=None)
    if "x2" in keys:
        encode["x2"] = alt.X2(field="x2")
    if "y2" in keys:
        encode["y2"] = alt.Y2(field="y2")
    if "text" in keys:
        encode["text"] = alt.Text("text:N")
    if "href" in keys:
        encode["href"] = alt.Href("href:N")
    return [Layer(getattr(alt.Chart(), f"mark_{kind}")(aria=False, **mark).encode(**encode), rows)]


def _position(value: Callable[[Any], Any], channel: Any) -> Any:
    """A position channel; one value for all as the channel it is, which Altair otherwise takes long to find out."""
    return value(channel["value"]) if isinstance(channel, dict) else channel


def _row(item: Item) -> dict[str, Any]:
    """An item as the renderer takes it: the fact it links to as an address."""
    plain = {key: value for key, value in item.items() if key != "ref"}
    return {**plain, "href": LINK_PREFIX + item["ref"]} if item.get("ref") else plain


def compose(layers: Sequence[Layer], frame: Frame) -> alt.LayerChart:
    """The layers in their frame, with the theme; their rows are the chart's named data sets."""
    import altair as alt

    chart: alt.LayerChart = (
        alt.LayerChart()
        .properties(
            width=frame.width,
            height=frame.height,
            padding={"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
            autosize=alt.AutoSizeParams(type="none"),
        )
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None, clip=False)
        .configure_text(color=INK, font=FONT)
        .configure_axis(
            labelColor=MUTED,
            labelFontSize=SMALL,
            labelFont=FONT,
            labelOverlap=False,
            labelLimit=0,
            labelFlush=False,
            domain=False,
            ticks=False,
            gridColor=GRID,
            gridWidth=1,
            title=None,
            labelPadding=5,
            domainColor=AXIS,
        )
    )
    named = {f"layer-{number}": layer for number, layer in enumerate(layers)}
    for name, layer in named.items():
        layer.marks.data = alt.NamedData(name=name)
    chart.layer = [layer.marks for layer in layers]  # given to LayerChart() or alt.layer(), each is copied seven times
    chart.datasets = {name: layer.rows for name, layer in named.items()}
    return chart


def x_pixels(width: float) -> alt.X:
    """A horizontal scale on which one unit is one pixel, from the left."""
    import altair as alt

    return alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False), axis=None)


def y_pixels(height: float) -> alt.Y:
    """A vertical scale on which one unit is one pixel, from the top."""
    import altair as alt

    return alt.Y("y:Q", scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False), axis=None)
