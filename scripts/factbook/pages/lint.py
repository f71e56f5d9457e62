"""Find unbound numbers, dates and names in the source of a page, where each has its line and column.

What only the rendered page shows is left to :mod:`.unbound`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..factbook import Factbook
from ..names import AS_KNOWN, MISSPELT_NAME, KnownNames
from ..neutral_words import NEUTRAL
from ..normalize import NormalizedText, normalize, quote_as_read
from ..problems import Place, Problem, quote, rule
from .blocks import BLOCKS
from .documents import Document
from .expressions import PRINTED_ARGUMENTS, positional_names
from .inline import INLINE
from .limits import COMPILE_ERRORS
from .sandbox import parse
from .unbound import LOADED, MISSPELT, Unbound, argument_text, unbound_in
from .visible_text import EXPRESSION, markdown_texts, page_texts, without_expressions

NAME = rule(
    "bare-name",
    "On a page, the name of a known person or organisation, in any spelling and script, and a person's surname are bound, or marked as no claim.",
)
BARE: Final = "bare-number"
SINGLE: Final = "page-syntax"
_SINGLE: Final = re.compile(
    rf"\{{ *(?:(?P<call>(?:{'|'.join((*INLINE, *BLOCKS))})\([^{{}}]*\))|(?P<ref>[a-z0-9-]+(?:/[a-z0-9-]+)?)(?:\.[a-z_]+)?) *\}}{{1,2}}"
)


class Bare(NamedTuple):
    """An unbound word: its problem, and its spelling reduced by :func:`_same`, by which the rendered page is compared."""

    problem: Problem
    word: str


def lint(environment: Environment, document: Document, book: Factbook) -> Iterator[Bare]:
    """Yield every unbound number, date and name in a document, front matter title and description included."""
    known = book.known_names.on(document.is_standard)
    try:
        yield from _lint_body(environment, document, known, book)
        for key in document.heads:
            yield from _lint_head(environment, document, key, known)
    except (TemplateSyntaxError, *COMPILE_ERRORS):
        return  # reported where the template is compiled


def problems_beside(reported: frozenset[str], unbound: Iterable[Unbound]) -> Iterator[Problem]:
    """Yield a problem for each unbound word of a rendered page that the lint has not ``reported`` in its source."""
    for what, word, place in unbound:
        if _same(word) not in reported:
            yield _bare(place, what, quote(word))


def _in_single_braces(environment: Environment, document: Document, book: Factbook) -> Iterator[tuple[range, str]]:
    """Yield the span of what stands in one pair of braces as if it were an expression, and the fact that it names."""
    body = without_expressions(environment, document.text[document.body_start :])
    for found in _SINGLE.finditer(body):
        if found["call"] or found["ref"] in book.named or "/" in found["ref"]:
            yield range(document.body_start + found.start(), document.body_start + found.end()), found["ref"] or ""


def _single_braces(place: Place, found: str, ref: str, book: Factbook) -> Problem:
    function = {"claim": "claim", "event": "date"}.get(book.named[ref].kind if ref in book.named else "claim", "name")
    example = f'{function}("{ref}")' if ref else found.strip("{} ")
    return Problem(
        place, SINGLE, f"must have two braces at each side in a page, found {quote(found)}", f"{{{{ {example} }}}}"
    )


def _lint_body(environment: Environment, document: Document, known: KnownNames, book: Factbook) -> Iterator[Bare]:
    single = {
        place: _single_braces(document.place_at(span.start), document.text[span.start : span.stop], ref, book)
        for span, ref in _in_single_braces(environment, document, book)
        for place in span
    }
    yield from (Bare(problem, "") for problem in dict.fromkeys(single.values()))
    for text in page_texts(environment, document.text[document.body_start :], document.body_start):
        for start, end, what in unbound_in(text, known):
            first, last = text.source_span(start, end)
            word = text.text[start:end]
            if problem := single.get(first):
                yield Bare(problem, _same(word))
                continue
            yield Bare(
                _bare(document.place_at(first), what, quote_as_read(document.text[first:last], word)), _same(word)
            )
    yield from _lint_constants(document, document.body, document.place, known)


def _lint_head(environment: Environment, document: Document, key: str, known: KnownNames) -> Iterator[Bare]:
    """Yield what is unbound in a title or description, as YAML reads it: folded, quoted or escaped."""
    head, place = document.heads[key], document.meta_places[key]
    plain = without_expressions(environment, head).replace(EXPRESSION, " ")
    for text in (normalize(plain), *markdown_texts(plain, 0)):
        yield from _in_lines(document, head, text, place, known)
    yield from _lint_constants(document, head, place, known)


def _lint_constants(document: Document, template: str, place: Place, known: KnownNames) -> Iterator[Bare]:
    """Yield what is unbound in the constants of a template that begins at a place of a document."""
    for line, argument, constant in _constants(parse(template)):
        there = Place(place.path, place.line + line - 1)
        yield from _in_lines(document, constant, argument_text(argument, constant), there, known)


def _in_lines(
    document: Document, written: str, text: NormalizedText, place: Place, known: KnownNames
) -> Iterator[Bare]:
    """Yield what is unbound in a text that is written, perhaps escaped, on the line of ``place`` or below."""
    for start, end, what in unbound_in(text, known):
        first, last = text.source_span(start, end)
        word = text.text[start:end]
        there = _find(document, written[first:last], place.line)
        yield Bare(_bare(there, what, quote_as_read(written[first:last], word)), _same(word))


def _same(word: str) -> str:
    """Return a word without punctuation, case folded: ``4000`` is printed as ``4,000``."""
    return re.sub(r"\W", "", word.casefold())


def _bare(place: Place, what: str, word: str) -> Problem:
    """Return the problem of a bare number, date or name, or of a loaded word; ``what`` is as in :class:`Unbound`."""
    if what.startswith(LOADED):
        message = f"must be told in neutral words, found {word}: {what.removeprefix(LOADED)}"
        return Problem(place, NEUTRAL, message, '{{ literal("a word that somebody used") }}')
    if what.startswith(MISSPELT):
        message = f"{AS_KNOWN}, found {word}; did you mean {quote(what.removeprefix(MISSPELT))}?"
        return Problem(place, MISSPELT_NAME, message, '{{ literal("the name of another") }}')
    if what not in ("number", "date"):
        short = "" if " " in word else ", short=true"
        message = f"must be bound to whom it names or marked as no claim, found {word}"
        return Problem(place, NAME, message, f'{{{{ name("{what}"{short}) }}}}')
    example = (
        '{{ claim("visitors/constabulary-2025-06-01") }} or {{ literal("Group of 7") }}'
        if what == "number"
        else '{{ date("festival-opened") }}'
    )
    return Problem(place, BARE, f"must be bound to a fact or marked as no claim, found the bare {what} {word}", example)


def _find(document: Document, word: str, line: int) -> Place:
    """Return the place of a word, searched from a line on, or that line if it is written differently."""
    lines = document.lines
    for number in range(line, min(line + 20, len(lines) + 1)):
        if (column := lines[number - 1].find(word)) >= 0:
            return Place(document.place.path, number, column + 1)
    return Place(document.place.path, line)


def _constants(tree: nodes.Node, argument: str = "", named: bool = False) -> Iterator[tuple[int, str, str]]:
    """Yield the constants that an expression may print as ``(line, parameter, text)``; ``parameter`` may be empty.

    Facts and options that are arguments of a function are not printed (``named``), nor are operands of comparisons and
    subscripts.
    """
    if isinstance(tree, nodes.Const):
        if not named and not isinstance(tree.value, bool) and tree.value is not None:
            yield tree.lineno, argument, str(tree.value)
        return
    if isinstance(tree, nodes.Call):
        called = tree.node.name if isinstance(tree.node, nodes.Name) else ""
        function = {**INLINE, **BLOCKS}.get(called)
        names = positional_names(function, len(tree.args)) if function else []
        arguments = [*((keyword.key, keyword.value) for keyword in tree.kwargs), *zip_longest(names, tree.args)]
        for name, value in arguments:
            printed = name in PRINTED_ARGUMENTS and called != "literal"
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
    """Return the child nodes of which something may be printed: of a conditional, its branches."""
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
