"""The sandbox in which the Jinja expressions of pages are compiled and run.

Threat (SECURITY.md): expressions that reach the engine or run for ever. Nothing is allowed by default: filters, tests,
attributes and callables are allow-lists, and each step is counted (:mod:`.limits`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, meta, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from ..kinds import Record, kind_phrase
from ..problems import Place, Problem, nearest, quote, rule
from ..prose import refs_in
from ..values import BadValue, Edtf
from ..values.formats import current
from ..words import plain_prose
from .documents import Document
from .expressions import VALUE_NAMES, FactNumber, FactText, describe_value, keep_origin, mark_as_fact
from .limits import COMPILE_ERRORS, COUNT_TURNS, SET_LINE, check_steps, forbidden_nodes, instrument
from .markup import Block, Inline, Printed, markdown_text, printed
from .writer import Writer

SYNTAX = rule("page-syntax", "An expression in a page is valid Jinja.")
KNOWN = rule("page-name", "A name in a page's expression is known.")
CALL = rule("page-call", "A page calls only the functions made for editors.")
PRINTABLE = rule("page-value", "An expression prints a text, a date, a number of facts or a bound fact; nothing else.")

_SEVERAL: Final = (list, tuple, str)
FILTERS: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("first", "last", "length", "list", "sort"), _SEVERAL),
    **dict.fromkeys(("lower", "upper"), (str,)),
}
"""The filters that pages may use beside our own ``prose``, and the types that each accepts."""
TESTS: Final = tuple(
    """
    == != < <= > >= in none string true false number sequence mapping even odd
    """.split()
)
"""The tests that pages may use, after ``is``."""
BOUND: Final = (Inline, Block, Edtf, FactText, FactNumber)
"""The types that a fact prints."""


def _no_such_field(value: Undefined) -> str:
    """Return the message for an attribute that a fact does not have."""
    owner, name = value._undefined_obj, str(value._undefined_name)
    fields = [field.alias or key for key, field in type(owner).model_fields.items()]
    return f"must be a field of {kind_phrase(type(owner))}, found {quote(name)}; {nearest(name, fields)}"


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment that calls only the functions made for editors: no method of any value, and no other template."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse arithmetic: ``derived()`` is for figures, and a product can fill the memory."""
        raise SecurityError(f"the calculation {operator!r}")

    def call(self, context: Context, obj: Any, line: int, /, *arguments: Any, **options: Any) -> Any:
        """Call a function from a line of the page. Raises :class:`SecurityError` unless it was made for editors."""
        if getattr(obj, "for_editors", False) is not True:
            raise SecurityError(f"a call of {quote(getattr(obj, '__name__', type(obj).__name__))}")
        assert isinstance(context, PageContext)
        context.writer.at(line)
        context.spend()
        return context.call(obj, *arguments, **options)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute, marked as the fact's where it is a field of one."""
        value = super().getattr(obj, attribute)
        return mark_as_fact(value) if isinstance(obj, Record) else value

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item, or an attribute asked for in brackets, marked likewise."""
        value = super().getitem(obj, argument)
        return mark_as_fact(value) if isinstance(obj, Record) else value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether an attribute is a field, kind or name of a fact, or a public one of a loop."""
        if isinstance(obj, Record):
            return attr in type(obj).model_fields or attr in ("kind", "plural", "ref")
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)


class PageContext(Context):
    """The names that a page may use, and, out of its reach, the page being written.

    ``plain`` is whether a title or description is printed. Of the piece printed last, ``line`` is the line of the document
    that it begins on, ``literal`` whether it is template text, and ``bound`` whether a fact printed it.
    """

    writer: Writer
    plain: bool = False
    line: int = 1
    literal: bool = False
    bound: bool = False

    def spend(self, steps: int = 1) -> None:
        """Count steps of a page. Raises :class:`LimitExceeded`."""
        self.writer.steps += steps
        check_steps(self.writer.steps)


@cache
def environment() -> Sandbox:
    """Return the sandbox: no globals, few filters and tests, strict about names."""
    sandbox = Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_finalize,
        keep_trailing_newline=True,
        optimized=False,  # which would work out constants before there is a page to count steps and to name in problems
    )
    sandbox.context_class = PageContext
    sandbox.globals.clear()
    sandbox.tests = {name: sandbox.tests[name] for name in TESTS}
    sandbox.filters = {name: _as_steps(name, takes) for name, takes in FILTERS.items()}
    sandbox.filters.update({"prose": _prose, COUNT_TURNS: _turns, SET_LINE: _at_line})
    return sandbox


@cache
def _originals() -> Sandbox:
    """Return a sandbox with Jinja's own filters."""
    return Sandbox(undefined=StrictUndefined)


def _as_steps(name: str, takes: tuple[type, ...]) -> Callable[..., Any]:
    """Wrap a filter of Jinja's: it counts as a step for each hundred members, and only takes values of the types ``takes``."""

    @pass_context
    def run(context: PageContext, value: object, /, *arguments: Any, **options: Any) -> Any:
        if isinstance(value, Inline | Block):
            str(value)  # refused
        if not isinstance(value, takes):
            raise TypeError(f"{name!r} after {describe_value(value)}, which is only for {VALUE_NAMES[takes[0]]}")
        assert isinstance(value, Sized)
        context.spend(1 + len(value) // 100)
        return keep_origin(value, _originals().call_filter(name, value, arguments, options, context))

    return run


@pass_context
def _turns(context: PageContext, several: Iterable[object]) -> Iterator[object]:
    """Yield the members of a loop's iterable, each turn a step."""
    for each in several:
        context.spend()
        yield each


@pass_context
def _at_line(context: PageContext, value: object, line: int) -> object:
    """Note the line of what is printed next, and return it."""
    context.writer.at(line)
    return value


@pass_context
def _prose(context: PageContext, text: object) -> Inline:
    """Print the bindings in an editors' text from a fact. Raises :class:`TypeError` for another text."""
    if not isinstance(text, str):
        raise TypeError(f"'prose' after {describe_value(text)}, which is only for a text")
    try:
        return Inline(plain_prose(context.writer.book, text), context.writer.prose(text, markdown_text), refs_in(text))
    except (BadValue, AttributeError, LookupError) as error:  # checks have read the texts of facts, and not this one
        raise TypeError("'prose' after a text that is not one of a fact's") from error


@pass_context
def _finalize(context: PageContext, value: Any) -> str:
    """Return what an expression prints: a placeholder for a fact or block, or text with all Markdown escaped.

    Only the literal text of the page is of the type :class:`Markup`; no expression can make one.
    """
    writer, plain = context.writer, context.plain
    context.line, context.literal = writer.line, type(value) is Markup
    context.bound = isinstance(value, BOUND)
    match value:
        case Markup():
            return str(value)
        case Inline():
            line = context.line
            if value.claim or value.parties:
                writer.attributions.append((line, value.claim, value.parties))
            if plain:
                return value.text
            heading = writer.document.lines[line - 1].lstrip().startswith("#")
            return printed(value.text) if heading else writer.place(value)
        case Block():
            return "" if plain else writer.place(value)
        case str():
            return value if plain else printed(value)
        case Edtf():
            return value.words() if plain else printed(value.words())
        case Undefined():
            name = str(value._undefined_name)
            if isinstance(value._undefined_obj, Record) and not name.startswith("_"):
                writer.problem(KNOWN, _no_such_field(value), near=name)
            else:
                writer.problem(CALL, f"must not reach into a value, found {quote(name)}", near=name)
            return ""
        case int() if not isinstance(value, bool):
            text = current().number(value)
            return text if plain else printed(text)
        case _:
            what = quote(value) if isinstance(value, bool) or value is None else describe_value(value)
            example = 'claim("visitors/constabulary-2025-06-01")'
            writer.problem(PRINTABLE, f"must print a text or a fact, found {what}", example)
            return ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A document ready to run: its body, and its title and description where they hold expressions, with their lines.

    ``bare`` are the unbound words that the lint reported in its source, so that its pages do not report them again.
    """

    body: Template
    meta: Mapping[str, tuple[int, Template]]
    bare: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def parse(source: str) -> nodes.Template:
    """Return the parse tree of an editors' text; cached, as lint and compiler both need it.

    Raises :class:`TemplateSyntaxError` or one of :data:`COMPILE_ERRORS`.
    """
    return environment().parse(source)


def run(template: Template, names: Mapping[str, Any], writer: Writer, *, plain: bool = False) -> Iterator[Printed]:
    """Yield what a template prints piece by piece, as :meth:`jinja2.Template.generate` does. Raises its exceptions."""
    context = template.new_context(dict(names))
    assert isinstance(context, PageContext)
    context.writer, context.plain = writer, plain
    try:
        for text in template.root_render_func(context):
            yield Printed(text, context.line, context.literal, context.bound)
    except Exception:  # whatever it is: this raises it again, with the page's own lines in its traceback
        template.environment.handle_exception()


def compile_document(document: Document, known: set[str]) -> tuple[Compiled | None, list[Problem]]:
    """Compile a document with line numbers as in its file; return it, or ``None``, and the problems found before it runs.

    ``known`` are the names that its expressions may use.
    """
    heads = {key: text for key, text in document.heads.items() if "{" in text}
    problems: list[Problem] = []
    for text, start in ((document.body, document.place), *((heads[key], document.meta_places[key]) for key in heads)):
        try:
            tree = parse(text)
            problems += (*_unknown_names(document, tree, start, known), *_forbidden_nodes(tree, start, known))
        except (TemplateSyntaxError, *COMPILE_ERRORS):
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
    except COMPILE_ERRORS:
        message = "must be simple expressions, found one nested too deep or a number too long"
        return None, [*problems, Problem(document.place, SYNTAX, message)]


@lru_cache(maxsize=1000)
def _compile(filename: str, source: str) -> Template:
    """Compile a template; cached, so that a preview compiles only what changed."""
    sandbox = environment()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # Python's, of an expression that we tell of when it is run
        code = sandbox.compile(instrument(sandbox.parse(source)), filename=filename)
    return Template.from_code(sandbox, code, sandbox.make_globals(None))


def _unknown_names(document: Document, tree: nodes.Template, start: Place, known: set[str]) -> Iterator[Problem]:
    """Yield a problem for each undefined name in a text of a document that begins at ``start``."""
    loaded = [name for name in tree.find_all(nodes.Name) if name.ctx == "load" and name.name not in known]
    if not loaded:
        return
    generator = meta.TrackingCodeGenerator(environment())
    generator.optimizer = None  # as in the environment
    generator.visit(tree)
    unknown = generator.undeclared_identifiers - known
    lines = document.lines
    suggestions = {name: nearest(name, (each for each in known if not each.startswith("_")), 30) for name in unknown}
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    for node in loaded:
        if node.name in unknown:
            line = min(start.line + node.lineno - 1, len(lines))
            place = Place(start.path, line, max(lines[line - 1].find(node.name) + 1, 1))
            example = "" if node.name in called else f'{{{{ name("{node.name}") }}}}, if it is a fact'
            message = f"must be a known name, found {quote(node.name)}; {suggestions[node.name]}"
            yield Problem(place, KNOWN, message, example)


def _forbidden_nodes(tree: nodes.Template, start: Place, known: set[str]) -> Iterator[Problem]:
    """Yield a problem for each node that pages may not use, in a text that begins at ``start``."""
    for node, what in forbidden_nodes(tree, known):
        place = Place(start.path, start.line + node.lineno - 1)
        yield Problem(place, SYNTAX, f"must not be used in a page, found {what}")


def _syntax_problem(document: Document, error: TemplateSyntaxError, start: Place) -> Problem:
    """Return the problem of a text that begins at ``start`` and is no valid Jinja."""
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
        message = f"the unknown filter {quote(unknown[1])}; {nearest(unknown[1], (*FILTERS, 'prose'))}"
    line = min(line, len(lines))
    for written in re.finditer(r"\{\{(?:[^{}]|\{[^{}]*\})*\}?\}|\{\{.*", lines[line - 1]):
        if meant := _mended(written[0]):
            place = Place(document.place.path, line, written.start() + 1)
            return Problem(place, SYNTAX, f"must be a valid expression, found {quote(written[0])}", meant)
    place = Place(document.place.path, line, start.column)
    return Problem(place, SYNTAX, f"must be valid Jinja, found: {message}", example)


def _mended(written: str) -> str:
    """Return an expression that cannot be parsed as it was probably meant; empty if it can be, or nothing else can."""
    inside = re.sub("[“”„«»]", '"', written.strip("{} "))
    inside = re.sub("[‘’‚]", "'", inside)
    ways = (
        inside,
        re.sub(r'"([^"(),]*)(?=[),]|$)', r'"\1"', inside) if inside.count('"') % 2 else "",
        re.sub(r'(?<=\()([^"(),]+)"', r'"\1"', inside),
        re.sub(r"(?<=\()([\w/-]+)(?=[),])", r'"\1"', inside),
        re.sub(r"^([\w-]+/[\w-]+)$", r'claim("\1")', inside),
        re.sub(r"^([a-z0-9]+(?:-[a-z0-9]+)+)$", r'name("\1")', inside),
        f"{inside})",
    )
    for way in ways:
        if way and (meant := f"{{{{ {way} }}}}") != written and _is_jinja(meant) and not _is_jinja(written):
            return meant
    return ""


def _is_jinja(text: str) -> bool:
    try:
        return bool(parse(text))
    except (TemplateSyntaxError, *COMPILE_ERRORS):
        return False
