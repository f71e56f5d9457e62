"""Build a story: read, check and render it; return every page, or raise every problem at once.

What a publisher does with the pages (``mkdocs_factbook`` is one; :func:`markdown_pages` is enough for plain pages):

1. Call :func:`build` with :func:`.site.site_at` and, for pages while pictures are still drawn, a ``Renderer`` to be closed at the
   end. On :class:`Problems` print them all, write nothing, end with 1.
2. Convert each ``Page.content`` (Markdown under front matter in JSON) to HTML with ``Site.extensions``, the one named ``toc``
   with :func:`.pages.conversion.with_heading_ids`; stop if :func:`.pages.conversion.first_violation` finds anything.
3. Insert ``Page.parts``: facts with :func:`.pages.markup.with_facts`; blocks, which the search must not read, with
   :func:`.pages.markup.with_blocks`, as late as possible: it waits for a page's pictures.
4. Print ``Page.head`` in the page's head (the theme does), ``graph()`` as late. ``Page.edit`` is the place that
   ``Site.repository`` links to.
5. Give each finished page its content policy: :func:`.pages.policy.with_policy`.
6. Give ``Page.entries`` of all pages and the index of the prose to :func:`.exports.search_index`.
7. Call ``begin`` of ``Page.files`` once a page is done, and write what :func:`files` makes at the end.
8. Refuse a finished site with dead links (:func:`.pages.built_links.dead_built_links`); else replace the old one
   atomically: :class:`.staging.StagingFolder`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from . import checks
from .charts import SIZES, BlankRenderer, Renderer
from .charts.shaping import drawn_in
from .exports import File
from .files import files_below
from .fonts import font_problems, typefaces_at
from .loading import read
from .metadata import with_metadata, words_of
from .own_messages import formats_at, message_problems
from .pages.addresses import redirects
from .pages.attachments import collisions, read_attachments
from .pages.documents import by_language, read_documents
from .pages.kept import Doubt
from .pages.languages import told_in
from .pages.letters import letter_problems, one_for_each_cure
from .pages.link_check import dead_links
from .pages.links import redirect_page
from .pages.memory import Memory
from .pages.page import Page
from .pages.render import Rendering, prepare, render
from .pages.story import Story
from .problems import Place, Problem, Problems
from .settings import CONFIG, site_at
from .site import Site
from .translations import catalogue_problems
from .values.formats import in_force, written_in

CACHE: Final = ".cache"
"""Cache folder below the story's root; may be deleted at any time."""
THEME_FOLDER: Final = "overrides"
"""Folder below the story's root with its own files of the theme, which MkDocs publishes as they are."""
PREREQUISITES: Final = ("reference", "reference-cycle", "binding", "prose-loop")
"""Rules whose violation makes rendering pointless: expressions of pages would name missing facts."""


def check(root: Path, today: dt.date | None = None) -> int:
    """Check the story at ``root`` as of a day, by default today, and return its number of pages; no chart is drawn.

    Raises :class:`Problems` with all problems of settings, facts and pages.
    """
    setting_problems: tuple[Problem, ...] = ()
    try:
        site = site_at(root)
    except Problems as error:
        site, setting_problems = Site(), error.problems
    site = replace(site, url=site.url or "https://site.invalid/")  # some files are made only for a site with a URL
    try:
        with written_in(formats_at(root, site)), drawn_in(typefaces_at(root, site.fonts)):
            pages = len(_rendered(root, site, BlankRenderer(root / CACHE, judges=True), dry=True, today=today))
    except Problems as error:
        raise Problems([*setting_problems, *error.problems]) from error
    if setting_problems:
        raise Problems(setting_problems)
    return pages


def build(
    root: Path, site: Site | None = None, renderer: Renderer | None = None, memory: Memory | None = None
) -> list[Page]:
    """Return the pages of the story at ``root`` with their files and metadata. Raises as :func:`check` does.

    Numbers and dates are formatted for ``site.locale``; raises :class:`BadValue` for an unknown one. If ``renderer`` is given,
    the caller closes it, and pages are returned before their charts are drawn; :meth:`Page.whole` completes one. If
    ``memory`` is given, only pages whose inputs changed are rendered again: a live preview keeps it, and that of a build begins
    with what the last one has kept; pages that are the same again then have no text, but ``kept``.
    """
    site = site or Site()
    printer = renderer or Renderer(root / CACHE)
    try:
        with written_in(formats_at(root, site)), drawn_in(typefaces_at(root, site.fonts)):
            try:
                pages = _rendered(root, site, printer, memory=memory)
            except Doubt:
                assert memory
                memory.forget()
                pages = _rendered(root, site, printer, memory=memory)
            return [(page.whole() if renderer is None else page).with_calls(in_force) for page in pages]
    finally:
        if renderer is None:
            printer.close()


def read_story(root: Path, site: Site) -> Story:
    """Return the facts and documents of the story at ``root``, checked but not rendered. Raises :class:`Problems`."""
    book, file_problems = read(root)
    page_documents, document_problems = read_documents(root)
    problems = [*file_problems, *checks.problems(book), *document_problems]
    if problems:
        raise Problems(problems)
    return Story(book, by_language(page_documents)[""], site=site)


def _rendered(
    root: Path,
    site: Site,
    renderer: Renderer,
    dry: bool = False,
    memory: Memory | None = None,
    today: dt.date | None = None,
) -> list[Page]:
    page_documents, document_problems = read_documents(root)
    attached, attachment_problems = read_attachments(root, site.files)
    document_problems += _theme_problems(root, site)
    # a lower bound, known before the facts are read: the page of a family has its charts once for each fact
    renderer.prestart(len(SIZES) * sum(document.text.count("chart(") for document in page_documents))
    book, file_problems = read(root)
    fact_problems = checks.problems(book, today)
    documents = by_language(page_documents)
    story = Story(book, documents[""], renderer, site, dry)
    if memory:
        memory.look_at(story)
    ready, expression_problems = prepare(book, story.documents, memory)
    problems = [*file_problems, *fact_problems, *document_problems, *attachment_problems, *expression_problems]
    if file_problems or any(problem.rule in PREREQUISITES for problem in fact_problems):
        raise Problems(problems)
    rendering = render(story, ready, memory)
    problems += catalogue_problems(root, site.languages)
    elsewhere: list[Page] = []
    unprinted: list[Problem] = []
    for language in site.languages:
        (told, undrawn), found = told_in(language, story, documents.get(language, ()), _finished, memory)
        elsewhere += told
        unprinted += undrawn
        problems += found
    first = with_metadata(story, list(rendering.pages.values()), _noting(memory), elsewhere)
    pages = [*first, *elsewhere]
    generated = [path for page in pages for path in page.paths]
    redirected = [each for document in page_documents for each in redirects(book, document)]
    aliases = [(alias, place) for alias, place, _ in redirected]
    problems = [
        *one_for_each_cure([*problems, *rendering.problems, *_undrawn(story, first), *unprinted]),
        *collisions(((page.path, page.edit) for page in pages), attached, generated, aliases),
    ]
    by_path = {**rendering.pages, **{page.path: page for page in elsewhere}}
    problems += dead_links(by_path, attached, generated, memory.idents if memory else None)
    if problems:
        raise Problems(problems)
    redirect_files: dict[str, list[File]] = {}
    for alias, _, to in redirected:
        make = partial(redirect_page, alias, to, by_path[to.path].title, site)
        redirect_files.setdefault(to.path, []).append(File(f"{alias}index.html", make))
    return [page._replace(files=(*page.files, *redirect_files.get(page.path, ()))) for page in pages]


def _finished(story: Story, rendering: Rendering, memory: Memory | None) -> tuple[list[Page], list[Problem]]:
    """Return the pages in another language than the first one, which keep their formats, and what their pictures cannot print."""
    pages = with_metadata(story, list(rendering.pages.values()), _noting(memory))
    return [page.with_calls(in_force) for page in pages], [*_undrawn(story, pages)]


def _noting(memory: Memory | None) -> Memory | None:
    """Return the memory of a build, which notes on disk what heads and files of pages read; a preview keeps the pages themselves."""
    return memory if memory and memory.kept is not None else None


def _undrawn(story: Story, pages: Iterable[Page]) -> Iterator[Problem]:
    """Yield the problems of letters that no font has."""
    yield from letter_problems(story, (story.site.name, story.site.licence), Place(CONFIG))
    for page in pages:
        if not page.kept:
            yield from letter_problems(story, words_of(story, page), page.edit)


def _theme_problems(root: Path, site: Site) -> list[Problem]:
    """Return the problems of the theme's files, which the publisher copies unread, such as links out of the story."""
    problems: list[Problem] = []
    list(files_below(root, root / THEME_FOLDER, problems))
    more = (*message_problems(root), *font_problems(root, site.fonts, CONFIG))
    return [*problems, *(problem for problem in more if problem not in problems)]


def markdown_pages(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each page as ``(path below docs, Markdown)``, with the settings of the story, for any publisher."""
    for page in build(root, site_at(root)):
        yield page.path, page.content


def files(pages: Iterable[Page], without: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Make each file beside the pages, but those ``without`` which the caller does; yield it as ``(path below the site's root, bytes)``."""
    for page in pages:
        for file in page.files:
            if file.path not in without:
                yield file.path, file.make()


def keys_of_files(pages: Iterable[Page]) -> dict[str, str]:
    """Return the digest of what each file beside the pages is made of by its path, for those that have one."""
    keys = ((file.path, file.key()) for page in pages for file in page.files if file.key)
    return {path: key for path, key in keys if key}
