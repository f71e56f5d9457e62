"""Reading an editor's Markdown as a reader would see it, to find numbers, dates and names that are not bound."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..factbook import Factbook
from ..kinds import Person
from ..problems import Place, Problem, found, rule
from ..prose import bare
from .blocks import BLOCKS
from .bounds import UNWORKABLE
from .calling import printed_arguments
from .documents import Document
from .environment import parsed
from .inline import INLINE

NAME = rule("bare-name", "A person's name in prose is bound to the person.")
BARE: Final = "bare-number"
EXPRESSION: Final = "\ufffc"
"""What stands for each character of an expression."""
PRINTED_ARGUMENTS: Final = ("headline", "caption", "alt", "title", "text")
"""Arguments of functions whose text readers see."""

_HIDDEN = re.compile(
    r"<!--(?:(?!<!--).)*?-->"  # comments; here as below, what opens is looked for no further than the next one
    r"|\{:[^{}\n]*\}"  # attribute lists
    r"|(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=[\s)])"  # link targets, titles apart
    r"|^[ \t]*\[[^\]\n]+\]:\s*\S+"  # link definitions
    r"|\[\^[^\[\]\n]+\]"  # footnotes
    r"|<https?://[^<>\s]*>"  # bare links
    r"|^[ \t]*\d+\.(?=[ \t])"  # list numbers
    r"|</?[a-zA-Z][^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>",  # tags
    re.MULTILINE | re.DOTALL,
)
_SEEN_ATTRIBUTE = re.compile(r"\b(?:alt|title|aria-label|placeholder)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>}]+)")
_ENTITY = re.compile(r"&(?:#\w+|\w+);")


def lint(environment: Environment, document: Document, book: Factbook) -> Iterator[Problem]:
    """Every bare number, date and name in a document, front matter title and description included."""
    try:
        yield from _lint_body(environment, document, book)
        for key in document.heads:
            yield from _lint_head(environment, document, key)
    except (TemplateSyntaxError, *UNWORKABLE):
        return  # reported where the template is compiled


def _lint_body(environment: Environment, document: Document, book: Factbook) -> Iterator[Problem]:
    body = document.text[document.body_start :]
    blotted = _without_expressions(environment, body)
    shown = _ENTITY.sub(_entity, _HIDDEN.sub(_blank_tag, blotted.replace(EXPRESSION, " ")))
    for offset, word, what in bare(shown):
        yield _bare(document.place_at(document.body_start + offset), word, what)
    yield from _bare_names(document, shown, book)
    for line, text in _constants(parsed(document.body)):
        for _, word, what in bare(text):
            yield _bare(_find(document, word, line), word, what)


def _lint_head(environment: Environment, document: Document, key: str) -> Iterator[Problem]:
    """A title or description, as YAML reads it: folded, quoted or escaped."""
    text = document.heads[key]
    constants = (constant for _, constant in _constants(parsed(text)))
    for shown in (_without_expressions(environment, text).replace(EXPRESSION, " "), *constants):
        for _, word, what in bare(shown):
            yield _bare(_find(document, word, document.meta_places[key].line), word, what)


def _bare(place: Place, word: str, what: str) -> Problem:
    example = (
        '{{ claim("visitors/constabulary-2025-06-01") }} or {{ literal("Group of 7") }}'
        if what == "number"
        else '{{ date("festival-opened") }}'
    )
    return Problem(
        place, BARE, f"must be bound to a fact or marked as no claim, found the bare {what} {found(word)}", example
    )


def _find(document: Document, word: str, line: int) -> Place:
    """Where a word stands, looked for from a line on; that line when it is written otherwise there."""
    lines = document.lines
    for number in range(line, min(line + 20, len(lines) + 1)):
        if (column := lines[number - 1].find(word)) >= 0:
            return Place(document.place.path, number, column + 1)
    return Place(document.place.path, line)


def _bare_names(document: Document, visible: str, book: Factbook) -> Iterator[Problem]:
    names = {name: person.id for person in book.of(Person).values() for name in (person.name, *person.also_spelled)}
    if not names:
        return
    firsts, lengths = {name[0] for name in names}, sorted({len(name) for name in names}, reverse=True)
    end = 0
    for start, char in enumerate(visible):
        if start < end or char not in firsts or (start and _is_word(visible[start - 1])):
            continue
        for length in lengths:  # the longest first; a pattern of thousands of names would try each of them here
            name, after = visible[start : start + length], visible[start + length : start + length + 1]
            if name in names and not _is_word(after):
                end = start + length
                yield Problem(
                    document.place_at(document.body_start + start),
                    NAME,
                    f"must be bound to the person, found {found(name)}",
                    f'{{{{ name("{names[name]}") }}}}',
                )
                break


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _without_expressions(environment: Environment, text: str) -> str:
    """The text with Jinja expressions, statements and comments blotted out."""
    pieces: list[str] = []
    for _, token, value in environment.lex(text):
        pieces.append(value if token == "data" else re.sub(r"[^\n]", EXPRESSION, value))
    return "".join(pieces).ljust(len(text))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _blank_tag(match: re.Match[str]) -> str:
    """Blanks, but for the attributes that readers see or hear."""
    text, out = match[0], list(_blank(match))
    if text.startswith(("<", "{:")):
        for attribute in _SEEN_ATTRIBUTE.finditer(text):
            out[attribute.start(1) : attribute.end(1)] = attribute[1]
    return "".join(out)


def _entity(match: re.Match[str]) -> str:
    """An entity as blanks, unless it hides a digit."""
    shown = html.unescape(match[0])
    return (shown if any(char.isdigit() for char in shown) else "").ljust(len(match[0]))[: len(match[0])]


def _constants(tree: nodes.Node, inside_call: bool = False) -> Iterator[tuple[int, str]]:
    """Constants that an expression prints: line and text. Names of facts in arguments are not printed."""
    if isinstance(tree, nodes.Const):
        if not inside_call and not isinstance(tree.value, bool) and tree.value is not None:
            yield tree.lineno, str(tree.value)
        return
    if isinstance(tree, nodes.TemplateData):
        return
    if isinstance(tree, nodes.Call):
        called = tree.node.name if isinstance(tree.node, nodes.Name) else ""
        function = {**INLINE, **BLOCKS}.get(called)
        names = printed_arguments(function, len(tree.args)) if function else []
        arguments = [*((keyword.key, keyword.value) for keyword in tree.kwargs), *zip_longest(names, tree.args)]
        for name, argument in arguments:
            printed = name in PRINTED_ARGUMENTS and called != "literal"
            for line, text in _constants(argument, inside_call=not printed):
                yield line, _unbraced(text) if name == "headline" else text
        return
    if isinstance(tree, nodes.If | nodes.CondExpr):
        yield from _each(_branches(tree), inside_call)
        return
    if isinstance(tree, nodes.Getitem | nodes.Getattr | nodes.Compare | nodes.Test):
        return
    yield from _each(tree.iter_child_nodes(), inside_call)


def _branches(tree: nodes.If | nodes.CondExpr) -> Iterable[nodes.Node]:
    """What a condition may print, without the condition."""
    if isinstance(tree, nodes.If):
        return [*tree.body, *tree.elif_, *tree.else_]
    return [node for node in (tree.expr1, tree.expr2) if node is not None]


def _each(children: Iterable[nodes.Node], inside_call: bool) -> Iterator[tuple[int, str]]:
    for child in children:
        yield from _constants(child, inside_call)


def _unbraced(text: str) -> str:
    """A headline without its bindings, which are judged elsewhere."""
    return re.sub(r"\{[^{}]*\}", " ", text)
