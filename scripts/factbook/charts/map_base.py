"""The map's base: countries from afar, and for near maps finer ones with rivers and lakes, of which only what is shown is unpacked."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from ..geojson import Point, Ring
from .base import COUNTRIES, NEAR

Polygon = tuple[Ring, ...]
Bounds = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


@cache
def countries() -> tuple[tuple[str, tuple[Polygon, ...]], ...]:
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


def shape_of(code: str) -> tuple[Polygon, ...]:
    """Return the polygons of one country; none for an unknown code."""
    return next((polygons for known, polygons in countries() if code and known == code), ())


@dataclass(frozen=True, slots=True)
class Base:
    """What a map is drawn on, in degrees: polygons of countries by their codes, and rivers and lakes."""

    countries: Sequence[tuple[str, Sequence[Polygon]]]
    rivers: Sequence[Ring] = ()
    lakes: Sequence[Polygon] = ()

    def country(self, code: str) -> list[Polygon]:
        """Return the polygons of a country."""
        return [polygon for known, polygons in self.countries if known == code for polygon in polygons]


@cache
def _near() -> dict[str, list[Any]]:
    shapes: dict[str, list[Any]] = json.loads(lzma.decompress(NEAR.read_bytes()))
    return shapes


def near_base(window: Bounds) -> Base:
    """Return the finer shapes that may be seen in a window; one beyond the 180th meridian reaches over ±180."""
    near = _near()
    found: dict[str, list[Polygon]] = {}
    for code, packed in near["countries"]:
        found.setdefault(code, []).extend(_seen([packed], window))
    rivers = [line for shape in _seen(near["rivers"], window) for line in shape]
    return Base(list(found.items()), rivers, list(_seen(near["lakes"], window)))


def _seen(shapes: Sequence[list[list[int]]], window: Bounds) -> Iterator[Polygon]:
    """Unpack the shapes whose bounds meet a window: steps in thousandths of a degree."""
    west, south, east, north = (1000 * edge for edge in window)
    for (left, bottom, right, top), *lines in shapes:
        across = any(left + turn <= east and right + turn >= west for turn in (-360_000, 0, 360_000))
        if across and bottom <= north and top >= south:
            yield tuple(
                [(x / 1000, y / 1000) for x, y in zip(accumulate(line[::2]), accumulate(line[1::2]), strict=True)]
                for line in lines
            )


def outline_of(code: str) -> Ring:
    """Return the outline (lon, lat) of a country's largest part; an empty one for an unknown code."""
    return max((polygon[0] for polygon in shape_of(code)), key=lambda ring: abs(area(ring)), default=[])


def area(ring: Sequence[Point]) -> float:
    """Return the signed area of a ring, in the square of its unit (shoelace formula)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2
