"""Chart ``map``: the places of the factbook, each with the precision of its position."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from ...factbook import Factbook
from ...geojson import Outlines
from ...kinds import Place, Source
from ...values.formats import commas, current, gettext, gettext_noop, labelled, pgettext
from ...words import label_of
from ..base import LEAST_ACROSS, NEAR_ACROSS, NEAR_SCALE, SCALE
from ..layers import NOTE, Frame, Item
from ..layout import Box
from ..map_base import Base, area, countries, near_base, outline_of
from ..map_names import MapName, distance, place_names
from ..map_outlines import feature, outlines_option, shapes
from ..map_projection import Point, View, centroid
from ..placed import constant, framed, paragraph, rows_of, word, words
from ..registry import Options, Prepared, Row, chart, option_names
from ..text_metrics import fit, width
from ..theme import AXIS, GRID, INK, MUTED, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

Precision = Literal["point", "city", "region", "country"]
WORDS: Final[dict[Precision, str]] = {
    "point": gettext_noop("the very spot"),
    "city": gettext_noop("a town"),
    "region": gettext_noop("somewhere in a region"),
    "country": gettext_noop("a country"),
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
INSET_ACROSS: Final = 8000.0
"""Kilometres that the map of the world around a map shows."""
MAX_BAR: Final = 9000.0
"""Kilometres across of the widest map with a scale bar, which is true in its middle; on wider ones no length is."""
RIVER: Final = 40.0
"""Pixels of the shortest river that is drawn."""
SHADE: Final = 0.45
"""Opacity of a country that is a place."""
KEY_LAYERS: Final = 5
"""The last layers, which are below the map."""
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
    columns = (
        pgettext("column", "Place"),
        pgettext("column", "Sort"),
        pgettext("column", "Within"),
        pgettext("column", "Position"),
        pgettext("column", "Precision"),
        pgettext("column", "Position from"),
    )
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
    within, sort = book.of(Place)[one.within].name if one.within else "", pgettext("type", one.type)
    if spot is None:
        cells = (one.name, sort, within, gettext("no position"), "", "")
    else:
        where = (
            degrees(spot.lat, spot.lon)
            if spot.lat is not None and spot.lon is not None
            else gettext("the country’s area")
        )
        source = book.of(Source).get(spot.source)
        words = gettext(WORDS[spot.precision])
        if not on_map:
            words = gettext("%(precision)s (not on this base map)", precision=words)
        cells = (one.name, sort, within, where, words, label_of(book, source) if source else spot.source)
    return Row(cells, one.ref, labelled(one.name, commas(filter(None, cells[3:5]))))


def degrees(lat: float, lon: float) -> str:
    """Return a position in words: ``51.48° N, 0.12° W``."""
    north, east = (f"{current().number(Decimal(f'{abs(angle):g}'))}°" for angle in (lat, lon))
    return commas(
        (
            gettext("%(degrees)s S", degrees=north) if lat < 0 else gettext("%(degrees)s N", degrees=north),
            gettext("%(degrees)s W", degrees=east) if lon < 0 else gettext("%(degrees)s E", degrees=east),
        )
    )


def _summary(places: list[Place], spots: dict[str, Spot]) -> str:
    if not spots:
        return gettext("No place with a known position.")
    words = {precision: gettext(said) for precision, said in WORDS.items()}
    shown = "; ".join(f"{spot.name} ({words[spot.precision]})" for spot in spots.values())
    missing = [one.name for one in places if one.id not in spots]
    text = gettext("On the map: %(places)s.", places=shown)
    if not missing:
        return text
    return f"{text} " + gettext("Without a position: %(places)s.", places=commas(missing))


@chart("map", prepare, options=("places", "outlines", "outlines_from"))
def places_map(prepared: Prepared[Atlas], size: Size) -> alt.LayerChart:
    """Where is it?"""
    import altair as alt

    plot = _Plot(prepared.data, size)
    data, view = plot.datasets, plot.view
    href, left, foot = alt.Href("href:N"), constant("XValue", 0), constant("YValue", view.height)
    fill, stroke = (getattr(alt, name)(f"{name.lower()}:N", scale=None) for name in ("Fill", "Stroke"))

    def projected(name: str) -> alt.Chart:
        at = rows_of(name).encode(longitude=alt.Longitude("lon:Q"), latitude=alt.Latitude("lat:Q"), href=href)
        placed: alt.Chart = at.project(**view.vega())
        return placed

    def signs(base: alt.Chart, **moved: Any) -> Iterator[alt.Chart]:
        """Yield the signs of places: a dot, hollow for a town, a dashed ring for a region."""
        look: dict[str, Any] = {"shape": "circle", "opacity": 1, "stroke": INK, "aria": False, **moved}
        hollow = constant("FillValue", INK, test="datum.precision == 'city'", then=PAPER)
        dots = base.transform_filter(alt.FieldOneOfPredicate("precision", ["point", "city"]))
        yield dots.mark_point(size=60, strokeWidth=2, **look).encode(fill=hollow)
        rings = base.transform_filter("datum.precision == 'region'")
        ring = constant("SizeValue", math.pi * RING_RADIUS**2, test="isValid(datum.dx)", then=190)
        yield rings.mark_point(strokeWidth=1.6, strokeDash=[3, 3], fill="transparent", **look).encode(size=ring)

    lead: dict[str, Any] = {"longitude2": alt.Longitude2("lon2:Q"), "latitude2": alt.Latitude2("lat2:Q")}
    key = rows_of("key").encode(x=left, y=foot)
    moved: dict[str, Any] = {"xOffset": alt.expr("datum.dx - 12"), "yOffset": alt.expr("datum.dy")}
    shade: dict[str, Any] = {
        "shape": "square",
        "size": 130,
        "filled": True,
        "color": AXIS,
        "opacity": SHADE,
        "aria": False,
    }
    stack = [
        shapes(rows_of("land"), view, fill=GRID, stroke=AXIS if plot.near else PAPER, strokeWidth=0.6),
        shapes(rows_of("countries"), view, fill=AXIS, stroke=AXIS, strokeWidth=0.8, fillOpacity=SHADE).encode(
            href=href
        ),
        shapes(rows_of("rivers"), view, filled=False, stroke=PAPER, strokeWidth=1.1),
        shapes(rows_of("lakes"), view, fill=PAPER, stroke=AXIS, strokeWidth=0.4),
        shapes(rows_of("own"), view, strokeWidth=0.8).encode(fill=fill, stroke=stroke),
        rows_of("inset").mark_rect(fill=PAPER, stroke=AXIS, aria=False).encode(**plot.box),
        *([shapes(rows_of("world"), plot.world, plot.corner[0], plot.corner[1], fill=GRID)] if plot.world else []),
        *(
            rows_of(name).mark_rect(stroke=AXIS, fill="transparent", aria=False).encode(**box)
            for name, box in (("inset", plot.box), ("bare", plot.whole))
        ),
        rows_of("inset")
        .mark_point(size=24, filled=True, color=INK, opacity=1, aria=False)
        .encode(
            x=constant("XValue", plot.corner[0] + INSET[plot.wide] / 2),
            y=constant("YValue", plot.corner[1] + INSET[plot.wide] / 2),
        ),
        projected("leads").mark_rule(color=MUTED, strokeWidth=1).encode(**lead),
        *signs(projected("places")),
        words(projected("names"), over=True),
        *signs(key, **moved),
        key.transform_filter("datum.precision == 'country'").mark_point(**moved, **shade),
        key.transform_filter("datum.km")
        .mark_rule(
            color=MUTED,
            strokeWidth=1.5,
            aria=False,
            xOffset=alt.expr("datum.dx - 6 - datum.bar"),
            x2Offset=alt.expr("datum.dx - 6"),
            yOffset=moved["yOffset"],
            y2Offset=moved["yOffset"],
        )
        .encode(x2=constant("X2Value", 0), y2=constant("Y2Value", view.height)),
        words(key),
    ]
    return framed(stack, data, Frame(plot.total, view.height, bottom=plot.bottom))


def _corners(box: Box) -> dict[str, Any]:
    """Return the channels of a rectangle."""
    ends = {"X": box.left, "Y": box.top, "X2": box.right, "Y2": box.bottom}
    return {name.lower(): constant(f"{name}Value", end) for name, end in ends.items()}


class _Plot:
    """The view of the places, and what it shows: land in degrees, names, the key and the scale bar."""

    def __init__(self, data: Atlas, size: Size) -> None:
        self.wide, self.total = size == "wide", float(WIDTHS[size])
        self.spots, self.outlines = data.spots, data.outlines
        least = MIN_ACROSS["spots" if any(spot.precision == "point" for spot in data.spots) else "towns"]
        self.view = View.of(self._held(), self.total, HEIGHTS[size], EDGE[size], least)
        self.across = self.total / self.view.scale
        self.near = self.across < NEAR_ACROSS and not self.view.projection.flat
        self.based = self.across >= LEAST_ACROSS and bool(self.spots) and self.outlines is None
        self.base = (near_base(self.view.window()) if self.near else Base(countries())) if self.based else Base(())
        self.seen = {spot.area: self._visible(spot) for spot in self.spots if spot.precision == "country"}
        self.shown = [spot for spot in self.spots if spot.precision != "country" or self.seen[spot.area]]
        self.taken: list[Box] = []
        self.datasets: dict[str, list[Item]] = {
            "places": [self._mark(spot) for spot in self.shown if spot.precision != "country"],
            "names": [],
            "leads": [],
            "inset": [],
            "world": [],
            **self._land(),
        }
        self._names()
        self._inset()
        self._key()

    def _held(self) -> list[Point]:
        """Return the points (lon, lat) that the map must show: all but countries, which it may cut; without others, those whole."""
        small = [(spot.lon, spot.lat) for spot in self.spots if spot.precision != "country"]
        return small or [point for spot in self.spots for point in outline_of(spot.area)]

    def _visible(self, spot: Spot) -> list[Point]:
        """Return the outline of the largest visible part of a country, in pixels; empty if that is too small."""
        outlines = [[(x, y) for x, y, *_ in rings[0]] for rings in self.view.rings(self.base.country(spot.area))]
        largest = max(outlines, key=lambda ring: abs(area(ring)), default=[])
        return largest if largest and abs(area(largest)) > MIN_VISIBLE else []

    def _land(self) -> dict[str, list[Item]]:
        """Return the features of the base, and of a story's own outlines: land, the water on it, and lines."""
        view, named = self.view, {spot.area: spot for spot in self.spots if spot.precision == "country"}
        rest = [each for code, polygons in self.base.countries if code not in named for each in view.rings(polygons)]
        found: dict[str, list[Item]] = {
            "land": [feature(rest)] if rest else [],
            "countries": [
                feature(seen, ref=spot.ref, name=spot.name)
                for code, spot in named.items()
                if (seen := list(view.rings(self.base.country(code))))
            ],
            "rivers": [feature(lines, "MultiLineString")]
            if (lines := list(view.lines(self.base.rivers, RIVER)))
            else [],
            "lakes": [feature(lakes)] if (lakes := list(view.rings(self.base.lakes))) else [],
            "own": [],
        }
        if own := self.outlines:
            for ground, looks in (
                (own.land, {"fill": GRID, "stroke": GRID}),
                (own.water, {"fill": PAPER, "stroke": AXIS}),
            ):
                if drawn := list(view.rings(ground)):
                    found["own"].append(feature(drawn, **looks))
            if lines := list(view.lines(own.lines)):
                found["own"].append(feature(lines, "MultiLineString", fill="transparent", stroke=AXIS))
        return found

    def _mark(self, spot: Spot) -> Item:
        """Return the row of a place, and keep its room free."""
        x, y = self.view.at(spot.lon, spot.lat)
        half = RING_RADIUS if spot.precision == "region" else 5.0
        self.taken.append(Box(x - half, y - half, x + half, y + half))
        return {"ref": spot.ref, "name": spot.name, "precision": spot.precision, "lon": spot.lon, "lat": spot.lat}

    def _names(self) -> None:
        """Add the names of places; a line leads to one that stands away from its mark."""
        names = [self._name(spot) for spot in self.shown]
        boxes = place_names(names, self.taken, Box(2, 2, self.total - 2, self.view.height - 2))
        for spot, name, box in zip(self.shown, names, boxes, strict=True):
            if box is None:
                continue
            at: dict[str, Any] = {"lon": spot.lon, "lat": spot.lat, "ref": spot.ref}
            looks: dict[str, Any] = {} if name.outline else {"size": TEXT, "weight": 600, "ink": INK}
            (x, y), middle = self.view.at(spot.lon, spot.lat), (box.top + box.bottom) / 2
            self.datasets["names"].append(word(name.text, box.left - x, middle - y, **looks, **at))
            if not name.outline and distance(name.at, box) > name.gap + 6 and not self.view.projection.flat:
                end = (min(max(x, box.left - 1), box.right + 1), min(max(y, box.top + 2), box.bottom - 2))
                lon, lat = self.view.place(*end)
                self.datasets["leads"].append({**at, "lon2": lon, "lat2": lat})

    def _name(self, spot: Spot) -> MapName:
        if spot.precision == "country":
            outline = self.seen[spot.area]
            return MapName(fit(spot.name, self.total * 0.45, SMALL), centroid(outline), 4, outline)
        gap = RING_RADIUS + 3 if spot.precision == "region" else 9
        return MapName(fit(spot.name, self.total * 0.45, TEXT, "semibold"), self.view.at(spot.lon, spot.lat), gap)

    def _inset(self) -> None:
        """Add a small map of where in the world this one is, in a corner without marks; none on a map that shows much of it."""
        side = INSET[self.wide]
        corners = ((x, y) for y in (0.5, self.view.height - side) for x in (self.total - side - 0.5, 0.5))
        boxes = (Box(x, y, x + side, y + side) for x, y in corners)
        box = next((box for box in boxes if not any(box.overlap(other) for other in self.taken)), None)
        self.world: View | None = None
        self.corner = (0.0, 0.0)
        self.whole = self.box = _corners(Box(0.5, 0.5, self.total - 0.5, self.view.height))
        self.datasets["bare"] = [{}] if self.spots and not self.based else []
        if box is not None and self.spots and self.across <= MAX_INSET:
            self.corner, centre = (box.left, box.top), (self.view.projection.lon, self.view.projection.lat)
            self.world = View.of([centre], side, (side, side), 0, INSET_ACROSS, 0)
            far = (each for _, polygons in countries() for each in self.world.rings(polygons, 1.5))
            self.datasets |= {"world": [feature(far)], "inset": [{}]}
            self.box = _corners(box)

    def _key(self) -> None:
        """Add the key of marks, the scale bar and notes below the map."""
        x, y = 0.0, 16.0
        key: list[Item] = []
        for precision in dict.fromkeys(spot.precision for spot in self.shown):
            means = gettext(WORDS[precision])
            across = width(means, SMALL) + 36
            if x and x + across > self.total:
                x, y = 0.0, y + 20
            key.append(word(means, x + 20, y, precision=precision))
            x += across
        if self.spots and self.across <= MAX_BAR:
            length = 10.0 ** math.floor(math.log10(self.across / 4))
            length *= next(factor for factor in (5, 2, 1) if length * factor <= self.across / 4)
            number = current().number
            text = (
                gettext("%(number)s km", number=number(round(length)))
                if length >= 1
                else gettext("%(number)s m", number=number(round(length * 1000)))
            )
            bar = length * self.view.scale
            across = bar + width(text, SMALL) + 14
            if x + across > self.total:
                x, y = 0.0, y + 20
            begin = self.total - across if x else 0.0
            key.append(word(text, begin + bar + 6, y, km=length, bar=bar))
        outside = [spot.name for spot in self.spots if spot not in self.shown]
        notes = [gettext("Beyond this map: %(places)s", places=commas(outside))] if outside else []
        if not self.spots:
            notes.append(gettext("No place with a known position"))
        elif self.outlines:
            notes.append(gettext("Outlines: %(credit)s", credit=self.outlines.credit))
        elif self.based:
            scale = NEAR_SCALE if self.near else SCALE
            notes.append(gettext("Map: Natural Earth, 1:%(scale)s million", scale=scale))
        else:
            notes.append(gettext("No coasts, rivers or borders are drawn at this scale."))
        self.datasets["key"] = [*key, *paragraph(notes, self.total, y + 18 * bool(key))]
        self.bottom = y + 18 + NOTE * len(self.datasets["key"][len(key) :])
