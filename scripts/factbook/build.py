"""From a story's folder to its pages: read, check, render; every problem at once, or every page.

What a publisher does with them (``mkdocs_factbook`` is one; :func:`pairs` is enough for plain pages):

1. Call :func:`build` with :func:`.site.site_at` and, for pages while pictures are still drawn, a ``Press`` to be closed at the
   end. On :class:`Problems` print them all, write nothing, end with 1.
2. Make HTML of each ``Page.content`` (Markdown under front matter in JSON) with ``Site.extensions``, the one named ``toc``
   with :func:`.pages.conversion.with_heading_ids`; stop where :func:`.pages.conversion.first_violation` finds anything in it.
3. Put ``Page.parts`` in: facts with :func:`.pages.markup.with_facts`; blocks, which the search must not read, with
   :func:`.pages.markup.with_blocks`, as late as can be: it waits for a page's pictures.
4. Print ``Page.head`` in the page's head (``overrides/main.html`` does), ``graph()`` as late. ``Page.edit`` is the place that
   ``Site.repository`` links to.
5. Give each finished page its content policy: :func:`.pages.policy.with_policy`.
6. Give ``Page.entries`` of all pages and the index of the prose to :func:`.exports.search_index`.
7. Call ``begin`` of ``Page.files`` once a page is done, and write what :func:`files` makes at the end.
8. Change the old site for the new one in one step: :class:`.swap.Draft`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from . import checks
from .charts import SIZES, Blanks, Press
from .exports import File
from .files import files_below
from .loading import read
from .metadata import described
from .pages.attachments import collisions, read_attachments
from .pages.documents import read_documents, redirects
from .pages.link_check import dead_links
from .pages.links import redirect_page
from .pages.markup import Block
from .pages.memory import Memory
from .pages.page import Page
from .pages.render import prepare, render
from .pages.story import Story
from .problems import Problem, Problems
from .site import Site, site_at
from .values.cldr import formats_of
from .values.formats import in_force, written_in

CACHE: Final = ".cache"
"""Folder below the story's root for what can be made again at any time."""
LOOK: Final = "overrides"
"""Folder below the story's root with files of the theme, which are published as they are."""
RELIED_ON: Final = ("reference", "reference-cycle", "binding", "prose-loop")
"""Rules without which pages cannot be run: their expressions would lead nowhere."""


def check(root: Path) -> int:
    """Read the story at ``root`` and run its pages, without drawing a picture; the number of pages. Raises :class:`Problems` with everything wrong in facts and pages."""
    wrong: tuple[Problem, ...] = ()
    try:
        site = site_at(root)
    except Problems as error:
        site, wrong = Site(), error.problems
    site = replace(site, url=site.url or "https://site.invalid/")  # with an address it has all files that it can have
    try:
        pages = len(_checked(root, site, Blanks(), dry=True))
    except Problems as error:
        raise Problems([*wrong, *error.problems]) from error
    if wrong:
        raise Problems(wrong)
    return pages


def build(root: Path, site: Site | None = None, press: Press | None = None, memory: Memory | None = None) -> list[Page]:
    """The pages of the story at ``root``, with the files beside them and what their heads say. Raises as :func:`check` does.

    Numbers and dates are written as ``site.locale`` has them; :class:`BadValue` on an unknown one. With a ``press``
    of one's own, pages are given while their pictures are still being drawn: see :meth:`Page.whole`; with a ``memory``
    that is kept between builds, pages with their pictures, of which only those were made again that read something that changed.
    """
    site = site or Site()
    printer = press or Press(root / CACHE)
    try:
        with written_in(formats_of(site.locale)):
            pages = _checked(root, site, printer, memory=memory)
            return [_in_formats(page.whole() if press is None else page) for page in pages]
    finally:
        if press is None:
            printer.close()


def _in_formats(page: Page) -> Page:
    """The page, of which whatever is made when the build is over is made in the build's formats."""
    files = (replace(each, make=in_force(each.make), begin=each.begin and in_force(each.begin)) for each in page.files)
    parts = (
        replace(each, make=in_force(each.make)) if isinstance(each, Block) and each.make else each
        for each in page.parts
    )
    return page._replace(files=tuple(files), parts=tuple(parts))


def read_story(root: Path, site: Site) -> Story:
    """The facts and documents of the story at ``root``, checked but not rendered. Raises :class:`Problems`."""
    book, unread = read(root)
    papers, unreadable = read_documents(root)
    problems = [*unread, *checks.problems(book), *unreadable]
    if problems:
        raise Problems(problems)
    return Story(book, tuple(papers), site=site)


def _checked(root: Path, site: Site, press: Press, dry: bool = False, memory: Memory | None = None) -> list[Page]:
    papers, unreadable = read_documents(root)
    attached, unfit = read_attachments(root, site.files)
    unreadable += _refused_below(root, LOOK)
    # at least so many, told before the facts are read: a page of a family has the chart once for each fact
    press.expect(len(SIZES) * sum(paper.text.count("chart(") for paper in papers))
    book, unread = read(root)
    found = checks.problems(book)
    story = Story(book, tuple(papers), press, site, dry)
    if memory:
        memory.look_at(story)
    ready, wrong = prepare(book, papers, memory)
    problems = [*unread, *found, *unreadable, *unfit, *wrong]
    if unread or any(problem.rule in RELIED_ON for problem in found):
        raise Problems(problems)
    rendering = render(story, ready, memory)
    pages = described(story, list(rendering.pages.values()))
    own = [file.path for page in pages for file in page.files]
    moved = [each for paper in papers for each in redirects(book, paper)]
    aliases = [(alias, place) for alias, place, _ in moved]
    problems += [*rendering.problems, *collisions(((page.path, page.edit) for page in pages), attached, own, aliases)]
    problems += dead_links(rendering.pages, frozenset([*rendering.pages, *attached, *own]))
    if problems:
        raise Problems(problems)
    leading: dict[str, list[File]] = {}
    for alias, _, to in moved:
        make = partial(redirect_page, alias, to, rendering.pages[to.path].title, site)
        leading.setdefault(to.path, []).append(File(f"{alias}index.html", make))
    return [page._replace(files=(*page.files, *leading.get(page.path, ()))) for page in pages]


def _refused_below(root: Path, folder: str) -> list[Problem]:
    """What is wrong with the files of a folder that the publisher copies unread, such as links out of the story."""
    problems: list[Problem] = []
    list(files_below(root, root / folder, problems))
    return problems


def pairs(root: Path) -> Iterator[tuple[str, str]]:
    """Each page as ``(path below docs, Markdown)``, for any publisher."""
    for page in build(root):
        yield page.path, page.content


def files(pages: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    """Each file beside the pages as ``(path below the site's root, bytes)``, for any publisher; made one by one."""
    for page in pages:
        for file in page.files:
            yield file.path, file.make()
