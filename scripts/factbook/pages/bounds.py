"""The bounds of a page: what its expressions cannot use, and how much they can do.

Jinja's sandbox keeps expressions from reaching anything; it does not keep them from running for ever or filling the
memory. So a page has no way to make a text or a list longer than it is written, and each turn of a loop, each call
and each filter is a step of which a page has only so many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any, Final

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

from ..characters import named, strange
from ..problems import found, rule
from .markup import BLOCK

MAX_STEPS: Final = 10_000
MAX_TEXT: Final = 5_000_000
MAX_LINES: Final = 2_000
MAX_PARAGRAPH: Final = 5_000
"""What Markdown is given, blocks apart: its work grows with the square of both."""
WORK = rule(
    "page-work",
    f"A page is made in at most {MAX_STEPS:,} steps (calls, filters, turns of loops) and holds at most {MAX_TEXT:,} characters; "
    f"blocks apart, at most {MAX_LINES:,} lines, and in no paragraph more than {MAX_PARAGRAPH:,} characters.",
)
UNWORKABLE: Final = (RecursionError, MemoryError, OverflowError, SyntaxError, ValueError)
"""What Python raises of an expression that Jinja reads, but that cannot be compiled: nested too deep, or a number too long."""
TURNS: Final = "_turns"
"""The filter that counts a loop's turns; it is put around what a loop goes over."""
NOT_IN_PAGES: Final[dict[type[nodes.Node], str]] = {
    nodes.Include: "'include'",
    nodes.Extends: "'extends'",
    nodes.Import: "'import'",
    nodes.FromImport: "'import'",
    nodes.Block: "'block'",
    nodes.Macro: "'macro'",
    nodes.CallBlock: "'call'",
    nodes.FilterBlock: "'filter' around a text",
    nodes.AssignBlock: "'set' around a text",
    nodes.ScopedEvalContextModifier: "'autoescape'",
    nodes.Concat: "texts joined with '~'",
}
"""What Jinja offers and pages do without: other templates, functions of their own, and texts made of texts."""


_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


class TooMuch(SecurityError):
    """More work than one page may ask for."""


def unwanted(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str]]:
    """Each part of a page that is not for pages, and what it is called."""
    every = list(tree.find_all(nodes.Node))
    own = {node.name for node in every if isinstance(node, nodes.Name) and node.ctx == "store"}
    for node in every:
        if what := NOT_IN_PAGES.get(type(node)):
            yield node, what
        elif isinstance(node, nodes.For) and node.recursive:
            yield node, "a loop that calls itself"
        elif isinstance(node, nodes.Const):
            if isinstance(node.value, str) and (odd := strange(node.value)):  # as an escape: "\ud800"
                yield node, f"a text with {named(odd[0])}"
        elif own and isinstance(node, nodes.List | nodes.Tuple | nodes.Dict):
            # a list of lists that were named before grows with each line: forty lines make a million million members
            inside = (each.name for each in node.find_all(nodes.Name) if each.ctx == "load")
            if names := sorted(own.intersection(inside)):
                yield node, f"the name {found(names[0])} in a list"


def counted(tree: nodes.Template) -> nodes.Template:
    """The tree, its loops counting their turns; one that does stays as it is."""
    for loop in tree.find_all(nodes.For):
        if not (isinstance(loop.iter, nodes.Filter) and loop.iter.name == TURNS):
            loop.iter = nodes.Filter(loop.iter, TURNS, [], [], None, None, lineno=loop.lineno)
    return tree


def spend(context: Context, steps: int = 1) -> None:
    """Note so many steps of a page. Raises :class:`TooMuch` when it has done too many."""
    writer = context["_writer"]
    writer.steps += steps
    if writer.steps > MAX_STEPS:
        raise TooMuch(f"more than {MAX_STEPS:,} steps")


@pass_context
def turns(context: Context, several: Iterable[object]) -> Iterator[object]:
    """What a loop goes over, each turn a step."""
    for each in several:
        spend(context)
        yield each


def as_steps(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's own that counts as a step, and as more over something long."""

    environment_first = hasattr(function, "jinja_pass_arg")

    def run(context: Context, value: object, /, *arguments: Any, **options: Any) -> Any:
        spend(context, 1 + (len(value) // 100 if isinstance(value, Sized) else 0))
        return function(*([context.environment] if environment_first else []), value, *arguments, **options)

    return pass_context(run)


def within_bounds(parts: Iterable[str]) -> str:
    """What a page prints, in one text. Raises :class:`TooMuch` when it is too long."""
    texts, size = [], 0
    for part in parts:
        texts.append(part)
        size += len(part)
        if size > MAX_TEXT:
            raise TooMuch(f"more than {MAX_TEXT:,} characters")
    return "".join(texts)


def for_markdown(text: str) -> str:
    """The same text, which Markdown can read in reasonable time. Raises :class:`TooMuch`."""
    prose = BLOCK.sub("", text)
    if (lines := prose.count("\n")) > MAX_LINES:
        raise TooMuch(f"{lines:,} lines beside its blocks")
    if (longest := max(map(len, _PARAGRAPHS.split(prose)))) > MAX_PARAGRAPH:
        raise TooMuch(f"a paragraph of {longest:,} characters")
    return text
