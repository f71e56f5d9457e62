"""Prose: text in which every number is bound to a fact or marked as no claim.

In facts and headlines a binding stands in braces: ``{visitors/constabulary-2025-06-01}`` prints an amount,
``{festival-opened}`` a date, ``{guild}`` a name, ``{visitors/constabulary-2025-06-01.as_of}`` a field,
``{days festival-opened first-battle}`` a derived figure, ``{"Article 4"}`` a text that is not a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .values import BadValue

_SMALL = "two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_LARGE = "dozens? hundreds? thousands? millions? billions? trillions? twice thrice"
_MONTHS = "January February April June July August September October November December"
NUMBER: Final = re.compile(
    r"[\d½⅓⅔¼¾⅕-⅞¹²³][\d.,:/½¼¾]*"
    r"|(?<![\w-])(?:"
    + "|".join(f"{_SMALL} {_TEENS} {_TENS} {_LARGE}".split())
    + r")(?:-(?:one|"
    + "|".join(_SMALL.split()[:8])
    + r"))?(?!\w)",
    re.IGNORECASE,
)
"""A number in prose: any digit, words from *two* upward, *dozen*, *hundred* and the like."""
MONTH: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_MONTHS.split())})(?!\w)")
"""A month by name, apart from the everyday words March and May."""
BINDING: Final = re.compile(r"\{([^{}]*)\}")
_LITERAL = re.compile(r'"([^"]*)"')
_REF = re.compile(r"([a-z0-9-]+(?:/[a-z0-9-]+)?)(?:\.([a-z_]+))?")
DERIVED: Final = ("days", "share", "difference", "sum")


@dataclass(frozen=True, slots=True)
class Text:
    """Words between bindings."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A text that holds a number or date but is not a claim."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A fact to print: ``ref`` names it, ``field`` which part of it."""

    ref: str
    field: str
    offset: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure to work out from two facts: ``function`` is one of :data:`DERIVED`."""

    function: str
    refs: tuple[str, ...]
    offset: int


Part = Text | Literal | Bound | Derivation


def split(text: str) -> Iterator[Part]:
    """The parts of a prose text in order. Raises :class:`BadValue` on a binding that cannot be read."""
    end = 0
    for match in BINDING.finditer(text):
        if match.start() > end:
            yield Text(text[end : match.start()], end)
        yield _part(match[1].strip(), match.start())
        end = match.end()
    if end < len(text):
        yield Text(text[end:], end)


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


def bare(text: str) -> Iterator[tuple[int, str, str]]:
    """Numbers and dates that stand unbound in plain words: offset, the word, and what it is."""
    for match in NUMBER.finditer(text):
        yield match.start(), match[0].rstrip(".,:/"), "number"
    for match in MONTH.finditer(text):
        yield match.start(), match[0], "date"
