"""A locale's formats as D3 has them, for Vega's own axes: https://d3js.org/d3-format and https://d3js.org/d3-time-format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..values.formats import Formats

_DIRECTIVES: Final = {"d": "%-d", "dd": "%d", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B", "LLL": "%b", "LLLL": "%B", "y": "%Y"}  # fmt: skip
"""D3's directives for CLDR's letters."""


def d3_locale(formats: Formats) -> Mapping[str, Any]:
    """The locale as ``config.locale`` of Vega-Lite takes it."""
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
    """How an axis of time prints its ticks, by the unit they begin; without it, Vega puts the month before the day."""
    day = formats.day_axis % _DIRECTIVES
    month = "%B"
    return {"year": "%Y", "quarter": month, "month": month, "week": day, "date": day, "day": day, "hours": "%H:%M", "minutes": "%H:%M"}  # fmt: skip
