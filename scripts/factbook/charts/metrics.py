"""Fonts that Vega measures texts with, for charts in plain Altair: a flat box for each letter, as wide as the letter."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ..fonts import Typeface
from .shaping import EM, WEIGHTS, Weight, letter_widths
from .text_metrics import FONT_FOLDER
from .theme import FONT

NOTDEF_WIDTH: Final = 660


@cache
def metrics_folder(fonts: tuple[Typeface, ...]) -> str:
    """Return a folder with the metrics of the vendored font, and of a site's own fonts, letter by letter: joined ones are no wider.

    It is there as long as the process.
    """
    if not fonts:
        return str(FONT_FOLDER)
    folder = TemporaryDirectory(prefix="factbook-")
    _KEPT.append(folder)
    vendored = json.loads((FONT_FOLDER / "advances.json").read_text(encoding="utf-8"))
    for weight in WEIGHTS:
        widths: dict[str, int] = {}
        for typeface in reversed(fonts):
            widths |= letter_widths(typeface, weight)
        Path(folder.name, f"metrics-{weight}.ttf").write_bytes(metrics_font(weight, widths | vendored[weight]))
    return folder.name


_KEPT: Final[list[TemporaryDirectory[str]]] = []
"""Folders that are deleted at the end of the process."""


def metrics_font(weight: Weight, widths: Mapping[str, int]) -> bytes:
    """Return the TrueType font of these letters, whose widths are in thousandths of an em; letters of one width share a glyph."""
    from fontTools.fontBuilder import FontBuilder

    style = {"regular": "Regular", "semibold": "SemiBold"}[weight]
    glyphs = {".notdef": NOTDEF_WIDTH, **{f"w{width}": width for width in sorted(set(widths.values()))}}
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    letters = {ord(letter): f"w{width}" for letter, width in widths.items()}
    try:
        font.setupCharacterMap(letters, allowFallback=True)
    except (
        OverflowError
    ):  # of more letters than the older table holds, for which fontTools falls back on another error alone
        font.font["cmap"] = _character_map(letters)
    font.setupGlyf({glyph: _box(width) for glyph, width in glyphs.items()})
    font.setupHorizontalMetrics({glyph: (width, 0) for glyph, width in glyphs.items()})
    font.setupHorizontalHeader(ascent=984, descent=-273)
    full = f"{FONT} {style}"
    names = {
        "uniqueFontIdentifier": f"{full} metrics",
        "fullName": full,
        "psName": full.replace(" ", "", 1).replace(" ", "-"),
    }
    font.setupNameTable({"familyName": FONT, "styleName": style, "version": "Version 1", **names})
    shape = {"sTypoAscender": 750, "sTypoDescender": -250, "usWinAscent": 984, "usWinDescent": 273}
    font.setupOS2(**shape, usWeightClass=int(WEIGHTS[weight]))
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _character_map(letters: Mapping[int, str]) -> Any:
    """Return the table of the glyphs of any number of letters (format 12)."""
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    every = CmapSubtable.newSubtable(12)
    every.platformID, every.platEncID, every.language, every.cmap = 3, 10, 0, dict(letters)
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, [every]
    return table


def _box(width: int) -> Any:
    """Return the glyph of a flat box, empty for no width: Vega takes the extent of what is drawn for a text's width."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    if width:
        pen.moveTo((0, 0))
        for corner in ((0, 10), (width, 10), (width, 0)):
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
