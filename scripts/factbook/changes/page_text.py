"""A rendered page as text: its sentences with the facts in them, its charts, source cards and other blocks.

The facts of a page, and the texts of its charts and cards, were recorded when they were printed (:mod:`factbook.pages.markup`).
Only the HTML that Markdown made of the author's text is parsed here.
"""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from typing import Final

from ..pages.conversion import convert
from ..pages.links import url_of
from ..pages.markup import PART, Block, CardText, ChartText, Inline, Part
from ..pages.page import Page

SPACE: Final = re.compile(r"\s+")
_TYPOGRAPHY: Final = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("‐‑‒–—―−", "-")
)
_SKIPPED: Final = frozenset({"button", "script", "style", "svg", "textarea"})
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LINES: Final = _HEADINGS.union(
    ["blockquote", "caption", "dd", "div", "dt", "figcaption", "hr", "li"],
    ["ol", "p", "pre", "section", "summary", "table", "tr", "ul"],
)
"""Elements around which a reader sees a new line; the cells of a row stand on one."""
_VOID: Final = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
_TAKEN_BACK: Final = frozenset(["bdo", "code", "del", "details", "pre", "rp", "s"])
_TURNED: Final = ("aria-hidden", "dir")
"""Elements and attributes that strike out, fold, hide or reverse words without changing them."""
_MAX_CONTEXT: Final = 200
"""Characters of the names of the elements around words."""
_NEAREST: Final = 8
"""Enclosing elements that get a word's text, and that describe its markup; there may be thousands."""
_MAX_PIECES: Final = 20
"""Pieces of text that an element gets."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A property of a page beside its words: the target of a link, a picture, the id of a heading, the markup of a line.

    ``what`` is its sort, ``text`` its visible text (of a picture, the alternative text), ``value`` the rest.
    """

    what: str
    text: str
    value: str


LINE: Final = "line"
TOLD_ALWAYS: Final = frozenset(["link", "picture", "heading", "front matter"])
"""Sorts of marks that are reported beside a new sentence; the others are covered by the sentence."""


class Prose(HTMLParser):
    """The HTML of a page's prose or of a block as ``lines`` of text and ``marks``.

    In both, placeholders stand for what facts printed, until :func:`shown` puts their texts there. For each line,
    ``taken_back`` says what of it is struck out, hidden or turned round, and how.
    """

    def __init__(self, html: str, parts: Sequence[Part] = (), resolved: Callable[[str], str] = str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts, self.resolved = parts, resolved
        self.lines: list[str] = []
        self.taken_back: list[str] = []
        self._line: list[str] = []
        self._taken: dict[str, list[str]] = {}
        self._set_as = ""
        self._unread = [False]
        self._found: list[tuple[str, list[str], str]] = []
        self._open: list[tuple[str, list[str]]] = []
        self._within: list[str] = [""]
        self._names: Counter[str] = Counter()
        self._first_cell = True
        self.feed(html)
        self.close()
        self._break("p")
        self.marks = [
            Mark(what, _folded(shown("".join(text), parts)), shown(value, parts)) for what, text, value in self._found
        ]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element; begin a line or a cell where it does."""
        attributes = {name: value or "" for name, value in attrs}
        self._break(tag)
        if tag in ("td", "th") and not self._first_cell:
            self._line.append(" | ")
        self._first_cell = tag == "tr" or (self._first_cell and tag not in ("td", "th"))
        note = attributes.get("href", "").startswith(("#fn:", "#fnref:"))  # whose number is no word of the sentence
        text: list[str] = []
        if attributes or tag not in _LINES | {"td", "th", "tbody", "thead", "br", "wbr"}:
            self._found.append(_mark(tag, attributes, text, self.resolved))
        if tag not in _VOID:
            self._open.append((tag, text))
            turned = "".join(f" {name}={attributes[name]}" for name in _TURNED if name in attributes)
            within = f"{self._within[-1]} {tag}{turned}" if turned or tag in _TAKEN_BACK else self._within[-1]
            self._within.append(within[:_MAX_CONTEXT].strip())
            self._unread.append(self._unread[-1] or note or tag in _SKIPPED)
            self._names[tag] += 1
        elif words := " " if tag == "br" else "".join(text):
            self.handle_data(words)

    def handle_endtag(self, tag: str) -> None:
        """End an element, those left open in it, and a line."""
        self._break(tag)
        while self._names[tag]:
            name, _ = self._open.pop()
            self._within.pop()
            self._unread.pop()
            self._names[name] -= 1
            if name == tag:
                break

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Parse ``<![`` as a comment, as browsers do; Python's parser fails on unknown words (python/cpython#77057)."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        """Append words, with placeholders for facts."""
        words = SPACE.sub(" ", data)
        if self._unread[-1]:
            return
        if not self._set_as and words.strip():
            self._set_as = " ".join(name for name, _ in self._open[-_NEAREST:] if name in _LINES) or "text"
        self._line.append(words)
        for part in _inlines(words, self.parts):
            self._found.append(("fact", [part.text], " ".join(part.refs)))
        if words.strip() and self._within[-1]:
            self._taken.setdefault(self._within[-1], []).append(words)
        for _, text in self._open[-_NEAREST:]:
            if len(text) < _MAX_PIECES:
                text.append(words)

    def _break(self, tag: str) -> None:
        """End a line at the start or end of a block element."""
        if tag not in _LINES:
            return
        for _, text in self._open[-_NEAREST:]:
            text.append(" ")
        if line := _folded("".join(self._line)):
            self.lines.append(line)
            taken = ((within, _folded("".join(words))) for within, words in self._taken.items())
            taken_back = ", ".join(how if words == line else f"{how}: {words}" for how, words in taken)
            self.taken_back.append(shown(taken_back, self.parts))
            self._found.append((LINE, [line], self._set_as))
        self._line, self._taken, self._set_as = [], {}, ""


def _inlines(text: str, parts: Sequence[Part]) -> list[Inline]:
    """Return the facts whose placeholders are in a text."""
    found = (parts[int(number)] for number in PART.findall(text))
    return [part for part in found if isinstance(part, Inline)]


def shown(text: str, parts: Sequence[Part]) -> str:
    """Return a text with its placeholders replaced by what facts printed; blocks become a blank."""

    def words(match: re.Match[str]) -> str:
        part = parts[int(match[1])]
        return part.text if isinstance(part, Inline) else " "

    return PART.sub(words, text)


def _folded(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def _mark(
    tag: str, attributes: dict[str, str], text: list[str], resolved: Callable[[str], str]
) -> tuple[str, list[str], str]:
    """Return an element as a mark with its text still empty, but for a picture's alternative text."""
    what, first = f"<{tag}>", ""
    if tag == "a" and "href" in attributes:
        what, first = "link", resolved(attributes.pop("href"))
    elif tag == "img":
        what, first = "picture", resolved(attributes.pop("src", ""))
        text.append(attributes.pop("alt", ""))
    elif tag in _HEADINGS:
        what, first = "heading", f"{tag} #{attributes.pop('id', '')}"
    return what, text, " ".join(filter(None, [first, *(f'{name}="{value}"' for name, value in attributes.items())]))


def same_words(one: str, other: str) -> bool:
    """Return whether two texts are equal but for blanks, dashes, quotation marks and Unicode composition."""
    return one == other or normal_spelling(one) == normal_spelling(other)


def normal_spelling(text: str) -> str:
    """Return a text with plain quotation marks, dashes and blanks, in NFC."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())


def lines_of(html: str) -> list[str]:
    """Return the lines of a block."""
    return Prose(html).lines


def text_of(html: str) -> str:
    """Return all words of a block on one line."""
    return " ".join(lines_of(html))


SENTENCE_ENDS: Final = ".!?…。！？।॥؟۔።"
"""Sentence terminators in Latin, Chinese, Indic, Arabic and Ethiopic writing."""
_END: Final = re.compile(r"(?:[.!?…।॥؟۔።][”’\"'»)\]]*\s+|[。！？][”’」』）】》]*\s*)(?=[“‘\"'«(\[¿¡]*(.?))")


def split_sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line of text in any script.

    As in Unicode Standard Annex #29, section 5.1: a sentence ends at a full stop with a blank behind it, or at one of East
    Asia without, unless a lower-case letter goes on; nor does it behind an initial ("U.S. Army", "J. Smith").
    """
    start = 0
    for match in _END.finditer(line):
        at = match.start()
        initial = line[at] == "." and line[at - 1 : at].isupper() and not line[max(at - 2, 0) : at - 1].isalnum()
        if not (match[1].islower() or initial):
            yield line[start : match.end()]
            start = match.end()
    yield line[start:]


@lru_cache(maxsize=2)  # a page that only moved is rendered once
def _rendered(text: str, extensions: tuple[tuple[str, str], ...]) -> str:
    """Convert Markdown to HTML; return it as it is if it is nested too deep to be published."""
    try:
        return convert(text, extensions).html
    except RecursionError:
        return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as readers see it, the names of the facts bound in it, and what of its line is struck out or hidden."""

    text: str
    refs: tuple[str, ...] = ()
    taken_back: str = ""


_READ: Final = ("title", "description")
"""Front matter that is text."""
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")
"""The beginning of an address that is not relative to its page."""


@dataclass(frozen=True)
class PageText:
    """A page as readers see it."""

    page: Page

    @property
    def path(self) -> str:
        """Its path below ``docs/``."""
        return self.page.path

    @property
    def title(self) -> str:
        """Its title."""
        return self.page.title

    @property
    def embeds(self) -> tuple[str, ...]:
        """The addresses of its charts and cards for other sites, below the site's root."""
        pages = (file.path.removesuffix("index.html") for file in self.page.files)
        return tuple(path for path in pages if path.endswith("/embed/"))

    @cached_property
    def content(self) -> str:
        """Its Markdown with all HTML in it."""
        return self.page.whole().content

    @cached_property
    def _prose(self) -> str:
        """Its Markdown without front matter and blocks, with placeholders for facts."""
        text, parts = self.page.content.split("---\n", 2)[2], self.page.parts
        return PART.sub(lambda match: "\n\n" if isinstance(parts[int(match[1])], Block) else match[0], text)

    @cached_property
    def body(self) -> str:
        """Its Markdown without front matter and blocks."""
        return shown(self._prose, self.page.parts)

    @cached_property
    def bound(self) -> tuple[Inline, ...]:
        """The inline facts in its text, in order."""
        return tuple(part for part in self.page.parts if isinstance(part, Inline))

    @cached_property
    def prose(self) -> Prose:
        """Its text outside blocks, converted and parsed."""
        return Prose(_rendered(self._prose, self.page.extensions), self.page.parts, self._resolved)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences outside blocks, those of title and description first."""
        head = (str(self.page.meta[key]) for key in _READ if key in self.page.meta)
        lines = (*((line, "") for line in head), *zip(self.prose.lines, self.prose.taken_back, strict=True))
        return tuple(each for line, taken_back in lines for each in self._sentences(line, taken_back))

    def _sentences(self, line: str, taken_back: str) -> Iterator[Sentence]:
        for sentence in split_sentences(line):
            if said := _folded(shown(sentence, self.page.parts)):
                refs = dict.fromkeys(ref for part in _inlines(sentence, self.page.parts) for ref in part.refs)
                yield Sentence(said, tuple(refs), taken_back)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The marks of its text, and its front matter without title and description."""
        head = ((key, json.dumps(value, ensure_ascii=False, default=str)) for key, value in self.page.meta.items())
        return (*(Mark("front matter", *each) for each in head if each[0] not in _READ), *self.prose.marks)

    @cached_property
    def words(self) -> str:
        """All its sentences on one line."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def folders(self) -> tuple[str, str]:
        """The base folders of its links: of those to Markdown files, and of those to addresses."""
        return posixpath.dirname(self.path), posixpath.dirname(url_of(self.path).rstrip("/"))

    def _resolved(self, link: str) -> str:
        """Resolve a link of this page, from the site's root if it is relative."""
        path = re.split(r"[?#]", link, maxsplit=1)[0]
        if not path or _ELSEWHERE.match(link):
            return link
        is_address = posixpath.basename(path) in ("", ".", "..")  # the engine's; editors name Markdown files
        here = url_of(self.path) if is_address else posixpath.dirname(self.path)
        return posixpath.normpath(posixpath.join("/", here, path)).lstrip("/") + link[len(path) :]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its blocks, in order."""
        return tuple(part for part in self.page.parts if isinstance(part, Block))

    @property
    def charts(self) -> Mapping[str, ChartText]:
        """Its charts by the names of their folders."""
        return {each.name: each for block in self.blocks for each in block.said if isinstance(each, ChartText)}

    @cached_property
    def cards(self) -> Mapping[str, str]:
        """The text of each source card by the names of the facts it is about."""
        said = (each for block in self.blocks for each in block.said if isinstance(each, CardText))
        return {" ".join(card.refs): text_of(card.html()) for card in said}

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The texts of its other blocks: number cards, tables, lists, conflicts."""
        return tuple(line for block in self.blocks if not block.said for line in lines_of(block.html))
