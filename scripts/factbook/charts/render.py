"""Rendering: a chart to Vega-Lite, SVG and pixels, with no font of the machine's and nothing from the network.

Only here are Altair and vl-convert run. The renderer measures each text at some 0.1 ms a letter, which was
five sixths of a picture's time; as layout here never asks the renderer how wide a text is, pictures are drawn
with their texts left out, and those are put in afterwards. For pixels, words are made shapes first (see :mod:`outlines`).
"""

from __future__ import annotations

import json
from typing import Any, Final
from xml.etree import ElementTree as ET

from .indexed import indexed
from .outlines import outlined
from .registry import CHARTS, Prepared
from .theme import Size

SVG: Final = "http://www.w3.org/2000/svg"
_TEXT: Final = f"{{{SVG}}}text"


def warm_up() -> None:
    """Import both libraries and draw a first picture, which takes the renderer a hundred times as long as the next."""
    import altair as alt

    svg_of(json.dumps(alt.LayerChart(layer=[]).to_dict(validate=False)))


def spec_of(name: str, prepared: Prepared[Any], size: Size) -> str:
    """The picture of a chart, by its name, as Vega-Lite in JSON.

    Altair's own checks against the schema are left to the tests, which run them over the gallery: they take longer than all else.
    Its layers are written one by one, as a chart with layers copies all of them seven times when it is written; and as parts
    of a chart rather than charts, of which Altair takes long to find out that they hold no data.
    """
    import altair as alt
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        picture = CHARTS[name].picture(prepared, size)
        layers, rows = picture.layer, picture.datasets
        picture.layer, picture.datasets = [], alt.Undefined  # rows are plain already: Altair would look at each value
        spec = picture.to_dict(validate=False)
        spec["layer"] = [
            alt.SchemaBase.to_dict(layer, validate=False, context={"top_level": False}) for layer in layers
        ]
        spec["datasets"] = rows
        return json.dumps(spec, ensure_ascii=False)


def svg_of(spec: str) -> str:
    """The picture as vl-convert draws it, from its Vega-Lite."""
    import vl_convert

    picture = json.loads(spec)
    words = _taken_out(picture)
    return _put_in(vl_convert.vegalite_to_svg(picture, allowed_base_urls=[]), words)


def _taken_out(picture: dict[str, Any]) -> dict[str, list[str]]:
    """Empty the texts of each layer of words; gives them by the class that the renderer writes on the layer's group."""
    words = {}
    for number, layer in enumerate(picture.get("layer", [])):
        if layer["mark"]["type"] == "text" and "text" in layer["encoding"]:
            rows = picture["datasets"][layer["data"]["name"]]
            words[f"layer_{number}_marks"] = [str(row["text"]) for row in rows]
            for row in rows:
                row["text"] = ""
    return words


def _put_in(svg: str, words: dict[str, list[str]]) -> str:
    """Write each layer's texts into its elements, which stand in the order of its rows."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)
    for group in root.iter(f"{{{SVG}}}g"):
        for name in group.get("class", "").split():
            if name in words:
                for element, text in zip(group.iter(_TEXT), words.pop(name), strict=True):
                    element.text = text
    assert not words, f"the renderer drew no group for {', '.join(words)}"
    return ET.tostring(root, encoding="unicode")


def png_of(svg: str, scale: float) -> bytes:
    """An SVG in pixels, so many for each of its units.

    Raises :class:`ValueError` on one with pictures in it: ours have none, and the renderer would fetch them.
    """
    import vl_convert

    if "<image" in svg:
        raise ValueError("an SVG must not hold pictures")

    return indexed(vl_convert.svg_to_png(outlined(svg), scale=scale))
