"""For a program: problems as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..problems import Problem
from .registry import Audience, report


@report("json")
def listing(problems: Sequence[Problem], audience: Audience) -> None:
    """A JSON list on standard output, empty when there is none; its shape is kept from version to version.

    Each member has ``path`` (from the story's folder), ``line`` and ``column`` (both from 1), ``rule`` (the code),
    ``message``, ``example`` (something correct, may be empty) and ``help`` (where the rule is explained, may be empty).
    """
    rows = [
        {
            "path": problem.place.path,
            "line": problem.place.line,
            "column": problem.place.column,
            "rule": problem.rule,
            "message": problem.message,
            "example": problem.example,
            "help": audience.help(problem.rule),
        }
        for problem in problems
    ]
    print(json.dumps(rows, indent=2), file=audience.out)  # only ASCII, so that no console can fail on it
