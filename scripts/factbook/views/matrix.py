"""Matrix of claimants by counts, which shows missing claims too."""

from __future__ import annotations

from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .origins import is_attributed
from .series import latest_claims


@dataclass(frozen=True, slots=True)
class Matrix:
    """``cells[claimant][count]`` is the claimant's newest claim on the count; the key is absent if there is none."""

    claimants: tuple[str, ...]
    counts: tuple[str, ...]
    cells: dict[str, dict[str, Claim]]


def who_says_what(book: Factbook) -> Matrix:
    """Return the matrix; claimants on the most counts first, then by id. Unattributed claims have no row."""
    cells: dict[str, dict[str, Claim]] = {}
    for count in book.of(Count).values():
        for claim in latest_claims(book, count):
            if is_attributed(book, claim.by):
                cells.setdefault(claim.by, {})[count.id] = claim
    claimants = sorted(cells, key=lambda claimant: (-len(cells[claimant]), claimant))
    return Matrix(tuple(claimants), tuple(book.of(Count)), cells)
