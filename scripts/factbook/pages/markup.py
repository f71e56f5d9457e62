"""Parts of a page's text: escaped text, the engine's own HTML, and placeholders for it in Markdown.

An expression never prints HTML into a page's Markdown. It prints a *placeholder*, two Unicode noncharacters with a number
between them, and the HTML is put in its place when Markdown is done. So what Markdown makes of a page is what its author
wrote, which can be judged as a whole, and nothing that an author writes can change what the engine printed.

Threat (SECURITY.md): facts that are markup on pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

BLOCK_START, BLOCK_END = "<!--block-->", "<!--/block-->"
"""Delimiters of a block's HTML in a page that is published as Markdown with HTML in it."""
BLOCK: Final = re.compile(f"{BLOCK_START}(.*?){BLOCK_END}", re.DOTALL)
NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
"""Code points that no text holds (Unicode, chapter 23.7, "Noncharacters"), and so are free for placeholders."""
PART: Final = re.compile("\ufdd0(\\d+)\ufdd1")
"""A placeholder, with the number of its part."""
_PARAGRAPH: Final = re.compile(
    "<p>\\s*\ufdd0(\\d+)\ufdd1\\s*</p>|([(\u2018\u201c]{0,2})\ufdd0(\\d+)\ufdd1([.,;:!?)\u2019\u201d\uac00-\ud7a3]*)"
)
"""A placeholder in rendered HTML, with the punctuation around it, and behind it the rest of a Korean word, which is broken between
words alone; Markdown wraps that of a block in a paragraph."""
_LATER: Final = re.compile(r"<!--block (\d+)-->|<h([1-6])\b")
"""The comment of a block, or the start of a heading that the author wrote."""
_HEADING: Final = re.compile(r"(</?h)([1-6])\b")
COMMENT: Final = r"<!--(?!-?>|/?block\b)(?:(?!--).)*-->"
"""A comment of an author that every HTML parser reads alike, and that is no delimiter of a block."""
_WORD: Final = re.compile("[A-Za-z0-9]*")
_PRINTED: Final = re.compile("\ufdd2([^\ufdd2\ufdd3]*)\ufdd3")
TEXT: Final = "x\ufdd4"
"""Replaces a text that an expression printed while a page is judged, unless that is one plain word or number. It
begins with a letter, as the text may, so that a tag or address which an expression would complete is judged as one."""
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def markdown_text(text: str) -> Markup:
    """Escape plain text for Markdown: all ASCII punctuation becomes entities, for Markdown, HTML and smarty; blanks collapse."""
    return Markup(_PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split())))


class JoinedBinding(TypeError):
    """The engine's HTML was joined to a text or changed by a filter, and would lose its source."""


class Opaque:
    """A value that a page can only print as a whole: it has no text form."""

    __slots__ = ()

    def __str__(self) -> str:
        """Refused. Raises :class:`JoinedBinding`."""
        raise JoinedBinding("one that is joined to a text or changed by a filter")

    def __format__(self, spec: str) -> str:
        """Refused. Raises :class:`JoinedBinding`."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Inline(Opaque):
    """A bound fact in a sentence: ``text`` for titles and headings, ``html`` for the running text.

    ``refs`` are the names of the facts that it prints, or that a derived figure is computed from. ``claim`` is the full
    name of a claim among them, ``parties`` are the parties that it names; both serve :mod:`.attribution`.
    """

    text: str
    html: Markup
    refs: tuple[str, ...] = ()
    claim: str = ""
    parties: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class ChartText:
    """A chart as text: the name of its folder, its headline, and its table, a line for each row."""

    name: str
    headline: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardText:
    """A source card as text: the names of the facts it is about, and a function for its HTML without buttons and links."""

    refs: tuple[str, ...]
    html: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Block(Opaque):
    """A block of the engine's HTML: a text (``ready``), or a lazy value (``make``) that waits for its charts.

    ``name`` is that of the block or template; ``said`` are its chart or source cards as text, for ``factbook diff``.
    """

    ready: str = ""
    make: Callable[[], str] | None = None
    name: str = ""
    said: tuple[ChartText | CardText, ...] = ()

    @property
    def html(self) -> str:
        """Its HTML without blank lines, which would end it in Markdown."""
        html = self.make() if self.make else self.ready
        return "\n".join(filter(None, map(str.strip, html.splitlines())))

    @property
    def settled(self) -> Block:
        """The same block with its HTML made; charts are waited for."""
        return Block(self.html) if self.make else self


Part = Inline | Block


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of what a page printed: its text, the line of the document that it begins on, whether it is template text
    (``literal``), and whether a fact printed it (``bound``).
    """

    text: str
    line: int
    literal: bool
    bound: bool = False


def placeholder(number: int, part: Part) -> str:
    """Return the placeholder in a page's Markdown for its part of that number; that of a block is a paragraph of its own."""
    mark = f"\ufdd0{number}\ufdd1"
    return f"\n\n{mark}\n\n" if isinstance(part, Block) else mark


def printed(text: str) -> str:
    """Return a plain text as an expression prints it: escaped, and delimited for :func:`as_judged`."""
    return f"\ufdd2{markdown_text(text)}\ufdd3"


def as_judged(text: str) -> str:
    """Return a page's Markdown for the judge, with most texts that expressions printed replaced by :data:`TEXT`."""
    return _PRINTED.sub(lambda match: match[1] if _WORD.fullmatch(match[1]) else TEXT, text)


def as_published(text: str) -> str:
    """Return a page's Markdown for a publisher, with the escaped texts that expressions printed."""
    return _PRINTED.sub(r"\1", text)


def parts_in(html: str) -> list[int]:
    """Return the numbers of the parts whose placeholders are in a text, in order."""
    return [int(number) for number in PART.findall(html)]


def with_facts(html: str, parts: Sequence[Part]) -> str:
    """Put the facts of sentences into rendered HTML; blocks, which search must not index, become comments."""

    def put(match: re.Match[str]) -> str:
        number = int(match[1] or match[3])
        part = parts[number]
        if isinstance(part, Block):
            return f"<!--block {number}-->"
        put_in = match[0].replace(f"\ufdd0{number}\ufdd1", part.html)
        # browsers may break a line around a button, and would begin the next one with a full stop
        kept = (match[2] or match[4]) and part.html.endswith("</button>")
        return f'<span class="stay">{put_in}</span>' if kept else put_in

    return _PARAGRAPH.sub(put, html)


def with_blocks(html: str, parts: Sequence[Part]) -> str:
    """Put the blocks in the place of their comments, which no author can write, into the result of :func:`with_facts`.

    A block whose first heading would skip a level gets headings that begin one level below the author's heading above it.
    """
    level = 1

    def put(match: re.Match[str]) -> str:
        nonlocal level
        if match[2]:
            level = int(match[2])
            return match[0]
        block = parts[int(match[1])].html
        first = _HEADING.search(block)
        up = max(0, int(first[2]) - level - 1) if first else 0
        return _HEADING.sub(lambda heading: f"{heading[1]}{int(heading[2]) - up}", block) if up else block

    return _LATER.sub(put, html)


def with_html(text: str, parts: Sequence[Part]) -> str:
    """Put the HTML of all parts into a page's Markdown, for publishers that know no placeholders."""

    def put(match: re.Match[str]) -> str:
        part = parts[int(match[1])]
        return f"{BLOCK_START}{part.html}{BLOCK_END}" if isinstance(part, Block) else part.html

    return PART.sub(put, text)
