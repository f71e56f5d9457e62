"""Where each fact can be read: the pages that are made of a document, the addresses of facts on them, and redirects from old ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..factbook import Factbook
from ..kinds import KINDS, Fact
from ..problems import Place
from .documents import Document
from .links import Address, anchor_of


def redirects(book: Factbook, document: Document) -> Iterator[tuple[str, Place, Address]]:
    """Yield each alias of a document's pages, its place, and its target; one with ``{id}`` for each fact."""
    for alias, place in document.aliases.items():
        if "{id}" not in alias:
            yield alias, place, Address(document.path)
            continue
        for plural in (document.each,) if document.is_family else document.lists:
            for fact in facts_of(book, plural).values():
                to = (
                    Address(family_path(document, fact))
                    if document.is_family
                    else Address(document.path, anchor_of(fact))
                )
                yield alias.replace("{id}", fact.id), place, to


def facts_of(book: Factbook, plural: str) -> Mapping[str, Fact]:
    """Return the facts of a kind by its plural name: ``counts``."""
    return next((book.facts.get(name, {}) for name, kind in KINDS.items() if kind.plural == plural), {})


def family_path(document: Document, fact: Fact) -> str:
    """Return the path of a family's page for one fact: ``counts/visitors.md``."""
    return document.path.removesuffix("{id}.md") + f"{fact.id}.md"


def pages_of(document: Document, book: Factbook) -> Iterator[str]:
    """Yield the paths of the pages that are made from a document."""
    if not document.is_family:
        yield document.path
    else:
        yield from (family_path(document, fact) for fact in facts_of(book, document.each).values())


def all_addresses(book: Factbook, pages: Iterable[Document]) -> dict[str, list[Address]]:
    """Return every address at which each fact can be read, its permanent one first, by the fact's name.

    A page that lists a kind has an anchor for each of its facts, whatever other pages there are, so that a family that a
    story adds later moves no address. The permanent address is that of the family's page where the list has only a line
    of each fact, or where the family says ``permanent: true``.
    """
    addresses: dict[str, list[Address]] = {}
    for page in sorted(pages, key=lambda each: each.is_family):
        for plural in page.lists:
            for fact in facts_of(book, plural).values():
                addresses.setdefault(fact.qualified, []).append(Address(page.path, anchor_of(fact)))
        for fact in facts_of(book, page.each).values() if page.is_family else ():
            here = addresses.setdefault(fact.qualified, [])
            here.insert(
                len(here) if type(fact).whole_in_list and not page.is_permanent else 0, Address(family_path(page, fact))
            )
    return addresses


def permanent_addresses(book: Factbook, pages: Iterable[Document]) -> dict[str, Address]:
    """Return the permanent address of each fact that can be read anywhere, by its name."""
    return {name: here[0] for name, here in all_addresses(book, pages).items()}


def addresses_of(addresses: Mapping[str, list[Address]], fact: Fact) -> list[Address]:
    """Return where a fact or a part of one can be read, its permanent address first, from the result of :func:`all_addresses`."""
    if fact.whole:
        return [Address(each.path, each.anchor or anchor_of(fact)) for each in addresses.get(fact.whole, ())]
    return addresses.get(fact.qualified, [])
