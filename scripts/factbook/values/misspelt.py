"""How amounts and dates are misspelt: what is meant, and why it is not written so. Tables, as the forms in the browser read them, too."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A pattern, what stands in its place (``$1`` is a group), and what an amount must be, which completes "must be an amount …".

    Patterns are in the part of regular expressions that Python and JavaScript share.
    """

    pattern: str
    instead: str
    reason: str


def _misspellings(*rows: tuple[str, str], reason: str) -> list[Misspelling]:
    return [Misspelling(pattern, instead, reason) for pattern, instead in rows]


_N: Final = r"\d+(?:\.\d+)?"
_START: Final = r"(?<![\d.])"
_SCALES: Final = {"k|thousand|thsd|tsd": 3, "m|mn|mln|mio|million": 6, "bn|billion": 9, "trillion": 12, "hundred": 2}
_HEDGES: Final = {
    "about": r"approximately|approx\.?|around|circa|ca?\.|ca|roughly|some|nearly|almost|estimated|est\.?|an estimated|abt\.?|~|≈",
    "at least": r"minimum|min\.?|atleast|no (?:fewer|less) than|not (?:fewer|less) than|>=|≥",
    "up to": r"maximum|max\.?|upto|as many as|at most|no more than|not more than|<=|≤",
    "more than": r"more then|over|above|exceeding|upwards of|>",
    "fewer than": r"fewer then|less th[ae]n|under|below|<",
}


def _scaled(words: str, zeros: int) -> list[Misspelling]:
    """Return the numbers before a word that multiplies them: of a range, alone, and with up to three digits behind a point."""
    rows = [(rf"{_START}(\d+) ?(?:to|or|-|–) ?(\d+) ?(?:{words})\b", f"$1{'0' * zeros} to $2{'0' * zeros}")]
    rows += [(rf"{_START}(\d+)(?!\.) ?(?:{words})\b", f"$1{'0' * zeros}")]
    for decimals in range(1, min(zeros, 3) + 1):
        rows.append((rf"{_START}(\d+)\.(\d{{{decimals}}}) ?(?:{words})\b", f"$1$2{'0' * (zeros - decimals)}"))
    return _misspellings(*rows, reason="with all its digits")


_SMALL: Final = "two three four five six seven eight nine ten eleven twelve"
_UNITS: Final = (
    "(?:people|persons|men|women|killed|dead|wounded|injured|missing|percent|per cent|dollars|euros|tons|tonnes|units)"
)
"""Not every word, as one of another language may be a thousand."""
_VAGUE: Final = r"\?+|-+|–|—|n/?a|tb[ad]|(?:not|un)[ -]?(?:known|clear|given|said|stated|specified|disclosed)|null|(?:a |some )?(?:several|few|many|dozens|scores|tens|hundreds|thousands|countless|numerous)\b[^\d]*"
AMOUNTS: Final[tuple[Misspelling, ...]] = (
    *_misspellings((r"^[\"'“”„«»‚‘’`]+|[\"'“”„«»’`]+$", ""), reason="without quotation marks"),
    *_misspellings((r"(.)[.;,!]+$", "$1"), reason="without a stop at its end"),
    *_misspellings((r"(.) ?\([^()]*\)$", "$1"), reason="without brackets; what else there is to say is a note"),
    *_misspellings((rf"^(?:{_VAGUE})$", "unknown"), reason="or 'unknown', with the source's words as wording"),
    *_misspellings(
        (r"(\d)[ ,_'’](?=\d{3}(?!\d))", "$1"),
        (rf"{_START}(\d{{1,3}})\.(\d{{3}})\.(\d{{3}})(?!\d)", "$1$2$3"),
        reason="without separators between digits",
    ),
    *_misspellings(
        (rf"{_START}([1-9]\d*)\.(\d{{3}})(?![\d.]| ?(?:{'|'.join(_SCALES)})\b)", "$1$2"),
        reason="without exactly three digits behind a point, which may separate thousands or be a fraction",
    ),
    *_misspellings((rf"{_START}(\d+),(\d{{1,2}})(?!\d)", "$1.$2"), reason="with a point before its fraction"),
    *(each for words, zeros in _SCALES.items() for each in _scaled(words, zeros)),
    *_misspellings(
        *((rf"\b{word}\b", str(number)) for number, word in enumerate(_SMALL.split(), 2)),
        (r"\ba dozen\b", "12"),
        reason="in digits",
    ),
    *_misspellings((rf"{_START}0+(?=\d)", ""), reason="without noughts in front"),
    *(
        Misspelling(rf"^(?:{words}|{relation}(?=\d)) ?(?=\d)", f"{relation} ", f"that says {relation!r}")
        for relation, words in _HEDGES.items()
    ),
    *_misspellings(
        (rf"^({_N}) ?(?:\+|plus|(?:or|and) (?:more|above|over))$", "at least $1"), reason="that says 'at least'"
    ),
    *_misspellings((rf"^({_N}) or (?:fewer|less|under)$", "up to $1"), reason="that says 'up to'"),
    *_misspellings((rf"^({_N}) or so$", "about $1"), reason="that says 'about'"),
    *_misspellings(
        (rf"({_N}) ?(?:±|\+/?-|plus/minus|plus minus|give or take) ?({_N})", "$1 plus or minus $2"),
        reason="that says 'N plus or minus M'",
    ),
    *_misspellings(
        (rf"^(about )?(?:between |from )?({_N}) ?(?:-|–|—|until|to|till|or|and) ?({_N})", "$1$2 to $3"),
        reason="that says 'N to M'",
    ),
    *_misspellings(
        (r"^[$€£¥]+ ?(?=\d)", ""),
        (rf"(\d) ?(?:%|[$€£¥]|{_UNITS}(?: (?:and|or) {_UNITS})*)$", "$1"),
        reason="without its unit, which the count names",
    ),
)
"""In the order in which they are tried, each once."""
_MONTHS: Final = {
    f"{name.lower()[:3]}(?:{name.lower()[3:4]}|{name.lower()[3:]})?": number
    for number, name in enumerate(calendar.month_name)
    if name
}
DATES: Final[tuple[Misspelling, ...]] = (
    *(
        Misspelling(pattern, instead, "")
        for name, number in _MONTHS.items()
        for pattern, instead in (
            (rf"^(\d{{1,2}})\.? {name}\.?,? (\d{{4}})$", f"$2-{number:02}-$1"),
            (rf"^{name}\.? (\d{{1,2}}),? (\d{{4}})$", f"$2-{number:02}-$1"),
            (rf"^{name}\.? (\d{{4}})$", f"$1-{number:02}"),
        )
    ),
    Misspelling(r"^(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?$", "$1-$2-$3", ""),
    Misspelling(r"-(?=$)", "", ""),
    Misspelling(r"-(\d)(?=$|-|[ t])", "-0$1", ""),
    Misspelling(r"^(\d{4}-\d\d-\d\d)(?: +|t)(\d\d:\d\d)", "$1T$2", ""),
)
CHARACTERS: Final = "in plain characters"
CAPITALS: Final = "in small letters"


def as_meant(text: str, table: Sequence[Misspelling]) -> tuple[str, list[str]]:
    """Return the amount or date that a text probably means, and the reasons why it is not written so."""
    reasons: list[str] = []
    for plain, reason in ((_plain(text), CHARACTERS), (_plain(text).lower(), CAPITALS)):
        reasons += [reason] if plain != text else []
        text = plain
    for each in table:
        mended = re.sub(each.pattern, re.sub(r"\$(\d)", r"\\g<\1>", each.instead), text)
        if mended != text and each.reason not in reasons:
            reasons.append(each.reason)
        text = mended
    return text, reasons


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
