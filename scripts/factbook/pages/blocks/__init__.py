"""What editors write between paragraphs: charts, tables, lists and cards, each with a template of its own name."""

from . import claims, figures, guide, lists, told
from .registry import BLOCKS, functions

__all__ = ["BLOCKS", "claims", "figures", "functions", "guide", "lists", "told"]
