"""Colours as editors write them, ``#rrggbb``: their contrast (WCAG 2.2), and how far apart two of them look (OKLab)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from .errors import BadValue

MIN_CONTRAST: Final = 3
"""Contrast that a mark needs to what is behind it (WCAG 2.2, 1.4.11)."""
MIN_DISTANCE: Final = 0.06
"""Distance in OKLab from which two colours are told apart side by side."""
_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
_CONES: Final = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.63))
_AXES: Final = ((0.2105, 0.7936, -0.0041), (1.978, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))
"""From the roots of the cones' answers to lightness and the two axes of hue (B. Ottosson, OKLab, 2020)."""
_STEPS: Final = 50


def parse_colour(text: str) -> str:
    """Return a colour in lower case. Raises :class:`BadValue` for anything but ``#rrggbb``."""
    digits = re.fullmatch("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text)
    whole = digits[1].lower() if digits else "c0392b"
    if len(whole) == 3:
        whole = "".join(digit * 2 for digit in whole)
    if text.lower() == f"#{whole}":
        return text.lower()
    raise BadValue("a colour in quotes, '#' and six digits or letters from a to f", f'"#{whole}"')


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted(_dot(_LUMINANCE, _linear(colour)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str) -> float:
    """Return how far apart two colours look: 0 for the same, 1 for black and white."""
    return math.dist(_oklab(one), _oklab(other))


def suits(colour: str, page: str, others: Collection[str]) -> bool:
    """Whether a mark of this colour stands out from the page and is told apart from the colours of others."""
    return contrast(colour, page) >= MIN_CONTRAST and all(distance(colour, other) >= MIN_DISTANCE for other in others)


def suitable(colour: str, page: str, others: Collection[str], more: Collection[str]) -> str | None:
    """Return the nearest shade of a colour that suits, else the first of ``more`` that does; ``None`` if none does."""
    nearest = sorted(_shades(colour), key=lambda shade: distance(shade, colour))
    return next((each for each in (*nearest, *more) if suits(each, page, others)), None)


def _shades(colour: str) -> Iterator[str]:
    """Yield a colour mixed with black and with white, in steps."""
    parts = _parts(colour)
    for end in (0, 255):
        for step in range(_STEPS):
            yield "#" + "".join(f"{round(part + (end - part) * step / _STEPS):02x}" for part in parts)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _linear(colour: str) -> list[float]:
    """Return red, green and blue from 0 to 1 in proportion to light (sRGB, IEC 61966-2-1)."""
    parts = [part / 255 for part in _parts(colour)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _oklab(colour: str) -> list[float]:
    cones = [_dot(row, _linear(colour)) ** (1 / 3) for row in _CONES]
    return [_dot(row, cones) for row in _AXES]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
