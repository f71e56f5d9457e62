"""HTML head and share image of each page; the home page carries the site-wide files."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ..charts.sides import STYLESHEET, stylesheet
from ..exports import OEMBED, File, png_file
from ..exports import data as downloads
from ..exports.data import api
from ..kinds.linked_data import iso_day
from ..pages.documents import UNLISTED
from ..pages.kept import Doubt
from ..pages.memory import Memory
from ..pages.page import Head, HeadLink, Page
from ..pages.story import Story
from ..values import Edtf
from ..values.formats import gettext
from . import feeds, icons, robots, share_image, web_fonts
from .json_ld import Graph, breadcrumb_trails, facts_file, page_graph, to_script

HOME: Final = "index.md"
_HEADING: Final = re.compile(r"(?m)^# (.+?)(?: \{[:#.][^{}\n]*\})?$")
_MARKS: Final = re.compile(r"<[^<>]*>|\*\*?|`")


def with_metadata(
    story: Story, pages: list[Page], memory: Memory | None = None, elsewhere: Sequence[Page] = ()
) -> list[Page]:
    """Return the pages with heads, and with share images if the site's address is known.

    The sitemap lists the pages ``elsewhere``, too, which are in other languages and have their heads already.

    What the files, blocks and heads of pages read is noted in a ``memory``, but for the files of the whole site. Raises
    :class:`Doubt` where a page of the last build would have another head.
    """
    start = f"{story.site.folder}{HOME}"
    trails = breadcrumb_trails(pages, start)
    own = tuple(_site_files(story, [*pages, *elsewhere]))
    sheet = [HeadLink("stylesheet", STYLESHEET)] if stylesheet(story.book) else []
    links = (*icons.icon_links(), *feeds.feed_links(story), *sheet, *web_fonts.font_links())

    def with_head(page: Page) -> Page:
        trail = trails[page.path]
        if memory is None:
            return _with_head(story, page, trail, links)
        above = memory.digest((*links, *((each.path, each.title, each.fact and each.fact.id) for each in trail)))
        memory.above[page.path] = above
        if page.kept:
            if page.kept.above != above:
                raise Doubt
            return page._replace(head=Head(links=links))
        with memory.noting(page.path):
            made = _with_head(memory.story, page, trail, links)
        memory.files[page.path] = tuple(file.path for file in made.files)
        made = made.with_calls(partial(memory.noted, page.path))
        return made._replace(head=made.head and replace(made.head, graph=memory.noted(page.path, made.head.graph)))

    result = [with_head(page) for page in pages]
    first = next((page.path for page in result if page.path == start), result[0].path if result else "")
    return [page._replace(files=(*page.files, *own)) if page.path == first else page for page in result]


def _site_files(story: Story, pages: list[Page]) -> Iterator[File]:
    listed = [(page.path, last_modified(page)) for page in pages if page.path != UNLISTED]
    yield robots.sitemap_file(story.site, listed)
    yield from feeds.feed_files(story)
    if story.first:  # the other files are those of the site
        return
    yield from icons.icon_files(story)
    if sheet := stylesheet(story.book):
        yield File(STYLESHEET, sheet.encode)
    yield robots.robots_file(story.site)
    yield from web_fonts.font_files(story)
    yield facts_file(story)
    yield from downloads.files(story.data)


def _with_head(story: Story, page: Page, trail: list[Page], links: tuple[HeadLink, ...]) -> Page:
    headline = headline_of(page)
    shared = share_image.ShareImage(story, page, headline)
    path = f"{share_image.FOLDER}/{page.path.removesuffix('.md')}.png"
    address = story.site.address(path)
    published = _iso_day(page.meta.get("date")) or ("" if page.fact else story.site.published)
    modified = last_modified(page)
    head = Head(
        headline=headline,
        description=str(page.meta.get("description") or story.site.description),
        type="website" if not trail else page.fact.descriptor.open_graph if page.fact else "article",
        image=address or "",
        width=share_image.WIDE,
        height=share_image.HIGH,
        alt=shared.alt if address and not story.dry else "",
        published=published,
        modified=modified,
        published_words=Edtf.parse(published).words() if published else "",
        modified_words=Edtf.parse(modified).words() if modified else "",
        links=(*links, HeadLink("alternate", api.path_of(page.fact), "application/json", gettext("As JSON")))
        if page.fact
        else links,
        oembed=next((story.site.address(file.path) or "" for file in page.files if file.path.endswith(OEMBED)), ""),
    )
    head = replace(head, graph=partial(_graph, story, page, head, trail))
    files = (*page.files, png_file(path, shared.svg, story.renderer, 1)) if address else page.files
    return page._replace(head=head, files=files)


def words_of(story: Story, page: Page) -> Iterator[str]:
    """Yield all that a page's share image may print, besides the words of a chart; nothing if it has none."""
    if story.site.url:
        yield from share_image.ShareImage(story, page, headline_of(page)).words


def _graph(story: Story, page: Page, head: Head, trail: list[Page]) -> str:
    return to_script(page_graph(Graph(story, page.path), page, head, trail, list(page.corrections)))


def headline_of(page: Page) -> str:
    """Return the page's main heading as plain text, or its title."""
    match = _HEADING.search(page.content)
    heading = " ".join(html.unescape(_MARKS.sub("", match[1])).split()) if match else ""
    return heading or page.title


def last_modified(page: Page) -> str:
    """Return the latest day of ``updated`` in the front matter and of the page's corrections; empty if there is none."""
    return max(_iso_day(page.meta.get("updated")), *(iso_day(each.date) or "" for each in page.corrections), "")


def _iso_day(value: Any) -> str:
    """Return a date of the front matter in ISO 8601; empty for anything else."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else ""
