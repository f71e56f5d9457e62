"""Lanes for the interactive timeline: events of a type side by side in rows, however many there are, on one screen.

The rows are laid out for the narrowest page, so that marks that are near each other in time stand below each other; a
name is shown where the time up to the next event of its row, at the zoom of the moment, is room enough for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from ..charts.layout import pack_lanes
from ..charts.text_metrics import fit, width
from ..charts.theme import SMALL

PLOT: Final = 240
"""Pixels of the narrowest plot, for which the rows are laid out."""
MARK: Final = 9
"""Pixels that a mark takes in its row."""
STEP: Final = (11, 20)
"""Least and greatest height of a row in pixels."""
TALLEST: Final = 640
"""Pixels that all rows together stay below, where the least height of a row allows."""
LABEL: Final = 260
"""Pixels after which a name is cut; the whole of it is in the tip."""
GAP: Final = 0.5
"""Room between two lanes, in rows."""
Item = dict[str, Any]


def into_lanes(items: Sequence[Item], domain: tuple[int, int]) -> tuple[float, Item]:
    """Give each item its ``row``, its ``label`` and how far that may reach; gives the plot's height and the channel ``y``.

    Items have ``from``, ``at`` and ``to`` in milliseconds, the ``lane`` they belong to, and their name ``what``.
    ``domain`` is the time that is shown at first. Lanes stand in the order of their first event.
    """
    per_pixel = (domain[1] - domain[0]) / PLOT
    lanes: dict[str, list[Item]] = {}
    for item in items:
        lanes.setdefault(item["lane"], []).append(item)
    top = 0.0
    tops: dict[str, float] = {}
    for lane, members in lanes.items():
        half = MARK / 2 * per_pixel
        rows = pack_lanes(
            [(min(item["from"], item["at"] - half), max(item["to"], item["at"] + half)) for item in members]
        )
        tops[lane] = top
        for item, row in zip(members, rows, strict=True):
            item["row"] = top + row + 0.5 + GAP / 2
        _label(members, domain[1])
        top += max(rows) + 1 + GAP
    step = min(max(TALLEST / max(top, 1), STEP[0]), STEP[1])
    names = json.dumps({f"{place:g}": lane for lane, place in tops.items()}, ensure_ascii=True)
    axis = {
        "title": None,
        "values": list(tops.values()),
        "labelExpr": f"{names}[format(datum.value, '')]",
        "labelBaseline": "top",
        "labelOffset": 4,
        "grid": True,
    }
    scale = {"domain": [0, max(top, 1)], "reverse": True, "nice": False, "zero": False}
    return round(step * max(top, 1)), {"field": "row", "type": "quantitative", "scale": scale, "axis": axis}


def _label(members: Sequence[Item], end: int) -> None:
    """The name of each mark of a lane as it is written beside it, its pixels, and the time at which the next mark begins."""
    following: dict[float, int] = {}
    for item in sorted(members, key=lambda item: -item["at"]):
        item["label"] = fit(item["what"], LABEL, SMALL)
        item["broad"] = round(width(item["label"], SMALL)) + 3 * MARK
        item["until"] = following.get(item["row"], end)
        following[item["row"]] = min(item["from"], item["at"])


ROOM: Final = "scale('x', datum.to) >= 0 && scale('x', datum.until) - scale('x', datum.to) > datum.broad"
"""Whether a mark is in view and has room for its name, at the zoom of the moment."""
