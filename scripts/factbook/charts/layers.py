"""The frame of a chart that is laid out by us: its room in pixels, and the theme.

Where the code fights a library. Vega sizes a frame by measuring texts with the machine's fonts: here the frame is given in
pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .theme import AXIS, FONT, GRID, INK, MUTED, PAPER, SMALL

if TYPE_CHECKING:
    import altair as alt

Item = Mapping[str, Any]
"""A row of data."""
LINK_PREFIX: Final = "https://fact.invalid/"
"""Prefix of a fact's id in the link of a mark, which :mod:`.svg` replaces by the page's link.

Vega drops links that are not web addresses; names under ``.invalid`` lead nowhere (RFC 2606).
"""
CROSS: Final = "M-.85,-.85L.85,.85M.85,-.85L-.85,.85"
"""A shape as an SVG path in a square of 2 by 2, which the mark's size scales."""
NOTE: Final = 15
"""Pixels between the baselines of sentences about a whole chart."""
HALO: Final[Mapping[str, Any]] = {"stroke": PAPER, "strokeWidth": 3}
"""Text over lines has an outline in the page's colour, painted beneath its letters (``paint-order``, see :mod:`.svg`)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot and the room around it, in pixels."""

    width: float
    height: float
    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


CONFIG: Final[Mapping[str, Any]] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None, "clip": False},
    "text": {"color": INK, "font": FONT},
    "axis": {
        "labelColor": MUTED,
        "labelFontSize": SMALL,
        "labelFont": FONT,
        "labelOverlap": False,
        "labelLimit": 0,
        "labelFlush": False,
        "domain": False,
        "ticks": False,
        "gridColor": GRID,
        "gridWidth": 1,
        "title": None,
        "labelPadding": 5,
        "domainColor": AXIS,
    },
}
"""The theme as configuration of Vega-Lite."""


def in_frame(frame: Frame) -> alt.LayerChart:
    """Return a chart without layers in its frame, with the theme.

    They are set one by one: ``properties`` and ``configure`` validate each, which takes as long as three layers.
    """
    import altair as alt

    chart: Any = alt.LayerChart()
    chart.width, chart.height = frame.width, frame.height
    chart.padding = {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom}
    chart.autosize, chart.config = {"type": "none"}, dict(CONFIG)
    whole: alt.LayerChart = chart
    return whole
