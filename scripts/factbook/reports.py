"""Reports of problems: text for a terminal, JSON for a program, workflow commands and a job summary for GitHub.

The escapes of workflow commands are those of the runner (actions/runner, ``ActionCommand.cs``): a command is a line that
begins with ``::``, so no text from a file may begin a line, and a property ends at a comma or colon.
"""

from __future__ import annotations

import html
import json
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TextIO
from urllib.parse import urljoin

from .files import files_below, read_text
from .pages.documents import STANDARD
from .pages.links import url_of
from .problems import RULES, Problem, Problems
from .settings import nav_paths

SITE_URL: Final = "SITE_URL"
"""Environment variable with the site's public address, which ``mkdocs.yml`` reads too."""
MAX_ROWS: Final = 500
"""Rows of the summary; GitHub takes 1 MiB of Markdown a step."""
BOLD: Final = "\x1b[1m"
RED: Final = "\x1b[31m"
DIM: Final = "\x1b[2m"
RESET: Final = "\x1b[0m"
_CALLS_RULES: Final = re.compile(r"\{\{-?\s*rules\(")
_PUNCTUATION: Final = re.compile(r"([!-%'-/:;=?@\[-`{-~])")
_UNPRINTABLE_IN_LINES: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class ReportContext:
    """What a report depends on: the story's folder, the output streams, the environment variables."""

    root: Path
    out: TextIO
    err: TextIO
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @cached_property
    def rules_page(self) -> str | None:
        """The path of the page that calls ``rules()``: of the story's own below ``docs/``, or the engine's in its navigation."""
        for path in files_below(self.root, self.root / "docs", []):
            with suppress(Problems):  # a page that cannot be read is reported elsewhere
                if path.suffix == ".md" and _CALLS_RULES.search(read_text(self.root, path)):
                    return path.relative_to(self.root / "docs").as_posix()
        named = nav_paths(self.root)
        standard = (path for path in sorted(STANDARD.rglob("*.md")) if path.relative_to(STANDARD).as_posix() in named)
        calling = (path for path in standard if _CALLS_RULES.search(path.read_text(encoding="utf-8")))
        return next((path.relative_to(STANDARD).as_posix() for path in calling), None)

    def help(self, code: str) -> str:
        """Return where a rule is explained: a URL if the site's address is known, else a path in the story; empty if nowhere."""
        if self.rules_page is None:
            return ""
        if site := self.environ.get(SITE_URL):
            return f"{urljoin(site.rstrip('/') + '/', url_of(self.rules_page))}#rule-{code}"
        return f"docs/{self.rules_page}#rule-{code}" if (self.root / "docs" / self.rules_page).is_file() else ""


def report_text(problems: Sequence[Problem], context: ReportContext) -> None:
    """Print every problem to standard error as ``path:line:col: must …``, and their number."""
    if not problems:
        return
    color = supports_color(context.err, context.environ)
    for problem in problems:
        print(_colorize(problem) if color else problem, file=context.err)
    count = _count(problems)
    print(f"\n{BOLD}{RED}{count}{RESET}" if color else f"\n{count}", file=context.err)


def _count(problems: Sequence[Problem]) -> str:
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"


def supports_color(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether a stream shows colours: a terminal, unless ``NO_COLOR`` is set and not empty (https://no-color.org)."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    if sys.platform == "win32":
        os.system("")  # turns on escape sequences in the console
    return True


def _colorize(problem: Problem) -> str:
    """Return the text of a problem with ANSI escapes around its parts."""
    code = f" [{problem.rule}]"
    rest = str(problem).removeprefix(f"{problem.place}: {problem.message}{code}")
    return f"{BOLD}{problem.place}:{RESET} {problem.message}{RED}{code}{RESET}{DIM}{rest}{RESET}"


def report_json(problems: Sequence[Problem], context: ReportContext) -> None:
    """Print a JSON list to standard output, empty when there is no problem; its shape is kept from version to version.

    Each member has ``path`` (from the story's folder), ``line`` and ``column`` (both from 1), ``rule`` (the code),
    ``message``, ``example`` (something correct, may be empty) and ``help`` (where the rule is explained, may be empty).
    """
    rows = [
        {
            **problem.place._asdict(),
            "rule": problem.rule,
            "message": problem.message,
            "example": problem.example,
            "help": context.help(problem.rule),
        }
        for problem in problems
    ]
    print(json.dumps(rows, indent=2), file=context.out)  # only ASCII, so that no console can fail on it


def report_github(problems: Sequence[Problem], context: ReportContext) -> None:
    """Print each problem as an ``::error`` command and append all to the job summary, as GitHub shows ten annotations a step."""
    _print_commands("error", problems, context)
    _append_to_summary(summary(problems, context), context)


def print_notes(notes: Sequence[Problem], report: str, context: ReportContext) -> None:
    """Print what fails nothing to standard output, and in a workflow also to the job summary; in JSON, a list of problems, not."""
    if report == "text":
        for note in notes:
            print(note, file=context.out)
    elif report == "github" and notes:
        _print_commands("notice", notes, context)
        listed = (
            f"- {_escape_markdown(str(note.place))}: {_escape_markdown(note.message)}" for note in notes[:MAX_ROWS]
        )
        more = [f"\n… and {len(notes) - MAX_ROWS} more."] if len(notes) > MAX_ROWS else []
        _append_to_summary("\n".join([f"### Notes: {len(notes)}\n", *listed, *more, ""]), context)


def _print_commands(level: str, problems: Iterable[Problem], context: ReportContext) -> None:
    prefix = path_prefix(context.root, context.environ)
    for problem in problems:
        print(workflow_command(level, problem, prefix, context.help(problem.rule)), file=context.out)


def _append_to_summary(markdown: str, context: ReportContext) -> None:
    if target := context.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(target).open("a", encoding="utf-8", newline="\n") as file:
            file.write(markdown)


def workflow_command(level: str, problem: Problem, prefix: str = "", help: str = "") -> str:
    """Return one workflow command; ``prefix`` is the story's folder (:func:`path_prefix`), ``help`` an address."""
    place = problem.place
    parts = [problem.message, _with_lines(problem.example) if problem.example else "", help]
    properties = {"file": prefix + place.path, "line": place.line, "col": place.column, "title": problem.rule}
    listed = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{_escape_data(chr(10).join(filter(None, parts)))}"


def _with_lines(example: str) -> str:
    """Return an example for an annotation; whole lines of a file keep their indentation."""
    return f"For example:{example if example.startswith(chr(10)) else f' {example}'}".rstrip()


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def path_prefix(story: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the story's folder relative to the checkout, with a slash at its end; empty when they are the same."""
    root = story.resolve()
    workspace = environ.get("GITHUB_WORKSPACE")
    tops = [above for above in (root, *root.parents) if (above / ".git").exists()]
    tops += [Path(workspace).resolve()] if workspace else []
    top = next((above for above in tops if root.is_relative_to(above)), root)
    relative = root.relative_to(top).as_posix()
    return "" if relative == "." else f"{relative}/"


def summary(problems: Sequence[Problem], context: ReportContext) -> str:
    """Return the problems as a Markdown table of at most :data:`MAX_ROWS` rows; below it each rule once, and the lines to copy."""
    if not problems:
        return "### Facts and pages\n\nNo problems.\n"
    lines = [f"### Facts and pages: {_count(problems)}\n", "| Where | What | Rule |", "| --- | --- | --- |"]
    copied: list[Problem] = []
    for problem in problems[:MAX_ROWS]:
        example = f"<br>for example: {_escape_markdown(problem.example)}" if problem.example else ""
        if "\n" in problem.example:
            copied.append(problem)
            example = f"<br>lines to copy: {len(copied)}, below"
        cells = _escape_markdown(str(problem.place)), _escape_markdown(problem.message) + example
        lines.append(f"| {' | '.join(cells)} | {_rule_link(problem.rule, context)} |")
    if len(problems) > MAX_ROWS:
        lines.append(f"\n… and {len(problems) - MAX_ROWS} more.")
    lines.append("")
    broken = sorted({problem.rule for problem in problems})
    lines += [f"- {_rule_link(code, context)}: {_escape_markdown(RULES.get(code, ''))}" for code in broken]
    for number, problem in enumerate(copied, 1):
        lines += [f"\n{number}. For {_escape_markdown(str(problem.place))}:\n", _fenced(problem.example.strip("\n"))]
    return "\n".join(lines) + "\n"


def _fenced(text: str) -> str:
    """Return lines of a file as Markdown that keeps them, whatever they hold, with a button of GitHub's that copies them."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}yaml\n{_UNPRINTABLE_IN_LINES.sub(' ', text)}\n{fence}"


def _rule_link(code: str, context: ReportContext) -> str:
    """Return a rule's code as Markdown, linked if its explanation has a public address."""
    address = context.help(code)
    return (
        f"[{_escape_markdown(code)}](<{address}>)"
        if address.startswith(("https://", "http://"))
        else _escape_markdown(code)
    )


def _escape_markdown(text: str) -> str:
    """Escape everything that is markup in Markdown or HTML, and put it on one line."""
    return html.escape(_PUNCTUATION.sub(r"\\\1", _UNPRINTABLE.sub(" ", text)), quote=False)


Report = Callable[[Sequence[Problem], ReportContext], None]
REPORTS: Final[Mapping[str, Report]] = {"github": report_github, "json": report_json, "text": report_text}
"""Reports by the name that ``--format`` takes; each is also called without problems."""


def add_format_option(parser: ArgumentParser) -> None:
    """Add ``--format``, read as ``options.report``, to a command that reports problems."""
    parser.add_argument("--format", dest="report", choices=[*REPORTS], default="text", help="default: text")
