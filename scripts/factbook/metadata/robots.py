"""Files for crawlers: ``robots.txt`` and the sitemap."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from ..exports import File
from ..pages.links import url_of
from ..site import Site

SITEMAP: Final = "sitemap.xml"
MAX_SITEMAP_URLS: Final = 50_000
"""Maximum number of URLs in a sitemap (https://www.sitemaps.org/protocol.html)."""


def sitemap_file(site: Site, pages: Iterable[tuple[str, str]]) -> File:
    """Return the sitemap of a language; ``pages`` are paths below ``docs/`` with the day of the last change, or an empty text.

    A site without a known address has an empty one: Material's script requests one as soon as a page links to a feed or to
    another language, and would log an error in the console.
    """
    listed = [(address, changed) for path, changed in pages if (address := site.address(url_of(path)))]
    return File(f"{site.folder}{SITEMAP}", lambda: sitemap(listed))


def robots_file(site: Site) -> File:
    """Return the ``robots.txt``, which names the sitemap of all pages."""
    there = site.address(SITEMAP)
    return File("robots.txt", lambda: robots(there))


def robots(there: str | None) -> bytes:
    """Return a ``robots.txt`` (RFC 9309) that allows everything; ``there`` is the sitemap's URL.

    Crawlers read it only at the root of a domain; a site in a folder is controlled by the heads of its pages.
    """
    return ("User-agent: *\nAllow: /\n" + (f"\nSitemap: {there}\n" if there else "")).encode()


def sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    """Return the sitemap with ``lastmod`` if a fact gives one: never the day of the build."""
    rows = "".join(
        f"<url><loc>{html.escape(there, quote=False)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>\n"
        for there, changed in sorted(pages)[:MAX_SITEMAP_URLS]
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n".encode()
