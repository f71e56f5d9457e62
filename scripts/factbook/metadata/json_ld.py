"""What each page is: an Article, a Dataset with its Claims, a Person, a list of Events …, and where it stands in the site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..exports import File, licence
from ..exports.data import bulk
from ..exports.frame import relative_link
from ..kinds import Correction, Count, Fact, Source, Term
from ..kinds.events import event_dates
from ..kinds.linked_data import Node, without_empty
from ..pages.head import Head
from ..pages.links import address, url_of
from ..pages.render import Page
from ..pages.story import Story
from ..site import Site
from ..views.timeline import timeline
from ..words import Words


class Graph:
    """A graph in the making; ``path`` is its document's, below ``docs/`` or the site's root.

    A thing's identity is the permanent address of its fact: the public one where the site knows its own, else the
    relative link, which leads to the same place. A thing without an address stands where it is spoken of.
    """

    def __init__(self, story: Story, path: str) -> None:
        self.story = story
        self.path = path
        self.words = Words(story.book)
        self.nodes: dict[str, Node] = {}

    @property
    def site(self) -> Site:
        """The site the document is on."""
        return self.story.site

    def public(self, path: str) -> str | None:
        """The public address of a page or file; ``None`` where the site does not know its own."""
        return self.site.address(url_of(path))

    @property
    def licence(self) -> str | None:
        """The address of the licence that ``mkdocs.yml`` names, where it is known."""
        known = licence.parse_licence(self.site.licence)
        return known.path or None if known else None

    def link(self, path: str, anchor: str = "") -> str:
        """The identity of a page, or of something on it."""
        there = url_of(path) + (f"#{anchor}" if anchor else "")
        return self.site.address(there) or relative_link(url_of(self.path), there)

    def id_of(self, fact: Fact) -> str | None:
        """The identity of a fact."""
        there = address(self.story.addresses, fact)
        if there is None and isinstance(fact, Term):
            there = self.story.addresses.get(f"term:{fact.id}")
        return self.link(there.path, there.anchor) if there else None

    def add(self, node: Node) -> Node:
        """Speak of a thing, and give what refers to it; a thing that was spoken of before gets what is new."""
        ident = node.get("@id")
        if not ident:
            return node
        self.nodes[ident] = {**self.nodes.get(ident, {}), **node}
        return {"@id": ident}

    def brief(self, fact: Fact) -> Node:
        """A fact by its identity, type and name; a document also by its own address."""
        about = fact.descriptor
        node = {"@type": about.type_of(fact), "@id": self.id_of(fact), "name": about.title(self.words, fact)}
        return without_empty({**node, "url": fact.url} if isinstance(fact, Source) else node)

    def ref(self, ref: str | None) -> Node | None:
        """A mention of a fact by its name."""
        fact = self.story.book.named.get(ref) if ref else None
        return self.add(self.brief(fact)) if fact else None

    def refs(self, refs: Iterable[str]) -> list[Node]:
        """Mentions of facts by their names, each once."""
        return [node for node in map(self.ref, dict.fromkeys(refs)) if node]

    def thing(self, fact: Fact) -> Node:
        """All that is known of a fact; what it refers to is spoken of, too."""
        return without_empty({**self.brief(fact), **fact.descriptor.schema_properties(self, fact)})


CONTEXT: Final = "https://schema.org"
_ESCAPED: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def to_script(graph: Graph) -> str:
    """A graph as JSON that can end neither its ``script`` element nor its line."""
    nodes = list(graph.nodes.values())
    text = json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


def page_graph(graph: Graph, page: Page, head: Head, trail: list[Page], corrections: list[Correction]) -> Graph:
    """Fill the graph of a page; ``trail`` are the pages above it, the home page first."""
    here = graph.link(page.path)
    publisher = graph.add(publisher_of(graph))
    common = {
        "url": graph.public(page.path),
        "inLanguage": graph.site.language,
        "license": graph.licence,
        "image": head.image,
        "datePublished": head.published,
        "dateModified": head.modified,
        "correction": [graph.add(graph.thing(each)) for each in corrections],
    }
    match page.fact:
        case Count() as count:
            graph.add(
                without_empty({**graph.thing(count), **common, **_dataset(graph, page, count), "creator": publisher})
            )
        case None:
            graph.add(without_empty({"@id": here, **common, **_document(graph, page, head), "publisher": publisher}))
            _listed(graph, page, here)
        case fact:
            graph.add(graph.thing(fact))
    if trail:
        graph.add(_breadcrumb(graph, page, trail))
    else:
        graph.add(
            without_empty(
                {
                    "@type": "WebSite",
                    "@id": f"{here}#site",
                    "url": graph.public(page.path),
                    **_site(graph),
                    "publisher": publisher,
                }
            )
        )
    return graph


def publisher_of(graph: Graph) -> Node:
    """The site as the one who publishes it."""
    ident = graph.link("index.md", "publisher")
    return without_empty(
        {"@type": "Organization", "@id": ident, "name": graph.site.name, "url": graph.public("index.md")}
    )


def _site(graph: Graph) -> Node:
    return {"name": graph.site.name, "description": graph.site.description, "inLanguage": graph.site.language}


def _dataset(graph: Graph, page: Page, count: Count) -> Node:
    paths = (bulk.claims_of(count), *(file.path for file in page.files if file.path.endswith(".csv")))
    tables = map(graph.site.address, paths)
    return {
        "hasPart": [graph.add(graph.thing(claim)) for claim in count.claims],
        "citation": graph.refs(source for claim in count.claims for source in claim.sources),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": there} for there in tables if there
        ],
        "isAccessibleForFree": True,
    }


def _document(graph: Graph, page: Page, head: Head) -> Node:
    """A page of the story: an Article where it tells with facts, else a page of the site."""
    kind = "Article" if page.shown and not page.lists else "CollectionPage" if page.lists or page.indexes else "WebPage"
    name = {"headline": head.headline, "name": page.title if page.title != head.headline else None}
    sources = dict.fromkeys(source for fact in _shown(graph, page) for source in fact.descriptor.documents(fact))
    cited = graph.refs(sources) if kind == "Article" else []
    author = {"@id": publisher_of(graph)["@id"]} if kind == "Article" else None
    return {"@type": kind, **name, "description": head.description, "author": author, "citation": cited}


def _shown(graph: Graph, page: Page) -> Iterator[Fact]:
    """The facts that a page prints; those behind a figure that was worked out count, too."""
    for shown in page.shown:
        if isinstance(shown, Fact):
            yield shown
        else:
            yield from (graph.story.book.named[ref] for ref in shown.refs)


def _listed(graph: Graph, page: Page, here: str) -> None:
    """The lists that a page is made of: events with their names, dates and addresses; terms with their meanings."""
    book = graph.story.book
    if "events" in page.lists:
        events = [event for event in timeline(book) if event.status == "current"]
        items: list[Node] = [without_empty({**graph.brief(event), **event_dates(event)}) for event in events]
        elements = [{"@type": "ListItem", "position": at, "item": item} for at, item in enumerate(items, 1)]
        listed = graph.add({"@type": "ItemList", "@id": f"{here}#list", "itemListElement": elements})
        graph.add({"@id": here, "mainEntity": listed})
    if "glossary" in page.lists:
        terms = [graph.thing(term) for term in book.of(Term).values()]
        listed = graph.add({"@type": "DefinedTermSet", "@id": f"{here}#list", "hasDefinedTerm": terms})
        graph.add({"@id": here, "mainEntity": listed})


def _breadcrumb(graph: Graph, page: Page, trail: list[Page]) -> Node:
    """Where the page stands, from the home page on; without addresses where the site does not know its own."""
    steps = [
        without_empty({"@type": "ListItem", "position": at, "name": step.title, "item": _item(graph, step)})
        for at, step in enumerate([*trail, page], 1)
    ]
    return {"@type": "BreadcrumbList", "@id": graph.link(page.path, "breadcrumb"), "itemListElement": steps}


def _item(graph: Graph, page: Page) -> Node | None:
    there = graph.public(page.path)
    return {"@id": there} if there else None


def breadcrumb_trails(pages: list[Page]) -> Mapping[str, list[Page]]:
    """For each page the pages above it: home, then the index of its folder, or of the kind that its family is made for."""
    by_path = {page.path: page for page in pages}
    home = by_path.get("index.md")
    indexes: dict[str, Page] = {}
    for page in pages:
        if page is not home:
            for plural in page.indexes:
                indexes.setdefault(plural, page)
    found: dict[str, list[Page]] = {}
    for page in pages:
        folder = page.path.rpartition("/")[0]
        above = by_path.get(f"{folder}/index.md") or (indexes.get(page.fact.plural) if page.fact else None)
        found[page.path] = [each for each in (home, above) if each and each is not page] if page is not home else []
    return found


FACTS_FILE: Final = "data/facts.jsonld"
LINKS: Final = ("archivedAt", "contentUrl", "license", "sameAs", "url")
FILE_CONTEXT: Final[Node] = {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in LINKS}}
"""The names of schema.org, without fetching its own context of several hundred kilobytes."""


def facts_file(story: Story) -> File:
    """The file, beside the pages."""
    return File(FACTS_FILE, lambda: facts_json_ld(story))


def facts_json_ld(story: Story) -> bytes:
    """Every fact of every kind; claims stand under the count they are about."""
    graph = Graph(story, FACTS_FILE)
    whole = {
        "@type": "Dataset",
        "@id": graph.link(FACTS_FILE),
        "name": story.site.name or "Facts",
        "description": story.site.description,
        "url": graph.public("index.md"),
        "license": graph.licence,
        "creator": graph.add(publisher_of(graph)),
    }
    alone: list[Any] = [without_empty(whole)]
    for fact in story.book.all_facts():
        node = graph.thing(fact)
        if parts := fact.descriptor.parts(fact):
            node["hasPart"] = [graph.add(graph.thing(part)) for part in parts]
        if "@id" in node:
            graph.add(node)
        else:
            alone.append(node)
    text = json.dumps(
        {"@context": FILE_CONTEXT, "@graph": [*alone, *graph.nodes.values()]}, ensure_ascii=False, indent=1
    )
    return f"{text}\n".encode()
