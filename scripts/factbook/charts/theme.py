"""The theme of all charts: colours, font and sizes as data.

Drawings carry the light colours; :data:`VARIABLES` says which CSS variable each of them becomes, and
:data:`LIGHT` and :data:`DARK` give the variables' values, from which the site's stylesheet is made.
"""

from __future__ import annotations

from typing import Final, Literal

Size = Literal["wide", "narrow"]

WIDTHS: Final[dict[Size, int]] = {"wide": 720, "narrow": 340}
"""Width of a drawing in pixels: of the page's column, and of a phone."""
FONT: Final = "Factbook Sans"
FONTS: Final = f"{FONT}, system-ui, sans-serif"
OWN_FONTS: Final = "Factbook Scripts"
"""The family of the site's own fonts as web fonts."""
OWN_FONTS_SHEET: Final = "assets/fonts.css"
"""Path of the stylesheet of this family, below the site's root."""
TEXT: Final = 13
"""Size of labels in pixels."""
SMALL: Final = 12
"""Size of second lines and axes in pixels; never less, so that a phone of 320 px still shows 11."""

SIDES: Final = (
    "#2e91f2",
    "#cc7722",
    "#52967d",
    "#740063",
    "#302d9a",
    "#563e00",
    "#8b3d58",
    "#3d7295",
    "#5c6c14",
    "#8044cb",
)
"""Colours of the sides, in the order of the factbook; an eleventh side begins again.

Chosen by search: hues apart, then lightness and chroma so that the smallest distance (OKLab) under normal
sight, protanopia, deuteranopia and tritanopia (Machado et al. 2009) is as large as ten colours allow, each
with a contrast of 3:1 or more to the page. Ten cannot all be told apart by everybody, and in grey print, where
only lightness is left, hardly any two next to each other; so no chart relies on colour: every mark has its
claimant in words beside it (see tests/browser/test_gallery.py).
"""
SIDES_DARK: Final = (
    "#3a9bfd",
    "#f47b31",
    "#81ba96",
    "#d05fbc",
    "#8a70ee",
    "#a89020",
    "#e44065",
    "#97cff7",
    "#bad745",
    "#ba80bf",
)

INK: Final = "#1f2328"
MUTED: Final = "#59616b"
GRID: Final = "#e3e6ea"
AXIS: Final = "#8b939d"
PAPER: Final = "#ffffff"
NOBODY: Final = "#6b737d"
"""Marks of claimants of no side, and of misreports."""

LIGHT: Final[dict[str, str]] = {
    "--chart-ink": INK,
    "--chart-muted": MUTED,
    "--chart-grid": GRID,
    "--chart-axis": AXIS,
    "--chart-paper": PAPER,
    "--chart-nobody": NOBODY,
    **{f"--chart-{number}": colour for number, colour in enumerate(SIDES, 1)},
}
"""The variables on a light page."""
DARK: Final[dict[str, str]] = {
    "--chart-ink": "#e8eaed",
    "--chart-muted": "#a9b1bb",
    "--chart-grid": "#30343b",
    "--chart-axis": "#7a828c",
    "--chart-paper": "#16181d",
    "--chart-nobody": "#9aa2ac",
    **{f"--chart-{number}": colour for number, colour in enumerate(SIDES_DARK, 1)},
}
"""The variables on a dark page."""
VARIABLES: Final[dict[str, str]] = {colour: variable for variable, colour in LIGHT.items()}
