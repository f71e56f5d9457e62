"""Checks: what must hold between facts. One small function for each rule; each module is found by being here."""

from importlib import import_module
from pkgutil import iter_modules

from .registry import CHECKS, problems

__all__ = ["CHECKS", "problems"]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
