"""Turn documents into pages: lint and compile each document, run it, judge its HTML, and close it with its footer.

The stages, in order, and their modules: read (:mod:`.documents`), lint (:mod:`.lint`), compile and run
(:mod:`.sandbox`, :mod:`.writer`), convert and judge (:mod:`.conversion`, :mod:`.plain_html`, :mod:`.unbound`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, NamedTuple

from jinja2 import Template, UndefinedError
from jinja2.exceptions import SecurityError

from ..factbook import Factbook
from ..kinds import Count, Fact, Series
from ..problems import Place, Problem
from ..progress import STEPS
from . import blocks, inline
from .addresses import facts_of, family_path
from .attribution import check_paragraphs
from .conversion import convert, judge
from .documents import BUILDING, PAGE, UNLISTED, Document
from .footer import footer
from .kept import Doubt
from .limits import WORK, LimitExceeded, check_size
from .link_check import internal_links, undefined_references
from .lint import lint, problems_beside
from .markup import JoinedBinding, Printed, as_judged, as_published
from .memory import PAGES_WITH, Memory
from .page import Page, PageLink, kept_page, search_entries
from .sandbox import CALL, KNOWN, PRINTABLE, SYNTAX, Compiled, compile_document, environment, run
from .story import Story
from .unbound import Unbound, unbound_in_arguments, unbound_in_head, unbound_in_page
from .writer import Writer

Ready = tuple[Document, Callable[[], Compiled]]
"""A document, and what makes its templates."""


def prepare(
    book: Factbook, documents: Sequence[Document], memory: Memory | None = None
) -> tuple[list[Ready], list[Problem]]:
    """Lint and compile documents; return those that can be run, and the problems of all.

    Families come last, as they link to the pages that use their facts. With a ``memory``, a document whose text and
    facts are the same as before is not read again.
    """
    ready: list[Ready] = []
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda each: each.is_family):
        name = prepared_name(document)
        if memory and memory.kept_page(name, (document,)):
            ready.append((document, cache(partial(_compiled, document))))
            continue
        compiled, found = (
            memory.memoised(
                name, (document,), partial(_lint_and_compile, document, memory.story.book), lambda result: not result[1]
            )
            if memory
            else _lint_and_compile(document, book)
        )
        problems.extend(found)
        if compiled is not None:
            ready.append((document, partial(_same, compiled)))
    return ready, problems


def prepared_name(document: Document) -> str:
    """Return the name under which is noted what a document's text was judged by."""
    return f"{document.path} prepared"


def _same(compiled: Compiled) -> Compiled:
    return compiled


def _compiled(document: Document) -> Compiled:
    """Return the templates of a document in which the last build found no problem. Raises :class:`Doubt` where there is one."""
    compiled, problems = compile_document(document, _names(document))
    if compiled is None or problems:
        raise Doubt
    return compiled


def _names(document: Document) -> set[str]:
    """Return the names that a document's expressions may use."""
    return {*inline.INLINE, *blocks.BLOCKS, *(("fact",) if document.is_family else ())}


def _lint_and_compile(document: Document, book: Factbook) -> tuple[Compiled | None, list[Problem]]:
    """Return a document's templates, if it can be run, and the problems in it."""
    bare = list(lint(environment(), document, book))
    compiled, problems = compile_document(document, _names(document))
    if compiled and not problems:
        compiled = replace(compiled, bare=frozenset(each.word for each in bare))
    return None if problems else compiled, [*(each.problem for each in bare), *problems]


@dataclass
class Rendering:
    """Pages by their path, and the problems in any."""

    pages: dict[str, Page] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Rendered(NamedTuple):
    """A rendered page, its problems, the ``names`` it prints, and whether it asked which other pages print a fact."""

    page: Page
    problems: tuple[Problem, ...]
    names: tuple[str, ...]
    asked_uses: bool


def render(story: Story, ready: Sequence[Ready], memory: Memory | None = None) -> Rendering:
    """Render every page of the documents that :func:`prepare` returned.

    With a ``memory``, only those are rendered whose inputs changed: a preview has the others, with all their blocks made, a
    build knows of them what the last one has kept.
    """
    rendering = Rendering()
    used_on: dict[str, dict[str, str]] = {}

    def pages_with(ref: str) -> Mapping[str, str]:
        used = (places for name, places in used_on.items() if name == ref or name.startswith(f"{ref}/"))
        return {path: title for places in used for path, title in places.items()}

    if memory:
        memory.pages_with = pages_with
        pages_with = partial(memory.look_up, PAGES_WITH)  # type: ignore[assignment]  # what it looks up is this
    entries = {} if story.dry else search_entries(story.book, story.addresses)
    makers: dict[str, str] = {}
    again: dict[str, Callable[[], Rendered]] = {}
    for document, compiled in ready:
        for path, fact in _targets(story, document):
            if path in makers:
                message = f"must not make a page that stands already, found {path} (also made from {makers[path]})"
                rendering.problems.append(Problem(document.place, PAGE, message))
            makers[path] = document.place.path
            STEPS.info("rendering %s", path)
            if memory and (kept := memory.kept_page(path, (document, fact))):
                rendered = Rendered(kept_page(path, document, fact, kept), (), kept.names, asked_uses=False)
            else:
                make = partial(
                    _render_page, memory.story if memory else story, document, compiled, path, fact, pages_with
                )
                rendered = _memoised(memory, path, make, (document, fact)) if memory else make()
            rendering.pages[path] = rendered.page
            rendering.problems.extend(rendered.problems)
            if fact is None:
                for name in rendered.names:
                    used_on.setdefault(name, {})[path] = rendered.page.title
                if rendered.asked_uses:
                    again[path] = make
    for path, make_again in again.items():  # now that ``used_on`` is complete
        page = make_again().page
        rendering.pages[path] = page.settled() if memory and memory.kept is None else page
    for path, page in rendering.pages.items():
        rendering.pages[path] = page._replace(entries=tuple(entries.get(path, ())))
    return rendering


def _memoised(memory: Memory, path: str, make: Callable[[], Rendered], inputs: tuple[object, ...]) -> Rendered:
    """Return the page as it was last rendered, if its inputs are the same, or render it, for a preview with all its blocks."""

    def settled() -> Rendered:
        rendered = make()
        memory.names[path] = rendered.names
        return rendered._replace(page=rendered.page.settled()) if memory.kept is None else rendered

    def is_final(rendered: Rendered) -> bool:
        return not (rendered.problems or rendered.asked_uses)

    return memory.memoised(path, inputs, settled, is_final)


def _targets(story: Story, document: Document) -> Iterator[tuple[str, Fact | None]]:
    """Yield the pages made from a document: itself, or one for each fact of its family."""
    if not document.is_family:
        yield document.path, None
        return
    for fact in facts_of(story.book, document.each).values():
        yield family_path(document, fact), fact


def _render_page(
    story: Story,
    document: Document,
    prepared: Callable[[], Compiled],
    path: str,
    fact: Fact | None,
    pages_with: Callable[[str], Mapping[str, str]],
) -> Rendered:
    """Run a document, judge what it printed, and return the page with its footer."""
    writer, compiled = Writer(story, document, path, pages_with), prepared()
    functions: dict[str, Any] = {**inline.functions(writer), **blocks.functions(writer)}
    if fact is not None:
        functions["fact"] = fact
    meta = {key: value for key, value in document.meta.items() if key not in BUILDING}
    if path == UNLISTED:
        meta["search"] = {"exclude": True}
    if above := story.listed_on.get(document.each):
        meta["above"] = above  # for the theme's breadcrumbs
    anchors, extensions = frozenset(_anchors(writer, fact)), story.site.extensions
    people, unbound = writer.book.known_names.on(document.is_standard), list[Unbound]()
    for key, (line, head) in compiled.meta.items():
        writer.line_map = line - 1
        pieces = _run(writer, head, functions, plain=True)
        unbound += unbound_in_head(document, pieces, people)
        meta[key] = " ".join("".join(piece.text for piece in pieces).split())
    writer.line_map = 0
    writer.met.clear()  # nothing in a head is a link
    pieces = _run(writer, compiled.body, functions)
    text = "".join(piece.text for piece in pieces)
    if not writer.problems:
        writer.problems += judge(document, pieces, writer.parts, anchors, extensions)
    links: tuple[PageLink, ...] = ()
    if not writer.problems:
        targets = convert(as_judged(text), extensions).links
        links = (*internal_links(document, targets), *undefined_references(document))
        unbound += unbound_in_page(document, pieces, writer.parts, people, extensions)
    unbound += unbound_in_arguments(document, writer.own_texts, people)
    writer.problems += problems_beside(compiled.bare, unbound)
    check_paragraphs(writer)
    front = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for key, value in meta.items()
    )  # JSON is YAML, and quick
    blocks_below, corrections = footer(writer, meta, fact)
    closing = "".join(map(writer.place, blocks_below))
    page = Page(
        path=path,
        content=f"---\n{front}---\n{as_published(text).lstrip()}{closing}",
        title=str(meta["title"]),
        edit=fact.where() if fact else document.place,
        files=tuple(writer.files),
        meta=meta,
        fact=fact,
        shown=tuple(writer.cards.values()),
        lists=document.lists,
        indexes=tuple(writer.indexes),
        corrections=corrections,
        parts=tuple(writer.parts),
        links=links,
        anchors=anchors,
        extensions=extensions,
    )
    parties = {party for _, _, named in writer.attributions for party in named}
    names = (*writer.cards, *sorted(parties))
    return Rendered(page, tuple(writer.problems), names, writer.asked_uses and fact is None)


def _anchors(writer: Writer, fact: Fact | None) -> Iterator[str]:
    """Yield the ids of the facts that have their place on a page."""
    for plural in writer.document.lists:
        yield from facts_of(writer.book, plural)
    if isinstance(fact, Count):
        yield from (claim.id for claim in fact.claims)
    if isinstance(fact, Series):
        yield from fact.rows_by_id


def _run(writer: Writer, template: Template, names: Mapping[str, Any], *, plain: bool = False) -> list[Printed]:
    """Return what a template prints, piece by piece; an exception becomes a problem at its line, and nothing is printed."""
    pieces, size = [], 0
    try:
        for piece in run(template, names, writer, plain=plain):
            pieces.append(piece)
            check_size(size := size + len(piece.text))
        return pieces
    except (UndefinedError, SecurityError, TypeError, ValueError, LookupError, ArithmeticError, NameError) as error:
        place = Place(writer.document.place.path, _line_of(writer, error))
        writer.problems.append(Problem(place, *_rule_and_message(error)))
        return []


def _rule_and_message(error: Exception) -> tuple[str, str]:
    """Return the rule that an expression broke, and the message of the problem."""
    match error:
        case UndefinedError():
            return KNOWN, f"must be a known name, found: {error.message}"
        case LimitExceeded():
            return WORK, f"must be made with less work, found {error.message}"
        case SecurityError():
            return CALL, f"must call only the functions made for editors, found {error.message}"
        case JoinedBinding():
            return PRINTABLE, f"must print each binding by itself, found {error}"
        case _:  # NameError: 1e999 is compiled to inf, a name
            return SYNTAX, f"must be an expression that can be worked out, found: {str(error)[:120]}"


def _line_of(writer: Writer, error: Exception) -> int:
    """Return the line of a document at which an expression failed: the innermost of its frames in the traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == writer.document.place.path:
            line = trace.tb_lineno + writer.line_map
        trace = trace.tb_next
    return line
