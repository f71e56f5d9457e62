"""Make the vendored fonts; run by hand, never by a build.

Needs fonttools and brotli, the TTF folder of Adobe's npm package ``source-sans`` 3.52.0 for pictures, and
for the pages the ``files`` folders of the npm packages ``@fontsource-variable/source-sans-3`` and
``@fontsource-variable/source-serif-4`` 5.3 (the same outlines, with weight as an axis)::

    python make_fonts.py source-sans/TTF source-sans-3/files source-serif-4/files

Pictures need no font, but two tables, in thousandths of an em: ``advances.json`` says how wide each letter is, by which
they are laid out, and ``outlines.json`` how it looks and how pairs are kerned. Charts in plain Altair are laid out by Vega,
which measures texts with a font: ``metrics-*.ttf`` have the widths of the first table, and boxes for letters. They are
written from it with ``python make_fonts.py metrics``.

A page loads the first file of a family, with the letters of English; the others follow only where a page
has a letter of theirs (``unicode-range`` in the site's stylesheet). The subset is a modified version in the sense of the Open Font License, whose reserved font name is
"Source"; it is therefore renamed. The new name also keeps a "Source Sans 3" that happens to be
installed on one machine, in another version, from being used in place of this one.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from factbook.charts.metrics import metrics_font
from factbook.charts.shaping import Weight
from fontTools import subset
from fontTools.pens.basePen import decomposeQuadraticSegment
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DA,U+02DC,U+1E9E,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+2039,"
    "U+203A,U+2044,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265"
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl"]
MORE = "U+0180-024F,U+0370-03FF,U+0400-04FF,U+1E00-1EFF"
BASIC = (
    "U+0020-007E,U+00A0,U+00A3,U+00A7,U+00B0,U+00B7,U+00D7,U+00E1,U+00E4,U+00E7-E9,U+00ED,U+00F1,U+00F3,U+00F6,U+00FC,"
    "U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,U+2026,U+20AC,U+2212"
)
EXTENDED = "U+0100-024F,U+1E00-1EFF"
AXES: dict[str, dict[str, object]] = {"sans": {"wght": (400, 400, 600)}, "serif": {"wght": (400, 400, 700), "opsz": 20}}
"""Weights that the site uses; the serif is cut for 20 units, between running text and headlines."""
HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "mkdocs_factbook" / "theme" / "assets" / "fonts"


def make_page_fonts(family: str, folder: Path) -> None:
    """Write the WOFF2s of a family with weight as an axis, and print their sizes."""
    axis = "opsz" if "opsz" in AXES[family] else "wght"
    latin, more = (next(folder.glob(f"*-{part}-{axis}-normal.woff2")) for part in ("latin", "latin-ext"))
    basic, extended = (set(subset.parse_unicodes(text)) for text in (BASIC, EXTENDED))
    for name, source, wanted in (
        (f"factbook-{family}.woff2", latin, lambda code: code in basic),
        (f"factbook-{family}-2.woff2", latin, lambda code: code not in basic),
        (f"factbook-{family}-3.woff2", more, lambda code: code in extended),
    ):
        font = TTFont(source, recalcTimestamp=False)
        codes = sorted(filter(wanted, font.getBestCmap()))
        options = subset.Options(layout_features=FEATURES, name_IDs=["*"], hinting=False, notdef_outline=True)
        worker = subset.Subsetter(options)
        worker.populate(unicodes=codes)
        worker.subset(font)
        font = instancer.instantiateVariableFont(font, AXES[family])
        _rename(font, f"Factbook {family.title()}", "Regular")
        font.flavor = "woff2"
        font.save(PAGE / name)
        print(name, (PAGE / name).stat().st_size, f"{len(codes)} letters")


def _rename(font: TTFont, family: str, weight: str) -> None:
    names = {
        1: f"{family} {weight}".removesuffix(" Regular"),
        2: "Regular",
        3: f"{family} {weight}",
        4: f"{family} {weight}",
        6: f"{family.replace(' ', '')}-{weight}",
        16: family,
        17: weight,
    }
    for record in list(font["name"].names):
        if record.nameID in (*names, 25):
            font["name"].removeNames(nameID=record.nameID)
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def letters(font: TTFont) -> dict[str, str]:
    """Return the glyphs of the letters that pictures may have, by letter."""
    glyphs = font.getBestCmap()
    return {chr(code): glyphs[code] for code in sorted(subset.parse_unicodes(f"{LATIN},{MORE}")) if code in glyphs}


def advances(font: TTFont) -> dict[str, int]:
    """Return the advance width of each letter, in units of the font."""
    return {letter: font["hmtx"][glyph][0] for letter, glyph in letters(font).items()}


def outlines(font: TTFont) -> dict[str, str]:
    """Return the outlines of each letter as SVG path data, y up."""
    return {letter: outline(font, glyph) for letter, glyph in letters(font).items()}


def outline(font: TTFont, glyph: str) -> str:
    """Return path data relative to the glyph's origin, where it also ends, so that letters can be concatenated."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    data, start, at = "", (0, 0), (0, 0)
    for command, points in [*pen.value, ("moveTo", ((0, 0),))]:
        if command == "closePath":
            data, at = data + "z", start
            continue
        for steps in decomposeQuadraticSegment(points) if command == "qCurveTo" else [points]:
            ends = [(round(x), round(y)) for x, y in steps]
            numbers = " ".join(f"{x - at[0]} {y - at[1]}" for x, y in ends)
            data, at = data + command[0] + numbers.replace(" -", "-"), ends[-1]
        start = at if command == "moveTo" else start
    return data.removesuffix("m0 0")


def kerning(font: TTFont) -> dict[str, dict[str, int]]:
    """Return pair kerning: a row for all first letters with the same pairs, in it the second letters by how far they are moved."""
    table = font["GPOS"].table
    [at] = next(each.Feature.LookupListIndex for each in table.FeatureList.FeatureRecord if each.FeatureTag == "kern")
    pairs = [getattr(each, "ExtSubTable", each) for each in table.LookupList.Lookup[at].SubTable]
    glyphs = letters(font)
    alike: dict[tuple[tuple[str, int], ...], str] = defaultdict(str)
    for first, glyph in glyphs.items():
        moved = moves(pairs, glyph, glyphs.values())
        alike[tuple((second, moved[other]) for second, other in glyphs.items() if moved.get(other))] += first
    rows: dict[str, dict[str, int]] = {}
    for row, firsts in alike.items():
        seconds: dict[int, str] = defaultdict(str)
        for second, by in row:
            seconds[by] += second
        if row:
            rows[firsts] = {together: by for by, together in sorted(seconds.items())}
    return rows


def moves(tables: Iterable[Any], first: str, seconds: Iterable[str]) -> dict[str, int]:
    """Return how far each second glyph is moved after the first; the first table with the pair counts (OpenType GPOS, lookup type 2)."""
    moved: dict[str, int] = {}
    for table in tables:
        if first not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            each = table.PairSet[table.Coverage.glyphs.index(first)].PairValueRecord
            pairs = {pair.SecondGlyph: pair.Value1 for pair in each}
        else:
            by_class = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
            pairs = {second: by_class[table.ClassDef2.classDefs.get(second, 0)].Value1 for second in seconds}
        moved = {second: value.XAdvance if value else 0 for second, value in pairs.items()} | moved
    return moved


def make_tables(folder: Path) -> None:
    """Write the tables of pictures."""
    fonts = {weight: TTFont(folder / f"SourceSans3-{weight.title()}.ttf") for weight in ("regular", "semibold")}
    for name, table in (
        ("advances", {weight: advances(font) for weight, font in fonts.items()}),
        (
            "outlines",
            {weight: {"outlines": outlines(font), "kerning": kerning(font)} for weight, font in fonts.items()},
        ),
    ):
        text = json.dumps(table, ensure_ascii=True, separators=(",", ":"))
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def make_metrics() -> None:
    """Write the fonts that Vega measures texts with, of the letters of ``advances.json``."""
    table: dict[Weight, dict[str, int]] = json.loads((HERE / "advances.json").read_text(encoding="utf-8"))
    for weight, widths in table.items():
        (HERE / f"metrics-{weight}.ttf").write_bytes(metrics_font(weight, widths))


def main() -> None:
    """Make the pictures' tables and the pages' WOFF2s."""
    if sys.argv[1:] == ["metrics"]:
        make_metrics()
        return
    folder, sans, serif = (Path(argument) for argument in sys.argv[1:])
    PAGE.mkdir(parents=True, exist_ok=True)
    make_page_fonts("sans", sans)
    make_page_fonts("serif", serif)
    make_tables(folder)
    make_metrics()


if __name__ == "__main__":
    main()
