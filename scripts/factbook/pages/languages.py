"""The story in another language of its site: the same facts in that language, and its pages, ``docs/LANGUAGE/``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ..own_messages import formats_at
from ..problems import Problem
from ..translated_facts import translated
from ..translations import read_translation, site_in
from ..values.formats import written_in
from .documents import Document
from .memory import Memory
from .render import Rendering, prepare, render
from .story import Story

T = TypeVar("T")


def told_in(
    language: str,
    first: Story,
    documents: tuple[Document, ...],
    finish: Callable[[Story, Rendering, Memory | None], T],
    memory: Memory | None = None,
) -> tuple[T, list[Problem]]:
    """Render the pages of a story in another language of its site, ``documents``; return what ``finish`` makes of them, and all problems.

    Meanwhile the formats of that language are in force. ``memory`` is that of the pages in the first language.
    """
    root = first.book.root
    translation, problems = read_translation(root, language)
    site = site_in(first.site, translation)
    with written_in(formats_at(root, site)):
        book, found = translated(first.book, translation, first.site.language)
        story = Story(book, documents, first.renderer, site, first.dry, first)
        own = memory.of(language) if memory else None
        if own:
            own.look_at(story)
        ready, wrong = prepare(book, documents, own)
        rendering = render(story, ready, own)
        return finish(story, rendering, own), [*problems, *found, *wrong, *rendering.problems]
