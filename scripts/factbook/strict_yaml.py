"""Strict YAML: text to a parse tree of strings with the place of each node, or problems in an editor's words.

The subset is block mappings, lists, and scalars that are always strings (``no``, ``12:30`` and ``2024-06-19`` are read by
the type of their field). Anchors, aliases, tags, duplicate keys, empty values and further documents are problems, and size
and depth have limits, so that no file can run code or exhaust memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

import yaml

from .files import FILE
from .normalize import CONTROL, describe_character
from .problems import Place, Problem, Problems, quote, rule
from .yaml_mistakes import LOADER, NO_DASH, SYNTAX, place_at, syntax_problems, unquoted

MAX_DEPTH: Final = 12
MAX_NODES: Final = 100_000
MAX_PROBLEMS: Final = 500
"""Problems after which the rest of a file is not read."""

PLAIN = rule("plain-yaml", "A fact file holds plain YAML: no anchors, aliases, tags or deep nesting.")
DUPLICATE = rule("duplicate-key", "A field stands once in a mapping.")
EMPTY = rule("empty-value", "A field that is written has a value; without one, the line is left out.")

_COMMENT_WITHOUT_BLANK = re.compile(r"\s+#(?=[^\s#])")


class Scalar(NamedTuple):
    """A value, always as text."""

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
Builtins = str | list["Builtins"] | dict[str, "Builtins"]


def to_builtins(node: Node) -> Builtins:
    """Return the tree without its places: nested dicts, lists and strings."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [to_builtins(item) for item in items]
        case Mapping(items):
            return {key: to_builtins(item) for key, item in items.items()}


def node_at(node: Node, path: tuple[str | int, ...]) -> Node:
    """Return the node at ``path``, or the deepest one on the way to it."""
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
    """Return the place of the value at ``path``, or of the deepest node on the way to it."""
    return node_at(node, path).place


class _Parsed(NamedTuple):
    """The tree of a text, ``None`` where there is none; its problems; and those of its fields without a value."""

    root: Node | None
    problems: tuple[Problem, ...]
    empty: tuple[Problem, ...] = ()


def place_of_words(node: Node, words: str) -> Place | None:
    """Return the place of the first text that has these words; ``None`` if none has."""
    if isinstance(node, Scalar):
        return node.place if words in node.text else None
    inner = node.items if isinstance(node, Sequence) else node.items.values()
    return next(filter(None, (place_of_words(each, words) for each in inner)), None)


def parse_yaml(text: str, path: str, *, may_be_empty: bool = False, keeps_empty: bool = False) -> Node:
    """Parse YAML text; ``path`` is the file that places name. Raises :class:`Problems`, also on one without a value, which is
    an empty list where it ``may_be_empty``. Fields without a value are empty texts if it ``keeps_empty``, else problems.
    """
    root, problems, empty = _parsed(text, path)
    problems = problems if keeps_empty else (*problems, *empty)
    if root is None and not problems:
        if may_be_empty:
            return Sequence((), Place(path))
        problems = (Problem(Place(path), FILE, "must hold at least one fact, found an empty file"),)
    if problems or root is None:
        raise Problems(problems)
    return root


@lru_cache(maxsize=20_000)
def _parsed(text: str, path: str) -> _Parsed:
    """Parse YAML text; cached, as both the loader and the formatter ask for the tree, which is immutable."""
    if control := CONTROL.search(text):
        line, column = text.count("\n", 0, control.start()) + 1, control.start() - text.rfind("\n", 0, control.start())
        message = f"must be printable text, found {describe_character(control[0])}"
        return _Parsed(None, (Problem(Place(path, line, column), SYNTAX, message),))
    builder = _Builder(path, text.split("\n"))
    try:
        root = builder.build(_events(text))
    except yaml.MarkedYAMLError as error:
        return _Parsed(None, (*builder.problems, *syntax_problems(path, text, error)))
    except yaml.YAMLError as error:
        problem = Problem(Place(path), SYNTAX, f"must be valid YAML, found: {quote(error)}")
        return _Parsed(None, (*builder.problems, problem))
    return _Parsed(root, tuple(builder.problems), tuple(builder.empty))


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the parser's events, without the look-ahead of ``yaml.parse``, which doubles the calls."""
    loader = LOADER(text)
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            yield event
    finally:
        loader.dispose()


@dataclass(slots=True)
class _OpenCollection:
    """A mapping or list whose end has not been read; ``keys`` is ``None`` for a list.

    ``names`` are a mapping's keys in order, ``None`` for one that was refused; ``doubled`` is whether it was reported that all
    of its keys stand there again.
    """

    place: Place
    keys: dict[str, Place] | None
    items: list[Node] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    doubled: bool = False

    @property
    def expects_key(self) -> bool:
        """Whether the next node is a key."""
        return self.keys is not None and len(self.names) == len(self.items)

    def close(self) -> Node:
        """Return the finished node."""
        if self.keys is None:
            return Sequence(tuple(self.items), self.place)
        pairs = zip(self.names, self.items, strict=True)
        return Mapping({name: item for name, item in pairs if name is not None}, self.keys, self.place)


class _Builder:
    """Builder of the tree from parser events, with an explicit stack, so that deep nesting cannot exhaust Python's."""

    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.hash_lines = frozenset(number for number, line in enumerate(lines) if "#" in line)
        self.problems: list[Problem] = []
        self.empty: list[Problem] = []

    def build(self, events: Iterator[yaml.Event]) -> Node | None:
        """Return the root node, or ``None`` for an empty file or one whose rest is not read."""
        root: Node | None = None
        stack: list[_OpenCollection] = []
        documents = count = 0
        for event in events:
            if is_leaf := isinstance(event, yaml.ScalarEvent):
                pass  # nine of ten, in a loop that takes a tenth of a check
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(SYNTAX, event, "must be one document, found a second '---'")
                    return None
                continue
            elif isinstance(event, (yaml.StreamStartEvent, yaml.DocumentEndEvent)):
                continue
            count += 1
            if len(self.problems) > MAX_PROBLEMS:
                return None
            if count > MAX_NODES:
                message, example = (
                    f"must hold at most {MAX_NODES:,} values",
                    "one file for each source, count or person",
                )
                self._problem(PLAIN, event, message, example)
                return None
            if not is_leaf and isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    self._problem(PLAIN, event, f"must be nested at most {MAX_DEPTH} levels deep")
                    return None
                self._refuse_properties(event)
                stack.append(
                    _OpenCollection(self._place(event), {} if isinstance(event, yaml.MappingStartEvent) else None)
                )
                continue
            closed = stack.pop().close() if not is_leaf and isinstance(event, yaml.CollectionEndEvent) else None
            parent = stack[-1] if stack else None
            is_key = parent is not None and parent.expects_key
            node = closed or self._leaf(event, is_key)
            if parent is None:
                root = root or node
            elif is_key:
                parent.names.append(self._key(node, parent, len(stack) > 1 and stack[-2].keys is None))
            else:
                parent.items.append(node)
        return None if isinstance(root, Scalar) and not root.text else root

    def _leaf(self, event: yaml.Event, is_key: bool) -> Scalar:
        """Return a scalar; an alias is a problem and an empty text."""
        if isinstance(event, yaml.AliasEvent):
            self._problem(PLAIN, event, f"must be written out, found the alias *{str(event.anchor)[:40]}")
            return Scalar("", self._place(event))
        assert isinstance(event, yaml.ScalarEvent)
        text, style = event.value, event.style
        if event.anchor or event.tag:
            self._refuse_properties(event)
        if not style:
            if self.hash_lines:
                self._refuse_lost_text(event)
            if text == "" and not is_key:
                self._refuse_empty(event)
        elif style == '"' and (control := CONTROL.search(text)):  # as an escape: "\x1b"
            self._problem(SYNTAX, event, f"must be printable text, found {describe_character(control[0])}")
        return Scalar(text, self._place(event))

    def _refuse_empty(self, event: yaml.ScalarEvent) -> None:
        """Add a problem for a field without a value, or for a text such as ``{council} counted``, which YAML reads as fields."""
        place = self._place(event)
        if re.search(r"\{[^{}:,]*$", self.lines[place.line - 1][: place.column - 1]):
            if problem := unquoted(self.path, self.lines, place.line - 1):
                self.problems.append(problem)
        else:
            example = "leave the line out, or write the value after the colon"
            self.empty.append(Problem(place, EMPTY, "must have a value, found none", example))

    def _key(self, node: Node, mapping: _OpenCollection, is_entry: bool) -> str | None:
        """Add a key to those of a mapping, which ``is_entry`` of a list, and return it; ``None`` if it is refused."""
        keys = mapping.keys
        assert keys is not None
        if not isinstance(node, Scalar):
            self.problems.append(Problem(node.place, PLAIN, "must be a field name, found a list or mapping as a key"))
            return None
        if node.text not in keys:
            name = intern(node.text)
            keys[name] = node.place
            return name
        found, example = f"found {quote(node.text)} again (first in line {keys[node.text].line})", ""
        message = f"must stand once, {found}"
        if mapping.doubled:
            return None
        if node.text == mapping.names[0] and (is_entry or node.text == "id"):
            mapping.doubled = True
            line, column = self.lines[node.place.line - 1], node.place.column - 1
            message = (
                f"{NO_DASH}, {found}" if is_entry else f"must be a file of its own, as this one holds one, {found}"
            )
            example = f"\n{line[: column - 2]}- {line[column:]}" if is_entry else ""
        self.problems.append(Problem(node.place, DUPLICATE, message, example))
        return None

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        if mark is not None and mark.line < len(self.lines):  # as place_at, which is called 18 times for each claim
            return Place(self.path, mark.line + 1, mark.column + 1)
        return place_at(self.path, self.lines, mark)

    def _problem(self, code: str, event: yaml.Event, message: str, example: str = "") -> None:
        self.problems.append(Problem(self._place(event), code, message, example))

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Add a problem for an anchor or tag; ``!`` alone only says that a text is one."""
        if event.anchor:
            self._problem(PLAIN, event, f"must be written out, found the anchor &{event.anchor[:40]}")
        if event.tag and event.tag != "!":
            message = f"must be plain text, found the tag {quote(event.tag)}"
            self._problem(PLAIN, event, message, "remove the word that starts with '!'")

    def _refuse_lost_text(self, event: yaml.ScalarEvent) -> None:
        """Add a problem for a text such as ``Council #1``, whose end YAML reads as a comment."""
        mark = event.end_mark
        if mark is None or mark.line not in self.hash_lines:
            return
        if lost := _COMMENT_WITHOUT_BLANK.match(self.lines[mark.line], mark.column):
            place = Place(self.path, mark.line + 1, mark.column + len(lost[0]))
            message = "must have quotes around a text that contains ' #', or a space after the sign of a comment"
            self.problems.append(Problem(place, SYNTAX, message, 'name: "Council #1"'))
