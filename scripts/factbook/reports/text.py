"""For a person at a terminal: ``path:line:col: must …``, in colour where there is colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from ..problems import Problem
from .registry import Audience, report

BOLD: Final = "\x1b[1m"
RED: Final = "\x1b[31m"
DIM: Final = "\x1b[2m"
END: Final = "\x1b[0m"


@report("text")
def text(problems: Sequence[Problem], audience: Audience) -> None:
    """Every problem on standard error, and how many they are."""
    if not problems:
        return
    colour = in_colour(audience.err, audience.environ)
    for problem in problems:
        print(painted(problem) if colour else problem, file=audience.err)
    count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
    print(f"\n{BOLD}{RED}{count}{END}" if colour else f"\n{count}", file=audience.err)


def in_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether a stream shows colour: a terminal, unless ``NO_COLOR`` is set and not empty (https://no-color.org)."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    if sys.platform == "win32":
        os.system("")  # a console of Windows reads colours only after this
    return True


def painted(problem: Problem) -> str:
    """A problem as it prints itself, its parts in colours."""
    plain = str(problem)
    head = f"{problem.place}: {problem.message}"
    code = f" [{problem.rule}]"
    rest = plain.removeprefix(head + code)
    return f"{BOLD}{problem.place}:{END} {problem.message}{RED}{code}{END}{DIM}{rest}{END}"
