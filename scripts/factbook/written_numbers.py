"""Numbers as sources write them: digits with any locale's separators, English words, Han and Hangul numerals.

Only what is certain is read. A text that puts a number vaguely (*several thousand*, *dozens*, *a third*) has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from .normalize import normalize
from .quantities import NUMERALS
from .values import BadValue
from .values.cldr import formats_of

_UNITS: Final = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: Final = (
    {word: Decimal(number) for number, word in enumerate(_UNITS.split())}
    | {word: Decimal(10 * number) for number, word in enumerate(_TENS.split(), 2)}
    | {"a": Decimal(1), "an": Decimal(1), "half": Decimal("0.5")}
)
_SCALES: Final = {
    "dozen": 12,
    "hundred": 100,
    **dict.fromkeys(("thousand", "k"), 1000),
    "lakh": 100_000,
    **dict.fromkeys(("million", "mln", "mn"), 10**6),
    "crore": 10**7,
    **dict.fromkeys(("billion", "bn"), 10**9),
    "trillion": 10**12,
}
_VAGUE: Final = frozenset(
    "half halves quarter quarters thirds couple twice thrice double doubled triple tripled".split()
)
_ARTICLES: Final = frozenset(["a", "an"])
_DIGIT_CHARS: Final = {
    char: value
    for value, chars in enumerate(
        (
            "〇零영공",
            "一壹壱일",
            "二两兩貳贰弐이",
            "三叁參参弎삼",
            "四肆사",
            "五伍오",
            "六陸陆육",
            "七柒漆칠",
            "八捌팔",
            "九玖구",
        )
    )
    for char in chars
}
_SMALL_CHARS: Final = {**dict.fromkeys("十拾십", 10), **dict.fromkeys("百佰백", 100), **dict.fromkeys("千仟천", 1000)}
_LARGE_CHARS: Final = {
    **dict.fromkeys("万萬만", 10**4),
    **dict.fromkeys("億亿억", 10**8),
    **dict.fromkeys("兆조", 10**12),
}
_DIGITS: Final = r"\d{1,3}(?:[ '_]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,٫٬]\d+)*"
_MULTIPLES: Final = "".join([*_SMALL_CHARS, *_LARGE_CHARS])
_TOKEN: Final = re.compile(
    r"(?P<skip>\d{4}-\d\d(?:-\d\d)?|\d+(?::\d+)+|\d+(?:st|nd|rd|th)\b)"
    rf"|(?P<mixed>(?:{_DIGITS})(?: ?[{_MULTIPLES}]+(?: ?\d[\d,.]*)?)+)"
    rf"|(?P<digits>{_DIGITS})"
    r"|(?P<word>[a-z]+)",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(r"|[ -]|,? and ")
_PERCENT: Final = re.compile(
    r" ?(?:%|per ?cent\b|pct\b|prozent\b|procent|pour cent|por ciento|процент|퍼센트|프로)", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_BEFORE_YEAR: Final = re.compile(
    r"(?:\b(?:in|since|by|until|from|early|late|mid|year|january|february|march|april|may|june|july|august|september|october|november|december)[ -]?)$",
    re.IGNORECASE,
)
_NUMERALS: Final = re.compile(NUMERALS)
_LETTERS: Final = re.compile(r" ?(?![\u3040-\u9fff\uac00-\ud7af])[^\W\d]")
_FOREIGN_SCALES: Final = (100, 1000, 10**5, 10**6, 10**7, 10**9)
"""What a word behind a number may multiply it by, where the language's words are not known here."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number in a text: as it is written, what it can mean, likeliest first, and whether it is a percentage."""

    text: str
    readings: tuple[Decimal, ...]
    percent: bool


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


class _Vague(Exception):
    """The text puts a number vaguely."""


def written_numbers(text: str, language: str = "en") -> list[Written]:
    """Return the numbers of a text in a language (BCP 47), except dates, ordinals and a bare *one*; none if one is vague."""
    words = normalize(text).text
    english = language.partition("-")[0] == "en"
    tokens = [_Token(match.lastgroup or "", match[0].lower(), *match.span()) for match in _TOKEN.finditer(words)]
    tokens = [token for token in tokens if token.text != "and"]
    try:
        found = [*_in_digits_and_words(words, tokens, language, english)]
        found += [
            each
            for each in _in_characters(words)
            if not any(each[0] < end and start < each[1] for start, end, _ in found)
        ]
    except _Vague:
        return []
    return [
        Written(words[start:end], tuple(readings), bool(_PERCENT.match(words, end)))
        for start, end, readings in sorted(found, key=lambda each: each[:2])
    ]


_Found = tuple[int, int, list[Decimal]]


def _in_digits_and_words(words: str, tokens: list[_Token], language: str, english: bool) -> Iterator[_Found]:
    number = 0
    while number < len(tokens):
        end = number
        while end < len(tokens) and _continues(words, tokens, number, end):
            end += 1
        if end == number:
            if tokens[number].text in _VAGUE or tokens[number].text.removesuffix("s") in _SCALES:
                raise _Vague
            number += 1
            continue
        run = tokens[number:end]
        number = end
        if len(run) == 1 and run[0].text in ("one", *_ARTICLES):
            continue
        readings = _value_of(run, language)
        if not readings or (len(run) == 1 and _is_year(words, run[0], english)):
            continue
        if re.match(r"m\b", words[run[-1].end :], re.IGNORECASE):  # million, or metres
            readings += [reading * 10**6 for reading in readings]
        if not english and run[-1].kind == "digits" and _LETTERS.match(words, run[-1].end):
            readings += [reading * scale for reading in readings for scale in _FOREIGN_SCALES]
        yield run[0].start, run[-1].end, readings


def _continues(words: str, tokens: list[_Token], first: int, number: int) -> bool:
    """Whether a token goes on with the number that begins at token ``first``, or begins one there."""
    token = tokens[number]
    before = tokens[number - 1] if number > first else None
    if before and not _JOINT.fullmatch(words, before.end, token.start):
        return False
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    if before is None:
        if token.text in (*_ARTICLES, "half"):
            return following is not None and (
                (following.text in _SCALES and following.text != "k")
                or (token.text == "half" and following.text in _ARTICLES)
            )
        return token.kind in ("digits", "mixed") or token.text in _WORDS
    if token.text in _SCALES or token.text.removesuffix("s") in _SCALES:
        return True
    if before.text == "half":
        return token.text in _ARTICLES
    if before.text in _ARTICLES:
        return token.text == "half"
    if token.text in _ARTICLES:  # four and a half
        return following is not None and following.text == "half"
    if before.text in _SCALES:  # four thousand one hundred
        return token.kind == "digits" or token.text in _WORDS
    return _WORDS.get(before.text, 0) >= 20 and 1 <= _WORDS.get(token.text, 0) < 10


def _value_of(run: list[_Token], language: str) -> list[Decimal]:
    """Return what a number of several tokens can mean: *two hundred fifty thousand* is a section of 250, times a thousand."""
    totals, section = [Decimal(0)], [Decimal(0)]
    for token in run:
        scale = _SCALES.get(token.text) or _SCALES.get(token.text.removesuffix("s"))
        if scale and scale < 1000:
            section = [reading * scale for reading in section]
        elif scale:
            totals = [total + reading * scale for total in totals for reading in section]
            section = [Decimal(0)]
        elif token is run[0] or token.text not in _ARTICLES:  # half *a* million
            section = [before + reading for before in section for reading in _addends(token, language)]
    return [total + reading for total in totals for reading in section]


def _addends(token: _Token, language: str) -> list[Decimal]:
    match token.kind:
        case "mixed":
            return [_of_characters(token.text)]
        case "digits":
            return _of_digits(token.text, language)
        case _:
            return [_WORDS[token.text]]


def _of_digits(text: str, language: str) -> list[Decimal]:
    """Return what digits with separators can mean; nothing if they are a date or a version."""
    plain = text.translate({ord(" "): None, ord("'"): None, ord("_"): None, ord("٬"): ",", ord("٫"): "."})
    marks = "".join(char for char in plain if not char.isdigit())
    if not marks:
        return [Decimal(plain)]
    last = marks[-1]
    if len(set(marks)) == 2 and marks.count(last) == 1:
        return [Decimal(plain.replace("," if last == "." else ".", "").replace(",", "."))]
    head, *groups = re.split(r"[.,]", plain)
    grouped = len(head) <= 3 and len(groups[-1]) == 3 and all(2 <= len(group) <= 3 for group in groups) and head != "0"
    readings = [Decimal(head + "".join(groups))] if grouped else []
    if len(groups) == 1 and not (grouped and last == _group_mark(language)):
        readings.append(Decimal(f"{head}.{groups[0]}"))
    return readings


def _group_mark(language: str) -> str:
    """Return what separates thousands in a language."""
    if language.partition("-")[0] == "en":
        return ","
    try:
        return formats_of(language).group
    except BadValue:
        return ""


def _in_characters(words: str) -> Iterator[_Found]:
    """Yield the numbers in Han and Hangul numerals alone, where :data:`.quantities.NUMERALS` is certain of them."""
    for match in _NUMERALS.finditer(words):
        if match[0][0] in "数數幾几수":
            raise _Vague
        if all(char in _DIGIT_CHARS or char in _MULTIPLES for char in match[0]):
            yield match.start(), match.end(), [_of_characters(match[0])]


def _of_characters(text: str) -> Decimal:
    """Return the number in Han or Hangul numerals, with or without digits: ``2만8천``, ``四千七百``, ``二〇二五``."""
    total, section, digit = Decimal(0), Decimal(0), None
    parts = re.findall(r"\d[\d,.]*|\D", text.replace(" ", ""))
    for part in parts:
        if part in _LARGE_CHARS:
            total += (section + (digit or 0) or 1) * _LARGE_CHARS[part]
            section, digit = Decimal(0), None
        elif part in _SMALL_CHARS:
            section += (1 if digit is None else digit) * _SMALL_CHARS[part]
            digit = None
        elif part in _DIGIT_CHARS:
            digit = (digit or 0) * 10 + Decimal(_DIGIT_CHARS[part])
        else:
            digit = Decimal(part.replace(",", "").rstrip("."))
    return total + section + (digit or 0)


def _is_year(words: str, token: _Token, english: bool) -> bool:
    return bool(
        token.kind == "digits"
        and _YEAR.fullmatch(token.text)
        and (not english or _BEFORE_YEAR.search(words, 0, token.start))
    )
