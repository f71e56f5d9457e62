"""Vega-Lite specification of a chart for the public Vega editor: inline data, system fonts, nothing to load."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from ..charts import Drawing
from ..charts.layers import LINK_PREFIX
from ..charts.text_metrics import wrap
from ..charts.theme import FONT, INK, MUTED, PAPER, TEXT, WIDTHS
from .credit import Credit

FONTS: Final = "Source Sans Pro, Helvetica, Arial, sans-serif"
"""System fonts, the closest to the site's font in width first."""
TITLE: Final = 17
FONT_SCALE: Final = 0.88
"""Width of the site's font relative to Arial, in bold upper and lower case."""
EDGE: Final = 14
"""Extra padding on all sides, in pixels."""


def public_spec(drawing: Drawing, headline: str, credit: Credit, absolute: Callable[[str], str | None]) -> bytes:
    """Return the wide drawing with title and credit; ``absolute`` returns a fact's public address, or ``None`` for no link."""
    spec: dict[str, Any] = _with_public_links(json.loads(drawing.spec()), absolute)
    heading = wrap(headline, WIDTHS["wide"] * FONT_SCALE * 0.96, TITLE, "semibold", lines=8)
    below = [part for line in credit.lines for part in wrap(line, WIDTHS["wide"] * FONT_SCALE, 12, lines=4)]
    padding = spec.get("padding")
    if isinstance(padding, dict):
        room = 22 * len(heading) + 16 * len(below) + 46
        more = {"top": room + EDGE, "left": EDGE, "right": EDGE, "bottom": EDGE}
        spec["padding"] = {side: padding.get(side, 0) + extra for side, extra in more.items()}
        # Vega counts the offset from the highest mark
        spec["title"] = {**_title(heading, below), "dx": -padding.get("left", 0), "offset": 10}
    else:
        spec["title"] = _title(heading, below)
    if isinstance(spec.get("layer"), list):
        spec["layer"] = [part for layer in spec["layer"] for part in _text_layers(layer)]
    spec["description"] = f"{headline}. {drawing.summary}"
    spec["background"] = PAPER
    spec.get("config", {}).pop("background", None)
    spec["usermeta"] = {"sources": credit.sources, "origin": credit.origin, "page": credit.page}
    return spec_json(spec)


def spec_json(spec: dict[str, Any]) -> bytes:
    """Serialise a specification as JSON, deterministically."""
    return (json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _text_layers(layer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a text layer scaled for wider fonts; one with an outline becomes two layers.

    Vega paints the outline over the text; so the first layer has the outline, the second the text.
    """
    mark = layer.get("mark")
    if not isinstance(mark, dict) or mark.get("type") != "text":
        return [layer]
    size = mark.get("fontSize", TEXT)
    scaled = {"expr": f"{size['expr']} * {FONT_SCALE}"} if isinstance(size, dict) else round(size * FONT_SCALE, 1)
    mark = {**mark, "fontSize": scaled}
    plain = {key: value for key, value in mark.items() if key not in ("stroke", "strokeWidth")}
    return [{**layer, "mark": mark}, {**layer, "mark": plain}] if "stroke" in mark else [{**layer, "mark": plain}]


def _title(heading: list[str], below: list[str]) -> dict[str, Any]:
    return {
        "text": heading,
        "subtitle": below,
        "anchor": "start",
        "frame": "group",
        "fontSize": TITLE,
        "fontWeight": 600,
        "color": INK,
        "subtitleColor": MUTED,
        "subtitleFontSize": 12,
        "font": FONTS,
        "subtitleFont": FONTS,
        "subtitlePadding": 5,
    }


def _with_public_links(node: Any, absolute: Callable[[str], str | None]) -> Any:
    """Return a copy with public links, or no links, and with system fonts."""
    if isinstance(node, list):
        return [_with_public_links(item, absolute) for item in node]
    if not isinstance(node, dict):
        return FONTS if node == FONT else node
    copy = {key: _with_public_links(value, absolute) for key, value in node.items() if not _is_link(key, value)}
    if _is_link("href", node.get("href")):
        there = absolute(node["href"].removeprefix(LINK_PREFIX))
        if there:
            copy["href"] = there
    return copy


def _is_link(key: str, value: object) -> bool:
    return key == "href" and isinstance(value, str) and value.startswith(LINK_PREFIX)
