"""Summary of a count: the range of its current figures, and how many independent origins they have."""

from __future__ import annotations

from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .origins import independent_origins
from .series import current_figures


@dataclass(frozen=True, slots=True)
class NumberCard:
    """Current ``claims``, smallest first; ids of the independent ``origins``; ``others`` is the number of claimants with another scope."""

    count: Count
    claims: tuple[Claim, ...]
    origins: tuple[str, ...]
    others: int

    @property
    def ends(self) -> tuple[Claim, ...]:
        """The claims whose figures are printed: the lowest and the highest, or one if their values are equal."""
        if not self.claims:
            return ()
        low, high = self.claims[0], self.claims[-1]
        return (low,) if low.value == high.value else (low, high)

    @property
    def tellers(self) -> tuple[Claim, ...]:
        """The claims whose claimants are printed: those of the ends, or all if all give the same figure."""
        return self.ends if len(self.ends) > 1 else self.claims


def number_card(book: Factbook, count: Count) -> NumberCard:
    """Summarise a count."""
    others = len({claim.by for claim in count.claims if claim.scope and claim.stands})
    return NumberCard(count, tuple(current_figures(book, count)), independent_origins(book, count.claims), others)
