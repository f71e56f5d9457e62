"""Checks of the colours that sides have in charts."""

from __future__ import annotations

from collections.abc import Iterator

from ..charts.sides import colours
from ..charts.theme import DARK, LIGHT, SIDES, SIDES_DARK
from ..factbook import Factbook
from ..kinds import Side
from ..problems import quote
from ..values.colour import MIN_CONTRAST, MIN_DISTANCE, contrast, distance, suitable
from .registry import Finding, check

GREYS = ("ink", "muted", "axis", "nobody")
"""The colours of words, lines and marks of no side, from which a side is told apart, too."""


@check("side-colour")
def sides_are_seen_and_told_apart(book: Factbook) -> Iterator[Finding]:
    """The colour given to a side stands out from the page, light and dark, and is told apart from the colours of other sides and from the greys of charts."""
    shown = {side: colours(side, place) for place, side in enumerate(book.of(Side).values())}
    for side in shown:
        if side.colour is None:
            if side.colour_dark:
                message = f"must stand beside a colour, found {quote(side.colour_dark)} alone"
                yield side.where("colour_dark"), message, f'colour: "{shown[side][0]}"'
            continue
        others = [other for place, other in enumerate(shown) if not other.colour or place < list(shown).index(side)]
        for field, theme, stock, page in (
            ("colour", LIGHT, SIDES, "a light page"),
            ("colour_dark", DARK, SIDES_DARK, "a dark page"),
        ):
            dark = theme is DARK
            colour, paper = shown[side][dark], theme["--chart-paper"]
            names = {shown[other][dark]: f"that of {quote(other.name)}" for other in others}
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
            better = suitable(colour, paper, names, stock)
            shown[side] = (shown[side][0], better or colour) if dark else (better or colour, shown[side][1])
            yield (
                side.where(field if getattr(side, field) else "colour"),
                message,
                f'{field}: "{better}"' if better else "",
            )
