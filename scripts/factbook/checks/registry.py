"""The registry of checks: a function for each rule, its docstring the rule in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..factbook import Factbook
from ..problems import Place, Problem, rule

Finding = tuple[Place, str, str]
"""Where, what must be and what was found, and an example (may be empty)."""
Check = Callable[[Factbook], Iterator[Finding]]

CHECKS: dict[str, Check] = {}


def check(code: str) -> Callable[[Check], Check]:
    """Register a check under its code; its docstring is the rule."""

    def register(function: Check) -> Check:
        CHECKS[rule(code, function.__doc__ or "")] = function
        return function

    return register


def problems(book: Factbook) -> list[Problem]:
    """Everything that any check finds."""
    return [
        Problem(place, code, message, example)
        for code, function in CHECKS.items()
        for place, message, example in function(book)
    ]
