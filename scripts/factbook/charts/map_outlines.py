"""Outlines on maps: where in the world a map is, and those of a story's own, for places too near each other for the map's base."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from ..factbook import Factbook
from ..geojson import Outlines, read_outlines
from ..kinds import Source
from ..problems import nearest
from ..words import label_of
from .layers import LINK_PREFIX, Layer
from .layout import Box
from .map_projection import Point, Ring, View, countries
from .registry import ChartRefused, Options, option_names, option_values
from .theme import AXIS, GRID, PAPER

INSET_ACROSS: Final = 8000.0
"""Kilometres that the map of the world around a map shows."""


def outlines_option(book: Factbook, options: Options) -> Outlines | None:
    """Return the outlines in the file that the option ``outlines`` names. Raises :class:`ChartRefused`."""
    names = option_values(options.get("outlines"))
    if not names:
        return None
    sources = option_names(options, "outlines_from", "one known source", book.of(Source))
    if len(sources) != 1:
        raise ChartRefused(f"name one source of the outlines in outlines_from; {nearest('', book.of(Source))}")
    try:
        return read_outlines(book.root, names[0], label_of(book, book.of(Source)[sources[0]]))
    except ValueError as error:
        raise ChartRefused(str(error)) from error


def clipped(line: Ring, view: View) -> Iterator[list[Point]]:
    """Yield the parts of a line (lon, lat) that a view shows, in pixels (Liang and Barsky)."""
    points = [view.at(*point) for point in line]
    part: list[Point] = []
    for (x, y), (x2, y2) in pairwise(points):
        start, end = 0.0, 1.0
        for from_edge, towards in ((x, x - x2), (view.width - x, x2 - x), (y, y - y2), (view.height - y, y2 - y)):
            share = from_edge / towards if towards else math.copysign(math.inf, from_edge)
            start, end = (max(start, share), end) if towards < 0 else (start, min(end, share))
        if start > end or end < 0:
            continue
        first, last = ((x + share * (x2 - x), y + share * (y2 - y)) for share in (start, end))
        if part and part[-1] != first:
            yield part
            part = []
        part = [*part, last] if part else [first, last]
    if part:
        yield part


def shape_layer(shapes: Sequence[Any], ref: str = "", kind: str = "MultiPolygon", **looks: Any) -> Layer:
    """Return polygons, or lines, in pixels as one layer."""
    import altair as alt

    feature = {"type": "Feature", "geometry": {"type": kind, "coordinates": shapes}}
    if ref:
        looks["href"] = LINK_PREFIX + ref
    shape = alt.Chart().mark_geoshape(aria=False, strokeWidth=0.8, **looks)
    return Layer(shape.project(type="identity", scale=1, translate=[0, 0]), [feature])


def own_layers(own: Outlines | None, view: View) -> Iterator[Layer]:
    """Yield a story's land, the water on it, and its lines, as far as a view shows them."""
    for shapes, looks in (
        ((own.land, {"fill": GRID, "stroke": GRID}), (own.water, {"fill": PAPER, "stroke": AXIS})) if own else ()
    ):
        if seen := view.rings(shapes):
            yield shape_layer(seen, **looks)
    lines = [part for line in own.lines for part in clipped(line, view)] if own else []
    if lines:
        yield shape_layer(lines, kind="MultiLineString", filled=False, stroke=AXIS)


def inset_layers(view: View, box: Box) -> list[Layer]:
    """Return a map of the world around a view, in a square box."""
    side = box.right - box.left
    world = View.of([(view.projection.lon, view.projection.lat)], side, (side, side), 0, INSET_ACROSS, 0)
    land = [
        [[(x + box.left, y + box.top) for x, y in ring] for ring in polygon]
        for _, shape in countries()
        for polygon in world.rings(shape, 1.5)
    ]
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    return [shape_layer([[[*corners, corners[0]]]], fill=PAPER), shape_layer(land, fill=GRID)]
