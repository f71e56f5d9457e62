"""Interactive version of a chart: its facts over time as Vega-Lite, with tooltips, a filter by claimant, and zoom.

It is generated from the facts in the rows of the chart's table, so every chart of claims about one count, or of
events, has one without code of its own. It opens in the public Vega editor, too.

Events are laid out in lanes by type, for the narrowest page; a label is shown if it fits before the next event of its
row at the current zoom.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from ..charts.axes import DAY, day_of, time_span
from ..charts.fact_labels import claimant_label
from ..charts.layers import CROSS
from ..charts.layout import pack_lanes
from ..charts.precision import FADE, Extent, Period, symbol, symbol_fill
from ..charts.sides import side_of, variables
from ..charts.text_metrics import fit, width
from ..charts.theme import FONT, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT
from ..factbook import Factbook
from ..kinds import Claim, Event
from ..values import Edtf
from ..values.formats import Formats, current
from ..words import plain_prose, short_name
from .credit import Credit
from .vegalite import FONTS, spec_json

MIN_FACTS: Final = 3
"""Minimum number of facts; fewer are read at a glance."""
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
MISREPORT: Final = "Misreports"
Address = Callable[[str], str | None]
Item = dict[str, Any]


def is_explorable(book: Factbook, refs: Sequence[str]) -> bool:
    """Whether the facts include at least :data:`MIN_FACTS` claims with numbers about one count, or events."""
    return len(_claims(book, refs)) >= MIN_FACTS or len(_events(book, refs)) >= MIN_FACTS


def explore_spec(
    book: Factbook, refs: Sequence[str], headline: str, credit: Credit, link: Address, absolute: Address
) -> bytes:
    """Return the Vega-Lite specification as JSON; links are public, or relative to the chart's page if the site has no address."""
    claims, events = _claims(book, refs), _events(book, refs)
    chart = _of_claims(book, claims) if len(claims) >= MIN_FACTS else _of_events(book, events)
    for item in chart["data"]["values"]:
        there = absolute(item["fact"]) or link(item["fact"])
        if there:
            item["url"] = there
    css = variables(book)
    head: Item = {
        "$schema": SCHEMA,
        "description": headline,
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
    }
    tail: Item = {
        "config": {**_CONFIG, "locale": d3_locale(current())},
        "usermeta": {
            "sources": credit.sources,
            "origin": credit.origin,
            "page": credit.page,
            "colours": {
                colour: css[colour] for colour in sorted(_texts(chart) & css.keys() | {INK, MUTED, GRID, PAPER})
            },
        },
    }
    return spec_json({**head, **chart, **tail})


def _claims(book: Factbook, refs: Sequence[str]) -> list[Claim]:
    """Return the claims that have a number and a date; none if they are about different counts."""
    claims = [book.claims[ref] for ref in dict.fromkeys(refs) if ref in book.claims]
    shown = [claim for claim in claims if claim.value.known and (claim.as_of.earliest or claim.as_of.latest)]
    return shown if len({claim.count for claim in shown}) == 1 else []


def _events(book: Factbook, refs: Sequence[str]) -> list[Event]:
    facts = [book.named.get(ref) for ref in dict.fromkeys(refs)]
    return [fact for fact in facts if isinstance(fact, Event) and (fact.date.earliest or fact.date.latest)]


def _of_claims(book: Factbook, claims: Sequence[Claim]) -> Item:
    items = _dated([_claim(book, claim) for claim in claims], (claim.as_of for claim in claims))
    sides = {item["side"]: item["colour"] for item in items}
    # "stroke" has the legend; "fill" is a colour, so that a soft mark ("about") is a ring
    stroke = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": list(sides), "range": list(sides.values())},
        "legend": {
            "title": None,
            "orient": "bottom",
            "symbolType": "circle",
            "symbolFillColor": "transparent",
            "columns": 2,
        },
    }
    most = max(item["high"] for item in items) * 1.06 or 1
    unit = {"title": book.count_of(claims[0]).unit, "titleAngle": 0, "titleAlign": "left", "titleX": -40, "titleY": -12}
    amount: Item = {"type": "quantitative", "scale": {"domain": [0, most], "nice": False}, "axis": unit}
    faded = {"field": "faded", "type": "quantitative", "scale": None, "legend": None}
    tip = _tooltip(Claimant="who", Amount="amount", As_of="when", What_was_counted="scope", Status="status")
    point = {
        "mark": {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1, "clip": True, "cursor": "pointer"},
        "params": [_ZOOM],
        "encoding": {
            "x": {"field": "at", **_time(items)},
            "y": {"field": "point", **amount},
            "stroke": stroke,
            "fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
            "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
            "strokeOpacity": faded,
            "fillOpacity": {"field": "solid", "type": "quantitative", "scale": None, "legend": None},
            "href": {"field": "url", "type": "nominal"},
            "tooltip": tip,
        },
    }
    when: Item = {
        "transform": [{"filter": "datum.to > datum.from"}],
        "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.25, "strokeCap": "round", "clip": True},
        "encoding": {
            "x": {"field": "from", "type": "temporal"},
            "x2": {"field": "to"},
            "y": {"field": "point", **amount},
            "stroke": stroke,
            "tooltip": tip,
        },
    }
    how_many: Item = {
        "mark": {"type": "rule", "strokeWidth": 5, "clip": True},
        "encoding": {
            "x": {"field": "at", "type": "temporal"},
            "y": {"field": "low", **amount},
            "y2": {"field": "high"},
            "stroke": stroke,
            "opacity": faded,
            "tooltip": tip,
        },
    }
    return {
        "height": 380,
        "data": {"values": items},
        "params": [_filter(item["who"] for item in items)],
        "transform": [_BY_CLAIMANT],
        "layer": [when, how_many, point],
    }


def _of_events(book: Factbook, events: Sequence[Event]) -> Item:
    ordered = sorted(events, key=lambda event: (time_span(event.date), event.id))
    items = _dated([_event(book, event) for event in ordered], (event.date for event in ordered))
    height, row = assign_lanes(items, _span(items))
    tip = _tooltip(Event="what", Date="when", Type="lane", According_to="who", Status="status")
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    spans = {
        "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.4, "strokeCap": "round", "clip": True},
        "encoding": {
            "x": {"field": "from", "type": "temporal"},
            "x2": {"field": "to"},
            "y": row,
            "color": colour,
            "tooltip": tip,
        },
    }
    names = {
        "mark": {"type": "text", "align": "left", "dx": MARK_WIDTH, "fontSize": SMALL, "clip": True},
        "encoding": {
            "x": {"field": "to", "type": "temporal"},
            "y": row,
            "text": {"field": "label", "type": "nominal"},
            "opacity": {"condition": {"test": LABEL_FITS, "value": 1}, "value": 0},
            "color": {"value": INK},
        },
    }
    dots = {
        "mark": {"type": "point", "size": 56, "filled": True, "opacity": 1, "clip": True, "cursor": "pointer"},
        "params": [_ZOOM],
        "encoding": {
            "x": {"field": "at", **_time(items)},
            "y": row,
            "color": colour,
            "href": {"field": "url", "type": "nominal"},
            "tooltip": tip,
        },
    }
    return {
        "height": height,
        "data": {"values": items},
        "params": [_filter(item["who"] for item in items)],
        "transform": [_BY_CLAIMANT],
        "layer": [spans, names, dots],
    }


def _claim(book: Factbook, claim: Claim) -> Item:
    value = claim.value
    wrong = claim.fallen
    side = side_of(book, claim.by)
    colour = NOBODY if wrong else side.colour
    extent, fill = Extent.of(value), symbol_fill(value.relation, colour)
    faded = FADE if claim.status == "superseded" else 1
    return {
        "fact": claim.ref,
        "who": claimant_label(book, claim),
        "side": MISREPORT if claim.status == "misreport" else "Withdrawn" if wrong else side.name,
        "amount": claim.words(),
        "when": claim.as_of.words(),
        "scope": claim.scope_words,
        "status": claim.status,
        "low": extent.least,
        "high": extent.most,
        "point": extent.middle,
        "shape": CROSS if wrong else symbol(value.relation),
        "colour": colour,
        "fill": fill,
        "faded": faded,
        "solid": faded if fill == colour else 1,
    }


def _dated(items: Sequence[Item], dates: Iterable[Edtf]) -> list[Item]:
    """Add ``from``, ``to`` and ``at`` in milliseconds to the items; an open or vague period extends a little beyond its mark."""
    periods = [Period.of(date) for date in dates]
    reach = (max(period.last for period in periods) - min(period.first for period in periods)) / 40 if periods else 0
    for item, period in zip(items, periods, strict=True):
        begin, end = period.bar(float, max(reach, DAY)) or (period.first, period.last)
        item |= {"from": int(begin), "to": int(end), "at": int(period.middle)}
    return list(items)


def _event(book: Factbook, event: Event) -> Item:
    return {
        "fact": event.ref,
        "what": plain_prose(book, event.title),
        "who": short_name(book, event.by),
        "lane": event.type,
        "when": event.date.words(),
        "status": event.status,
        "colour": NOBODY if event.status != "current" else side_of(book, event.by).colour,
    }


def _filter(names: Any) -> Item:
    names = sorted(set(names), key=str.casefold)
    bind = {"input": "select", "name": "Claimant ", "options": [None, *names], "labels": ["Everyone", *names]}
    return {"name": "who", "value": None, "bind": bind}


def _span(items: Sequence[Item]) -> tuple[int, int]:
    """Return the time range of all items in milliseconds, with a margin on both sides."""
    days = list(chain.from_iterable((item["from"], item["to"]) for item in items))
    first, last = min(days), max(days)
    room = max((last - first) // 30, 3 * DAY)
    return first - room, last + room


def _time(items: Sequence[Item]) -> Item:
    """Return the encoding of the time axis over all items."""
    first, last = _span(items)
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_day(first), _day(last)], "nice": False},
        "axis": {"title": None, "labelOverlap": True, "tickCount": {"expr": "width / 90"}, "format": _with_years()},
    }


def _with_years() -> Item:
    """Return the tick formats; months and days with their year, as the tick of the year may be out of view."""
    forms = time_formats(current()).items()
    return {
        unit: f"{form} %Y".replace("%B", "%b") if "%d" in form or "%-d" in form or "%B" in form else form
        for unit, form in forms
    }


def _day(time: int) -> Item:
    """Return a day as Vega-Lite's DateTime object; Vega's expression interpreter does not read it as one number."""
    day = day_of(time)
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _tooltip(**fields: str) -> list[Item]:
    return [{"field": field, "type": "nominal", "title": title.replace("_", " ")} for title, field in fields.items()]


def _texts(node: Any) -> set[str]:
    """Return all texts of a specification, its colours among them."""
    if isinstance(node, str):
        return {node}
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return set().union(*map(_texts, children))


_BY_CLAIMANT: Final = {"filter": "who === null || datum.who === who"}
_ZOOM: Final = {
    "name": "zoom",
    "select": {"type": "interval", "encodings": ["x"], "zoom": "wheel![event.ctrlKey || event.metaKey]"},
    "bind": "scales",
}
"""Pan by dragging; zoom with Ctrl and the wheel, as the wheel alone scrolls the page."""
_CONFIG: Final[Item] = {
    "font": f"{FONT}, {FONTS}",
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "titleFontSize": SMALL,
        "labelFontSize": SMALL,
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
    },
    "axisX": {"grid": False, "ticks": True, "tickColor": GRID, "labelPadding": 5},
    "axisY": {"labelLimit": 240},
    "legend": {"labelColor": INK, "labelFontSize": TEXT, "labelLimit": 300, "offset": 12, "symbolOpacity": 1},
}


MIN_PLOT_WIDTH: Final = 240
"""Width of the narrowest plot, in pixels, for which the rows are laid out."""
MARK_WIDTH: Final = 9
"""Width of a mark, in pixels."""
ROW_HEIGHTS: Final = (11, 20)
"""Minimum and maximum height of a row, in pixels."""
MAX_PLOT_HEIGHT: Final = 640
"""Maximum height of the plot, in pixels, unless the minimum height of the rows exceeds it."""
MAX_LABEL_WIDTH: Final = 260
"""Width in pixels at which a label is truncated; the tooltip has the whole text."""
LANE_GAP: Final = 0.5
"""Gap between two lanes, in rows."""


def assign_lanes(items: Sequence[Item], domain: tuple[int, int]) -> tuple[float, Item]:
    """Add ``row``, ``label`` and its available room to each item; return the plot's height and the encoding of ``y``.

    Items have ``from``, ``at`` and ``to`` in milliseconds, the ``lane`` they belong to, and their name ``what``.
    ``domain`` is the time range shown at first. Lanes are in the order of their first event.
    """
    per_pixel = (domain[1] - domain[0]) / MIN_PLOT_WIDTH
    lanes: dict[str, list[Item]] = {}
    for item in items:
        lanes.setdefault(item["lane"], []).append(item)
    top = 0.0
    tops: dict[str, float] = {}
    for lane, members in lanes.items():
        half = MARK_WIDTH / 2 * per_pixel
        rows = pack_lanes(
            [(min(item["from"], item["at"] - half), max(item["to"], item["at"] + half)) for item in members]
        )
        tops[lane] = top
        for item, row in zip(members, rows, strict=True):
            item["row"] = top + row + 0.5 + LANE_GAP / 2
        _label(members, domain[1])
        top += max(rows) + 1 + LANE_GAP
    step = min(max(MAX_PLOT_HEIGHT / max(top, 1), ROW_HEIGHTS[0]), ROW_HEIGHTS[1])
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
    """Add to each item of a lane its label, the label's width in pixels, and the time at which the next mark begins."""
    following: dict[float, int] = {}
    for item in sorted(members, key=lambda item: -item["at"]):
        item["label"] = fit(item["what"], MAX_LABEL_WIDTH, SMALL)
        item["broad"] = round(width(item["label"], SMALL)) + 3 * MARK_WIDTH
        item["until"] = following.get(item["row"], end)
        following[item["row"]] = min(item["from"], item["at"])


LABEL_FITS: Final = "scale('x', datum.to) >= 0 && scale('x', datum.until) - scale('x', datum.to) > datum.broad"
"""Vega expression: whether a mark is in view and has room for its label at the current zoom."""


_DIRECTIVES: Final = {"d": "%-d", "dd": "%d", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B", "LLL": "%b", "LLLL": "%B", "y": "%Y"}  # fmt: skip
"""Pattern letters of CLDR to directives of D3 (https://d3js.org/d3-time-format)."""


def d3_locale(formats: Formats) -> Mapping[str, Any]:
    """Return the formats as ``config.locale`` of Vega-Lite (https://d3js.org/d3-format, https://d3js.org/d3-time-format)."""
    day = formats.long.day % _DIRECTIVES
    last, others = formats.groups
    return {
        "number": {
            "decimal": formats.decimal,
            "thousands": formats.group,
            "grouping": [last] if last == others else [last, *[others] * 6],
            "currency": ["", ""],
            "minus": formats.minus,
        },
        "time": {
            "dateTime": f"{day}, %H:%M",
            "date": day,
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": formats.weekdays,
            "shortDays": formats.short_weekdays,
            "months": [month["LLLL"] for month in formats.months],
            "shortMonths": [month["MMM"] for month in formats.months],
        },
    }


def time_formats(formats: Formats) -> Mapping[str, str]:
    """Return the tick format of a time axis by unit; without it, Vega puts the month before the day."""
    day = formats.day_axis % _DIRECTIVES
    month = "%B"
    return {"year": "%Y", "quarter": month, "month": month, "week": day, "date": day, "day": day, "hours": "%H:%M", "minutes": "%H:%M"}  # fmt: skip
