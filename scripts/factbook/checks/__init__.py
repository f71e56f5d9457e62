"""Checks: what must hold between facts. One small function for each rule."""

from . import amounts, claims, dates, references, texts
from .registry import CHECKS, problems

__all__ = ["CHECKS", "amounts", "claims", "dates", "problems", "references", "texts"]
