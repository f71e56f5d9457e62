"""Facts as they are written, for the forms that change them: the files of a kind, and in which lines each field of each fact stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..digests import digest
from ..factbook import Factbook
from ..files import read_text
from ..kinds import FILE_PATTERNS, Claim, Count, Fact
from ..problems import Place
from ..strict_yaml import Mapping, Node, Scalar, parse_yaml, to_builtins
from ..strict_yaml import Sequence as List


def path_of(kind: str) -> str:
    """Return the path of the file with the facts of a kind, below the site's root."""
    return f"edit/{kind}.json"


def written_key(book: Factbook, kind: str) -> str:
    """Return a digest of what :func:`written_file` is made of."""
    paths = dict.fromkeys(fact.where().path for fact in book.all_facts(claims=True) if fact.kind == kind)
    return digest([(path, read_text(book.root, book.root / path)) for path in paths])


def written_file(book: Factbook, kind: str) -> bytes:
    """Return the facts of a kind as a script reads them: ``files``, the text of each by its path; and ``facts`` by name, each with its file,
    column, and fields: name, first and last line, value.
    """
    files: dict[str, str] = {}
    facts: dict[str, Any] = {}
    mappings: dict[Place, Mapping] = {}
    for fact in book.all_facts(claims=True):
        if fact.kind != kind:
            continue
        place = fact.where()
        if place.path not in files:
            text = files[place.path] = read_text(book.root, book.root / place.path)
            home = Count.kind if kind == Claim.kind else kind
            tree = parse_yaml(text, place.path, may_be_empty=FILE_PATTERNS[home].may_be_empty, keeps_empty=True)
            mappings |= {each.place: each for each in _mappings(tree)}
        if (node := mappings.get(place)) and (fields := list(_fields(node, files[place.path].split("\n"), fact))):
            facts[fact.ref] = {
                "file": place.path,
                "column": next(iter(node.keys.values())).column - 1,
                "fields": fields,
            }
    return json.dumps({"files": files, "facts": facts}, ensure_ascii=False, separators=(",", ":")).encode()


def _mappings(node: Node) -> Iterator[Mapping]:
    """Yield the mappings of a file that may be facts: itself, the members of its list, and of the lists in its fields."""
    match node:
        case Mapping(items):
            yield node
            for each in items.values():
                yield from _mappings(each) if isinstance(each, List) else ()
        case List(items):
            for each in items:
                yield from _mappings(each)
        case Scalar():
            return


def _fields(node: Mapping, lines: Sequence[str], fact: Fact) -> Iterator[tuple[str, int, int, Any]]:
    """Yield the fields of a fact with the lines, from 1, in which each stands; nothing where two are on one line."""
    starts = [place.line for place in node.keys.values()]
    if len(set(starts)) < len(starts):
        return
    for name, place in node.keys.items():
        if isinstance(fact, Count) and name == "claims":  # each is a fact
            continue
        end = following = place.line
        while following < len(lines):
            line = lines[following]
            indent = len(line) - len(line.lstrip())
            if line.strip() and (indent < place.column - 1 or (indent == place.column - 1 and line[indent] != "-")):
                break
            following += 1
            end = following if line.strip() and not line.lstrip().startswith("#") else end
        yield name, place.line, end, to_builtins(node.items[name])
