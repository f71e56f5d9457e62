"""A chart as Vega-Lite that opens in the public Vega editor: data inside, no font of ours, nothing to load."""

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
"""Fonts that machines have, nearest to ours in width first."""
TITLE: Final = 17
SMALLER: Final = 0.88
"""Our font's width as a part of Arial's, in bold capitals and small letters."""
EDGE: Final = 14
"""More room on all sides, in pixels."""


def public(drawing: Drawing, headline: str, credit: Credit, absolute: Callable[[str], str | None]) -> bytes:
    """The wide picture with title and credit. ``absolute`` gives a fact's public address, or ``None`` for no link."""
    spec: dict[str, Any] = _mended(json.loads(drawing.spec()), absolute)
    heading = wrap(headline, WIDTHS["wide"] * 0.95, TITLE, "semibold", lines=8)
    below = [part for line in credit.lines for part in wrap(line, WIDTHS["wide"], 12, lines=4)]
    padding = spec.get("padding")
    if isinstance(padding, dict):
        room = 22 * len(heading) + 16 * len(below) + 46
        more = {"top": room + EDGE, "left": EDGE, "right": EDGE, "bottom": EDGE}
        spec["padding"] = {side: padding.get(side, 0) + extra for side, extra in more.items()}
        spec["title"] = {
            **_title(heading, below),
            "dx": -padding.get("left", 0),
            "offset": padding.get("top", 0) + 8,
        }
    else:
        spec["title"] = _title(heading, below)
    if isinstance(spec.get("layer"), list):
        spec["layer"] = [part for layer in spec["layer"] for part in _edged(layer)]
    spec["description"] = f"{headline}. {drawing.summary}"
    spec["background"] = PAPER
    spec.get("config", {}).pop("background", None)
    spec["usermeta"] = {"sources": credit.sources, "origin": credit.origin, "page": credit.page}
    return dumped(spec)


def dumped(spec: dict[str, Any]) -> bytes:
    """A specification as JSON, the same bytes each time."""
    return (json.dumps(spec, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _edged(layer: dict[str, Any]) -> list[dict[str, Any]]:
    """A layer of words for the fonts of others: a little smaller, as those are wider; with an edge, as two layers.

    Vega paints an edge over its words, our pages beneath them; so the first layer has the edge, the second the words.
    """
    mark = layer.get("mark")
    if not isinstance(mark, dict) or mark.get("type") != "text":
        return [layer]
    mark = {**mark, "fontSize": round(mark.get("fontSize", TEXT) * SMALLER, 1)}
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


def _mended(node: Any, absolute: Callable[[str], str | None]) -> Any:
    """A copy with links to the public pages, or without links, and with fonts that others have."""
    if isinstance(node, list):
        return [_mended(item, absolute) for item in node]
    if not isinstance(node, dict):
        return FONTS if node == FONT else node
    mended = {key: _mended(value, absolute) for key, value in node.items() if not _is_link(key, value)}
    if _is_link("href", node.get("href")):
        there = absolute(node["href"].removeprefix(LINK_PREFIX))
        if there:
            mended["href"] = there
    return mended


def _is_link(key: str, value: object) -> bool:
    return key == "href" and isinstance(value, str) and value.startswith(LINK_PREFIX)
