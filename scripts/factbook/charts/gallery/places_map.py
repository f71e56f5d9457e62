"""Chart ``map``: the places of the factbook, each with the precision of its position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from ...factbook import Factbook
from ...kinds import Place, Source
from ...values.formats import current
from ...words import label_of
from .. import layers
from ..base import COARSE
from ..canvas import LITTLE, Canvas, rules, symbols, texts
from ..layers import HALO, Frame, Item
from ..layout import Box, Label, place_labels
from ..map_projection import Point, View, area, centroid, countries, outline_of, shape_of
from ..registry import Options, Prepared, Row, chart, option_names
from ..text_metrics import Weight, fit, width, wrap
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
LINE_HEIGHT: Final = 15.0
MAX_NAME_DISTANCE: Final = 18.0
"""How far from its area a country's name may stand, in pixels."""
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
    """The data: places with a position."""

    spots: tuple[Spot, ...]


def prepare(book: Factbook, options: Options) -> Prepared[Atlas]:
    """Return the chosen places, or all; those without a known position are only in the table."""
    all_places = book.of(Place)
    chosen = option_names(options, "places", "known places", all_places)
    places = [all_places[ref] for ref in chosen] if chosen else list(all_places.values())
    spots = {one.id: spot for one in places if (spot := _spot(one))}
    ordered = sorted(places, key=lambda one: one.id not in spots)
    rows = tuple(_row(book, one, one.id in spots) for one in ordered)
    columns = ("Place", "Sort", "Within", "Position", "Precision", "Position from")
    return Prepared(Atlas(tuple(spots.values())), _summary(places, spots), columns, rows)


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


@chart("map", prepare, options=("places",))
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
        self.spots = data.spots
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
        return self.across >= COARSE and bool(self.spots)

    def picture(self) -> alt.LayerChart:
        """Return the map, and below it the key and a scale bar."""
        view = self.view
        for spot in self.spots:
            self._mark(spot, *view.at(spot.lon, spot.lat))
        self._names()
        height = self._key(view.height + 16)
        if not self.spots:
            self.add("key", x=0, y=20, text="No place with a known position", color=MUTED)
        if not self.based:
            self._edges()
        x, y = layers.x_pixels(self.total), layers.y_pixels(height)
        land = list(self._land()) if self.based else []
        return layers.compose([*land, *self.layers(STYLES, x, y)], Frame(self.total, height))

    def _land(self) -> Iterator[Any]:
        """Yield all countries in one shape, and those that are places on top of it."""
        named = {spot.area: spot for spot in self.spots if spot.precision == "country"}
        plain = [polygon for code, shape in countries() if code not in named for polygon in self.view.rings(shape)]
        if plain:
            yield _shape(plain, fill=GRID, stroke=PAPER)
        for code, spot in named.items():
            polygons = self.view.rings(shape_of(code))
            if polygons:
                yield _shape(polygons, fill=AXIS, stroke=AXIS, fillOpacity=0.45, ref=spot.ref)

    def _edges(self) -> None:
        """Add a frame, for a map without land."""
        right, low = self.total - 0.5, self.view.height
        corners = [(0.5, 0.5), (right, 0.5), (right, low), (0.5, low)] if self.spots else []
        sides = zip(corners, corners[1:] + corners[:1], strict=True)
        for (x, y), (x2, y2) in sides:
            self.add("edge", x=x, y=y, x2=x2, y2=y2, color=GRID)

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
        """Add names beside their marks, of countries within them if they fit; a line leads to a name far from its mark."""
        countries_here = [spot for spot in self._shown() if spot.precision == "country"]
        inside = {spot.ref: box for spot in countries_here if (box := self._inside(spot))}
        for spot in countries_here:
            if spot.ref in inside:
                self.taken.append(inside[spot.ref])
                self._write("country", spot, inside[spot.ref], spot.name)
        self._beside("name", [spot for spot in self.spots if spot.precision == "region"], RING_RADIUS + 3)
        self._beside("name", [spot for spot in self.spots if spot.precision in ("city", "point")], 9)
        self._beside("country", [spot for spot in countries_here if spot.ref not in inside], 4)

    def _beside(self, kind: str, spots: list[Spot], gap: float) -> None:
        """Add names beside their marks, where they cover nothing."""
        size: float = TEXT if kind == "name" else SMALL
        weight: Weight = "semibold" if kind == "name" else "regular"
        names = [fit(spot.name, self.total * 0.45, size, weight) for spot in spots]
        labels = [
            Label(*self._anchor(spot), width(name, size, weight), LINE_HEIGHT)
            for spot, name in zip(spots, names, strict=True)
        ]
        bounds = Box(2, 2, self.total - 2, self.view.height - 2)
        for spot, name, label, box in zip(
            spots, names, labels, place_labels(labels, self.taken, bounds, gap), strict=True
        ):
            away = math.hypot(
                max(box.left - label.x, label.x - box.right, 0), max(box.top - label.y, label.y - box.bottom, 0)
            )
            if kind == "country" and away > MAX_NAME_DISTANCE:
                continue  # its name would seem to be another's; it has a tip, and the table
            self.taken.append(box)
            self._write(kind, spot, box, name)
            if kind == "name":
                self._lead(spot, label, box, gap)

    def _anchor(self, spot: Spot) -> Point:
        """Return the point that a name belongs to: of a country the centroid of its visible part."""
        return centroid(self._visible(spot)) if spot.precision == "country" else self.view.at(spot.lon, spot.lat)

    def _inside(self, spot: Spot) -> Box | None:
        """Return a place for a country's name within its visible area, if it fits."""
        largest = self._visible(spot)
        item_width = width(spot.name, SMALL)
        if (
            max(x for x, _ in largest) - min(x for x, _ in largest) < item_width * 1.6
            or abs(area(largest)) < item_width * 60
        ):
            return None
        x, y = centroid(largest)
        x = min(max(x, item_width / 2 + 4), self.total - item_width / 2 - 4)
        y = min(max(y, 10), self.view.height - 10)
        return Box(x - item_width / 2, y - LINE_HEIGHT / 2, x + item_width / 2, y + LINE_HEIGHT / 2)

    def _write(self, kind: str, spot: Spot, box: Box, text: str) -> None:
        colour = MUTED if kind == "country" else INK
        self.add(kind, x=box.left, y=(box.top + box.bottom) / 2, text=text, color=colour, ref=spot.ref)

    def _lead(self, spot: Spot, label: Label, box: Box, gap: float) -> None:
        """Add a thin line if the name stands away from its mark."""
        x = min(max(label.x, box.left - 1), box.right + 1)
        y = min(max(label.y, box.top + 2), box.bottom - 2)
        if math.hypot(x - label.x, y - label.y) > gap + 5:
            self.marks["lead"].append({"x": label.x, "y": label.y, "x2": x, "y2": y, "color": MUTED, "ref": spot.ref})

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
                fill = INK if precision == "point" else PAPER
                self.marks["dot"].append({**look, "fill": fill, "size": 60, "opacity": 1})
            self.marks["key"].append({"x": x + 20, "y": y, "text": text, "color": MUTED})
            x += item_width
        y = self._bar(x, y) + 10
        outside = [spot.name for spot in self.spots if spot not in self._shown()]
        for line in wrap(f"Beyond this map: {', '.join(outside)}", self.total, SMALL) if outside else []:
            self.marks["key"].append({"x": 0, "y": y + 8, "text": line, "color": MUTED})
            y += LINE_HEIGHT
        return y

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


def _shape(polygons: list[Any], ref: str = "", **looks: Any) -> layers.Layer:
    """Return polygons in pixels as one layer."""
    import altair as alt

    feature = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": polygons}}
    if ref:
        looks["href"] = layers.LINK_PREFIX + ref
    shape = alt.Chart().mark_geoshape(aria=False, strokeWidth=0.8, **looks)
    return layers.Layer(shape.project(type="identity", scale=1, translate=[0, 0]), [feature])
