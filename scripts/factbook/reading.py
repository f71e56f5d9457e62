"""Strict YAML: text in, a tree of places and plain text out.

Editors write a small part of YAML: block mappings and lists, and scalars that stay text whatever they
look like (``no``, ``12:30`` and ``2024-06-19`` are text until a field's type reads them). Anchors,
aliases, tags, duplicate keys, empty values and more than one document are problems, so that nothing
in a file can surprise, run or swell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import yaml

from .characters import CONTROL, named
from .files import FILE
from .problems import Place, Problem, Problems, found, rule
from .slips import SYNTAX, place_at, syntax_problem

MAX_DEPTH: Final = 12
MAX_NODES: Final = 100_000
MAX_PROBLEMS: Final = 500
"""With so many problems a file is no fact file, and its rest is not read."""

PLAIN = rule("plain-yaml", "A fact file holds plain YAML: no anchors, aliases, tags or deep nesting.")
DUPLICATE = rule("duplicate-key", "A field stands once in a mapping.")
EMPTY = rule("empty-value", "A field that is written has a value; without one, the line is left out.")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as text, always."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Nodes by key, and the place of each key."""

    items: MappingOf[str, Node]
    keys: MappingOf[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node) -> Plain:
    """The tree without its places: nested dicts, lists and strings."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(items):
            return {key: plain(item) for key, item in items.items()}


def node_at(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node at ``path``; where a part is missing, the deepest there is."""
    for step in path:
        match node:
            case Mapping(items) if step in items:
                node = items[str(step)]
            case Sequence(items) if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                break
    return node


def place_of(node: Node, path: tuple[str | int, ...]) -> Place:
    """Where the value at ``path`` stands; where a part is missing, the place of the deepest part there is."""
    return node_at(node, path).place


@lru_cache(maxsize=20_000)
def parse_yaml(text: str, path: str) -> Node:
    """Read YAML text; ``path`` is what problems and places name. Raises :class:`Problems`.

    Remembered, as facts are made of the tree, which never changes, and then the file's form is judged by it.
    """
    problems: list[Problem] = []
    if control := CONTROL.search(text):
        line, column = text.count("\n", 0, control.start()) + 1, control.start() - text.rfind("\n", 0, control.start())
        message = f"must be printable text, found {named(control[0])}"
        raise Problems([Problem(Place(path, line, column), SYNTAX, message)])
    try:
        root = _Builder(path, text.split("\n"), problems).build(_events(text))
    except yaml.MarkedYAMLError as error:
        raise Problems([*problems, syntax_problem(path, text, error)]) from error
    except yaml.YAMLError as error:
        raise Problems(
            [*problems, Problem(Place(path), SYNTAX, f"must be valid YAML, found: {found(error)}")]
        ) from error
    if root is None and not problems:
        problems.append(Problem(Place(path), FILE, "must hold at least one fact, found an empty file"))
    if problems or root is None:
        raise Problems(problems)
    return root


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FRAMES: Final = (yaml.StreamStartEvent, yaml.DocumentEndEvent)
_LOST = re.compile(r"\s+#(?=[^\s#])")


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of YAML text: ``yaml.parse``, which asks twice for each."""
    loader = _Loader(text)
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


class _Builder:
    """Turns YAML events into nodes, with a stack of its own, so that depth is a number and not a crash."""

    def __init__(self, path: str, lines: list[str], problems: list[Problem]) -> None:
        self.path = path
        self.lines = lines
        self.problems = problems

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """The one document's root node, or ``None`` for an empty file."""
        roots: list[Node] = []
        # An open collection: its place, what it has gathered, and the keys' places for a mapping.
        stack: list[tuple[Place, list[Node], dict[str, Place] | None, list[tuple[str, Place] | None]]] = []
        documents = count = 0
        for event in events:
            sort = type(event)
            if sort is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._problem(SYNTAX, event, "must be one document, found a second '---'")
                    return None
                continue
            if sort in _FRAMES:
                continue
            count += 1
            if len(self.problems) > MAX_PROBLEMS:
                return None
            if count > MAX_NODES:
                self._problem(
                    PLAIN, event, f"must hold at most {MAX_NODES:,} values", "one file for each source, count or person"
                )
                return None
            node: Node
            if isinstance(event, yaml.ScalarEvent):
                node = Scalar(event.value, self._place(event))
                self._refuse_extras(event)
                self._refuse_lost_text(event)
                if event.style == '"' and (control := CONTROL.search(event.value)):  # as an escape: "\x1b"
                    self._problem(SYNTAX, event, f"must be printable text, found {named(control[0])}")
                if event.value == "" and not event.style and not self._expects_key(stack):
                    self._problem(
                        EMPTY,
                        event,
                        "must have a value, found none",
                        "leave the line out, or write the value after the colon",
                    )
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    self._problem(PLAIN, event, f"must be nested at most {MAX_DEPTH} levels deep")
                    return None
                self._refuse_extras(event)
                keys: dict[str, Place] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
                stack.append((self._place(event), [], keys, []))
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                place, items, keys, names = stack.pop()
                if keys is None:
                    node = Sequence(tuple(items), place)
                else:
                    found_items: dict[str, Node] = {}
                    for name, item in zip(names, items, strict=True):
                        if name is not None:
                            found_items[name[0]] = item
                    node = Mapping(found_items, keys, place)
            else:
                assert isinstance(event, yaml.AliasEvent)
                self._problem(PLAIN, event, f"must be written out, found the alias *{str(event.anchor)[:40]}")
                node = Scalar("", self._place(event))
            if not stack:
                roots.append(node)
            elif self._expects_key(stack):
                stack[-1][3].append(self._key(node, stack[-1][2]))
            else:
                stack[-1][1].append(node)
        return roots[0] if roots and not (isinstance(roots[0], Scalar) and not roots[0].text) else None

    @staticmethod
    def _expects_key(
        stack: list[tuple[Place, list[Node], dict[str, Place] | None, list[tuple[str, Place] | None]]],
    ) -> bool:
        return bool(stack) and stack[-1][2] is not None and len(stack[-1][3]) == len(stack[-1][1])

    def _key(self, node: Node, keys: dict[str, Place] | None) -> tuple[str, Place] | None:
        assert keys is not None
        if not isinstance(node, Scalar):
            self.problems.append(Problem(node.place, PLAIN, "must be a field name, found a list or mapping as a key"))
            return None
        if node.text in keys:
            first = keys[node.text].line
            self.problems.append(
                Problem(
                    node.place, DUPLICATE, f"must stand once, found {found(node.text)} again (first in line {first})"
                )
            )
            return None
        keys[node.text] = node.place
        return node.text, node.place

    def _place(self, event: yaml.Event) -> Place:
        return place_at(self.path, self.lines, event.start_mark)

    def _problem(self, code: str, event: yaml.Event, message: str, example: str = "") -> None:
        self.problems.append(Problem(self._place(event), code, message, example))

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._problem(PLAIN, event, f"must be written out, found the anchor &{event.anchor[:40]}")
        if event.tag and event.tag != "!":
            self._problem(
                PLAIN,
                event,
                f"must be plain text, found the tag {found(event.tag)}",
                "remove the word that starts with '!'",
            )

    def _refuse_lost_text(self, event: yaml.ScalarEvent) -> None:
        """A text such as ``Council #1`` loses its end to a comment; a real comment has a space after its sign."""
        mark = event.end_mark
        if event.style or mark is None or mark.line >= len(self.lines) or "#" not in self.lines[mark.line]:
            return
        if lost := _LOST.match(self.lines[mark.line], mark.column):
            place = Place(self.path, mark.line + 1, mark.column + len(lost[0]))
            message = "must have quotes around a text that contains ' #', or a space after the sign of a comment"
            self.problems.append(Problem(place, SYNTAX, message, 'name: "Council #1"'))
