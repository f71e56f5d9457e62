"""How charts show the side of a party: its place among the sides, its name and its colour.

A side has the colour that the data give it, else one of the theme's by its place in the file. Drawings carry the light colours;
:func:`variables` says which CSS variable each becomes, and :func:`stylesheet` gives the values of those of the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Side
from ..values.formats import gettext
from .theme import NOBODY, SIDES, SIDES_DARK, VARIABLES

STYLESHEET = "assets/sides.css"
"""Path of the sheet with the data's colours, below the site's root; there is one where a side has its own."""


@dataclass(frozen=True, slots=True, order=True)
class SideStyle:
    """A side in a chart; sorts by its place in the factbook, that of no side last."""

    place: int
    name: str
    colour: str


def side_of(book: Factbook, ref: str) -> SideStyle:
    """Return the side of a party; one named "Others" for a party of no side."""
    party, sides = book.party(ref), book.of(Side)
    side = sides.get(party.side or "") if party else None
    if side is None:
        return SideStyle(len(sides), gettext("Others"), NOBODY)
    place = list(sides).index(side.id)
    return SideStyle(place, side.name, colours(side, place)[0])


def colours(side: Side, place: int) -> tuple[str, str]:
    """Return the colours of a side on a light and on a dark page."""
    if side.colour is None:
        return SIDES[place % len(SIDES)], SIDES_DARK[place % len(SIDES)]
    return side.colour, side.colour_dark or side.colour


def _own(book: Factbook) -> dict[str, tuple[str, str]]:
    """Return the colours that the data give, light and dark, by CSS variable."""
    return {
        f"--chart-side-{side.id}": colours(side, place)
        for place, side in enumerate(book.of(Side).values())
        if side.colour
    }


def variables(book: Factbook) -> Mapping[str, str]:
    """Return the CSS variable of each colour of a drawing."""
    return {**VARIABLES, **{light: variable for variable, (light, _) in _own(book).items()}}


def own_values(book: Factbook) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values of the data's colours by variable, on a light page and on a dark one."""
    own = _own(book)
    return {name: light for name, (light, _) in own.items()}, {name: dark for name, (_, dark) in own.items()}


def stylesheet(book: Factbook) -> str:
    """Return the sheet with the data's colours; empty if they give none."""
    light, dark = (
        "".join(f"{variable}:{colour};" for variable, colour in values.items()) for values in own_values(book)
    )
    return f":root{{{light}}}@media screen{{[data-md-color-scheme=slate]{{{dark}}}}}\n" if light else ""
