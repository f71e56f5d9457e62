"""Prose: a parser for texts with bindings, and a finder of numbers and months outside of them.

In facts and headlines a binding stands in braces: ``{visitors/constabulary-2025-06-01}`` prints an amount,
``{festival-opened}`` a date, ``{guild}`` a name, ``{visitors/constabulary-2025-06-01.as_of}`` a field,
``{days festival-opened first-battle}`` a derived figure, ``{"Article 4"}`` a text that is not a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .normalize import BOUNDARY, NormalizedText, TextBuilder
from .values import BadValue

_SMALL = "two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_LARGE = "dozens? hundreds? thousands? millions? billions? trillions? twice thrice"
_CHANGES = "zero half halves halv(?:ed|ing) doubl(?:ed|ing) tripl(?:ed|ing) trebl(?:ed|ing) quadrupl(?:ed|ing) (?:two|three|four|five|ten)fold"
_FRACTIONS = r"(?:a|one)[ -](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?= of\b)"
_MONTHS = "January February April June July August September October November December"
_HAN = "〇零二两兩貳贰弐叁參三参弎四肆五伍六陸陆七柒漆八捌九玖十拾廿卅百佰千仟万萬億亿兆"
_HAN_COUNTED = "人名年月个個歳岁歲倍件票%]|日(?![市町])"
_D = "[일이삼사오육륙칠팔구]?"
_HANGUL = rf"(?:{_D}조)?(?:{_D}억)?(?:(?:{_D}천)?(?:{_D}백)?(?:{_D}십)?{_D}만)?(?:{_D}천)?(?:{_D}백)?(?:{_D}십)?{_D}"
_HANGUL_COUNTED = "명|여|개|년|월|대|발|건|톤|원|달러|인|퍼센트|%"
NUMBER: Final = re.compile(
    r"[\d¼-¾⅐-⅟↉][\d.,:/⁄¼-¾⅐-⅟↉]*"
    r"|(?<!\w)(?:(?<!\w-)|(?<=\ba-)|(?<=\bone-))(?:"
    + "|".join([*f"{_SMALL} {_TEENS} {_TENS} {_LARGE} {_CHANGES}".split(), _FRACTIONS])
    + r")(?:-(?:one|"
    + "|".join(_SMALL.split()[:8])
    + r"))?(?!\w)"
    # in Han characters
    + rf"|(?![万萬]一(?![{_HAN}一壹壱]))(?=[一壹壱]*[{_HAN}])[{_HAN}一壹壱]{{2,}}"
    + rf"|[数數幾几][十百千万萬億亿]|(?<!第)[{_HAN}](?=[{_HAN_COUNTED})"
    # in Hangul
    + rf"|(?<![가-힣])(?=[일이삼사오육륙칠팔구십백천만억조]{{2}})(?=[^십백천만억조\W]*[십백천만억조]){_HANGUL}(?= ?(?:{_HANGUL_COUNTED}))"
    + rf"|(?<![가-힣])(?=[일이삼사오육륙칠팔구십백천만억조]{{3}})(?=[^십백천만억조\W]*[십백천만억조]){_HANGUL}(?![가-힣])"
    + r"|(?<![가-힣])(?:[십백천만억](?= 명)|다섯|여섯|일곱|여덟|아홉|스물|서른|마흔|예순|일흔|여든|아흔|수[십백천만]|(?:두|세|네|열)(?= ?(?:명|개|달)))",
    re.IGNORECASE,
)
"""A number in normalised prose (:mod:`.normalize`): any digit, words from *two* upward, *dozen*, *hundred* and the like,
*zero*, *half*, *a third of*, and words that multiply or divide: *doubled*, *halved*, *threefold*.

Of Han numerals two together are a number, or one before what is counted (三人, 六月); so 三星 is a name, 一人 is *one person*,
第三 is *the third*, and 万一 a word. Hangul numerals are syllables of many words, so they count where they are written as a
number is and end a word or stand before what is counted (사천칠백, 이천 명).
"""
MONTH: Final = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(_MONTHS.split())}|{'|'.join(_MONTHS.upper().split())})(?!\w)|(?:Jan|Mar|Jun|Jul)\.|(?:Feb|Apr|Aug|Sept?|Oct|Nov|Dec)(?:\.|(?!\w)))"
)
"""The name of a month, except the everyday words March and May, or a short form, with its stop where that is a name or word, too."""
BINDING: Final = re.compile(r"\{([^{}]*)\}")
_LITERAL = re.compile(r'"([^"]*)"')
_CALL = re.compile(r"\{\{ *(?:\w+\( *[\"'“”‘’]?([a-z0-9/-]+)[^{}]*|([a-z0-9/-]+) *)?")
_REF = re.compile(r"([a-z0-9-]+(?:/[a-z0-9-]+)?)(?:\.([a-z_]+))?")
DERIVED: Final = ("days", "share", "difference", "sum")


@dataclass(frozen=True, slots=True)
class Text:
    """Text between bindings; ``offset`` is where it begins in the source, as for all parts."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A quoted text, whose numbers and dates are not claims."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A binding that prints a fact, or one ``field`` of it unless that is empty."""

    ref: str
    field: str
    offset: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """A binding that computes a figure from two facts; ``function`` is one of :data:`DERIVED`."""

    function: str
    refs: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Name:
    """A known name in a fact's text, which :func:`.names.with_names` finds; ``refs`` are the ids of those whom it may mean."""

    text: str
    refs: tuple[str, ...]
    offset: int


Part = Text | Literal | Bound | Derivation | Name


def without_literals(text: str) -> str:
    """Return prose with each text that is marked as no claim as it is printed: ``{"Group of 7"}`` is ``Group of 7``."""
    return BINDING.sub(lambda match: literal[1] if (literal := _LITERAL.fullmatch(match[1])) else match[0], text)


def split(text: str) -> Iterator[Part]:
    """Yield the parts of a prose text in order. Raises :class:`BadValue` on an invalid binding."""
    if "{" in text or "}" in text:
        _refuse_other_braces(text)
    end = 0
    for match in BINDING.finditer(text):
        if match.start() > end:
            yield Text(text[end : match.start()], end)
        yield _part(match[1].strip(), match.start())
        end = match.end()
    if end < len(text):
        yield Text(text[end:], end)


def _refuse_other_braces(text: str) -> None:
    """Raise :class:`BadValue` for a brace that is none of a binding."""
    if call := _CALL.search(text):
        ref = call[1] or call[2] or ""
        raise BadValue("a name in one pair of braces, as pages alone take two", f"{{{ref or 'guild'}}}")
    if stray := re.search(r"[{}]", BINDING.sub(lambda match: "." * len(match[0]), text)):
        start = re.match(r"\{([a-z0-9/-]+)", text[stray.start() :]) or re.search(r"([a-z0-9/-]+)\}", text)
        raise BadValue("text whose braces are opened and closed", f"{{{start[1] if start else 'guild'}}}")


def refs_in(text: str) -> tuple[str, ...]:
    """The names of the facts that a prose text prints, or works a figure out from. Raises :class:`BadValue` as :func:`split` does."""
    found = (part for part in split(text) if isinstance(part, Bound | Derivation))
    return tuple(ref for part in found for ref in ((part.ref,) if isinstance(part, Bound) else part.refs))


def _part(inside: str, offset: int) -> Part:
    if literal := _LITERAL.fullmatch(inside):
        return Literal(literal[1], offset)
    function, _, rest = inside.partition(" ")
    if function in DERIVED:
        refs = tuple(rest.split())
        if len(refs) == 2 and all(_REF.fullmatch(ref) for ref in refs):
            return Derivation(function, refs, offset)
        raise BadValue(f"{function} and the names of two facts", f"{{{function} first-fact second-fact}}")
    if ref := _REF.fullmatch(inside):
        return Bound(ref[1], ref[2] or "", offset)
    raise BadValue(
        "the name of a fact or a quoted text in braces", '{visitors/constabulary-2025-06-01} or {"Article 4"}'
    )


def find_unbound(text: NormalizedText) -> Iterator[tuple[int, int, str]]:
    """Yield each number and month of a normalised text that is in its source: start, end, ``"number"`` or ``"date"``."""
    for pattern, what in ((NUMBER, "number"), (MONTH, "date")):
        for match in pattern.finditer(text.text):
            end = match.start() + len(match[0].rstrip(".,:/⁄"))
            if text.has_source(match.start(), end):
                yield match.start(), end, what


def normalize_parts(parts: Iterable[Part]) -> NormalizedText:
    """Normalise the texts and literals of a prose text as one; bindings separate them."""
    builder = TextBuilder()
    for part in parts:
        match part:
            case Text(text, offset) | Name(text, _, offset):
                builder.add(text, offset)
            case Literal(text):
                builder.replace(text)
            case _:
                builder.replace(BOUNDARY)
    return builder.build()
