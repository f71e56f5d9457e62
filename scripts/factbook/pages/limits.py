"""Limits of a page: the Jinja syntax that it may use, and how much work its expressions and its Markdown may cause.

Jinja's sandbox keeps expressions from reaching anything; it does not keep them from running for ever or filling the
memory. So a page has no way to make a text or a list longer than it is written, and each turn of a loop, each call
and each filter is a step of which a page has only so many.

Threats (SECURITY.md): expressions that run for ever; Markdown that takes minutes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import Final

from jinja2 import nodes
from jinja2.exceptions import SecurityError

from ..normalize import describe_character, forbidden_character
from ..problems import quote, rule

MAX_STEPS: Final = 10_000
MAX_TEXT: Final = 5_000_000
MAX_LINES: Final = 2_000
MAX_PARAGRAPH: Final = 5_000
"""Lines of a page, and characters of a paragraph, without blocks: Markdown's time is quadratic in both."""
MAX_BRACKETS: Final = 200
MAX_OPEN_BRACKETS: Final = 20
"""Opening brackets in a paragraph, and nested ones; Markdown searches for the end of each."""
MAX_UNCLOSED: Final = 50
"""Tags without ``>``; Markdown searches the rest of the page for the end of each."""
MAX_CELLS: Final = 10_000
"""Cells of a page's tables; Markdown pads each row to the length of the longest."""
MAX_NOTE_REFERENCES: Final = 100
"""References to one footnote; Markdown's time is quadratic in their number."""
MAX_DEPTH: Final = 20
"""Levels of lists and quotations; Markdown recurses into each."""
WORK = rule(
    "page-work",
    f"A page is made in at most {MAX_STEPS:,} steps (calls, filters, turns of loops) and holds at most {MAX_TEXT:,} characters; "
    f"blocks apart, at most {MAX_LINES:,} lines, in no paragraph more than {MAX_PARAGRAPH:,} characters or {MAX_BRACKETS} opening "
    f"brackets ({MAX_OPEN_BRACKETS} at one place), at most {MAX_UNCLOSED} tags that are not closed, {MAX_CELLS:,} cells of tables and "
    f"{MAX_NOTE_REFERENCES} references to one footnote, and lists and quotations at most {MAX_DEPTH} levels deep.",
)
COMPILE_ERRORS: Final = (RecursionError, MemoryError, OverflowError, SyntaxError, ValueError)
"""Exceptions that Python raises for an expression that Jinja can parse but not compile: nested too deep, or a number too long."""
COUNT_TURNS: Final = "_turns"
"""The filter that :func:`instrument` puts around the iterable of a loop; each turn is a step."""
SET_LINE: Final = "_line"
"""The filter that :func:`instrument` puts around all that is printed; it notes the line. A call gets its line as first argument."""
JINJA_NAMES: Final = frozenset(["caller", "kwargs", "loop", "self", "super", "varargs"])
"""Names that Jinja defines."""
FORBIDDEN_NODES: Final[dict[type[nodes.Node], str]] = {
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
    nodes.NSRef: "'set' of a part of something",
}
"""Syntax that pages may not use: other templates, functions of their own, and texts made of texts."""
_STEP: Final = {"[": 1, "]": -1}
_UNCLOSED = re.compile(r"<(?=[A-Za-z/!?])(?![^<>]*>)")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_NOTED: Final = re.compile(r"\[\^([^\]]*)\]")
_MARKERS = re.compile(r"(?:[ \t]|>|(?:[*+-]|\d{1,9}\.)(?=[ \t]))*")
_BEGINS: Final = frozenset(" \t>*+-0123456789")
_MARKER = re.compile(r"[>*+-]|\d{1,9}\.")


class LimitExceeded(SecurityError):
    """A page has caused more work than it may."""


def forbidden_nodes(tree: nodes.Template, reserved: Collection[str]) -> Iterator[tuple[nodes.Node, str]]:
    """Yield each node of a parse tree that pages may not use, and its description; names in ``reserved`` cannot be assigned to."""
    all_nodes = list(tree.find_all(nodes.Node))
    assigned = {node.name for node in all_nodes if isinstance(node, nodes.Name) and node.ctx != "load"}
    for node in all_nodes:
        if what := FORBIDDEN_NODES.get(type(node)):
            yield node, what
        elif isinstance(node, nodes.Name) and node.ctx != "load":
            if node.name.startswith("_") or node.name in reserved or node.name in JINJA_NAMES:
                yield node, f"another meaning for {quote(node.name)}"
        elif isinstance(node, nodes.Filter) and node.name.startswith("_"):
            yield node, f"the filter {quote(node.name)}"
        elif isinstance(node, nodes.For) and node.recursive:
            yield node, "a loop that calls itself"
        elif isinstance(node, nodes.Const):
            if isinstance(node.value, str) and (odd := forbidden_character(node.value)):  # as an escape: "\ud800"
                yield node, f"a text with {describe_character(odd[0])}"
        elif assigned and isinstance(node, nodes.List | nodes.Tuple | nodes.Dict):
            # a list of lists that were named before grows with each line: forty lines make a million million members
            used = (each.name for each in node.find_all(nodes.Name) if each.ctx == "load")
            if names := sorted(assigned.intersection(used)):
                yield node, f"the name {quote(names[0])} in a list"


def instrument(tree: nodes.Template) -> nodes.Template:
    """Rewrite a parse tree in place and return it: loops count their turns, calls and all printed pieces note their line."""
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, COUNT_TURNS, [], [], None, None, lineno=loop.lineno)
    for call in tree.find_all(nodes.Call):
        call.args.insert(0, nodes.Const(call.lineno))
    for output in tree.find_all(nodes.Output):
        output.nodes = [
            nodes.Filter(
                nodes.MarkSafe(nodes.Const(node.data)) if isinstance(node, nodes.TemplateData) else node,
                *(SET_LINE, [nodes.Const(node.lineno)], [], None, None),
                lineno=node.lineno,
            )
            for node in output.nodes
        ]
    return tree


def check_size(size: int) -> None:
    """Raise :class:`LimitExceeded` for a page that has printed too many characters."""
    if size > MAX_TEXT:
        raise LimitExceeded(f"more than {MAX_TEXT:,} characters")


def check_steps(steps: int) -> None:
    """Raise :class:`LimitExceeded` for a page that has taken too many steps."""
    if steps > MAX_STEPS:
        raise LimitExceeded(f"more than {MAX_STEPS:,} steps")


def too_much_for_markdown(text: str) -> tuple[int, str] | None:
    """Return where a page's Markdown exceeds a limit, as an offset and a description; blocks are placeholders in it."""
    if (lines := text.count("\n")) > MAX_LINES:
        return 0, f"{lines:,} lines beside its blocks"
    if len(unclosed := list(_UNCLOSED.finditer(text))) > MAX_UNCLOSED:
        return unclosed[0].start(), f"{len(unclosed):,} tags that are begun and not closed"
    notes = Counter(_NOTED.findall(text))
    if (times := max(notes.values(), default=0)) > MAX_NOTE_REFERENCES:
        label = max(notes, key=notes.__getitem__)
        return text.index(f"[^{label}]"), f"{times:,} references to the footnote {quote(label)}"
    start = cells = 0
    for paragraph in _PARAGRAPHS.split(text):
        start = text.index(paragraph, start)
        if "|" in paragraph:
            rows = paragraph.split("\n")
            cells += len(rows) * (max(row.count("|") for row in rows) + 1)
            if cells > MAX_CELLS:
                return start, f"tables of {cells:,} cells"
        if len(paragraph) > MAX_PARAGRAPH:
            return start, f"a paragraph of {len(paragraph):,} characters"
        if (brackets := paragraph.count("[")) > MAX_BRACKETS:
            return start, f"a paragraph with {brackets:,} opening brackets"
        opened = accumulate(_STEP.get(sign, 0) for sign in paragraph) if brackets > MAX_OPEN_BRACKETS else [0]
        if (most := max(opened)) > MAX_OPEN_BRACKETS:
            return start, f"a paragraph with {most:,} brackets that are not closed"
        for line in paragraph.split("\n"):
            if (depth := _depth(line)) > MAX_DEPTH:
                return text.index(line, start), f"lists or quotations {depth:,} levels deep"
        start += len(paragraph)
    return None


def _depth(line: str) -> int:
    """Return in how many lists and quotations a line can be: its markers, and its indentation in fours."""
    if line[:1] not in _BEGINS:
        return 0
    head = _MARKERS.match(line)
    before = head[0].expandtabs(4) if head else ""
    return len(_MARKER.findall(before)) + before.count(" ") // 4
