"""Chart ``small-multiples``: the figures of a series by group, each in a plot of its own, in plain Altair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...problems import nearest, quote
from ..axes import number_label
from ..registry import ChartRefused, Options, Prepared, chart
from ..series_axes import bounds, figure_axis, name_axis, time_axis
from ..series_data import SeriesData, prepare_series
from ..text_metrics import fit, width
from ..theme import SMALL, TEXT, WIDTHS, Size
from .series_over_time import OPTIONS, require_dates

if TYPE_CHECKING:
    import altair as alt

MARKS: Final = ("line", "bars", "area")
MAX_PANELS: Final = 24
STEPS: Final = 3
"""Steps of the axis of figures."""
GAP: Final = 20
HEIGHT: Final = 110


def prepare(book: Factbook, options: Options) -> Prepared[tuple[SeriesData, str]]:
    """Return the figures, and how they are drawn. Raises :class:`ChartRefused`."""
    mark = str(options.get("mark", "line"))
    if mark not in MARKS:
        raise ChartRefused(f"have one of {', '.join(MARKS)} as mark, found {quote(mark)}; {nearest(mark, MARKS)}")
    prepared = prepare_series(book, options)
    require_dates(prepared.data)
    if len(prepared.data.groups) > MAX_PANELS:
        found = f"found {len(prepared.data.groups)}; only= some of them"
        raise ChartRefused(f"draw at most {MAX_PANELS} plots, {found}")
    return Prepared((prepared.data, mark), prepared.summary, prepared.columns, prepared.rows)


@chart("small-multiples", prepare, options=(*OPTIONS, "mark"), plain=True)
def small_multiples(prepared: Prepared[tuple[SeriesData, str]], size: Size) -> alt.TopLevelMixin:
    """How do the groups of a series go on, each by itself?"""
    import altair as alt

    data, mark = prepared.data
    columns = min({"wide": 3, "narrow": 2}[size], len(data.groups))
    labels = (number_label(tick) for tick in bounds(data, STEPS))
    beside = max(width(label, SMALL) for label in labels) + 12
    room = (WIDTHS[size] - 8 - GAP * (columns - 1)) / columns - beside
    panels = []
    for group, unit in data.units:
        own = _part(data, {group})
        alike = _part(data, {name for name, of in data.units if of == unit})  # one scale for what can be compared
        title = fit(group, room + beside, TEXT, "semibold")
        base = alt.Chart({"values": own.rows}, title=title)
        if mark == "bars":
            drawn, x = base.mark_bar(), name_axis(own.places, room)
        else:
            drawn = base.mark_area(opacity=0.5) if mark == "area" else base.mark_line(point={"size": 18})
            x = time_axis(data, room, None)
        y = figure_axis(alike, unit, STEPS)
        drawn = drawn.encode(href="href:N") if mark == "bars" else drawn
        panels.append(drawn.encode(x=x, y=y).properties(width=room, height=HEIGHT))
    return alt.concat(*panels, columns=columns, spacing=GAP)


def _part(data: SeriesData, groups: set[str]) -> SeriesData:
    """Return the figures of some groups."""
    points = tuple(point for point in data.points if point.group in groups)
    return replace(data, points=points, units=tuple(each for each in data.units if each[0] in groups))
