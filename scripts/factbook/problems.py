"""What can be wrong, and where: places, problems and the registry of rules."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
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

    ``message`` says what must be and what was found; ``example`` is something correct to copy; one that begins
    with a new line is whole lines of a file, indented as they stand there.
    ``rule`` is the code of the rule that was broken, a key of :data:`RULES`.
    """

    place: Place
    rule: str
    message: str
    example: str = field(default="", compare=False)

    def __str__(self) -> str:
        text = f"{self.place}: {self.message} [{self.rule}]"
        if self.example.startswith("\n"):  # lines of a file, to be pasted as they are
            return f"{text}\n    for example:{self.example}"
        example = self.example.replace("\n", "\n        ")
        return f"{text}\n    for example: {example}" if example else text


class Problems(Exception):
    """Everything that is wrong, sorted by place and without repeats; the build stops on it once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


LOOKED_AT: Final = 1000
COMPARED: Final = 20
"""Names that are looked at for the nearest one, around its place in the alphabet, and those that are then compared with care."""
RULES: dict[str, str] = {}
"""Every rule by its code, in one sentence; checks add theirs, and the rules page prints all of them."""


def rule(code: str, sentence: str) -> str:
    """Register a rule and give back its code; a code can be taken once."""
    if code in RULES:
        raise ValueError(f"rule {code!r} is registered twice")
    RULES[code] = " ".join(sentence.split())
    return code


def nearest(name: str, known: Iterable[str], limit: int = 8) -> str:
    """Help for a misspelt name: the nearest known one, or the list of known ones."""
    names = sorted(set(known))
    if close := difflib.get_close_matches(name[:80], _likely(name[:80], names), n=1, cutoff=0.6):
        return f"did you mean {close[0]!r}?"
    if not names:
        return "none is defined yet"
    more = ", …" if len(names) > limit else ""
    return f"known: {', '.join(names[:limit])}{more}"


def _likely(name: str, names: list[str]) -> list[str]:
    """Of many names those that :mod:`difflib` should look at, which takes its time with each: by the pairs of letters they share."""
    if len(names) > LOOKED_AT:
        place = bisect_left(names, name)
        names = names[max(0, place - LOOKED_AT // 2) : place + LOOKED_AT // 2]
    if len(names) <= COMPARED:
        return names
    pairs = set(pairwise(name))
    return nlargest(COMPARED, names, key=lambda each: 2 * len(pairs & set(pairwise(each))) / (len(name) + len(each)))


def quote(value: object, limit: int = 60) -> str:
    """A value as shown in a message: quoted, on one line, cut when long."""
    text = str(value)
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")
