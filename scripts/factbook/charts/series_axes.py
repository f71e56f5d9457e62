"""Axes of charts of a series: figures with their unit above, times, and bars' names thinned to their room."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .axes import day_of, label_expression, milliseconds, number_ticks, time_ticks
from .series_data import SeriesData
from .text_metrics import fit, width
from .theme import SMALL

if TYPE_CHECKING:
    import altair as alt

UNIT: Final = 120
"""Pixels of a unit above an axis."""
MANY_DAYS: Final = 70
"""Days beyond which an axis has months, not days."""
_STEPS: Final = (1, 2, 3, 4, 6, 12, 24, 60, 120, 365, 3650)
_DAY_FORMAT: Final = "utcFormat(datum.value, '%Y-%m-%d')"


def bounds(data: SeriesData, steps: int = 5) -> tuple[float, ...]:
    """Return the ticks of the axis of figures, two at least, from the lowest, zero or below, to the highest."""
    values = [0.0, *(point.value for point in data.points if point.value is not None)]
    up = number_ticks(max(max(values), -min(values)), steps)
    step = up[1] - up[0]
    down = [-tick for tick in up[1:] if tick < step - min(values)] if min(values) < 0 else []
    ticks = sorted(down) + [tick for tick in up if tick < max(values) + step]
    return tuple(ticks) if len(ticks) > 1 else (0, step)


def figure_axis(data: SeriesData, unit: str = "", steps: int = 5) -> alt.Y:
    """Return the axis of figures, upright, with their unit above it."""
    import altair as alt

    ticks = bounds(data, steps)
    scale = alt.Scale(domain=[ticks[0], ticks[-1]], nice=False)
    labels = label_expression(list(ticks))
    return alt.Y(
        "value:Q",
        scale=scale,
        axis=alt.Axis(values=list(ticks), labelExpr=labels, title=fit(unit, UNIT, SMALL) or None),
    )


def name_axis(places: Mapping[str, str], room: float) -> alt.X:
    """Return an axis of bars side by side, whose labels are thinned to what fits ``room`` pixels."""
    import altair as alt

    shown = _thinned(places, room)
    axis = alt.Axis(values=list(shown), labelExpr=f"{json.dumps(shown)}[datum.value]", title=None, grid=False)
    return alt.X("at:O", scale=alt.Scale(domain=list(places), paddingInner=0.15, paddingOuter=0.1), axis=axis)


def time_axis(data: SeriesData, room: float, padding: float | None = 10) -> alt.X:
    """Return an axis of time: years, months with the year below the first, or days where there are few.

    ``padding`` are the pixels beside the first and last; left out, half of the widest label, so that none reaches beyond.
    """
    import altair as alt

    days = [dt.date.fromisoformat(each) for each in data.places]
    widest = max(width(label, SMALL) for label in data.places.values()) if padding is None else 2 * padding
    labels = {name: [label] for name, label in _thinned(data.places, room - widest).items()}
    if data.precision != "year" and (days[-1] - days[0]).days > MANY_DAYS:
        ticks = time_ticks(milliseconds(days[0]), milliseconds(days[-1]), max(2, round(room / 80)))
        labels = {day_of(tick.at).isoformat(): list(tick.label) for tick in ticks} or labels
    shown = [dt.date.fromisoformat(each) for each in labels]
    if padding is None:
        padding = max(width(line, SMALL) for lines in labels.values() for line in lines) / 2
    axis = alt.Axis(
        values=[alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in shown],
        labelExpr=f"{json.dumps(labels)}[{_DAY_FORMAT}]",
        title=None,
    )
    return alt.X("at:T", scale=alt.Scale(padding=padding), axis=axis)


def _thinned(places: Mapping[str, str], room: float) -> dict[str, str]:
    """Return every label, or every second, third and so on, so that they fit between the first and last ``room`` pixels apart."""
    widest = max((width(label, SMALL) for label in places.values()), default=0) + 12
    gap = max(room, 1) / max(len(places) - 1, 1)
    step = next(each for each in _STEPS if each * gap >= widest or each == _STEPS[-1])
    return {name: places[name] for name in list(places)[::step]}
