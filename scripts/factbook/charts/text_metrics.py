"""Text metrics: widths from the vendored font's table and the site's own fonts, so that every machine lays out alike; cutting and wrapping by width."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from ..fonts import Typeface
from .shaping import Weight as Weight
from .shaping import by_letter, right_to_left, shaped

FONT_FOLDER: Final = Path(__file__).parent / "fonts"


@cache
def _advances() -> dict[str, dict[str, int]]:
    """Load advance widths in thousandths of an em, by weight and character."""
    table: dict[str, dict[str, int]] = json.loads((FONT_FOLDER / "advances.json").read_text(encoding="utf-8"))
    return table


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Return the width of a line in pixels at a font ``size`` in pixels, without kerning of the vendored font.

    Characters that no font has come from a font of the reader's machine: wide ones (Hangul, Chinese) are
    taken for an em, combining marks for nothing and others for two thirds of an em.
    """
    table = _advances()[weight]
    try:
        total = sum(map(table.__getitem__, text))
    except KeyError:
        total = sum(
            shaped(typeface, run, weight, right_to_left(run)).width
            if typeface
            else sum(table[char] if char in table else _fallback_advance(char) for char in run)
            for typeface, run in runs_of(text)
        )
    return total * size / 1000


def runs_of(text: str) -> Iterator[tuple[Typeface | None, str]]:
    """Yield a text in runs of one font: the first of the site's with their letters, ``None`` for the vendored one and for none."""
    table, fonts = _advances()["regular"], by_letter()
    for typeface, run in groupby(text, lambda letter: None if letter in table else fonts[letter]):
        yield typeface, "".join(run)


def without_font(text: str) -> str:
    """Return the letters of a text that no font has, each once."""
    table = _advances()["regular"]
    if all(map(table.__contains__, text)):
        return ""
    letters, fonts = dict.fromkeys(unicodedata.normalize("NFC", text)), by_letter()
    return "".join(
        letter
        for letter in letters
        if letter not in table and not letter.isspace() and _fallback_advance(letter) and not fonts[letter]
    )


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
    while cut and (unicodedata.combining(cut[-1]) == _VIRAMA or unicodedata.category(text[len(cut)]).startswith("M")):
        cut = cut[:-1]  # no letter without its marks, and none of two that are joined
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < 9 else cut).rstrip(" ,;:–-(") + "…"


def wrap(text: str, room: float, size: float, weight: Weight = "regular", lines: int = 3) -> list[str]:
    """Wrap ``text`` into at most ``lines`` lines of ``room`` pixels; the last one is cut if it does not fit."""
    wrapped: list[str] = []
    rest = list(_pieces(text, room, size, weight))
    while rest and len(wrapped) < lines - 1:
        taken = 1
        while taken < len(rest) and width("".join(rest[: taken + 1]).rstrip(), size, weight) <= room:
            taken += 1
        wrapped.append(fit("".join(rest[:taken]).rstrip(), room, size, weight))
        rest = rest[taken:]
    return [*wrapped, fit("".join(rest).rstrip(), room, size, weight)] if rest else wrapped


_VIRAMA: Final = 9
"""Unicode's combining class of a sign that joins a letter with the next one."""
_WIDE: Final = (
    "\u2e80-\u2fdf\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_ENDS: Final = "、。，．：；？！）］｝」』】〕》〉’”…・ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ),.:;?!%\\]"
"""What no line begins with (JIS X 4051, line-start prohibition)."""
_BEGINS: Final = "（［｛「『【〔《〈‘“(\\["
"""What no line ends with."""
_IDEOGRAPH: Final = re.compile(f"[{_BEGINS}]*[{_WIDE}][{_ENDS}]*|(?:(?![{_BEGINS}]*[{_WIDE}]).)+")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff]")
_CLUSTER: Final = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]?.[\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ece]*")
"""A letter of Thai or Lao, which have no blanks between words, with its vowels."""


def _pieces(text: str, room: float, size: float, weight: Weight) -> Iterator[str]:
    """Yield a text in pieces between which a line may be broken, each with the blank behind it.

    Chinese and Japanese have a piece a letter. Thai is broken between letters where what has no blank in it is too wide; where its
    words end, only a dictionary knows.
    """
    for word in re.findall(r"[^ \t\n]+", text):  # a no-break space, as in French numbers, breaks no line
        if max(word) < "\u0e00":
            yield f"{word} "
            continue
        parts = _IDEOGRAPH.findall(word)
        if len(parts) == 1 and width(word, size, weight) > room and _UNSPACED.search(word):
            parts = _CLUSTER.findall(word)
        *before, last = parts
        yield from before
        yield f"{last} "
