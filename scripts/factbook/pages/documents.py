"""The story's Markdown files: front matter, body, and page families such as ``counts/{id}.md``."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import yaml

from ..factbook import Factbook
from ..files import files_below, read_text
from ..kinds import KINDS, Fact
from ..problems import Place, Problem, Problems, found, nearest, rule
from ..reading import Mapping, Scalar, parse_yaml, place_of, plain
from ..values import BadValue, Edtf
from .links import Address, anchor_of

MAX_BYTES: Final = 50_000
"""A page is at most so long, some eight thousand words."""
PAGE = rule(
    "page",
    f"A page is UTF-8 Markdown of at most {MAX_BYTES // 1000} KB inside docs; its front matter is plain YAML with a title.",
)
FAMILY = rule(
    "page-family",
    "A page family, {id}.md, says with 'each' which kind of fact it is made for; one page lists a kind with 'lists'.",
)

META: Final = ("title", "description")
"""Front matter that readers see, and that may hold expressions."""
_FRONT = re.compile(r"\A---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """One Markdown file: its path below ``docs/``, its whole text, its front matter, and where its body begins.

    ``lists`` are the kinds (in the plural) whose facts have their anchors on this page; ``review_by`` is the day by
    which its editors look at it again.
    """

    path: str
    text: str
    meta: MappingOf[str, Any]
    meta_places: MappingOf[str, Place]
    body_start: int
    lists: tuple[str, ...] = ()
    review_by: Edtf | None = None

    @property
    def place(self) -> Place:
        """The file."""
        return Place(f"docs/{self.path}")

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def place_at(self, offset: int) -> Place:
        """Where a character of the text stands."""
        line = bisect_right(self._starts, offset)
        return Place(self.place.path, line, offset - self._starts[line - 1] + 1)

    @property
    def is_family(self) -> bool:
        """Whether one page is made from it for each fact of a kind."""
        return Path(self.path).name == "{id}.md"

    @property
    def each(self) -> str:
        """The kind (in the plural) a family is made for."""
        return str(self.meta.get("each", ""))


def documents(root: Path) -> tuple[list[Document], list[Problem]]:
    """The Markdown files below ``root/docs`` that can be read, and what is wrong with the others."""
    found_documents: list[Document] = []
    problems: list[Problem] = []
    for path in files_below(root, root / "docs", problems):
        if path.suffix != ".md":
            continue
        try:
            found_documents.append(_document(root, path))
        except Problems as error:
            problems.extend(error.problems)
    problems.extend(problem for document in found_documents for problem in _family_problems(document))
    return found_documents, problems


def _document(root: Path, path: Path) -> Document:
    text = read_text(root, path, MAX_BYTES, "one page for each chapter")
    relative = path.relative_to(root / "docs").as_posix()
    place = Place(f"docs/{relative}")
    match = _FRONT.match(text)
    if not match:
        raise Problems(
            [Problem(place, PAGE, "must begin with front matter that holds a title", "---\ntitle: How many came\n---")]
        )
    try:
        node = parse_yaml("\n" + match[1], place.path)
        meta = yaml.safe_load(match[1])  # for MkDocs and the theme, in YAML's own types
        json.dumps(meta, default=str, allow_nan=False)  # as it will be written for them
    except Problems as error:
        raise Problems([Problem(p.place, PAGE, p.message, p.example) for p in error.problems]) from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise Problems(
            [Problem(place, PAGE, f"must have plain YAML as front matter, found: {found(error)}")]
        ) from error
    title = node.items.get("title") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(title, Scalar):
        raise Problems([Problem(place, PAGE, "must have a title in its front matter", "title: How many came")])
    texts = {
        key: " ".join(item.text.split()) for key, item in node.items.items() if key in META and isinstance(item, Scalar)
    }
    lists = plain(node.items["lists"]) if "lists" in node.items else []
    names = tuple(str(name) for name in (lists if isinstance(lists, list) else [lists]))
    places = {key: place_of(node, (key,)) for key in node.items}
    return Document(relative, text, {**meta, **texts}, places, match.end(), names, _review_by(node))


def _review_by(node: Mapping) -> Edtf | None:
    """The day by which a page is to be looked at again, from its front matter."""
    written = node.items.get("review_by")
    if written is None:
        return None
    try:
        return Edtf.parse(written.text if isinstance(written, Scalar) else "")
    except BadValue as error:
        shown = found(written.text) if isinstance(written, Scalar) else "no date"
        message = f"review_by: {error}, found {shown}"
        raise Problems([Problem(written.place, PAGE, message, f"review_by: {error.example}")]) from error


def _family_problems(document: Document) -> Iterator[Problem]:
    plurals = [kind.plural for kind in KINDS.values()]
    if isinstance(document.meta.get("lists"), dict):
        yield Problem(
            document.meta_places["lists"],
            FAMILY,
            "lists: must be a kind of fact or a list of kinds, found a mapping",
            "lists: events",
        )
        return
    for key, values in (
        ("each", (document.each,) if document.is_family or "each" in document.meta else ()),
        ("lists", document.lists),
    ):
        for value in values:
            if value not in plurals:
                place = document.meta_places.get(key, document.place)
                yield Problem(
                    place,
                    FAMILY,
                    f"{key}: must be a kind of fact in the plural, found {found(value)}; {nearest(value, plurals, 12)}",
                    f"{key}: counts",
                )
    if "each" in document.meta and not document.is_family:
        yield Problem(
            document.meta_places["each"],
            FAMILY,
            f"each: must stand in a file named {{id}}.md, found {document.path}",
            "docs/counts/{id}.md",
        )


def facts_of(book: Factbook, plural: str) -> MappingOf[str, Fact]:
    """The facts of a kind by its plural name: ``counts``."""
    return next((book.facts.get(name, {}) for name, kind in KINDS.items() if kind.plural == plural), {})


def family_path(document: Document, fact: Fact) -> str:
    """The path of a family's page for one fact: ``counts/visitors.md``."""
    return document.path.removesuffix("{id}.md") + f"{fact.id}.md"


def addresses(book: Factbook, pages: list[Document]) -> dict[str, Address]:
    """Where each fact can be read: on its own page if it has one, else on the page that lists its kind."""
    known: dict[str, Address] = {}
    for page in pages:
        for plural in page.lists:
            for fact in facts_of(book, plural).values():
                known.setdefault(_name(fact), Address(page.path, anchor_of(fact)))
    for page in pages:
        if page.is_family:
            for fact in facts_of(book, page.each).values():
                known[_name(fact)] = Address(family_path(page, fact))
    return known


def _name(fact: Fact) -> str:
    return f"{fact.namespace}:{fact.id}" if fact.namespace else fact.ref
