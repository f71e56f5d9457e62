"""Addresses compared: where the documents of a base went, and the facts whose permanent address leads nowhere now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..factbook import Factbook
from ..kinds import Fact
from ..pages.documents import Document, pages_of, places, places_of, redirects
from ..pages.links import Address, url_of
from .facts import facts_of


@dataclass(frozen=True, slots=True)
class Lost:
    """Facts that could be read in one document of the base, and to which their address there leads no longer.

    ``was`` and ``now`` are the addresses of the first of them, before and after; ``now`` is missing where it has none.
    """

    facts: tuple[Fact, ...]
    was: Address
    now: Address | None


def successors(before: Iterable[str], after: Mapping[str, Document]) -> dict[str, str]:
    """For each path of a document that is gone, the path of the document that has its address or names it as an alias."""
    known = {alias: path for path, document in after.items() for alias in document.aliases}
    known |= {url_of(path): path for path in after}
    urls = {path: url_of(path) if path.endswith(".md") else f"{path}/" for path in before if path not in after}
    return {path: known[url] for path, url in urls.items() if url in known}


def lost(
    old: Factbook, before: Mapping[str, Document], new: Factbook, after: Mapping[str, Document]
) -> dict[str, Lost]:
    """By the path of their document in the base, the facts of both versions that a reader no longer finds at an address they had.

    That is each, not the permanent one alone, which it was before a family came. A fact is found where it has an anchor
    or a page, and where an alias leads to a page with that anchor.
    """
    old_places, new_places = places(old, before.values()), places(new, after.values())
    homes = {path: document.path for document in before.values() for path in pages_of(document, old)}
    leads = {alias: to for document in after.values() for alias, _, to in redirects(new, document)}
    facts = facts_of(new)
    found: dict[str, list[tuple[Fact, Address, Address | None]]] = {}
    for name, fact in facts_of(old).items():
        now = places_of(new_places, facts[name]) if name in facts else []
        for was in places_of(old_places, fact) if name in facts else ():
            to = leads.get(url_of(was.path), was)
            reached = {(url_of(was.path), was.anchor), (url_of(to.path), was.anchor or to.anchor)}
            if not any((url_of(each.path), each.anchor) in reached for each in now):
                found.setdefault(homes[was.path], []).append((fact, was, now[0] if now else None))
    return {path: Lost(tuple(fact for fact, _, _ in group), *group[0][1:]) for path, group in found.items()}


def dropped(before: Mapping[str, Document], new: Factbook, after: Mapping[str, Document]) -> dict[str, str]:
    """Each alias of the base from which nothing leads on any more, with the path of its document there."""
    there = {alias for document in after.values() for alias, _, _ in redirects(new, document)}
    there |= {url_of(path) for document in after.values() for path in pages_of(document, new)}
    return {
        alias: document.path
        for document in before.values()
        for alias in document.aliases
        if any(each not in there for each, _, _ in redirects(new, replace(document, aliases={alias: document.place})))
    }
