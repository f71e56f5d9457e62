"""A rendered page, the metadata of its head, and the search entries of facts by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from ..exports import File, SearchEntry
from ..factbook import Factbook
from ..kinds import Correction, Fact
from ..problems import Place
from ..words import Words
from .conversion import ids_in
from .documents import Document
from .kept import Doubt, KeptPage
from .links import Address, address, url_of
from .markup import Block, Part, with_html
from .writer import Carded


class HeadLink(NamedTuple):
    """A file of the site that the head of every page names: an icon, the manifest, a feed; ``path`` is below the site's root."""

    rel: str
    path: str
    type: str = ""
    title: str = ""
    sizes: str = ""


def _no_graph() -> str:
    return ""


@dataclass(frozen=True)
class Head:
    """The head of one page; texts are plain, and the publisher escapes them.

    ``type`` is one of Open Graph's. ``image`` is the public address of its picture (``width`` by ``height`` pixels), ``alt``
    what that shows; both are empty where the site does not know its own address. ``published`` and ``modified`` are
    ISO dates, or empty, and ``published_words`` and ``modified_words`` the same for readers. ``links`` are those of every page; ``oembed`` is the address of the page's oEmbed answer, or empty.
    ``graph`` returns its JSON-LD, safe inside a ``script`` element.
    """

    headline: str = ""
    description: str = ""
    type: str = "website"
    image: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    published: str = ""
    modified: str = ""
    published_words: str = ""
    modified_words: str = ""
    links: tuple[HeadLink, ...] = ()
    oembed: str = ""
    graph: Callable[[], str] = _no_graph


class PageLink(NamedTuple):
    """A link or picture of a page by its address, and where it is written.

    One that is ``raw`` is in an author's own HTML, whose addresses a publisher leaves as they are: they are relative to the
    page's address and not to its file. A reference without its definition has its name as address and is ``undefined``.
    """

    address: str
    place: Place
    picture: bool = False
    raw: bool = False
    undefined: bool = False


class Page(NamedTuple):
    """One page: its path below ``docs/``, its Markdown, its title, the place an editor changes, and the files beside it.

    The engine's own HTML is not in its Markdown, where placeholders stand for its ``parts`` (:mod:`.markup`).

    The metadata exports read its front matter (``meta``), the ``fact`` that a family's page is made for, the facts
    ``shown`` on its cards, the kinds (in the plural) that it ``lists`` or has an ``index`` of, and the ``corrections`` that
    concern it. ``head`` is made of that.
    ``kept`` is what the last build knows of a page that is the same again: there is no text of it, and its files are those that
    stand there already; ``files`` are others. ``entries`` are the facts that search finds on it, ``links`` those that lead to the site itself, ``anchors`` the ids of
    the facts that have their place on it, ``extensions`` those of Markdown.
    """

    path: str
    content: str
    title: str
    edit: Place
    files: tuple[File, ...] = ()
    meta: Mapping[str, Any] = MappingProxyType({})
    fact: Fact | None = None
    shown: tuple[Carded, ...] = ()
    lists: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    head: Head | None = None
    entries: tuple[SearchEntry, ...] = ()
    parts: tuple[Part, ...] = ()
    links: tuple[PageLink, ...] = ()
    anchors: frozenset[str] = frozenset()
    extensions: tuple[tuple[str, str], ...] = ()
    kept: KeptPage | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files beside it, those of the last build included."""
        return (*(self.kept.files if self.kept else ()), *(file.path for file in self.files))

    @property
    def idents(self) -> frozenset[str]:
        """The link targets on it: ids of headings, of what else its author gave one, and of its facts.

        Raises :class:`Doubt` for a page of the last build where nobody asked for them.
        """
        if self.kept:
            if self.kept.idents is None:
                raise Doubt
            return frozenset(self.kept.idents)
        return self.anchors | ids_in(self.content.split("---\n", 2)[2], self.extensions)

    def settled(self) -> Page:
        """Return the page with the HTML of all its blocks made, which waits for their charts."""
        return self._replace(parts=tuple(each.settled if isinstance(each, Block) else each for each in self.parts))

    def with_calls(self, changed: Callable[[Callable[[], Any]], Callable[[], Any]]) -> Page:
        """Return the page with each of its files and blocks made by another function, such as one that remembers a setting."""
        files = (
            replace(
                each,
                make=changed(each.make),
                begin=each.begin and changed(each.begin),
                key=each.key and changed(each.key),
            )
            for each in self.files
        )
        parts = (
            replace(each, make=changed(each.make)) if isinstance(each, Block) and each.make else each
            for each in self.parts
        )
        return self._replace(files=tuple(files), parts=tuple(parts))

    def whole(self) -> Page:
        """Return the page with the HTML of its parts in its Markdown, for publishers that know no placeholders."""
        return self._replace(content=with_html(self.content, self.parts), parts=())


def kept_page(path: str, document: Document, fact: Fact | None, kept: KeptPage) -> Page:
    """Return a page that is the same as in the last build."""
    return Page(
        path=path,
        content=f"---\n{kept.front}---\n",
        title=kept.title,
        edit=fact.where() if fact else document.place,
        meta=kept.meta,
        fact=fact,
        lists=document.lists,
        indexes=kept.indexes,
        links=tuple(PageLink(address, Place(*place), *rest) for address, place, *rest in kept.links),
        kept=kept,
    )


def search_entries(book: Factbook, addresses: Mapping[str, Address]) -> dict[str, list[SearchEntry]]:
    """Return one search entry for each fact that has an address, grouped by the path of that page.

    A claim is printed on a dozen pages; search finds it once, at its permanent address.
    """
    entries: dict[str, list[SearchEntry]] = {}
    words = Words(book)
    for fact in _facts_and_claims(book):
        home = address(addresses, fact)
        title, *texts = fact.descriptor.search_texts(words, fact)
        if home and title:
            names = fact.descriptor.alternate_names(words, fact)
            location = url_of(home.path) + (f"#{home.anchor}" if home.anchor else "")
            entry = SearchEntry(location, title, (*filter(None, texts),), names, fact.descriptor.search_weight)
            entries.setdefault(home.path, []).append(entry)
    return entries


def _facts_and_claims(book: Factbook) -> Iterator[Fact]:
    for facts in book.facts.values():
        yield from facts.values()
    yield from book.claims.values()
