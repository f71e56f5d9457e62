"""Rendering: an Altair chart to SVG text and to pixels, with the vendored font and nothing from the network."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from .lettering import FONT_FOLDER

if TYPE_CHECKING:
    import altair as alt


def spec_of(picture: alt.LayerChart) -> str:
    """The picture as Vega-Lite in JSON."""
    return json.dumps(picture.to_dict(), ensure_ascii=False)


def svg_of(spec: str) -> str:
    """The picture as vl-convert draws it, from its Vega-Lite."""
    import vl_convert

    _register_fonts()
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn


def png_of(svg: str, scale: float) -> bytes:
    """An SVG in pixels, so many for each of its units."""
    import vl_convert

    _register_fonts()
    drawn: bytes = vl_convert.svg_to_png(svg, scale=scale)
    return drawn


@cache
def _register_fonts() -> None:
    """Make the vendored font known to the renderer, once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
