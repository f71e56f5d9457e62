"""Chart ``map``: the places of the factbook, each with the precision of its position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from ...factbook import Factbook
from ...geojson import Outlines
from ...kinds import Place, Source
from ...values.formats import current
from ...words import label_of
from .. import layers
from ..base import COARSE
from ..canvas import LITTLE, Canvas, rules, symbols, texts
from ..layers import HALO, NOTE, Frame, Item, Layer
from ..layout import Box
from ..map_names import MapName, distance, place_names
from ..map_outlines import inset_layers, outlines_option, own_layers, shape_layer
from ..map_projection import Point, View, area, centroid, countries, outline_of, shape_of
from ..registry import Options, Prepared, Row, chart, option_names
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, GRID, INK, MUTED, PAPER, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

Precision = Literal["point", "city", "region", "country"]
WORDS: Final[dict[Precision, str]] = {
    "point": "the very spot",
    "city": "a town",
    "region": "somewhere in a region",
    "country": "a country",
}
"""The key of marks."""
HEIGHTS: Final[dict[Size, tuple[float, float]]] = {"wide": (360, 460), "narrow": (240, 400)}
EDGE: Final[dict[Size, float]] = {"wide": 60, "narrow": 38}
MIN_ACROSS: Final = {"spots": 2.0, "towns": 900.0}
"""Kilometres across of the smallest map: among spots, and where towns and regions are the finest there is."""
RING_RADIUS: Final = 13.0
"""Radius of a region's ring in pixels, whatever the region's size."""
INSET: Final = {True: 96.0, False: 74.0}
"""Side of the map of where in the world this one is, on a wide page and on a phone, in pixels."""
MAX_INSET: Final = 4000.0
"""Kilometres across of the widest map with one."""
MIN_VISIBLE: Final = 40.0
"""A country of which less than so many square pixels can be seen is not on the map."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw: its position, or the code of its country."""

    ref: str
    name: str
    precision: Precision
    lon: float
    lat: float
    area: str


@dataclass(frozen=True, slots=True)
class Atlas:
    """The data: places with a position, and the story's own outlines if it gives any."""

    spots: tuple[Spot, ...]
    outlines: Outlines | None = None


def prepare(book: Factbook, options: Options) -> Prepared[Atlas]:
    """Return the chosen places, or all; those without a known position are only in the table."""
    all_places = book.of(Place)
    chosen = option_names(options, "places", "known places", all_places)
    places = [all_places[ref] for ref in chosen] if chosen else list(all_places.values())
    spots = {one.id: spot for one in places if (spot := _spot(one))}
    ordered = sorted(places, key=lambda one: one.id not in spots)
    rows = tuple(_row(book, one, one.id in spots) for one in ordered)
    columns = ("Place", "Sort", "Within", "Position", "Precision", "Position from")
    return Prepared(
        Atlas(tuple(spots.values()), outlines_option(book, options)), _summary(places, spots), columns, rows
    )


def _spot(one: Place) -> Spot | None:
    """Return a place to draw, or ``None`` if no position is known or the map lacks its country."""
    spot = one.location
    if spot is None:
        return None
    if spot.precision == "country":
        outline = outline_of(spot.area or "")
        return Spot(one.ref, one.name, "country", *centroid(outline), spot.area or "") if outline else None
    assert spot.lon is not None and spot.lat is not None
    return Spot(one.ref, one.name, spot.precision, spot.lon, spot.lat, "")


def _row(book: Factbook, one: Place, on_map: bool) -> Row:
    spot = one.location
    within = book.of(Place)[one.within].name if one.within else ""
    if spot is None:
        cells = (one.name, one.type, within, "no position", "", "")
    else:
        where = degrees(spot.lat, spot.lon) if spot.lat is not None and spot.lon is not None else "the country’s area"
        source = book.of(Source).get(spot.source)
        words = WORDS[spot.precision] if on_map else f"{WORDS[spot.precision]} (not on this base map)"
        cells = (one.name, one.type, within, where, words, label_of(book, source) if source else spot.source)
    return Row(cells, one.ref, f"{one.name}: {cells[3]}{', ' if cells[4] else ''}{cells[4]}")


def degrees(lat: float, lon: float) -> str:
    """Return a position in words: ``51.48° N, 0.12° W``."""
    return f"{abs(lat):g}° {'S' if lat < 0 else 'N'}, {abs(lon):g}° {'W' if lon < 0 else 'E'}"


def _summary(places: list[Place], spots: dict[str, Spot]) -> str:
    if not spots:
        return "No place with a known position."
    shown = "; ".join(f"{spot.name} ({WORDS[spot.precision]})" for spot in spots.values())
    missing = [one.name for one in places if one.id not in spots]
    return f"On the map: {shown}." + (f" Without a position: {', '.join(missing)}." if missing else "")


@chart("map", prepare, options=("places", "outlines", "outlines_from"))
def places_map(prepared: Prepared[Atlas], size: Size) -> alt.LayerChart:
    """Where is it?"""
    return _Canvas(prepared.data, size).picture()


STYLES: Final = {
    "edge": rules(),
    "lead": rules(strokeWidth=1),
    "ring": symbols(strokeWidth=1.6, strokeDash=[3, 3]),
    "dot": symbols(strokeWidth=2),
    "country": texts(fontSize=SMALL, **HALO),
    "name": texts(fontWeight=600, **HALO),
    "bar": rules(strokeWidth=1.5),
    "key": LITTLE,
}


class _Canvas(Canvas):
    """Land, marks and names."""

    def __init__(self, data: Atlas, size: Size) -> None:
        super().__init__(size)
        self.spots, self.outlines = data.spots, data.outlines
        points = self._held()
        least = MIN_ACROSS["spots" if any(spot.precision == "point" for spot in data.spots) else "towns"]
        self.view = View.of(points, self.total, HEIGHTS[size], EDGE[size], least)
        self.across = self.total / self.view.scale
        self.taken: list[Box] = []

    def _held(self) -> list[Point]:
        """Return the points (lon, lat) that the map must show: all but countries, which it may cut; without others, those whole."""
        small = [(spot.lon, spot.lat) for spot in self.spots if spot.precision != "country"]
        return small or [point for spot in self.spots for point in outline_of(spot.area)]

    def _visible(self, spot: Spot) -> list[Point]:
        """Return the outline of the largest visible part of a country, in pixels; empty if that is too small."""
        rings = [polygon[0] for polygon in self.view.rings(shape_of(spot.area))]
        largest = max(rings, key=lambda ring: abs(area(ring)), default=[])
        return largest if largest and abs(area(largest)) > MIN_VISIBLE else []

    def _shown(self) -> list[Spot]:
        """Return the places that the map shows."""
        return [spot for spot in self.spots if spot.precision != "country" or (self.based and self._visible(spot))]

    @property
    def based(self) -> bool:
        """Whether countries are drawn."""
        return self.across >= COARSE and bool(self.spots) and self.outlines is None

    def picture(self) -> alt.LayerChart:
        """Return the map, and below it the key and a scale bar."""
        for spot in self.spots:
            self._mark(spot, *self.view.at(spot.lon, spot.lat))
        self._names()
        inset = self._inset()
        height = self._key(self.view.height + 16)
        if not self.spots:
            self.add("key", x=0, y=20, text="No place with a known position", color=MUTED)
        elif not self.based:
            self._edges(Box(0.5, 0.5, self.total - 0.5, self.view.height))
        x, y = layers.x_pixels(self.total), layers.y_pixels(height)
        land = [*self._land(), *own_layers(self.outlines, self.view)]
        return layers.compose([*land, *inset, *self.layers(STYLES, x, y)], Frame(self.total, height))

    def _inset(self) -> list[Layer]:
        """Return a small map of where in the world this one is, in a corner without marks; none of a map that shows much of it."""
        side = INSET[self.wide]
        corners = ((x, y) for y in (0.5, self.view.height - side) for x in (self.total - side - 0.5, 0.5))
        boxes = (Box(x, y, x + side, y + side) for x, y in corners)
        box = next((box for box in boxes if not any(box.overlap(other) for other in self.taken)), None)
        if box is None or not self.spots or self.across > MAX_INSET:
            return []
        self._edges(box)
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        self.add("dot", x=x, y=y, shape="circle", fill=INK, stroke=INK, size=24)
        return inset_layers(self.view, box)

    def _land(self) -> Iterator[Layer]:
        """Yield all countries in one shape, and those that are places on top of it."""
        if not self.based:
            return
        named = {spot.area: spot for spot in self.spots if spot.precision == "country"}
        plain = [polygon for code, shape in countries() if code not in named for polygon in self.view.rings(shape)]
        if plain:
            yield shape_layer(plain, fill=GRID, stroke=PAPER)
        for code, spot in named.items():
            polygons = self.view.rings(shape_of(code))
            if polygons:
                yield shape_layer(polygons, fill=AXIS, stroke=AXIS, fillOpacity=0.45, ref=spot.ref)

    def _edges(self, box: Box) -> None:
        """Add a frame."""
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
        for (x, y), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
            self.add("edge", x=x, y=y, x2=x2, y2=y2, color=AXIS)

    def _mark(self, spot: Spot, x: float, y: float) -> None:
        """Add a dot for a spot, a hollow one for a town, a dashed ring for a region; a country is drawn with the land."""
        if spot.precision == "country":
            return
        look = {"x": x, "y": y, "ref": spot.ref, "shape": "circle", "stroke": INK}
        if spot.precision == "region":
            self.marks["ring"].append({**look, "fill": "transparent", "size": math.pi * RING_RADIUS**2})
            half = RING_RADIUS
        else:
            self.marks["dot"].append({**look, "fill": INK if spot.precision == "point" else PAPER, "size": 60})
            half = 5.0
        self.taken.append(Box(x - half, y - half, x + half, y + half))

    def _names(self) -> None:
        """Add the names of places; a line leads to one that stands away from its mark."""
        shown = self._shown()
        names = [self._name(spot) for spot in shown]
        boxes = place_names(names, self.taken, Box(2, 2, self.total - 2, self.view.height - 2))
        for spot, name, box in zip(shown, names, boxes, strict=True):
            if box is None:
                continue
            kind, colour = ("country", MUTED) if name.outline else ("name", INK)
            self.add(kind, x=box.left, y=(box.top + box.bottom) / 2, text=name.text, color=colour, ref=spot.ref)
            x, y = name.at
            if kind == "name" and distance(name.at, box) > name.gap + 6:
                x2, y2 = min(max(x, box.left - 1), box.right + 1), min(max(y, box.top + 2), box.bottom - 2)
                self.add("lead", x=x, y=y, x2=x2, y2=y2, color=MUTED, ref=spot.ref)

    def _name(self, spot: Spot) -> MapName:
        if spot.precision == "country":
            outline = self._visible(spot)
            return MapName(fit(spot.name, self.total * 0.45, SMALL), centroid(outline), 4, outline)
        gap = RING_RADIUS + 3 if spot.precision == "region" else 9
        return MapName(fit(spot.name, self.total * 0.45, TEXT, "semibold"), self.view.at(spot.lon, spot.lat), gap)

    def _key(self, y: float) -> float:
        """Add the key of marks and the scale bar; return the height of the chart."""
        x = 0.0
        for precision in dict.fromkeys(spot.precision for spot in self._shown()):
            text = WORDS[precision]
            item_width = width(text, SMALL) + 36
            if x and x + item_width > self.total:
                x, y = 0.0, y + 20
            look: Item = {"x": x + 8, "y": y, "shape": "circle", "stroke": INK}
            if precision == "country":
                swatch = {"shape": "square", "fill": AXIS, "stroke": AXIS, "opacity": 0.45, "size": 130}
                self.marks["dot"].append({**look, **swatch})
            elif precision == "region":
                self.marks["ring"].append({**look, "fill": "transparent", "size": 190})
            else:
                self.marks["dot"].append(
                    {**look, "fill": INK if precision == "point" else PAPER, "size": 60, "opacity": 1}
                )
            self.marks["key"].append({"x": x + 20, "y": y, "text": text, "color": MUTED})
            x += item_width
        y = self._bar(x, y) + 10
        outside = [spot.name for spot in self.spots if spot not in self._shown()]
        notes = [f"Beyond this map: {', '.join(outside)}"] if outside else []
        if self.outlines:
            notes.append(f"Outlines: {self.outlines.credit}")
        elif self.spots and not self.based:
            notes.append("No coasts, rivers or borders are drawn at this scale.")
        lines = [line for note in notes for line in wrap(note, self.total, SMALL)]
        self.lines("key", lines, NOTE, x=0, y=y + 8, color=MUTED)
        return y + NOTE * len(lines)

    def _bar(self, x: float, y: float) -> float:
        """Add a scale bar, true in the middle of the map; none if the map is too wide for one scale."""
        if not self.spots or self.across > 9000:
            return y
        length = 10.0 ** math.floor(math.log10(self.across / 4))
        length *= next(factor for factor in (5, 2, 1) if length * factor <= self.across / 4)
        formats = current()
        text = f"{formats.number(round(length))} km" if length >= 1 else f"{formats.number(round(length * 1000))} m"
        item_width = length * self.view.scale + width(text, SMALL) + 14
        if x + item_width > self.total:
            x, y = 0.0, y + 20
        start = self.total - item_width if x else 0.0
        self.marks["bar"].append({"x": start, "x2": start + length * self.view.scale, "y": y, "y2": y, "color": MUTED})
        self.marks["key"].append({"x": start + length * self.view.scale + 6, "y": y, "text": text, "color": MUTED})
        return y
