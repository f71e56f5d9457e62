"""Axes of time: days as milliseconds since 1970 (UTC), and round ticks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ..values import Edtf

DAY: Final = 86_400_000
"""A day in milliseconds, the unit of Vega's time scales."""
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Steps between ticks in months."""
_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick: its time, and one or two lines of label."""

    at: int
    label: tuple[str, ...]


def milliseconds(day: dt.date) -> int:
    """Midnight (UTC) at the beginning of a day."""
    return (day.toordinal() - dt.date(1970, 1, 1).toordinal()) * DAY


def span(date: Edtf) -> tuple[int, int]:
    """The first and last day a date may mean, in milliseconds; an open end counts as the other end."""
    first = date.earliest or date.latest or dt.date.min
    last = date.latest or date.earliest or dt.date.max
    return milliseconds(first), milliseconds(last)


def ticks(first: int, last: int, wanted: int) -> list[Tick]:
    """Beginnings of months or years between two times, at most ``wanted`` or so; the year stands under January and the first one."""
    start, end = (dt.date(1970, 1, 1) + dt.timedelta(days=time // DAY) for time in (first, last))
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((step for step in _STEPS if months / step <= wanted), _STEPS[-1])
    found: list[Tick] = []
    for month in range(start.year * 12 // step * step, end.year * 12 + 12, step):
        year, index = divmod(month, 12)
        if not 1 <= year <= 9999:
            continue
        at = milliseconds(dt.date(year, index + 1, 1))
        if first <= at <= last:
            names = (str(year),) if step >= 12 else (_NAMES[index], str(year)) if index == 0 or not found else (_NAMES[index],)
            found.append(Tick(at, names))
    return found
