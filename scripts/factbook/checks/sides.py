"""Checks of the colours that sides have in charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..charts.sides import colours
from ..charts.theme import DARK, LIGHT, SIDES, SIDES_DARK
from ..factbook import Factbook
from ..kinds import Side
from ..problems import quote
from ..values.colour import MIN_CONTRAST, MIN_DISTANCE, contrast, distance, suitable
from .registry import Finding, check

GREYS = ("ink", "muted", "axis", "nobody")
"""The colours of words, lines and marks of no side, from which a side is told apart, too."""

_PAGES: Final = {"colour": (LIGHT, SIDES, "a light page"), "colour_dark": (DARK, SIDES_DARK, "a dark page")}
"""For the colour in each field: the theme of the pages that show it, the colours in stock, and the pages in words."""


@check("side-colour")
def sides_are_seen_and_told_apart(book: Factbook) -> Iterator[Finding]:
    """The colour given to a side stands out from the page, light and dark, and is told apart from the colours of other sides and from the greys of charts."""
    sides = list(book.of(Side).values())
    shown = {side.id: dict(zip(_PAGES, colours(side, place), strict=True)) for place, side in enumerate(sides)}
    for place, side in enumerate(sides):
        if side.colour is None:
            if side.colour_dark:
                message = f"must stand beside a colour, found {quote(side.colour_dark)} alone"
                yield side.where("colour_dark"), message, f'colour: "{shown[side.id]["colour"]}"'
            continue
        others = [*sides[:place], *(other for other in sides[place:] if not other.colour)]
        for field, (theme, stock, page) in _PAGES.items():
            colour, paper = shown[side.id][field], theme["--chart-paper"]
            names = {shown[other.id][field]: f"that of {quote(other.name)}" for other in others}
            names |= {theme[f"--chart-{grey}"]: "the greys of charts" for grey in GREYS}
            alike = next((other for other in names if distance(colour, other) < MIN_DISTANCE), "")
            if (found := contrast(colour, paper)) < MIN_CONTRAST:
                message = (
                    f"must have a contrast of {MIN_CONTRAST} to 1 on {page}, found {found:.1f} with {quote(colour)}"
                )
            elif alike:
                message = f"must be told apart from {names[alike]} ({alike}) on {page}, found {quote(colour)}"
            else:
                continue
            if better := suitable(colour, paper, names, stock):
                shown[side.id][field] = better  # the examples for later sides go with it
            place_of = side.where(field if getattr(side, field) else "colour")
            yield place_of, message, f'{field}: "{better}"' if better else ""
