"""Part-whole relations: one claimant's claims on a count and on those that contain, bound or divide it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .series import chronological, is_own_figure
from .voices import SAME_TIME_DAYS


@dataclass(frozen=True, slots=True)
class Figure:
    """A node of a tree of claims: ``whole`` is its parent, ``within`` whether it is a part of it or only bounded by it."""

    claim: Claim
    whole: Claim | None
    within: bool
    depth: int


def _parents(book: Factbook, count: Count) -> list[tuple[Count, bool]]:
    """Return the counts that contain (``True``) or bound (``False``) this one."""
    named = ((count.part_of, True), (count.not_above, False))
    return [(book.of(Count)[name], within) for name, within in named if name and name in book.of(Count)]


def _above(book: Factbook, count: Count) -> dict[str, bool]:
    """Map the ancestors of a count, nearest first, to whether every step up to them is containment."""
    wholes: dict[str, bool] = {}
    visited: set[tuple[str, bool]] = set()
    stack = [(count, True)]
    while stack:  # each once, however many paths lead to it
        each, within = stack.pop()
        if (each.id, within) in visited:
            continue
        visited.add((each.id, within))
        parents = [(parent, within and part) for parent, part in _parents(book, each)]
        for parent, part in parents:
            wholes.setdefault(parent.id, part)
        stack.extend(reversed(parents))
    return wholes


def family_of(book: Factbook, count: Count) -> dict[str, dict[str, bool]]:
    """Return a count with its ancestors and descendants of the same counting rule: each with its own ancestors, nearest first."""
    nearest_first = {name: _above(book, other) for name, other in book.of(Count).items()}
    return {
        name: wholes
        for name, wholes in nearest_first.items()
        if name == count.id
        or (book.of(Count)[name].counting == count.counting and (name in nearest_first[count.id] or count.id in wholes))
    }


def sets_of_figures(book: Factbook, count: Count) -> Iterator[list[Figure]]:
    """Yield, for each claim about the count, the tree of the same claimant's claims about its family, if there are any."""
    family = family_of(book, count)
    usable = {name: [claim for claim in book.of(Count)[name].claims if is_own_figure(book, claim)] for name in family}
    for claim in chronological(book, usable[count.id]):
        together = {count.id: claim}
        for name in family:
            match = _nearest(claim, usable[name]) if name != count.id else None
            if match and _nearest(match, usable[count.id]) is claim:
                together[name] = match
        if len(together) > 1:
            yield list(_ordered(together, family))


def _nearest(claim: Claim, others: list[Claim]) -> Claim | None:
    """Return the same claimant's claim of about the same time: same scope first, then nearest in time, then of one statement.

    A claim with another scope counts only when it stands in the same statement.
    """
    near = [
        other
        for other in others
        if other.by == claim.by
        and other.as_of.near(claim.as_of, SAME_TIME_DAYS)
        and (other.coverage == claim.coverage or _is_same_statement(claim, other))
    ]
    return min(
        near,
        key=lambda other: (other.coverage != claim.coverage, _gap(claim, other), not _is_same_statement(claim, other)),
        default=None,
    )


def _is_same_statement(claim: Claim, other: Claim) -> bool:
    """Whether two claims were made on one day, or are read in one document."""
    return (claim.said_on is not None and claim.said_on == other.said_on) or bool(
        set(claim.sources) & set(other.sources)
    )


def _gap(claim: Claim, other: Claim) -> int:
    """Return the days between the starts plus the days between the ends of two dates."""
    return abs(claim.as_of.last_day.toordinal() - other.as_of.last_day.toordinal()) + abs(
        claim.as_of.first_day.toordinal() - other.as_of.first_day.toordinal()
    )


def _ordered(together: dict[str, Claim], family: dict[str, dict[str, bool]]) -> Iterator[Figure]:
    """Yield the figures of a tree in preorder."""
    wholes = {name: next((whole for whole in family[name] if whole in together), None) for name in together}

    def after(whole: str | None, depth: int) -> Iterator[Figure]:
        for name in sorted((name for name in together if wholes[name] == whole), key=list(family).index):
            within = whole is not None and family[name][whole]
            yield Figure(together[name], together[whole] if whole else None, within, depth)
            yield from after(name, depth + 1)

    return after(None, 0)
