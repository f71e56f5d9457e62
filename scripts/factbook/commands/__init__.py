"""Subcommands of ``factbook``: one module each, imported here, which registers it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from .registry import COMMANDS

__all__ = ["COMMANDS"]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
