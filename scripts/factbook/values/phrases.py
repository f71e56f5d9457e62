"""The words around numbers and dates, by language: "about", "more than", "to", the seasons.

Formats come from the Unicode CLDR (see :mod:`.cldr`), these words from us, in English here and by :mod:`.messages` in others.
A language without a catalogue has its own formats and English words.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

from .messages import ENGLISH as NO_CATALOGUE
from .messages import messages_of


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of a language; ``{}`` is the place of the number or date.

    ``about`` stands at a number, ``circa`` at a date, ``share_about``, ``share_above`` and ``share_below`` at a percentage.
    ``plus_or_minus`` joins a number and its margin, ``to`` the ends of a range; if ``None``, the locale's range dash does.
    ``seasons`` are in the order of EDTF. In ``counted`` the place is that of a unit behind a number that ends in a word, as in
    *6,5 millones de proyectiles*.
    """

    about: str
    circa: str
    more_than: str
    at_least: str
    up_to: str
    fewer_than: str
    share_about: str
    share_above: str
    share_below: str
    unknown_number: str
    unknown_date: str
    uncertain: str
    by: str
    since: str
    from_unknown: str
    to_unknown: str
    to_later: str
    from_earlier: str
    start: str
    decade: str
    seasons: tuple[str, str, str, str]
    plus_or_minus: str
    counted: str
    to: str | None

    def related(self, relation: str) -> str:
        """The phrase of an amount's relation, such as ``more than``."""
        return str(getattr(self, relation.replace(" ", "_")))


ENGLISH: Final = Phrases(
    about="about {}",
    circa="about {}",
    more_than="more than {}",
    at_least="at least {}",
    up_to="up to {}",
    fewer_than="fewer than {}",
    share_about="about {}",
    share_above="more than {}",
    share_below="fewer than {}",
    unknown_number="an unknown number",
    unknown_date="unknown",
    uncertain="{} (uncertain)",
    by="by {}",
    since="from {} on",
    from_unknown="until {}, from an unknown day",
    to_unknown="from {} until an unknown day",
    to_later="{} to later in {}",
    from_earlier="a day in {} to {}",
    start="since {}",
    decade="the {}s",
    seasons=("spring", "summer", "autumn", "winter"),
    plus_or_minus="plus or minus",
    counted="{}",
    to="to",
)

DASH: Final = "–"
"""What a catalogue has for *to* if its language writes the locale's range dash."""


def context_of(field: str) -> str:
    """The context of a word in the catalogues."""
    if field.startswith("share_"):
        return "percentage"
    return {"circa": "date", "counted": "unit behind a number in words"}.get(field, "number or date")


def phrases(language: str) -> Phrases:
    """The words of a language (ISO 639); of one without a catalogue, the English ones with the locale's range dash."""
    if language == "en":
        return ENGLISH
    messages = messages_of(language)
    if messages is NO_CATALOGUE:
        return replace(ENGLISH, to=None)

    def translated(words: str | tuple[str, ...], context: str) -> Any:
        if isinstance(words, str):
            return messages.catalogue.pgettext(context, words)
        return tuple(translated(each, context) for each in words)

    found = {each.name: translated(getattr(ENGLISH, each.name), context_of(each.name)) for each in fields(Phrases)}
    return Phrases(**found | {"to": None if found["to"] == DASH else found["to"]})
