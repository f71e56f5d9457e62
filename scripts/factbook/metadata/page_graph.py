"""What each page is: an Article, a Dataset with its Claims, a Person, a list of Events …, and where it stands in the site."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from ..exports.data import bulk
from ..kinds import Correction, Count, Fact, Term
from ..kinds.events import dates
from ..kinds.linked_data import Node, filled
from ..pages.page import Head, Page
from ..views.timeline import timeline
from .graph import Graph

CONTEXT: Final = "https://schema.org"
_ESCAPED: Final = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(graph: Graph) -> str:
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
            graph.add(filled({**graph.thing(count), **common, **_dataset(graph, page, count), "creator": publisher}))
        case None:
            graph.add(filled({"@id": here, **common, **_document(graph, page, head), "publisher": publisher}))
            _listed(graph, page, here)
        case fact:
            graph.add(graph.thing(fact))
    if trail:
        graph.add(_breadcrumb(graph, page, trail))
    else:
        graph.add(
            filled(
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
    return filled({"@type": "Organization", "@id": ident, "name": graph.site.name, "url": graph.public("index.md")})


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
        items: list[Node] = [filled({**graph.brief(event), **dates(event)}) for event in events]
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
        filled({"@type": "ListItem", "position": at, "name": step.title, "item": _item(graph, step)})
        for at, step in enumerate([*trail, page], 1)
    ]
    return {"@type": "BreadcrumbList", "@id": graph.link(page.path, "breadcrumb"), "itemListElement": steps}


def _item(graph: Graph, page: Page) -> Node | None:
    there = graph.public(page.path)
    return {"@id": there} if there else None


def trails(pages: list[Page]) -> Mapping[str, list[Page]]:
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
