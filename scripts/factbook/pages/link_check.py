"""Check the links within the site: each leads to a page, a file or an anchor that exists, as the publisher resolves it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from ..problems import Problem, nearest, quote, rule
from .documents import Document
from .markup import NONCHARACTERS
from .page import Page, PageLink
from .plain_html import reserved

LINK = rule("page-link", "A link or picture in a page leads to a page, a file or an anchor that the site has.")
_BACK: Final = "#fnref:"
"""The start of the link by which Markdown leads from a footnote back to the text."""
MAX_SUGGESTIONS: Final = 20
"""Dead links of a page for which the nearest known name is looked for; each search compares all names."""


def internal_links(document: Document, addresses: Iterable[str]) -> Iterator[PageLink]:
    """Yield the addresses that lead to the site itself, with their places; one that an expression completes is left out."""
    for address in dict.fromkeys(addresses):
        parts = _split(address)
        if not NONCHARACTERS.search(address) and (parts is None or not (parts.scheme or parts.netloc)):
            note = address.removeprefix(_BACK)
            written = address if note == address else f"[^{note}]:"
            offset = document.text.find(written, document.body_start)
            yield PageLink(address, document.place_at(offset) if offset >= 0 else document.place)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def dead_links(pages: Mapping[str, Page], files: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each link that leads nowhere.

    ``pages`` are by their paths, ``files`` the paths of all that is published, of pages those of their Markdown.
    """
    for path, page in pages.items():
        dead = [(link, *fault) for link in page.links if (fault := _fault(link.address, path, pages, files))]
        for number, (link, must, name, candidates) in enumerate(dead):
            suggestion = f"; {nearest(name, candidates)}" if candidates is not None and number < MAX_SUGGESTIONS else ""
            shown = quote(name if candidates is None else link.address)
            yield Problem(link.place, LINK, f"{must}, found {shown}{suggestion}", "[the list](index.md)")


def _fault(
    address: str, path: str, pages: Mapping[str, Page], files: frozenset[str]
) -> tuple[str, str, Iterable[str] | None] | None:
    """Return what an address on the page at ``path`` must do and does not, the wrong name in it, and the valid names, if known."""
    folder, parts = posixpath.dirname(path), _split(address)
    others = (posixpath.relpath(each, folder or ".") for each in pages)
    if parts is None:
        return "must be an address", address, others
    if parts.path.startswith(("/", "\\")):
        return "must be relative, as a site may lie in a folder of its host", parts.path, others
    target = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else path
    if target not in files:
        return "must lead to a page or file of the story", parts.path, others
    anchor = unquote(parts.fragment)
    if address.startswith(_BACK) and anchor not in pages[path].idents:
        return "must be a footnote that the text refers to", f"[^{address.removeprefix(_BACK)}]", None
    if anchor and target in pages and anchor not in (idents := pages[target].idents) and not reserved(anchor):
        return f"must lead to an anchor of {target}", anchor, idents
    return None
