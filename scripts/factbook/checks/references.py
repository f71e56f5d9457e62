"""Checks of references between facts."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import Fact, RefTo, marked, with_article
from ..problems import found, nearest
from .registry import Finding, check

ACYCLIC = (("part_of", "not_above"), ("within",), ("misreports", "based_on"))
"""Fields that must not lead back to their own fact, grouped where they can be mixed in one loop."""


@check("reference")
def references_resolve(book: Factbook) -> Iterator[Finding]:
    """A reference names a fact that exists and is of a kind that fits the field."""
    for facts in book.facts.values():
        for fact in facts.values():
            for path, ref, to in marked(fact, RefTo):
                target = book.named.get(ref)
                if book.is_broken(ref, to.kinds) or (
                    target is not None and (target.kind in to.kinds or "any" in to.kinds)
                ):
                    continue
                wanted = " or ".join(to.kinds) if "any" not in to.kinds else "fact"
                known = [name for name, other in book.named.items() if other.kind in to.kinds or "any" in to.kinds]
                what = f"{found(ref)}, which is {with_article(target.kind)}" if target else found(ref)
                yield fact.where(*path), f"must be the id of a known {wanted}, found {what}; {nearest(ref, known)}", ""


@check("reference-cycle")
def no_cycles(book: Factbook) -> Iterator[Finding]:
    """A whole is not part of its own part, a place not within itself, and a claim not derived from itself."""
    for fields in ACYCLIC:
        cleared: set[str] = set()
        for ref, fact in sorted(book.named.items()):
            if ref in cleared:
                continue
            loop = _loop(book, ref, fields, cleared)
            if loop:
                field = next(name for name in fields if loop[1] in _targets(fact, name))
                cleared.update(loop)  # a loop is told once
                way = loop if len(loop) < 9 else [*loop[:4], "…", *loop[-3:]]
                yield fact.where(field), f"must not lead back to itself, found {' → '.join(way)}", ""


def _targets(fact: Fact, field: str) -> tuple[str, ...]:
    value = getattr(fact, field, None) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def _loop(book: Factbook, start: str, fields: tuple[str, ...], cleared: set[str]) -> list[str] | None:
    """A path of references from ``start`` back to ``start``, if there is one; what leads nowhere joins ``cleared``."""
    trail = [(start, iter(_next(book, start, fields)))]
    seen = {start}
    while trail:
        following = next(trail[-1][1], None)
        if following is None:
            trail.pop()
        elif following == start:
            return [ref for ref, _ in trail] + [start]
        elif following not in seen and following not in cleared:
            seen.add(following)
            trail.append((following, iter(_next(book, following, fields))))
    cleared.add(start)
    return None


def _next(book: Factbook, ref: str, fields: tuple[str, ...]) -> list[str]:
    fact = book.named.get(ref)
    return [target for field in fields for target in _targets(fact, field)] if fact else []
