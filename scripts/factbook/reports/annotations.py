"""For GitHub: annotations beside the lines of a pull request, and a table in the job's summary.

The escapes are those of the runner (actions/runner, ``ActionCommand.cs``): a command is a line that begins with
``::``, so no text from a file may begin a line, and a property ends at a comma or colon.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from ..problems import RULES, Problem
from .registry import Audience, report

MAX_ROWS: Final = 500
"""Rows of the summary; GitHub takes 1 MiB of Markdown a step."""
_PUNCTUATION: Final = re.compile(r"([!-%'-/:;=?@\[-`{-~])")
_UNPRINTED: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@report("github")
def annotate(problems: Sequence[Problem], audience: Audience) -> None:
    """Each problem as an ``::error`` command, and all of them in the summary, as GitHub shows ten annotations a step."""
    below = folder(audience.root, audience.environ)
    for problem in problems:
        print(annotation("error", problem, below, audience.help(problem.rule)), file=audience.out)
    if target := audience.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(target).open("a", encoding="utf-8", newline="\n") as file:
            file.write(summary(problems, audience))


def annotation(level: str, problem: Problem, below: str = "", help: str = "") -> str:
    """One workflow command; ``below`` is the story's folder as :func:`folder` gives it, ``help`` an address."""
    place = problem.place
    parts = [problem.message, f"For example: {problem.example.strip()}" if problem.example else "", help]
    properties = {"file": below + place.path, "line": place.line, "col": place.column, "title": problem.rule}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{_data(chr(10).join(part for part in parts if part))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def folder(story: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The story's folder as seen from the checkout, with a slash at its end; empty when they are the same."""
    root = story.resolve()
    workspace = environ.get("GITHUB_WORKSPACE")
    tops = [above for above in (root, *root.parents) if (above / ".git").exists()]
    tops += [Path(workspace).resolve()] if workspace else []
    top = next((above for above in tops if root.is_relative_to(above)), root)
    relative = root.relative_to(top).as_posix()
    return "" if relative == "." else f"{relative}/"


def summary(problems: Sequence[Problem], audience: Audience) -> str:
    """The problems as a table in Markdown, with each rule explained once under it."""
    if not problems:
        return "### Facts and pages\n\nNo problems.\n"
    count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
    lines = [f"### Facts and pages: {count}\n", "| Where | What | Rule |", "| --- | --- | --- |"]
    lines += [
        f"| {_markdown(str(problem.place))} | {_cell(problem)} | {_link(problem.rule, audience)} |"
        for problem in problems[:MAX_ROWS]
    ]
    if len(problems) > MAX_ROWS:
        lines.append(f"\n… and {len(problems) - MAX_ROWS} more.")
    lines.append("")
    broken = sorted({problem.rule for problem in problems})
    lines += [f"- {_link(code, audience)}: {_markdown(RULES.get(code, ''))}" for code in broken]
    return "\n".join(lines) + "\n"


def _cell(problem: Problem) -> str:
    example = f"<br>for example: {_markdown(problem.example.strip())}" if problem.example else ""
    return _markdown(problem.message) + example


def _link(code: str, audience: Audience) -> str:
    """A rule's code, linked where its explanation has a public address."""
    address = audience.help(code)
    return f"[{_markdown(code)}](<{address}>)" if address.startswith(("https://", "http://")) else _markdown(code)


def _markdown(text: str) -> str:
    """Text as text: on one line, every sign of Markdown and HTML made harmless."""
    return html.escape(_PUNCTUATION.sub(r"\\\1", _UNPRINTED.sub(" ", text)), quote=False)
