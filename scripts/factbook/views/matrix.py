"""Matrix of claimants by counts, of what can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from ..kinds.claims import claimants
from .standing import standing


@dataclass(frozen=True, slots=True)
class Matrix:
    """``cells[claimant][count]`` are the claimant's latest words on the count, one a scope, that of the whole count first.

    A key is absent if there are none.
    """

    claimants: tuple[str, ...]
    counts: tuple[str, ...]
    cells: dict[str, dict[str, tuple[Claim, ...]]]


def who_says_what(book: Factbook, chosen: Iterable[str] = ()) -> Matrix:
    """Return the matrix of the ``chosen`` counts, by default of those with two or more claimants.

    Claimants on the most counts come first, then by id.
    """
    cells: dict[str, dict[str, tuple[Claim, ...]]] = {}
    counts = []
    chosen = tuple(chosen)
    for count in [book.of(Count)[ref] for ref in chosen] or book.of(Count).values():
        scopes = sorted({claim.coverage for claim in count.claims})
        words = [claim for scope in scopes for claim in standing(book, count, scope).latest]
        said = [(party, claim) for claim in words for party in claimants(claim)]
        if chosen or len({party for party, _ in said}) > 1:
            counts.append(count.id)
            for party, claim in said:
                row = cells.setdefault(party, {})
                if all(claim.coverage != other.coverage for other in row.get(count.id, ())):
                    row[count.id] = (*row.get(count.id, ()), claim)
    ordered = sorted(cells, key=lambda claimant: (-len(cells[claimant]), claimant))
    return Matrix(tuple(ordered), tuple(counts), cells)
