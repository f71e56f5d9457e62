"""A tree of YAML with its comments as lines of the usual form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import yaml

from ..kinds import Record
from ..validation import record_class_in
from .comments import Comment, comments
from .scalars import written

STEP = 2
"""Spaces of one level."""


@dataclass
class Entry:
    """A field or a member of a list: its comments above, beside and (for a collection) below what is in it."""

    node: yaml.Node
    line: int
    column: int
    key: yaml.ScalarNode | None = None
    inner: list[Entry] = field(default_factory=list)
    above: list[Comment] = field(default_factory=list)
    beside: str = ""
    below: list[Comment] = field(default_factory=list)
    folds: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The field's name; empty for a member of a list."""
        return str(self.key.value) if self.key else ""


def laid_out(text: str, root: yaml.Node, kind: type[Record]) -> list[str]:
    """The lines of a file with facts of that kind; ``root`` is the tree of ``text``."""
    top = Entry(root, -1, -1, inner=list(_entries(root, text)))
    head = _place_comments(top, comments(text, root))
    lines = _lines_of(top, 0, kind)
    while lines and not lines[0]:
        lines.pop(0)
    return [*head, *lines]


def _entries(node: yaml.Node, text: str) -> Iterator[Entry]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield Entry(
                value,
                key.start_mark.line,
                key.start_mark.column,
                key,
                list(_entries(value, text)),
                folds=_folds(value, text),
            )
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            # the dash, not what stands behind it, is where a member begins
            yield Entry(
                item,
                item.start_mark.line,
                node.start_mark.column,
                None,
                list(_entries(item, text)),
                folds=_folds(item, text),
            )


def _folds(node: yaml.Node, text: str) -> Sequence[str]:
    """The lines of a text that is folded with ``>-``."""
    if not isinstance(node, yaml.ScalarNode) or node.style != ">":
        return ()
    head, *lines = text[node.start_mark.index : node.end_mark.index].rstrip().split("\n")
    return [line.strip() for line in lines] if head.split("#")[0].rstrip() == ">-" and all(lines) else ()


def _place_comments(top: Entry, found: list[Comment]) -> list[str]:
    """Tie each comment to the entry it speaks of; give back those that speak of the file."""
    order: list[tuple[Entry, list[Entry]]] = []  # each entry with those around it, as they stand in the text

    def walk(entry: Entry, around: list[Entry]) -> None:
        for inner in entry.inner:
            order.append((inner, [*around, entry]))
            walk(inner, [*around, entry])

    walk(top, [])
    first = order[0][0].line if order else 0
    opening = [comment for comment in found if comment.own and comment.line < first]
    spaced = [index for index, comment in enumerate(opening) if comment.spaced]
    ends = first > 0 and bool(opening) and opening[-1].line < first - 1
    of_file = (
        len(opening) if ends else spaced[-1] if spaced else sum("yaml-language-server:" in c.text for c in opening[:1])
    )
    head: list[str] = []
    for comment in opening[:of_file]:
        head += [""] if comment.spaced and head else []
        head.append(comment.text)
    if head and (ends or spaced):
        head.append("")
    heads = {comment.line for comment in opening[:of_file]}
    lines = [entry.line for entry, _ in order]
    for comment in found:
        if comment.own and comment.line in heads:
            continue
        place = bisect_right(lines, comment.line)
        before = order[place - 1] if place else None
        after = order[place][0] if place < len(order) else None
        if not comment.own and before:
            entry = before[0]
            if entry.line == comment.line and not entry.beside:
                entry.beside = comment.text
            else:
                entry.above.append(comment)
        elif after is not None and (comment.column <= after.column or not before):
            after.above.append(comment)
        else:
            assert before is not None  # for lack of one the branch above took it
            entry, around = before
            open_ones = [each for each in (*around, entry) if each.inner and each.inner[0].column <= comment.column]
            (open_ones[-1] if open_ones else top).below.append(comment)
    return head


def _lines_of(entry: Entry, indent: int, kind: type[Record] | None) -> list[str]:
    """What is in a collection, with the comments at its end."""
    lines: list[str] = []
    if isinstance(entry.node, yaml.MappingNode):
        rank = _order(kind)
        for inner in sorted(entry.inner, key=lambda each: rank.get(each.name, len(rank))):
            lines += [*_comment_lines(inner.above, indent), *_field(inner, indent, _kind_of(kind, inner.name))]
    else:
        for inner in entry.inner:
            member = _member(inner, indent, kind)
            if entry.line < 0:  # one blank line between the facts of a list
                start = next(index for index, line in enumerate(member) if line)
                member = [*([""] if lines else []), *member[start:]]
            lines += member
    return lines + _comment_lines(entry.below, indent)


@cache
def _order(kind: type[Record] | None) -> dict[str, int]:
    """The place of each field among those of its kind."""
    names = [info.alias or name for name, info in kind.model_fields.items()] if kind else []
    return {name: place for place, name in enumerate(names)}


@lru_cache(maxsize=1000)
def _key(name: str, style: str | None) -> str:
    return written(name, style, 0, 0)[0]


def _field(entry: Entry, indent: int, kind: type[Record] | None) -> list[str]:
    assert entry.key is not None
    start = " " * indent + _key(entry.name, entry.key.style) + ":"
    if isinstance(entry.node, yaml.ScalarNode):
        first, *rest = written(entry.node.value, entry.node.style, len(start) + 1, indent + STEP, entry.folds)
        return [_beside(f"{start} {first}", entry.beside), *rest]
    if not entry.inner:
        return [_beside(f"{start} {'{}' if isinstance(entry.node, yaml.MappingNode) else '[]'}", entry.beside)]
    return [_beside(start, entry.beside), *_lines_of(entry, indent + STEP, kind)]


def _member(entry: Entry, indent: int, kind: type[Record] | None) -> list[str]:
    dash = " " * indent + "-"
    above = _comment_lines(entry.above, indent)
    if isinstance(entry.node, yaml.ScalarNode):
        first, *rest = written(entry.node.value, entry.node.style, len(dash) + 1, indent + STEP, entry.folds)
        return [*above, _beside(f"{dash} {first}", entry.beside), *rest]
    if not entry.inner:
        return [*above, _beside(f"{dash} {'{}' if isinstance(entry.node, yaml.MappingNode) else '[]'}", entry.beside)]
    lines = _lines_of(entry, indent + STEP, kind)
    start = next(index for index, line in enumerate(lines) if line and not line.lstrip().startswith("#"))
    above += [line[STEP:] for line in lines[:start]]  # what stands above its first field stands above its dash
    lines = [f"{dash} {lines[start].lstrip()}", *lines[start + 1 :]]
    if entry.beside:
        above.append(" " * indent + entry.beside)
    return [*above, *lines]


def _beside(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _comment_lines(found: list[Comment], indent: int) -> list[str]:
    return [
        line
        for comment in found
        for line in (*([""] if comment.own and comment.spaced else ()), " " * indent + comment.text)
    ]


@lru_cache(maxsize=1000)
def _kind_of(kind: type[Record] | None, name: str) -> type[Record] | None:
    """The kind of record in a field, when it holds records."""
    for key, info in kind.model_fields.items() if kind else ():
        if name in (key, info.alias):
            return record_class_in(info.annotation)
    return None
