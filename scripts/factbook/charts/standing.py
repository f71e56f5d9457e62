"""What no longer stands: how a superseded claim is drawn, and how it is said, in every chart alike."""

from __future__ import annotations

from typing import Final

from ..factbook import Factbook
from ..kinds import Claim
from .naming import told

FADE: Final = 0.5
"""How much of its colour the mark of a superseded claim keeps; the words beside it and its tip say so, too."""
PALE: Final = "Pale: superseded by a newer figure of the same claimant"
"""What fading means, for charts that do not say so at each mark."""


def tip(book: Factbook, claim: Claim) -> str:
    """What a claim's mark says when pointed at: ``Guild, 1 June 2025: about 600 (superseded)``."""
    return told(book, claim) + (f" ({claim.status})" if claim.status != "current" else "")
