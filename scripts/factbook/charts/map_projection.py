"""Map projection: the vendored countries, a projection around a centre, and the part of the map that a view shows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..geojson import Point as Point
from ..geojson import Ring as Ring
from .base import COUNTRIES

EARTH: Final = 6371.0
"""Mean radius of the earth in kilometres."""
MAX_ROUND: Final = 75.0
"""Degrees from the centre to which the azimuthal projection is used; it distorts wider views, which get a plain grid."""
HIDDEN: Final = 150.0
"""Degrees from the centre beyond which a country is on the far side of the globe and left out."""


@cache
def countries() -> tuple[tuple[str, tuple[tuple[Ring, ...], ...]], ...]:
    """Load the countries: ISO 3166-1 numeric code (empty where it has none) and its polygons, each as rings of (lon, lat)."""
    shapes = json.loads(COUNTRIES.read_text(encoding="utf-8"))["features"]
    return tuple(
        (
            shape.get("id", ""),
            tuple(
                tuple([(lon, lat) for lon, lat in ring] for ring in polygon)
                for polygon in shape["geometry"]["coordinates"]
            ),
        )
        for shape in shapes
    )


def shape_of(code: str) -> tuple[tuple[Ring, ...], ...]:
    """Return the polygons of one country; none for an unknown code."""
    return next((polygons for known, polygons in countries() if code and known == code), ())


def outline_of(code: str) -> Ring:
    """Return the outline (lon, lat) of a country's largest part; an empty one for an unknown code."""
    return max((polygon[0] for polygon in shape_of(code)), key=lambda ring: abs(area(ring)), default=[])


def area(ring: Sequence[Point]) -> float:
    """Return the signed area of a ring, in the square of its unit (shoelace formula)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


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
    """Lambert's azimuthal equal-area projection around a centre, or an equirectangular one where ``flat``.

    Both give kilometres east and south of the centre (Snyder, Map Projections, USGS 1987, pp. 185 and 91).
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
            shrink = max(math.cos(math.radians(self.lat)), 0.4)
            return EARTH * math.radians(lon) * shrink, -EARTH * math.radians(lat - self.lat)
        turn, phi, centre = math.radians(lon - self.lon), math.radians(lat), math.radians(self.lat)
        east = math.cos(phi) * math.sin(turn)
        north = math.cos(centre) * math.sin(phi) - math.sin(centre) * math.cos(phi) * math.cos(turn)
        ahead = math.sin(centre) * math.sin(phi) + math.cos(centre) * math.cos(phi) * math.cos(turn)
        away = math.atan2(math.hypot(east, north), ahead)
        length = math.hypot(east, north)
        reach = 2 * EARTH * math.sin(away / 2) / length if length > 1e-12 else 0.0
        return east * reach, -north * reach

    def away(self, lon: float, lat: float) -> float:
        """Return degrees from the centre."""
        return _apart(self.lon, self.lat, lon, lat)


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
        height = min(max(down * scale + 2 * edge, lowest), highest)
        middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        return cls(
            projection, scale, middle[0] * scale - width / 2, middle[1] * scale - height / 2, width, height, bleed
        )

    def at(self, lon: float, lat: float) -> Point:
        """Return pixels from the left and the top."""
        x, y = self.projection.at(lon, lat)
        return x * self.scale - self.left, y * self.scale - self.top

    def rings(self, polygons: Iterable[Sequence[Ring]], fine: float = 1.0) -> list[list[Ring]]:
        """Return polygons in pixels, clipped at the view's edges and simplified to a grid of ``fine`` pixels."""
        shown = []
        for polygon in polygons:
            if not self.projection.flat and any(self.projection.away(*point) > HIDDEN for point in polygon[0]):
                continue
            cut = [self._clip([self.at(lon, lat) for lon, lat in ring]) for ring in polygon]
            rings = [simplified(ring, fine) for ring in cut if len(ring) > 2]
            kept = [[*ring, ring[0]] for ring in rings if len(ring) > 2 and abs(area(ring)) > 3]
            if kept:
                shown.append(kept)
        return shown

    def _clip(self, ring: Ring) -> Ring:
        """Clip a ring to the view and a little beyond (Sutherland and Hodgman)."""
        for axis, limit, keep_below in (
            (0, -self.bleed, False),
            (0, self.width + self.bleed, True),
            (1, -self.bleed, False),
            (1, self.height, True),
        ):
            kept: Ring = []
            for before, point in zip([ring[-1], *ring] if ring else [], ring, strict=False):
                inside, was = ((spot[axis] <= limit) == keep_below for spot in (point, before))
                if inside != was:
                    share = (limit - before[axis]) / (point[axis] - before[axis])
                    kept.append(
                        (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
                    )
                if inside:
                    kept.append(point)
            ring = kept
        return ring  # fmt: skip


def simplified(ring: Ring, fine: float) -> Ring:
    """Snap a ring to a grid of ``fine`` pixels, and remove corners on a straight line.

    Neighbours share the grid's points, so that no gap opens between them.
    """
    snapped: Ring = []
    for x, y in ring:
        point = (round(round(x / fine) * fine, 1), round(round(y / fine) * fine, 1))
        if not snapped or point != snapped[-1]:
            snapped.append(point)
    if len(snapped) > 1 and snapped[0] == snapped[-1]:
        snapped.pop()
    return [
        point
        for before, point, after in zip([*snapped[-1:], *snapped], snapped, [*snapped[1:], *snapped[:1]], strict=False)
        if abs((point[0] - before[0]) * (after[1] - before[1]) - (point[1] - before[1]) * (after[0] - before[0])) > 0.01
    ]
