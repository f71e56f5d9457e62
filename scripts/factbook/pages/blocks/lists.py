"""Lists of facts, and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...kinds import KINDS, Term
from ...problems import nearest, quote
from ...views.origins import independent_origins
from ...words import Words, label_of
from ..writer import Writer
from .facets import facets_of, grouped
from .registry import Refused, block_function


@block_function
def details(writer: Writer, ref: str) -> Mapping[str, Any]:
    """``details("guild")``: what is known of an organisation, person, source or count, field by field."""
    fact = writer.book.named.get(ref)
    if fact is None:
        raise Refused(f"name a known fact, found {quote(ref)}; {nearest(ref, writer.book.named)}", near=ref)
    return {
        "fact": fact,
        "kind": fact.kind,
        "rows": fact.descriptor.details(Words(writer.book), fact),
        "users": [user for user in writer.story.uses.get(ref, ()) if user.kind == "source"],
    }


@block_function
def index(writer: Writer, plural: str) -> Mapping[str, Any]:
    """``index("counts")``: a list of all facts of a kind, each with a line about it."""
    kinds = {kind.plural: name for name, kind in KINDS.items()}
    if plural not in kinds:
        raise Refused(
            f"name a kind of fact in the plural, found {quote(plural)}; {nearest(str(plural), kinds, 12)}",
            near=str(plural),
        )
    writer.indexes.append(plural)
    facts = sorted(writer.book.facts[kinds[plural]].values(), key=lambda fact: label_of(writer.book, fact).casefold())
    claimed: dict[str, int] = {}
    for claim in writer.book.claims.values():
        claimed[claim.by] = claimed.get(claim.by, 0) + 1
    if plural == "organisations":
        facts.sort(key=lambda fact: -claimed.get(fact.id, 0))
    facets = facets_of(writer.book, facts)
    return {
        "groups": grouped(facts, facets),
        "facets": facets,
        "plural": plural,
        "here": plural in writer.document.lists,
        "claimed": claimed,
        "uses": writer.story.uses,
        "origins": lambda count: independent_origins(writer.book, count.claims),
    }


@block_function
def corrections(writer: Writer) -> Mapping[str, Any]:
    """``corrections()``: what was changed after publication, newest first."""
    return {"corrections": writer.story.corrections}


@block_function
def glossary(writer: Writer) -> Mapping[str, Any]:
    """``glossary()``: every term with its meaning."""
    return {"terms": sorted(writer.book.of(Term).values(), key=lambda term: term.name.casefold())}


@block_function
def used_on(writer: Writer, ref: str) -> Mapping[str, Any] | None:
    """``used_on("visitors")``: the other pages of the story that print a fact, or a claim on a count."""
    if ref not in writer.book.named:
        raise Refused(f"name a known fact, found {quote(ref)}; {nearest(ref, writer.book.named)}", near=ref)
    writer.asked_uses = True
    used = (places for name, places in writer.used_on.items() if name == ref or name.startswith(f"{ref}/"))
    pages = {path: title for places in used for path, title in places.items() if path != writer.path}
    return {"pages": pages} if pages else None
