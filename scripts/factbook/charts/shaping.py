"""Shaping: how wide a text in the site's own fonts is and what it looks like, its letters joined as their script has it.

HarfBuzz shapes; the Unicode bidirectional algorithm (UAX 9) orders what is read from right to left. Both are imported where a text
has such letters alone: a site without fonts of its own does without.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ..files import read_bytes
from ..fonts import Typeface

if TYPE_CHECKING:
    import uharfbuzz

Weight = Literal["regular", "semibold"]
Direction = Literal["ltr", "rtl"]

EM: Final = 1000
"""The unit of widths and outlines: a thousandth of an em."""
WEIGHTS: Final[dict[Weight, float]] = {"regular": 400, "semibold": 600}
BOLDER: Final = 0.026
"""How much bolder a font with one weight alone is drawn as semibold, in em; letters stay as wide as they are."""
_TYPEFACES: ContextVar[tuple[Typeface, ...]] = ContextVar("typefaces", default=())


class Shaped(NamedTuple):
    """A run of letters in one font: its width, and its outlines as SVG path data that end where they began, in :data:`EM`, y up."""

    width: int
    path: str


def typefaces() -> tuple[Typeface, ...]:
    """The fonts in force, beside the vendored one."""
    return _TYPEFACES.get()


@contextmanager
def drawn_in(fonts: tuple[Typeface, ...]) -> Iterator[None]:
    """Put fonts in force for a while."""
    token = _TYPEFACES.set(fonts)
    try:
        yield
    finally:
        _TYPEFACES.reset(token)


class _ByLetter(dict[str, Typeface | None]):
    """The first of some fonts that has a letter, looked up once."""

    def __init__(self, fonts: tuple[Typeface, ...]) -> None:
        self._fonts = fonts

    def __missing__(self, letter: str) -> Typeface | None:
        self[letter] = next((each for each in self._fonts if ord(letter) in _codes(each)), None)
        return self[letter]


_by_letter: Final = lru_cache(maxsize=8)(_ByLetter)


def by_letter() -> Mapping[str, Typeface | None]:
    """Return the first font in force that has a letter, by letter; ``None`` if none has."""
    return _by_letter(typefaces())


def right_to_left(text: str) -> bool:
    """Whether a text has letters that are read from right to left."""
    return "r" in map(_bidi_class, text)


def visual_runs(text: str, direction: Direction = "ltr") -> Iterator[tuple[str, bool]]:
    """Yield the runs of a line from left to right, each in the order in which it is read, and whether that is from right to left."""
    if not right_to_left(text):
        yield text, False
        return
    from bidi import get_display
    from bidi.mirror import MIRRORED

    base, end = (
        ("R", "\u200f") if direction == "rtl" else ("L", "\u200e")
    )  # a mark at the end is taken for a blank (rule L1)
    shown = str(get_display(re.sub(_BRACKET, rf"\1{_MARK}", text) + end, base_dir=base)).replace(end, "")
    shown = _MARKED.sub(lambda match: match[2] or MIRRORED[match[1]], shown)
    at = 0
    for run in _RIGHT_TO_LEFT.finditer("".join(map(_bidi_class, shown))):
        if run.start() > at:
            yield shown[at : run.start()], False
        yield shown[run.start() : run.end()][::-1], True
        at = run.end()
    if at < len(shown):
        yield shown[at:], False


_MARK: Final = "\u2061"
"""Stands after each bracket, invisible and without a direction of its own: then before each that is read from right to left, which the library does not mirror."""
_BRACKET: Final = r"([()<>\[\]{}«»‹›≤≥])"
_MARKED: Final = re.compile(f"{_MARK}{_BRACKET}|{_BRACKET}{_MARK}")
_RIGHT_TO_LEFT: Final = re.compile(r"(?:m*r)+")
"""A run in the order of the screen: the marks of a letter (m) stand before it."""


@cache
def _bidi_class(letter: str) -> str:
    return {"R": "r", "AL": "r", "NSM": "m"}.get(unicodedata.bidirectional(letter), "l")


@lru_cache(maxsize=20_000)
def shaped(typeface: Typeface, run: str, weight: Weight, backwards: bool) -> Shaped:
    """Return the width and the outlines of a run of letters that a font has; one read from right to left is drawn ``backwards``."""
    import uharfbuzz

    font = _font(typeface, weight)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if backwards else "ltr"
    uharfbuzz.shape(font, buffer)
    path, at = "", 0
    for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        outline = _outline(typeface, weight, glyph.codepoint)
        if outline:
            across, up = at + place.x_offset, place.y_offset
            path += f"m{across} {up}{outline}m{-across} {-up}"
        at += place.x_advance
    return Shaped(at, path)


def letter_widths(typeface: Typeface, weight: Weight) -> dict[str, int]:
    """Return how wide each letter of a font is by itself, in :data:`EM`."""
    font = _font(typeface, weight)
    glyphs = {code: font.get_nominal_glyph(code) for code in _codes(typeface)}
    return {chr(code): font.get_glyph_h_advance(glyph) for code, glyph in glyphs.items() if glyph is not None}


@cache
def _codes(typeface: Typeface) -> frozenset[int]:
    return frozenset(face_of(typeface).unicodes)


@cache
def face_of(typeface: Typeface) -> uharfbuzz.Face:
    """Return a font as HarfBuzz reads it."""
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob(read_bytes(typeface.path)))


def has_weights(typeface: Typeface) -> bool:
    """Whether a font has weight as an axis."""
    return any(axis.tag == "wght" for axis in face_of(typeface).axis_infos)


@cache
def _font(typeface: Typeface, weight: Weight) -> uharfbuzz.Font:
    """Return a font at a weight: by its axis, or for semibold made bolder."""
    import uharfbuzz

    face = face_of(typeface)
    font = uharfbuzz.Font(face)
    font.scale = (EM, EM)
    if has_weights(typeface):
        font.set_variations({"wght": WEIGHTS[weight]})
    elif weight == "semibold":
        font.synthetic_bold = (BOLDER, BOLDER, True)
    return font


@cache
def _outline(typeface: Typeface, weight: Weight, glyph: int) -> str:
    """Return the outline of a glyph as path data relative to its origin, where it also ends."""
    pen = _Pen()
    _font(typeface, weight).draw_glyph(glyph, _draw_functions(), pen)
    pen.draw("m", 0, 0)
    return pen.data if "z" in pen.data else ""


class _Pen:
    """Writes path data in whole units, relative to the point before."""

    def __init__(self) -> None:
        self.data, self.at, self.start = "", (0, 0), (0, 0)

    def draw(self, command: str, *numbers: float) -> None:
        points = [(round(x), round(y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        steps = " ".join(f"{x - self.at[0]} {y - self.at[1]}" for x, y in points)
        self.data, self.at = self.data + command + steps.replace(" -", "-"), points[-1]
        if command == "m":
            self.start = self.at

    def close(self) -> None:
        self.data, self.at = self.data + "z", self.start


@cache
def _draw_functions() -> uharfbuzz.DrawFuncs:
    import uharfbuzz

    def drawing(command: str) -> Callable[..., None]:
        def draw(*given: Any) -> None:
            *numbers, pen = given
            pen.draw(command, *numbers)

        return draw

    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(drawing("m"))
    functions.set_line_to_func(drawing("l"))
    functions.set_quadratic_to_func(drawing("q"))
    functions.set_cubic_to_func(drawing("c"))
    functions.set_close_path_func(lambda pen: pen.close())
    return functions
