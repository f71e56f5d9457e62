"""From the files of a story to its factbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from .factbook import Factbook
from .files import NAME, files_below, is_reserved_name, read_text, total_size_problem
from .kinds import HOMES, KINDS, Count, Fact
from .problems import Place, Problem, Problems, quote, rule
from .strict_yaml import Mapping, Node, Scalar, Sequence, parse_yaml
from .validation import TYPE, UNIQUE, node_type, validate_fact

HOME = rule(
    "fact-home", "Each file in the data folder belongs to a kind of fact, and a file that holds one fact bears its id."
)


def load(root: Path) -> Factbook:
    """Read every fact under ``root/data``. Raises :class:`Problems` with all that cannot be read."""
    book, problems = read(root)
    if problems:
        raise Problems(problems)
    return book


def read(root: Path) -> tuple[Factbook, list[Problem]]:
    """The facts under ``root/data`` that can be read, and what is wrong with the others."""
    problems: list[Problem] = []
    facts: dict[str, dict[str, Fact]] = {name: {} for name in KINDS}
    broken: set[str] = set()
    taken: dict[tuple[str, str], Place] = {}
    data = root / "data"
    if not data.is_dir():
        missing = Problem(
            Place("data"), HOME, "must be a folder with fact files, found none", "data/counts/visitors.yml"
        )
        return Factbook(root, facts), [missing]
    refused: list[Problem] = []
    paths = list(files_below(root, data, refused))
    if heavy := total_size_problem("data", paths):
        return Factbook(root, facts, frozenset(f"*{each}" for each in KINDS)), [heavy, *refused]
    for path in paths:
        relative = path.relative_to(root).as_posix()
        kind = kind_of(relative.removeprefix("data/"))
        if kind is None:
            folders = ", ".join(home.pattern for home in HOMES.values())
            message = f"must be a file of a kind of fact ({folders})"
            problems.append(Problem(Place(relative), HOME, message, "data/sources/herald-2025-01-31.yml"))
            continue
        try:
            in_file = _facts_in(relative, read_text(root, path), kind)
        except Problems as error:
            problems.extend(error.problems)
            broken.add(_unread(kind, path.stem))
            continue
        problems.extend(in_file.problems)
        broken.update(in_file.broken)
        for fact in in_file.facts:
            key = (fact.namespace, fact.id)
            if key in taken:
                message = f"must be used once, found {quote(fact.id)} again (first in {taken[key]})"
                problems.append(Problem(fact.where("id"), UNIQUE, message))
                broken.add(fact.id)
                continue
            taken[key] = fact.where("id")
            problems.extend(_devices(fact, HOMES[kind].single))
            facts[kind][fact.id] = fact
    for each in refused:
        kind = kind_of(each.place.path.removeprefix("data/"))
        broken.update({_unread(kind, Path(each.place.path).stem)} if kind else {f"*{name}" for name in KINDS})
    return Factbook(root, facts, frozenset(broken)), [*problems, *refused]


def _devices(fact: Fact, in_name: bool) -> Iterator[Problem]:
    """Problems of the ids of a fact and its claims that no file of the site can bear on Windows; ``in_name``: its own is told already."""
    ids = [] if in_name else [(fact.id, fact.where("id"))]
    ids += [(claim.id, claim.where("id")) for claim in (fact.claims if isinstance(fact, Count) else ())]
    for id, place in ids:
        if is_reserved_name(id):
            message = f"must be a name that files can bear on Windows, found {quote(id)}"
            yield Problem(place, NAME, message, f"id: a-{id}")


@dataclass(frozen=True, slots=True)
class _FileFacts:
    """What one file holds: its facts, its problems, and the ids of facts that could not be read."""

    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    broken: frozenset[str]


@lru_cache(maxsize=20_000)
def _facts_in(path: str, text: str, kind: str) -> _FileFacts:
    """The facts in the text of one file; remembered, so that a preview reads only the file that changed."""
    problems: list[Problem] = []
    facts: list[Fact] = []
    stem = Path(path).stem
    broken: set[str] = set()
    try:
        node = parse_yaml(text, path)
    except Problems as error:
        return _FileFacts((), error.problems, frozenset({_unread(kind, stem)}))
    items = list(_items(node, kind, stem, problems))
    if problems:
        broken.add(_unread(kind, stem))
    for item in items:
        fact = validate_fact(KINDS[kind], item, problems)
        if fact is None:
            named = item.items.get("id")
            broken.add(named.text if isinstance(named, Scalar) else stem)
            continue
        if HOMES[kind].single and fact.id != stem:
            message = f"must be the file's name, {stem!r}, found {quote(fact.id)}"
            problems.append(Problem(fact.where("id"), HOME, message, f"id: {stem}"))
            broken.add(stem)
        facts.append(fact)
    return _FileFacts(tuple(facts), tuple(problems), frozenset(broken))


def _unread(kind: str, stem: str) -> str:
    """What is missing when a file cannot be read: the fact it bears the name of, or any of its kind."""
    return stem if HOMES[kind].single else f"*{kind}"


def kind_of(relative: str) -> str | None:
    """The kind whose home a file's path matches; ``*`` and ``{id}`` stand for one name without slashes."""
    for kind, home in HOMES.items():
        pattern = home.pattern.replace("{id}", "*")
        if relative.count("/") == pattern.count("/") and fnmatchcase(relative, pattern):
            return kind
    return None


def _items(node: Node, kind: str, stem: str, problems: list[Problem]) -> Iterator[Mapping]:
    """The facts in a file: the file itself, or the members of its list."""
    if HOMES[kind].single:
        candidates: tuple[Node, ...] = (node,)
    elif isinstance(node, Sequence):
        candidates = node.items
    else:
        problems.append(
            Problem(
                node.place,
                TYPE,
                f"must be a list of facts, each starting with '- id:', found {node_type(node)}",
                "- id: an-id",
            )
        )
        return
    for item in candidates:
        if isinstance(item, Mapping):
            yield item
        else:
            problems.append(
                Problem(item.place, TYPE, f"must be the fields of one {kind}, found {node_type(item)}", f"id: {stem}")
            )
