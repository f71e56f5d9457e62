"""What crawlers read: ``robots.txt``, and the sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from ..exports import File
from ..pages.links import url_of
from ..pages.story import Story

SITEMAP: Final = "sitemap.xml"
MAX_SITEMAP_URLS: Final = 50_000
"""Addresses that one sitemap may hold (https://www.sitemaps.org/protocol.html)."""


def crawler_files(story: Story, pages: Iterable[tuple[str, str]]) -> Iterator[File]:
    """The files; ``pages`` are paths below ``docs/``, each with the day it was last changed by its facts, or nothing.

    A site that does not know its address has a sitemap without entries: Material's script asks for one as soon as
    a page announces a feed, and would leave an error in the console.
    """
    there = story.site.address(SITEMAP)
    listed = [(address, changed) for path, changed in pages if (address := story.site.address(url_of(path)))]
    yield File("robots.txt", lambda: robots(there))
    yield File(SITEMAP, lambda: sitemap(listed))


def robots(there: str | None) -> bytes:
    """Everything may be read; ``there`` is the sitemap's address (RFC 9309; a site below a domain's root has its say in the head of its pages alone)."""
    return ("User-agent: *\nAllow: /\n" + (f"\nSitemap: {there}\n" if there else "")).encode()


def sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    """The addresses, each with its ``lastmod`` where a fact gives one: never the day of the build."""
    rows = "".join(
        f"<url><loc>{escape(there)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for there, changed in sorted(pages)[:MAX_SITEMAP_URLS]
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n".encode()
