"""Reading an editor's Markdown as a reader would see it, to find numbers, dates and names that are not bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..factbook import Factbook
from ..normalize import NormalizedText, normalize, quote_as_read
from ..problems import Place, Problem, quote, rule
from .blocks import BLOCKS
from .bounds import UNWORKABLE
from .calling import PRINTED, printed_arguments
from .documents import Document
from .environment import parsed
from .inline import INLINE
from .names import Names, known_names
from .unbound import Unbound, of_argument, unbound_in
from .visible import EXPRESSION, of_markdown, of_page, without_expressions

NAME = rule("bare-name", "A person's name in prose is bound to the person.")
BARE: Final = "bare-number"


class Bare(NamedTuple):
    """Something that is not bound: the problem, and by what it is known in a page that is made from the document."""

    problem: Problem
    word: str


def lint(environment: Environment, document: Document, book: Factbook) -> Iterator[Bare]:
    """Every bare number, date and name in a document, front matter title and description included."""
    known = known_names(book)
    try:
        yield from _lint_body(environment, document, known)
        for key in document.heads:
            yield from _lint_head(environment, document, key, known)
    except (TemplateSyntaxError, *UNWORKABLE):
        return  # reported where the template is compiled


def beyond(template_words: frozenset[str], others: Iterable[Unbound]) -> Iterator[Problem]:
    """A problem for each of what was found in a rendered page, but for words that were found in its template."""
    for what, word, place in others:
        if _same(word) not in template_words:
            yield _bare(place, what, quote(word))


def _lint_body(environment: Environment, document: Document, known: Names) -> Iterator[Bare]:
    for text in of_page(environment, document.text[document.body_start :], document.body_start):
        for start, end, what in unbound_in(text, known):
            first, last = text.source_span(start, end)
            word = text.text[start:end]
            yield Bare(
                _bare(document.place_at(first), what, quote_as_read(document.text[first:last], word)), _same(word)
            )
    yield from _lint_constants(document, document.body, document.place, known)


def _lint_head(environment: Environment, document: Document, key: str, known: Names) -> Iterator[Bare]:
    """A title or description, as YAML reads it: folded, quoted or escaped."""
    head, place = document.heads[key], document.meta_places[key]
    plain = without_expressions(environment, head).replace(EXPRESSION, " ")
    for text in (normalize(plain), *of_markdown(plain, 0)):
        yield from _in_lines(document, head, text, place, known)
    yield from _lint_constants(document, head, place, known)


def _lint_constants(document: Document, template: str, place: Place, known: Names) -> Iterator[Bare]:
    """Each constant of a template that begins at a place of a document."""
    for line, argument, constant in _constants(parsed(template)):
        there = Place(place.path, place.line + line - 1)
        yield from _in_lines(document, constant, of_argument(argument, constant), there, known)


def _in_lines(document: Document, written: str, text: NormalizedText, place: Place, known: Names) -> Iterator[Bare]:
    """What is unbound in a text that is written on a line of a document or below, perhaps in other signs."""
    for start, end, what in unbound_in(text, known):
        first, last = text.source_span(start, end)
        word = text.text[start:end]
        there = _find(document, written[first:last], place.line)
        yield Bare(_bare(there, what, quote_as_read(written[first:last], word)), _same(word))


def _same(word: str) -> str:
    """What is the same in a word however it is printed: ``4000`` is printed as ``4,000``."""
    return re.sub(r"\W", "", word.casefold())


def _bare(place: Place, what: str, word: str) -> Problem:
    """The problem of a bare number, date or name; ``what`` is an id where it is the name of a person."""
    if what not in ("number", "date"):
        return Problem(place, NAME, f"must be bound to the person, found {word}", f'{{{{ name("{what}") }}}}')
    example = (
        '{{ claim("visitors/constabulary-2025-06-01") }} or {{ literal("Group of 7") }}'
        if what == "number"
        else '{{ date("festival-opened") }}'
    )
    return Problem(place, BARE, f"must be bound to a fact or marked as no claim, found the bare {what} {word}", example)


def _find(document: Document, word: str, line: int) -> Place:
    """Where a word stands, looked for from a line on; that line when it is written otherwise there."""
    lines = document.lines
    for number in range(line, min(line + 20, len(lines) + 1)):
        if (column := lines[number - 1].find(word)) >= 0:
            return Place(document.place.path, number, column + 1)
    return Place(document.place.path, line)


def _constants(tree: nodes.Node, argument: str = "", named: bool = False) -> Iterator[tuple[int, str, str]]:
    """Constants that an expression may print: line, the argument they are given as, and text.

    Not printed is what is ``named``: facts and options that are arguments of a function; nor what is compared, nor by
    which something is taken out of a list.
    """
    if isinstance(tree, nodes.Const):
        if not named and not isinstance(tree.value, bool) and tree.value is not None:
            yield tree.lineno, argument, str(tree.value)
        return
    if isinstance(tree, nodes.Call):
        called = tree.node.name if isinstance(tree.node, nodes.Name) else ""
        function = {**INLINE, **BLOCKS}.get(called)
        names = printed_arguments(function, len(tree.args)) if function else []
        arguments = [*((keyword.key, keyword.value) for keyword in tree.kwargs), *zip_longest(names, tree.args)]
        for name, value in arguments:
            printed = name in PRINTED and called != "literal"
            yield from _constants(value, name or "", named=not printed)
        for several in (tree.dyn_args, tree.dyn_kwargs):
            if several is not None:
                yield from _constants(several)
        return
    if isinstance(tree, nodes.Compare | nodes.Test | nodes.TemplateData):
        return
    for child in _printable(tree):
        yield from _constants(child, argument, named)


def _printable(tree: nodes.Node) -> Iterable[nodes.Node]:
    """The parts of an expression or statement of which something may be printed: of a condition, what depends on it."""
    match tree:
        case nodes.If():
            return (*tree.body, *tree.elif_, *tree.else_)
        case nodes.CondExpr():
            return (tree.expr1, *((tree.expr2,) if tree.expr2 is not None else ()))
        case nodes.For():
            return (tree.iter, *tree.body, *tree.else_)
        case nodes.Getitem() | nodes.Getattr():
            return (tree.node,)
        case _:
            return tree.iter_child_nodes()
