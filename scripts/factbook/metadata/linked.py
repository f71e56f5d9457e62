"""All facts in one file of linked data, which needs no other file to be read."""

from __future__ import annotations

import json
from typing import Any, Final

from ..exports import File
from ..kinds.linked_data import Node, filled
from ..pages.story import Story
from .graph import Graph
from .page_graph import publisher_of

PATH: Final = "data/facts.jsonld"
LINKS: Final = ("archivedAt", "contentUrl", "license", "sameAs", "url")
CONTEXT: Final[Node] = {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in LINKS}}
"""The names of schema.org, without fetching its own context of several hundred kilobytes."""


def file(story: Story) -> File:
    """The file, beside the pages."""
    return File(PATH, lambda: bulk(story))


def bulk(story: Story) -> bytes:
    """Every fact of every kind; claims stand under the count they are about."""
    graph = Graph(story, PATH)
    whole = {
        "@type": "Dataset",
        "@id": graph.link(PATH),
        "name": story.site.name or "Facts",
        "description": story.site.description,
        "url": graph.public("index.md"),
        "license": graph.licence,
        "creator": graph.add(publisher_of(graph)),
    }
    alone: list[Any] = [filled(whole)]
    for fact in story.book.all_facts():
        node = graph.thing(fact)
        if parts := fact.descriptor.parts(fact):
            node["hasPart"] = [graph.add(graph.thing(part)) for part in parts]
        if "@id" in node:
            graph.add(node)
        else:
            alone.append(node)
    text = json.dumps({"@context": CONTEXT, "@graph": [*alone, *graph.nodes.values()]}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()
