"""SVG to PNG: texts become paths, vl-convert makes the pixels, Pillow a palette.

Where the code fights a library, twice. vl-convert's renderer (resvg) opens its fonts some four times a letter, near half
of its time, and takes letters that ours lack from fonts of the machine; so it is given no text but paths, from a table
of the vendored font's outlines and kerning and from the site's own fonts (:mod:`.shaping`). Remove :func:`outlined` when vl-convert takes a closed list of fonts and
caches them. And it writes 32 bits a pixel; remove :func:`with_palette` when it can write an indexed PNG.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from itertools import count
from typing import Final
from xml.etree import ElementTree as ET

from .shaping import EM, Direction, shaped, visual_runs
from .text_metrics import FONT_FOLDER, Weight, runs_of, width, without_font

PALETTE_SIZE: Final = 256
"""Colours that a PNG's palette holds."""
BOX: Final = 4
"""Pillow finds the nearest colour of a palette for the least of so many values of a channel, then takes it for all of them."""
COMPRESSION: Final = 3
"""zlib's level: a step more costs twice the time for a sixth of the bytes, and no page loads them."""
_FEW_COLOURS: Final = 4096
"""Colours that Pillow counts in a moment; a picture of more, such as a photograph, takes longer."""
_OPAQUE: Final = 255
_SVG: Final = "http://www.w3.org/2000/svg"
_INHERITED: Final = {
    "font-size": "16",
    "font-weight": "400",
    "text-anchor": "start",
    "stroke-width": "1",
    "direction": "ltr",
}
"""Attributes that a text inherits from groups around it, with SVG's initial values."""
_ANCHORS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
_TEXT_ATTRIBUTES: Final = frozenset(["x", "y", "font-family", "font-size", "font-weight", "text-anchor", "direction"])
_SPACES: Final = re.compile(r"[ \t\r\n]+")


class Undrawable(ValueError):
    """Raised for a letter that no font has; ``factbook check`` tells all but those in a story's own words for the engine's."""


def png_of(svg: str, scale: float) -> bytes:
    """Return an SVG as PNG, with ``scale`` pixels for each of its units.

    Raises :class:`ValueError` on one with ``<image>``: ours have none, and the renderer would fetch them.
    """
    import vl_convert

    if "<image" in svg:
        raise ValueError("an SVG must not hold pictures")

    return with_palette(vl_convert.svg_to_png(outlined(svg), scale=scale))


def outlined(svg: str) -> str:
    """Return the SVG with a path in the place of each text, painted as the text was; a text is one line.

    Raises :class:`Undrawable` for a letter that no font has.
    """
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)
    _outline_texts(root, _INHERITED)
    return ET.tostring(root, encoding="unicode")


def _outline_texts(element: ET.Element, inherited: Mapping[str, str]) -> None:
    style = {name: element.get(name, value) for name, value in inherited.items()}
    if element.tag != f"{{{_SVG}}}text":
        for child in element:
            _outline_texts(child, style)
        return
    text = _SPACES.sub(" ", "".join(element.itertext())).strip(" ")
    direction: Direction = "rtl" if style["direction"] == "rtl" else "ltr"
    shape, length = line_path(
        text, "semibold" if style["font-weight"] in ("600", "700", "bold") else "regular", direction
    )
    before = _ANCHORS[style["text-anchor"]]
    scale = float(style["font-size"].removesuffix("px")) / EM
    position = f"{element.get('transform', '')} translate({element.get('x', 0)},{element.get('y', 0)})".lstrip()
    attributes = {name: value for name, value in element.attrib.items() if name not in _TEXT_ATTRIBUTES}
    attributes["transform"] = f"{position} scale({scale:g},{-scale:g})"  # y goes up in fonts
    attributes["stroke-width"] = f"{float(style['stroke-width']) / scale:g}"
    attributes["d"] = f"M{0 - length * (1 - before if direction == 'rtl' else before):g} 0{shape}"
    element[:], element.text, element.tag, element.attrib = [], None, f"{{{_SVG}}}path", attributes


def line_path(text: str, weight: Weight, direction: Direction = "ltr") -> tuple[str, int]:
    """Return a line's outlines as SVG path data, relative to its start, and its length; in thousandths of an em, y up.

    Raises :class:`Undrawable` for a letter that no font has.
    """
    if letters := without_font(text):
        raise Undrawable(f"no font has {letters!r}, in {text!r}")
    path, length, advance, previous = "", 0, 0, ""
    outlines, kerning = _outlines(weight)
    for part, backwards in visual_runs(unicodedata.normalize("NFC", text), direction):
        runs = list(runs_of(part))
        for typeface, run in reversed(runs) if backwards else runs:
            if typeface:
                drawn = shaped(typeface, run, weight, backwards)
                length += advance
                path, advance, previous = f"{path}m{advance} 0{drawn.path}", drawn.width, ""
                continue
            for char in run:
                letter = " " if char.isspace() else char  # the font has but one
                if letter in outlines and unicodedata.category(char) != "Cf":  # no soft hyphen, no combining mark
                    advance += kerning.get(previous, {}).get(letter, 0)
                    path, length = f"{path}m{advance} 0{outlines[letter]}", length + advance
                    advance, previous = round(width(letter, EM, weight)), letter
    return path, length + advance


@cache
def _outlines(weight: Weight) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """Load outlines by letter, each of which ends where it began, and kerning by first and second letter."""
    table = json.loads((FONT_FOLDER / "outlines.json").read_text(encoding="utf-8"))[weight]
    rows = {
        firsts: {second: by for seconds, by in row.items() for second in seconds}
        for firsts, row in table["kerning"].items()
    }
    return table["outlines"], {first: row for firsts, row in rows.items() for first in firsts}


def with_palette(png: bytes) -> bytes:
    """Return the PNG with a palette: a fifth of the bytes for text on a flat background.

    Colours in one box of :data:`BOX` values of red, green and blue become the most frequent of them. So the
    background keeps its colour, as does nearly all that is drawn flat; edges, and what little else shares their box, are off by 3 of
    255 at most. Where there are more boxes than a palette holds, they are made wider, and colours are off by their
    width less 1 at most. A picture with transparency is returned unchanged.
    """
    from PIL import Image  # which only what draws a PNG needs

    with Image.open(BytesIO(png)) as opened:
        pixels = opened if opened.mode == "RGBA" else opened.convert("RGBA")
        pixels.load()
    counts = pixels.getcolors(_FEW_COLOURS) or pixels.getcolors(pixels.width * pixels.height) or []
    colours = sorted((number, colour) for number, colour in counts if isinstance(colour, tuple))  # as it is in RGBA
    if any(colour[3] != _OPAQUE for _, colour in colours):
        return png
    for side in count(BOX):
        boxes = {tuple(value // side for value in colour[:3]): colour[:3] for _, colour in colours}
        if len(boxes) <= PALETTE_SIZE:
            break
    corners = Image.new("P", (1, 1))
    corners.putpalette([BOX * part for box in boxes for part in box])
    boxed = pixels.convert("RGB")
    if side != BOX:
        boxed = boxed.point([value // side * BOX for value in range(256)] * 3)
    small = boxed.quantize(palette=corners, dither=Image.Dither.NONE)
    small.putpalette([value for colour in boxes.values() for value in colour])
    out = BytesIO()
    small.save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()
