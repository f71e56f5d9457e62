"""From documents to pages: each one run, judged and closed with its source cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import Template, UndefinedError
from jinja2.exceptions import SecurityError

from ..exports import File, SearchEntry
from ..factbook import Factbook
from ..kinds import Correction, Count, Fact, Source
from ..problems import Place, Problem
from ..values.formats import current
from . import blocks, inline
from .as_of import as_of
from .attribution import check_paragraphs
from .bounds import WORK, TooMuch, check_size
from .cards import cards
from .citing import citing
from .corrected import corrected, notice
from .documents import BUILDING, PAGE, Document, facts_of, family_path
from .environment import CALL, KNOWN, PRINTABLE, SYNTAX, Compiled, compile_document, environment, run
from .finding import entries
from .head import Head
from .leading import Link, within
from .lint import beyond, lint
from .markup import Block, JoinedBinding, Part, Printed, as_judged, as_published, with_html
from .memory import Memory
from .names import known_names
from .rendered import converted, ids_in, judge
from .story import Story
from .unbound import Unbound, unbound, unbound_head, unbound_texts
from .writer import Carded, Writer


class Page(NamedTuple):
    """One page: its path below ``docs/``, its Markdown, its title, the place an editor changes, and the files beside it.

    The engine's own HTML is not in its Markdown, where placeholders stand for its ``parts`` (:mod:`.markup`).

    What it is about is there for machines: its front matter, the ``fact`` that a family's page is made for, the facts
    whose cards it holds, and the kinds (in the plural) that it ``lists`` or has an ``index`` of, the
    ``corrections`` that concern it. ``head`` is made of that.
    ``entries`` are the facts that search finds on it, ``links`` those that lead to the site itself, ``anchors`` the ids of
    the facts that have their place on it, ``extensions`` those of Markdown.
    """

    path: str
    content: str
    title: str
    edit: Place
    files: tuple[File, ...] = ()
    meta: Mapping[str, Any] = MappingProxyType({})
    fact: Fact | None = None
    shown: tuple[Carded, ...] = ()
    lists: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    head: Head | None = None
    entries: tuple[SearchEntry, ...] = ()
    parts: tuple[Part, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: frozenset[str] = frozenset()
    extensions: tuple[tuple[str, str], ...] = ()

    @property
    def idents(self) -> frozenset[str]:
        """The ids on it to which others can link: of its headings and of what else its author gave one, and of its facts."""
        return self.anchors | ids_in(self.content.split("---\n", 2)[2], self.extensions)

    def settled(self) -> Page:
        """The page with all its parts made, once the pictures in them are drawn."""
        return self._replace(parts=tuple(each.settled if isinstance(each, Block) else each for each in self.parts))

    def whole(self) -> Page:
        """The page with the HTML of its parts in its Markdown, for publishers that know no placeholders."""
        return self._replace(content=with_html(self.content, self.parts), parts=())


def prepare(
    book: Factbook, documents: Sequence[Document], memory: Memory | None = None
) -> tuple[list[tuple[Document, Compiled]], list[Problem]]:
    """The documents that can be run, families last (they link to the pages that use them), and what is wrong in any."""
    ready: list[tuple[Document, Compiled]] = []
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda each: each.is_family):
        template, wrong = (
            memory.made(
                f"{document.path} prepared", (document,), partial(_prepared, document, memory.story.book), _right
            )
            if memory
            else _prepared(document, book)
        )
        problems.extend(wrong)
        if template is not None:
            ready.append((document, template))
    return ready, problems


def _prepared(document: Document, book: Factbook) -> tuple[Compiled | None, list[Problem]]:
    """A document's templates, if it can be run, and what is wrong in it."""
    bare = list(lint(environment(), document, book))
    template, wrong = compile_document(document, _names(document))
    template = replace(template, bare=frozenset(each.word for each in bare)) if template else None
    return None if wrong else template, [*(each.problem for each in bare), *wrong]


def _right(prepared: tuple[Compiled | None, list[Problem]]) -> bool:
    return not prepared[1]


@dataclass
class Rendering:
    """Pages by their path, and what is wrong in any."""

    pages: dict[str, Page] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Made(NamedTuple):
    """A page as it was made, what is wrong with it, the ``names`` it prints, and whether it asked who else prints any."""

    page: Page
    problems: tuple[Problem, ...]
    names: tuple[str, ...]
    asked_uses: bool


def render(story: Story, ready: Sequence[tuple[Document, Compiled]], memory: Memory | None = None) -> Rendering:
    """Every page of the documents that :func:`prepare` gave; with a memory, whole pages, and only those made that changed."""
    rendering = Rendering()
    used_on: dict[str, dict[str, str]] = {}
    findable = {} if story.dry else entries(story.book, story.addresses)
    makers: dict[str, str] = {}
    again: dict[str, Callable[[], Made]] = {}
    for document, template in ready:
        for path, fact in _targets(story, document):
            if path in makers:
                message = f"must not make a page that stands already, found {path} (also made from {makers[path]})"
                rendering.problems.append(Problem(document.place, PAGE, message))
            makers[path] = document.place.path
            make = partial(_made, memory.story if memory else story, document, template, path, fact, used_on)
            given = (document, fact, story.site, used_on if fact else None)
            made = _remembered(memory, path, make, given) if memory else make()
            rendering.pages[path] = made.page
            rendering.problems.extend(made.problems)
            if fact is None:
                for name in made.names:
                    used_on.setdefault(name, {})[path] = made.page.title
                if made.asked_uses:
                    again[path] = make
    for path, once_more in again.items():  # now that all the others are known
        page = once_more().page
        rendering.pages[path] = page.settled() if memory else page
    for path, page in rendering.pages.items():
        rendering.pages[path] = page._replace(entries=tuple(findable.get(path, ())))
    return rendering


def _remembered(memory: Memory, path: str, make: Callable[[], Made], given: tuple[object, ...]) -> Made:
    """What the page was when it was last made, or what it is now, with its pictures."""

    def settled() -> Made:
        made = make()
        return made._replace(page=made.page.settled())

    return memory.made(path, (*given, current()), settled, lambda made: not (made.problems or made.asked_uses))


def _made(
    story: Story,
    document: Document,
    template: Compiled,
    path: str,
    fact: Fact | None,
    used_on: Mapping[str, Mapping[str, str]],
) -> Made:
    writer = Writer(story, document, path, used_on)
    page = _page(writer, template, fact)
    parties = {party for _, _, named in writer.attributions for party in named}
    return Made(page, tuple(writer.problems), (*writer.cards, *sorted(parties)), writer.asked_uses and fact is None)


def _targets(story: Story, document: Document) -> Iterator[tuple[str, Fact | None]]:
    """The pages made from a document: itself, or one for each fact of its family."""
    if not document.is_family:
        yield document.path, None
        return
    for fact in facts_of(story.book, document.each).values():
        yield family_path(document, fact), fact


def _names(document: Document) -> set[str]:
    """The names an expression may use."""
    return {*inline.INLINE, *blocks.BLOCKS, *(("fact",) if document.is_family else ())}


def _page(writer: Writer, template: Compiled, fact: Fact | None) -> Page:
    names: dict[str, Any] = {**inline.functions(writer), **blocks.functions(writer)}
    if fact is not None:
        names["fact"] = fact
    meta = {key: value for key, value in writer.document.meta.items() if key not in BUILDING}
    if above := writer.story.listed_on.get(writer.document.each):
        meta["above"] = above  # for the theme's breadcrumbs
    anchors, extensions = frozenset(_anchors(writer, fact)), writer.story.site.extensions
    known, others = known_names(writer.book), list[Unbound]()
    for key, (line, head) in template.meta.items():
        writer.line_map = line - 1
        pieces = _run(writer, head, names, plain=True)
        others += unbound_head(writer.document, pieces, known)
        meta[key] = " ".join("".join(piece.text for piece in pieces).split())
    writer.line_map = 0
    pieces = _run(writer, template.body, names)
    text = "".join(piece.text for piece in pieces)
    if not writer.problems:
        writer.problems += judge(writer.document, pieces, writer.parts, anchors, extensions)
    links: tuple[Link, ...] = ()
    if not writer.problems:
        links = tuple(within(writer.document, converted(as_judged(text), extensions).links))
        others += unbound(writer.document, pieces, writer.parts, known, extensions)
    others += unbound_texts(writer.document, writer.own_texts, known)
    writer.problems += beyond(template.bare, others)
    check_paragraphs(writer)
    front = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for key, value in meta.items()
    )  # JSON is YAML, and quick
    corrections = corrected(writer)
    cited = None if isinstance(fact, Source) else citing(writer, str(meta["title"]), meta, fact)
    closing = [as_of(writer, fact), notice(writer, corrections), cited, cards(writer)]
    content = (
        f"---\n{front}---\n{as_published(text).lstrip()}{''.join(writer.place(block) for block in closing if block)}"
    )
    return Page(
        path=writer.path,
        content=content,
        title=str(meta["title"]),
        edit=fact.where() if fact else writer.document.place,
        files=tuple(writer.files),
        meta=meta,
        fact=fact,
        shown=tuple(writer.cards.values()),
        lists=writer.document.lists,
        indexes=tuple(writer.indexes),
        corrections=corrections,
        parts=tuple(writer.parts),
        links=links,
        anchors=anchors,
        extensions=extensions,
    )


def _anchors(writer: Writer, fact: Fact | None) -> Iterator[str]:
    """The ids of the facts that have their place on a page."""
    for plural in writer.document.lists:
        yield from facts_of(writer.book, plural)
    if isinstance(fact, Count):
        yield from (claim.id for claim in fact.claims)


def _run(writer: Writer, template: Template, names: Mapping[str, Any], *, plain: bool = False) -> list[Printed]:
    """What a template prints, piece by piece; what goes wrong in it becomes a problem at its line, and gives nothing."""
    pieces, size = [], 0
    try:
        for piece in run(template, names, writer, plain=plain):
            pieces.append(piece)
            check_size(size := size + len(piece.text))
        return pieces
    except UndefinedError as error:
        line, code, message = _line_of(writer, error), KNOWN, f"must be a known name, found: {error.message}"
    except TooMuch as error:
        line, code, message = _line_of(writer, error), WORK, f"must be made with less work, found {error.message}"
    except SecurityError as error:
        line, code, message = (
            _line_of(writer, error),
            CALL,
            f"must call only the functions made for editors, found {error.message}",
        )
    except JoinedBinding as error:
        line, code, message = _line_of(writer, error), PRINTABLE, f"must print each binding by itself, found {error}"
    except (TypeError, ValueError, LookupError, ArithmeticError, NameError) as error:  # 1e999 is written inf, a name
        line, code, message = (
            _line_of(writer, error),
            SYNTAX,
            f"must be an expression that can be worked out, found: {str(error)[:120]}",
        )
    writer.problems.append(Problem(Place(writer.document.place.path, line), code, message))
    return []


def _line_of(writer: Writer, error: Exception) -> int:
    """The line of a document at which an expression failed: the innermost of its frames in the traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == writer.document.place.path:
            line = trace.tb_lineno + writer.line_map
        trace = trace.tb_next
    return line
