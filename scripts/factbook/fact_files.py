"""Edits of fact files, kept as texts until they are written: facts and claims added, fields set, everything else as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import yaml

from .factbook import Factbook
from .files import NAME, is_reserved_name, read_bytes, read_text, write_bytes, write_text
from .formatter import Unformatted, compose, format_text
from .json_schema import modeline, write_schemas
from .kinds import FILE_PATTERNS, KINDS, Claim, Count, Fact
from .kinds.base import ID_PATTERN
from .loading import HOME
from .problems import Place, Problem, Problems, nearest, quote
from .scaffold import Values, claim_template, fact_template, field_lines, file_template
from .strict_yaml import Mapping as MappingNode
from .strict_yaml import Node, Scalar, node_at, parse_yaml, to_builtins
from .strict_yaml import Sequence as NodeList
from .validation import TYPE, UNIQUE, example_id
from .yaml_edits import edited, fields_in, indented, set_field

CLAIM: Final = Claim.kind
MAX_ID: Final = 80


class FactFiles:
    """The fact files of a story with edits that are not written yet; ``texts`` are the changed ones by path, ``usual`` the kind of
    those that are in the usual form."""

    def __init__(self, book: Factbook, root: Path) -> None:
        self.book, self.root = book, root
        self.texts: dict[str, str] = {}
        self.usual: dict[str, str] = {}

    def text(self, path: str) -> str:
        """Return a file's text with its edits; empty for a file that is not there."""
        target = self.root / path
        return self.texts.get(path) or (read_text(self.root, target) if target.exists() else "")

    def changed(self) -> bool:
        """Leave out texts that are as they were; return whether any is left."""
        self.texts = {each.path: each.after for each in self.changes() if each.before != each.after}
        self.usual = {path: kind for path, kind in self.usual.items() if path in self.texts}
        return bool(self.texts)

    def changes(self) -> list[Unformatted]:
        """Return the texts before and after, by path; each has a patch."""
        self._format()
        before = {path: read_text(self.root, self.root / path) for path in self.texts if (self.root / path).exists()}
        return [Unformatted(path, before.get(path, ""), text) for path, text in sorted(self.texts.items())]

    def write(self, root: Path | None = None) -> None:
        """Write the changed files, into the story or a copy of it, all or none, and the schemas that they name."""
        self._format()
        before = {path: read_bytes(self.root / path) for path in self.texts if (self.root / path).exists()}
        try:
            for path, text in self.texts.items():
                write_text(root or self.root, (root or self.root) / path, text, like=before.get(path, b""))
            if root is None:
                write_schemas(self.root)
        except BaseException:
            for path in self.texts if root is None else ():
                with suppress(OSError):
                    write_bytes(self.root / path, before[path]) if path in before else (self.root / path).unlink()
            raise

    def add(self, kind: str, ref: str, values: Values, topic: str | None = None) -> str:
        """Add a fact, or a claim by its full name, with values or, without any, with each field explained; return its file's path.

        Raises :class:`Problems` on an id that is taken or invalid, and on a file that cannot be read.
        """
        path = self.home_of(kind, ref, topic)
        if kind == CLAIM:
            self.add_claims(path, [(ref.partition("/")[2], values)])
        elif not (text := self.text(path)):
            self.set_text(path, kind, file_template(kind, ref, path, values))
        elif FILE_PATTERNS[kind].single:
            raise Problems([Problem(Place(path), UNIQUE, "must be a new id, found a file of that name")])
        else:
            parse_yaml(text, path, may_be_empty=FILE_PATTERNS[kind].may_be_empty)  # nothing is added to an invalid file
            self.set_text(path, kind, "\n".join([text.rstrip("\n"), "", *fact_template(kind, ref, values)]) + "\n")
        return path

    def home_of(self, kind: str, ref: str, topic: str | None = None) -> str:
        """Return the path of the file of a new fact or claim. Raises :class:`Problems` on an id that is taken or invalid."""
        if kind != CLAIM:
            path = f"data/{file_of(self.root, kind, ref, topic)}"
            same_id = (facts[ref] for facts in self.book.facts.values() if ref in facts)
            namespace = KINDS[kind].namespace
            known = next((fact for fact in same_id if fact.namespace == namespace), None)
            _require_new_id(ref, path, KINDS[kind].plural, known)
            return path
        count_id, _, id = ref.partition("/")
        if count_id not in self.book.of(Count) and count_id not in self.book.broken:  # as one is that was only begun
            known_counts = nearest(count_id, self.book.of(Count))
            message = f"must be the id of a count, a stroke and a new id, found {quote(ref)}; {known_counts}"
            raise Problems([Problem(Place("data"), UNIQUE, message, "visitors/constabulary-2025-06-01")])
        path = f"data/{file_of(self.root, Count.kind, count_id, None)}"
        _require_new_id(id, path, Claim.plural, self.book.claims.get(ref))
        folder = path.removesuffix(".yml")
        return f"{folder}/{id}.yml" if (self.root / folder).is_dir() else path

    def add_claims(self, path: str, new: Iterable[tuple[str, Values]]) -> None:
        """Add claims, by their ids, behind the last one in a file, or in a new file of a count's folder.

        Raises :class:`Problems` where the count's claims are no list.
        """
        text = self.text(path)
        if not text and FILE_PATTERNS[Count.kind].is_members_file(path):
            members = (f"  {line}".rstrip() for id, values in new for line in claim_template(id, values))
            self.set_text(path, Count.kind, "\n".join([modeline(Count.kind, path), "claims:", *members]) + "\n")
            return
        claims = node_at(parse_yaml(text, path), ("claims",))
        lines = text.rstrip("\n").split("\n")
        last = claims.items[-1] if isinstance(claims, NodeList) and claims.items else None
        if not isinstance(last, MappingNode) or lines[last.place.line - 1][: last.place.column - 1].strip() != "-":
            raise Problems([Problem(claims.place, TYPE, "must be a list with dashes, for a claim to be added to it")])
        dash = lines[last.place.line - 1].index("-")
        end = _last_line(last, lines, dash)
        added = indented((line for id, values in new for line in claim_template(id, values)), dash)
        self.set_text(path, Count.kind, "\n".join([*lines[:end], *added, *lines[end:]]) + "\n")

    def change(self, fact: Fact, values: Values) -> str:
        """Set fields of a fact or claim, or take out those without a value; return its file's path. Raises as :meth:`change_all`."""
        self.change_all(fact.where().path, [(fact, values)])
        return fact.where().path

    def change_all(self, path: str, changes: Sequence[tuple[Fact, Values]]) -> None:
        """Set fields of facts or claims in a file, or take out those without a value.

        Raises :class:`Problems` when the file cannot be edited without another change of meaning.
        """
        home = Count.kind if changes[0][0].kind == CLAIM else changes[0][0].kind
        text = self.text(path)
        if any(getattr(node, "flow_style", False) for node in _nodes_of(compose(text), changes)):
            text = format_text(text, path, home)
        wanted: object = to_builtins(parse_yaml(text, path))
        for fact, values in changes:
            wanted = _with(wanted, fact, values)
        fields = [
            (fact, sorted(values.items(), key=lambda each: _order(fact).index(each[0]))) for fact, values in changes
        ]
        for number in range(
            max(len(values) for _, values in fields)
        ):  # one field of each fact at a time, as they may be neighbours
            now = [(fact, values[number]) for fact, values in fields if number < len(values)]
            nodes = _nodes_of(compose(text), now)
            text = edited(
                text,
                [
                    set_field(text, node, name, field_lines(fact.kind, name, value) if value else [], _order(fact))
                    for node, (fact, (name, value)) in zip(nodes, now, strict=True)
                ],
            )
        if to_builtins(parse_yaml(text, path)) != wanted:
            message = "must be changed by hand: no edit was found that changes no more"
            raise Problems([Problem(changes[0][0].where(), TYPE, message)])
        self.set_text(path, home, text)

    def set_text(self, path: str, kind: str, text: str) -> None:
        """Keep a text, which is put in the usual form at the end if the file was in it, as lines are folded by their indentation."""
        if path not in self.usual:
            before = self.text(path)
            self.usual[path] = kind if not before or format_text(before, path, kind) == before else ""
        self.texts[path] = text

    def _format(self) -> None:
        for path, kind in self.usual.items():
            self.texts[path] = format_text(self.texts[path], path, kind) if kind else self.texts[path]


def file_of(root: Path, kind: str, id: str, topic: str | None) -> str:
    """Return the file of a new fact, relative to ``data/``. Raises :class:`Problems` where a topic must be told."""
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


def _require_new_id(id: str, path: str, plural: str, known: Fact | None) -> None:
    """Raise :class:`Problems` unless the id is valid and no ``known`` fact has it."""
    if is_reserved_name(id):
        message = f"must be a name that files can bear on Windows, found {quote(id)}"
        raise Problems([Problem(Place(path), NAME, message, f"a-{id}")])
    if not re.fullmatch(ID_PATTERN, id) or len(id) > MAX_ID:
        example = example_id(id)
        ids = f"an id of lower-case letters, digits and single hyphens ({plural} bear ids such as {example})"
        message = f"must be {ids}, found {quote(id)}"
        raise Problems([Problem(Place(path.replace(id, example) if id else "data"), TYPE, message, example)])
    if known:
        message = f"must be a new id, found {quote(id)}, which stands in {known.where('id')}"
        raise Problems([Problem(Place(path), UNIQUE, message)])


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
    children = node.items.values() if isinstance(node, MappingNode) else node.items
    return max(map(_last_start, children), default=node.place.line)


def _order(fact: Fact) -> list[str]:
    return [field.alias or name for name, field in type(fact).model_fields.items()]


def _nodes_of(top: yaml.Node, changes: Iterable[tuple[Fact, object]]) -> list[yaml.Node]:
    """Return the node of each fact's mapping in its file, or of a claim's in that of its count."""
    facts = [fact for fact, _ in changes]
    members = fields_in(top)[1]["claims"] if isinstance(facts[0], Claim) else top
    if isinstance(members, yaml.MappingNode):
        return [members]
    by_id: dict[str, yaml.Node] = {fields_in(each)[1]["id"].value: each for each in members.value}
    return [by_id[fact.id] for fact in facts]


def _with(content: object, fact: Fact, values: Values) -> object:
    """Return what a file says once a fact in it has other values, of which empty ones are none."""
    match content:
        case {"claims": claims} if isinstance(fact, Claim):
            return {**content, "claims": _with(claims, fact, values)}  # type: ignore[dict-item]  # keys are texts
        case list():
            return [_with(each, fact, values) if each["id"] == fact.id else each for each in content]
        case dict():
            lines = (field_lines(fact.kind, name, value) for name, value in values.items() if value)
            new = [to_builtins(parse_yaml("\n".join(each), "")) for each in lines]
            said = content | {name: value for each in new if isinstance(each, dict) for name, value in each.items()}
            return {name: value for name, value in said.items() if name not in values or values[name]}
    return content
