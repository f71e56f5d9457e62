"""Checks of scopes: what the claims of a count counted, where that is not what the count says."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import Count
from ..problems import closest, nearest, quote
from .registry import Finding, check


@check("scope")
def scopes_are_declared(book: Factbook) -> Iterator[Finding]:
    """A claim's scope is declared by its count, and so is what a scope lies within and contains, each under an id and words that no other has."""
    for count in book.of(Count).values():
        declared = [scope.id for scope in count.scopes]
        migrate = "" if declared else ", and 'factbook migrate' declares it"
        yield from _unlike(count)
        for claim in count.claims:
            if claim.scope and claim.scope not in declared:
                close = closest(claim.scope, declared)
                new = f"scopes: [{{id: {claim.scope}, label: what was counted}}], in the count"
                yield (
                    claim.where("scope"),
                    f"must be a scope of {count.id!r}, found {quote(claim.scope)}; {nearest(claim.scope, declared)}{migrate}",
                    f"scope: {close}" if close else new,
                )
        for index, scope in enumerate(count.scopes):
            others = [count.id, *(each for each in declared if each != scope.id)]
            for field in ("within", "contains"):
                named = getattr(scope, field)
                if named and named not in others:
                    yield (
                        count.where("scopes", index, field),
                        f"must be another scope of {count.id!r}, or the count itself, found {quote(named)}; "
                        f"{nearest(named, others)}",
                        f"{field}: {count.id}",
                    )
                elif named and any(scope.id in count.around(other) for other in count.around(scope.id) - {scope.id}):
                    yield (
                        count.where("scopes", index, field),
                        f"must not lead back to itself, found {quote(scope.id)} {field} {quote(named)}, and the reverse",
                        "",
                    )


def _unlike(count: Count) -> Iterator[Finding]:
    """Yield what two scopes have in common, the count's own id included."""
    ids, labels = {count.id}, set[str]()
    for index, scope in enumerate(count.scopes):
        if scope.id in ids:
            message = f"must be used once in its count, and not be the count's id, found {quote(scope.id)} again"
            yield count.where("scopes", index, "id"), message, f"id: {scope.id}-only"
        if scope.label in labels:
            yield count.where("scopes", index, "label"), f"must be unlike other scopes, found {quote(scope.label)}", ""
        ids.add(scope.id)
        labels.add(scope.label)
