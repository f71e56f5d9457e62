"""Links back: which facts name a given fact."""

from __future__ import annotations

from collections.abc import Mapping

from ..factbook import Factbook
from ..kinds import Count, Fact, RefTo, marked


def uses(book: Factbook) -> Mapping[str, tuple[Fact, ...]]:
    """For each named fact, the facts that refer to it, in the order of the files; claims count for themselves."""
    found: dict[str, dict[str, Fact]] = {}
    for fact in book.all_facts():
        for path, ref, _ in marked(fact, RefTo):
            user: Fact = fact
            if isinstance(fact, Count) and path[0] == "claims" and isinstance(path[1], int):
                user = fact.claims[path[1]]
            found.setdefault(ref, {})[user.ref] = user
    return {ref: tuple(users.values()) for ref, users in found.items()}
