"""The factbook: every fact of a story by its id, read once and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .kinds import HOMES, KINDS, Claim, Count, Fact, Organisation, Person, Record, called
from .problems import Place, Problem, Problems, found, nearest, rule
from .reading import Mapping, Node, Scalar, Sequence, files_below, parse_yaml, place_of, plain, read_text

F = TypeVar("F", bound=Fact)
Party = Organisation | Person

HOME = rule(
    "fact-home", "Each file in the data folder belongs to a kind of fact, and a file that holds one fact bears its id."
)
FIELD = rule("known-field", "A fact has only the fields of its kind.")
REQUIRED = rule("required-field", "A fact has every field that its kind requires.")
TYPE = rule("field-value", "A field's value is of its type: an id, an amount, a date, one of a list of words, text.")
UNIQUE = rule(
    "unique-id",
    "An id is used once in the whole factbook; a claim's id once in its count; a term's once in the glossary.",
)


@dataclass(frozen=True)
class Factbook:
    """All facts of one story.

    ``facts`` maps each kind's name to its facts by id, in the order of their files; ``root`` is the
    story's folder. Ids are unique, references may still dangle until the checks have run. ``broken`` are
    the ids of facts that stand in the files but could not be read, and the kinds (as ``*event``) of which a
    whole list could not be read.
    """

    root: Path
    facts: MappingOf[str, MappingOf[str, Fact]]
    broken: frozenset[str] = frozenset()

    def of(self, kind: type[F]) -> MappingOf[str, F]:
        """The facts of a kind by id: ``book.of(Count)["visitors"]``."""
        return self.facts.get(kind.kind, {})  # type: ignore[return-value]  # the loader files each fact under its class

    @cached_property
    def claims(self) -> MappingOf[str, Claim]:
        """Every claim by its full name: ``visitors/constabulary-2025-06-01``."""
        return {claim.ref: claim for count in self.of(Count).values() for claim in count.claims}

    @cached_property
    def named(self) -> MappingOf[str, Fact]:
        """Every fact that a reference can name by its id alone, and every claim by ``count/claim``."""
        plain_facts = {fact.id: fact for facts in self.facts.values() for fact in facts.values() if not fact.namespace}
        return {**plain_facts, **self.claims}

    def is_broken(self, ref: str, kinds: Iterable[str] = tuple(KINDS)) -> bool:
        """Whether a name may belong to a fact of those kinds that could not be read, and was reported as such."""
        if ref in self.broken or ref.partition("/")[0] in self.broken:
            return True
        return ref not in self.named and any(f"*{kind}" in self.broken for kind in kinds)

    def count_of(self, claim: Claim) -> Count:
        """The count a claim is about."""
        return self.of(Count)[claim.count]

    def party(self, ref: str) -> Party | None:
        """The organisation or person of that id, if there is one."""
        return self.of(Organisation).get(ref) or self.of(Person).get(ref)


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
    links: list[Problem] = []
    for path in files_below(root, data, links):
        relative = path.relative_to(root).as_posix()
        kind = _kind_of(relative.removeprefix("data/"))
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
                message = f"must be used once, found {found(fact.id)} again (first in {taken[key]})"
                problems.append(Problem(fact.where("id"), UNIQUE, message))
                broken.add(fact.id)
                continue
            taken[key] = fact.where("id")
            facts[kind][fact.id] = fact
    for link in links:
        kind = _kind_of(link.place.path.removeprefix("data/"))
        broken.update({_unread(kind, Path(link.place.path).stem)} if kind else {f"*{each}" for each in KINDS})
    return Factbook(root, facts, frozenset(broken)), [*problems, *links]


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
        fact = _fact(KINDS[kind], item, problems)
        if fact is None:
            named = item.items.get("id")
            broken.add(named.text if isinstance(named, Scalar) else stem)
            continue
        if HOMES[kind].single and fact.id != stem:
            message = f"must be the file's name, {stem!r}, found {found(fact.id)}"
            problems.append(Problem(fact.where("id"), HOME, message, f"id: {stem}"))
            broken.add(stem)
        facts.append(fact)
    return _FileFacts(tuple(facts), tuple(problems), frozenset(broken))


def _unread(kind: str, stem: str) -> str:
    """What is missing when a file cannot be read: the fact it bears the name of, or any of its kind."""
    return stem if HOMES[kind].single else f"*{kind}"


def _kind_of(relative: str) -> str | None:
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
                f"must be a list of facts, each starting with '- id:', found {_shape(node)}",
                "- id: an-id",
            )
        )
        return
    for item in candidates:
        if isinstance(item, Mapping):
            yield item
        else:
            problems.append(
                Problem(item.place, TYPE, f"must be the fields of one {kind}, found {_shape(item)}", f"id: {stem}")
            )


def _shape(node: Node) -> str:
    return {"Mapping": "a mapping", "Sequence": "a list", "Scalar": "a text"}[type(node).__name__]


def _fact(cls: type[Fact], node: Mapping, problems: list[Problem]) -> Fact | None:
    """Validate one fact; on failure add a problem for each wrong field and give ``None``."""
    try:
        fact = cls.model_validate(plain(node))
    except ValidationError as error:
        details = error.errors(include_url=False)
        inner = {detail["loc"][:index] for detail in details for index in range(len(detail["loc"]))}
        # a list whose members are wrong is not also too short
        problems.extend(
            _field_problem(cls, node, detail)
            for detail in details
            if detail["type"] != "too_short" or detail["loc"] not in inner
        )
        return None
    fact.attach(node)
    if isinstance(fact, Count):
        claims = node.items["claims"]
        assert isinstance(claims, Sequence)
        seen: dict[str, Place] = {}
        for claim, item in zip(fact.claims, claims.items, strict=True):
            claim.attach(item)
            if claim.id in seen:
                problems.append(
                    Problem(
                        claim.where("id"),
                        UNIQUE,
                        f"must be used once in its count, found {found(claim.id)} again (first in {seen[claim.id]})",
                    )
                )
            seen.setdefault(claim.id, claim.where("id"))
    return fact


def _field_problem(cls: type[Record], node: Mapping, detail: ErrorDetails) -> Problem:
    """One pydantic error in an editor's words, at the place of the value."""
    path = detail["loc"]
    place = place_of(node, path)
    name = str(
        next((step for step in reversed(path) if isinstance(step, str)), "")
    )  # a list's member bears the list's name
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            owner = _record_at(cls, path[:-1])
            fields = [field.alias or key for key, field in owner.model_fields.items()]
            parent = _node_at(node, path[:-1])
            place = parent.keys.get(name, place) if isinstance(parent, Mapping) else place
            return Problem(
                place, FIELD, f"must be a field of {called(owner)}, found {found(name)}; {nearest(name, fields)}"
            )
        case "missing":
            owner = _record_at(cls, path[:-1])
            field = next(field for key, field in owner.model_fields.items() if name in (key, field.alias))
            return Problem(place, REQUIRED, f"must have the field {name!r} ({(field.description or '').rstrip('.')})")
        case "literal_error":
            words = re.findall(r"'([^']*)'", context.get("expected", ""))
            return Problem(
                place,
                TYPE,
                f"must be one of {', '.join(words)}; found {found(detail['input'])}; {nearest(str(detail['input']), words)}",
                f"{name}: {words[0]}" if words else "",
            )
        case "bad_value":
            return Problem(
                place,
                TYPE,
                f"{name}: {detail['msg']}, found {found(detail['input'])}",
                f"{name}: {context.get('example', '')}",
            )
        case "string_pattern_mismatch" if name == "id":
            return Problem(
                place,
                TYPE,
                f"id: must be lower-case letters, digits and single hyphens, found {found(detail['input'])}",
                f"id: {_slug(str(detail['input']))}",
            )
        case "string_pattern_mismatch" if name == "type":
            return Problem(
                place,
                TYPE,
                f"{name}: must be one or two plain lower-case words, found {found(detail['input'])}",
                f"{name}: ceremony",
            )
        case "string_pattern_mismatch":
            return Problem(
                place, TYPE, f"{name}: must be a language code (BCP 47), found {found(detail['input'])}", f"{name}: ko"
            )
        case "string_too_long":
            return Problem(
                place,
                TYPE,
                f"{name}: must be at most {context.get('max_length')} characters, found {len(str(detail['input']))}",
            )
        case "string_type":
            return Problem(place, TYPE, f"{name}: must be one text, found {_shape(_node_at(node, path))}")
        case "tuple_type" if isinstance(_node_at(node, path), Scalar):
            return Problem(
                place,
                TYPE,
                f"{name}: must be a list, found {found(detail['input'])}",
                f"{name}: [{found(detail['input'], 30)[1:-1]}]",
            )
        case "tuple_type":
            return Problem(
                place,
                TYPE,
                f"{name}: must be a list, each member after a dash, found {_shape(_node_at(node, path))}",
                "- id: an-id",
            )
        case "too_short":
            return Problem(
                place,
                TYPE,
                f"{name}: must have at least {context.get('min_length')} entry, found {context.get('actual_length')}",
            )
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(place, TYPE, f"{name}: must be a group of fields, found {found(detail['input'])}")
        case _:
            return Problem(place, TYPE, f"{name}: {detail['msg']}, found {found(detail['input'])}")


def _node_at(node: Node, path: tuple[str | int, ...]) -> Node:
    for step in path:
        match node:
            case Mapping(items) if step in items:
                node = items[str(step)]
            case Sequence(items) if isinstance(step, int) and step < len(items):
                node = items[step]
    return node


def _record_at(cls: type[Record], path: tuple[str | int, ...]) -> type[Record]:
    """The class of the record at ``path``, following field types inward."""
    for step in path:
        if isinstance(step, int):
            continue
        field = next((field for key, field in cls.model_fields.items() if step in (key, field.alias)), None)
        inner = _record_in(field.annotation) if field else None
        if inner is None:
            break
        cls = inner
    return cls


def _record_in(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if inner := _record_in(argument):
            return inner
    return None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()[:60]).strip("-") or "an-id"
