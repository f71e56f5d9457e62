"""Layers of a Vega-Lite chart from lists of plain items.

An item is a dict with ``x`` and ``y`` (and ``x2``, ``y2``) in the units of the chart's scales, and its
looks: ``color``, ``fill``, ``stroke``, ``shape``, ``size``, ``opacity``, ``strokeOpacity``, ``text``; ``dx``, ``dy``
(and ``dx2``, ``dy2``) move it by pixels and are in all items of a layer or in none; ``ref`` is the fact it
links to. The ``x`` and ``y`` of a layer are its position channels: a scale, or one value for all.

Where the code fights a library. Vega sizes a frame by measuring texts with the machine's fonts: here the frame is given in
pixels. Altair copies and inspects whatever it holds: rows stand beside the marks until :func:`compose`, and a value
for all items is given as the channel it is. Remove :class:`Layer` when Altair serialises a layered chart without copying it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .text_metrics import wrap
from .theme import AXIS, FONT, GRID, INK, MUTED, PAPER, SMALL, TEXT

if TYPE_CHECKING:
    import altair as alt

Item = Mapping[str, Any]
LINK_PREFIX: Final = "https://fact.invalid/"
"""Prefix of a fact's id in the link of a mark, which :mod:`.svg` replaces by the page's link.

Vega drops links that are not web addresses; names under ``.invalid`` lead nowhere (RFC 2606).
"""
_CHANNELS: Final = {
    "color": "Color",
    "fill": "Fill",
    "stroke": "Stroke",
    "shape": "Shape",
    "size": "Size",
    "opacity": "Opacity",
    "strokeOpacity": "StrokeOpacity",
}
_QUANTITATIVE: Final = ("size", "opacity", "strokeOpacity")
CROSS: Final = "M-.85,-.85L.85,.85M.85,-.85L-.85,.85"
BAR: Final = "M0,-1L0,1"
FLAT: Final = "M-1,0L1,0"
"""Shapes as SVG paths in a square of 2 by 2, which the mark's size scales."""
NOTE: Final = 15
"""Pixels between the baselines of :func:`notes`."""
HALO: Final[Mapping[str, Any]] = {"stroke": PAPER, "strokeWidth": 3}
"""Text over lines has an outline in the page's colour, painted beneath its letters (``paint-order``, see :mod:`.svg`)."""


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
    """A mark with its encoding, and the rows it is drawn from."""

    marks: alt.Chart
    rows: list[dict[str, Any]]


def rules(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Return a layer of lines from (x, y) to (x2, y2); ``dx``, ``dy`` move their beginning and ``dx2``, ``dy2`` their end."""
    ends = {f"{axis}2Offset": _expr(f"datum.d{axis}2") for axis in "xy" if items and f"d{axis}2" in items[0]}
    return _layer(items, x, y, "rule", {**_offsets(items), **ends, **mark})


def symbols(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Return a layer of symbols."""
    return _layer(items, x, y, "point", {"filled": True, "opacity": 1, **_offsets(items), **mark})


def notes(sentences: Sequence[str], room: float, left: float, top: float) -> list[Item]:
    """Return the lines of sentences about a whole chart, in ``room`` pixels, each line 15 pixels below the one before.

    Their ``dx`` and ``dy`` are pixels from the plot's corner.
    """
    lines = [line for sentence in sentences for line in wrap(sentence, room, SMALL, lines=2)]
    return [{"dx": left, "dy": top + NOTE * row, "text": line, "color": MUTED} for row, line in enumerate(lines)]


def texts(items: Sequence[Item], x: Any, y: Any, **mark: Any) -> list[Layer]:
    """Return a layer of texts, left-aligned, in the colour of ink unless the items have one."""
    return _layer(items, x, y, "text", {"align": "left", "fontSize": TEXT, **_offsets(items, "d{}"), **mark})


def _offsets(items: Sequence[Item], name: str = "{}Offset") -> dict[str, Any]:
    """Return the properties of a mark that move it by ``dx`` and ``dy``, if the items have them."""
    return {name.format(axis): _expr(f"datum.d{axis}") for axis in "xy" if items and f"d{axis}" in items[0]}


def _expr(text: str) -> Any:
    import altair as alt

    return alt.expr(text)


def _layer(items: Sequence[Item], x: Any, y: Any, kind: str, mark: dict[str, Any]) -> list[Layer]:
    """Return one layer, none without items, or two if only some items link, as an encoding holds for every row."""
    import altair as alt

    if not items:
        return []
    plain = [item for item in items if not item.get("ref")]
    if 0 < len(plain) < len(items):
        return _layer(plain, x, y, kind, mark) + _layer([item for item in items if item.get("ref")], x, y, kind, mark)
    rows = [_row(item) for item in items]
    keys = {key for row in rows for key in row}
    encoding: dict[str, Any] = {"x": _position(alt.XValue, x), "y": _position(alt.YValue, y)}
    for key, channel in _CHANNELS.items():
        if key in keys:
            encoding[key] = getattr(alt, channel)(
                f"{key}:{'Q' if key in _QUANTITATIVE else 'N'}", scale=None, legend=None
            )
    if "x2" in keys:
        encoding["x2"] = alt.X2(field="x2")
    if "y2" in keys:
        encoding["y2"] = alt.Y2(field="y2")
    if "text" in keys:
        encoding["text"] = alt.Text("text:N")
    if "href" in keys:
        encoding["href"] = alt.Href("href:N")
    return [Layer(getattr(alt.Chart(), f"mark_{kind}")(aria=False, **mark).encode(**encoding), rows)]


def _position(value: Callable[[Any], Any], channel: Any) -> Any:
    """Return a position channel; wrap one value for all, whose channel Altair would take long to find."""
    return value(channel["value"]) if isinstance(channel, dict) else channel


def _row(item: Item) -> dict[str, Any]:
    """Return an item as a row of data, with a link for its fact."""
    plain = {key: value for key, value in item.items() if key != "ref"}
    return {**plain, "href": LINK_PREFIX + item["ref"]} if item.get("ref") else plain


def compose(layers: Sequence[Layer], frame: Frame) -> alt.LayerChart:
    """Return the layers as one chart in its frame, with the theme; their rows become its named data sets."""
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
    """Return a horizontal scale in pixels from the left."""
    import altair as alt

    return alt.X("x:Q", scale=alt.Scale(domain=[0, width], range=[0, width], nice=False, zero=False), axis=None)


def y_pixels(height: float) -> alt.Y:
    """Return a vertical scale in pixels from the top."""
    import altair as alt

    return alt.Y("y:Q", scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False), axis=None)
