"""A font that has every letter, each as the same box: for stories with texts that nobody chose."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

RANGES = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x20000), range(0xE0000, 0xE0200))


def every_letter() -> bytes:
    """Return the font, TrueType, with one box for the letters of all planes but those of rare Han characters."""
    pen = TTGlyphPen(None)
    for step, point in (pen.moveTo, (50, 0)), (pen.lineTo, (50, 500)), (pen.lineTo, (450, 500)), (pen.lineTo, (450, 0)):
        step(point)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "box"])
    every = CmapSubtable.newSubtable(12)
    every.platformID, every.platEncID, every.language = 3, 10, 0
    every.cmap = {letter: "box" for letters in RANGES for letter in letters}
    cmap = font.font["cmap"] = newTable("cmap")
    cmap.tableVersion, cmap.tables = 0, [every]
    font.setupGlyf({".notdef": empty, "box": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "box": (500, 50)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Every Letter", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
