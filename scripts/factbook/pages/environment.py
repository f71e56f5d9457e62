"""The sandbox in which editors' expressions run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..problems import Place, Problem, found, nearest, rule
from .documents import Document
from .markup import Inline, markdown_text
from .writer import Writer

SYNTAX = rule("page-syntax", "An expression in a page is valid Jinja.")
KNOWN = rule("page-name", "A name in a page's expression is known.")
PRINTABLE = rule("page-value", "An expression prints a text, a number of facts or a bound fact; nothing else.")

FILTERS: Final = ("first", "last", "length", "list", "lower", "sort", "upper")
"""The filters that pages may use beside our own ``prose``."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs only the functions made for editors: no method of any value can be called."""

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a page may call it."""
        return getattr(obj, "for_editors", False) is True


@cache
def environment() -> Sandbox:
    """A sandbox without globals, with few filters and strict about names."""
    sandbox = Sandbox(undefined=StrictUndefined, autoescape=False, finalize=_finalize, keep_trailing_newline=True)
    sandbox.globals.clear()
    sandbox.filters = {name: function for name, function in sandbox.filters.items() if name in FILTERS}
    sandbox.filters["prose"] = _prose
    return sandbox


@pass_context
def _prose(context: Context, text: str) -> Any:
    """An editors' text from a fact, its bindings printed."""
    return context["_prose"](text)


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
            heading = writer.document.text.split("\n")[line - 1].lstrip().startswith("#")
            return value.heading if heading else value.html
        case Markup():
            return value
        case str():
            return value if plain else markdown_text(value)
        case bool() | None:
            writer.problem(PRINTABLE, f"must print a text or a fact, found {found(value)}")
            return ""
        case int():
            return f"{value:,}"
        case _:
            writer.problem(PRINTABLE, f"must print a text or a fact, found a {type(value).__name__}", 'claim("killed/nis-2025-04-30")')
            return ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to run: its body, and its title and description where they hold expressions, with their lines."""

    body: Template
    meta: Mapping[str, tuple[int, Template]]


META: Final = ("title", "description")
"""Front matter that readers see, and that may hold expressions."""


def compile_document(document: Document, known: set[str]) -> tuple[Compiled | None, list[Problem]]:
    """The templates of a document, line numbers as in its file, and what is wrong before they run."""
    problems = list(_unknown_names(document, known))
    body = "\n" * document.text.count("\n", 0, document.body_start) + document.text[document.body_start :]
    heads = {key: str(document.meta[key]) for key in META if "{" in str(document.meta.get(key, ""))}
    try:
        meta = {key: (document.meta_places[key].line, _compile(document.place.path, text)) for key, text in heads.items()}
        return Compiled(_compile(document.place.path, body), meta), problems
    except TemplateSyntaxError as error:
        return None, [*problems, _syntax_problem(document, error)]


@lru_cache(maxsize=1000)
def _compile(filename: str, source: str) -> Template:
    """A template; remembered, so that a preview compiles only what changed."""
    sandbox = environment()
    code = sandbox.compile(source, filename=filename)
    return Template.from_code(sandbox, code, sandbox.make_globals(None))


def _unknown_names(document: Document, known: set[str]) -> list[Problem]:
    try:
        tree = environment().parse(document.text)
    except TemplateSyntaxError:
        return []
    unknown = meta.find_undeclared_variables(tree) - known
    lines = document.text.split("\n")
    return [
        Problem(
            Place(document.place.path, node.lineno, max(lines[node.lineno - 1].find(node.name) + 1, 1)),
            KNOWN,
            f"must be a known name, found {found(node.name)}; {nearest(node.name, (name for name in known if not name.startswith('_')), 30)}",
        )
        for node in tree.find_all(nodes.Name)
        if node.name in unknown and node.ctx == "load"
    ]


def _syntax_problem(document: Document, error: TemplateSyntaxError) -> Problem:
    return Problem(Place(document.place.path, error.lineno or 1), SYNTAX, f"must be valid Jinja, found: {error.message}", '{{ claim("killed/nis-2025-04-30") }}')

