"""Strict YAML: text in, a tree of places and plain text out.

Editors write a small part of YAML: block mappings and lists, and scalars that stay text whatever they
look like (``no``, ``12:30`` and ``2024-06-19`` are text until a field's type reads them). Anchors,
aliases, tags, duplicate keys, empty values and more than one document are problems, so that nothing
in a file can surprise, run or swell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from .problems import Place, Problem, Problems, found, rule

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 12
MAX_NODES: Final = 100_000

FILE = rule(
    "file", f"A fact file is UTF-8 text of at most {MAX_BYTES // 1000} KB, inside the story's folder, not empty."
)
SYNTAX = rule("yaml-syntax", "A fact file is one YAML document, indented with spaces.")
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


def place_of(node: Node, path: tuple[str | int, ...]) -> Place:
    """Where the value at ``path`` stands; where a part is missing, the place of the deepest part there is."""
    for step in path:
        match node:
            case Mapping(items) if step in items:
                node = items[str(step)]
            case Sequence(items) if isinstance(step, int) and step < len(items):
                node = items[step]
            case _:
                break
    return node.place


def files_below(root: Path, folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Every file below a folder of the story, in a fixed order; hidden files and editors' backups are passed over.

    Links out of the story and links to folders become problems: nothing outside is read or published.
    """
    for here, folders, names in os.walk(folder):
        for name in sorted((*folders, *names)):
            path = Path(here) / name
            if not path.is_symlink():
                continue
            if path.is_dir() or not _leads_inside(root, path):
                problems.append(
                    Problem(
                        Place(path.relative_to(root).as_posix()),
                        FILE,
                        "must be a file or folder of the story itself, found a link",
                    )
                )
                (folders if name in folders else names).remove(name)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith("~"):
                yield Path(here) / name


def _leads_inside(root: Path, link: Path) -> bool:
    """Whether a link leads to something in the story; one that leads to itself does not."""
    try:
        return link.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def read_text(root: Path, path: Path) -> str:
    """The text of a file of the story, without byte order mark and with ``\\n`` line ends.

    Raises :class:`Problems` when the file is too large, unreadable or not UTF-8.
    """
    place = Place(path.relative_to(root).as_posix())
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Problems(
                [
                    Problem(
                        place,
                        FILE,
                        f"must be at most {MAX_BYTES // 1000} KB, found {size // 1000} KB",
                        "one file for each source, count or person",
                    )
                ]
            )
        data = path.read_bytes()
    except OSError as error:
        raise Problems([Problem(place, FILE, f"must be readable, found: {error.strerror}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = Problem(
            Place(place.path, line, column),
            FILE,
            f"must be UTF-8 text, found byte 0x{data[error.start]:02x}",
            "save the file as UTF-8",
        )
        raise Problems([problem]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_yaml(text: str, path: str) -> Node:
    """Read YAML text; ``path`` is what problems and places name. Raises :class:`Problems`."""
    problems: list[Problem] = []
    if control := _CONTROL.search(text):
        line, column = text.count("\n", 0, control.start()) + 1, control.start() - text.rfind("\n", 0, control.start())
        message = f"must be printable text, found the control character U+{ord(control[0]):04X}"
        raise Problems([Problem(Place(path, line, column), SYNTAX, message)])
    try:
        root = _Builder(path, text.split("\n"), problems).build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise Problems([*problems, _syntax_problem(path, text, error)]) from error
    except yaml.YAMLError as error:
        raise Problems(
            [*problems, Problem(Place(path), SYNTAX, f"must be valid YAML, found: {found(error)}")]
        ) from error
    if root is None and not problems:
        problems.append(Problem(Place(path), FILE, "must hold at least one fact, found an empty file"))
    if problems or root is None:
        raise Problems(problems)
    return root


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _syntax_problem(path: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """A parser's complaint in an editor's words, at the line where the slip is."""
    mark = error.problem_mark or error.context_mark
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
    lines = text.split("\n")
    for number in (place.line, place.line - 1):
        if 0 < number <= len(lines) and re.match(r" *\t", lines[number - 1]):
            column = lines[number - 1].index("\t") + 1
            return Problem(
                Place(path, number, column),
                SYNTAX,
                "must be indented with spaces, found a tab",
                "two spaces for each level",
            )
    what = f"{error.context or ''} {error.problem or ''}".strip()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if error.context_mark and re.search(r"quoted scalar|flow (?:sequence|mapping|node)", what):
        opened = Place(path, error.context_mark.line + 1, error.context_mark.column + 1)
        return Problem(
            opened,
            SYNTAX,
            "must be closed: the bracket, brace or quote that opens here has no end",
            'wording: "a dozen"',
        )
    if (
        start := re.match(r"\s*(?:- )?(?:[\w-]+:\s+)?([@`%*&!|>])", line)
        if "cannot start any token" in what or "expected" in what
        else None
    ):
        column = start.start(1) + 1
        return Problem(
            Place(path, place.line, column),
            SYNTAX,
            f"must have quotes around a text that starts with {start[1]!r}",
            f'name: "{start[1]}example"',
        )
    if slip := next(
        (found_slip for number in (place.line, place.line - 1) if (found_slip := _slip(path, lines, number))), None
    ):
        return slip
    if "mapping values are not allowed" in what:
        return Problem(
            place, SYNTAX, "must have quotes around a text that contains ': '", 'title: "Report: the first week"'
        )
    return Problem(
        place,
        SYNTAX,
        f"must be valid YAML (a field, a colon, a space, a value; lists begin with '- '), found: {what}",
        "id: herald-2025-01-31",
    )


def _slip(path: str, lines: list[str], number: int) -> Problem | None:
    """The commonest slips of the hand on a line: no space after a colon or a dash, and ragged indentation."""
    if not 0 < number <= len(lines):
        return None
    line = lines[number - 1]
    if key := re.match(r"\s*(?:- )?[a-z_]+:(?=[^\s/])", line):
        return Problem(
            Place(path, number, key.end()),
            SYNTAX,
            "must have a space after the colon",
            line.strip().replace(":", ": ", 1)[:60],
        )
    if dash := re.match(r"\s*-(?=[^\s-])", line):
        return Problem(
            Place(path, number, dash.end()),
            SYNTAX,
            "must have a space after the dash",
            line.strip().replace("-", "- ", 1)[:60],
        )
    above = next(
        (each for each in reversed(lines[: number - 1]) if each.strip() and not each.lstrip().startswith("#")), ""
    )
    field, field_above = (re.match(r" *(?:- )?(?=[a-z_]+: \S)", each) for each in (line, above))
    here, before = (len(match[0]) if match else 0 for match in (field, field_above))
    if field and field_above and here != before and not above.rstrip().endswith(("|", ">", ">-", "|-")):
        return Problem(
            Place(path, number, here + 1),
            SYNTAX,
            "must be indented like the fields above it",
            f"{' ' * before}{line.strip()}"[:60],
        )
    return None


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
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(SYNTAX, event, "must be one document, found a second '---'")
                    return None
                continue
            if not isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                continue
            count += 1
            if count > MAX_NODES:
                self._problem(
                    PLAIN, event, f"must hold at most {MAX_NODES:,} values", "one file for each source, count or person"
                )
                return None
            node: Node
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= MAX_DEPTH:
                    self._problem(PLAIN, event, f"must be nested at most {MAX_DEPTH} levels deep")
                    return None
                self._refuse_extras(event)
                keys: dict[str, Place] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
                stack.append((self._place(event), [], keys, []))
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                place, items, keys, names = stack.pop()
                if keys is None:
                    node = Sequence(tuple(items), place)
                else:
                    found_items: dict[str, Node] = {}
                    for name, item in zip(names, items, strict=True):
                        if name is not None:
                            found_items[name[0]] = item
                    node = Mapping(found_items, keys, place)
            elif isinstance(event, yaml.AliasEvent):
                self._problem(PLAIN, event, f"must be written out, found the alias *{str(event.anchor)[:40]}")
                node = Scalar("", self._place(event))
            else:
                assert isinstance(event, yaml.ScalarEvent)
                self._refuse_extras(event)
                node = Scalar(event.value, self._place(event))
                self._refuse_lost_text(event)
                if event.value == "" and not event.style and not self._expects_key(stack):
                    self._problem(
                        EMPTY,
                        event,
                        "must have a value, found none",
                        "leave the line out, or write the value after the colon",
                    )
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
        mark = event.start_mark
        return Place(self.path, mark.line + 1, mark.column + 1) if mark else Place(self.path)

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
        if event.style or mark is None or mark.line >= len(self.lines):
            return
        if lost := re.match(r"\s+#(?=[^\s#])", self.lines[mark.line][mark.column :]):
            place = Place(self.path, mark.line + 1, mark.column + len(lost[0]))
            message = "must have quotes around a text that contains ' #', or a space after the sign of a comment"
            self.problems.append(Problem(place, SYNTAX, message, 'name: "Council #1"'))
