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
    places = list(data.words)
    first = min(max(width(words, TEXT) for words in data.words.values()) + GAP, WIDTHS[size] * 0.45)
    room = (WIDTHS[size] - 8 - first) / len(data.groups)
    highest = {
        unit: max((abs(each.value or 0) for each in data.points if dict(data.units)[each.group] == unit), default=0)
        or 1
        for _, unit in data.units
    }
    rows = []
    for index, (group, unit) in enumerate(data.units):
        figures = [each for each in data.points if each.group == group]
        longest = max((width(each.figure, TEXT) for each in figures), default=0) + 6
        for point in figures:
            start = first + index * room
            rows.append(
                {
                    "at": point.at,
                    "href": LINK_PREFIX + point.ref,
                    "left": start,
                    "bar": start + longest,
                    "end": start + longest + max(room - longest - GAP, 0) * abs(point.value or 0) / highest[unit],
                    "figure": point.figure or "–",
                    "colour": NOBODY if (point.value or 0) < 0 else SIDES[0],
                }
            )
    heads = [
        {
            "left": first + index * room,
            "label": fit(f"{group} · {unit}" if unit not in group else group, room - 6, SMALL),
            "at": places[0],
        }
        for index, (group, unit) in enumerate(data.units)
    ]
    y = alt.Y("at:N", sort=places, axis=None, scale=alt.Scale(domain=places))
    across = alt.Scale(domain=[0, WIDTHS[size] - 8], range=[0, WIDTHS[size] - 8], nice=False, zero=False)
    x = alt.X("left:Q", scale=across, axis=None)
    base = alt.Chart({"values": rows}).encode(y=y)
    names = [
        {"at": place, "words": fit(words, first - 6, TEXT), "left": 0, "right": WIDTHS[size] - 8}
        for place, words in data.words.items()
    ]
    named = alt.Chart({"values": names}).encode(y=y)
    layers = [
        named.mark_rule(color=GRID, yOffset=ROW / 2).encode(x=x, x2="right:Q"),
        named.mark_text(align="left", color=INK).encode(x=x, text="words:N"),
        base.mark_bar(height=8, opacity=0.6).encode(
            x=alt.X("bar:Q", scale=across, axis=None), x2="end:Q", color=alt.Color("colour:N", scale=None)
        ),
        base.mark_text(align="left").encode(x=x, text="figure:N", href="href:N"),
        alt.Chart({"values": heads})
        .mark_text(align="left", color=MUTED, fontSize=SMALL, yOffset=-ROW)
        .encode(x=x, y=y, text="label:N"),
    ]
    return alt.layer(*layers).properties(
        width=WIDTHS[size] - 8,
        height=ROW * len(places),
        autosize="none",
        padding={"left": 4, "right": 4, "top": HEAD, "bottom": 4},
    )
