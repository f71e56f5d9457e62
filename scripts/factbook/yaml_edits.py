"""Edits of YAML texts that leave everything else in them as it is: nodes by name, ids that are free, a field set in a mapping."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import yaml

from .formatter import scalar_lines

Edit = tuple[int, int, str]
"""Start and end of a piece of a text, and what replaces it."""
INDENT: Final = 2
"""Spaces before the members of a list, and before the further lines of a text."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def fields_in(node: yaml.Node) -> tuple[dict[str, yaml.Node], dict[str, yaml.Node]]:
    """Return the nodes of a mapping's keys and of its values, each by the key's text; none of anything else."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: key for key, _ in pairs}, {key.value: value for key, value in pairs}


def last_scalar(node: yaml.Node) -> yaml.Node:
    """Return the scalar at the end of a collection."""
    while not isinstance(node, yaml.ScalarNode) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def ends_line(node: yaml.Node) -> bool:
    """Whether a scalar's text includes the end of its last line, as that of a block does."""
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def free_id(stem: str, taken: Collection[str]) -> str:
    """Return an id like another that is not taken: itself, or with a number behind it."""
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(each for each in numbered if each not in taken)


def scalar_field(before: str, text: str) -> list[str]:
    """Return the lines of a text behind ``before``: ``name: `` or ``- ``."""
    first, *rest = scalar_lines(text, None, len(before), INDENT)
    return [before + first, *rest]


def indented(lines: Iterable[str], by: int = INDENT) -> list[str]:
    """Return lines with blanks before each that is not empty."""
    return [" " * by + line if line else "" for line in lines]


def set_field(text: str, mapping: yaml.Node, name: str, lines: Sequence[str], order: Sequence[str]) -> Edit:
    """Return the edit by which a field of a block mapping has the value that ``lines`` give it, or goes if there are none.

    A field that is not there yet comes behind the last one of those before it in ``order``.
    """
    keys, values = fields_in(mapping)
    new = "\n".join([lines[0], *indented(lines[1:], _column(mapping))]) if lines else ""
    if name in keys:
        start, end = keys[name].start_mark.index, _end(text, values[name])
        if not lines:
            start, end = text.rfind("\n", 0, start), _line_end(text, end)
        return start, end, new
    above = [each for each in order[: order.index(name)] if each in keys] or list(keys)[:1]
    at = _line_end(text, _end(text, values[above[-1]]))
    return at, at, "\n" + " " * _column(mapping) + new


def _column(mapping: yaml.Node) -> int:
    """Return the column at which the fields of a block mapping begin."""
    column: int = mapping.value[0][0].start_mark.column
    return column


def _end(text: str, node: yaml.Node) -> int:
    """Return where the text of a value ends, without the line end behind it."""
    last = node if isinstance(node, yaml.CollectionNode) and node.flow_style else last_scalar(node)
    return len(text[: last.end_mark.index].rstrip()) if ends_line(last) else last.end_mark.index


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
