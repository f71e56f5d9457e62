"""What Markdown makes of a page, judged, and each thing that may not be there told at its place in the page's file."""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from html import escape
from html.parser import HTMLParser
from importlib.metadata import entry_points
from itertools import accumulate
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

from ..problems import Place, Problem
from .bounds import WORK, too_much_for_markdown
from .documents import Document
from .markup import Block, Part, Printed, as_judged, parts_in
from .plain_html import CODE, Violation, plain, removed, reserved, violations

ALWAYS: Final = ("toc", "tables", "fenced_code")
"""The extensions that MkDocs adds to those of the settings. Source: mkdocs/config/defaults.py."""
READING: Final = ("pymdownx.snippets", "pymdownx.b64")
"""Extensions that read files."""
FRAMES: Final = 600
"""Python frames that Markdown may use in a check; a publisher, which gets there in more frames, has some 900 left."""
MAX_SOUGHT: Final = 500_000
"""Characters that are rendered to find the lines on which things stand; what is left then is told where it may stand first."""


class Converted(NamedTuple):
    """A page as HTML, and the addresses of its links and pictures that Markdown made, as a publisher resolves them.

    What Markdown cannot read, for a fault of its own, is ``broken``: then the HTML is the text as it stands.
    """

    html: str
    links: tuple[str, ...]
    broken: bool = False


def convert(text: str, extensions: tuple[tuple[str, str], ...]) -> str:
    """A page's Markdown as HTML, with the extensions of :class:`Site`. Raises as :func:`converted` does."""
    return converted(text, extensions).html


@lru_cache(maxsize=8)
def converted(text: str, extensions: tuple[tuple[str, str], ...]) -> Converted:
    """A page's Markdown, run. Raises :class:`RecursionError` on what is nested too deep.

    A check loads what comes with Markdown, and of PyMdown what reads no file; others are left to the publisher, whose
    pages are judged again. So the settings of a pull request can make a check neither import a module nor read a file.
    """
    converter, limit = _converter(extensions), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(min(limit, _frames() + FRAMES))
        html = converter.reset().convert(text)
        links = converter.treeprocessors["links"]
        assert isinstance(links, _Links)
        return Converted(html, tuple(links.found))
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
    known = {name: json.loads(values) for name, values in extensions if _is_known(name)}
    settings = {**{name: {} for name in ALWAYS}, **known}
    settings["toc"] = with_heading_ids(settings["toc"])
    converter = markdown.Markdown(extensions=list(settings), extension_configs=settings)
    converter.treeprocessors.register(_Labels(converter), "labels", 6)  # before toc, which has 5
    converter.treeprocessors.register(_Links(), "links", 0)  # last, as MkDocs registers its own
    return converter


def ids_in(text: str, extensions: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The ids in the HTML of a page's Markdown."""
    return frozenset(re.findall(r"""\sid=["']?([^"'\s<>]+)""", convert(text, extensions)))


class _Links(Treeprocessor):
    """Notes the addresses of links and pictures in the tree, in which HTML that an author wrote is not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def run(self, root: Element) -> None:
        """Note them."""
        names = {"a": "href", "img": "src"}
        self.found = [each.get(names[each.tag], "") for each in root.iter() if each.tag in names]


class _Labels(Treeprocessor):
    """Keeps for the judge what the extension ``toc`` takes off a heading and prints elsewhere on the site."""

    def run(self, root: Element) -> None:
        """Give each label a second name, as names of attributes differ in case for Python alone."""
        for heading in root.iter():
            if (label := heading.get("data-toc-label")) is not None:
                heading.set("data-toc-LABEL", label)


def with_heading_ids(toc: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the extension ``toc``, by which no heading gets one of the engine's ids of itself."""
    made = toc.get("slugify") or slugify

    def ident(words: str, separator: str) -> str:
        name = made(words, separator)
        return f"section{separator}{name}".rstrip(separator) if reserved(name) or not name else name

    return {**toc, "slugify": ident}


@cache
def _builtin() -> frozenset[str]:
    """The names of the extensions that come with Markdown."""
    named = entry_points(group="markdown.extensions")
    own = [each for each in named if each.value.startswith("markdown.extensions.")]
    return frozenset([*(each.name for each in own), *(each.module for each in own)])


def _is_known(name: str) -> bool:
    return name in _builtin() or (name.startswith("pymdownx.") and name not in READING)


def _frames() -> int:
    """How many frames Python is deep in."""
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
    """Everything in a page that a page may not hold, each where it is written.

    ``pieces`` are what it printed, ``parts`` the HTML that stands for placeholders in it, ``anchors`` the ids of the facts
    that have their place on it.
    """
    judged = [replace(piece, text=as_judged(piece.text)) for piece in pieces]
    blocks = frozenset(number for number, part in enumerate(parts) if isinstance(part, Block))
    text = "".join(piece.text for piece in judged)
    page = _Page(text, blocks, frozenset(each for each in anchors if each in text), extensions)
    if work := too_much_for_markdown(page.text):
        place = source(document, judged, work[0])
        yield Problem(place, WORK, f"must be made with less work, found {work[1]}")
        return
    try:
        wrong = _wrong(page)
        read: set[int] = set()
        for number, violation in enumerate(wrong):
            same = sum(each == violation for each in wrong[:number])
            place = _place(document, judged, page, violation, same, read) if sum(read) < MAX_SOUGHT else document.place
            yield Problem(place, CODE, f"{violation.must}, found {violation.what}", violation.example)
    except RecursionError:
        message = "must be made with less work, found lists, quotations or tags nested too deep"
        yield Problem(document.place, WORK, message)


def refused(made: str, parts: Sequence[Part]) -> str | None:
    """The first thing in a publisher's HTML of a page, its parts not yet in it, that a page may not hold; else ``None``."""
    blocks = frozenset(number for number, part in enumerate(parts) if isinstance(part, Block))
    wrong = next(violations(made, range(len(parts)), blocks), None) or next(removed(made), None)
    return wrong.what if wrong else None


class _Page(NamedTuple):
    """What a page's violations depend on. Pages of a family are often alike, but for the texts that they print."""

    text: str
    blocks: frozenset[int]
    anchors: frozenset[str]
    extensions: tuple[tuple[str, str], ...]


@lru_cache(maxsize=200)
def _wrong(page: _Page) -> tuple[Violation, ...]:
    made, _, broken = converted(page.text, page.extensions)
    if broken:
        what = "what stops the program that reads it"
        return (Violation("must be Markdown that can be read", what, "[the list](index.md)", ("[", "{", "<")),)
    if odd := _unreadable(page.text):
        return (odd,)
    return tuple(violations(made, parts_in(page.text), page.blocks, page.anchors)) or tuple(removed(made))


def _unreadable(text: str) -> Violation | None:
    """What in a page's Markdown stops Python's own parser of HTML, with which MkDocs looks for anchors in it.

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
    """Where a violation was written, ``before`` ones just like it stand above: the first line with which it appears.

    The lengths of what was rendered for it are added to those of what was ``read`` before.
    """
    ends = [match.end() for match in re.finditer(r"\n|\Z", page.text)]

    def appears(end: int) -> bool:
        read.add(end)
        return _wrong(page._replace(text=page.text[:end])).count(violation) > before

    number = bisect_left(ends, True, hi=len(ends) - 1, key=appears)
    start = ends[number - 1] if number else 0
    line = page.text[start : ends[number]]
    above = _wrong(page._replace(text=page.text[:start])).count(violation)
    for sought in violation.sought:
        places = [match.start() for match in re.finditer(re.escape(sought), line)]
        if places:
            return source(document, pieces, start + places[min(max(before - above, 0), len(places) - 1)])
    return source(document, pieces, start + len(line) - len(line.lstrip()))


def source(document: Document, pieces: Sequence[Printed], offset: int) -> Place:
    """Where what stands at an offset of the page was written in the document's file."""
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
