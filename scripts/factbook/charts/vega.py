"""Charts to Vega-Lite with Altair, and Vega-Lite to SVG with vl-convert; no font of the machine, nothing from the network.

Where the code fights a library. Altair validates and copies what is plain already: its validation is off (the tests run it
over the gallery), and layers are serialised one by one, as a chart with layers copies all of them seven times; remove
that when Altair serialises a layered chart in time linear in its layers. vl-convert measures each text at some 0.1 ms a
letter, five sixths of a picture's time, though our layout never asks it how wide a text is: it gets a short name for each text,
which is put back into the SVG; remove :func:`_take_texts` and :func:`_put_texts` when it measures in constant time.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final
from xml.etree import ElementTree as ET

from . import plain
from .registry import CHARTS, Prepared
from .theme import Size

SVG: Final = "http://www.w3.org/2000/svg"
_TEXT: Final = f"{{{SVG}}}text"


def warm_up() -> None:
    """Import both libraries and draw an empty chart: the first takes vl-convert a hundred times as long as the next."""
    import altair as alt

    svg_of(json.dumps(alt.LayerChart(layer=[]).to_dict(validate=False)))


def spec_of(name: str, prepared: Prepared[Any], size: Size) -> str:
    """Return the chart ``name`` as Vega-Lite in JSON."""
    import altair as alt
    from altair.utils.schemapi import debug_mode

    if CHARTS[name].plain:
        return plain.spec_of(partial(CHARTS[name].picture, prepared, size), size, CHARTS[name].code, CHARTS[name].path)

    with debug_mode(False):
        chart = CHARTS[name].picture(prepared, size)
        layers, rows = chart.layer, chart.datasets
        chart.layer, chart.datasets = [], alt.Undefined  # rows are plain already: Altair would look at each value
        spec = chart.to_dict(validate=False)
        # as parts of a chart rather than charts, of which Altair takes long to find out that they hold no data
        spec["layer"] = [
            alt.SchemaBase.to_dict(layer, validate=False, context={"top_level": False}) for layer in layers
        ]
        spec["datasets"] = rows
        return json.dumps(spec, ensure_ascii=False)


def svg_of(spec: str) -> str:
    """Return the SVG that vl-convert draws from Vega-Lite in JSON, for a chart laid out by us."""
    import vl_convert

    chart = json.loads(spec)
    texts = _take_texts(chart)
    return _put_texts(vl_convert.vegalite_to_svg(chart, allowed_base_urls=[]), texts)


def _take_texts(chart: dict[str, Any]) -> dict[str, str]:
    """Put a short name in the place of each text of each text layer; return the texts by their names."""
    texts: dict[str, str] = {}
    for number, layer in enumerate(chart.get("layer", [])):
        channel = layer.get("encoding", {}).get("text", {})
        if layer["mark"]["type"] == "text" and "field" in channel:
            field, channel["field"] = channel["field"], f"text {number}"
            for row in chart["datasets"][layer["data"]["name"]]:
                text = str(row.get(field, ""))
                row[f"text {number}"] = name = f"#{len(texts)}" if text else ""
                texts[name] = text
    return texts


def _put_texts(svg: str, texts: dict[str, str]) -> str:
    """Write the texts into the elements that bear their names."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)
    for element in root.iter(_TEXT):
        if element.text in texts:
            element.text = texts[element.text]
    return ET.tostring(root, encoding="unicode")
