"""How numbers and dates are written: one locale's formats, and which are in force.

They are in force for a whole build, and so in a context variable: the ``words()`` of amounts and dates would
else be handed them through every chart, card and sentence. Two things leave a build's context and take its formats with them: what a page makes later
(:func:`in_force`, in ``build`` alone) and a picture drawn in another process (by the name of the locale). What is kept beyond
one build must not hold such words, or must be kept by their formats (as the cache of drawings is).

British English stands here, as it is the engine's own; :mod:`.cldr` has all others and is imported only for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar

from .phrases import ENGLISH, Phrases

T = TypeVar("T")
Fields = Mapping[str, str]
"""The names of a month by CLDR's letters: ``MMMM`` *July*, ``MMM`` *Jul*, ``LLLL`` and ``LLL`` where it stands alone, ``M``, ``MM``."""
Halves = tuple[str, str]
"""Two patterns, for the first and the last of two dates that share what is said only once."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Patterns of dates, long or short: CLDR's letters as ``%(d)s %(MMMM)s %(y)s``.

    ``in_month`` writes two days of one month (*6 to 10 June 2025*), ``days_in_year``, ``months_in_year`` and
    ``seasons_in_year`` two dates of one year (*October to December 2024*); ``S`` is a season's name.
    """

    day: str
    month: str
    season: str
    in_month: Halves
    days_in_year: Halves
    months_in_year: Halves
    seasons_in_year: Halves

    def in_year(self, precision: str) -> Halves | None:
        """The halves for a precision, if years of that precision are said only once."""
        match precision:
            case "day":
                return self.days_in_year
            case "month":
                return self.months_in_year
            case "season":
                return self.seasons_in_year
        return None


@dataclass(frozen=True, slots=True)
class Large:
    """A large number with a name: numbers from ``least`` on are counted in ``unit``, by patterns for each plural form."""

    least: int
    unit: int
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Formats:
    """One locale's formats, and the words that go with them.

    ``groups`` are the digits of the last group and of those before it; ``large`` are the large numbers that have
    names, largest first, ``plural`` gives a number's form in the language's grammar. ``joint`` stands between two
    halves of dates. ``day_axis`` is a day without its year.
    """

    locale: str
    phrases: Phrases
    group: str
    decimal: str
    minus: str
    groups: tuple[int, int]
    large: tuple[Large, ...]
    percent: str
    to: str
    joint: str
    months: tuple[Fields, ...]
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]
    long: Dates
    short: Dates
    day_axis: str
    plural: Callable[[Decimal], str] = field(default=lambda number: "other", repr=False, compare=False)

    def number(self, number: Decimal | int) -> str:
        """A number with its digits grouped, zeros at its end left out: ``4,700``, ``0.5``."""
        text = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if self.groups != (3, 3):
            text = _regrouped(text, *self.groups)
        return text.translate({ord(","): self.group, ord("."): self.decimal, ord("-"): self.minus})

    def compact(self, number: Decimal) -> str:
        """A number for readers: round millions in words, others as :meth:`number` writes them.

        Before a word, four digits are not grouped (*1000万*), as in ICU's compact notation.
        """
        for large in self.large:
            if number >= large.least:
                count = number / large.unit
                if count == round(count, 2):
                    text = (
                        self.number(count) if count >= 10_000 else f"{count.normalize():f}".replace(".", self.decimal)
                    )
                    return large.forms.get(self.plural(count), large.forms["other"]).format(text)
                break
        return self.number(number)

    def between(self, first: str, last: str) -> str:
        """A range between two written numbers or dates."""
        return f"{first}{self.to}{last}"

    def day(self, pattern: str, day: dt.date, season: str = "") -> str:
        """A day, or the month, season or year it begins, by a pattern."""
        number = str(day.day)
        return pattern % {**self.months[day.month - 1], "d": number, "dd": number.zfill(2), "y": day.year, "S": season}

    def axis_month(self, month: int) -> str:
        """The short name of a month, from 1 to 12, as it stands alone under an axis."""
        return self.months[month - 1]["LLL"]

    def days(self, number: str) -> str:
        """A written number of days."""
        return (self.phrases.day if number == "1" else self.phrases.days).format(number)


def _regrouped(text: str, last: int, others: int) -> str:
    """A number with groups of other lengths: ``12,34,567``."""
    whole, point, part = text.replace(",", "").partition(".")
    head, groups = whole[:-last], [whole[-last:]]
    while head.strip("-"):
        head, groups = head[:-others], [head[-others:], *groups]
    return head + ",".join(groups) + point + part


_ENGLISH_MONTHS: Final = "January February March April May June July August September October November December"
_ENGLISH_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def month_fields(number: int, names: Mapping[str, str]) -> Fields:
    """A month's names and numbers by CLDR's letters."""
    return {**names, "M": str(number), "MM": f"{number:02}"}


BRITISH: Final = Formats(
    locale="en_GB",
    phrases=ENGLISH,
    group=",",
    decimal=".",
    minus="-",
    groups=(3, 3),
    large=(Large(1_000_000, 1_000_000, {"other": "{} million"}),),
    percent="{} %",
    to=" to ",
    joint=" to ",
    months=tuple(
        month_fields(number, {"MMMM": name, "LLLL": name, "MMM": name[:3], "LLL": name[:3]})
        for number, name in enumerate(_ENGLISH_MONTHS.split(), 1)
    ),
    weekdays=_ENGLISH_DAYS,
    short_weekdays=tuple(name[:3] for name in _ENGLISH_DAYS),
    long=Dates(
        day="%(d)s %(MMMM)s %(y)s",
        month="%(MMMM)s %(y)s",
        season="%(S)s %(y)s",
        in_month=("%(d)s", "%(d)s %(MMMM)s %(y)s"),
        days_in_year=("%(d)s %(MMMM)s", "%(d)s %(MMMM)s %(y)s"),
        months_in_year=("%(MMMM)s", "%(MMMM)s %(y)s"),
        seasons_in_year=("%(S)s", "%(S)s %(y)s"),
    ),
    short=Dates(
        day="%(d)s %(MMM)s %(y)s",
        month="%(MMM)s %(y)s",
        season="%(S)s %(y)s",
        in_month=("%(d)s", "%(d)s %(MMM)s %(y)s"),
        days_in_year=("%(d)s %(MMM)s", "%(d)s %(MMM)s %(y)s"),
        months_in_year=("%(MMM)s", "%(MMM)s %(y)s"),
        seasons_in_year=("%(S)s", "%(S)s %(y)s"),
    ),
    day_axis="%(d)s %(MMM)s",
)
"""The house style. It differs from CLDR's en_GB in two things: *Sep*, not *Sept*, and a blank before ``%`` (as the SI has it)."""

_CURRENT: ContextVar[Formats] = ContextVar("formats", default=BRITISH)


def current() -> Formats:
    """The formats in force; British ones where none were set."""
    return _CURRENT.get()


@contextmanager
def written_in(formats: Formats) -> Iterator[None]:
    """Put formats in force for a while."""
    token = _CURRENT.set(formats)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def in_force(make: Callable[[], T]) -> Callable[[], T]:
    """The function, to be called at any time, and always in the formats that are in force now."""
    formats = current()

    def made() -> T:
        with written_in(formats):
            return make()

    return made
