"""Charts in plain Altair: a chart with real fields and scales gets the theme, the room and its checks here.

Vega lays such a chart out, and measures its texts with the fonts in ``fonts/metrics-*.ttf``, so that every machine lays out alike;
letters that they lack are measured with what the machine has. Times are UTC, whatever the machine's zone.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final
from xml.etree import ElementTree as ET

from ..fonts import Typeface
from ..problems import nearest, quote
from ..values.formats import current
from .legibility import text_problem
from .metrics import metrics_folder
from .registry import ChartRefused
from .shaping import typefaces
from .theme import AXIS, FONT, GRID, INK, MUTED, SIDES, SMALL, TEXT, WIDTHS, Size

SVG: Final = "http://www.w3.org/2000/svg"
Spec = dict[str, Any]
_COMPOSED: Final = ("facet", "hconcat", "vconcat", "concat", "repeat")
"""Keys of a specification with several plots, whose widths their author gives."""
_MANY: Final = ("pivot", "lookup", "density", "regression", "loess", "quantile")
"""Transforms whose new fields are not all named in them."""
_TRANSFORMED: Final = ("fold", "flatten", "window", "joinaggregate", "stack", "bin", "timeUnit", "aggregate", "impute")
_HEAD: Final = re.compile(r'(<svg [^>]*?)width="([\d.]+)" height="([\d.]+)" viewBox="0 0 [\d.]+ [\d.]+"')
TOLERANCE: Final = 2
"""Pixels that a drawing may be wider than its room, such as by half a stroke."""
CONFIG: Final[Spec] = {
    "font": FONT,
    "background": "transparent",
    "padding": 4,
    "view": {"stroke": None},
    "mark": {"color": SIDES[0]},
    "line": {"strokeWidth": 2},
    "area": {"opacity": 0.85},
    "rule": {"color": AXIS},
    "text": {"color": INK, "font": FONT, "fontSize": TEXT},
    "title": {"color": INK, "font": FONT, "fontSize": TEXT, "fontWeight": 600, "anchor": "start"},
    "axis": {
        "labelColor": MUTED,
        "labelFont": FONT,
        "labelFontSize": SMALL,
        "labelLimit": 220,
        "titleColor": MUTED,
        "titleFont": FONT,
        "titleFontSize": SMALL,
        "titleFontWeight": 400,
        "gridColor": GRID,
        "domainColor": AXIS,
        "tickColor": AXIS,
        "labelAngle": 0,
        "labelOverlap": "greedy",
        "labelSeparation": 6,
    },
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleBaseline": "bottom", "titleX": 0, "titleY": -8},
    "axisX": {"labelPadding": 8},
    "axisQuantitative": {"domain": False, "ticks": False},
    "axisTemporal": {"grid": False},
    "axisDiscrete": {"domain": False, "ticks": False},
    "header": {
        "labelColor": INK,
        "labelFont": FONT,
        "labelFontSize": TEXT,
        "labelFontWeight": 600,
        "labelAnchor": "start",
        "title": None,
    },
    "legend": {
        "labelColor": INK,
        "labelFont": FONT,
        "labelFontSize": SMALL,
        "labelLimit": 260,
        "titleColor": MUTED,
        "titleFont": FONT,
        "titleFontSize": SMALL,
        "titleFontWeight": 400,
        "orient": "top",
    },
    "range": {"category": list(SIDES)},
}  # fmt: skip
"""The theme as configuration of Vega-Lite; what a chart configures itself comes before it."""


def spec_of(picture: Callable[[], Any], size: Size, code: str = "", path: str = "") -> str:
    """Return the Vega-Lite in JSON of the chart that ``picture`` makes, with the theme and, where it gives none, its width.

    ``code`` is the file of a story's own chart, ``path`` its path in the story. Raises :class:`ChartRefused`, naming the line there, for a function that fails
    and for what no chart may hold.
    """
    import altair as alt

    try:
        chart = picture()
        if not isinstance(chart, alt.TopLevelMixin):
            raise TypeError(f"it must return a chart of Altair, and gave {type(chart).__name__}")
        spec: Spec = chart.to_dict()
    except ChartRefused:
        raise
    except Exception as error:  # whatever an author's code raises
        if not code:
            raise
        raise ChartRefused(f"be drawn by its function, found {_one_line(error, code, path)}") from error
    _require_own_rows(spec)
    _require_known_fields(spec)
    _as_utc(spec)
    spec["config"] = _merged(CONFIG, spec.get("config", {}))
    if not any(key in spec for key in _COMPOSED):
        spec.setdefault("width", WIDTHS[size])
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return json.dumps(spec, ensure_ascii=False)


def svg_of(spec: str, size: Size) -> str:
    """Return the SVG of a specification of :func:`spec_of`. Raises :class:`ChartRefused` for one that Vega cannot draw, or not legibly."""
    import vl_convert

    _register_fonts(typefaces())
    locale = _locale()
    try:
        svg: str = vl_convert.vegalite_to_svg(
            json.loads(spec), allowed_base_urls=[], format_locale=locale[0], time_format_locale=locale[1]
        )
    except ValueError as error:
        said = re.search(r"Error: ([^\n]*)", str(error))
        raise ChartRefused(f"be a chart that Vega can draw, found: {said[1] if said else 'nothing drawn'}") from error
    svg = _filled(_one_line_texts(svg), WIDTHS[size])
    if problem := text_problem(svg, WIDTHS[size] + TOLERANCE):
        raise ChartRefused(f"be legible in the {size} drawing, found {problem}")
    return svg


def _one_line_texts(svg: str) -> str:
    """Return the SVG with a text for each line of a text with several, as whatever reads it later takes a text for one line.

    Labels of axes that Vega hides, as there is no room for them, are left out.
    """
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)
    for parent in list(root.iter()):
        for index in reversed(range(len(parent))):
            text = parent[index]
            if text.tag != f"{{{SVG}}}text":
                continue
            if text.get("opacity") == "0":
                del parent[index]
                continue
            if not len(text):
                continue
            down, lines = 0.0, []
            for line in text:
                down += float(line.get("dy", 0))
                place = f"{text.get('transform', '')} translate(0,{down:g})"
                element = ET.Element(text.tag, {**text.attrib, "transform": place})
                element.text = line.text
                lines.append(element)
            parent[index : index + 1] = lines
    return ET.tostring(root, encoding="unicode")


def _filled(svg: str, room: int) -> str:
    """Return the SVG with the width of the room, where it is narrower."""
    match = _HEAD.search(svg)
    if not match or float(match[2]) >= room:
        return svg
    head = f'{match[1]}width="{room}" height="{match[3]}" viewBox="0 0 {room} {match[3]}"'
    return svg[: match.start()] + head + svg[match.end() :]


@cache
def _register_fonts(fonts: tuple[Typeface, ...]) -> None:
    import vl_convert

    vl_convert.register_font_directory(metrics_folder(fonts))


def _locale() -> tuple[Spec, Spec]:
    """Return how d3 formats numbers and times as the site's locale does."""
    formats = current()
    months = [formats.axis_month(month) for month in range(1, 13)]
    numbers = {"decimal": formats.decimal, "thousands": formats.group, "minus": formats.minus, "currency": ["", ""]}
    days = {"periods": ["", ""], "days": list(formats.weekdays), "shortDays": list(formats.short_weekdays)}
    patterns = {"dateTime": "%x, %X", "date": "%Y-%m-%d", "time": "%H:%M:%S"}
    return (
        {**numbers, "grouping": [formats.groups[0], formats.groups[1]]},
        {**patterns, **days, "months": months, "shortMonths": months},
    )


def _one_line(error: Exception, code: str, path: str) -> str:
    """Return an error of an author's function in one line, with its place in their code."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if code and frame.filename == code]
    place = f" ({path}:{frames[-1].lineno})" if frames else ""
    message = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {message[:200]}{place}"


def _parts(node: Any) -> Iterator[Spec]:
    """Yield each mapping in a specification, its rows left out."""
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key not in ("values", "datasets", "config"):
                yield from _parts(value)
    elif isinstance(node, list):
        for each in node:
            yield from _parts(each)


def _require_own_rows(spec: Spec) -> None:
    """Refuse what would load something: data by their address, and images. Threat (SECURITY.md): charts that fetch."""
    for part in _parts(spec):
        mark = part.get("mark")
        if (mark.get("type") if isinstance(mark, dict) else mark) == "image":
            raise ChartRefused("draw no images, found the mark 'image'")
        data = part.get("data")
        if isinstance(data, dict) and not {"values", "name"} & data.keys():
            raise ChartRefused(f"draw the rows that it is given, found data with {quote(', '.join(data))}")


def _require_known_fields(spec: Spec) -> None:
    """Refuse a field that no row has, which Vega draws as nothing, without a word."""
    rows = [row for values in spec.get("datasets", {}).values() for row in values]
    made: set[str] = set()
    for part in _parts(spec):
        data = part.get("data")
        rows += data.get("values", []) if isinstance(data, dict) and isinstance(data.get("values"), list) else []
        if any(key in part for key in _MANY):
            return
        if any(key in part for key in (*_TRANSFORMED, "calculate", "as")):
            names = part.get("as", ["key", "value"] if "fold" in part else [])
            made.update([names] if isinstance(names, str) else names)
            made.update(
                str(each["as"])
                for name in ("aggregate", "window", "joinaggregate")
                for each in _list(part.get(name))
                if "as" in each
            )
    known = {key for row in rows if isinstance(row, dict) for key in row} | made
    for part in _parts(spec):
        field = part.get("field")
        if isinstance(field, str) and rows and not set(".[\\") & set(field) and field not in known:
            raise ChartRefused(f"name a field of its rows, found {quote(field)}; {nearest(field, known, 20)}")


def _list(value: object) -> list[Any]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _as_utc(spec: Spec) -> None:
    """Make every scale and unit of time one of UTC, as the days in rows are."""
    for part in _parts(spec):
        unit = part.get("timeUnit")
        if isinstance(unit, str) and not unit.startswith("utc"):
            part["timeUnit"] = f"utc{unit}"
    for part in _parts(spec):
        for name, channel in part.get("encoding", {}).items() if isinstance(part.get("encoding"), dict) else ():
            if name in ("x", "y") and isinstance(channel, dict) and channel.get("type") == "temporal":
                scale = channel.get("scale")
                channel["scale"] = {"type": "utc", **(scale if isinstance(scale, dict) else {})}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Spec:
    """Return one configuration over another, key by key."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
