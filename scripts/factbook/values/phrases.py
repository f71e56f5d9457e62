"""The words that stand beside numbers and dates, by language: "about", "more than", "to", the seasons.

Formats come from the Unicode CLDR (see :mod:`.cldr`); these words are ours. A site in another language has its
own with one more entry of :data:`PHRASES`; until then its numbers and dates have its formats and English words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's words; ``{}`` is where the number or date stands.

    ``to`` joins the ends of a range; where it is ``None``, the locale's own range dash does. ``seasons`` are
    those of EDTF in its order: spring, summer, autumn, winter.
    """

    about: str
    more_than: str
    at_least: str
    up_to: str
    fewer_than: str
    unknown_number: str
    unknown_date: str
    unknown_time: str
    uncertain: str
    by: str
    since: str
    decade: str
    seasons: tuple[str, str, str, str]
    day: str
    days: str
    to: str | None


ENGLISH: Final = Phrases(
    about="about {}",
    more_than="more than {}",
    at_least="at least {}",
    up_to="up to {}",
    fewer_than="fewer than {}",
    unknown_number="an unknown number",
    unknown_date="unknown",
    unknown_time="an unknown time",
    uncertain="{} (uncertain)",
    by="by {}",
    since="from {} on",
    decade="the {}s",
    seasons=("spring", "summer", "autumn", "winter"),
    day="{} day",
    days="{} days",
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
    unknown_time="eine unbekannte Zeit",
    uncertain="{} (unsicher)",
    by="bis {}",
    since="ab {}",
    decade="die {}er Jahre",
    seasons=("Frühling", "Sommer", "Herbst", "Winter"),
    day="{} Tag",
    days="{} Tage",
    to="bis",
)

PHRASES: Final[Mapping[str, Phrases]] = {"en": ENGLISH, "de": GERMAN}
"""Every language that has words of its own, by its code (ISO 639)."""


def phrases(language: str) -> Phrases:
    """A language's words; English ones, with the locale's own range dash, where it has none."""
    return PHRASES.get(language, _NO_WORDS)


_NO_WORDS: Final = Phrases(**{name: getattr(ENGLISH, name) for name in Phrases.__slots__ if name != "to"}, to=None)
