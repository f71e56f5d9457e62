"""Axes: round ticks for numbers and for time, their labels, and a time scale that folds empty years.

Times are milliseconds since 1970 (UTC), as in Vega; months are counted from January of the year 0.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ..values import Edtf
from ..values.amount import number_words
from ..values.formats import current
from .text_metrics import width
from .theme import SMALL

DAY: Final = 86_400_000
"""A day in milliseconds."""
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
"""Months from one tick to the next."""
_PART: Final = 24.0
"""Pixels that a part of a broken scale takes at least."""


def number_ticks(highest: float, number: int) -> list[float]:
    """Return 0 to the first tick not below ``highest``, about ``number`` steps of 1, 2, 2.5 or 5 times a power of ten."""
    if highest <= 0:
        return [0, 1]
    rough = highest / number
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(
        power * factor
        for factor in (1, 2, 2.5, 5, 10)
        if (factor != 2.5 or power >= 10) and power * factor >= rough * 0.999
    )
    if highest >= 2 and step < 1:
        step = 1.0
    return [round(step * index, 6) for index in range(math.ceil(highest / step - 1e-9) + 1)]


def thinned_ticks(ticks: list[float], gap: float) -> list[float]:
    """Return every tick, or every second, fifth or tenth, so that labels ``gap`` pixels apart do not collide."""
    needed = max(width(number_label(tick), SMALL) for tick in ticks) + 10
    return ticks[:: next((step for step in (1, 2, 5, 10) if gap * step >= needed), len(ticks))]


def number_label(number: float) -> str:
    """Return a tick's number as the site's locale writes it."""
    return number_words(Decimal(str(round(number, 6))).normalize())


def label_expression(ticks: list[float]) -> str:
    """Return a Vega expression for an axis' labels: a lookup, as Vega does not write numbers as :func:`number_label` does."""
    return f"{json.dumps([number_label(tick) for tick in ticks])}[indexof({json.dumps(ticks)}, datum.value)]"


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A tick: its time, and one or two lines of label."""

    at: int
    label: tuple[str, ...]


def milliseconds(day: dt.date) -> int:
    """Return the midnight (UTC) at which a day begins."""
    return (day.toordinal() - dt.date(1970, 1, 1).toordinal()) * DAY


def iso(time: float) -> str:
    """Return a time in ISO 8601, as Vega reads it: a day at its midnight, else a moment."""
    day, rest = day_of(int(time)).isoformat(), int(time) % DAY
    return f"{day}T{rest // 3_600_000:02}:{rest // 60_000 % 60:02}:{rest // 1000 % 60:02}Z" if rest else day


def day_of(time: int) -> dt.date:
    """Return the day of a time; Python's first or last day for a time beyond it."""
    ordinal = dt.date(1970, 1, 1).toordinal() + time // DAY
    return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def month_of(time: int) -> int:
    """Return the month of a time."""
    day = day_of(time)
    return day.year * 12 + day.month - 1


def month_name(month: int) -> str:
    """Return the short name of a month, as it stands alone: ``Apr``."""
    return current().axis_month(month % 12 + 1)


def month_and_year(month: int) -> str:
    """Return the short name of a month with its year: ``Apr 2025``."""
    formats = current()
    return formats.day(formats.short.month, dt.date(month // 12, month % 12 + 1, 1))


def time_span(date: Edtf) -> tuple[int, int]:
    """Return the first and last day that a date may mean, or its moment; an unknown end equals the other one."""
    if date.clock:
        since_midnight = date.first_moment - dt.datetime.combine(dt.date(1970, 1, 1), dt.time.min)
        return (moment := since_midnight // dt.timedelta(milliseconds=1)), moment
    first = date.earliest or date.latest or dt.date.min
    last = date.latest or date.earliest or dt.date.max
    return milliseconds(first), milliseconds(last)


def time_ticks(first: int, last: int, number: int) -> list[TimeTick]:
    """Return about ``number`` beginnings of months or years between two times; the year is below January and the first."""
    start, end = day_of(first), day_of(last)
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((step for step in _MONTH_STEPS if months / step <= number), _MONTH_STEPS[-1])
    ticks: list[TimeTick] = []
    for month in range(start.year * 12 // step * step, end.year * 12 + 12, step):
        year, index = divmod(month, 12)
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            continue
        at = milliseconds(dt.date(year, index + 1, 1))
        if first <= at <= last:
            name = (month_name(index),)
            ticks.append(TimeTick(at, (str(year),) if step >= 12 else name if index and ticks else (*name, str(year))))
    return ticks


def day_tick(time: int) -> TimeTick:
    """Return a tick at a day itself, for a time too short for a month to begin in it."""
    return TimeTick(time // DAY * DAY, (Edtf.parse(day_of(time).isoformat()).words(short=True),))


@dataclass(frozen=True, slots=True)
class BrokenTimeScale:
    """A linear scale from time to pixels with breaks: long empty times are folded to short gaps.

    ``times`` and ``places`` are its corners: even ones begin a part of true proportion, odd ones end it.
    """

    times: tuple[int, ...]
    places: tuple[float, ...]

    @classmethod
    def of(cls, spans: list[tuple[int, int]], length: float, gap: float = 26) -> BrokenTimeScale:
        """Return one of ``length`` pixels that holds all spans; it breaks where an eighth of it and 200 days are empty."""
        spans = sorted(spans)
        total = max(last for _, last in spans) - spans[0][0]
        margin = max(total // 200, 4 * DAY)
        parts: list[list[int]] = []
        for first, last in spans:
            if parts and first - parts[-1][1] <= max(total // 8, 200 * DAY):
                parts[-1][1] = max(parts[-1][1], last + margin)
            else:
                parts.append([first - margin, last + margin])
        free = length - gap * (len(parts) - 1) - _PART * len(parts)
        shown = sum(last - first for first, last in parts)
        times: list[int] = []
        places: list[float] = []
        at = 0.0
        for first, last in parts:
            times += [first, last]
            places += [at, at := at + _PART + free * (last - first) / shown]
            at += gap
        return cls(tuple(times), tuple(round(place, 2) for place in places))

    def place(self, time: float) -> float:
        """Return where a time lies, in pixels."""
        for index in range(len(self.times) - 1):
            first, last = self.times[index], self.times[index + 1]
            if time <= last or index == len(self.times) - 2:
                return self.places[index] + (time - first) / (last - first) * (
                    self.places[index + 1] - self.places[index]
                )
        return self.places[0]

    def parts(self) -> list[tuple[int, int]]:
        """Return the first and last time of each part of true proportion."""
        return list(zip(self.times[::2], self.times[1::2], strict=True))

    def ticks(self, gap: float) -> list[TimeTick]:
        """Return ticks at least ``gap`` pixels apart; a short part has one, at its middle."""
        ticks: list[TimeTick] = []
        for first, last in self.parts():
            length = self.place(last) - self.place(first)
            inside = time_ticks(first, last, int(length // gap)) if length >= 1.5 * gap else []
            middle = (first + last) // 2
            day = day_of(middle)
            for tick in inside or [TimeTick(middle, (month_name(day.month - 1), str(day.year)))]:
                if not ticks or self.place(tick.at) - self.place(ticks[-1].at) >= gap:
                    ticks.append(tick)
        return ticks
