"""Who says what: counts by claimants, so that silence shows too."""

from __future__ import annotations

from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .origins import is_attributed
from .series import latest_claims


@dataclass(frozen=True, slots=True)
class Matrix:
    """``cells[claimant][count]`` is the newest claim of that claimant on that count; absent where it is silent."""

    claimants: tuple[str, ...]
    counts: tuple[str, ...]
    cells: dict[str, dict[str, Claim]]


def who_says_what(book: Factbook) -> Matrix:
    """Every claimant against every count; those who speak to most counts first, then by id; nobody named has no row."""
    cells: dict[str, dict[str, Claim]] = {}
    for count in book.of(Count).values():
        for claim in latest_claims(book, count):
            if not is_attributed(book, claim.by):
                continue
            cells.setdefault(claim.by, {})[count.id] = claim
    claimants = sorted(cells, key=lambda claimant: (-len(cells[claimant]), claimant))
    return Matrix(tuple(claimants), tuple(book.of(Count)), cells)
