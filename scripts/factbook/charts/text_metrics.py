"""How wide text is: from the vendored font's own table, so that every machine lays out alike."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, Literal

Weight = Literal["regular", "semibold"]

FONT_FOLDER: Final = Path(__file__).parent / "fonts"


@cache
def _advances() -> dict[str, dict[str, int]]:
    """Advance widths in thousandths of an em, by weight and character."""
    table: dict[str, dict[str, int]] = json.loads((FONT_FOLDER / "advances.json").read_text(encoding="utf-8"))
    return table


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Width of ``text`` in pixels at a font size in pixels.

    Characters that the font lacks come from another font on the reader's machine; a full em is kept for
    wide ones (Hangul, Chinese), none for combining marks and two thirds for the rest.
    """
    table = _advances()[weight]
    try:
        whole = sum(map(table.__getitem__, text))
    except KeyError:
        whole = sum(table[char] if char in table else _guess(char) for char in text)
    return whole * size / 1000


def has_glyphs(text: str) -> bool:
    """Whether the vendored font has every letter; others come from the fonts of one machine, or as empty boxes."""
    table = _advances()
    return all(char in table["regular"] and char in table["semibold"] for char in text)


def _guess(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 1000 if unicodedata.east_asian_width(char) in "WF" else 660


def fit(text: str, room: float, size: float, weight: Weight = "regular") -> str:
    """``text``, cut with an ellipsis where it is wider than ``room`` pixels; between words where that loses little."""
    if width(text, size, weight) <= room:
        return text
    cut = text
    while cut and width(cut.rstrip() + "…", size, weight) > room:
        cut = cut[:-1]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < 9 else cut).rstrip(" ,;:–-(") + "…"


def wrap(text: str, room: float, size: float, weight: Weight = "regular", lines: int = 3) -> list[str]:
    """``text`` in at most so many lines of ``room`` pixels; the last one is cut where it does not fit."""
    done: list[str] = []
    rest = text.split()
    while rest and len(done) < lines - 1:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size, weight) <= room:
            taken += 1
        done.append(fit(" ".join(rest[:taken]), room, size, weight))
        rest = rest[taken:]
    return [*done, fit(" ".join(rest), room, size, weight)] if rest else done
