"""Strict CSV: text to rows of cells with their places, or problems in an editor's words.

The subset is RFC 4180 with each row on one line: commas between cells, quotation marks around a cell that holds one. A
byte order mark and the line ends of Windows are taken away where files are read (:func:`.files.read_text`).
"""

from __future__ import annotations

import re
from typing import Final

from .normalize import CONTROL, INVISIBLE, describe_character
from .problems import Place, Problem, Problems, quote, rule
from .strict_yaml import MAX_PROBLEMS, Scalar

MAX_ROWS: Final = 5_000
MAX_CELL: Final = 300
"""Limits of a table: rows, of which each becomes a record of its own, and characters of a cell."""
CSV = rule(
    "csv",
    f"A table is CSV: commas between its cells, quotation marks around a cell with a comma in it, each row on one line and with as "
    f"many cells as the first, at most {MAX_ROWS:,} rows, and at most {MAX_CELL} characters in a cell, all of which readers see.",
)
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')
_OTHER_SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}

CsvRow = tuple[Scalar, ...]


def parse_csv(text: str, path: str) -> list[CsvRow]:
    """Return the rows of a CSV text, the head among them; ``path`` is the file that places name. Raises :class:`Problems`."""
    lines = text.removesuffix("\n").split("\n")
    head = lines[0]
    if len(lines) < 2:
        raise Problems(
            [
                Problem(
                    Place(path),
                    CSV,
                    "must have a line of names and at least one row, found none",
                    "month,rain\n2025-06,61.5",
                )
            ]
        )
    for sign, name in _OTHER_SEPARATORS.items():
        if sign in head and "," not in head:
            message = f"must have commas between its cells, found {name}"
            cure = "save it as 'CSV UTF-8 (comma delimited)', with a point in decimals: 2025-06,3.5"
            raise Problems([Problem(Place(path, 1, head.index(sign) + 1), CSV, message, cure)])
    if len(lines) > MAX_ROWS + 1:
        message = f"must have at most {MAX_ROWS:,} rows, found {len(lines) - 1:,}"
        raise Problems([Problem(Place(path, MAX_ROWS + 2), CSV, message, "a series for each part, such as a year")])
    problems: list[Problem] = []
    rows: list[CsvRow] = []
    for number, line in enumerate(lines, 1):
        if len(problems) > MAX_PROBLEMS:
            break
        cells = _cells(line, Place(path, number), problems)
        if rows and cells and len(cells) != len(rows[0]):
            message = f"must have {len(rows[0])} cells, as the first line has, found {len(cells)}: {quote(line)}"
            cure = 'an empty cell where nothing is given, as in 2025-06,,3; "1,5" in quotation marks, where a text has a comma'
            problems.append(Problem(Place(path, number), CSV, message, cure))
        rows.append(cells)
    if problems:
        raise Problems(problems)
    return rows


def _cells(line: str, start: Place, problems: list[Problem]) -> CsvRow:
    """Return the cells of a line without blanks around them; append a problem for what is no cell."""
    cells: list[Scalar] = []
    if not line.strip():
        problems.append(
            Problem(start, CSV, "must be a row, found an empty line", "the next row, without a line between")
        )
        return ()
    position = 0
    while True:
        place = start._replace(column=position + 1)
        match = _CELL.match(line, position)
        if match is None:
            message = f"must have quotation marks around the whole cell, and two for one in it, found {quote(line[position:])}"
            problems.append(Problem(place, CSV, message, '2025-06,"the ""Angara"" and others",3'))
            return ()
        quoted, plain, end = match.groups()
        text = (quoted.replace('""', '"') if quoted is not None else plain).strip()
        if unseen := CONTROL.search(text) or INVISIBLE.search(text):
            found = describe_character(unseen[0])
            problems.append(Problem(place, CSV, f"must hold what readers see, found {found}", "the text alone"))
        if len(text) > MAX_CELL:
            message = f"must have at most {MAX_CELL} characters in a cell, found {len(text)}"
            problems.append(Problem(place, CSV, message, "a shorter text; more of it belongs into the field 'note'"))
        cells.append(Scalar(text, place))
        if not end:
            return tuple(cells)
        position = match.end()
