"""From documents to pages: each one run, judged and closed with its source cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Template, UndefinedError
from jinja2.exceptions import SecurityError

from ..exports import File
from ..factbook import Factbook
from ..kinds import Fact
from ..problems import Place, Problem
from . import blocks, inline
from .attribution import check_paragraphs
from .cards import cards
from .documents import PAGE, Document, facts_of, family_path
from .environment import CALL, KNOWN, PRINTABLE, SYNTAX, Compiled, compile_document, environment
from .lint import lint
from .markup import JoinedBinding
from .story import Story
from .writer import Writer


class Page(NamedTuple):
    """One page: its path below ``docs/``, its Markdown, its title, the place an editor changes, and the files beside it."""

    path: str
    content: str
    title: str
    edit: Place
    files: tuple[File, ...] = ()


def prepare(book: Factbook, documents: Sequence[Document]) -> tuple[list[tuple[Document, Compiled]], list[Problem]]:
    """The documents that can be run, families last (they link to the pages that use them), and what is wrong in any."""
    sandbox = environment()
    ready: list[tuple[Document, Compiled]] = []
    problems: list[Problem] = []
    for document in sorted(documents, key=lambda each: each.is_family):
        problems.extend(lint(sandbox, document, book))
        template, wrong = compile_document(document, _names(document))
        problems.extend(wrong)
        if template is not None and not wrong:
            ready.append((document, template))
    return ready, problems


def render(story: Story, ready: Sequence[tuple[Document, Compiled]]) -> tuple[list[Page], list[Problem]]:
    """Every page of the documents that :func:`prepare` gave, and what is wrong in any."""
    pages: list[Page] = []
    problems: list[Problem] = []
    used_on: dict[str, dict[str, str]] = {}
    made: dict[str, str] = {}
    for document, template in ready:
        for path, fact in _targets(story, document):
            if path in made:
                message = f"must not make a page that stands already, found {path} (also made from {made[path]})"
                problems.append(Problem(document.place, PAGE, message))
            made[path] = document.place.path
            writer = Writer(story, document, path, used_on)
            pages.append(page := _page(writer, template, fact))
            problems.extend(writer.problems)
            if fact is None:
                _remember(used_on, writer, page.title)
    return pages, problems


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
    context: dict[str, Any] = {
        **inline.functions(writer),
        **blocks.functions(writer),
        "_writer": writer,
        "_plain": False,
    }
    if fact is not None:
        context["fact"] = fact
    meta = {key: value for key, value in writer.document.meta.items() if key not in ("each", "lists")}
    for key, (line, head) in template.meta.items():
        writer.line_map = line - 1
        meta[key] = " ".join(_run(writer, head, {**context, "_plain": True}).split())
    writer.line_map = 0
    text = _run(writer, template.body, context)
    check_paragraphs(writer)
    front = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for key, value in meta.items()
    )  # JSON is YAML, and quick
    content = f"---\n{front}---\n{text.lstrip()}{cards(writer)}"
    edit = fact.where() if fact else writer.document.place
    return Page(writer.path, content, str(meta["title"]), edit, tuple(writer.files))


def _run(writer: Writer, template: Template, context: Mapping[str, Any]) -> str:
    """Run a template; what goes wrong in it becomes a problem at its line."""
    try:
        return template.render(context)
    except UndefinedError as error:
        line, code, message = _line_of(writer, error), KNOWN, f"must be a known name, found: {error.message}"
    except SecurityError as error:
        line, code, message = (
            _line_of(writer, error),
            CALL,
            f"must call only the functions made for editors, found {error.message}",
        )
    except JoinedBinding as error:
        line, code, message = _line_of(writer, error), PRINTABLE, f"must print each binding by itself, found {error}"
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        line, code, message = (
            _line_of(writer, error),
            SYNTAX,
            f"must be an expression that can be worked out, found: {str(error)[:120]}",
        )
    writer.problems.append(Problem(Place(writer.document.place.path, line), code, message))
    return ""


def _line_of(writer: Writer, error: Exception) -> int:
    """The line of a document at which an expression failed: the innermost of its frames in the traceback."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == writer.document.place.path:
            line = trace.tb_lineno + writer.line_map
        trace = trace.tb_next
    return line


def _remember(used_on: dict[str, dict[str, str]], writer: Writer, title: str) -> None:
    """Note which facts a narrative page prints, for their own pages to link back."""
    parties = {party for _, _, named in writer.attributions for party in named}
    for ref in (*writer.cards, *sorted(parties)):
        used_on.setdefault(ref, {})[writer.path] = title
