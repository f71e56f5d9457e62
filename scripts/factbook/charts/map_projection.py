"""Map projection: one around a centre, as Vega has it, and the part of the map that a view shows.

A chart gives degrees, and Vega projects them; here they are projected as well, for the places of names, and to leave out what is not
seen or too fine to be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from ..geojson import Point as Point
from ..geojson import Ring as Ring
from .map_base import Bounds, area

EARTH: Final = 6371.0
"""Mean radius of the earth in kilometres."""
MAX_ROUND: Final = 75.0
"""Degrees from the centre to which the azimuthal projection is used; it distorts wider views, which get a plain grid."""
HIDDEN: Final = 150.0
"""Degrees from the centre beyond which a country is on the far side of the globe and left out."""


def centroid(ring: Sequence[Point]) -> Point:
    """Return the centroid of a ring's area; of its corners where it has none."""
    total = area(ring)
    if abs(total) < 1e-9:
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
    sides = [
        (p, q, p[0] * q[1] - q[0] * p[1])
        for p, q in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]  # fmt: skip
    x, y = (sum((p[axis] + q[axis]) * cross for p, q, cross in sides) / (6 * total) for axis in (0, 1))
    return x, y


def holds(ring: Sequence[Point], x: float, y: float) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    crossed = [
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
    ]
    return sum(crossed) % 2 == 1


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection around a centre, or the Equal Earth one of the whole world where ``flat``.

    Both give kilometres east and south of the centre (Snyder, Map Projections, USGS 1987, p. 185; Šavrič and others, The Equal Earth
    map projection, 2018).
    """

    lon: float
    lat: float
    flat: bool

    @classmethod
    def around(cls, points: Sequence[Point]) -> Projection:
        """Return one around the mean of some points (lon, lat) on the sphere."""
        vectors = [_vector(lon, lat) for lon, lat in points] or [(1.0, 0.0, 0.0)]
        x, y, z = (sum(vector[axis] for vector in vectors) for axis in range(3))
        lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
        if max((_apart(lon, lat, *point) for point in points), default=0) <= MAX_ROUND:
            return cls(lon, lat, False)
        lats = [point[1] for point in points]
        return cls(0.0, (min(lats) + max(lats)) / 2, True)

    def at(self, lon: float, lat: float) -> Point:
        """Return kilometres east and south of the centre."""
        if self.flat:
            x, y = _equal_earth(lon, lat)
            return EARTH * x, EARTH * (_equal_earth(0, self.lat)[1] - y)
        turn, phi, centre = math.radians(lon - self.lon), math.radians(lat), math.radians(self.lat)
        east = math.cos(phi) * math.sin(turn)
        north = math.cos(centre) * math.sin(phi) - math.sin(centre) * math.cos(phi) * math.cos(turn)
        ahead = math.sin(centre) * math.sin(phi) + math.cos(centre) * math.cos(phi) * math.cos(turn)
        away = math.atan2(math.hypot(east, north), ahead)
        length = math.hypot(east, north)
        reach = 2 * EARTH * math.sin(away / 2) / length if length > 1e-12 else 0.0
        return east * reach, -north * reach

    def inverse(self, x: float, y: float) -> Point:
        """Return the place (lon, lat) that many kilometres east and south of the centre; only where it is not ``flat``."""
        rho, centre = max(math.hypot(x, y) / EARTH, 1e-12), math.radians(self.lat)
        away = 2 * math.asin(min(rho / 2, 1))
        east, north = x / EARTH / rho, -y / EARTH / rho
        lat = math.asin(math.cos(away) * math.sin(centre) + north * math.sin(away) * math.cos(centre))
        turn = math.atan2(
            east * math.sin(away),
            math.cos(centre) * math.cos(away) - north * math.sin(centre) * math.sin(away),
        )
        return self.lon + math.degrees(turn), math.degrees(lat)

    def away(self, lon: float, lat: float) -> float:
        """Return degrees from the centre."""
        return _apart(self.lon, self.lat, lon, lat)


def _equal_earth(lon: float, lat: float) -> Point:
    """Return the place of degrees on a sphere of radius 1."""
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3) / 2
    angle = math.asin(root * math.sin(math.radians(lat)))
    square = angle * angle
    sixth = square**3
    x = math.radians(lon) * math.cos(angle) / (root * (a + 3 * b * square + sixth * (7 * c + 9 * d * square)))
    return x, angle * (a + b * square + sixth * (c + d * square))


def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    across, up = math.radians(lon), math.radians(lat)
    return math.cos(up) * math.cos(across), math.cos(up) * math.sin(across), math.sin(up)


def _apart(lon: float, lat: float, lon2: float, lat2: float) -> float:
    """Return degrees between two places."""
    dot = sum(a * b for a, b in zip(_vector(lon, lat), _vector(lon2, lat2), strict=True))
    return math.degrees(math.acos(min(max(dot, -1.0), 1.0)))


@dataclass(frozen=True, slots=True)
class View:
    """A window on a projection: pixels per kilometre, and its position and size in pixels."""

    projection: Projection
    scale: float
    left: float
    top: float
    width: float
    height: float
    bleed: float = 4.0
    """How far shapes reach beyond its left, top and right edge, so that their own edges are out of sight."""

    @classmethod
    def of(
        cls,
        points: Sequence[Point],
        width: float,
        heights: tuple[float, float],
        edge: float,
        least: float,
        bleed: float = 4.0,
    ) -> View:
        """Return the closest view of the points, with ``edge`` pixels around them, at least ``least`` kilometres wide."""
        projection = Projection.around(points)
        spots = [projection.at(*point) for point in points] or [(0.0, 0.0)]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        lowest, highest = heights
        scale = min(
            (width - 2 * edge) / max(across, 1e-6), (highest - 2 * edge) / max(down, 1e-6), width / max(least, 1e-6)
        )
        height = float(round(min(max(down * scale + 2 * edge, lowest), highest)))
        middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        return cls(
            projection, scale, middle[0] * scale - width / 2, middle[1] * scale - height / 2, width, height, bleed
        )

    def at(self, lon: float, lat: float) -> Point:
        """Return pixels from the left and the top."""
        x, y = self.projection.at(lon, lat)
        return x * self.scale - self.left, y * self.scale - self.top

    def vega(self, left: float = 0, top: float = 0) -> dict[str, Any]:
        """Return the projection for Vega, of a view that begins ``left`` and ``top`` pixels from the plot's corner.

        Nothing is added between points, as lines are straight here, too.
        """
        flat, centre = self.projection.flat, (self.projection.lon, self.projection.lat)
        middle = self.at(*((0, 0) if flat else centre))
        return {
            "type": "equalEarth" if flat else "azimuthalEqualArea",
            "rotate": [0, 0] if flat else [-centre[0], -centre[1]],
            "scale": round(EARTH * self.scale, 3),
            "translate": [round(middle[0] + left, 2), round(middle[1] + top, 2)],
            "precision": 0,
            "clipExtent": [[left - self.bleed, top - self.bleed], [left + self.width + self.bleed, top + self.height]],
        }

    def place(self, x: float, y: float) -> Point:
        """Return the place (lon, lat) at so many pixels from the left and the top; only of a view that is not flat."""
        return self.projection.inverse((x + self.left) / self.scale, (y + self.top) / self.scale)

    def window(self) -> Bounds:
        """Return bounds that hold all that is seen."""
        corners = ((self.left + right, self.top + down) for right in (0, self.width) for down in (0, self.height))
        reach = math.degrees(max(math.hypot(*corner) for corner in corners) / self.scale / EARTH) + 0.1
        south, north = self.projection.lat - reach, self.projection.lat + reach
        aside = reach / max(math.cos(math.radians(min(max(abs(south), abs(north)), 89))), 0.02)
        return self.projection.lon - aside, south, self.projection.lon + aside, north

    def rings(self, polygons: Iterable[Sequence[Ring]], fine: float = 1.5) -> Iterator[list[list[Seen]]]:
        """Yield what is seen of polygons, without what is finer than ``fine`` pixels; outlines clockwise and holes the other way, as Vega has them."""
        for polygon in polygons:
            if not self.projection.flat and any(self.projection.away(*point) > HIDDEN for point in polygon[0]):
                continue
            kept = []
            for place, ring in enumerate(polygon):
                cut = simplified(self._clip(self._seen(ring)), fine)
                size = area([each[:2] for each in cut]) if len(cut) > 2 else 0
                if abs(size) > 3:
                    turned = cut if (size > 0) == (place == 0) else cut[::-1]
                    kept.append([*turned, turned[0]])
                elif place == 0:
                    break
            if kept:
                yield kept

    def lines(self, lines: Iterable[Ring], least: float = 0) -> Iterator[list[Seen]]:
        """Yield the parts of lines that are seen, of at least so many pixels."""
        for line in lines:
            part: list[Seen] = []
            for before, point in pairwise(self._seen(line)):
                ends = self._within(before, point)
                if part and (not ends or ends[0] != part[-1]):
                    if _length(part) >= least:
                        yield part
                    part = []
                if ends:
                    part = [*part, ends[1]] if part else list(ends)
            if part and _length(part) >= least:
                yield part

    def _seen(self, ring: Ring) -> list[Seen]:
        return [(*self.at(lon, lat), lon, lat) for lon, lat in ring]

    def _within(self, before: Seen, after: Seen) -> tuple[Seen, Seen] | None:
        """Return the part of a line between two points that is seen (Liang and Barsky)."""
        (x, y), (x2, y2), start, end = before[:2], after[:2], 0.0, 1.0
        for from_edge, towards in ((x, x - x2), (self.width - x, x2 - x), (y, y - y2), (self.height - y, y2 - y)):
            share = from_edge / towards if towards else math.copysign(math.inf, from_edge)
            start, end = (max(start, share), end) if towards < 0 else (start, min(end, share))
        if start > end or end < 0:
            return None
        return between(before, after, start), between(before, after, end)

    def _clip(self, ring: list[Seen]) -> list[Seen]:
        """Clip a ring to the view and a little beyond (Sutherland and Hodgman)."""
        for axis, limit, keep_below in (
            (0, -self.bleed, False),
            (0, self.width + self.bleed, True),
            (1, -self.bleed, False),
            (1, self.height, True),
        ):
            kept: list[Seen] = []
            for before, point in zip([ring[-1], *ring] if ring else [], ring, strict=False):
                inside, was = ((spot[axis] <= limit) == keep_below for spot in (point, before))
                if inside != was:
                    kept.append(between(before, point, (limit - before[axis]) / (point[axis] - before[axis])))
                if inside:
                    kept.append(point)
            ring = kept
        return ring


Seen = tuple[float, float, float, float]
"""A point of the map: pixels from the left and the top, and its degrees (lon, lat)."""


def between(before: Seen, after: Seen, share: float) -> Seen:
    """Return the point a share of the way from one to another: in pixels, and nearly so in degrees."""
    x, y, lon, lat = (a + share * (b - a) for a, b in zip(before, after, strict=True))
    return x, y, lon, lat


def _length(line: Sequence[Seen]) -> float:
    return sum(math.dist(a[:2], b[:2]) for a, b in pairwise(line))


def simplified(ring: list[Seen], fine: float) -> list[Seen]:
    """Return a ring with one point for those that share a square of ``fine`` pixels, and without those on a straight line between squares.

    Neighbours keep the same points, so that no gap opens between them.
    """
    kept: list[tuple[Point, Seen]] = []
    for point in ring:
        square = (round(point[0] / fine), round(point[1] / fine))
        if kept and kept[-1][0] == square:
            kept[-1] = (square, min(kept[-1][1], point))
        else:
            kept.append((square, point))
    if len(kept) > 1 and kept[0][0] == kept[-1][0]:
        kept.pop()
    return [
        point
        for ((x0, y0), _), ((x, y), point), ((x2, y2), _) in zip(
            [*kept[-1:], *kept], kept, [*kept[1:], *kept[:1]], strict=False
        )
        if (x - x0) * (y2 - y0) != (y - y0) * (x2 - x0)
    ]
