"""Words as shapes: each text of an SVG as one path, from a table of the vendored font's outlines and kerning.

The renderer of pixels opens its fonts some four times a letter, which was near half of its time, and takes letters
that ours lacks from the machine's. So it is given no texts, and every machine draws the same pixels.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final
from xml.etree import ElementTree as ET

from .lettering import FONT_FOLDER, Weight, width

EM: Final = 1000
"""The table's units: thousandths of an em."""
EMPTY: Final = ".notdef"
"""The font's name of its empty box."""
EMPTY_WIDTH: Final = 660
"""How wide that is with its margins, near enough in both weights."""
_SVG: Final = "http://www.w3.org/2000/svg"
_INHERITED: Final = {"font-size": "16", "font-weight": "400", "text-anchor": "start", "stroke-width": "1"}
"""What a text may have from a group around it, with SVG's initial values."""
_ANCHORS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
_OF_TEXT: Final = frozenset(
    ["x", "y", "font-family", "font-size", "font-weight", "text-anchor", "textLength", "lengthAdjust"]
)
_SPACES: Final = re.compile(r"[ \t\r\n]+")


def outlined(svg: str) -> str:
    """The SVG with a path in the place of each text, painted as the text was.

    A text is one line from left to right. A letter that the font lacks is an empty box, as wide as
    :func:`~.lettering.width` takes it for. ``textLength`` is passed over: it is for readers who lack the font.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)
    _outline(root, _INHERITED)
    return ET.tostring(root, encoding="unicode")


def _outline(element: ET.Element, inherited: Mapping[str, str]) -> None:
    looks = {name: element.get(name, value) for name, value in inherited.items()}
    if element.tag != f"{{{_SVG}}}text":
        for child in element:
            _outline(child, looks)
        return
    words = _SPACES.sub(" ", "".join(element.itertext())).strip(" ")
    shape, length = line(words, "semibold" if looks["font-weight"] in ("600", "700", "bold") else "regular")
    scale = float(looks["font-size"].removesuffix("px")) / EM
    moved = f"{element.get('transform', '')} translate({element.get('x', 0)},{element.get('y', 0)})".lstrip()
    kept = {name: value for name, value in element.attrib.items() if name not in _OF_TEXT}
    kept["transform"] = f"{moved} scale({scale:g},{-scale:g})"  # fonts measure upwards
    kept["stroke-width"] = f"{float(looks['stroke-width']) / scale:g}"
    kept["d"] = f"M{0 - length * _ANCHORS[looks['text-anchor']]:g} 0{shape}"
    element[:], element.text, element.tag, element.attrib = [], None, f"{{{_SVG}}}path", kept


def line(words: str, weight: Weight) -> tuple[str, int]:
    """The outlines of words as SVG's path data, relative to where they begin, and their length; in thousandths of an em, y up."""
    outlines, kerning = _face(weight)
    drawn, length, step, before = "", 0, 0, ""
    for char in unicodedata.normalize("NFC", words):
        letter = " " if char.isspace() else char  # the font has but one
        room = 0 if unicodedata.category(char) == "Cf" else round(width(letter, EM, weight))
        if not room:
            continue  # a soft hyphen, or a mark on the letter before
        aside = (room - EMPTY_WIDTH) // 2
        shape = outlines[letter] if letter in outlines else f"m{aside} 0{outlines[EMPTY]}m{-aside} 0"
        step += kerning.get(before, {}).get(letter, 0)
        drawn, length = f"{drawn}m{step} 0{shape}", length + step
        step, before = room, letter
    return drawn, length + step


@cache
def _face(weight: Weight) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Outlines by letter, each of which ends where it began, and how far a letter is moved, by the one before it and itself."""
    table = json.loads((FONT_FOLDER / "outlines.json").read_text(encoding="utf-8"))[weight]
    rows = {
        firsts: {second: by for seconds, by in row.items() for second in seconds}
        for firsts, row in table["kerning"].items()
    }
    return table["outlines"], {first: row for firsts, row in rows.items() for first in firsts}
