"""How the vendored font files were made; run by hand, never by a build.

Needs fonttools and brotli, and the TTF folder of Adobe's npm package ``source-sans`` 3.52.0::

    python make_fonts.py path/to/source-sans/TTF

The subset is a modified version in the sense of the Open Font License, whose reserved font name is
"Source"; it is therefore renamed. The new name also keeps a "Source Sans 3" that happens to be
installed on one machine, in another version, from being used in place of this one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Factbook Sans"
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6,U+02DA,U+02DC,U+1E9E,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+2039,"
    "U+203A,U+2044,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265"
)
MORE = "U+0180-024F,U+0370-03FF,U+0400-04FF,U+1E00-1EFF"
HERE = Path(__file__).parent
PAGE = HERE.parents[3] / "overrides" / "assets" / "fonts"


def make(source: Path, weight: str, target: Path, ranges: str, flavor: str | None) -> None:
    """Write one subset of ``source`` under the new family name."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(
        flavor=flavor,
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        name_IDs=["*"],
        hinting=False,
        notdef_outline=True,
    )
    worker = subset.Subsetter(options)
    worker.populate(unicodes=subset.parse_unicodes(ranges))
    worker.subset(font)
    names = {
        1: f"{FAMILY} {weight}".removesuffix(" Regular"),
        2: "Regular",
        3: f"{FAMILY} {weight}",
        4: f"{FAMILY} {weight}",
        6: f"FactbookSans-{weight}",
        16: FAMILY,
        17: weight,
    }
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].removeNames(nameID=record.nameID)
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.flavor = flavor
    font.save(target)


def advances(path: Path) -> dict[str, int]:
    """Advance widths by character in thousandths of an em."""
    font = TTFont(path)
    widths, scale = font["hmtx"], 1000 / font["head"].unitsPerEm
    return {chr(code): round(widths[name][0] * scale) for code, name in sorted(font.getBestCmap().items())}


def main() -> None:
    """Make the renderer's TTFs, their table of widths, and the page's WOFF2s."""
    folder = Path(sys.argv[1])
    PAGE.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Semibold"):
        original = folder / f"SourceSans3-{weight}.ttf"
        make(original, weight, HERE / f"FactbookSans-{weight}.ttf", f"{LATIN},{MORE}", None)
        make(original, weight, PAGE / f"factbook-sans-{weight.lower()}.woff2", LATIN, "woff2")
    table = {weight.lower(): advances(HERE / f"FactbookSans-{weight}.ttf") for weight in ("Regular", "Semibold")}
    (HERE / "advances.json").write_text(
        json.dumps(table, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
