"""Convert a page's Markdown to HTML, judge it, and report each violation at its place in the page's file.

Threat (SECURITY.md): pages that are code. The rules of the judge are in :mod:`.plain_html`.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from importlib.metadata import entry_points
from itertools import accumulate
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

from ..problems import Place, Problem
from .documents import Document
from .limits import WORK, too_much_for_markdown
from .markup import Block, Part, Printed, as_judged, parts_in
from .plain_html import CODE, Violation, plain, reserved, sanitised_away, violations

ALWAYS: Final = ("toc", "tables", "fenced_code")
"""Extensions that MkDocs adds to those of the settings. Source: mkdocs/config/defaults.py."""
READING: Final = ("pymdownx.snippets", "pymdownx.b64")
"""Extensions that read files."""
FRAMES: Final = 600
"""Python stack frames that Markdown may use in a check; in a publisher, whose own stack is deeper, some 900 are left."""
MAX_SOUGHT: Final = 500_000
"""Characters that are converted to locate violations by bisection; those left then are reported at the first possible line."""


class Target(NamedTuple):
    """What a link, or a ``picture``, in a page leads to; ``raw`` is one in an author's own HTML, which no publisher resolves."""

    address: str
    picture: bool
    raw: bool = False


class Converted(NamedTuple):
    """A page as HTML, and its links and pictures.

    ``broken`` is whether Markdown failed on it, by a bug of its own; then the HTML is the escaped text.
    """

    html: str
    links: tuple[Target, ...]
    broken: bool = False


@lru_cache(maxsize=8)
def convert(text: str, extensions: tuple[tuple[str, str], ...]) -> Converted:
    """Convert a page's Markdown with the ``extensions`` of :class:`Site`. Raises :class:`RecursionError` if nested too deep.

    A check loads what comes with Markdown, and of PyMdown what reads no file; others are left to the publisher, whose
    pages are judged again. So the settings of a pull request can make a check neither import a module nor read a file.
    """
    converter, limit = _converter(extensions), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(min(limit, _frames() + FRAMES))
        links = converter.treeprocessors["links"]
        assert isinstance(links, _Links)
        links.found = []  # Markdown runs nothing for a page without text, which would keep those of the page before
        html = converter.reset().convert(text)
        return Converted(html, (*links.found, *_raw_targets(html, links.found)))
    except RecursionError:
        _converter.cache_clear()  # stopped in the middle of its work
        raise
    except (TypeError, ValueError, LookupError, AttributeError, AssertionError):  # Markdown's own, of some odd text
        _converter.cache_clear()
        return Converted(f"<p>{escape(text)}</p>", (), broken=True)
    finally:
        sys.setrecursionlimit(limit)


@lru_cache(maxsize=4)
def _converter(extensions: tuple[tuple[str, str], ...]) -> markdown.Markdown:
    """Return a converter with the allowed ones of some extensions, each with its options as JSON."""
    allowed = {name: json.loads(values) for name, values in extensions if reads_no_file(name)}
    settings = {**{name: {} for name in ALWAYS}, **allowed}
    settings["toc"] = with_heading_ids(settings["toc"])
    converter = markdown.Markdown(extensions=list(settings), extension_configs=settings)
    converter.treeprocessors.register(_Labels(converter), "labels", 6)  # before toc, which has 5
    converter.treeprocessors.register(_Links(), "links", 0)  # last, as MkDocs registers its own
    return converter


def ids_in(text: str, extensions: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Return the ids in the HTML of a page's Markdown."""
    return frozenset(re.findall(r"""\sid=["']?([^"'\s<>]+)""", convert(text, extensions).html))


class _Links(Treeprocessor):
    """A tree processor that records links and pictures; an author's own HTML is not in the tree."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Target] = []

    def run(self, root: Element) -> None:
        """Record them; a link whose text alone is wanted, such as one without an address, leads nowhere."""
        names = {"a": "href", "img": "src"}
        elements = (each for each in root.iter() if each.tag in names)
        self.found = [Target(each.get(names[each.tag], ""), each.tag == "img") for each in elements]


_ADDRESSED: Final = re.compile(
    r"<(a|img|blockquote|q|ins|del)\b[^<>]*?\s(?:href|src|cite)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+))",
    re.IGNORECASE,
)


def _raw_targets(html: str, found: Iterable[Target]) -> Iterator[Target]:
    """Yield the links and pictures in HTML but for those that were ``found`` in Markdown."""
    known = Counter(found)
    for match in _ADDRESSED.finditer(html):
        address = unescape(match[2] or match[3] or match[4] or "")
        target = Target(address, match[1].lower() == "img")
        if known[target] > 0:
            known[target] -= 1
        else:
            yield target._replace(raw=True)


class _Labels(Treeprocessor):
    """A tree processor that keeps for the judge a label that ``toc`` takes off a heading and prints in the menu."""

    def run(self, root: Element) -> None:
        """Copy each label to an attribute in another case, which is a second one for Python alone."""
        for heading in root.iter():
            if (label := heading.get("data-toc-label")) is not None:
                heading.set("data-toc-LABEL", label)


def heading_slug(words: str, separator: str) -> str:
    """Return Markdown's own id of a heading, or, if letters would be lost in it, one in the heading's script.

    The second keeps letters, digits and the marks on letters of any script; HTML allows all but blanks in an id.
    """
    letters = [each for each in unicodedata.normalize("NFKD", words) if each.isalnum()]
    if all(each.isascii() for each in letters):
        return slugify(words, separator)
    text = unicodedata.normalize("NFC", words).lower()
    kept = "".join(
        each if each.isalnum() or unicodedata.category(each)[0] == "M" or each in "-_" else " " for each in text
    )
    return separator.join(kept.replace("-", " ").split())


def with_heading_ids(toc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the extension ``toc``, with ids for headings that are none of the engine's."""
    slug = toc.get("slugify") or heading_slug

    def ident(words: str, separator: str) -> str:
        name = slug(words, separator)
        return f"section{separator}{name}".rstrip(separator) if reserved(name) or not name else name

    return {**toc, "slugify": ident}


@cache
def _builtin() -> frozenset[str]:
    """Return the names of the extensions that come with Markdown."""
    points = entry_points(group="markdown.extensions")
    own = [each for each in points if each.value.startswith("markdown.extensions.")]
    return frozenset([*(each.name for each in own), *(each.module for each in own)])


def reads_no_file(name: str) -> bool:
    """Whether a Markdown extension is known to make the same of the same text, whatever files there are."""
    return name in _builtin() or (name.startswith("pymdownx.") and name not in READING)


def _frames() -> int:
    """Return the depth of the Python stack."""
    frame, depth = sys._getframe(), 0
    while frame.f_back:
        frame, depth = frame.f_back, depth + 1
    return depth


def judge(
    document: Document,
    pieces: Sequence[Printed],
    parts: Sequence[Part],
    anchors: Iterable[str],
    extensions: tuple[tuple[str, str], ...],
) -> Iterator[Problem]:
    """Yield a problem for everything in a page that a page may not hold, each where it is written.

    ``pieces`` are what it printed, ``parts`` the HTML that stands for placeholders in it, ``anchors`` the ids of the facts
    that have their place on it.
    """
    judged = [replace(piece, text=as_judged(piece.text)) for piece in pieces]
    blocks = frozenset(number for number, part in enumerate(parts) if isinstance(part, Block))
    text = "".join(piece.text for piece in judged)
    page = _Page(text, blocks, frozenset(each for each in anchors if each in text), extensions)
    if work := too_much_for_markdown(page.text):
        place = source_place(document, judged, work[0])
        yield Problem(place, WORK, f"must be made with less work, found {work[1]}")
        return
    try:
        found = _violations(page)
        read: set[int] = set()
        for number, violation in enumerate(found):
            same = sum(each == violation for each in found[:number])
            place = _place(document, judged, page, violation, same, read) if sum(read) < MAX_SOUGHT else document.place
            yield Problem(place, CODE, f"{violation.must}, found {violation.what}", violation.example)
    except RecursionError:
        message = "must be made with less work, found lists, quotations or tags nested too deep"
        yield Problem(document.place, WORK, message)


def first_violation(html: str, parts: Sequence[Part]) -> str | None:
    """Return the first violation in a publisher's HTML of a page, before its parts are put in, or ``None``."""
    blocks = frozenset(number for number, part in enumerate(parts) if isinstance(part, Block))
    violation = next(violations(html, range(len(parts)), blocks), None) or next(sanitised_away(html), None)
    return violation.what if violation else None


class _Page(NamedTuple):
    """The cache key of a page's violations. Pages of a family are often alike, but for the texts that they print."""

    text: str
    blocks: frozenset[int]
    anchors: frozenset[str]
    extensions: tuple[tuple[str, str], ...]


@lru_cache(maxsize=200)
def _violations(page: _Page) -> tuple[Violation, ...]:
    html, _, broken = convert(page.text, page.extensions)
    if broken:
        what = "what stops the program that reads it"
        return (Violation("must be Markdown that can be read", what, "[the list](index.md)", ("[", "{", "<")),)
    if odd := _unreadable(page.text):
        return (odd,)
    return tuple(violations(html, parts_in(page.text), page.blocks, page.anchors)) or tuple(sanitised_away(html))


def _unreadable(text: str) -> Violation | None:
    """Return what in a page's Markdown crashes Python's HTML parser, with which MkDocs looks for anchors in it.

    Remove when Python 3.13 is the oldest: https://github.com/python/cpython/issues/77057.
    """
    for match in re.finditer(r"<!\[", text):
        parser = HTMLParser()
        try:
            parser.feed(text[match.start() :])
            parser.close()
        except AssertionError:
            return plain(text[match.start() :].partition("\n")[0], "<![")
    return None


def _place(
    document: Document, pieces: Sequence[Printed], page: _Page, violation: Violation, before: int, read: set[int]
) -> Place:
    """Return where a violation is written, below ``before`` equal ones: bisect for the first line with which it appears.

    The lengths of the texts converted for it are added to ``read``.
    """
    ends = [match.end() for match in re.finditer(r"\n|\Z", page.text)]

    def appears(end: int) -> bool:
        read.add(end)
        return _violations(page._replace(text=page.text[:end])).count(violation) > before

    number = bisect_left(ends, True, hi=len(ends) - 1, key=appears)
    start = ends[number - 1] if number else 0
    line = page.text[start : ends[number]]
    above = _violations(page._replace(text=page.text[:start])).count(violation)
    for sought in violation.sought:
        places = [match.start() for match in re.finditer(re.escape(sought), line)]
        if places:
            return source_place(document, pieces, start + places[min(max(before - above, 0), len(places) - 1)])
    return source_place(document, pieces, start + len(line) - len(line.lstrip()))


def source_place(document: Document, pieces: Sequence[Printed], offset: int) -> Place:
    """Return where the text at an offset of the page is written in the document's file."""
    starts = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    number = bisect_right(starts, offset, hi=len(pieces)) - 1
    piece, inside = pieces[number], pieces[number].text[: offset - starts[number]]
    lines = document.lines
    line = min(piece.line + (inside.count("\n") if piece.literal else 0), len(lines))
    written = lines[line - 1]
    same = sum(each.line == line and not each.literal for each in pieces[:number])
    if not piece.literal:
        opened = [match.start() for match in re.finditer(r"\{\{", written)]
        column = opened[min(same, len(opened) - 1)] if opened else 0
    elif "\n" in inside:
        column = len(inside) - inside.rfind("\n") - 1
    else:
        closed = [0, *(match.end() for match in re.finditer(r"\}\}", written))]
        text = piece.text.partition("\n")[0]
        column = max(written.find(text, closed[min(same, len(closed) - 1)]), written.find(text), 0) + len(inside)
    return Place(document.place.path, line, min(column, len(written)) + 1)
