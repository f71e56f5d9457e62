"""Read the story's Markdown files, and the engine's where it has none: front matter, body, and page families such as ``counts/{id}.md``."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Set
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from ..files import MAX_PATH, files_below, name_problems, read_text, total_size_problem
from ..kinds import KINDS
from ..normalize import describe_character, forbidden_character
from ..problems import Place, Problem, Problems, nearest, quote, rule
from ..settings import has_own_theme, languages_at, nav_paths
from ..strict_yaml import Mapping, Node, Scalar, Sequence, parse_yaml, place_of, to_builtins
from ..values import BadValue, Edtf
from .links import url_of
from .translation import translated

MAX_BYTES: Final = 50_000
"""A page is at most so long, some eight thousand words."""
STANDARD: Final = Path(__file__).with_name("standard")
"""The engine's own pages, which know no story: rules, fields, corrections, the families …"""
PAGE = rule(
    "page",
    f"A page is UTF-8 Markdown of at most {MAX_BYTES // 1000} KB inside docs; its front matter is plain YAML with a title and no unknown field.",
)
FAMILY = rule(
    "page-family",
    "A page family, {id}.md, says with 'each' which kind of fact it is made for; one page lists a kind with 'lists'. "
    "Each kind has one of both at most.",
)
ALIAS = rule(
    "page-alias",
    "An alias is an address that a page had once: the path of a folder inside the site, outside the theme's, as pages have them. "
    "In a family, and nowhere but there and in a list, it holds {id}.",
)

META: Final = ("title", "description")
"""Front matter that readers see, and that may hold expressions."""
DAYS: Final = ("date", "updated")
BUILDING: Final = ("review_by", "each", "permanent", "lists", "aliases")
"""Front matter for the build alone, which is not passed on to the theme."""
FRONT: Final = (*META, *DAYS, *BUILDING, "hide")
"""All front matter that a page may have; nothing else is passed on to the publisher and the theme."""
_NAME = re.compile(r"(?:[\w.-]+/)*(?:[\w.-]+|\{id\})\.md")
"""A page's path, without characters that have a meaning in its address."""
_TO_A_PAGE = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<path>[\w./-]+\.md)\)")
_ALIAS = re.compile(r"(?:(?:\w[\w.-]*|\{id\})/)+")
_OF_THE_THEME: Final = ("assets", "search")
_AT_ROOT: Final = ("index.html", "404.html")
UNLISTED: Final = "edit.md"
"""The engine's page that no navigation, search or sitemap lists: the forms, to which editors are led where they need them."""
MAX_ALIASES: Final = 50
_FRONT = re.compile(r"\A---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Document:
    """One Markdown file: its path below ``docs/``, its whole text, its front matter, and where its body begins.

    ``language`` is that of a page in another language than the site's first one; empty for others.
    ``meta_places`` are the places of the front matter's fields. ``lists`` are the kinds (in the plural) whose facts have
    their anchors on this page. ``aliases`` are old addresses from the site's root that redirect to it, with the places
    where they are written; ``{id}`` in them is the id of each of its facts. ``review_by`` is the day of its next review.
    ``is_standard`` is whether it is the engine's own page.
    """

    path: str
    text: str
    meta: MappingOf[str, Any]
    meta_places: MappingOf[str, Place]
    body_start: int
    lists: tuple[str, ...] = ()
    aliases: MappingOf[str, Place] = field(default_factory=dict)
    review_by: Edtf | None = None
    language: str = ""
    is_standard: bool = False

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
        """Return the place of the character at an offset of the text."""
        line = bisect_right(self._starts, offset)
        return Place(self.place.path, line, offset - self._starts[line - 1] + 1)

    @cached_property
    def body(self) -> str:
        """The Markdown, after as many empty lines as the front matter has, so that line numbers are those of the file."""
        return "\n" * self.text.count("\n", 0, self.body_start) + self.text[self.body_start :]

    @cached_property
    def heads(self) -> MappingOf[str, str]:
        """Title and description as YAML reads them, which may write a brace as an escape."""
        return {key: str(self.meta[key]) for key in META if key in self.meta}

    @property
    def changed(self) -> str:
        """The latest day in its front matter, in ISO 8601; empty if there is none."""
        return max((self.meta[key].isoformat() for key in DAYS if key in self.meta), default="")

    @property
    def is_family(self) -> bool:
        """Whether one page is made from it for each fact of a kind."""
        return Path(self.path).name == "{id}.md"

    @property
    def each(self) -> str:
        """The kind (in the plural) a family is made for."""
        return str(self.meta.get("each", ""))

    @property
    def is_permanent(self) -> bool:
        """Whether a family's pages are the permanent addresses of its facts even where a list prints the facts whole."""
        return "permanent" in self.meta


def read_documents(root: Path) -> tuple[list[Document], list[Problem]]:
    """Read the Markdown files below ``root/docs``; return the valid ones, and the problems of all.

    A page that the navigation names and the story lacks is the engine's, if it has one, and so is the family of a kind that
    a page of the navigation lists. Other files are read by :mod:`.attachments`.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    paths = [path for path in files_below(root, root / "docs", problems) if path.suffix == ".md"]
    languages = languages_at(root)
    if heavy := total_size_problem("docs", paths):
        return [], [heavy, *problems]
    for path in paths:
        try:
            text = read_text(root, path, MAX_BYTES, "one page for each chapter")
            document = _document(path.relative_to(root / "docs").as_posix(), text, problems)
            folder = document.path.partition("/")[0]
            documents.append(replace(document, language=folder if folder in languages else ""))
        except Problems as error:
            problems.extend(error.problems)
    documents += _standard_pages(
        {path.relative_to(root / "docs").as_posix() for path in paths},
        [document for document in documents if not document.language],
        nav_paths(root),
        [UNLISTED] if has_own_theme(root) else [],
    )
    problems.extend(problem for document in documents for problem in _family_problems(document))
    problems.extend(_shared_addresses(documents))
    for same in by_language(documents).values():
        problems.extend(_second_homes(same))
    return documents, problems


def by_language(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    """Return the documents by their language, those of the site's first one under an empty name."""
    found: dict[str, list[Document]] = {"": []}
    for document in documents:
        found.setdefault(document.language, []).append(document)
    return {language: tuple(same) for language, same in found.items()}


def _standard_pages(
    taken: Set[str], own: Collection[Document], nav: Set[str], always: Collection[str]
) -> Iterator[Document]:
    """Yield the engine's pages that a story wants, given the paths of its own pages and those of its navigation.

    They are in the language in force. Those at the paths ``always`` are among them. None is for a kind of facts that the story has a page of its own for, wherever
    that lies. A link to a page that the story has not is its text alone.
    """
    standard = [path.relative_to(STANDARD).as_posix() for path in sorted(STANDARD.rglob("*.md"))] if nav else []
    pages = [_document(path, translated((STANDARD / path).read_text(encoding="utf-8")), []) for path in standard]
    free = [page for page in pages if page.path not in taken]
    listed = {kind for page in own for kind in page.lists}
    named = [page for page in free if page.path in nav and listed.isdisjoint(page.lists)]
    shown = {page.each for page in own if page.is_family}
    wanted = {kind for page in (*own, *named) if page.path in nav for kind in page.lists} - shown
    chosen = [*named, *(page for page in free if page.each in wanted or (page.path in always and page not in named))]
    there = {*taken, *(page.path for page in chosen)}
    yield from (replace(page, text=_linked(page, there), is_standard=True) for page in chosen)


def _linked(page: Document, there: Set[str]) -> str:
    """Return a page's text, in which links to pages that are not ``there`` are their texts alone."""

    def kept(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link["path"]))
        return link[0] if target in there else link["text"]

    return _TO_A_PAGE.sub(kept, page.text)


def _shared_addresses(pages: Iterable[Document]) -> Iterator[Problem]:
    """Yield a problem for each page with the address of another; a publisher would overwrite one of them."""
    taken: dict[str, str] = {}
    for page in pages:
        address = url_of(page.path)
        if taken.setdefault(address, page.path) != page.path:
            message = f"must have an address of its own, found that of docs/{taken[address]}"
            yield Problem(page.place, PAGE, message)


def _second_homes(pages: Iterable[Document]) -> Iterator[Problem]:
    """Yield a problem for each page that lists, or is the family of, a kind of facts that another page lists already."""
    taken: dict[tuple[str, str], str] = {}
    for page in pages:
        homes = [("lists", kind) for kind in page.lists] + ([("each", page.each)] if page.is_family else [])
        for key, kind in homes:
            if taken.setdefault((key, kind), page.path) != page.path:
                message = f"{key}: must be the only page for {kind}, found docs/{taken[key, kind]} as well"
                yield Problem(page.meta_places.get(key, page.place), FAMILY, message)


def _document(relative: str, text: str, problems: list[Problem]) -> Document:
    """Read the document at a path below ``docs/``; problems of single fields of its front matter are appended to ``problems``.

    Raises :class:`Problems`.
    """
    place = Place(f"docs/{relative}")
    if not _NAME.fullmatch(relative):
        message = f"must have a name of letters, digits, dots and hyphens, found {quote(relative)}"
        raise Problems([Problem(place, PAGE, message, "docs/how-many.md")])
    match = _FRONT.match(text)
    if not match:
        raise Problems(
            [Problem(place, PAGE, "must begin with front matter that holds a title", "---\ntitle: How many came\n---")]
        )
    try:
        node = parse_yaml("\n" + match[1], place.path)
    except Problems as error:
        raise Problems([Problem(p.place, PAGE, p.message, p.example) for p in error.problems]) from error
    title = node.items.get("title") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(title, Scalar):
        raise Problems([Problem(place, PAGE, "must have a title in its front matter", "title: How many came")])
    meta = _meta(node, problems)
    places = {key: place_of(node, (key,)) for key in node.items}
    lists = meta.get("lists", [])
    names = tuple(str(name) for name in (lists if isinstance(lists, list) else [lists]))
    aliases = _aliases(node.items["aliases"], relative, names, problems) if "aliases" in node.items else {}
    document = Document(relative, text, meta, places, match.end(), names, aliases, _review_by(node))
    if odd := forbidden_character(text):
        message = f"must be text that readers see, found {describe_character(odd[0])}"
        raise Problems([Problem(document.place_at(odd.start()), PAGE, message)])
    return document


def _meta(node: Mapping, problems: list[Problem]) -> dict[str, Any]:
    """Return the front matter as texts, lists of texts and days; invalid fields are left out and appended to ``problems``."""
    meta: dict[str, Any] = {}
    for key, item in node.items.items():
        value = to_builtins(item)
        if key not in FRONT:
            message = f"must be a field of a page's front matter, found {quote(key)}; {nearest(key, FRONT, len(FRONT))}"
            problems.append(Problem(node.keys[key], PAGE, message))
        elif key in META and not isinstance(value, str):
            problems.append(Problem(item.place, PAGE, f"{key}: must be one text, found {quote(value)}"))
        elif key in DAYS:
            try:
                meta[key] = dt.date.fromisoformat(str(value))
            except ValueError:
                message = f"{key}: must be a day, found {quote(value)}"
                problems.append(Problem(item.place, PAGE, message, f"{key}: 2025-06-11"))
        else:
            meta[key] = " ".join(value.split()) if isinstance(value, str) else value
    return meta


def _aliases(node: Node, path: str, lists: tuple[str, ...], problems: list[Problem]) -> MappingOf[str, Place]:
    """Return the valid aliases of the page at ``path``; the problems of the others are appended to ``problems``."""
    aliases: dict[str, Place] = {}
    is_family = path.endswith("{id}.md")
    items = node.items if isinstance(node, Sequence) else [node]
    for item in items[:MAX_ALIASES]:
        alias = item.text if isinstance(item, Scalar) else ""
        must, example = "", "aliases: [old-name/]"
        if not _is_address(alias):
            must = "must be the address that a page of this site had"
        elif is_family and "{id}" not in alias:
            must, example = "must hold {id} in a family, which has many pages", f'aliases: ["{alias}{{id}}/"]'
        elif "{id}" in alias and not (is_family or lists):
            must = "must hold {id} only in a family or a page that lists a kind"
        else:
            aliases[alias] = item.place
            continue
        problems.append(Problem(item.place, ALIAS, f"aliases: {must}, found {quote(alias)}", example))
    if len(items) > MAX_ALIASES:
        message = f"aliases: must be at most {MAX_ALIASES}, found {len(items)}"
        problems.append(Problem(items[MAX_ALIASES].place, ALIAS, message))
    return aliases


def _is_address(alias: str) -> bool:
    """Return whether a page can have had this address, and a redirect page can be written for it on every system."""
    parts = alias.lower().removesuffix("/").split("/")
    return (
        bool(_ALIAS.fullmatch(alias))
        and len(alias) <= MAX_PATH
        and unicodedata.normalize("NFC", alias) == alias
        and parts[0] not in _OF_THE_THEME
        and not any(part in _AT_ROOT or (part != "{id}" and list(name_problems("", [part]))) for part in parts)
    )


def _review_by(node: Mapping) -> Edtf | None:
    """Return the day of a page's next review from its front matter. Raises :class:`Problems`."""
    written = node.items.get("review_by")
    if written is None:
        return None
    try:
        return Edtf.parse(written.text if isinstance(written, Scalar) else "")
    except BadValue as error:
        shown = quote(written.text) if isinstance(written, Scalar) else "no date"
        message = f"review_by: {error}, found {shown}"
        raise Problems([Problem(written.place, PAGE, message, f"review_by: {error.example}")]) from error


def _family_problems(document: Document) -> Iterator[Problem]:
    """Yield the problems of the fields ``each``, ``lists`` and ``permanent``."""
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
                    f"{key}: must be a kind of fact in the plural, found {quote(value)}; {nearest(value, plurals, 12)}",
                    f"{key}: counts",
                )
    if document.meta.get("permanent", "true") != "true":
        message = f"permanent: must be 'true', or left out, found {quote(document.meta['permanent'])}"
        yield Problem(document.meta_places["permanent"], FAMILY, message, "permanent: true")
    for key in ("each", "permanent") if not document.is_family else ():
        if key in document.meta:
            message = f"{key}: must stand in a file named {{id}}.md, found {document.path}"
            yield Problem(document.meta_places[key], FAMILY, message, "docs/counts/{id}.md")
