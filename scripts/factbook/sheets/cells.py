"""Files of sheets to grids of cells: CSV and TSV as any program saves them, XLSX and ODS by :mod:`.workbook`.

Blanks around texts and rows without any are nothing; merged cells each hold what the first of them holds.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ..exports.csv_table import FORMULA_PREFIXES
from ..files import open_regular
from ..normalize import CONTROL, INVISIBLE, describe_character
from ..problems import Place, Problem, Problems, quote, rule
from . import workbook
from .given import Cell, CellPlace
from .workbook import MAX_COLUMNS, MAX_ROWS, MAX_SECONDS

SHEET = rule(
    "sheet",
    f"A sheet is a CSV, TSV, XLSX or ODS file of at most 10 MB, {MAX_ROWS:,} rows and {MAX_COLUMNS} columns, whose columns bear "
    "the names of fields, and whose cells hold values and no formulas that nobody worked out.",
)
WORKBOOKS: Final = (".xlsx", ".xlsm", ".ods")
TEXTS: Final = (".csv", ".tsv", ".tab", ".txt")
MAX_BYTES: Final = 10_000_000
MAX_CELL: Final = 5_000
INSTALL: Final = 'python -m pip install "factbook[sheets]"'
_SNIFFED: Final = 20
"""Lines in which the separator is counted."""
_SEPARATORS: Final = (",", ";", "\t", "|")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Grid:
    """A worksheet: its name, empty for a file with only one, and its rows of cells."""

    name: str
    rows: Sequence[Sequence[Cell]]


def refused(path: str, message: str, example: str = "") -> Problems:
    """Return the problem of a whole file."""
    return Problems([Problem(Place(path), SHEET, message, example)])


def read_grids(path: Path) -> list[Grid]:
    """Return the visible worksheets of a file that hold anything. Raises :class:`Problems` with all that are no cells of text, and :class:`OSError`."""
    ending = path.suffix.lower()
    if ending not in (*WORKBOOKS, *TEXTS):
        raise refused(
            path.name, f"must be a CSV, TSV, XLSX or ODS file, found {quote(path.name)}", "save it as XLSX or as CSV"
        )
    with open_regular(path) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise refused(path.name, f"must be at most {MAX_BYTES // 1_000_000} MB, found more", "a sheet for each part")
    problems: list[Problem] = []
    if ending in WORKBOOKS:
        grids = _workbook_grids(path, problems)
    else:
        grids = [
            Grid(
                "", [_row(path.name, number, row, problems) for number, row in enumerate(_csv_rows(path.name, data), 1)]
            )
        ]
    if problems:
        raise Problems(problems)
    if not (filled := [grid for grid in grids if any(any(row) for row in grid.rows)]):
        raise refused(path.name, "must have a row of names and at least one row below it, found none")
    return filled


def _csv_rows(name: str, data: bytes) -> list[list[str]]:
    """Return the rows of a CSV or TSV text, whatever separates its cells. Raises :class:`Problems`."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            name, f"must be UTF-8 text, found: {error.reason}", "save it as 'CSV UTF-8', or as XLSX"
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    head, _, rest = text.partition("\n")
    if named := re.fullmatch(r"sep=(.)", head.strip('"')):  # as Excel writes and reads it
        separator, text = named[1], f"\n{rest}"
    else:
        bare = _QUOTED.sub("", "\n".join(text.split("\n", _SNIFFED)[:_SNIFFED]))
        separator = max(_SEPARATORS, key=bare.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MAX_ROWS + 1 or len(row) > MAX_COLUMNS:
                message = f"must have at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns, found more"
                raise refused(name, message, "a sheet for each part")
    except csv.Error as error:
        place = CellPlace(name, len(rows) + 1, 1)
        raise Problems(
            [
                Problem(
                    place, SHEET, f"must be rows of cells, found: {error}", 'two quotation marks for one: "a ""b"" c"'
                )
            ]
        ) from error
    return rows


def _workbook_grids(path: Path, problems: list[Problem]) -> list[Grid]:
    """Return the grids of an XLSX or ODS file, which another process reads. Raises :class:`Problems`."""
    if find_spec("python_calamine") is None:
        raise refused(path.name, "must be CSV or TSV, as what reads XLSX and ODS is not installed", INSTALL)
    command = [sys.executable, "-P", workbook.__file__, str(path)]  # with no folder of the story on its path
    try:
        run = subprocess.run(command, capture_output=True, timeout=2 * MAX_SECONDS, check=False)
        found = json.loads(run.stdout)
    except (
        subprocess.TimeoutExpired,
        ValueError,
    ) as error:  # it was ended, or ended itself, for want of time or memory
        raise refused(
            path.name, "must be a sheet that can be read, found one that is too large or damaged", "save it as CSV"
        ) from error
    if isinstance(found, str):
        raise refused(path.name, found)
    return [
        Grid(sheet["name"], [_row(file, number, row, problems) for number, row in enumerate(sheet["rows"], 1)])
        for sheet in found
        for file in [path.name if len(found) == 1 else f"{path.name}:{sheet['name']}"]
    ]


def _row(path: str, number: int, values: Sequence[str | list[str]], problems: list[Problem]) -> list[Cell]:
    """Return the cells of a row; append a problem for each that is no text."""
    return [_cell(value, CellPlace(path, number, column), problems) for column, value in enumerate(values, 1)]


def _cell(value: str | list[str], place: CellPlace, problems: list[Problem]) -> Cell:
    if isinstance(value, list):
        return Cell(value[0], place, is_day=True)
    text = "\n".join(" ".join(line.split()) for line in value.split("\n")).strip()
    if text.startswith("'") and text[1:].lstrip().startswith(("'", *FORMULA_PREFIXES)):
        text = text[1:]  # which our exports put there
    elif text.startswith("="):
        problems.append(
            Problem(
                place, SHEET, f"must be a value, found the formula {quote(text)}", "copy it, and paste it as a value"
            )
        )
    elif re.fullmatch(r"#(REF|N/A|VALUE|DIV/0|NAME|NULL|NUM)[!?]?|Err:\d+", text):
        problems.append(Problem(place, SHEET, f"must be a value, found {quote(text)}, a formula that failed"))
    if garbled := _as_utf_8(text):
        message = f"must be text that was opened as UTF-8, found {quote(text)}, which was {quote(garbled)}"
        problems.append(Problem(place, SHEET, message, "open the CSV file anew, by its import, as Unicode (UTF-8)"))
    elif unseen := CONTROL.search(text) or INVISIBLE.search(text):
        problems.append(
            Problem(
                place, SHEET, f"must hold what readers see, found {describe_character(unseen[0])}", "the text alone"
            )
        )
    elif len(text) > MAX_CELL:
        problems.append(
            Problem(place, SHEET, f"must be at most {MAX_CELL:,} characters, found {len(text):,}", "a shorter text")
        )
    return Cell(text, place)


def _as_utf_8(text: str) -> str:
    """Return the text that was UTF-8 and is read as an encoding of Windows, by a program that took a CSV file so; else nothing."""
    if text.isascii():
        return ""
    try:
        plain = b"".join(char.encode("latin-1" if "\x80" <= char < "\xa0" else "cp1252") for char in text).decode(
            "utf-8"
        )
    except UnicodeError:
        return ""
    return plain if len(plain) < len(text) else ""
