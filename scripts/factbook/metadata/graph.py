"""The things that one document of linked data speaks of, each once, under the permanent address of its fact."""

from __future__ import annotations

from collections.abc import Iterable

from ..exports import licence
from ..exports.frame import relative
from ..kinds import Fact, Source, Term
from ..kinds.linked_data import Node, filled
from ..pages.links import address, url_of
from ..pages.story import Story
from ..site import Site
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
        known = licence.licence(self.site.licence)
        return known.path or None if known else None

    def link(self, path: str, anchor: str = "") -> str:
        """The identity of a page, or of something on it."""
        there = url_of(path) + (f"#{anchor}" if anchor else "")
        return self.site.address(there) or relative(url_of(self.path), there)

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
        return filled({**node, "url": fact.url} if isinstance(fact, Source) else node)

    def ref(self, ref: str | None) -> Node | None:
        """A mention of a fact by its name."""
        fact = self.story.book.named.get(ref) if ref else None
        return self.add(self.brief(fact)) if fact else None

    def refs(self, refs: Iterable[str]) -> list[Node]:
        """Mentions of facts by their names, each once."""
        return [node for node in map(self.ref, dict.fromkeys(refs)) if node]

    def thing(self, fact: Fact) -> Node:
        """All that is known of a fact; what it refers to is spoken of, too."""
        return filled({**self.brief(fact), **fact.descriptor.linked(self, fact)})
