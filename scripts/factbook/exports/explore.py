"""The interactive version of a chart: its facts over time, with tooltips, a filter by claimant, and zoom in time.

It is Vega-Lite made from the facts that the rows of the chart's table name, so every chart of claims about one
count, or of events, has one without code of its own. It opens in the public Vega editor, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, Final

from ..charts.axes import DAY, day_of, time_span
from ..charts.fact_labels import claimant_label, side_index, side_name
from ..charts.layers import CROSS
from ..charts.precision import FADE, Extent, Period, symbol, symbol_fill
from ..charts.theme import FONT, GRID, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, VARIABLES, side_colour
from ..factbook import Factbook
from ..kinds import Claim, Event
from ..values import Edtf
from ..values.formats import current
from ..words import plain_prose, short_name
from .credit import Credit
from .d3_locale import d3_locale, time_formats
from .explore_lanes import MARK, ROOM, into_lanes
from .vegalite import FONTS, dumped

FEWEST: Final = 3
"""Fewer facts than that are seen at a glance and need no exploring."""
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
MISREPORT: Final = "Misreports"
Address = Callable[[str], str | None]
Item = dict[str, Any]


def suits(book: Factbook, refs: Sequence[str]) -> bool:
    """Whether there is enough to explore: claims with numbers about one count, or events."""
    return len(_claims(book, refs)) >= FEWEST or len(_events(book, refs)) >= FEWEST


def spec(book: Factbook, refs: Sequence[str], headline: str, credit: Credit, link: Address, absolute: Address) -> bytes:
    """The specification in JSON. Links are public addresses, or relative to the chart's page where the site has none."""
    claims, events = _claims(book, refs), _events(book, refs)
    made = _of_claims(book, claims) if len(claims) >= FEWEST else _of_events(book, events)
    for item in made["data"]["values"]:
        there = absolute(item["fact"]) or link(item["fact"])
        if there:
            item["url"] = there
    used = _colours(made)
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
            "colours": {colour: VARIABLES[colour] for colour in sorted(used)},
        },
    }
    return dumped({**head, **made, **tail})


def _claims(book: Factbook, refs: Sequence[str]) -> list[Claim]:
    """The claims that have a number and a date; none where they are about different counts."""
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
    tip = _tip(Claimant="who", Amount="amount", As_of="when", What_was_counted="scope", Status="status")
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
        "transform": [_FILTERED],
        "layer": [when, how_many, point],
    }


def _of_events(book: Factbook, events: Sequence[Event]) -> Item:
    ordered = sorted(events, key=lambda event: (time_span(event.date), event.id))
    items = _dated([_event(book, event) for event in ordered], (event.date for event in ordered))
    height, row = into_lanes(items, _span(items))
    tip = _tip(Event="what", Date="when", Type="lane", According_to="who", Status="status")
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
        "mark": {"type": "text", "align": "left", "dx": MARK, "fontSize": SMALL, "clip": True},
        "encoding": {
            "x": {"field": "to", "type": "temporal"},
            "y": row,
            "text": {"field": "label", "type": "nominal"},
            "opacity": {"condition": {"test": ROOM, "value": 1}, "value": 0},
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
        "transform": [_FILTERED],
        "layer": [spans, names, dots],
    }


def _claim(book: Factbook, claim: Claim) -> Item:
    value = claim.value
    wrong = claim.fallen
    side = None if wrong else side_index(book, claim.by)
    colour = side_colour(side)
    extent, fill = Extent.of(value), symbol_fill(value.relation, colour)
    faded = FADE if claim.status == "superseded" else 1
    return {
        "fact": claim.ref,
        "who": claimant_label(book, claim),
        "side": MISREPORT if claim.status == "misreport" else "Withdrawn" if wrong else side_name(book, side),
        "amount": claim.words(),
        "when": claim.as_of.words(),
        "scope": claim.scope or "",
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
    """Items with their times in milliseconds; one that is open or vague reaches a little beyond its mark."""
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
        "colour": NOBODY if event.status != "current" else side_colour(side_index(book, event.by)),
    }


def _filter(names: Any) -> Item:
    known = sorted(set(names), key=str.casefold)
    bind = {"input": "select", "name": "Claimant ", "options": [None, *known], "labels": ["Everyone", *known]}
    return {"name": "who", "value": None, "bind": bind}


def _span(items: Sequence[Item]) -> tuple[int, int]:
    """The time over all that is there, with some room on both sides."""
    days = list(chain.from_iterable((item["from"], item["to"]) for item in items))
    first, last = min(days), max(days)
    room = max((last - first) // 30, 3 * DAY)
    return first - room, last + room


def _time(items: Sequence[Item]) -> Item:
    """A channel of time, over all that is there."""
    first, last = _span(items)
    return {
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_day(first), _day(last)], "nice": False},
        "axis": {"title": None, "labelOverlap": True, "tickCount": {"expr": "width / 90"}, "format": _with_years()},
    }


def _with_years() -> Item:
    """How ticks are printed: months and days with their year, as the tick at its beginning may be out of view."""
    forms = time_formats(current()).items()
    return {
        unit: f"{form} %Y".replace("%B", "%b") if "%d" in form or "%-d" in form or "%B" in form else form
        for unit, form in forms
    }


def _day(time: int) -> Item:
    """A day as Vega-Lite has it in parts; as one number, Vega's interpreter of expressions does not read it."""
    day = day_of(time)
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _tip(**fields: str) -> list[Item]:
    return [{"field": field, "type": "nominal", "title": title.replace("_", " ")} for title, field in fields.items()]


def _colours(node: Any) -> set[str]:
    """The theme's colours that stand anywhere in a specification."""
    if isinstance(node, str):
        return {node} & VARIABLES.keys()
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return set().union({INK, MUTED, GRID, PAPER}, *(_colours(child) for child in children))


_FILTERED: Final = {"filter": "who === null || datum.who === who"}
_ZOOM: Final = {
    "name": "zoom",
    "select": {"type": "interval", "encodings": ["x"], "zoom": "wheel![event.ctrlKey || event.metaKey]"},
    "bind": "scales",
}
"""Dragging moves in time; the wheel zooms with Ctrl, as alone it scrolls the page."""
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
