"""The registry of checks: a function for each rule, whose docstring is the rule as editors read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from ..factbook import Factbook
from ..problems import Place, Problem, rule

Finding = tuple[Place, str, str]
"""The place, a message (what must be, and what was found), and a correct example, which may be empty."""
Check = Callable[[Factbook], Iterator[Finding]]
DatedCheck = Callable[[Factbook, dt.date], Iterator[Finding]]

CHECKS: dict[str, DatedCheck] = {}
"""Each check by the code of its rule; the day is that of the check."""


def check(code: str) -> Callable[[Check], Check]:
    """Register the decorated check under the code of its rule, and its docstring as the rule's sentence."""

    def register(function: Check) -> Check:
        CHECKS[rule(code, function.__doc__ or "")] = lambda book, today: function(book)
        return function

    return register


def dated_check(code: str) -> Callable[[DatedCheck], DatedCheck]:
    """Register a check as :func:`check` does; it is also given the day of the check."""

    def register(function: DatedCheck) -> DatedCheck:
        CHECKS[rule(code, function.__doc__ or "")] = function
        return function

    return register


def problems(book: Factbook, today: dt.date | None = None) -> list[Problem]:
    """Run all checks as of a day, by default today, and return their findings as problems."""
    day = today or dt.date.today()
    return [
        Problem(place, code, message, example)
        for code, function in CHECKS.items()
        for place, message, example in function(book, day)
    ]
