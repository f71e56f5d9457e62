"""From a story's folder to its pages: read, check, render; every problem at once, or every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .checks import problems
from .factbook import Factbook, load
from .pages.documents import documents
from .pages.render import Page, render
from .pages.story import Story
from .problems import Problem, Problems

CACHE = ".cache"
"""Folder below the story's root for what can be made again at any time."""


def build(root: Path) -> list[Page]:
    """The pages of the story at ``root``. Raises :class:`Problems` with everything wrong in facts and pages."""
    found: list[Problem] = []
    book: Factbook | None = None
    try:
        book = load(root)
        found.extend(problems(book))
    except Problems as error:
        found.extend(error.problems)
    try:
        papers = documents(root)
    except Problems as error:
        raise Problems([*found, *error.problems]) from error
    if book is None:
        raise Problems(found)
    if any(problem.rule in STRUCTURE for problem in found):
        raise Problems(found)  # pages cannot be run over references that lead nowhere
    try:
        pages = render(Story(book, tuple(papers), root / CACHE))
    except Problems as error:
        raise Problems([*found, *error.problems]) from error
    if found:
        raise Problems(found)
    return pages


STRUCTURE = ("reference", "reference-cycle", "binding")
"""Rules that pages rely on."""


def pairs(root: Path) -> Iterator[tuple[str, str]]:
    """Each page as ``(path below docs, Markdown)``, for any publisher."""
    for page in build(root):
        yield page.path, page.content
