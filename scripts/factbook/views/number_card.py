"""A count on a card: between what figures it lies, and how many stand behind them."""

from __future__ import annotations

from dataclasses import dataclass

from ..factbook import Factbook
from ..kinds import Claim, Count
from .origins import independent_origins
from .series import current_figures


@dataclass(frozen=True, slots=True)
class NumberCard:
    """The claims that stand, the smallest first; all independent ``origins``; the ``others`` who counted something narrower or wider."""

    count: Count
    claims: tuple[Claim, ...]
    origins: tuple[str, ...]
    others: int

    @property
    def ends(self) -> tuple[Claim, ...]:
        """The claims whose figures are printed: the lowest and the highest, one of them where they are the same."""
        if not self.claims:
            return ()
        low, high = self.claims[0], self.claims[-1]
        return (low,) if low.value == high.value else (low, high)

    @property
    def tellers(self) -> tuple[Claim, ...]:
        """The claims whose claimants are named: those of the ends, or all where all say the same."""
        return self.ends if len(self.ends) > 1 else self.claims


def number_card(book: Factbook, count: Count) -> NumberCard:
    """The card of a count."""
    others = len({claim.by for claim in count.claims if claim.scope and claim.stands})
    return NumberCard(count, tuple(current_figures(book, count)), independent_origins(book, count.claims), others)
