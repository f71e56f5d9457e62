"""JSON-LD (schema.org): the graph of each page, and one file with all facts."""

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
from ..pages.links import address, url_of
from ..pages.page import Head, Page
from ..pages.story import Story
from ..site import Site
from ..values.formats import gettext
from ..views.timeline import timeline
from ..words import Words


class Graph:
    """Builder of a JSON-LD document at ``path`` below ``docs/`` or the site's root; ``nodes`` are its nodes by ``@id``.

    The ``@id`` of a fact is its permanent URL, or the relative link if the site's address is unknown. A node without
    ``@id`` is embedded where it is referred to.
    """

    def __init__(self, story: Story, path: str) -> None:
        self.story = story
        self.path = path
        self.words = Words(story.book)
        self.nodes: dict[str, Node] = {}

    @property
    def site(self) -> Site:
        """The site of the document."""
        return self.story.site

    def public(self, path: str) -> str | None:
        """Return the public URL of a page or file; ``None`` if the site's address is unknown."""
        return self.site.address(url_of(path))

    @property
    def licence(self) -> str | None:
        """The URL of the licence in ``mkdocs.yml``, if it is known."""
        parsed = licence.parse_licence(self.site.licence)
        return parsed.path or None if parsed else None

    def link(self, path: str, anchor: str = "") -> str:
        """Return the ``@id`` of a page, or of an anchor on it."""
        there = url_of(path) + (f"#{anchor}" if anchor else "")
        return self.site.address(there) or relative_link(url_of(self.path), there)

    def id_of(self, fact: Fact) -> str | None:
        """Return the ``@id`` of a fact, if it has an address."""
        there = address(self.story.addresses, fact)
        return self.link(there.path, there.anchor) if there else None

    def add(self, node: Node) -> Node:
        """Add a node, merged with an earlier one of the same ``@id``; return a reference to it, or the node itself without ``@id``."""
        ident = node.get("@id")
        if not ident:
            return node
        self.nodes[ident] = {**self.nodes.get(ident, {}), **node}
        return {"@id": ident}

    def brief(self, fact: Fact) -> Node:
        """Return a node with ``@id``, type and name of a fact; of a source also with its URL."""
        about = fact.descriptor
        node = {"@type": about.type_of(fact), "@id": self.id_of(fact), "name": about.title(self.words, fact)}
        return without_empty({**node, "url": fact.url} if isinstance(fact, Source) else node)

    def ref(self, ref: str | None) -> Node | None:
        """Add a brief node of the fact of that name; return a reference to it."""
        fact = self.story.book.named.get(ref) if ref else None
        return self.add(self.brief(fact)) if fact else None

    def refs(self, refs: Iterable[str]) -> list[Node]:
        """Return references to facts by their names, without duplicates."""
        return [node for node in map(self.ref, dict.fromkeys(refs)) if node]

    def thing(self, fact: Fact) -> Node:
        """Return the full node of a fact; facts it refers to are added to the graph."""
        return without_empty({**self.brief(fact), **fact.descriptor.schema_properties(self, fact)})


CONTEXT: Final = "https://schema.org"
_ESCAPED: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def to_script(graph: Graph) -> str:
    """Serialise a graph for a ``script`` element, with ``<``, ``>``, ``&`` and line separators escaped."""
    nodes = list(graph.nodes.values())
    text = json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


def page_graph(graph: Graph, page: Page, head: Head, trail: list[Page], corrections: list[Correction]) -> Graph:
    """Add the nodes of a page to its graph and return it; ``trail`` are the pages above it, the home page first."""
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
    """Return the node of the site's publisher, with its contact; by the site's name while nobody is named."""
    site = graph.site
    kind = "email" if site.contact_link.startswith("mailto:") else "url"
    contact = {"@type": "ContactPoint", "contactType": "corrections", kind: site.contact} if site.contact else None
    node = {"@type": "Organization", "@id": graph.link("index.md", "publisher"), "name": site.publisher or site.name}
    return without_empty({**node, "url": graph.public("index.md"), "contactPoint": contact})


def _authors_of(graph: Graph) -> list[Node]:
    """Return the authors of the byline, or the publisher."""
    named: list[Node] = [{"@type": "Person", "name": name} for name in graph.site.authors]
    return named or [{"@id": publisher_of(graph)["@id"]}]


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
    """Return the node of a page: Article if it prints facts, CollectionPage if it lists them, else WebPage."""
    kind = "Article" if page.shown and not page.lists else "CollectionPage" if page.lists or page.indexes else "WebPage"
    name = {"headline": head.headline, "name": page.title if page.title != head.headline else None}
    sources = dict.fromkeys(source for fact in _shown(graph, page) for source in fact.descriptor.documents(fact))
    cited = graph.refs(sources) if kind == "Article" else []
    author = _authors_of(graph) if kind == "Article" else None
    return {"@type": kind, **name, "description": head.description, "author": author, "citation": cited}


def _shown(graph: Graph, page: Page) -> Iterator[Fact]:
    """Yield the facts that a page prints, including the operands of derived figures."""
    for shown in page.shown:
        if isinstance(shown, Fact):
            yield shown
        else:
            yield from (graph.story.book.named[ref] for ref in shown.refs)


def _listed(graph: Graph, page: Page, here: str) -> None:
    """Add the lists of a page: events with names and dates, terms with definitions."""
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
    """Return the breadcrumb list, without URLs if the site's address is unknown."""
    steps = [
        without_empty({"@type": "ListItem", "position": at, "name": step.title, "item": _item(graph, step)})
        for at, step in enumerate([*trail, page], 1)
    ]
    return {"@type": "BreadcrumbList", "@id": graph.link(page.path, "breadcrumb"), "itemListElement": steps}


def _item(graph: Graph, page: Page) -> Node | None:
    there = graph.public(page.path)
    return {"@id": there} if there else None


def breadcrumb_trails(pages: list[Page], start: str = "index.md") -> Mapping[str, list[Page]]:
    """Map each page to the pages above it: home, at the path ``start``, then the index of its folder, or of the kind of its fact."""
    by_path = {page.path: page for page in pages}
    home = by_path.get(start)
    indexes: dict[str, Page] = {}
    for page in pages:
        if page is not home:
            for plural in page.indexes:
                indexes.setdefault(plural, page)
    result: dict[str, list[Page]] = {}
    for page in pages:
        folder = page.path.rpartition("/")[0]
        above = by_path.get(f"{folder}/index.md") or (indexes.get(page.fact.plural) if page.fact else None)
        result[page.path] = [each for each in (home, above) if each and each is not page] if page is not home else []
    return result


FACTS_FILE: Final = "data/facts.jsonld"
LINKS: Final = ("archivedAt", "contentUrl", "license", "sameAs", "url")
FILE_CONTEXT: Final[Node] = {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in LINKS}}
"""Context for schema.org terms, inline, as schema.org's own has several hundred kilobytes."""


def facts_file(story: Story) -> File:
    """Return the JSON-LD file of all facts."""
    return File(FACTS_FILE, lambda: facts_json_ld(story))


def facts_json_ld(story: Story) -> bytes:
    """Return the JSON-LD document of all facts; claims are parts of their counts."""
    graph = Graph(story, FACTS_FILE)
    dataset = {
        "@type": "Dataset",
        "@id": graph.link(FACTS_FILE),
        "name": story.site.name or gettext("Facts"),
        "description": story.site.description,
        "url": graph.public("index.md"),
        "license": graph.licence,
        "creator": graph.add(publisher_of(graph)),
    }
    embedded: list[Any] = [without_empty(dataset)]
    for fact in story.book.all_facts():
        node = graph.thing(fact)
        if parts := fact.descriptor.parts(fact):
            node["hasPart"] = [graph.add(graph.thing(part)) for part in parts]
        if "@id" in node:
            graph.add(node)
        else:
            embedded.append(node)
    text = json.dumps(
        {"@context": FILE_CONTEXT, "@graph": [*embedded, *graph.nodes.values()]}, ensure_ascii=False, indent=1
    )
    return f"{text}\n".encode()
