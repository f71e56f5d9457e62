"""The formats of every locale, from the Unicode CLDR in the ``babel`` package.

Each locale is converted to patterns once, as Babel takes 10 to 50 µs to format one number or date. Digits are always
Latin, years Gregorian.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import BadValue
from .formats import BRITISH, DASHES, Dates, Formats, Halves, Large, month_fields
from .messages import messages_of
from .phrases import phrases

if TYPE_CHECKING:
    from babel import Locale

MUST = "a locale of the Unicode CLDR: a language, or a language and a country"


@lru_cache(maxsize=50)
def formats_of(name: str) -> Formats:
    """The formats of a locale, such as ``de``, ``en_GB`` or ``pt-BR``. Raises :class:`BadValue` if it is unknown."""
    if name.replace("-", "_") == BRITISH.locale:
        return BRITISH
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise BadValue(MUST, "en_GB") from None
    return from_cldr(locale)


@lru_cache(maxsize=50)
def formats_in(name: str, language: str, own: str = "") -> Formats:
    """The formats of a locale for texts of a language, with its sentences (:func:`messages_of`). Raises :class:`BadValue` if the locale is unknown."""
    return replace(formats_of(name), messages=messages_of(language, own), language=language)


@lru_cache(maxsize=200)
def language_name(language: str, within: str) -> str:
    """The name of a language in another one, or in itself, both BCP 47: ``Deutsch``; its code where the CLDR has no name."""
    from babel import Locale

    name = Locale.parse(language, sep="-").get_display_name(Locale.parse(within, sep="-")) or language
    return name[0].upper() + name[1:]


def known_locales() -> list[str]:
    """The names of all locales, sorted."""
    from babel import localedata

    return sorted(localedata.locale_identifiers())


def from_cldr(locale: Locale) -> Formats:
    """Convert CLDR's formats of a locale, and add our phrases of its language."""
    words = phrases(locale.language)
    symbols = locale.number_symbols["latn"]
    dash = str(locale.interval_formats[None]).format("", "")
    months, weekdays = _months(locale), _data(locale, "days")["format"]
    lists = _data(locale, "list_patterns")["standard"]
    return Formats(
        locale=str(locale),
        phrases=words,
        group=symbols["group"],
        decimal=symbols["decimal"],
        minus=symbols["minusSign"],
        groups=locale.decimal_formats[None].grouping,
        large=_large(locale),
        percent=_percent(locale),
        to=f" {words.to} " if words.to else dash,
        joint=f" {words.to} " if words.to else "",
        months=tuple(
            month_fields(number, {letters: names[number] for letters, names in months.items()})
            for number in range(1, 13)
        ),
        weekdays=tuple(weekdays["wide"][day] for day in _FROM_SUNDAY),
        short_weekdays=tuple(weekdays["abbreviated"][day] for day in _FROM_SUNDAY),
        long=_dates(locale, words.to is None, dash, long=True),
        short=_dates(locale, words.to is None, dash, long=False),
        day_axis=_pattern(locale, locale.datetime_skeletons["MMMd"].pattern),
        lists=(lists["2"], lists["start"], lists["middle"], lists["end"]),
        first_day="1er" if locale.language == "fr" else "1",
        plural=locale.plural_form,
    )


_FROM_SUNDAY = (6, 0, 1, 2, 3, 4, 5)
"""Babel's indices of weekdays, from Monday, in D3's order, from Sunday."""


def _data(locale: Locale, name: str) -> Any:
    """Return a part of a locale's data, such as ``months``, as a copy.

    Babel 2.18 resolves aliases in place, in data that locales share: after ``arn``, the weekdays of ``fa`` were English. Remove
    when it does not.
    """
    from babel import localedata

    return localedata.LocaleDataDict(copy.deepcopy({name: localedata.load(str(locale))[name]}))[name]


def _months(locale: Locale) -> Mapping[str, Mapping[int, str]]:
    """The names of months by the letters of CLDR's patterns."""
    names = _data(locale, "months")
    return {
        "MMMM": names["format"]["wide"],
        "MMM": names["format"]["abbreviated"],
        "LLLL": names["stand-alone"]["wide"],
        "LLL": names["stand-alone"]["abbreviated"],
    }


def _large(locale: Locale) -> tuple[Large, ...]:
    """Return the names of large numbers, the largest first: *billion* in English, *lakh* and *crore* in Hindi.

    None for locales such as Pashto, for which CLDR names no millions; its letters for more (*10G*) are no words.
    """
    compact: Any = locale.compact_decimal_formats
    by_form = compact.get("long") or compact["short"]
    names = []
    for zeros in range(13, 5, -1):
        size = str(10**zeros)
        patterns = {
            form: sizes[size] for form, sizes in by_form.items() if size in sizes and "0" in sizes[size].pattern
        }
        if "other" in patterns:
            digits = patterns["other"].pattern.count("0")
            forms = {
                form: f"{_braced(pattern.prefix[0])}{{}}{_braced(pattern.suffix[0])}"
                for form, pattern in patterns.items()
            }
            names.append(Large(10**zeros, 10 ** (zeros + 1 - digits), forms))
    return tuple(names) if names and names[-1].unit < 10**9 else ()


def _percent(locale: Locale) -> str:
    pattern: Any = locale.percent_formats[None]
    sign = locale.number_symbols["latn"]["percentSign"]
    return "{}".join(_braced(part).replace("%", sign) for part in (pattern.prefix[0], pattern.suffix[0]))


def _braced(text: str) -> str:
    """A text escaped for a pattern of ``str.format``."""
    return text.replace("{", "{{").replace("}", "}}")


def _dates(locale: Locale, dashed: bool, dash: str, *, long: bool) -> Dates:
    skeletons = locale.datetime_skeletons
    day = _pattern(locale, locale.date_formats["long"].pattern if long else skeletons["yMMMd"].pattern)
    month = _pattern(locale, skeletons["yMMMM" if long else "yMMM"].pattern)
    year = _pattern(locale, skeletons["y"])

    def of_season(pattern: str) -> str:
        """A pattern of a month as one of a season, where the month has its name."""
        return _MONTH_NAME.sub("%(S)s", pattern)

    def halves(skeleton: str, field: str, whole: str) -> Halves:
        """CLDR's two patterns of a range whose ends differ first in ``field``; twice ``whole`` if it has none."""
        parts = locale.interval_formats.get(skeleton, {}).get(field, ())
        if len(parts) != 2:
            return whole + (dash if dashed else ""), whole
        first, last = (_pattern(locale, part) for part in parts)
        if long:
            first, last = (part.replace("(MMM)", "(MMMM)").replace("(LLL)", "(LLLL)") for part in (first, last))
        return (first if dashed else first.rstrip(DASHES)), last

    of_days = "yMMMMd" if long and (locale.interval_formats.get("yMMMMd") or {}).get("d") else "yMMMd"
    months = halves("yMMMM" if long else "yMMM", "M", month)
    return Dates(
        day,
        month,
        of_season(month) if _MONTH_NAME.search(month) else "%(S)s %(y)s",
        year,
        halves(of_days, "d", day),
        halves(of_days, "M", day),
        months,
        (of_season(months[0]), of_season(months[1]))
        if all(map(_MONTH_NAME.search, months))
        else ("%(S)s" + (dash if dashed else ""), "%(S)s %(y)s"),
    )


_MONTH_NAME = re.compile(r"%\((?:MMMM?|LLLL?)\)s")


def _pattern(locale: Locale, pattern: str) -> str:
    """Convert a CLDR pattern to letters as ``%(d)s``; the era becomes AD in the locale's words, narrow names short ones."""
    from babel.dates import parse_pattern

    text = str(parse_pattern(pattern).format)  # Babel's annotation is wrong: it is a str
    era = locale.eras["abbreviated"][1].replace("%", "%%")
    return text.replace("%(G)s", era).replace("%(Y)s", "%(y)s").replace("(MMMMM)", "(MMM)")
