"""What an editor's hand did when YAML cannot be read: a parser's complaint in plain words, where the slip is."""

from __future__ import annotations

import re
from typing import Protocol

import yaml

from .problems import Place, Problem, rule


class Mark(Protocol):
    """A position as PyYAML gives it, in C or in Python: line and column from nought."""

    line: int
    column: int


SYNTAX = rule("yaml-syntax", "A fact file is one YAML document, indented with spaces.")


def syntax_problem(path: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """A parser's complaint in an editor's words, at the line where the slip is."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    place = place_at(path, lines, mark)
    for number in (place.line, place.line - 1):
        if 0 < number <= len(lines) and re.match(r" *\t", lines[number - 1]):
            column = lines[number - 1].index("\t") + 1
            return Problem(
                Place(path, number, column),
                SYNTAX,
                "must be indented with spaces, found a tab",
                "two spaces for each level",
            )
    what = f"{error.context or ''} {error.problem or ''}".strip()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if error.context_mark and re.search(r"quoted scalar|flow (?:sequence|mapping|node)", what):
        opened = place_at(path, lines, error.context_mark)
        return Problem(
            opened,
            SYNTAX,
            "must be closed: the bracket, brace or quote that opens here has no end",
            'wording: "a dozen"',
        )
    if (
        start := re.match(r"\s*(?:- )?(?:[\w-]+:\s+)?([@`%*&!|>])", line)
        if "cannot start any token" in what or "expected" in what
        else None
    ):
        column = start.start(1) + 1
        return Problem(
            Place(path, place.line, column),
            SYNTAX,
            f"must have quotes around a text that starts with {start[1]!r}",
            f'name: "{start[1]}example"',
        )
    if slip := next(
        (found_slip for number in (place.line, place.line - 1) if (found_slip := _slip(path, lines, number))), None
    ):
        return slip
    if "mapping values are not allowed" in what:
        return Problem(
            place, SYNTAX, "must have quotes around a text that contains ': '", 'title: "Report: the first week"'
        )
    return Problem(
        place,
        SYNTAX,
        f"must be valid YAML (a field, a colon, a space, a value; lists begin with '- '), found: {what}",
        "id: herald-2025-01-31",
    )


def place_at(path: str, lines: list[str], mark: Mark | None) -> Place:
    """Where a parser's mark stands; the end of the file when that ends too soon."""
    if mark is None:
        return Place(path)
    return (
        Place(path, mark.line + 1, mark.column + 1)
        if mark.line < len(lines)
        else Place(path, len(lines), len(lines[-1]) + 1)
    )


def _slip(path: str, lines: list[str], number: int) -> Problem | None:
    """The commonest slips of the hand on a line: no space after a colon or a dash, and ragged indentation."""
    if not 0 < number <= len(lines):
        return None
    line = lines[number - 1]
    if key := re.match(r"\s*(?:- )?[a-z_]+:(?=[^\s/])", line):
        return Problem(
            Place(path, number, key.end()),
            SYNTAX,
            "must have a space after the colon",
            line.strip().replace(":", ": ", 1)[:60],
        )
    if dash := re.match(r"\s*-(?=[^\s-])", line):
        return Problem(
            Place(path, number, dash.end()),
            SYNTAX,
            "must have a space after the dash",
            line.strip().replace("-", "- ", 1)[:60],
        )
    above = next(
        (each for each in reversed(lines[: number - 1]) if each.strip() and not each.lstrip().startswith("#")), ""
    )
    field, field_above = (re.match(r" *(?:- )?(?=[a-z_]+: \S)", each) for each in (line, above))
    here, before = (len(match[0]) if match else 0 for match in (field, field_above))
    if field and field_above and here != before and not above.rstrip().endswith(("|", ">", ">-", "|-")):
        return Problem(
            Place(path, number, here + 1),
            SYNTAX,
            "must be indented like the fields above it",
            f"{' ' * before}{line.strip()}"[:60],
        )
    return None
