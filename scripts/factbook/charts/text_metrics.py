"""Text metrics: widths from the vendored font's table, so that every machine lays out alike; cutting and wrapping by width."""

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
    """Load advance widths in thousandths of an em, by weight and character."""
    table: dict[str, dict[str, int]] = json.loads((FONT_FOLDER / "advances.json").read_text(encoding="utf-8"))
    return table


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Return the width of a line in pixels at a font ``size`` in pixels, without kerning.

    Characters that the font lacks come from another font of the reader's machine: wide ones (Hangul, Chinese) are
    taken for an em, combining marks for nothing and others for two thirds of an em.
    """
    table = _advances()[weight]
    try:
        total = sum(map(table.__getitem__, text))
    except KeyError:
        total = sum(table[char] if char in table else _fallback_advance(char) for char in text)
    return total * size / 1000


def has_glyphs(text: str) -> bool:
    """Whether the vendored font has every letter."""
    table = _advances()
    return all(char in table["regular"] and char in table["semibold"] for char in text)


def _fallback_advance(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 1000 if unicodedata.east_asian_width(char) in "WF" else 660


def fit(text: str, room: float, size: float, weight: Weight = "regular") -> str:
    """Cut ``text`` with an ellipsis if it is wider than ``room`` pixels, between words if that loses less than nine letters."""
    if width(text, size, weight) <= room:
        return text
    cut = text
    while cut and width(cut.rstrip() + "…", size, weight) > room:
        cut = cut[:-1]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < 9 else cut).rstrip(" ,;:–-(") + "…"


def wrap(text: str, room: float, size: float, weight: Weight = "regular", lines: int = 3) -> list[str]:
    """Wrap ``text`` into at most ``lines`` lines of ``room`` pixels; the last one is cut if it does not fit."""
    wrapped: list[str] = []
    rest = text.split()
    while rest and len(wrapped) < lines - 1:
        taken = 1
        while taken < len(rest) and width(" ".join(rest[: taken + 1]), size, weight) <= room:
            taken += 1
        wrapped.append(fit(" ".join(rest[:taken]), room, size, weight))
        rest = rest[taken:]
    return [*wrapped, fit(" ".join(rest), room, size, weight)] if rest else wrapped
