"""The registry of checks: a function for each rule, whose docstring is the rule as editors read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..factbook import Factbook
from ..problems import Place, Problem, rule

Finding = tuple[Place, str, str]
"""The place, a message (what must be, and what was found), and a correct example, which may be empty."""
Check = Callable[[Factbook], Iterator[Finding]]

CHECKS: dict[str, Check] = {}


def check(code: str) -> Callable[[Check], Check]:
    """Register the decorated check under the code of its rule, and its docstring as the rule's sentence."""

    def register(function: Check) -> Check:
        CHECKS[rule(code, function.__doc__ or "")] = function
        return function

    return register


def problems(book: Factbook) -> list[Problem]:
    """Run all checks, and return their findings as problems."""
    return [
        Problem(place, code, message, example)
        for code, function in CHECKS.items()
        for place, message, example in function(book)
    ]
