"""Loading: the fact files of a story to its :class:`Factbook`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final

from .factbook import Factbook
from .files import NAME, files_below, is_reserved_name, read_text, total_size_problem
from .kinds import FILE_PATTERNS, KINDS, Count, Fact, Series
from .kinds.base import ID_PATTERN
from .problems import Place, Problem, Problems, quote, rule
from .progress import STEPS
from .series_table import with_rows
from .strict_yaml import Mapping, Node, Scalar, Sequence, parse_yaml
from .validation import FIELD, TYPE, UNIQUE, node_type, validate_fact

ONCE: Final = "must be used once"
HOME = rule(
    "fact-home", "Each file in the data folder belongs to a kind of fact, and a file that holds one fact bears its id."
)

TRANSLATIONS: Final = "data/translations"
"""The folder of the facts' texts in other languages (:mod:`.translations`), below the story's folder."""
Rewrite = Callable[[str, str, str], str]
"""A function of a fact file's text, its path from the story's folder, and its kind, which returns another text."""


def load(root: Path) -> Factbook:
    """Read every fact under ``root/data``. Raises :class:`Problems` with all that cannot be read."""
    book, problems = read(root)
    if problems:
        raise Problems(problems)
    return book


def read(root: Path, rewrite: Rewrite | None = None) -> tuple[Factbook, list[Problem]]:
    """Read the facts under ``root/data``; return those that are valid, and the problems of the others.

    If given, ``rewrite`` changes the text of each file before it is parsed.
    """
    STEPS.info("reading facts")
    facts: dict[str, dict[str, Fact]] = {name: {} for name in KINDS}
    data = root / "data"
    if not data.is_dir():
        message, example = "must be a folder with fact files, found none", "data/counts/visitors.yml"
        return Factbook(root, facts), [Problem(Place("data"), HOME, message, example)]
    file_problems: list[Problem] = []
    paths = list(files_below(root, data, file_problems))
    if too_large := total_size_problem("data", paths):
        return Factbook(root, facts, frozenset(f"*{name}" for name in KINDS)), [too_large, *file_problems]
    problems: list[Problem] = []
    broken: set[str] = set()
    first: dict[tuple[str, str], Place] = {}
    standing = set(paths)
    members: dict[str, list[Path]] = {}
    for path in paths:
        members.setdefault(str(path.parent), []).append(path)
    for path in paths:
        relative = path.relative_to(root).as_posix()
        if relative.startswith(f"{TRANSLATIONS}/") and path.suffix == ".po":
            continue
        if home := described_by(relative):
            if root / home not in standing:
                kind = kind_of_file(home)
                message = f"must stand beside the file that describes it, found no {home}"
                example = f"factbook new {kind} {Path(home).stem}"
                if relative.endswith(".yml"):
                    folder = PurePosixPath(home).parent
                    message = f"must belong to the {kind} in {home}, found no such file; a {kind} has its own file in {folder}/"
                    example = f"{folder}/{Path(relative).name}"
                problems.append(Problem(Place(relative), HOME, message, example))
            continue
        kind = kind_of_file(relative)
        if kind is None:
            folders = ", ".join(
                filter(None, (name for home in FILE_PATTERNS.values() for name in (*home.patterns, home.table)))
            )
            message = f"must be a file of a kind of fact ({folders})"
            problems.append(Problem(Place(relative), HOME, message, "data/sources/herald-2025-01-31.yml"))
            continue
        try:
            text = read_text(root, path)
            table = _table_of(root, path, standing) if FILE_PATTERNS[kind].table else ""
            texts = [(relative, text), *_member_files(root, relative, kind, members)]
            if rewrite:
                texts = [(each, rewrite(text, each, kind)) for each, text in texts]
            parsed = _parse_file(relative, texts[0][1], kind, table, tuple(texts[1:]))
        except Problems as error:
            problems.extend(error.problems)
            broken.add(_broken_name(kind, path.stem))
            continue
        problems.extend(parsed.problems)
        broken.update(parsed.broken)
        for fact in parsed.facts:
            key, place = (fact.namespace, fact.id), fact.where("id")
            if key in first:
                message = f"{ONCE}, found {quote(fact.id)} again (first in {first[key]})"
                problems.append(Problem(place, UNIQUE, message))
                broken.add(fact.id)
                continue
            first[key] = place
            problems.extend(_reserved_ids(fact))
            facts[kind][fact.id] = fact
    for problem in file_problems:
        home = described_by(problem.place.path) or problem.place.path
        kind = kind_of_file(home)
        names = [_broken_name(kind, Path(home).stem)] if kind else [f"*{name}" for name in KINDS]
        broken.update(names)
    return Factbook(root, facts, frozenset(broken)), [*problems, *file_problems]


def described_by(relative: str) -> str:
    """Return the path of the fact file that a table, or a file of a fact's folder, belongs to; empty for another file."""
    path = PurePosixPath(relative)
    for home in FILE_PATTERNS.values():
        if home.table and _matches(relative.removeprefix("data/"), home.table):
            return str(path.with_suffix(".yml"))
        if home.members and _matches(relative.removeprefix("data/"), home.patterns[1]):
            return f"{path.parent}.yml"
    return ""


def _member_files(
    root: Path, relative: str, kind: str, members: MappingOf[str, Iterable[Path]]
) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file in the folder of a fact's name, of the files by folder. Raises :class:`Problems`."""
    if FILE_PATTERNS[kind].members:
        folder = str(root / relative.removesuffix(".yml"))
        yield from ((each.relative_to(root).as_posix(), read_text(root, each)) for each in members.get(folder, ()))


def _table_of(root: Path, path: Path, paths: Collection[Path]) -> str:
    """Return the text of the table beside a fact file. Raises :class:`Problems`."""
    beside = path.with_suffix(".csv")
    if beside not in paths:
        home, name = path.relative_to(root).as_posix(), beside.relative_to(root).as_posix()
        message = f"must have its rows in a table beside it, found no {name}"
        raise Problems([Problem(Place(home), HOME, message, "month,rain_mm")])
    return read_text(root, beside, example="a series for each part, such as a year")


def _reserved_ids(fact: Fact) -> Iterator[Problem]:
    """Yield a problem for each id that is a device name on Windows; the id of a fact with its own file is a file name, checked there."""
    named = [] if FILE_PATTERNS[fact.kind].single else [fact]
    for record in [*named, *(fact.claims if isinstance(fact, Count) else ())]:
        if is_reserved_name(record.id):
            message = f"must be a name that files can bear on Windows, found {quote(record.id)}"
            yield Problem(record.where("id"), NAME, message, f"id: a-{record.id}")


@dataclass(frozen=True, slots=True)
class _ParsedFile:
    """The facts of one file, its problems, and the names of invalid facts as in ``Factbook.broken``."""

    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    broken: frozenset[str]


@lru_cache(maxsize=20_000)
def _parse_file(path: str, text: str, kind: str, table: str, members: tuple[tuple[str, str], ...]) -> _ParsedFile:
    """Parse and validate the facts of one file, with the ``table`` beside it and the paths and texts of its folder's files where its
    kind has them; cached, so that a preview parses only the file that changed."""
    stem = Path(path).stem
    try:
        node = parse_yaml(text, path, may_be_empty=FILE_PATTERNS[kind].may_be_empty, keeps_empty=True)
        node = _with_members(node, members, FILE_PATTERNS[kind].members)
    except Problems as error:
        return _ParsedFile((), error.problems, frozenset({_broken_name(kind, stem)}))
    problems: list[Problem] = []
    facts: list[Fact] = []
    items = _fact_nodes(node, kind, stem, problems)
    broken = {_broken_name(kind, stem)} if problems else set()
    for item in items:
        fact = validate_fact(KINDS[kind], item, problems)
        if fact is None:
            id_node = item.items.get("id")
            broken.add(id_node.text if isinstance(id_node, Scalar) else stem)
            continue
        if FILE_PATTERNS[kind].single and fact.id != stem:
            message, example = f"must be the file's name, {stem!r}, found {quote(fact.id)}", f"id: {stem}"
            if not re.fullmatch(ID_PATTERN, stem):
                message = f"must be the id in a file of its name, found the file {quote(PurePosixPath(path).name)}"
                example = f"the file's name: {fact.id}.yml"
            problems.append(Problem(fact.where("id"), HOME, message, example))
            broken.update((stem, fact.id))
        if isinstance(fact, Series):
            fact = _with_rows(fact, item, table, path, problems, broken)
        facts.append(fact)
    return _ParsedFile(tuple(facts), tuple(problems), frozenset(broken))


def _with_members(node: Node, files: Iterable[tuple[str, str]], field: str) -> Node:
    """Return a fact's node whose list ``field`` goes on with those of the files of its folder. Raises :class:`Problems`."""
    own = node.items.get(field, Sequence((), node.place)) if isinstance(node, Mapping) else node
    problems: list[Problem] = []
    found: list[Node] = []
    for path, text in files:
        try:
            top = parse_yaml(text, path, keeps_empty=True)
        except Problems as error:
            problems.extend(error.problems)
            continue
        fields = top.items if isinstance(top, Mapping) else {"": top}
        other = next((name for name in fields if name != field), field)
        match fields[other]:
            case Sequence(items) if other == field:
                found.extend(items)
                continue
            case Scalar("") if other == field:
                named = "nothing"
            case value:
                named = node_type(value) if other in ("", field) else f"the field {quote(other)}"
        place = top.keys[other] if isinstance(top, Mapping) else top.place
        message = f"must hold the field {field!r} with a list and no other, found {named}"
        problems.append(Problem(place, TYPE, message, f"{field}:\n  - id: an-id"))
    if problems:
        raise Problems(problems)
    if not found or not isinstance(node, Mapping) or not isinstance(own, Sequence):
        return node
    return replace(
        node,
        items={**node.items, field: replace(own, items=(*own.items, *found))},
        keys={field: node.place, **node.keys},
    )


def _with_rows(
    series: Series, node: Mapping, table: str, path: str, problems: list[Problem], broken: set[str]
) -> Series:
    """Return the series with its rows; without them, it is ``broken``."""
    beside = str(PurePosixPath(path).with_suffix(".csv"))
    if "rows" in node.items:
        problems.append(Problem(node.keys["rows"], FIELD, f"must be in the table beside it, {beside}, found 'rows'"))
    before = len(problems)
    try:
        series = with_rows(series, table, beside, problems)
    except Problems as error:
        problems.extend(error.problems)
    if len(problems) > before:
        broken.add(series.id)
    return series


def _broken_name(kind: str, stem: str) -> str:
    """Return the name in ``Factbook.broken`` of an unreadable file: its fact's id, or ``*kind`` for a list of facts."""
    return stem if FILE_PATTERNS[kind].single else f"*{kind}"


def kind_of_file(relative: str) -> str | None:
    """Return the kind whose file pattern a path below the story's folder matches; ``*`` and ``{id}`` match one name without slashes."""
    for kind, home in FILE_PATTERNS.items():
        if any(_matches(relative.removeprefix("data/"), pattern) for pattern in home.patterns):
            return kind
    return None


def _matches(relative: str, pattern: str) -> bool:
    pattern = pattern.replace("{id}", "*")
    return relative.count("/") == pattern.count("/") and fnmatchcase(relative, pattern)


def _fact_nodes(node: Node, kind: str, stem: str, problems: list[Problem]) -> list[Mapping]:
    """Return the node of each fact in a file: the root, or the members of its list; append a problem for other nodes."""
    if FILE_PATTERNS[kind].single:
        candidates: tuple[Node, ...] = (node,)
    elif isinstance(node, Sequence):
        candidates = node.items
    else:
        message = f"must be a list of facts, each starting with '- id:', found {node_type(node)}"
        problems.append(Problem(node.place, TYPE, message, "- id: an-id"))
        return []
    problems += [
        Problem(item.place, TYPE, f"must be the fields of one {kind}, found {node_type(item)}", f"id: {stem}")
        for item in candidates
        if not isinstance(item, Mapping)
    ]
    return [item for item in candidates if isinstance(item, Mapping)]
