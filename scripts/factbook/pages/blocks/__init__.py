"""Blocks that editors write between paragraphs: charts, tables, lists and cards, each with a template of its name.

All modules of the package are imported, which registers their functions.
"""

from importlib import import_module
from pkgutil import iter_modules

from .registry import BLOCKS, functions

__all__ = ["BLOCKS", "functions"]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
