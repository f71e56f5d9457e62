"""Pages with their heads and pictures; on the home page the files of the site as a whole."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

from ..exports import OEMBED, File, pixels
from ..exports import data as downloads
from ..exports.data import api
from ..kinds.linked_data import day
from ..pages.page import Head, HeadLink, Page
from ..pages.story import Story
from . import feeds, icons, linked, picture, robots
from .graph import Graph
from .page_graph import page_graph, script, trails

HOME: Final = "index.md"
_HEADING: Final = re.compile(r"(?m)^# (.+?)(?: \{[:#.][^{}\n]*\})?$")
_MARKS: Final = re.compile(r"<[^<>]*>|\*\*?|`")


def described(story: Story, pages: list[Page]) -> list[Page]:
    """The pages with their heads; a picture for each where the site knows its own address, as sharing needs it."""
    above = trails(pages)
    own = tuple(_site_files(story, pages))
    links = (*icons.links(), *feeds.links(story, [file.path for file in own]))
    made = [_described(story, page, above[page.path], links) for page in pages]
    first = next((page.path for page in made if page.path == HOME), made[0].path if made else "")
    return [page._replace(files=(*page.files, *own)) if page.path == first else page for page in made]


def _site_files(story: Story, pages: list[Page]) -> Iterator[File]:
    yield from icons.files(story)
    yield from robots.files(story, [(page.path, modified(page)) for page in pages])
    yield from feeds.files(story)
    yield linked.file(story)
    yield from downloads.files(story.data)


def _described(story: Story, page: Page, trail: list[Page], links: tuple[HeadLink, ...]) -> Page:
    headline = headline_of(page)
    shared = picture.Shared(story, page, headline)
    path = f"{picture.FOLDER}/{page.path.removesuffix('.md')}.png"
    address = story.site.address(path)
    head = Head(
        headline=headline,
        description=str(page.meta.get("description") or story.site.description),
        type="website" if not trail else page.fact.descriptor.open_graph if page.fact else "article",
        image=address or "",
        width=picture.WIDE,
        height=picture.HIGH,
        alt=shared.alt if address else "",
        published=_iso(page.meta.get("date")),
        modified=modified(page),
        links=(*links, HeadLink("alternate", api.path_of(page.fact), "application/json", "As JSON"))
        if page.fact
        else links,
        oembed=next((story.site.address(file.path) or "" for file in page.files if file.path.endswith(OEMBED)), ""),
    )
    head = replace(head, graph=partial(_graph, story, page, head, trail))
    files = (*page.files, pixels(path, shared.svg, story.press, 1)) if address else page.files
    return page._replace(head=head, files=files)


def _graph(story: Story, page: Page, head: Head, trail: list[Page]) -> str:
    return script(page_graph(Graph(story, page.path), page, head, trail, list(page.corrections)))


def headline_of(page: Page) -> str:
    """The page's main heading as plain text, or its title."""
    match = _HEADING.search(page.content)
    heading = " ".join(html.unescape(_MARKS.sub("", match[1])).split()) if match else ""
    return heading or page.title


def modified(page: Page) -> str:
    """The last day on which the page changed by its front matter (``updated``) or a correction; empty where nothing says so."""
    days = [_iso(page.meta.get("updated")), *(day(each.date) or "" for each in page.corrections)]
    return max(days)


def _iso(value: Any) -> str:
    """A day of the front matter in ISO 8601; anything else is passed over."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else ""
