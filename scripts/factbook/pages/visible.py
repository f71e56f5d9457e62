"""What a reader sees of a Markdown text, near enough to tell an editor the line and column of what stands in it.

It is read without Markdown, so that places are kept. What only Markdown can tell, :mod:`.unbound` reads off the rendered page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from jinja2 import Environment

from ..normalize import BOUNDARY, NormalizedText, TextBuilder

EXPRESSION: Final = "\ufffc"
"""What stands for each character of an expression."""
NOTHING: Final = "\ufdef"
"""What stands for each character of a comment in a template, which prints nothing."""
SEEN_ATTRIBUTES: Final = ("alt", "title", "aria-label", "placeholder")
"""Attributes that readers see or hear."""
INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that do not part the word they begin or end in."""
_EMPTY = re.compile(r"\{\{-?\s*(?:\"\"|'')\s*-?\}\}")
_MARK: Final = re.compile(
    r"(?P<nothing>\ufdef+)"
    r"|(?P<comment><!--(?:(?!<!--).)*?-->)"  # here as below, what opens is looked for no further than the next one
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
"""Every attribute with a value, so that none is looked for in the value of another."""


def of_page(environment: Environment, text: str, start: int) -> Iterator[NormalizedText]:
    """What is seen of a page's text as it is written, which begins at an offset of its file.

    Raises :class:`jinja2.TemplateSyntaxError`.
    """
    return of_markdown(without_expressions(environment, text).replace(EXPRESSION, " "), start)


def of_markdown(text: str, start: int) -> Iterator[NormalizedText]:
    """What is seen of a Markdown text that begins at an offset: the text, then the attributes that are seen."""
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
    """Add the attributes that are seen of a tag or list, as they are read."""
    for value, offset in seen_attributes(mark[0]):
        writing.replace(BOUNDARY)
        at, end = start + mark.start() + offset, 0
        for entity in _ENTITY.finditer(value):
            writing.add(value[end : entity.start()], at + end)
            writing.replace(html.unescape(entity[0]), at + entity.start(), at + entity.end())
            end = entity.end()
        writing.add(value[end:], at + end)


def seen_attributes(tag: str) -> Iterator[tuple[str, int]]:
    """The values of the attributes that readers see, of those in a tag or a list; each with its offset.

    The number that a list begins with is seen where it is no mere number of a list.
    """
    for name, value, offset in attributes_of(tag):
        if name in SEEN_ATTRIBUTES or (name == "start" and len(re.findall(r"\d", html.unescape(value))) > 2):
            yield value, offset


def attributes_of(tag: str) -> Iterator[tuple[str, str, int]]:
    """The attributes with a value in a tag or a list: name, value as it is written, and the value's offset."""
    for attribute in _ATTRIBUTE.finditer(tag):
        number = next(index for index in (2, 3, 4) if attribute[index] is not None)
        yield attribute[1].lower(), attribute[number], attribute.start(number)


def without_expressions(environment: Environment, text: str) -> str:
    """The text with each character of an expression or statement as :data:`EXPRESSION`, of what prints nothing as :data:`NOTHING`."""
    pieces: list[str] = []
    end = 0
    comment = False
    for _, token, value in environment.lex(text):
        start = text.index(value, end)  # what lies between is blanks, which a hyphen in the next tag takes away
        comment = token == "comment_begin" or (comment and token in ("comment", "comment_end"))
        kept = NOTHING * len(value) if comment else re.sub(r"[^\n]", EXPRESSION, value)
        pieces += (text[end:start], value if token == "data" else kept)
        end = start + len(value)
    blotted = list("".join(pieces).ljust(len(text)))
    for empty in _EMPTY.finditer(text):
        if blotted[empty.start()] == EXPRESSION:
            blotted[empty.start() : empty.end()] = NOTHING * len(empty[0])
    return "".join(blotted)
