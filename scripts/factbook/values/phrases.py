"""The words around numbers and dates, by language: "about", "more than", "to", the seasons.

Formats come from the Unicode CLDR (see :mod:`.cldr`), these words from us. Languages without an entry in
:data:`PHRASES` have their own formats and English words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of a language; ``{}`` is the place of the number or date.

    ``plus_or_minus`` joins a number and its margin, ``to`` the ends of a range; if ``None``, the locale's range dash does. ``seasons`` are in the order of EDTF.
    """

    about: str
    more_than: str
    at_least: str
    up_to: str
    fewer_than: str
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
    day: str
    days: str
    plus_or_minus: str
    to: str | None

    def related(self, relation: str) -> str:
        """The phrase of an amount's relation, such as ``more than``."""
        return str(getattr(self, relation.replace(" ", "_")))


ENGLISH: Final = Phrases(
    about="about {}",
    more_than="more than {}",
    at_least="at least {}",
    up_to="up to {}",
    fewer_than="fewer than {}",
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
    day="{} day",
    days="{} days",
    plus_or_minus="plus or minus",
    to="to",
)

GERMAN: Final = Phrases(
    about="etwa {}",
    more_than="mehr als {}",
    at_least="mindestens {}",
    up_to="bis zu {}",
    fewer_than="weniger als {}",
    unknown_number="eine unbekannte Zahl",
    unknown_date="unbekannt",
    uncertain="{} (unsicher)",
    by="bis {}",
    since="ab {}",
    from_unknown="bis {}, seit einem unbekannten Tag",
    to_unknown="ab {} bis zu einem unbekannten Tag",
    to_later="{} bis später ({})",
    from_earlier="einem Tag ({}) bis {}",
    start="seit {}",
    decade="die {}er Jahre",
    seasons=("Frühling", "Sommer", "Herbst", "Winter"),
    day="{} Tag",
    days="{} Tage",
    plus_or_minus="plus/minus",
    to="bis",
)

PHRASES: Final[Mapping[str, Phrases]] = {"en": ENGLISH, "de": GERMAN}
"""The languages with words of their own, by their codes (ISO 639)."""


def phrases(language: str) -> Phrases:
    """The words of a language; without an entry, the English ones with the locale's range dash."""
    return PHRASES.get(language) or replace(ENGLISH, to=None)
