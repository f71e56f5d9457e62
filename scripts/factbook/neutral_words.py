"""Words that blame, belittle or date vaguely, with the reasons against them, by language; a new language is a new entry.

They are not for our own voice. What a source called something stands there as its words, marked as ``literal``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from .normalize import NormalizedText

NEUTRAL: Final = "neutral-words"
"""The rule, which :mod:`.checks.texts` registers."""
_ACCUSES: Final = "it says what somebody meant to do; say what was printed or said, and what its source had said"
_CONFESSES: Final = "it makes a statement a confession; say 'said' or 'acknowledged'"
_JUDGES: Final = "it is a judgement; say what it is, or give it as somebody's word"
_BELITTLES: Final = "it makes a figure small; the figure says how many"
_SEASON: Final = "seasons differ by hemisphere and begin on no certain day; give the month or the day"
_BEFORE_FIGURE: Final = (
    r"(?=\s(?:(?:about|around|some|more than|at least|up to|fewer than|etwa|rund|mehr als|mindestens) )?(?:\d|\n)|\n)"
)

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        r"garbl(?:e|es|ed|ing)|lied|liars?|lying (?:about|to)|falsely|fabricat(?:e|es|ed|ing)": _ACCUSES,
        r"admit(?:s|ted|ting)?(?! (?:in)?to (?!\w+ing\b))|confess(?:es|ed|ing)?|conced(?:e|es|ed|ing)": _CONFESSES,
        r"propagand\w*|regimes?|puppets?|so-called|boast(?:s|ed|ing)?|brag(?:s|ged|ging)?|whopping": _JUDGES,
        rf"(?:only|mere|merely|just|barely|a paltry|no fewer than|no less than){_BEFORE_FIGURE}": _BELITTLES,
        r"(?:in|during|since|until|by|of|from|last|this|next|that|early|late|mid)[ -](?:(?:the|that|this|early|late|last|next) )*"
        r"(?:spring|summer|autumn|winter)(?! (?:clothing|clothes|coats?|dress|uniforms?|games|camp))": _SEASON,
        r"(?:spring|summer|autumn|fall|winter) (?:of )?\d{4}": _SEASON,
    },
    "de": {
        r"gelogen|lügt|logen|Lügner|fälschlich|fabriziert\w*": _ACCUSES,
        r"gesteht|gestand|gestanden|zugegeben|räumte ein": _CONFESSES,
        r"Propagand\w*|Regimes?|Marionetten?|sogenannte\w*|prahlt\w*": _JUDGES,
        rf"(?:nur|bloß|lediglich){_BEFORE_FIGURE}": _BELITTLES,
        r"(?:im|zum|vom|letzten|vorigen|nächsten|diesen) (?:Frühling|Frühjahr|Sommer|Herbst|Winter)": _SEASON,
    },
}
"""By language (ISO 639): regular expressions of whole words in any case, and the reason against them."""


@cache
def _pattern() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one expression with a group for each entry of all languages, and the reasons in the order of the groups."""
    entries = [entry for words in WORDS.values() for entry in words.items()]
    return re.compile("|".join(rf"\b({words})(?!\w)" for words, _ in entries), re.IGNORECASE), tuple(
        why for _, why in entries
    )


def find_loaded(text: NormalizedText) -> Iterator[tuple[int, int, str]]:
    """Yield each such word of a normalised text that is in its source: start, end, and the reason against it."""
    pattern, reasons = _pattern()
    for match in pattern.finditer(text.text):
        if text.has_source(*match.span()):
            assert match.lastindex is not None
            yield *match.span(), reasons[match.lastindex - 1]
