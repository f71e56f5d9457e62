"""Outlines for maps: a story's own GeoJSON file below ``docs/``, read with its limits (RFC 7946).

Polygons are land, with ``"kind": "water"`` among their properties water; lines are rivers, roads or borders, drawn alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .files import files_below, read_bytes
from .problems import Problem, nearest, quote

Point = tuple[float, float]
Ring = list[Point]
"""A closed line of (lon, lat), or of pixels."""
MAX_POINTS: Final = 20_000
"""Points of all outlines of a file: a map of a phone's width has 340 pixels."""
EXAMPLE: Final = '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[0, 51], [1, 51], [1, 52], [0, 51]]]}}]}'
_DEPTHS: Final = {"LineString": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
"""Lists around the points of each sort of geometry that is drawn."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Polygons of land and of water, each as rings of (lon, lat), lines, and where they are from in words (``credit``)."""

    land: tuple[tuple[Ring, ...], ...] = ()
    water: tuple[tuple[Ring, ...], ...] = ()
    lines: tuple[Ring, ...] = ()
    credit: str = ""


def read_outlines(root: Path, name: str, credit: str) -> Outlines:
    """Read the outlines in the file ``name`` below the docs of the story at ``root``.

    Raises ``ValueError``, whose text says what a chart must do instead.
    """
    docs, problems = root / "docs", list[Problem]()
    kept = {path.relative_to(docs).as_posix(): path for path in files_below(root, docs, problems)}
    known = [each for each in kept if each.endswith(".geojson")]
    if name not in known:
        raise ValueError(f"name a GeoJSON file below docs in outlines, found {quote(name)}; {nearest(name, known)}")
    try:
        shapes = json.loads(read_bytes(kept[name]))
        features = shapes["features"] if shapes["type"] == "FeatureCollection" else [shapes]
        found = [shape for feature in features for shape in _shapes(feature)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise ValueError(f"have GeoJSON in {name}, found {quote(error)}; {EXAMPLE}") from error
    if sum(len(ring) for _, rings in found for ring in rings) > MAX_POINTS:
        raise ValueError(f"have at most {MAX_POINTS:,} points in {name}; simplify it, or cut it to what is shown")
    return Outlines(
        tuple(rings for kind, rings in found if kind == "land"),
        tuple(rings for kind, rings in found if kind == "water"),
        tuple(ring for kind, rings in found if kind == "line" for ring in rings),
        credit,
    )


def _shapes(feature: Any) -> Iterator[tuple[str, tuple[Ring, ...]]]:
    """Yield what a feature draws: its kind, and the rings of a polygon or the lines."""
    geometry = feature["geometry"]
    if geometry is None or geometry["type"] not in _DEPTHS:
        return  # points have their place in data/places.yml
    coordinates = geometry["coordinates"]
    if "Line" in geometry["type"]:
        yield "line", tuple(map(_ring, coordinates if _DEPTHS[geometry["type"]] == 2 else [coordinates]))
        return
    kind = "water" if (feature.get("properties") or {}).get("kind") == "water" else "land"
    for polygon in coordinates if geometry["type"] == "MultiPolygon" else [coordinates]:
        yield kind, tuple(map(_ring, polygon))


def _ring(points: Any) -> Ring:
    ring = [(float(point[0]), float(point[1])) for point in points]
    for lon, lat in ring:
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise ValueError(f"[{lon:g}, {lat:g}], which is no longitude and latitude in degrees (WGS 84)")
    return ring
