"""Finding the comments of a YAML text, which no tree of it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

_SIGN: Final = re.compile(r"(?:^|(?<=\s))#")
_WORD: Final = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its sign; line and column from 0, ``own`` when nothing else stands on its line.

    ``spaced`` tells of a blank line above it.
    """

    text: str
    line: int
    column: int
    own: bool
    spaced: bool


def comments(text: str, root: yaml.Node) -> list[Comment]:
    """Every comment in the text of that tree, in order."""
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if _SIGN.search(line)), default=-1)
    hidden = lines if last < root.start_mark.line else _hidden(text, root).split("\n")  # most files have but a head
    found = []
    for number, (line, shown) in enumerate(zip(lines, hidden, strict=True)):
        if sign := _SIGN.search(shown):
            above = lines[number - 1].strip() if number else "the beginning"
            before = line[: sign.start()]
            own = not before.strip("- ")  # behind a dash alone, it speaks of what follows
            column = len(before) - len(before.lstrip(" "))
            found.append(Comment(line[sign.start() :].rstrip(), number, column, own, own and not above))
    return found


def _hidden(text: str, root: yaml.Node) -> str:
    """The text with its scalars, in which a sign begins no comment, made unreadable."""
    masked = list(text)
    for scalar in _scalars(root):
        start, end = scalar.start_mark.index, scalar.end_mark.index
        if scalar.style in ("|", ">"):  # its first line may end in a comment
            start = text.find("\n", start, end) if "\n" in text[start:end] else end
        masked[start:end] = _WORD.sub("x", text[start:end])
    return "".join(masked)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
