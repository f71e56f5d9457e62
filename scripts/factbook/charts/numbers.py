"""Round numbers for axes."""

from __future__ import annotations

import json
import math
from decimal import Decimal

from ..values.amount import number_words
from .lettering import width
from .theme import SMALL


def labels(values: list[float]) -> str:
    """A Vega expression that prints the numbers of an axis as :func:`plain` does: they are known, so it holds their words."""
    return f"{json.dumps([plain(value) for value in values])}[indexof({json.dumps(values)}, datum.value)]"


def ticks(most: float, wanted: int) -> list[float]:
    """Round numbers from 0 to the first one not below ``most``, about ``wanted`` steps of 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 0:
        return [0, 1]
    rough = most / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        power * factor
        for factor in (1, 2, 2.5, 5, 10)
        if (factor != 2.5 or power >= 10) and power * factor >= rough * 0.999
    )
    if most >= 2 and step < 1:
        step = 1.0
    return [round(step * index, 6) for index in range(math.ceil(most / step - 1e-9) + 1)]


def plain(number: float) -> str:
    """An axis number in words, as the axis prints it."""
    return number_words(Decimal(str(round(number, 6))).normalize())


def thinned(values: list[float], gap: float) -> list[float]:
    """Every value, or every second, fifth or tenth, so that axis labels ``gap`` pixels apart do not run into each other."""
    needed = max(width(plain(value), SMALL) for value in values) + 10
    return values[:: next((step for step in (1, 2, 5, 10) if gap * step >= needed), len(values))]
