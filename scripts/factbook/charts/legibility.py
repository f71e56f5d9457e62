"""Whether the texts of an SVG can be read: none is cut by the edge, and none lies on another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final
from xml.etree import ElementTree as ET

from ..problems import quote
from .text_metrics import Weight, width

SVG: Final = "{http://www.w3.org/2000/svg}"
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_IDENTITY: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_STEP: Final = re.compile(r"(translate|rotate|scale|matrix)\(([^)]*)\)")
_ANCHORS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
ASCENT: Final = 0.7
DESCENT: Final = 0.18
"""Height of a line above and below its baseline, for its font size: capitals, and the tails of small letters."""
ROOM: Final = 1.5
"""Pixels by which a text may reach over an edge or another text: side bearings, and a comma's tail."""
MAX_TEXTS: Final = 1500
"""More texts than this are not compared: nobody could read them."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text and its corners in pixels of the drawing, in their order around it."""

    words: str
    corners: tuple[Point, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        xs, ys = zip(*self.corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def text_problem(svg: str, room: float) -> str:
    """Return what cannot be read in an SVG that may be ``room`` pixels wide, as in "found …"; empty if all can."""
    root = ET.fromstring(svg)
    left, top, wide, high = map(float, root.get("viewBox", "0 0 0 0").split())
    if wide > room:
        return f"{wide:.0f} pixels in a room of {room:.0f}; give the width of its plots, or fewer columns of them"
    texts = list(_texts(root, _IDENTITY, {}))
    if len(texts) > MAX_TEXTS:
        return f"{len(texts):,} texts; draw fewer rows, or label some of them"
    for text in texts:
        x, y, x2, y2 = text.box
        if x < left - ROOM or y < top - ROOM or x2 > left + wide + ROOM or y2 > top + high + ROOM:
            return f"{quote(text.words)} cut by the edge; leave it room (padding), or shorten it"
    order = sorted(texts, key=lambda each: each.box[0])
    for index, text in enumerate(order):
        for other in order[index + 1 :]:
            if other.box[0] > text.box[2]:
                break
            if _overlap(text, other):
                return f"{quote(text.words)} on {quote(other.words)}; leave them room, or label fewer"
    return ""


def _texts(element: ET.Element, matrix: Matrix, inherited: dict[str, str]) -> Iterator[_Text]:
    for kind, numbers in _STEP.findall(element.get("transform", "")):
        matrix = _times(matrix, _step(kind, [float(each) for each in re.split(r"[\s,]+", numbers.strip())]))
    style = {name: element.get(name, value) for name, value in inherited.items()}
    style |= {
        name: value for name in ("font-size", "font-weight", "text-anchor", "opacity") if (value := element.get(name))
    }
    if element.tag == f"{SVG}text":
        words = "".join(element.itertext()).strip()
        if words and style.get("opacity") != "0":
            yield _Text(words, _corners(words, matrix, style))
        return
    for child in element:
        yield from _texts(child, matrix, style)


def _corners(words: str, matrix: Matrix, style: dict[str, str]) -> tuple[Point, ...]:
    size = float(style.get("font-size", "16").removesuffix("px"))
    weight: Weight = "semibold" if style.get("font-weight") in ("600", "700", "bold") else "regular"
    length = width(words, size, weight)
    x = -length * _ANCHORS.get(style.get("text-anchor", "start"), 0)
    above, below = -ASCENT * size, DESCENT * size
    a, b, c, d, e, f = matrix
    corners = ((x, above), (x + length, above), (x + length, below), (x, below))
    return tuple((a * px + c * py + e, b * px + d * py + f) for px, py in corners)


def _step(kind: str, numbers: list[float]) -> Matrix:
    match kind, numbers:
        case "translate", [x, *rest]:
            return (1, 0, 0, 1, x, rest[0] if rest else 0)
        case "rotate", [angle, *_]:
            turn = radians(angle)
            return (cos(turn), sin(turn), -sin(turn), cos(turn), 0, 0)
        case "scale", [x, *rest]:
            return (x, 0, 0, rest[0] if rest else x, 0, 0)
        case _, [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
    return _IDENTITY


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    a2, b2, c2, d2, e2, f2 = two
    return (
        *(a * a2 + c * b2, b * a2 + d * b2),
        *(a * c2 + c * d2, b * c2 + d * d2),
        *(a * e2 + c * f2 + e, b * e2 + d * f2 + f),
    )


def _overlap(one: _Text, two: _Text) -> bool:
    """Whether two turned rectangles overlap by more than :data:`ROOM` (separating axis theorem)."""
    for corners in (one.corners, two.corners):
        for (x, y), (x2, y2) in ((corners[0], corners[1]), (corners[1], corners[2])):
            length = ((x2 - x) ** 2 + (y2 - y) ** 2) ** 0.5 or 1
            axis = ((x2 - x) / length, (y2 - y) / length)
            first = [px * axis[0] + py * axis[1] for px, py in one.corners]
            second = [px * axis[0] + py * axis[1] for px, py in two.corners]
            if max(first) - ROOM <= min(second) or max(second) - ROOM <= min(first):
                return False
    return True
