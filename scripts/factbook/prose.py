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
from .quantities import patterns_of
from .values import BadValue
from .values.formats import current

BINDING: Final = re.compile(r"\{([^{}]*)\}")
_LITERAL = re.compile(r'"([^"]*)"')
_CALL = re.compile(r"\{\{ *(?:\w+\( *[\"'“”‘’]?([a-z0-9/-]+)[^{}]*|([a-z0-9/-]+) *)?")
_REF = re.compile(r"([a-z0-9-]+(?:/[a-z0-9-]+)?)(?:\.([a-z_]+))?")
DERIVED: Final = ("days", "share", "difference", "sum")


class Untranslated(str):
    """A text in another ``language`` than the page that prints it (BCP 47), as there is no translation that is up to date."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Untranslated:
        """Return the text, marked."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[type[Untranslated], tuple[str, str]]:
        """Return what it is made of again, as in another process."""
        return Untranslated, (str(self), self.language)


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
    """Yield each number and month of a normalised text that is in its source: start, end, ``"number"`` or ``"date"``.

    They are those of the language in force (:mod:`.quantities`).
    """
    for what, pattern in patterns_of(current().language)._asdict().items():
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
