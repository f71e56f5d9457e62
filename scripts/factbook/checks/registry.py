"""The registry of checks: a function for each rule, whose docstring is the rule as editors read it."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from ..factbook import Factbook
from ..problems import Place, Problem, rule
from ..progress import STEPS

Finding = tuple[Place, str, str]
"""The place, a message (what must be, and what was found), and a correct example, which may be empty."""
Check = Callable[[Factbook], Iterator[Finding]]
DatedCheck = Callable[[Factbook, dt.date], Iterator[Finding]]

CHECKS: dict[str, DatedCheck] = {}
"""Each check by the code of its rule; the day is that of the check."""


_LOADING: ContextVar[tuple[str, str] | None] = ContextVar("loading", default=None)
"""The file of a story's own code that is loaded: its path, and its path from the story's folder."""


@contextmanager
def own_checks(path: str, relative: str) -> Iterator[None]:
    """Mark what is registered meanwhile as the story's own: an error in it is told as a problem at its line."""
    token = _LOADING.set((path, relative))
    try:
        yield
    finally:
        _LOADING.reset(token)


def _with_errors_as_problems(function: DatedCheck, path: str, relative: str) -> DatedCheck:
    """Return a check that yields a problem at the line of its code where it raises."""

    def run(book: Factbook, today: dt.date) -> Iterator[Finding]:
        try:
            yield from function(book, today)
        except Exception as error:  # whatever an author's code raises
            calls = traceback.walk_tb(error.__traceback__)
            lines = [1, *(line for frame, line in calls if frame.f_code.co_filename == path)]
            message = f"must run, found {type(error).__name__}: {' '.join(str(error).split())[:200]}"
            yield Place(relative, lines[-1]), message, ""

    return run


def check(code: str) -> Callable[[Check], Check]:
    """Register the decorated check under the code of its rule, and its docstring as the rule's sentence."""

    def register(function: Check) -> Check:
        dated_check(code)(wraps(function)(lambda book, today: function(book)))
        return function

    return register


def dated_check(code: str) -> Callable[[DatedCheck], DatedCheck]:
    """Register a check as :func:`check` does; it is also given the day of the check."""

    def register(function: DatedCheck) -> DatedCheck:
        loading = _LOADING.get()
        CHECKS[rule(code, function.__doc__ or "")] = (
            _with_errors_as_problems(function, *loading) if loading else function
        )
        return function

    return register


def problems(book: Factbook, today: dt.date | None = None, rules: Collection[str] | None = None) -> list[Problem]:
    """Run all checks, or those of some ``rules``, as of a day, by default today, and return their findings as problems."""
    day = today or dt.date.today()
    STEPS.info("checking facts")
    return [
        Problem(place, code, message, example)
        for code, function in CHECKS.items()
        if rules is None or code in rules
        for place, message, example in function(book, day)
    ]
