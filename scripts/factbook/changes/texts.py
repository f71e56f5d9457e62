"""The words of HTML: what a reader sees when the tags are gone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

SPACE: Final = re.compile(r"\s+")
PART: Final = re.compile("\x00(\\d+)\x00")
_TYPOGRAPHY: Final = str.maketrans(
    dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'") | dict.fromkeys("‐‑‒–—―−", "-")
)
_SKIPPED: Final = frozenset({"svg", "script", "style", "textarea"})
_BREAKS: Final = frozenset(
    [
        "br",
        "dd",
        "div",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "section",
        "summary",
        "td",
        "th",
        "tr",
    ]
)


_LINES: Final = frozenset([*_BREAKS, "blockquote", "caption", "hr", "ol", "pre", "table", "ul"]) - {"br", "td", "th"}
"""Elements of a page around which a reader sees a new line; the cells of a row stand on one."""
_VOID: Final = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"])
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_TAKEN_BACK: Final = frozenset(["bdo", "code", "del", "details", "pre", "rp", "s"])
_TURNED: Final = ("aria-hidden", "dir")
"""Elements and attributes that strike words out, fold them away, hide them or turn them round, without changing one."""
_KNOWN: Final = 200
"""Letters by which the elements around words are known."""
_NEAREST: Final = 8
"""So many of the elements around a word are known by it, or say how it is set; there may be thousands."""
_PIECES: Final = 20
"""So many pieces of text is an element known by."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a page says beside its words: where a link leads, which picture is shown, the id of a heading, how a line is set.

    ``what`` is a word for its sort, ``text`` what readers see of it (of a picture, its alternative text), ``value`` the rest.
    """

    what: str
    text: str
    value: str


LINE: Final = "line"
TOLD_ALWAYS: Final = frozenset(["link", "picture", "heading", "front matter"])
"""Sorts of marks that are news beside a new sentence too; of the others the sentence is the news."""


class Prose(HTMLParser):
    """The rendered HTML of a page's prose as ``lines`` of text and ``marks``.

    In a line, ``\x00number\x00`` stands for one of the ``parts``, each a link or the button of a source card: where it
    leads and what it shows. For each line, ``taken_back`` says what of it is struck out, hidden or turned round, and how.
    """

    def __init__(self, html: str, resolved: Callable[[str], str] = str) -> None:
        super().__init__(convert_charrefs=True)
        self.resolved = resolved
        self.lines: list[str] = []
        self.taken_back: list[str] = []
        self.parts: list[tuple[str, str]] = []
        self._line: list[str] = []
        self._taken: dict[str, list[str]] = {}
        self._set_as = ""
        self._targets: list[str] = []
        self._inside: list[str] = []
        self._found: list[tuple[str, list[str], str]] = []
        self._open: list[tuple[str, list[str]]] = []
        self._within: list[str] = [""]
        self._names: Counter[str] = Counter()
        self._first_cell = True
        self.feed(html)
        self.close()
        self._line.extend(self._inside)  # of a link that is never closed
        self._break("p")
        self.marks = [Mark(what, _folded("".join(text)), value) for what, text, value in self._found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and begin a line, a cell or a part where it does."""
        attributes = {name: value or "" for name, value in attrs}
        self._break(tag)
        if tag in ("td", "th") and not self._first_cell:
            self._line.append(" | ")
        self._first_cell = tag == "tr" or (self._first_cell and tag not in ("td", "th"))
        if tag in ("button", "a"):
            self._targets.append(attributes.get("popovertarget") or attributes.get("href") or "")
            self._line.extend(self._inside)  # of a link around this one
            self._inside = []
        text: list[str] = []
        if attributes or tag not in _LINES | {"td", "th", "tbody", "thead", "br", "wbr"}:
            self._found.append(_mark(tag, attributes, text, self.resolved))
        if tag not in _VOID:
            self._open.append((tag, text))
            turned = "".join(f" {name}={attributes[name]}" for name in _TURNED if name in attributes)
            within = f"{self._within[-1]} {tag}{turned}" if turned or tag in _TAKEN_BACK else self._within[-1]
            self._within.append(within[:_KNOWN].strip())
            self._names[tag] += 1
        elif shown := " " if tag == "br" else "".join(text):
            self.handle_data(shown)

    def handle_endtag(self, tag: str) -> None:
        """End an element, those in it that were left open, and a part or a line."""
        self._break(tag)
        while self._names[tag]:
            name, _ = self._open.pop()
            self._within.pop()
            self._names[name] -= 1
            if name == tag:
                break
        if tag in ("button", "a") and self._targets:
            target, shown = self._targets.pop(), "".join(self._inside)
            self._inside = []
            if not target.startswith(("#fn:", "#fnref:")):  # the number of a footnote is no word of the sentence
                self.parts.append((target, shown))
                self._line.append(f"\x00{len(self.parts) - 1}\x00")

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """What begins with ``<![`` is a comment, as in browsers, where Python's parser fails on unknown words."""
        return self.parse_bogus_comment(i, report)

    def handle_data(self, data: str) -> None:
        """Words, in a part or between parts."""
        words = SPACE.sub(" ", data.replace("\x00", ""))
        if not self._set_as and words.strip():
            self._set_as = " ".join(name for name, _ in self._open[-_NEAREST:] if name in _LINES) or "text"
        (self._inside if self._targets else self._line).append(words)
        if words.strip() and self._within[-1]:
            self._taken.setdefault(self._within[-1], []).append(words)
        for _, text in self._open[-_NEAREST:]:
            if len(text) < _PIECES:
                text.append(words)

    def _break(self, tag: str) -> None:
        """End a line at the start or end of an element, where readers see one."""
        if tag not in _LINES:
            return
        for _, text in self._open[-_NEAREST:]:
            text.append(" ")
        if line := _folded("".join(self._line)):
            self.lines.append(line)
            shown = PART.sub(lambda match: self.parts[int(match[1])][1], line)
            taken = ((within, _folded("".join(words))) for within, words in self._taken.items())
            self.taken_back.append(", ".join(how if words == shown else f"{how}: {words}" for how, words in taken))
            self._found.append((LINE, [shown], self._set_as))
        self._line, self._taken, self._set_as = [], {}, ""


def _folded(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def _mark(
    tag: str, attributes: dict[str, str], text: list[str], resolved: Callable[[str], str]
) -> tuple[str, list[str], str]:
    """An element as a mark whose text is still to come; that of a picture is its alternative text."""
    what, first = f"<{tag}>", ""
    if tag == "a" and "href" in attributes:
        what, first = "link", resolved(attributes.pop("href"))
    elif tag == "img":
        what, first = "picture", resolved(attributes.pop("src", ""))
        text.append(attributes.pop("alt", ""))
    elif tag == "button":
        what, first, attributes = "source card", attributes.get("popovertarget", ""), {}
    elif tag in _HEADINGS:
        what, first = "heading", f"{tag} #{attributes.pop('id', '')}"
    return what, text, " ".join(filter(None, [first, *(f'{name}="{value}"' for name, value in attributes.items())]))


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks, dashes, quotation marks and how letters are composed."""
    return one == other or spelt(one) == spelt(other)


def spelt(text: str) -> str:
    """A text with plain quotation marks, dashes and blanks, by which two spellings of it are one."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())


class _Words(HTMLParser):
    """The words of finished HTML, a line for each piece; pictures and scripts left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or leave a picture out."""
        self.skipped += tag in _SKIPPED
        if tag in _BREAKS:
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is left out."""
        self.skipped -= tag in _SKIPPED and self.skipped > 0
        if tag in _BREAKS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        """Words; the line ends of HTML are blanks."""
        if not self.skipped:
            self.out.append(SPACE.sub(" ", data))


def lines_of(html: str) -> list[str]:
    """The lines of finished HTML."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return [line for each in "".join(parser.out).split("\n") if (line := SPACE.sub(" ", each).strip())]


def text_of(html: str) -> str:
    """All words of finished HTML on one line."""
    return " ".join(lines_of(html))


def cells_of(row: str) -> str:
    """A row of a table as one line."""
    return " | ".join(text_of(cell) for cell in re.split(r"</t[dh]>", row) if "<t" in cell)
