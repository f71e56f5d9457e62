"""The formats of every locale, from the Unicode CLDR as the ``babel`` package has it.

Read once for each locale and turned into plain patterns, as Babel takes 10 to 50 µs to write one number or date.
Digits are always Latin ones, years those of the Gregorian calendar.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import BadValue
from .formats import BRITISH, Dates, Formats, Halves, Large, month_fields
from .phrases import phrases

if TYPE_CHECKING:
    from babel import Locale

MUST = "a locale of the Unicode CLDR: a language, or a language and a country"


@lru_cache(maxsize=50)
def formats_of(name: str) -> Formats:
    """The formats of a locale, such as ``de``, ``en_GB`` or ``pt-BR``. Raises :class:`BadValue` on an unknown one."""
    if name.replace("-", "_") == BRITISH.locale:
        return BRITISH
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise BadValue(MUST, "en_GB") from None
    return from_cldr(locale)


def known_locales() -> list[str]:
    """Every locale there is, in order of the alphabet."""
    from babel import localedata

    return sorted(localedata.locale_identifiers())


def from_cldr(locale: Locale) -> Formats:
    """CLDR's formats of a locale, with our words of its language."""
    words = phrases(locale.language)
    symbols = locale.number_symbols["latn"]
    dash = str(locale.interval_formats[None]).format("", "")
    months, weekdays = _months(locale), locale.days["format"]
    return Formats(
        locale=str(locale),
        phrases=words,
        group=symbols["group"],
        decimal=symbols["decimal"],
        minus=symbols["minusSign"],
        groups=locale.decimal_formats[None].grouping,
        large=tuple(_large(locale)),
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
        plural=locale.plural_form,
    )


_FROM_SUNDAY = (6, 0, 1, 2, 3, 4, 5)
"""Babel's days of the week, which begin on Monday, in the order of D3's, which begin on Sunday."""


def _months(locale: Locale) -> Mapping[str, Mapping[int, str]]:
    """The names of months by CLDR's letters.

    Read from a copy: Babel (2.18) writes what it looks up for one locale into data that others share.
    """
    from babel import localedata

    data = localedata.LocaleDataDict(copy.deepcopy({"months": localedata.load(str(locale))["months"]}))
    names: Any = data["months"]
    return {
        "MMMM": names["format"]["wide"],
        "MMM": names["format"]["abbreviated"],
        "LLLL": names["stand-alone"]["wide"],
        "LLL": names["stand-alone"]["abbreviated"],
    }


def _large(locale: Locale) -> Iterator[Large]:
    """The names of numbers from a million to hundreds of millions: one in English, *lakh* and *crore* in Hindi.

    None where CLDR has none, as in Pashto.
    """
    compact: Any = locale.compact_decimal_formats
    by_form = compact.get("long") or compact["short"]
    for zeros in (8, 7, 6):
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
            yield Large(10**zeros, 10 ** (zeros + 1 - digits), forms)


def _percent(locale: Locale) -> str:
    pattern: Any = locale.percent_formats[None]
    sign = locale.number_symbols["latn"]["percentSign"]
    return "{}".join(_braced(part).replace("%", sign) for part in (pattern.prefix[0], pattern.suffix[0]))


def _braced(text: str) -> str:
    """A text that stays as it is in a pattern for ``str.format``."""
    return text.replace("{", "{{").replace("}", "}}")


def _dates(locale: Locale, dashed: bool, dash: str, *, long: bool) -> Dates:
    skeletons = locale.datetime_skeletons
    day = _pattern(locale, locale.date_formats["long"].pattern if long else skeletons["yMMMd"].pattern)
    month = _pattern(locale, skeletons["yMMMM" if long else "yMMM"].pattern)
    season = "%(S)s %(y)s"

    def halves(skeleton: str, field: str, whole: str) -> Halves:
        """CLDR's parts of a range whose ends differ first in a field; whole dates where it has none."""
        parts = (locale.interval_formats.get(skeleton) or {}).get(field, ())
        if len(parts) != 2:
            return whole + (dash if dashed else ""), whole
        first, last = (_pattern(locale, part) for part in parts)
        if long:
            first, last = (part.replace("(MMM)", "(MMMM)").replace("(LLL)", "(LLLL)") for part in (first, last))
        return (first if dashed else first.rstrip(_DASHES)), last

    of_days = "yMMMMd" if long and (locale.interval_formats.get("yMMMMd") or {}).get("d") else "yMMMd"
    return Dates(
        day,
        month,
        season,
        halves(of_days, "d", day),
        halves(of_days, "M", day),
        halves("yMMMM" if long else "yMMM", "M", month),
        ("%(S)s" + (dash if dashed else ""), season),
    )


_DASHES = " –—-~\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}"
"""What stands between the halves of a range where a language has no word for it."""


def _pattern(locale: Locale, pattern: str) -> str:
    """A pattern of CLDR with its letters as ``%(d)s``; an era is the common one, narrow names are short ones."""
    from babel.dates import parse_pattern

    text = str(parse_pattern(pattern).format)  # of type str, whatever its annotation says
    era = locale.eras["abbreviated"][1].replace("%", "%%")
    return text.replace("%(G)s", era).replace("%(Y)s", "%(y)s").replace("(MMMMM)", "(MMM)")
