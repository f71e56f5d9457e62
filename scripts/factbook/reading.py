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
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

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


class Scalar(NamedTuple):
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


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick reader of YAML where there is one."""
_FRAMES: Final = (yaml.StreamStartEvent, yaml.DocumentEndEvent)
_LOST = re.compile(r"\s+#(?=[^\s#])")


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of YAML text: ``yaml.parse``, which asks twice for each."""
    loader = LOADER(text)
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


@dataclass(slots=True)
class _Open:
    """A collection that has not ended: what it has gathered, and for a mapping the places of its keys and the keys in their order."""

    place: Place
    keys: dict[str, Place] | None
    items: list[Node] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    @property
    def expects_key(self) -> bool:
        """Whether the next node is a key."""
        return self.keys is not None and len(self.names) == len(self.items)

    def closed(self) -> Node:
        """The node that it is when it has ended; a key that was refused has no name."""
        if self.keys is None:
            return Sequence(tuple(self.items), self.place)
        pairs = zip(self.names, self.items, strict=True)
        return Mapping({name: item for name, item in pairs if name is not None}, self.keys, self.place)


class _Builder:
    """Turns YAML events into nodes, with a stack of its own, so that depth is a number and not a crash."""

    def __init__(self, path: str, lines: list[str], problems: list[Problem]) -> None:
        self.path = path
        self.lines = lines
        self.signed = frozenset(number for number, line in enumerate(lines) if "#" in line)
        self.problems = problems

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """The one document's root node, or ``None`` for an empty file."""
        roots: list[Node] = []
        stack: list[_Open] = []
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
            around = stack[-1] if stack else None
            is_key = around is not None and around.expects_key
            node: Node
            if isinstance(event, yaml.ScalarEvent):
                node = self._scalar(event, is_key)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    self._problem(PLAIN, event, f"must be nested at most {MAX_DEPTH} levels deep")
                    return None
                self._refuse_extras(event)
                stack.append(_Open(self._place(event), {} if sort is yaml.MappingStartEvent else None))
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                node = stack.pop().closed()
                around = stack[-1] if stack else None
                is_key = around is not None and around.expects_key
            else:
                assert isinstance(event, yaml.AliasEvent)
                self._problem(PLAIN, event, f"must be written out, found the alias *{str(event.anchor)[:40]}")
                node = Scalar("", self._place(event))
            if around is None:
                roots.append(node)
            elif is_key:
                around.names.append(self._key(node, around.keys))
            else:
                around.items.append(node)
        return roots[0] if roots and not (isinstance(roots[0], Scalar) and not roots[0].text) else None

    def _scalar(self, event: yaml.ScalarEvent, is_key: bool) -> Scalar:
        text, style = event.value, event.style
        if event.anchor or event.tag:
            self._refuse_extras(event)
        if not style:
            if self.signed:
                self._refuse_lost_text(event)
            if text == "" and not is_key:
                example = "leave the line out, or write the value after the colon"
                self._problem(EMPTY, event, "must have a value, found none", example)
        elif style == '"' and (control := CONTROL.search(text)):  # as an escape: "\x1b"
            self._problem(SYNTAX, event, f"must be printable text, found {named(control[0])}")
        return Scalar(text, self._place(event))

    def _key(self, node: Node, keys: dict[str, Place] | None) -> str | None:
        """The name of a key, which joins ``keys``; none where it cannot be one."""
        assert keys is not None
        if not isinstance(node, Scalar):
            self.problems.append(Problem(node.place, PLAIN, "must be a field name, found a list or mapping as a key"))
            return None
        if node.text in keys:
            message = f"must stand once, found {found(node.text)} again (first in line {keys[node.text].line})"
            self.problems.append(Problem(node.place, DUPLICATE, message))
            return None
        keys[node.text] = node.place
        return node.text

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
        if mark is None or mark.line not in self.signed:
            return
        if lost := _LOST.match(self.lines[mark.line], mark.column):
            place = Place(self.path, mark.line + 1, mark.column + len(lost[0]))
            message = "must have quotes around a text that contains ' #', or a space after the sign of a comment"
            self.problems.append(Problem(place, SYNTAX, message, 'name: "Council #1"'))
