"""Places for the names on a map, in pixels: beside their marks, of countries within them where they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .layout import Box, Label, place_labels
from .map_base import area
from .map_projection import Point, centroid, holds
from .text_metrics import width
from .theme import SMALL, TEXT

HEIGHT: Final = 15.0
MAX_DISTANCE: Final = 18.0
"""How far from its area a country's name may stand; further off it would seem to be another's."""


@dataclass(frozen=True, slots=True)
class MapName:
    """A name: the point it belongs to, its distance from there, and of a country the outline of what is seen of it."""

    text: str
    at: Point
    gap: float
    outline: Sequence[Point] = ()

    @property
    def width(self) -> float:
        """Its width; a country's is smaller than others."""
        return width(self.text, SMALL) if self.outline else width(self.text, TEXT, "semibold")

    def inside(self, room: Box) -> Box | None:
        """Return a place for a country's name within its area, if it fits."""
        across = [x for x, _ in self.outline]
        if not across or max(across) - min(across) < self.width * 1.6 or abs(area(self.outline)) < self.width * 60:
            return None
        half = self.width / 2
        x = min(max(centroid(self.outline)[0], room.left + half + 2), room.right - half - 2)
        y = min(max(centroid(self.outline)[1], room.top + 8), room.bottom - 8)
        return Box(x - half, y - HEIGHT / 2, x + half, y + HEIGHT / 2)


def place_names(names: Sequence[MapName], taken: list[Box], room: Box) -> list[Box | None]:
    """Return where each name stands, ``None`` for a country's that has no room, and add the places to those ``taken``.

    A country's name never stands on another one that is named, as it would be read as that one's. Countries within their areas come first, then those with the widest gap, then other countries.
    """
    places = [name.inside(room) for name in names]
    taken.extend(filter(None, places))
    open_ones = [index for index, box in enumerate(places) if box is None]
    for gap in sorted({names[index].gap for index in open_ones}, reverse=True):
        group = [index for index in open_ones if names[index].gap == gap]
        labels = [Label(*names[index].at, names[index].width, HEIGHT) for index in group]
        for index, box in zip(group, place_labels(labels, taken, room, gap), strict=True):
            others = [name.outline for place, name in enumerate(names) if name.outline and place != index]
            if not names[index].outline or (
                distance(names[index].at, box) <= MAX_DISTANCE and not any(_touches(box, each) for each in others)
            ):
                places[index] = box
                taken.append(box)
    return places


def _touches(box: Box, outline: Sequence[Point]) -> bool:
    """Whether a corner of a box, or the middle of its lower or upper edge, lies within an outline."""
    across = (box.left, (box.left + box.right) / 2, box.right)
    return any(holds(outline, x, y) for x in across for y in (box.top, box.bottom))


def distance(point: Point, box: Box) -> float:
    """Return how far a box is from a point."""
    (x, y), across, down = point, (box.left, box.right), (box.top, box.bottom)
    return math.hypot(max(across[0] - x, x - across[1], 0), max(down[0] - y, y - down[1], 0))
