"""Diagnostics: places, problems, the registry of rules, and suggestions for misspelt names."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple


class Place(NamedTuple):
    """A position in a file: path relative to the story's root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing an editor has to fix.

    ``rule`` is the code of the broken rule, a key of :data:`RULES`; ``message`` says what must be and what was found;
    ``example`` is something correct to copy, whole lines of a file if it begins with a newline.
    """

    place: Place
    rule: str
    message: str
    example: str = field(default="", compare=False)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message} [{self.rule}]"
        if self.example.startswith("\n"):  # with their own indentation, for pasting
            return f"{text}\n    for example:{self.example}"
        example = self.example.replace("\n", "\n        ")
        return f"{text}\n    for example: {example}" if example else text


class Problems(Exception):
    """Raised with all problems of a step, sorted by place and without duplicates."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


_MAX_RANKED: Final = 1000
_MAX_COMPARED: Final = 20
"""Known names that are ranked by shared bigrams, and the best of them that :mod:`difflib`, which is slow, then compares."""
RULES: dict[str, str] = {}
"""The sentence of each rule by its code, as the rules page prints it."""


def rule(code: str, sentence: str) -> str:
    """Register a rule and return its code. Raises :class:`ValueError` on a code that is taken."""
    if code in RULES:
        raise ValueError(f"rule {code!r} is registered twice")
    RULES[code] = " ".join(sentence.split())
    return code


def nearest(
    name: str,
    known: Iterable[str],
    limit: int = 8,
    *,
    aliases: Mapping[str, str] = MappingProxyType({}),
    within: str = "",
) -> str:
    """Return a suggestion for an unknown name: what it means, or the known one most like it, or the ``limit`` most like it.

    ``aliases`` are known names by other spellings in small letters. Of names such as ``kites/guild``, one without its first
    part is found by the last, first ``within`` the given first part.
    """
    names = sorted(set(known))
    parts = [each for each in names if each.endswith(f"/{name}")] if name else []
    meant = [f"{within}/{name}"] if f"{within}/{name}" in parts else parts[:3]
    if not meant and (other := aliases.get(name.casefold()) or closest(name, names)) in names:
        meant = [other]
    if meant:
        return f"did you mean {' or '.join(map(repr, meant))}?"
    if not names:
        return "none is defined yet"
    more = ", …" if len(names) > limit else ""
    return f"known: {', '.join(_most_like(name[:80], names, limit))}{more}"


def closest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like another, which may be a misspelling of it; empty if none is."""
    likely = _most_like(name[:80], sorted(set(known)), _MAX_COMPARED)
    ratios = {each: difflib.SequenceMatcher(None, each, name[:80]).ratio() for each in likely}  # of equals, the first
    best = max(ratios, key=lambda each: ratios[each], default="")
    return best if best and ratios[best] >= 0.6 else ""


def _most_like(name: str, names: list[str], limit: int) -> list[str]:
    """Return the ``limit`` names that share most letters and bigrams with ``name``, the most like first; of very many, those near it in the sorted list."""
    if len(names) > _MAX_RANKED:
        index = bisect_left(names, name)
        names = names[max(0, index - _MAX_RANKED // 2) : index + _MAX_RANKED // 2]
    sought = _features(name)
    return nlargest(limit, names, key=lambda each: 2 * len(sought & _features(each)) / (len(name) + len(each) + 1))


def _features(name: str) -> set[str]:
    """Return the letters and the pairs of letters of a name; a swapped pair leaves the letters."""
    folded = name.casefold()
    return {*folded, *map("".join, pairwise(folded))}


def quote(value: object, limit: int = 60) -> str:
    """Return a value for a message: in quotes, on one line, at most ``limit`` characters."""
    text = str(value)
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
