"""``factbook new``."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ..factbook import Factbook
from ..files import NAME, is_reserved_name, read_bytes, read_text, write_text
from ..json_schema import write_schemas
from ..kinds import HOMES, KINDS, Count
from ..kinds.base import ID_PATTERN
from ..loading import HOME, read
from ..problems import Place, Problem, Problems, nearest, quote
from ..scaffold import claim_template, fact_template, file_template
from ..strict_yaml import Mapping, Node, Scalar, Sequence, node_at, parse_yaml
from ..validation import TYPE, UNIQUE
from .registry import command

CLAIM: Final = "claim"


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
    path, text = _claim(book, root, id) if kind == CLAIM else _fact(book, root, kind, id, options.file)
    target = root / path
    write_text(root, target, text, like=read_bytes(target) if target.exists() else b"")
    write_schemas(root)
    print(f"{path}: fill in what is open; 'factbook check' says what is left")
    return 0


def _fact(book: Factbook, root: Path, kind: str, id: str, topic: str | None) -> tuple[str, str]:
    """Where a new fact goes, and the text of that file with it."""
    path = f"data/{_home(root, kind, id, topic)}"
    _refuse_bad(id, path, f"{KINDS[kind].plural} bear ids such as")
    for facts in book.facts.values():
        if (known := facts.get(id)) and known.namespace == KINDS[kind].namespace:
            message = f"must be a new id, found {quote(id)}, which stands in {known.where('id')}"
            raise Problems([Problem(Place(path), UNIQUE, message)])
    target = root / path
    if not target.exists():
        return path, file_template(kind, id, path)
    text = read_text(root, target)
    if HOMES[kind].single:
        raise Problems([Problem(Place(path), UNIQUE, "must be a new id, found a file of that name")])
    parse_yaml(text, path)  # nothing is added to what cannot be read
    return path, "\n".join([text.rstrip("\n"), "", *fact_template(kind, id)]) + "\n"


def _home(root: Path, kind: str, id: str, topic: str | None) -> str:
    """The file of a new fact, below the data folder."""
    pattern = HOMES[kind].pattern
    if "*" not in pattern:
        return pattern.replace("{id}", id)
    folder = root / "data" / pattern.partition("/")[0]
    topics = sorted(path.stem for path in folder.glob("*.yml"))
    name = (topic or "").removesuffix(".yml")
    if not name and len(topics) == 1:
        name = topics[0]
    if not re.fullmatch(ID_PATTERN, name) or is_reserved_name(name):
        known = f"known: {', '.join(topics)}" if topics else "none is there yet"
        message = f"must be told the topic's file with --file, found {quote(name) if name else 'none'}; {known}"
        raise Problems(
            [Problem(Place(f"data/{pattern}"), HOME, message, f"--file {topics[0] if topics else 'festival'}")]
        )
    return pattern.replace("*", name)


def _claim(book: Factbook, root: Path, ref: str) -> tuple[str, str]:
    """The file of a count, and its text with one more claim behind the last."""
    count_id, _, id = ref.partition("/")
    count = book.of(Count).get(count_id)
    path = f"data/{HOMES['count'].pattern.replace('{id}', count_id)}"
    if count is None:
        message = f"must be the id of a count that can be read, a stroke and a new id, found {quote(ref)}; "
        names = nearest(count_id, book.of(Count))
        raise Problems([Problem(Place("data"), UNIQUE, message + names, "visitors/constabulary-2025-06-01")])
    _refuse_bad(id, path, "claims bear ids such as")
    if known := book.claims.get(ref):
        message = f"must be a new id, found {quote(ref)}, which stands in {known.where('id')}"
        raise Problems([Problem(Place(path), UNIQUE, message)])
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
    """The number of the last line of a list's member: the one before a line that is indented no more than its dash."""
    end = _last_start(node)
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > dash):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _last_start(node: Node) -> int:
    match node:
        case Scalar(_, place):
            return place.line
        case Sequence(items):
            return max(map(_last_start, items), default=node.place.line)
        case Mapping(items):
            return max(map(_last_start, items.values()), default=node.place.line)


def _refuse_bad(id: str, path: str, such: str) -> None:
    if is_reserved_name(id):
        message = f"must be a name that files can bear on Windows, found {quote(id)}"
        raise Problems([Problem(Place(path), NAME, message, f"a-{id}")])
    if not re.fullmatch(ID_PATTERN, id) or len(id) > 80:
        slug = re.sub(r"[^a-z0-9]+", "-", id.lower()[:60]).strip("-") or "an-id"
        message = f"must be an id of lower-case letters, digits and single hyphens ({such} {slug}), found {quote(id)}"
        raise Problems([Problem(Place(path.replace(id, slug)), TYPE, message, slug)])
