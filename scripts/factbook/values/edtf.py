"""Dates and intervals with their precision: EDTF (ISO 8601-2:2019), levels 0 and 1, years 0001 to 9999.

Level 0: ``2025``, ``2025-04``, ``2025-04-30``, ``2024-10/2024-12``, and a time of day, local (``2025-04-30T14:30``) or with
its zone (``2025-04-30T14:30Z``, ``2025-04-30T14:30+02:00``); seconds may be left out. Level 1 adds ``?`` (uncertain),
``~`` (approximate), ``%`` (both), seasons (``2024-21`` to ``24``), unspecified digits (``202X``,
``2025-XX``, ``2025-04-XX``) and open (``..``) or unknown (empty) ends of an interval.
Source of the grammar: https://www.loc.gov/standards/datetime/

The ``edtf`` package takes 4 to 10 ms for a date, so only the tests use it, as reference implementation.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, NamedTuple, NoReturn

from .errors import BadValue
from .formats import DASHES, current
from .misspelt import DATES, as_meant

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval"]

MUST: Final = "a date in EDTF: 2025-04-30, 2025-04, 2025, 2025-04~ (about), 2025? (uncertain) or 2024-10/2024-12"
_DATE = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%])?", re.ASCII)
_TIMED = re.compile(r"([^T]*)T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d(?::\d\d)?)?", re.ASCII)
_MUST_TIME = "a day with a time of day from 00:00 to 23:59, local or with its zone"
_TIME_EXAMPLE = "2025-04-30T14:30"
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""The first month of each season."""
_CLOCK = re.compile(r"\d:\d\d")
_DAY = (
    r"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))"
    r"|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_ONE = rf"(?!0000)(?:{_DAY}|\d{{4}}(?:-(?:0[1-9]|1[0-2]|XX)(?:-XX)?|-2[1-4])?|\d{{3}}X|\d\dXX)[?~%]?"
_OPEN = r"(?:\.\.)?"
PATTERN: Final = re.compile(
    rf"{_ONE}|(?!0000){_DAY}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|\+00(?::[0-5]\d)?|[+-](?:0[1-9]|1[0-3])(?::[0-5]\d)?|[+-]14(?::00)?)?"
    rf"|{_ONE}/(?:{_ONE}|{_OPEN})|{_OPEN}/{_ONE}",
    re.ASCII,
)
"""What a date looks like; :meth:`Edtf.parse` also compares the ends of an interval."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date or an interval; ``earliest`` and ``latest`` are the first and last day it may mean, ``None`` if open or unknown.

    ``clock`` is the moment of a day with a time; without a zone it is local.
    Seasons are those of the northern hemisphere, so winter ends in the next year. ``start`` and ``end`` are an interval's.
    """

    text: str
    precision: Precision
    earliest: dt.date | None
    latest: dt.date | None
    approximate: bool = False
    uncertain: bool = False
    start: Edtf | None = None
    end: Edtf | None = None
    clock: dt.datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Edtf:
        """Parse an EDTF date. Raises :class:`BadValue`."""
        return _parse(text.strip()) if len(text) < 60 else _reject(text)

    def __str__(self) -> str:
        return self.text

    @property
    def first_day(self) -> dt.date:
        """The earliest day as a sort key; an open start sorts first."""
        return self.earliest or dt.date.min

    @property
    def last_day(self) -> dt.date:
        """The latest day as a sort key; an open end sorts last."""
        return self.latest or dt.date.max

    @property
    def first_moment(self) -> dt.datetime:
        """The earliest moment as a sort key, in UTC if its zone is known, else local."""
        return _sortable(self.clock) if self.clock else dt.datetime.combine(self.first_day, dt.time.min)

    @property
    def last_moment(self) -> dt.datetime:
        """The latest moment as a sort key, in UTC if its zone is known, else local."""
        return _sortable(self.clock) if self.clock else dt.datetime.combine(self.last_day, dt.time.max)

    def before(self, other: Edtf) -> bool:
        """Whether every moment this may mean lies before every moment ``other`` may mean."""
        return self.last_moment < other.first_moment

    def near(self, other: Edtf, days: int) -> bool:
        """Whether the two may lie within ``days`` of each other."""
        gap = max(self.first_day, other.first_day).toordinal() - min(self.last_day, other.last_day).toordinal()
        return gap <= days

    def same_moment(self, other: Edtf) -> bool:
        """Whether the two may be the same: days that meet, at one time of day where both have one."""
        apart = self.clock and other.clock and self.first_moment != other.first_moment
        return not apart and self.near(other, 0)

    def words(self, *, short: bool = False) -> str:
        """The date in the current locale, for readers: ``30 April 2025``, ``about April 2025``, ``October to December 2024``.

        ``short`` abbreviates the names of months, for labels: ``30 Apr 2025``.
        """
        if self.precision == "interval":
            return self._interval_words(short)
        return self._qualified(self._unqualified(short)) + (f", {_clock_words(self.clock)}" if self.clock else "")

    def _qualified(self, text: str) -> str:
        """A formatted date with the words for approximate and uncertain."""
        phrases = current().phrases
        text = phrases.circa.format(text) if self.approximate else text
        return phrases.uncertain.format(text) if self.uncertain else text

    def _unqualified(self, short: bool) -> str:
        formats = current()
        if self.earliest is None:
            return formats.phrases.unknown_date
        dates = formats.short if short else formats.long
        match self.precision:
            case "decade":
                return formats.phrases.decade.format(self.earliest.year)
            case "century":
                return formats.between(str(self.earliest.year), str(self.earliest.year + 99))
            case _:
                return self._formatted(getattr(dates, self.precision))

    def _interval_words(self, short: bool) -> str:
        """The words of an interval: an open end goes on, an unknown one ended on a day that nobody gave."""
        formats, start, end = current(), self.start, self.end
        if start is None:
            assert end is not None, "the grammar has one end at least"
            phrase = formats.phrases.from_unknown if self.text.startswith("/") else formats.phrases.by
            return phrase.format(end.words(short=short))
        if end is None:
            phrase = formats.phrases.to_unknown if self.text.endswith("/") else formats.phrases.since
            return phrase.format(start.words(short=short))
        if _within(start, end):
            same = start.latest == end.latest
            return start.words(short=short) if same else _joined(formats.phrases.to_later, start, end, short)
        if _within(end, start):
            same = start.earliest == end.earliest
            return end.words(short=short) if same else _joined(formats.phrases.from_earlier, start, end, short)
        dates = formats.short if short else formats.long
        first, last = dates.in_year(start.precision), dates.in_year(end.precision)
        same_year = start.first_day.year == end.first_day.year and not start.uncertain and not end.uncertain
        if first is None or last is None or not same_year:
            return f"{start.words(short=short)}{formats.to}{end.words(short=short)}"
        if start.precision == end.precision == "day" and start.first_day.month == end.first_day.month:
            first = last = dates.in_month
        dashed = start._formatted(first[0])
        head = dashed.rstrip(DASHES)
        return start._qualified(head) + dashed[len(head) :] + formats.joint + end._qualified(end._formatted(last[1]))

    def _formatted(self, pattern: str) -> str:
        """Its first day, formatted by a pattern of :class:`.formats.Dates`."""
        formats = current()
        season = formats.phrases.seasons[int(self.text[5:7]) - 21] if self.precision == "season" else ""
        return formats.day(pattern, self.first_day, season)


def _within(one: Edtf, other: Edtf) -> bool:
    """Whether each day that one date may mean is one that the other may mean; of a date that is no exact one, nobody knows."""
    known = not any(date.approximate or date.uncertain for date in (one, other))
    return known and other.first_day <= one.first_day and one.last_day <= other.last_day


def _joined(phrase: str, start: Edtf, end: Edtf, short: bool) -> str:
    return phrase.format(start.words(short=short), end.words(short=short))


def _sortable(clock: dt.datetime) -> dt.datetime:
    """A moment in UTC if its zone is known, else as it is; without zone, so that all can be compared."""
    offset = clock.utcoffset() or dt.timedelta()
    local = clock.replace(tzinfo=None)
    room = (local - dt.datetime.min) if offset > dt.timedelta() else (dt.datetime.max - local)
    return local - offset if abs(offset) <= room else local


def _clock_words(clock: dt.datetime) -> str:
    """A time of day with its zone, where it has one: ``14:30``, ``14:30 UTC``, ``14:30 UTC+02:00``."""
    zone = clock.strftime("%Z")
    return clock.strftime("%H:%M:%S" if clock.second else "%H:%M") + (f" {zone}" if zone else "")


class _Flags(NamedTuple):
    approximate: bool
    uncertain: bool


@lru_cache(maxsize=20_000)
def _parse(text: str) -> Edtf:
    if "/" in text:
        return _interval(text)
    if "T" in text:
        return _timed(text)
    match = _DATE.fullmatch(text)
    if not match:
        return _reject(text)
    year, month, day, mark = match.groups()
    if year == "0000":
        raise BadValue("a year from 0001 to 9999", "2025")
    flags = _Flags(mark in ("~", "%"), mark in ("?", "%"))
    if "X" in year:
        return _unspecified_year(text, year, month, flags)
    number = int(year)
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise BadValue("a date whose month is known when its day is", f"{year}-XX-XX")
        return Edtf(text, "year", dt.date(number, 1, 1), dt.date(number, 12, 31), *flags)
    month_number = int(month)
    if month_number in _SEASONS and day is None:
        return _season(text, number, month_number, flags)
    if not 1 <= month_number <= 12:
        raise BadValue("a month from 01 to 12 (or a season, 21 to 24)", f"{year}-06")
    last = calendar.monthrange(number, month_number)[1]
    if day is None or day == "XX":
        return Edtf(text, "month", dt.date(number, month_number, 1), dt.date(number, month_number, last), *flags)
    if not 1 <= int(day) <= last:
        raise BadValue(
            f"a day that exists ({calendar.month_name[month_number]} {number} has {last} days)",
            f"{year}-{month}-{last}",
        )
    exact = dt.date(number, month_number, int(day))
    return Edtf(text, "day", exact, exact, *flags)


def _timed(text: str) -> Edtf:
    match = _TIMED.fullmatch(text)
    if not match:
        return _reject(text)
    day, hour, minute, second, zone = match.groups()
    date = _parse(day)
    if date.precision != "day" or date.approximate or date.uncertain:
        _reject_time()
    try:
        offset = dt.UTC if zone in ("Z", "+00", "+00:00") else _zone(zone) if zone else None
        time = dt.time(int(hour), int(minute), int(second or 0), tzinfo=offset)
    except ValueError:
        return _reject_time()
    return replace(date, text=text, clock=dt.datetime.combine(date.first_day, time))


def _zone(text: str) -> dt.timezone:
    """Parse an offset such as ``+02:00``. Raises :class:`ValueError` beyond 14 hours, the farthest in use."""
    hours, minutes = int(text[1:3]), int(text[4:6] or 0)
    if minutes > 59 or hours * 60 + minutes > 14 * 60 or text.startswith("-00"):
        raise ValueError(text)
    return dt.timezone(dt.timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1))


def _reject_time() -> NoReturn:
    raise BadValue(_MUST_TIME, _TIME_EXAMPLE)


def _unspecified_year(text: str, year: str, month: str | None, flags: _Flags) -> Edtf:
    if month is not None:
        raise BadValue("a year with unspecified digits alone", year)
    low, high = int(year.replace("X", "0")) or 1, int(year.replace("X", "9"))
    precision: Precision = "decade" if year.endswith("X") and year[2] != "X" else "century"
    return Edtf(text, precision, dt.date(low, 1, 1), dt.date(high, 12, 31), *flags)


def _season(text: str, year: int, season: int, flags: _Flags) -> Edtf:
    first = _SEASONS[season]
    end_year, end_month = (year + 1, 2) if season == 24 else (year, first + 2)
    if end_year > 9999:
        raise BadValue("a year from 0001 to 9999", "2025")
    last = calendar.monthrange(end_year, end_month)[1]
    return Edtf(text, "season", dt.date(year, first, 1), dt.date(end_year, end_month, last), *flags)


def _interval(text: str) -> Edtf:
    parts = text.split("/")
    if len(parts) != 2 or not any(part not in ("", "..") for part in parts):
        return _reject(text)
    if "T" in text:
        raise BadValue("an interval of dates without a time of day", "2024-10-03/2024-10-05")
    start, end = (None if part in ("", "..") else _parse(part) for part in parts)
    if start and end and end.last_day < start.first_day:
        raise BadValue("an interval whose end is not before its start", f"{parts[1]}/{parts[0]}")
    return Edtf(
        text,
        "interval",
        start.earliest if start else None,
        end.latest if end else None,
        approximate=any(part.approximate for part in (start, end) if part),
        uncertain=any(part.uncertain for part in (start, end) if part),
        start=start,
        end=end,
    )


def _reject(text: str) -> Edtf:
    """Raise :class:`BadValue` with the date that was probably meant as the example."""
    timed, example = bool(_CLOCK.search(text)), ""
    if len(text) < 60:
        example, _ = as_meant(text, DATES)
    for _ in range(2):  # the day may be one that the month lacks
        if PATTERN.fullmatch(example):
            break
        if day := re.fullmatch(r"((?!0000)\d{4}-(?:0[1-9]|1[0-2]))-(\d\d)", example, re.ASCII):
            month = (
                f"{day[1]}-{calendar.monthrange(int(day[1][:4]), int(day[1][5:]))[1]}"
                if int(day[2])
                else f"{day[1]}-01"
            )
            example = month
        else:
            example = _TIME_EXAMPLE if timed else "2025-04-30"
    raise BadValue(_MUST_TIME if timed else MUST, example)
