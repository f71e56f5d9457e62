"""Links within the site: each leads to a page, a file or an anchor that there is, as the publisher resolves it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from ..problems import Place, Problem, nearest, quote, rule
from .documents import Document
from .markup import NONCHARACTERS
from .plain_html import reserved

LINK = rule("page-link", "A link or picture in a page leads to a page, a file or an anchor that the site has.")
_BACK: Final = "#fnref:"
"""How the link begins by which Markdown leads from a footnote back to the text."""
HELPED: Final = 20
"""Dead links of a page for which the nearest name is looked for, which takes its time."""


class Link(NamedTuple):
    """A link of a page by its address, and where it is written."""

    address: str
    place: Place


class Linked(Protocol):
    """A page with its links, as :class:`factbook.pages.render.Page` is one."""

    @property
    def links(self) -> tuple[Link, ...]:
        """Those that lead to the site itself."""

    @property
    def idents(self) -> frozenset[str]:
        """The ids that others can link to."""


def within(document: Document, addresses: Iterable[str]) -> Iterator[Link]:
    """Those of a page's addresses that lead to the site itself; of one that an expression completes, nothing is known."""
    for address in dict.fromkeys(addresses):
        parts = _split(address)
        if not NONCHARACTERS.search(address) and (parts is None or not (parts.scheme or parts.netloc)):
            note = address.removeprefix(_BACK)
            sought = address if note == address else f"[^{note}]:"
            offset = document.text.find(sought, document.body_start)
            yield Link(address, document.place_at(offset) if offset >= 0 else document.place)


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def dead(pages: Mapping[str, Linked], files: frozenset[str]) -> Iterator[Problem]:
    """A problem for each link that leads nowhere. ``files`` are the paths of all that is published, pages by those of their Markdown."""
    for path, page in pages.items():
        wrong = [(link, *what) for link in page.links if (what := _wrong(link.address, path, pages, files))]
        for number, (link, must, name, known) in enumerate(wrong):
            help = f"; {nearest(name, known)}" if known is not None and number < HELPED else ""
            shown = quote(name if known is None else link.address)
            yield Problem(link.place, LINK, f"{must}, found {shown}{help}", "[the list](index.md)")


def _wrong(
    address: str, path: str, pages: Mapping[str, Linked], files: frozenset[str]
) -> tuple[str, str, Iterable[str] | None] | None:
    """What an address on the page at ``path`` must do and does not, and the name that is wrong with those known, where any are."""
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
    if anchor and target in pages and anchor not in (known := pages[target].idents) and not reserved(anchor):
        return f"must lead to an anchor of {target}", anchor, known
    return None
