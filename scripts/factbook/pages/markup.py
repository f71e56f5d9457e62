"""What a page's text is made of: escaped text, the engine's own HTML, and the placeholders that stand for it in Markdown.

An expression never prints HTML into a page's Markdown. It prints a *placeholder*, two Unicode noncharacters with a number
between them, and the HTML is put in its place when Markdown is done. So what Markdown makes of a page is what its author
wrote, which can be judged as a whole, and nothing that an author writes can change what the engine printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

BLOCK_START, BLOCK_END = "<!--block-->", "<!--/block-->"
"""What stands around a block of finished HTML in a page that is given away as Markdown with HTML in it."""
BLOCK: Final = re.compile(f"{BLOCK_START}(.*?){BLOCK_END}", re.DOTALL)
NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef]")
"""Code points that no text holds (Unicode, chapter 23.7, "Noncharacters"), and so are free for placeholders."""
PART: Final = re.compile("\ufdd0(\\d+)\ufdd1")
"""A placeholder, with the number of its part."""
_PARAGRAPH: Final = re.compile("<p>\\s*\ufdd0(\\d+)\ufdd1\\s*</p>|\ufdd0(\\d+)\ufdd1")
"""A placeholder in rendered HTML; a block's stands in a paragraph that Markdown made for it."""
_LATER: Final = re.compile(r"<!--block (\d+)-->")
COMMENT: Final = r"<!--(?!-?>|/?block\b)(?:(?!--).)*-->"
"""A comment of an author, as every reader of HTML reads it; none that could be taken for one of a block."""
_WORD: Final = re.compile("[A-Za-z0-9]*")
_PRINTED: Final = re.compile("\ufdd2([^\ufdd2\ufdd3]*)\ufdd3")
TEXT: Final = "x\ufdd4"
"""What stands, where a page is judged, for a text that an expression printed, unless that is one plain word or number. It
begins with a letter, as the text may, so that a tag or address which an expression would complete is one there too."""
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def markdown_text(text: str) -> Markup:
    """Plain text as Markdown that prints just that text: all that Markdown, HTML or smarty could read becomes an entity."""
    return Markup(_PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split())))


class JoinedBinding(TypeError):
    """Engine HTML that was joined to text or changed by a filter, and would lose its source."""


class Opaque:
    """What a page can print as a whole, and neither take apart nor make a text of."""

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

    ``refs`` are the names of the facts that it prints, and of a derived figure those that it is worked out from. ``claim`` is
    the full name of a claim among them, ``parties`` those it names; both serve the check that a claim with one origin is
    printed with its attribution.
    """

    text: str
    html: Markup
    refs: tuple[str, ...] = ()
    claim: str = ""
    parties: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class ChartText:
    """A chart without its picture: the name of its folder, its headline, and its table, a line for each row."""

    name: str
    headline: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardText:
    """What a source card says: the names of the facts it is about, and what makes its HTML without buttons and links."""

    refs: tuple[str, ...]
    html: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Block(Opaque):
    """A block of HTML that the engine makes: ready as ``ready``, or made by ``make`` once the pictures in it are drawn.

    ``name`` is that of the block or template, ``said`` what a chart or the source cards say, for those who compare pages.
    """

    ready: str = ""
    make: Callable[[], str] | None = None
    name: str = ""
    said: tuple[ChartText | CardText, ...] = ()

    @property
    def html(self) -> str:
        """Its HTML without blank lines, at which Markdown would end it."""
        html = self.make() if self.make else self.ready
        return "\n".join(filter(None, map(str.strip, html.splitlines())))

    @property
    def settled(self) -> Block:
        """The same block, made now."""
        return Block(self.html) if self.make else self


Part = Inline | Block


@dataclass(frozen=True, slots=True)
class Printed:
    """A piece of what a page printed: its text, the line of the document that it begins on, whether it stands there as it is,
    and whether a fact printed it.
    """

    text: str
    line: int
    literal: bool
    bound: bool = False


def placeholder(number: int, part: Part) -> str:
    """What stands in a page's Markdown for its part of that number; a block is a paragraph of its own."""
    mark = f"\ufdd0{number}\ufdd1"
    return f"\n\n{mark}\n\n" if isinstance(part, Block) else mark


def printed(text: str) -> str:
    """A plain text as an expression prints it: escaped, and marked as such for :func:`as_judged`."""
    return f"\ufdd2{markdown_text(text)}\ufdd3"


def as_judged(text: str) -> str:
    """A page's Markdown as it is judged: most texts that expressions printed are the same one, whatever a fact says."""
    return _PRINTED.sub(lambda match: match[1] if _WORD.fullmatch(match[1]) else TEXT, text)


def as_published(text: str) -> str:
    """A page's Markdown as a publisher gets it: the texts that expressions printed are in it, escaped."""
    return _PRINTED.sub(r"\1", text)


def parts_in(html: str) -> list[int]:
    """The numbers of the parts whose placeholders stand in a text, in order."""
    return [int(number) for number in PART.findall(html)]


def with_facts(html: str, parts: Sequence[Part]) -> str:
    """Rendered HTML with the facts of its sentences; for its blocks, which are not for a search to read, comments stay."""

    def put(match: re.Match[str]) -> str:
        number = int(match[1] or match[2])
        part = parts[number]
        if isinstance(part, Block):
            return f"<!--block {number}-->"
        return match[0].replace(f"\ufdd0{number}\ufdd1", part.html)

    return _PARAGRAPH.sub(put, html)


def with_blocks(html: str, parts: Sequence[Part]) -> str:
    """What :func:`with_facts` gave, with the blocks in the place of their comments, which no author can write."""
    return _LATER.sub(lambda match: parts[int(match[1])].html, html)


def with_html(text: str, parts: Sequence[Part]) -> str:
    """A page's Markdown with the HTML of its parts in it, for publishers that know no placeholders."""

    def put(match: re.Match[str]) -> str:
        part = parts[int(match[1])]
        return f"{BLOCK_START}{part.html}{BLOCK_END}" if isinstance(part, Block) else part.html

    return PART.sub(put, text)
