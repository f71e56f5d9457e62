"""The sandbox in which editors' expressions run."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, meta, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..kinds import Record, called
from ..problems import Place, Problem, found, nearest, rule
from ..values import Edtf
from ..values.formats import current
from ..words import plain_prose
from .bounds import TURNS, UNWORKABLE, as_steps, counted, spend, turns, unwanted
from .documents import Document
from .markup import Inline, markdown_text
from .writer import Writer

SYNTAX = rule("page-syntax", "An expression in a page is valid Jinja.")
KNOWN = rule("page-name", "A name in a page's expression is known.")
CALL = rule("page-call", "A page calls only the functions made for editors.")
PRINTABLE = rule("page-value", "An expression prints a text, a date, a number of facts or a bound fact; nothing else.")

FILTERS: Final = ("first", "last", "length", "list", "lower", "sort", "upper")
"""The filters that pages may use beside our own ``prose``."""


def _no_such_field(value: Undefined) -> str:
    """What is wrong with a name that gave nothing."""
    owner, name = value._undefined_obj, str(value._undefined_name)
    fields = [field.alias or key for key, field in type(owner).model_fields.items()]
    return f"must be a field of {called(type(owner))}, found {found(name)}; {nearest(name, fields)}"


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs only the functions made for editors: no method of any value can be called, no other template read."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse to calculate: figures are derived by ``derived()``, and a product can fill the memory."""
        raise SecurityError(f"the calculation {operator!r}")

    def call(self, context: Context, obj: Any, /, *arguments: Any, **options: Any) -> Any:
        """Call a function for a page, if it was made for editors."""
        if getattr(obj, "for_editors", False) is not True:
            raise SecurityError(f"a call of {found(getattr(obj, '__name__', type(obj).__name__))}")
        spend(context)
        return context.call(obj, *arguments, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only the fields of facts, their kinds and names, and where a loop stands can be asked for."""
        if isinstance(obj, Record):
            return attr in type(obj).model_fields or attr in ("kind", "plural", "ref")
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


@cache
def environment() -> Sandbox:
    """A sandbox without globals, with few filters and strict about names."""
    sandbox = Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_finalize,
        keep_trailing_newline=True,
        optimized=False,  # which would work out constants before there is a page to count steps and to name in problems
    )
    sandbox.globals.clear()
    sandbox.filters = {name: as_steps(sandbox.filters[name]) for name in FILTERS}
    sandbox.filters.update({"prose": _prose, TURNS: turns})
    return sandbox


@pass_context
def _prose(context: Context, text: str) -> Inline:
    """An editors' text from a fact, its bindings printed."""
    writer: Writer = context["_writer"]
    return Inline(plain_prose(writer.book, text), writer.prose(text, markdown_text))


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    """What an expression prints: facts as bound, text with everything escaped that Markdown or HTML could read."""
    writer: Writer = context["_writer"]
    plain = context["_plain"]
    match value:
        case Inline():
            line = writer.line()
            if value.claim or value.parties:
                writer.attributions.append((line, value.claim, value.parties))
            if plain:
                return value.text
            heading = writer.document.lines[line - 1].lstrip().startswith("#")
            return value.heading if heading else value.html
        case Markup():
            return value
        case str():
            return value if plain else markdown_text(value)
        case Edtf():
            return value.words()
        case Undefined():
            if isinstance(value._undefined_obj, Record) and not str(value._undefined_name).startswith("_"):
                writer.problem(KNOWN, _no_such_field(value), near=str(value._undefined_name))
            else:
                writer.problem(
                    CALL,
                    f"must not reach into a value, found {found(value._undefined_name)}",
                    near=str(value._undefined_name),
                )
            return ""
        case bool() | None:
            writer.problem(PRINTABLE, f"must print a text or a fact, found {found(value)}")
            return ""
        case int():
            return current().number(value)
        case _:
            writer.problem(
                PRINTABLE,
                f"must print a text or a fact, found a {type(value).__name__}",
                'claim("visitors/constabulary-2025-06-01")',
            )
            return ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to run: its body, and its title and description where they hold expressions, with their lines."""

    body: Template
    meta: Mapping[str, tuple[int, Template]]


@lru_cache(maxsize=8)
def parsed(source: str) -> nodes.Template:
    """What an editors' text is for Jinja; remembered while a document is looked at from several sides.

    Raises :class:`TemplateSyntaxError` or one of :data:`UNWORKABLE`.
    """
    return environment().parse(source)


def compile_document(document: Document, known: set[str]) -> tuple[Compiled | None, list[Problem]]:
    """The templates of a document, line numbers as in its file, and what is wrong before they run."""
    heads = {key: text for key, text in document.heads.items() if "{" in text}
    problems: list[Problem] = []
    for text, start in ((document.body, document.place), *((heads[key], document.meta_places[key]) for key in heads)):
        try:
            tree = parsed(text)
            problems += (*_unknown_names(document, tree, start, known), *_unwanted(tree, start))
        except (TemplateSyntaxError, *UNWORKABLE):
            continue  # reported where the template is compiled
    start = document.place
    try:
        meta = {}
        for key, text in heads.items():
            start = document.meta_places[key]
            meta[key] = (start.line, _compile(document.place.path, text))
        start = document.place
        return Compiled(_compile(document.place.path, document.body), meta), problems
    except TemplateSyntaxError as error:
        return None, [*problems, _syntax_problem(document, error, start)]
    except UNWORKABLE:
        message = "must be simple expressions, found one nested too deep or a number too long"
        return None, [*problems, Problem(document.place, SYNTAX, message)]


@lru_cache(maxsize=1000)
def _compile(filename: str, source: str) -> Template:
    """A template; remembered, so that a preview compiles only what changed."""
    sandbox = environment()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python's, of an expression that we tell of when it is run
        code = sandbox.compile(counted(parsed(source)), filename=filename)
    return Template.from_code(sandbox, code, sandbox.make_globals(None))


def _unknown_names(document: Document, tree: nodes.Template, start: Place, known: set[str]) -> Iterator[Problem]:
    """A problem for each name that nobody defines, in a text of a document that begins at ``start``."""
    asked = [name for name in tree.find_all(nodes.Name) if name.ctx == "load" and name.name not in known]
    if not asked:
        return
    names = meta.TrackingCodeGenerator(environment())
    names.optimizer = None  # as in the environment
    names.visit(tree)
    unknown = names.undeclared_identifiers - known
    lines = document.lines
    helps = {name: nearest(name, (each for each in known if not each.startswith("_")), 30) for name in unknown}
    for node in asked:
        if node.name in unknown:
            line = min(start.line + node.lineno - 1, len(lines))
            place = Place(start.path, line, max(lines[line - 1].find(node.name) + 1, 1))
            yield Problem(place, KNOWN, f"must be a known name, found {found(node.name)}; {helps[node.name]}")


def _unwanted(tree: nodes.Template, start: Place) -> Iterator[Problem]:
    """What is not for pages in a text that begins at ``start``."""
    for node, what in unwanted(tree):
        place = Place(start.path, start.line + node.lineno - 1)
        yield Problem(place, SYNTAX, f"must not be used in a page, found {what}")


def _syntax_problem(document: Document, error: TemplateSyntaxError, start: Place) -> Problem:
    line = (error.lineno or 1) + start.line - 1
    lines = document.lines
    message = error.message or ""
    example = '{{ claim("visitors/constabulary-2025-06-01") }}'
    if "end of comment" in message:
        line = next((number for number, text in enumerate(lines, 1) if "{#" in text), line)
        return Problem(
            Place(document.place.path, line, lines[line - 1].find("{#") + 1),
            SYNTAX,
            "must not begin '{#', which opens a comment",
            "{: #an-anchor }",
        )
    if unknown := re.match(r"No filter named '(.*)'", message):
        message = f"the unknown filter {found(unknown[1])}; {nearest(unknown[1], (*FILTERS, 'prose'))}"
    return Problem(
        Place(document.place.path, min(line, len(lines)), start.column),
        SYNTAX,
        f"must be valid Jinja, found: {message}",
        example,
    )
