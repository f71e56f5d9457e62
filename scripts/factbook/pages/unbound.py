"""Numbers, dates and names of people that no fact printed: in a text, and in a rendered page.

:mod:`.lint` reads the source of a page; here, whatever Markdown, entities, comments, loops or constants put together is one
text, as it is for a reader.

Threat (SECURITY.md): numbers and names that nobody is bound to.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from ..names import KnownNames, find_misspelt, find_names
from ..neutral_words import find_loaded
from ..normalize import BOUNDARY, NormalizedText, TextBuilder, normalize
from ..problems import Place
from ..prose import find_unbound, normalize_parts, split
from ..validation import MAX_DETAILED
from ..values import BadValue
from .conversion import MAX_SOUGHT, convert, source_place
from .documents import Document
from .markup import COMMENT, Block, Part, Printed, as_published
from .visible_text import INLINE, attributes_of, markdown_texts, seen_attributes

_TOKEN: Final = re.compile(
    COMMENT + r"|<sup id=\"fnref[^\"<>]*\"><a class=\"footnote-ref\" href=\"#fn:[^\"<>]*\">(?P<note>\d{1,2})</a></sup>"
    r"|<a href=\"(?P<bare>https?://[^\"<>]*)\">(?P=bare)</a>"
    r"|</?(?P<name>[A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9])[^<>]*>"
    r"|\ufdd0(?P<part>\d+)\ufdd1",
    re.DOTALL,
)
"""Everything but text in HTML that passed :func:`.plain_html.violations`."""
_PLACEHOLDER: Final = re.compile("\ufdd0\\d+\ufdd1")


LOADED: Final = "loaded: "
MISSPELT: Final = "misspelt: "


class Unbound(NamedTuple):
    """An unbound word: ``what`` it is, as it reads, and its place.

    It is a ``number``, a ``date``, the id of a person, :data:`MISSPELT` with the name that the word is one letter off, or
    :data:`LOADED` with the reason against the word.
    """

    what: str
    word: str
    place: Place


Text = tuple[str | int, ...]
"""A text of a page: strings that its author wrote, and the numbers of parts that facts printed."""


def unbound_in_page(
    document: Document,
    pieces: Sequence[Printed],
    parts: Sequence[Part],
    known: KnownNames,
    extensions: tuple[tuple[str, str], ...],
) -> Iterator[Unbound]:
    """Yield everything unbound in a page's body, which has to be plain HTML.

    Each is located by bisection: the first line with which it appears when the page is cut below it.
    """
    printed: list[str] = [BOUNDARY if isinstance(part, Block) else part.text for part in parts]
    as_read = [replace(piece, text=_as_read(piece, printed)) for piece in pieces]
    page = "".join(piece.text for piece in as_read)
    ends = [match.end() for match in re.finditer(r"\n|\Z", page)]
    found = _unbound_words(page, printed, known, extensions)
    left = MAX_SOUGHT
    for number, one in enumerate(found[:MAX_DETAILED]):
        lines = (0, len(ends) - 1)  # the first and last on which it may be
        before = found[:number].count(one)
        while lines[0] < lines[1] and (left := left - ends[sum(lines) // 2]) > 0:
            middle = sum(lines) // 2
            above = _unbound_words(page[: ends[middle]], printed, known, extensions).count(one) > before
            lines = (lines[0], middle) if above else (middle + 1, lines[1])
        start = ends[lines[0] - 1] if lines[0] else 0
        if lines[0] == lines[1]:
            offset = _offset_on_line(page, start, ends[lines[1]], known, one)
        else:
            offset = max(page.find(one[1], start), start)
        yield Unbound(*one, source_place(document, as_read, offset))


def _as_read(piece: Printed, printed: list[str]) -> str:
    """Return a piece of a page's Markdown with a placeholder for what a fact printed, and the text of a constant.

    A fact's text is appended to ``printed``, the texts for which placeholders stand.
    """
    text = as_published(piece.text)
    if not piece.bound or text == piece.text:  # which is a placeholder
        return text
    printed.append(html.unescape(text))
    return f"\ufdd0{len(printed) - 1}\ufdd1"


def _offset_on_line(page: str, start: int, end: int, known: KnownNames, one: tuple[str, str]) -> int:
    """Return the offset of a word on a line of a page's Markdown, or that of the line's text if it is not found."""
    line = page[start:end]
    for text in markdown_texts(line, start):
        for first, last, what in unbound_in(text, known):
            if (what, text.text[first:last]) == one:
                return text.source_span(first, last)[0]
    written = line.find(one[1])
    return start + (written if written >= 0 else len(line) - len(line.lstrip()))


def unbound_in(text: NormalizedText, known: KnownNames) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers, dates, names and loaded words in a text as ``(start, end, what)``, in the sense of :class:`Unbound`."""
    yield from find_unbound(text)
    yield from find_names(text, known)
    yield from ((start, end, f"{MISSPELT}{name}") for start, end, name in find_misspelt(text, known))
    yield from ((start, end, f"{LOADED}{reason}") for start, end, reason in find_loaded(text))


def unbound_in_arguments(
    document: Document, texts: Iterable[tuple[int, str, str]], known: KnownNames
) -> Iterator[Unbound]:
    """Yield what is unbound in ``texts`` that were passed to functions: line, parameter and text of each."""
    for line, name, text in texts:
        given = argument_text(name, text)
        for first, last, what in unbound_in(given, known):
            yield Unbound(what, given.text[first:last], Place(document.place.path, line))


def argument_text(name: str, text: str) -> NormalizedText:
    """Return what readers see of a text that was passed to a function; a chart's headline and note may hold bindings."""
    if name not in ("headline", "note"):
        return normalize(text)
    try:
        return normalize_parts(split(text))
    except BadValue:  # reported by the block
        return normalize(re.sub(r"\{[^{}]*\}", " ", text))


def unbound_in_head(document: Document, pieces: Iterable[Printed], known: KnownNames) -> Iterator[Unbound]:
    """Yield what is unbound in a title or description that is made of expressions."""
    writing = TextBuilder()
    line = 1
    for piece in pieces:
        line = max(line, piece.line)
        if piece.bound:
            writing.replace(piece.text)
        else:
            writing.add(piece.text, 0)
    text = writing.build()
    for first, last, what in unbound_in(text, known):
        yield Unbound(what, text.text[first:last], Place(document.place.path, line))


def _unbound_words(
    page: str, printed: Sequence[str], known: KnownNames, extensions: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """Return what is unbound in a page's Markdown, in order, as ``(what, word)``."""

    def words(text: Text) -> list[tuple[str, str]]:
        filled = _filled(text, printed)
        return [(what, filled.text[first:last]) for first, last, what in unbound_in(filled, known)]

    main, attributes, pictured = _texts(page, extensions)
    found = words(main) + words(attributes)
    return found + list((Counter(words(pictured)) - Counter(found)).elements()) if pictured else found


def _filled(text: Text, printed: Sequence[str]) -> NormalizedText:
    """Return a text with what facts printed in it, which is never unbound."""
    writing = TextBuilder()
    for piece in text:
        if isinstance(piece, str):
            writing.add(piece, 0)
        else:
            writing.replace(printed[piece])
    return writing.build()


@lru_cache(maxsize=200)
def _texts(page: str, extensions: tuple[tuple[str, str], ...]) -> tuple[Text, Text, Text]:
    """Convert a page's Markdown and return what readers see: its text, its visible attributes, and its text with pictures.

    A picture does not separate words, as it may take no space. The third text has the alternative texts of pictures in it,
    which browsers show for a missing picture; it is empty if there is none.
    """
    rendered = convert(page, extensions).html
    notes = rendered.count('<li id="fn')
    main: list[str | int] = []
    pictures: dict[int, str] = {}
    attributes: list[str] = []
    end = 0
    for token in _TOKEN.finditer(rendered):
        main.append(html.unescape(rendered[end : token.start()]))
        end = token.end()
        if token["part"]:
            main.append(int(token["part"]))
        elif token["note"]:
            main.append(_without_note(token["note"], notes))
        elif token["bare"]:
            main.append(" ")
        elif name := token["name"]:
            back = token[0].startswith('<a class="footnote-backref" href="#fn')
            for value, _ in seen_attributes(token[0]):
                value = _PLACEHOLDER.sub("|", value)
                attributes.append(html.unescape(_without_note(value, notes) if back else value))
            if name.lower() == "img":
                pictures[len(main)] = html.unescape("".join(v for key, v, _ in attributes_of(token[0]) if key == "alt"))
            joined = name.lower() in INLINE or name.lower() == "img"
            main.append("" if joined else " " if name.lower() == "br" else BOUNDARY)
    main.append(html.unescape(rendered[end:]))
    pictured = [pictures.get(number, piece) for number, piece in enumerate(main)] if pictures else []
    return tuple(main), (BOUNDARY.join(attributes),), tuple(pictured)


def _without_note(text: str, notes: int) -> str:
    """Return Markdown's text of a footnote reference without its number, which is one of 1 to ``notes``."""
    return re.sub(
        r"(?<!\d)\d{1,2}(?!\d)", lambda number: "" if 1 <= int(number[0]) <= notes else number[0], text, count=1
    )
