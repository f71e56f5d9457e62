"""Make ``countries.json`` from Natural Earth's countries. Run by hand; the site's build does not need it.

In ``scripts/``, with the version and the file that ``__init__.py`` names:

    npm pack world-atlas@VERSION && tar xzf world-atlas-VERSION.tgz
    python -m factbook.charts.base.make_base package/FILE

The package's TopoJSON becomes GeoJSON: one feature a country, its id the ISO 3166-1 numeric code, without names,
without what lies south of 60° S, each shared line thinned once so that neighbours still fit.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from . import ATLAS_FILE, COUNTRIES

Point = tuple[float, float]
LEFT_OUT: Final = ("010",)
"""Countries by code that no map shows: the south pole's continent, which no flat view of the others holds."""
TOLERANCE: Final = 0.15
"""Greatest distance of a simplified line from the original, in degrees."""
MOVED: Final = ((34.1, 45.2, "643", "804"),)
"""Rings that are drawn here with another country than in Natural Earth: a point inside, from, to (ISO 3166-1 numeric).

Natural Earth draws borders as they are held. A map cannot leave the question open; this is the maintainers' choice,
and a story that uses the map says so in its note on the source.
"""


def simplified(line: list[Point]) -> list[Point]:
    """Simplify a line (Ramer–Douglas–Peucker) with :data:`TOLERANCE`."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.hypot(x2 - x1, y2 - y1)

    def away(point: Point) -> float:
        if not length:
            return math.hypot(point[0] - x1, point[1] - y1)
        return abs((x2 - x1) * (y1 - point[1]) - (x1 - point[0]) * (y2 - y1)) / length

    furthest = max(range(1, len(line) - 1), key=lambda index: away(line[index]))
    if away(line[furthest]) <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: furthest + 1])[:-1] + simplified(line[furthest:])


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the shared lines in degrees, simplified."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            line.append((round(x * kx + dx, 2), round(y * ky + dy, 2)))
        arcs.append(simplified(line))
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


def main(source: Path) -> None:
    """Write ``countries.json``; raises :class:`ValueError` for a file of another scale."""
    if source.name != ATLAS_FILE:
        raise ValueError(f"must be {ATLAS_FILE}, found {source.name}; its scale stands in {__package__}")
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
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
    features = [
        {
            "type": "Feature",
            **({"id": code} if code else {}),
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [rings for polygon in polygons if (rings := rings_of(arcs, polygon))],
            },
        }
        for code, polygons in sorted(countries.items())
        if code not in LEFT_OUT
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).replace(".0,", ",")
    COUNTRIES.write_text(text.replace(".0]", "]") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
