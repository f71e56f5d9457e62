"""Make ``countries.json`` and ``near.json.xz`` from Natural Earth. Run by hand; the site's build does not need it.

In ``scripts/``, with the versions and the files that ``__init__.py`` names:

    npm pack world-atlas@VERSION && tar xzf world-atlas-VERSION.tgz
    python -m factbook.charts.base.make_base package/FAR package/NEAR RIVERS LAKES

The package's TopoJSON becomes GeoJSON: one feature a country, its id the ISO 3166-1 numeric code, without names,
without what lies south of 60° S, each shared line thinned once so that neighbours still fit. For near maps, lines of rivers and
areas of lakes are added, and each shape has its bounds (west, south, east, north) first and then its lines, as one list of steps in
thousandths of a degree, so that only what a map shows is unpacked.
"""

from __future__ import annotations

import json
import lzma
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from . import ATLAS_FILE, COUNTRIES, LAKES_FILE, NEAR, NEAR_FILE, RIVERS_FILE

Point = tuple[float, float]
LEFT_OUT: Final = ("010",)
"""Countries by code that no map shows: the south pole's continent, which no flat view of the others holds."""
TOLERANCE: Final = {ATLAS_FILE: 0.15, NEAR_FILE: 0.008, RIVERS_FILE: 0.01, LAKES_FILE: 0.01}
"""Greatest distance of a simplified line from the original, in degrees, by file."""
MOVED: Final = ((34.1, 45.2, "643", "804"),)
"""Rings that are drawn here with another country than in Natural Earth: a point inside, from, to (ISO 3166-1 numeric).

Natural Earth draws borders as they are held. A map cannot leave the question open; this is the maintainers' choice,
and a story that uses the map says so in its note on the source.
"""


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Simplify a line (Ramer–Douglas–Peucker)."""
    kept, parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        (x1, y1), (x2, y2) = line[first], line[last]
        length = math.hypot(x2 - x1, y2 - y1)
        furthest, most = first, tolerance
        for at in range(first + 1, last):
            x, y = line[at]
            away = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else math.hypot(x - x1, y - y1)
            if away > most:
                furthest, most = at, away
        if furthest != first:
            kept.add(furthest)
            parts += [(first, furthest), (furthest, last)]
    return [line[at] for at in sorted(kept)]


def arcs_of(topology: dict[str, Any], tolerance: float) -> list[list[Point]]:
    """Return the shared lines in degrees, simplified."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    digits = 2 if tolerance > 0.1 else 3
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            line.append((round(x * kx + dx, digits), round(y * ky + dy, digits)))
        arcs.append(simplified(line, tolerance))
    return arcs


def ring_of(arcs: list[list[Point]], indices: Iterable[int]) -> list[Point]:
    """Concatenate lines; an index below zero means a line backwards (TopoJSON)."""
    ring: list[Point] = []
    for index in indices:
        line = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += line[1:] if ring else line
    return ring


def rings_of(arcs: list[list[Point]], polygon: list[list[int]]) -> list[list[Point]]:
    """Return a polygon's rings without those that became flat; none if its outline did."""
    rings = [ring_of(arcs, ring) for ring in polygon]
    return [ring for ring in rings if len(ring) > 3] if len(rings[0]) > 3 else []


def holds(ring: list[Point], x: float, y: float) -> bool:
    """Whether a point lies in a ring (even-odd rule)."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


def joined(first: list[int], second: list[int]) -> list[int] | None:
    """Merge two rings along the lines they share; ``None`` if they share none."""
    shared = {index for index in first if ~index in second}
    if not shared:
        return None
    start = next(at for at, index in enumerate(first) if index in shared and first[at - 1] not in shared)
    turned = first[start:] + first[:start]
    rest = [index for index in turned if index not in shared]
    entry = second.index(~turned[0])
    around = [index for index in second[entry + 1 :] + second[:entry] if ~index not in shared]
    return rest + around


def countries_of(path: Path) -> dict[str, list[list[list[Point]]]]:
    """Return the polygons of each country, by its code."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = arcs_of(topology, TOLERANCE[path.name])
    countries: dict[str, list[list[list[int]]]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        countries.setdefault(shape.get("id", ""), []).extend(polygons)
    for x, y, held, recognised in MOVED:
        ring = next(polygon for polygon in countries[held] if holds(ring_of(arcs, polygon[0]), x, y))
        countries[held].remove(ring)
        for polygon in countries[recognised]:
            whole = joined(polygon[0], ring[0])
            if whole:
                polygon[0] = whole
                break
        else:
            countries[recognised].append(ring)
    return {
        code: [rings for polygon in polygons if (rings := rings_of(arcs, polygon))]
        for code, polygons in sorted(countries.items())
        if code not in LEFT_OUT
    }


def packed(lines: Iterable[list[Point]]) -> list[list[int]]:
    """Return lines as their bounds and steps, in thousandths of a degree."""
    whole = [[(round(x * 1000), round(y * 1000)) for x, y in line] for line in lines]
    xs, ys = ([point[axis] for line in whole for point in line] for axis in (0, 1))
    steps = [
        [part for (x, y), (x2, y2) in zip([(0, 0), *line], line, strict=False) for part in (x2 - x, y2 - y)]
        for line in whole
    ]
    return [[min(xs), min(ys), max(xs), max(ys)], *steps]


def shapes_of(path: Path) -> list[list[list[int]]]:
    """Return the lines, or the rings of areas, of each shape in a GeoJSON file, packed."""
    shapes = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"] or {"type": "", "coordinates": []}
        each = {"LineString": lambda lines: [[lines]], "MultiLineString": lambda lines: [[line] for line in lines]}
        each |= {"Polygon": lambda rings: [rings], "MultiPolygon": lambda polygons: polygons, "": list}
        for lines in each[geometry["type"]](geometry["coordinates"]):
            shapes.append(packed(simplified([(x, y) for x, y, *_ in line], TOLERANCE[path.name]) for line in lines))
    return shapes


def main(far: Path, near: Path, rivers: Path, lakes: Path) -> None:
    """Write both files; raises :class:`ValueError` for a file of another scale."""
    named = {far: ATLAS_FILE, near: NEAR_FILE, rivers: RIVERS_FILE, lakes: LAKES_FILE}
    for path, name in named.items():
        if path.name != name:
            raise ValueError(f"must be {name}, found {path.name}; its scale stands in {__package__}")
    features = [
        {
            "type": "Feature",
            **({"id": code} if code else {}),
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        }
        for code, polygons in countries_of(far).items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).replace(".0,", ",")
    COUNTRIES.write_text(text.replace(".0]", "]") + "\n", encoding="utf-8")
    base = {
        "countries": [[code, packed(rings)] for code, polygons in countries_of(near).items() for rings in polygons],
        "rivers": shapes_of(rivers),
        "lakes": shapes_of(lakes),
    }
    NEAR.write_bytes(lzma.compress(json.dumps(base, separators=(",", ":")).encode(), preset=9))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
