"""From a story's folder to its pages: read, check, render; every problem at once, or every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from . import checks
from .exports import Site
from .loading import read
from .pages.documents import documents
from .pages.render import Page, prepare, render
from .pages.story import Story
from .problems import Problems

CACHE: Final = ".cache"
"""Folder below the story's root for what can be made again at any time."""
RELIED_ON: Final = ("reference", "reference-cycle", "binding", "prose-loop")
"""Rules without which pages cannot be run: their expressions would lead nowhere."""


def build(root: Path, site: Site | None = None) -> list[Page]:
    """The pages of the story at ``root``, with the files beside them. Raises :class:`Problems` with everything wrong in facts and pages."""
    book, unread = read(root)
    found = checks.problems(book)
    papers, unreadable = documents(root)
    ready, wrong = prepare(book, papers)
    problems = [*unread, *found, *unreadable, *wrong]
    if unread or any(problem.rule in RELIED_ON for problem in found):
        raise Problems(problems)
    pages, in_pages = render(Story(book, tuple(papers), root / CACHE, site or Site()), ready)
    if problems or in_pages:
        raise Problems([*problems, *in_pages])
    return pages


def pairs(root: Path) -> Iterator[tuple[str, str]]:
    """Each page as ``(path below docs, Markdown)``, for any publisher."""
    for page in build(root):
        yield page.path, page.content


def files(pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """Each file beside the pages as ``(path below the site's root, bytes)``, for any publisher; made one by one."""
    for page in pages:
        for file in page.files:
            yield file.path, file.make()
