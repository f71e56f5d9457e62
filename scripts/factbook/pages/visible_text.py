"""Extract what a reader sees from Markdown source, with the offset of each character.

An approximation by regular expressions, as Markdown does not keep offsets; :mod:`.unbound` reads the rendered page as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from jinja2 import Environment

from ..normalize import BOUNDARY, NormalizedText, TextBuilder

EXPRESSION: Final = "\ufffc"
"""Replaces each character of an expression."""
NOTHING: Final = "\ufdef"
"""Replaces each character of a template comment, which prints nothing."""
SEEN_ATTRIBUTES: Final = ("alt", "title", "aria-label", "placeholder")
"""HTML attributes that readers see or hear."""
INLINE: Final = frozenset(
    """
    a abbr b bdi cite code del dfn em font i ins kbd mark q s samp small span strong sub sup time u var wbr
    """.split()
)
"""Elements that do not separate words."""
_EMPTY = re.compile(r"\{\{-?\s*(?:\"\"|'')\s*-?\}\}")
_MARK: Final = re.compile(
    r"(?P<nothing>\ufdef+)"
    r"|(?P<comment><!--(?:(?!<!--).)*?-->)"  # here as below, no match spans a second opening, so that time stays linear
    r"|(?P<list>\{(?::|[^{}\n]*=)[^{}\n]*\})"  # attributes
    r"|(?P<target>(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=[\s)]))"  # of a link, titles apart
    r"|(?P<definition>^[ \t]*\[[^\]\n]+\]:\s*\S+)"  # of a link
    r"|(?P<footnote>\[\^[^\[\]\n]+\])"
    r"|(?P<bare><https?://[^<>\s]*>)"  # a link
    r"|(?P<number>^[ \t]*\d{1,2}\.(?=[ \t]))"  # of a list
    r"|(?P<quoted>^[ \t]*>[> \t]*)"
    r"|(?P<tag></?(?P<name>[a-zA-Z][^<>\"'\s/]*)[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>)"
    r"|(?P<entity>&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<emphasis>[*_~^`]+|==|\+\+)",
    re.MULTILINE | re.DOTALL,
)
_ENTITY: Final = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")
_ATTRIBUTE: Final = re.compile(r"(?<![\w:-])([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>}]+))")
"""Every attribute with a value, so that none is searched for in the value of another."""


def page_texts(environment: Environment, text: str, start: int) -> Iterator[NormalizedText]:
    """Yield what readers see of a page's source, which begins at the offset ``start`` of its file.

    Raises :class:`jinja2.TemplateSyntaxError`.
    """
    return markdown_texts(without_expressions(environment, text).replace(EXPRESSION, " "), start)


def markdown_texts(text: str, start: int) -> Iterator[NormalizedText]:
    """Yield what readers see of Markdown that begins at an offset: its text, then its visible attributes."""
    main, attributes = TextBuilder(), TextBuilder()
    end = 0
    for mark in _MARK.finditer(text):
        main.add(text[end : mark.start()], start + end)
        end = mark.end()
        match mark.lastgroup:
            case "entity":
                main.replace(html.unescape(mark[0]), start + mark.start(), start + end)
            case "escaped":
                main.add(mark["escaped"], start + mark.start() + 1)
            case "nothing" | "comment" | "emphasis":
                pass
            case "list":
                _add_attributes(attributes, mark, start)
            case "tag":
                _add_attributes(attributes, mark, start)
                if mark["name"].lower() not in INLINE:
                    main.replace(" ", start + mark.start(), start + end)
            case _:
                main.replace(" ", start + mark.start(), start + end)
    main.add(text[end:], start + end)
    yield main.build()
    yield attributes.build()


def _add_attributes(writing: TextBuilder, mark: re.Match[str], start: int) -> None:
    """Append the visible attributes of a tag or attribute list, unescaped."""
    for value, offset in seen_attributes(mark[0]):
        writing.replace(BOUNDARY)
        at, end = start + mark.start() + offset, 0
        for entity in _ENTITY.finditer(value):
            writing.add(value[end : entity.start()], at + end)
            writing.replace(html.unescape(entity[0]), at + entity.start(), at + entity.end())
            end = entity.end()
        writing.add(value[end:], at + end)


def seen_attributes(tag: str) -> Iterator[tuple[str, int]]:
    """Yield the values of visible attributes in a tag or an attribute list, each with its offset.

    The ``start`` of a numbered list counts if it has more than two digits.
    """
    for name, value, offset in attributes_of(tag):
        if name in SEEN_ATTRIBUTES or (name == "start" and len(re.findall(r"\d", html.unescape(value))) > 2):
            yield value, offset


def attributes_of(tag: str) -> Iterator[tuple[str, str, int]]:
    """Yield the attributes with a value in a tag or attribute list: name, value as written, and the value's offset."""
    for attribute in _ATTRIBUTE.finditer(tag):
        number = next(index for index in (2, 3, 4) if attribute[index] is not None)
        yield attribute[1].lower(), attribute[number], attribute.start(number)


def without_expressions(environment: Environment, text: str) -> str:
    """Replace each character of an expression or statement by :data:`EXPRESSION`, and of what prints nothing by :data:`NOTHING`."""
    pieces: list[str] = []
    end = 0
    comment = False
    for _, token, value in environment.lex(text):
        start = text.index(value, end)  # what lies between is blanks, which a hyphen in the next tag takes away
        comment = token == "comment_begin" or (comment and token in ("comment", "comment_end"))
        masked = NOTHING * len(value) if comment else re.sub(r"[^\n]", EXPRESSION, value)
        pieces += (text[end:start], value if token == "data" else masked)
        end = start + len(value)
    characters = list("".join(pieces).ljust(len(text)))
    for empty in _EMPTY.finditer(text):
        if characters[empty.start()] == EXPRESSION:
            characters[empty.start() : empty.end()] = NOTHING * len(empty[0])
    return "".join(characters)
