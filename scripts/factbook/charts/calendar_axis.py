"""Axes of time: days as milliseconds since 1970 (UTC), and round ticks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from ..values import Edtf
from ..values.formats import current

DAY: Final = 86_400_000
"""A day in milliseconds, the unit of Vega's time scales."""
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
"""Steps between ticks in months."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick: its time, and one or two lines of label."""

    at: int
    label: tuple[str, ...]


def milliseconds(day: dt.date) -> int:
    """Midnight (UTC) at the beginning of a day."""
    return (day.toordinal() - dt.date(1970, 1, 1).toordinal()) * DAY


def day_of(time: int) -> dt.date:
    """The day that a time in milliseconds lies in; the first or last day there is, for a time beyond it."""
    ordinal = dt.date(1970, 1, 1).toordinal() + time // DAY
    return dt.date.fromordinal(min(max(ordinal, 1), dt.date.max.toordinal()))


def month_of(time: int) -> int:
    """The month that a time lies in, counted from the year 0."""
    day = day_of(time)
    return day.year * 12 + day.month - 1


def month_name(month: int) -> str:
    """The short name of a month counted from the year 0, as it stands alone."""
    return current().axis_month(month % 12 + 1)


def month_and_year(month: int) -> str:
    """A month counted from the year 0 in short: ``Apr 2025``."""
    formats = current()
    return formats.day(formats.short.month, dt.date(month // 12, month % 12 + 1, 1))


def span(date: Edtf) -> tuple[int, int]:
    """The first and last day a date may mean, in milliseconds; an open end counts as the other end."""
    first = date.earliest or date.latest or dt.date.min
    last = date.latest or date.earliest or dt.date.max
    return milliseconds(first), milliseconds(last)


def ticks(first: int, last: int, wanted: int) -> list[Tick]:
    """Beginnings of months or years between two times, at most ``wanted`` or so; the year stands under January and the first one."""
    start, end = day_of(first), day_of(last)
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next((step for step in _STEPS if months / step <= wanted), _STEPS[-1])
    found: list[Tick] = []
    for month in range(start.year * 12 // step * step, end.year * 12 + 12, step):
        year, index = divmod(month, 12)
        if not 1 <= year <= 9999:
            continue
        at = milliseconds(dt.date(year, index + 1, 1))
        if first <= at <= last:
            names = (
                (str(year),)
                if step >= 12
                else (month_name(index), str(year))
                if index == 0 or not found
                else (month_name(index),)
            )
            found.append(Tick(at, names))
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """A scale of time in pixels, in which long empty times are folded to short gaps.

    ``times`` and ``places`` are its corners: even corners begin a stretch of true proportion, odd ones end it.
    """

    times: tuple[int, ...]
    places: tuple[float, ...]

    def place(self, time: float) -> float:
        """Where a time lies, in pixels."""
        for index in range(len(self.times) - 1):
            first, last = self.times[index], self.times[index + 1]
            if time <= last or index == len(self.times) - 2:
                return self.places[index] + (time - first) / (last - first) * (
                    self.places[index + 1] - self.places[index]
                )
        return self.places[0]

    def parts(self) -> list[tuple[int, int]]:
        """The stretches of true proportion: first and last time of each."""
        return list(zip(self.times[::2], self.times[1::2], strict=True))

    def ticks(self, apart: float) -> list[tuple[float, tuple[str, ...]]]:
        """Ticks as pixels and lines of label, at least ``apart`` pixels from each other; a short stretch has one, at its middle."""
        kept: list[Tick] = []
        for first, last in self.parts():
            length = self.place(last) - self.place(first)
            inside = ticks(first, last, int(length // apart)) if length >= 1.5 * apart else []
            middle = (first + last) // 2
            day = day_of(middle)
            for tick in inside or [Tick(middle, (month_name(day.month - 1), str(day.year)))]:
                if not kept or self.place(tick.at) - self.place(kept[-1].at) >= apart:
                    kept.append(tick)
        return [(self.place(tick.at), tick.label) for tick in kept]


def stretch(spans: list[tuple[int, int]], length: float, gap: float = 26) -> Stretch:
    """A scale ``length`` pixels long on which all spans lie; empty times longer than an eighth of it and 200 days are folded."""
    ordered = sorted(spans)
    total = max(last for _, last in ordered) - ordered[0][0]
    room = max(total // 200, 4 * DAY)
    parts: list[list[int]] = []
    for first, last in ordered:
        if parts and first - parts[-1][1] <= max(total // 8, 200 * DAY):
            parts[-1][1] = max(parts[-1][1], last + room)
        else:
            parts.append([first - room, last + room])
    least = 24.0
    free = length - gap * (len(parts) - 1) - least * len(parts)
    whole = sum(last - first for first, last in parts)
    times: list[int] = []
    places: list[float] = []
    at = 0.0
    for first, last in parts:
        times += [first, last]
        places += [at, at := at + least + free * (last - first) / whole]
        at += gap
    return Stretch(tuple(times), tuple(round(place, 2) for place in places))
