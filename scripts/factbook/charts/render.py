"""Rendering: an Altair chart to SVG text, with the vendored font and nothing from the network."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from .lettering import FONT_FOLDER

if TYPE_CHECKING:
    import altair as alt


def svg_of(picture: alt.LayerChart) -> str:
    """The picture as vl-convert draws it."""
    import vl_convert

    _register_fonts()
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(picture.to_dict()), allowed_base_urls=[])
    return drawn


@cache
def _register_fonts() -> None:
    """Make the vendored font known to the renderer, once a process."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))
