"""Numbers, dates and names in a rendered page that no fact printed: what :mod:`.lint`, which knows where things stand, cannot see.

Whatever Markdown, entities, comments, loops or constants put together is one text here, as it is for a reader.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from ..normalize import BOUNDARY, NormalizedText, TextBuilder, normalize
from ..problems import Place
from ..prose import find_unbound, normalize_parts, split
from ..validation import MAX_DETAILED
from ..values import BadValue
from .documents import Document
from .markup import COMMENT, Block, Part, Printed, as_published
from .names import Names, names_in
from .rendered import MAX_SOUGHT, convert, source
from .visible import INLINE, attributes_of, of_markdown, seen_attributes

_TOKEN: Final = re.compile(
    COMMENT + r"|<sup id=\"fnref[^\"<>]*\"><a class=\"footnote-ref\" href=\"#fn:[^\"<>]*\">(?P<note>\d{1,2})</a></sup>"
    r"|<a href=\"(?P<bare>https?://[^\"<>]*)\">(?P=bare)</a>"
    r"|</?(?P<name>[A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9])[^<>]*>"
    r"|\ufdd0(?P<part>\d+)\ufdd1",
    re.DOTALL,
)
"""What is no text in HTML that :func:`.plain_html.violations` has judged."""


_PLACEHOLDER: Final = re.compile("\ufdd0\\d+\ufdd1")


class Unbound(NamedTuple):
    """One that is not bound: ``what`` it is (a number, a date, or the id of a person), as it reads, and its place."""

    what: str
    word: str
    place: Place


Text = tuple[str | int, ...]
"""A text of a page: what is written, and the numbers of the parts that facts printed in it."""


def unbound(
    document: Document,
    pieces: Sequence[Printed],
    parts: Sequence[Part],
    known: Names,
    extensions: tuple[tuple[str, str], ...],
) -> Iterator[Unbound]:
    """Everything unbound in a page's body that was found to be plain HTML; ``known`` are people's names."""
    printed: list[str] = [BOUNDARY if isinstance(part, Block) else part.text for part in parts]
    as_read = [replace(piece, text=_as_read(piece, printed)) for piece in pieces]
    page = "".join(piece.text for piece in as_read)
    ends = [match.end() for match in re.finditer(r"\n|\Z", page)]
    found = _found(page, printed, known, extensions)
    left = MAX_SOUGHT
    for number, one in enumerate(found[:MAX_DETAILED]):
        lines = (0, len(ends) - 1)  # the first and last in which it may stand
        before = found[:number].count(one)
        while lines[0] < lines[1] and (left := left - ends[sum(lines) // 2]) > 0:
            middle = sum(lines) // 2
            above = _found(page[: ends[middle]], printed, known, extensions).count(one) > before
            lines = (lines[0], middle) if above else (middle + 1, lines[1])
        start = ends[lines[0] - 1] if lines[0] else 0
        if lines[0] == lines[1]:
            offset = _within(page, start, ends[lines[1]], known, one)
        else:
            offset = max(page.find(one[1], start), start)
        yield Unbound(*one, source(document, as_read, offset))


def _as_read(piece: Printed, printed: list[str]) -> str:
    """A piece of a page's Markdown as it is read: a placeholder for what a fact printed, the text of a constant.

    ``printed`` are the texts for which placeholders stand, to which a fact's text is added.
    """
    text = as_published(piece.text)
    if not piece.bound or text == piece.text:  # which is a placeholder
        return text
    printed.append(html.unescape(text))
    return f"\ufdd0{len(printed) - 1}\ufdd1"


def _within(page: str, start: int, end: int, known: Names, one: tuple[str, str]) -> int:
    """Where on a line of a page's Markdown something stands, or where it begins."""
    line = page[start:end]
    for text in of_markdown(line, start):
        for first, last, what in unbound_in(text, known):
            if (what, text.text[first:last]) == one:
                return text.source_span(first, last)[0]
    written = line.find(one[1])
    return start + (written if written >= 0 else len(line) - len(line.lstrip()))


def unbound_in(text: NormalizedText, known: Names) -> Iterator[tuple[int, int, str]]:
    """The numbers, dates and names in a text: where each begins and ends, and what it is."""
    yield from find_unbound(text)
    yield from names_in(text, known)


def unbound_texts(document: Document, texts: Iterable[tuple[int, str, str]], known: Names) -> Iterator[Unbound]:
    """The same in texts that were given to functions: the line of each, the argument's name and the text."""
    for line, name, text in texts:
        given = of_argument(name, text)
        for first, last, what in unbound_in(given, known):
            yield Unbound(what, given.text[first:last], Place(document.place.path, line))


def of_argument(name: str, text: str) -> NormalizedText:
    """What is seen of a text that was given to a function; a headline may hold bindings."""
    if name != "headline":
        return normalize(text)
    try:
        return normalize_parts(split(text))
    except BadValue:  # reported by the block
        return normalize(re.sub(r"\{[^{}]*\}", " ", text))


def unbound_head(document: Document, pieces: Iterable[Printed], known: Names) -> Iterator[Unbound]:
    """The same in a title or description that is made of expressions."""
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


def _found(
    page: str, printed: Sequence[str], known: Names, extensions: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """What is unbound in a page's Markdown, in order: what it is, and as it reads."""

    def words(text: Text) -> list[tuple[str, str]]:
        filled = _filled(text, printed)
        return [(what, filled.text[first:last]) for first, last, what in unbound_in(filled, known)]

    main, attributes, pictured = _texts(page, extensions)
    found = words(main) + words(attributes)
    return found + list((Counter(words(pictured)) - Counter(found)).elements()) if pictured else found


def _filled(text: Text, printed: Sequence[str]) -> NormalizedText:
    writing = TextBuilder()
    for piece in text:
        if isinstance(piece, str):
            writing.add(piece, 0)
        else:
            writing.replace(printed[piece])
    return writing.build()


@lru_cache(maxsize=200)
def _texts(page: str, extensions: tuple[tuple[str, str], ...]) -> tuple[Text, Text, Text]:
    """What is seen of a page's Markdown once it is rendered: its text, and the attributes that are seen.

    A picture parts no word, as it may take no place. The third text is the first with the texts of pictures in it, which
    browsers show where one is missing; empty if there is none.
    """
    made = convert(page, extensions)
    notes = made.count('<li id="fn')
    main: list[str | int] = []
    pictures: dict[int, str] = {}
    attributes: list[str] = []
    end = 0
    for token in _TOKEN.finditer(made):
        main.append(html.unescape(made[end : token.start()]))
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
    main.append(html.unescape(made[end:]))
    pictured = [pictures.get(number, piece) for number, piece in enumerate(main)] if pictures else []
    return tuple(main), (BOUNDARY.join(attributes),), tuple(pictured)


def _without_note(text: str, notes: int) -> str:
    """What Markdown writes of a footnote, without its number, which is one of so many."""
    return re.sub(
        r"(?<!\d)\d{1,2}(?!\d)", lambda number: "" if 1 <= int(number[0]) <= notes else number[0], text, count=1
    )
