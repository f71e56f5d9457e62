"""Checks of facts against each other: a function for each rule. Every module in this folder is imported, and so registered."""

from importlib import import_module
from pkgutil import iter_modules

from .registry import CHECKS, problems

__all__ = ["CHECKS", "problems"]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
