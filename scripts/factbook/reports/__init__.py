"""How problems are told: to a person at a terminal, to GitHub beside the line, to a program."""

from . import annotations as annotations
from . import listing as listing
from . import text as text
from .registry import REPORTS, Audience, reported

__all__ = ["REPORTS", "Audience", "reported"]
