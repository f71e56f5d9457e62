"""Chart ``table``: the figures of a series as a table with a bar beside each figure, in plain Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ..layers import LINK_PREFIX
from ..registry import ChartRefused, Options, Prepared, chart
from ..series_data import SeriesData, prepare_series
from ..text_metrics import fit, width
from ..theme import GRID, INK, MUTED, NOBODY, SIDES, SMALL, TEXT, WIDTHS, Size
from .series_over_time import OPTIONS

if TYPE_CHECKING:
    import altair as alt

MAX_ROWS: Final = 60
MAX_COLUMNS: Final = 4
ROW: Final = 26
HEAD: Final = 34
"""Heights of a row and of the heads in pixels."""
GAP: Final = 14


def prepare(book: Factbook, options: Options) -> Prepared[SeriesData]:
    """Return figures that a page has room for in rows and columns. Raises :class:`ChartRefused`."""
    prepared = prepare_series(book, options)
    rows, columns = len(prepared.data.words), len(prepared.data.groups)
    if rows > MAX_ROWS:
        raise ChartRefused(f"have at most {MAX_ROWS} rows, found {rows}; since and until, or a line")
    if columns > MAX_COLUMNS:
        raise ChartRefused(f"have at most {MAX_COLUMNS} columns, found {columns}; only= some of them")
    return prepared


@chart("table", prepare, options=OPTIONS, plain=True)
def table(prepared: Prepared[SeriesData], size: Size) -> alt.TopLevelMixin:
    """What are the figures of a series?"""
    import altair as alt

    data = prepared.data
    places, total = list(data.words), WIDTHS[size] - 8
    first = min(max(width(words, TEXT) for words in data.words.values()) + GAP, WIDTHS[size] * 0.45)
    room = (total - first) / len(data.groups)
    units = dict(data.units)
    rows = [
        {
            "at": point.at,
            "group": point.group,
            "href": LINK_PREFIX + point.ref,
            "value": point.value,
            "length": abs(point.value or 0),
            "figure": point.figure or "–",
            "colour": NOBODY if (point.value or 0) < 0 else SIDES[0],
        }
        for point in data.points
    ]
    highest = {
        unit: max((abs(each.value or 0) for each in data.points if units[each.group] == unit), default=0) or 1
        for unit in units.values()
    }
    heads = [
        {"group": group, "label": fit(f"{group} · {unit}" if unit not in group else group, room - 6, SMALL)}
        for group, unit in data.units
    ]
    y = alt.Y("at:N", sort=places, axis=None, scale=alt.Scale(domain=places))
    columns = alt.Scale(type="band", domain=list(units), range=[first, total], padding=0)
    x = alt.X("group:N", scale=columns, axis=None, bandPosition=0)
    base = alt.Chart({"values": rows}).encode(y=y)
    names = [{"at": place, "words": fit(words, first - 6, TEXT)} for place, words in data.words.items()]
    named = alt.Chart({"values": names}).encode(x=alt.value(0), y=y)
    layers = [
        named.mark_rule(color=GRID, yOffset=ROW / 2).encode(x2=alt.value(total)),
        named.mark_text(align="left", color=INK).encode(text="words:N"),
        base.mark_text(align="left").encode(x=x, text="figure:N", href="href:N"),
        alt.Chart({"values": heads})
        .mark_text(align="left", color=MUTED, fontSize=SMALL)
        .encode(x=x, y=alt.value(-ROW / 2), text="label:N"),
    ]
    for index, (group, unit) in enumerate(data.units):  # a bar behind the figures of a column, on a scale of its unit
        longest = max((width(each.figure, TEXT) for each in data.points if each.group == group), default=0) + 6
        start = first + index * room + longest
        amount = alt.Scale(domain=[0, highest[unit]], range=[start, start + max(room - longest - GAP, 0)], nice=False)
        bars = base.transform_filter(alt.FieldEqualPredicate(field="group", equal=group)).mark_bar(
            height=8, opacity=0.6
        )
        layers.append(
            bars.encode(x=alt.X("length:Q", scale=amount, axis=None), color=alt.Color("colour:N", scale=None))
        )
    layered: alt.LayerChart = alt.layer(*layers).resolve_scale(x="independent")
    return layered.properties(
        width=total,
        height=ROW * len(places),
        autosize="none",
        padding={"left": 4, "right": 4, "top": HEAD, "bottom": 4},
    )
