"""``factbook new``: scaffold of a fact, written into the right file."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ..factbook import Factbook
from ..files import NAME, is_reserved_name, read_bytes, read_text, write_text
from ..json_schema import write_schemas
from ..kinds import FILE_PATTERNS, KINDS, Count, Fact
from ..kinds.base import ID_PATTERN
from ..loading import HOME, read
from ..problems import Place, Problem, Problems, nearest, quote
from ..scaffold import claim_template, fact_template, file_template
from ..strict_yaml import Mapping, Node, Scalar, Sequence, node_at, parse_yaml
from ..validation import TYPE, UNIQUE, example_id
from .registry import command

CLAIM: Final = "claim"
TABLE: Final = "month,figure\n"
"""The head of a new table."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("kind", help=f"a kind of fact: {', '.join([*KINDS, CLAIM])}")
    parser.add_argument("id", help="its permanent id; a claim's as count/claim")
    parser.add_argument("--file", metavar="NAME", help="for a kind that stands in lists by topic: the topic's file")


@command("new", _options)
def new(options: Namespace) -> int:
    """Begin a fact: write its fields into the right file, with what each is for."""
    kind, id, root = options.kind, options.id, options.root
    if kind not in (*KINDS, CLAIM):
        known = nearest(kind, [*KINDS, CLAIM], 12)
        raise Problems([Problem(Place("data"), HOME, f"must be a kind of fact, found {quote(kind)}; {known}", "count")])
    book, _ = read(root)
    path, text = _add_claim(book, root, id) if kind == CLAIM else _add_fact(book, root, kind, id, options.file)
    target = root / path
    write_text(root, target, text, like=read_bytes(target) if target.exists() else b"")
    write_schemas(root)
    beside = ""
    if kind in FILE_PATTERNS and FILE_PATTERNS[kind].table and not (table := target.with_suffix(".csv")).exists():
        write_text(root, table, TABLE)
        beside = f", and the rows of the table into {table.relative_to(root).as_posix()}"
    print(f"{path}: fill in what is open{beside}; 'factbook check' says what is left")
    return 0


def _add_fact(book: Factbook, root: Path, kind: str, id: str, topic: str | None) -> tuple[str, str]:
    """Return the path of the new fact's file and its text with the fact."""
    path = f"data/{_file_of(root, kind, id, topic)}"
    same_id = (facts[id] for facts in book.facts.values() if id in facts)
    namespace = KINDS[kind].namespace
    _require_new_id(id, path, KINDS[kind].plural, next((fact for fact in same_id if fact.namespace == namespace), None))
    target = root / path
    if not target.exists():
        return path, file_template(kind, id, path)
    text = read_text(root, target)
    if FILE_PATTERNS[kind].single:
        raise Problems([Problem(Place(path), UNIQUE, "must be a new id, found a file of that name")])
    parse_yaml(text, path, may_be_empty=FILE_PATTERNS[kind].may_be_empty)  # nothing is added to an invalid file
    return path, "\n".join([text.rstrip("\n"), "", *fact_template(kind, id)]) + "\n"


def _file_of(root: Path, kind: str, id: str, topic: str | None) -> str:
    """Return the file of a new fact, relative to ``data/``."""
    pattern = FILE_PATTERNS[kind].pattern
    if "*" not in pattern:
        return pattern.replace("{id}", id)
    topics = sorted(path.stem for path in (root / "data" / pattern.partition("/")[0]).glob("*.yml"))
    name = (topic or "").removesuffix(".yml")
    if not name and len(topics) == 1:
        name = topics[0]
    if not re.fullmatch(ID_PATTERN, name) or is_reserved_name(name):
        known = f"known: {', '.join(topics)}" if topics else "none is there yet"
        message = f"must be told the topic's file with --file, found {quote(name) if name else 'none'}; {known}"
        example = f"--file {topics[0] if topics else 'festival'}"
        raise Problems([Problem(Place(f"data/{pattern}"), HOME, message, example)])
    return pattern.replace("*", name)


def _add_claim(book: Factbook, root: Path, ref: str) -> tuple[str, str]:
    """Return the path of a count and its text with a new claim behind the last."""
    count_id, _, id = ref.partition("/")
    if count_id not in book.of(Count):
        known = nearest(count_id, book.of(Count))
        message = f"must be the id of a count that can be read, a stroke and a new id, found {quote(ref)}; {known}"
        raise Problems([Problem(Place("data"), UNIQUE, message, "visitors/constabulary-2025-06-01")])
    path = f"data/{FILE_PATTERNS['count'].pattern.replace('{id}', count_id)}"
    _require_new_id(id, path, "claims", book.claims.get(ref))
    text = read_text(root, root / path)
    claims = node_at(parse_yaml(text, path), ("claims",))
    lines = text.rstrip("\n").split("\n")
    last = claims.items[-1] if isinstance(claims, Sequence) and claims.items else None
    if not isinstance(last, Mapping) or lines[last.place.line - 1][: last.place.column - 1].strip() != "-":
        raise Problems([Problem(claims.place, TYPE, "must be a list with dashes, for a claim to be added to it")])
    dash = lines[last.place.line - 1].index("-")
    end = _last_line(last, lines, dash)
    added = [" " * dash + line if line else "" for line in claim_template(id)]
    return path, "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"


def _last_line(node: Node, lines: list[str], dash: int) -> int:
    """Return the number of the last line of a list's member: before the next one that is indented no more than its ``dash``."""
    end = _last_start(node)
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > dash):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _last_start(node: Node) -> int:
    """Return the line on which the last value in a node begins."""
    if isinstance(node, Scalar):
        return node.place.line
    children = node.items.values() if isinstance(node, Mapping) else node.items
    return max(map(_last_start, children), default=node.place.line)


def _require_new_id(id: str, path: str, plural: str, known: Fact | None) -> None:
    """Raise :class:`Problems` unless the id is valid and no ``known`` fact has it."""
    if is_reserved_name(id):
        message = f"must be a name that files can bear on Windows, found {quote(id)}"
        raise Problems([Problem(Place(path), NAME, message, f"a-{id}")])
    if not re.fullmatch(ID_PATTERN, id) or len(id) > 80:
        example = example_id(id)
        ids = f"an id of lower-case letters, digits and single hyphens ({plural} bear ids such as {example})"
        message = f"must be {ids}, found {quote(id)}"
        raise Problems([Problem(Place(path.replace(id, example)), TYPE, message, example)])
    if known:
        message = f"must be a new id, found {quote(id)}, which stands in {known.where('id')}"
        raise Problems([Problem(Place(path), UNIQUE, message)])
