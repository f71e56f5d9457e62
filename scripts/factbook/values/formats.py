"""How numbers and dates are written: one locale's formats, and which are in force.

They are in force for a whole build, and so in a context variable: the ``words()`` of amounts and dates would
else be handed them through every chart, card and sentence. Two things leave a build's context and take its formats with them: what a page makes later
(:func:`in_force`, in ``build`` alone) and a picture drawn in another process (by the name of the locale). What is kept beyond
one build must not hold such words, or must be kept by their formats (as the cache of drawings is).

British English stands here, as it is the engine's own; :mod:`.cldr` has all others and is imported only for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar

from .messages import ENGLISH as ENGLISH_MESSAGES
from .messages import Messages, isolated, messages_of
from .phrases import ENGLISH, Phrases

T = TypeVar("T")
Fields = Mapping[str, str]
"""The names of a month by CLDR's letters: ``MMMM`` *July*, ``MMM`` *Jul*, ``LLLL`` and ``LLL`` stand-alone forms, ``M``, ``MM``."""
DASHES: Final = " –—-~～\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}"
"""Characters between the two dates of a range in CLDR's patterns."""
Halves = tuple[str, str]
"""Two patterns, for the ends of a range that share a month or year, which only one of them prints."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Patterns of dates, long or short, with CLDR's letters as ``%(d)s %(MMMM)s %(y)s``; ``S`` is a season's name.

    ``in_month`` is for two days of one month (*6 to 10 June 2025*), ``days_in_year``, ``months_in_year`` and
    ``seasons_in_year`` for two dates of one year (*October to December 2024*).
    """

    day: str
    month: str
    season: str
    year: str
    in_month: Halves
    days_in_year: Halves
    months_in_year: Halves
    seasons_in_year: Halves

    def in_year(self, precision: str) -> Halves | None:
        """The patterns for two dates of a precision in one year; ``None`` for a precision of a year or more."""
        patterns = {"day": self.days_in_year, "month": self.months_in_year, "season": self.seasons_in_year}
        return patterns.get(precision)


@dataclass(frozen=True, slots=True)
class Large:
    """A named large number: numbers from ``least`` on are written as multiples of ``unit``, with a pattern for each plural form."""

    least: int
    unit: int
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats and phrases of a locale.

    ``groups`` are the sizes of the last group of digits and of those before it, ``large`` the named large numbers, largest
    first; ``plural`` gives a number's plural category (CLDR). ``to`` joins the ends of a range, ``joint`` two dates
    written with :data:`Halves`. ``day_axis`` is the pattern of a day without its year. ``lists`` join two things, and of more the
    first, the middle ones and the last (CLDR's list patterns). ``first_day`` is the first of a month, an ordinal in French. ``messages`` are the engine's sentences,
    ``language`` is that of the texts (BCP 47).
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
    lists: tuple[str, str, str, str]
    first_day: str = "1"
    plural: Callable[[Decimal], str] = field(default=lambda number: "other", repr=False, compare=False)
    messages: Messages = ENGLISH_MESSAGES
    language: str = "en"

    def number(self, number: Decimal | int) -> str:
        """Format a number with grouped digits, and with its fraction as it is given: ``4,700``, ``0.50``."""
        text = _grouped(f"{number:f}" if isinstance(number, Decimal) else str(number), *self.groups)
        return text.translate({ord(","): self.group, ord("."): self.decimal, ord("-"): self.minus})

    def compact(self, number: Decimal) -> str:
        """Format a number for readers: round millions and more in words, others as :meth:`number` does.

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
        """Join two formatted numbers to a range; no blanks are around a dash (CLDR's pattern of ranges of numbers)."""
        return f"{first}{self.to if self.joint else self.to.strip()}{last}"

    def listed(self, parts: Sequence[str]) -> str:
        """Join things to a list: ``A, B and C``."""
        if len(parts) < 2:
            return "".join(parts)
        two, first, middle, last = self.lists
        if len(parts) == 2:
            return two.format(*parts)
        text = last.format(*parts[-2:])
        for part in parts[-3:0:-1]:
            text = middle.format(part, text)
        return first.format(parts[0], text)

    def day(self, pattern: str, day: dt.date, season: str = "") -> str:
        """Format a day, or the month, season or year that it begins, by a pattern of :class:`Dates`."""
        number = self.first_day if day.day == 1 else str(day.day)
        return pattern % {**self.months[day.month - 1], "d": number, "dd": number.zfill(2), "y": day.year, "S": season}

    def axis_month(self, month: int) -> str:
        """The short stand-alone name of a month, 1 to 12, for an axis."""
        return self.months[month - 1]["LLL"]

    def days(self, number: str, most: int) -> str:
        """Format a number of days, which is formatted already; the word has the plural form of ``most``."""
        words = messages_of(self.locale.partition("_")[0]).catalogue
        return words.ngettext("%(num)s day", "%(num)s days", most) % {"num": number}


def _grouped(text: str, last: int, others: int) -> str:
    """Group the digits of a number, so many in the last group and in the others: ``12,34,567``."""
    whole, point, part = text.partition(".")
    head, groups = whole[:-last], [whole[-last:]]
    while head.strip("-"):
        head, groups = head[:-others], [head[-others:], *groups]
    return head + ",".join(groups) + point + part


_ENGLISH_MONTHS: Final = "January February March April May June July August September October November December"
_ENGLISH_NUMBERS: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_ENGLISH_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def month_fields(number: int, names: Mapping[str, str]) -> Fields:
    """The names and numbers of a month by CLDR's letters."""
    return {**names, "M": str(number), "MM": f"{number:02}"}


def _british_dates(month: str) -> Dates:
    day, season = f"%(d)s {month}", "%(S)s"
    return Dates(
        day=f"{day} %(y)s",
        month=f"{month} %(y)s",
        season=f"{season} %(y)s",
        year="%(y)s",
        in_month=("%(d)s", f"{day} %(y)s"),
        days_in_year=(day, f"{day} %(y)s"),
        months_in_year=(month, f"{month} %(y)s"),
        seasons_in_year=(season, f"{season} %(y)s"),
    )


BRITISH: Final = Formats(
    locale="en_GB",
    phrases=ENGLISH,
    group=",",
    decimal=".",
    minus="-",
    groups=(3, 3),
    large=tuple(Large(unit, unit, {"other": f"{{}} {name}"}) for unit, name in _ENGLISH_NUMBERS),
    percent="{} %",
    to=" to ",
    joint=" to ",
    months=tuple(
        month_fields(number, {"MMMM": name, "LLLL": name, "MMM": name[:3], "LLL": name[:3]})
        for number, name in enumerate(_ENGLISH_MONTHS.split(), 1)
    ),
    weekdays=_ENGLISH_DAYS,
    short_weekdays=tuple(name[:3] for name in _ENGLISH_DAYS),
    long=_british_dates("%(MMMM)s"),
    short=_british_dates("%(MMM)s"),
    day_axis="%(d)s %(MMM)s",
    lists=("{0} and {1}", "{0}, {1}", "{0}, {1}", "{0} and {1}"),
)
"""The default. It differs from CLDR's en_GB in two things: *Sep*, not *Sept*, and a space before ``%`` (as in the SI)."""

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
    """The function, to be called at any time, and always in the formats, and with the fonts, that are in force now."""
    context = copy_context()
    return lambda: context.copy().run(make)


def gettext_noop(message: str) -> str:
    """Return a message as it is: it is marked for translators here, and :func:`gettext` says it elsewhere."""
    return message


def ngettext_noop(one: str, many: str) -> tuple[str, str]:
    """Return a message and its plural as they are, marked for translators; :func:`ngettext` says them elsewhere."""
    return one, many


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the language in force, with its named places filled in."""
    said = current().messages.catalogue.gettext(message)
    return said % isolated(values, current().language) if values else said


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the message for a number, by the plural forms of the language in force; ``%(num)s`` is the number as it is written."""
    values = {"num": current().number(number), **values}
    return current().messages.catalogue.ngettext(one, many, number) % isolated(values, current().language)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a message whose ``context`` tells translators which of its meanings it has, with its named places filled in."""
    found = current().messages.catalogue.pgettext(context, message)
    return found % isolated(values, current().language) if values else found


def quoted(words: str) -> str:
    """Return words of others in the quotation marks of the language in force."""
    return gettext("“%(words)s”", words=words)


def commas(parts: Iterable[str]) -> str:
    """Return texts one after the other, with the comma of the language in force: ``A, B, C``."""
    texts = isolated(dict(enumerate(parts)), current().language)
    return pgettext("between texts", ", ").join(map(str, texts.values()))


def labelled(name: str, text: str) -> str:
    """Return a text with what it is about before it: ``Guild: about 600``."""
    return gettext("%(name)s: %(text)s", name=name, text=text)
