"""How the vendored font files were made; run by hand, never by a build.

Needs fonttools and brotli, the TTF folder of Adobe's npm package ``source-sans`` 3.52.0 for the renderer, and
for the pages the ``files`` folders of the npm packages ``@fontsource-variable/source-sans-3`` and
``@fontsource-variable/source-serif-4`` 5.3 (the same outlines, with weight as an axis)::

    python make_fonts.py source-sans/TTF source-sans-3/files source-serif-4/files

A page loads the first file of a family, with the letters of English; the others follow only where a page
has a letter of theirs (``unicode-range`` in the site's stylesheet). The subset is a modified version in the sense of the Open Font License, whose reserved font name is
"Source"; it is therefore renamed. The new name also keeps a "Source Sans 3" that happens to be
installed on one machine, in another version, from being used in place of this one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Factbook Sans"
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
PAGE = HERE.parents[3] / "overrides" / "assets" / "fonts"


def make(source: Path, weight: str, target: Path, ranges: str) -> None:
    """Write one subset of ``source`` under the new family name."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(
        layout_features=FEATURES,
        name_IDs=["*"],
        hinting=False,
        notdef_outline=True,
    )
    worker = subset.Subsetter(options)
    worker.populate(unicodes=subset.parse_unicodes(ranges))
    worker.subset(font)
    _rename(font, FAMILY, weight)
    font.save(target)


def make_page_fonts(family: str, folder: Path) -> None:
    """Write the WOFF2s of a family with weight as an axis, and print how heavy each is."""
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


def advances(path: Path) -> dict[str, int]:
    """Advance widths by character in thousandths of an em."""
    font = TTFont(path)
    widths, scale = font["hmtx"], 1000 / font["head"].unitsPerEm
    return {chr(code): round(widths[name][0] * scale) for code, name in sorted(font.getBestCmap().items())}


def main() -> None:
    """Make the renderer's TTFs, their table of widths, and the pages' WOFF2s."""
    folder, sans, serif = (Path(argument) for argument in sys.argv[1:])
    PAGE.mkdir(parents=True, exist_ok=True)
    make_page_fonts("sans", sans)
    make_page_fonts("serif", serif)
    for weight in ("Regular", "Semibold"):
        original = folder / f"SourceSans3-{weight}.ttf"
        make(original, weight, HERE / f"FactbookSans-{weight}.ttf", f"{LATIN},{MORE}")
    table = {weight.lower(): advances(HERE / f"FactbookSans-{weight}.ttf") for weight in ("Regular", "Semibold")}
    (HERE / "advances.json").write_text(
        json.dumps(table, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
