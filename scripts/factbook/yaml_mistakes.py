"""Typing errors in YAML: possible repairs are tried, and the one after which the parser gets farthest is suggested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

import yaml

from .normalize import BLANK_LOOKALIKE
from .problems import Place, Problem, quote, rule
from .values.amount import meant

SYNTAX = rule("yaml-syntax", "A fact file is one YAML document, indented with spaces.")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's parser in C where it is compiled in."""
MAX_MENDED: Final = 25_000
"""Characters of a text up to which ways to mend it are tried; each parses it once more."""
MAX_SHOWN: Final = 12
"""Lines of an example."""
MAX_TRIED: Final = 30
MAX_MISTAKES: Final = 5
"""Ways tried for one mistake, and mistakes of one text that are told at once."""
_KEY: Final = r" *(?:- +)*(?:[A-Za-z_]\w*: +)?"
_VALUE: Final = re.compile(rf"({_KEY})(.*\S) *")


class Mark(Protocol):
    """A position as PyYAML gives it: line and column from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Mend:
    """A line (from 0) as it was probably meant; ``moved`` are the lines below that move with it, by so many columns."""

    line: int
    column: int
    message: str
    text: str
    moved: range = range(0)
    by: int = 0

    def apply(self, lines: list[str]) -> list[str]:
        after = list(lines)
        after[self.line] = self.text
        for number in self.moved:
            after[number] = " " * (_indent(lines[number]) + self.by) + lines[number].lstrip(" ")
        return after

    def problem(self, path: str, lines: list[str]) -> Problem:
        """Return what is told; the example is the line, with those that move with it."""
        example = "\n".join(self.apply(lines)[self.line : self.moved.stop or self.line + 1][:MAX_SHOWN]).rstrip()
        example = f"\n{example}" if example.startswith(" ") or "\n" in example else example
        return Problem(Place(path, self.line + 1, self.column + 1), SYNTAX, self.message, example)


def syntax_problems(path: str, text: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    """Return a problem for a parser's error and, where all can be mended, for each further one that it hid."""
    lines, problems, following = text.split("\n"), list[Problem](), _error(text)
    while following and len(problems) < MAX_MISTAKES and len(text) <= MAX_MENDED:
        mend = _best_mend(lines, following)
        if mend is None:
            break
        problems.append(mend.problem(path, lines))
        lines = mend.apply(lines)
        following = _error("\n".join(lines))
    return (problems if following is None else problems[:1]) or [_unmended(path, text.split("\n"), error)]


def unquoted(path: str, lines: list[str], number: int) -> Problem | None:
    """Return the problem of a line (from 0) whose value is read as a list or mapping, as it begins with a bracket."""
    return next((mend.problem(path, lines) for mend in _quotes(lines, number)), None)


def quoted(text: str) -> str:
    """Return a printable text in quotes, as YAML reads it back."""
    return f'"{text}"' if not re.search(r'["\\]', text) else "'" + text.replace("'", "''") + "'"


def _error(text: str) -> yaml.MarkedYAMLError | None:
    """Return the first syntax error of a text."""
    loader = LOADER(text)
    try:
        while not isinstance(loader.get_event(), yaml.StreamEndEvent):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    finally:
        loader.dispose()
    return None


def _reach(error: yaml.MarkedYAMLError | None) -> tuple[int, int]:
    """Return how far the parser got, as line and column from 0."""
    mark = error and (error.problem_mark or error.context_mark)
    return (mark.line, mark.column) if mark else (10**9, 0)


def _best_mend(lines: list[str], error: yaml.MarkedYAMLError) -> _Mend | None:
    best, farthest = None, (_reach(error)[0], 10**9)  # it must get beyond the line of the error
    for mend in islice(_mends(lines, error), MAX_TRIED):
        reach = _reach(_error("\n".join(mend.apply(lines))))
        if reach > farthest:
            best, farthest = mend, reach
        if reach == _reach(None):
            break
    return best


def _mends(lines: list[str], error: yaml.MarkedYAMLError) -> Iterator[_Mend]:
    """Yield the ways to mend the lines around an error, likeliest first."""
    marks = (error.problem_mark, error.context_mark)
    at, context = (min(mark.line, len(lines) - 1) if mark else 0 for mark in marks)
    above = next((number for number in range(at - 1, -1, -1) if lines[number].strip()), at)
    opened = next((number + 1 for number in range(at - 1, -1, -1) if re.fullmatch(r" *\w+: *", lines[number])), at)
    near = list(dict.fromkeys((at, above, context, opened)))
    for way in (_blanks, _separators, _ends, _quotes, _dashes):
        for number in near:
            yield from way(lines, number)
    for number in near:
        yield from _colons(lines, number)
    for number in range(len(lines)):
        yield from _ends(lines, number)
    for number in dict.fromkeys((above, at, context, opened)):
        yield from _indents(lines, number)


def _blanks(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line with plain spaces for characters that look like them, before its value."""
    line = lines[number]
    head = re.match(r"\s*(?:-\s+)?(?:\w+\s*[:：]\s*)?", line)
    if head and (found := BLANK_LOOKALIKE.search(head[0])):
        message = f"must have plain spaces before its value, found the blank U+{ord(found[0]):04X}"
        yield _Mend(number, found.start(), message, BLANK_LOOKALIKE.sub(" ", head[0]) + line[head.end() :])
    if tab := re.match(r" *\t\s*", line):
        for column in (_indent(line), *_columns(lines, number)):
            text = " " * column + line[tab.end() :]
            yield _Mend(number, line.index("\t"), "must be indented with spaces, found a tab", text)


def _separators(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line with a space behind its colon or dash, or with a plain colon."""
    line = lines[number]
    if key := re.match(r"\s*(?:- )?[a-z_]+:(?=[^\s/])", line):
        text = f"{line[: key.end()]} {line[key.end() :]}"
        yield _Mend(number, key.end() - 1, "must have a space after the colon", text)
    if dash := re.match(r"\s*-(?=[^\s-])", line):
        text = f"{line[: dash.end()]} {line[dash.end() :]}"
        yield _Mend(number, dash.end() - 1, "must have a space after the dash", text)
    if sign := re.match(r"(\s*(?:- )?[a-z_]+) *([：﹕∶꞉;=]|->|=>) *(?=\S)", line):
        message = f"must have a colon and a space behind the field's name, found {quote(sign[2])}"
        yield _Mend(number, sign.start(2), message, f"{sign[1]}: {line[sign.end() :]}")


def _quotes(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line with quotes around its value, where that begins with a sign of YAML or has a colon in it."""
    match = _VALUE.fullmatch(lines[number])
    if not match or not match[2].strip("-"):
        return
    head, value = match.groups()
    start = len(head)
    if link := re.fullmatch(r"[\[<(].*?(https?://[^\s)>\]]+)[)>\]]+", value):
        yield _Mend(number, start, "must be the address alone, without brackets", head + link[1])
    if value.startswith("- ") and head.endswith(": "):
        message = "must begin its list on the line below, or be one value without a dash"
        yield _Mend(number, start, message, f"{head}[{value[2:]}]")
    if value[0] in "@`%*&!|>{[\"'":
        message = f"must have quotes around a text that starts with {value[0]!r}"
        amount = meant(value) if value[0] == ">" else ""
        if amount:
            message = f"must be an amount in words, found {quote(value)}"
        yield _Mend(number, start, message, head + (amount or quoted(value)))
    elif (
        (colon := re.search(r":(?= |$)", value))
        and not value.startswith("- ")
        and (head.strip(" -") or not re.fullmatch(r"\w+:", value))
    ):
        message = "must have quotes around a text that contains ': '"
        yield _Mend(number, start + colon.start(), message, head + quoted(value))


def _ends(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line whose quote or bracket has no end, with it."""
    match = _VALUE.fullmatch(lines[number])
    sign = match[2][0] if match else ""
    end = {'"': '"', "'": "'", "[": "]", "{": "}"}.get(sign)
    if match and end and match[2].count(end) <= (sign == end):
        yield _Mend(number, match.start(2), UNCLOSED, lines[number].rstrip() + end)


UNCLOSED: Final = "must be closed: the bracket, brace or quote that opens here has no end"


def _dashes(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line with the dash that begins an entry, as other entries of the list do."""
    if key := re.match(r"( {2,})([a-z_]+): ", lines[number]):
        start = f"{key[1][2:]}- "
        if any(line.startswith(f"{start}{key[2]}: ") for line in lines):
            yield _Mend(number, len(key[1]), NO_DASH, start + lines[number].lstrip())


NO_DASH: Final = "must begin with a dash, as each entry of a list does"


def _indents(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line at the columns at which others begin, nearest first: by itself, and with the lines that belong to it."""
    line = lines[number]
    if not line.strip():
        return
    here = _indent(line)
    end = next((n for n in range(number + 1, len(lines)) if lines[n].strip() and _indent(lines[n]) <= here), len(lines))
    for column in _columns(lines, number):
        message = f"must be indented by {column} space{'s' * (column != 1)}, found {here}"
        text = " " * column + line.lstrip(" ")
        yield _Mend(number, here, message, text)
        if end > number + 1:
            yield _Mend(
                number,
                here,
                f"{message}; what belongs to it moves with it",
                text,
                range(number + 1, end),
                column - here,
            )


def _columns(lines: list[str], number: int) -> list[int]:
    """Return the columns at which other lines begin, those near a line's own first."""
    here = _indent(lines[number])
    nearby = (line for line in lines[max(0, number - 40) : number + 40] if line.strip())
    return sorted({_indent(line) for line in nearby} - {here}, key=lambda column: abs(column - here))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _colons(lines: list[str], number: int) -> Iterator[_Mend]:
    """Yield a line with a colon behind its first word, where that is the name of a field elsewhere."""
    word = re.match(r"( *(?:- )?)([a-z_]+) +(\S.*)", lines[number])
    if word and any(re.match(rf" *(?:- )?{word[2]}: ", line) for line in lines):
        message = "must have a colon and a space behind the field's name, found none"
        yield _Mend(number, word.end(2), message, f"{word[1]}{word[2]}: {word[3]}")


def _unmended(path: str, lines: list[str], error: yaml.MarkedYAMLError) -> Problem:
    """Return the problem of an error that no way mends."""
    complaint = f"{error.context or ''} {error.problem or ''}".strip()
    mark, message = error.problem_mark or error.context_mark, f"found: {complaint}"
    message = f"must be valid YAML (a field, a colon, a space, a value; lists begin with '- '), {message}"
    if error.context_mark and re.search(r"quoted scalar|flow (?:sequence|mapping|node)", complaint):
        mark = error.context_mark
        message = UNCLOSED
    return Problem(place_at(path, lines, mark), SYNTAX, message)


def place_at(path: str, lines: list[str], mark: Mark | None) -> Place:
    """Return the place of a parser's mark; one behind the last line is the end of the text."""
    if mark is None:
        return Place(path)
    if mark.line < len(lines):
        return Place(path, mark.line + 1, mark.column + 1)
    return Place(path, len(lines), len(lines[-1]) + 1)
