"""What search finds: an entry for each fact, made from the fact and not from the page that prints it.

A claim is printed on a dozen pages; it is found once, at its permanent address.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..exports import SearchEntry
from ..factbook import Factbook
from ..kinds import Term
from ..words import Words
from .links import Address, address, url_of


def entries(book: Factbook, addresses: Mapping[str, Address]) -> dict[str, list[SearchEntry]]:
    """The entries of every fact that can be read somewhere, by the path of the page it is read on."""
    found: dict[str, list[SearchEntry]] = {}
    words = Words(book)
    for fact in (*book.all_facts(), *book.claims.values()):
        there = addresses.get(f"term:{fact.id}") if isinstance(fact, Term) else address(addresses, fact)
        title, *texts = fact.descriptor.search_texts(words, fact)
        if there and title:
            names = fact.descriptor.alternate_names(words, fact)
            location = url_of(there.path) + (f"#{there.anchor}" if there.anchor else "")
            found.setdefault(there.path, []).append(
                SearchEntry(location, title, (*filter(None, texts),), names, fact.descriptor.search_weight)
            )
    return found
