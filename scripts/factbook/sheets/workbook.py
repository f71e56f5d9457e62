"""Read an XLSX or ODS file into JSON, in a process of its own, as the file may be a stranger's: ``python -P workbook.py FILE``.

The library lays a worksheet out as one block, from the first to the last cell that is filled, so two cells far apart would take all
memory of the machine. Where the system can bound the memory of a process (not on Windows), it ends here instead.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

MAX_UNPACKED: Final = 100_000_000
MAX_MEMBERS: Final = 2_000
"""Bytes of all files in the archive that a workbook is, and their number."""
MAX_MEMORY: Final = 1_500_000_000
MAX_SECONDS: Final = 30
MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 300
MAX_WORKSHEETS: Final = 50
MAX_CHARACTERS: Final = 10_000_000
"""Of all cells together; a long text may stand once in the file, and in very many cells."""
_PIECE: Final = 1_000_000


class Refused(Exception):
    """Raised with what a workbook must be, and what was found."""


def bound() -> None:
    """Bound the memory and the time of this process, where the system can."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def check_archive(path: Path) -> None:
    """Unpack everything into nothing, to count its bytes: what the archive says of them itself may be false. Raises :class:`Refused`."""
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise Refused(f"must hold at most {MAX_MEMBERS:,} files, found {len(archive.infolist()):,}")
            for member in archive.infolist():
                with archive.open(member) as file:
                    while piece := file.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise Refused(f"must unpack to at most {MAX_UNPACKED // 1_000_000} MB, found more")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise Refused(f"must be an XLSX or ODS file without a password, found: {error}") from error


def worksheets(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the name of each worksheet that is shown, and its rows of texts. Raises :class:`Refused`."""
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    left = MAX_CHARACTERS
    try:
        with load_workbook(path) as book:
            if len(book.sheet_names) > MAX_WORKSHEETS:
                raise Refused(f"must hold at most {MAX_WORKSHEETS} worksheets, found {len(book.sheet_names)}")
            for about in book.sheets_metadata:
                sheet = book.get_sheet_by_name(about.name)
                hidden = about.visible != SheetVisibleEnum.Visible
                if not hidden and (sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS):
                    size = f"{sheet.total_height:,} rows and {sheet.total_width:,} columns in {about.name!r}"
                    raise Refused(f"must have at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns, found {size}")
                if not hidden:
                    rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
                    _fill_merged(rows, sheet.merged_cell_ranges or [])
                    left -= sum(len(cell) if isinstance(cell, str) else 1 for row in rows for cell in row)
                    if left < 0:
                        raise Refused(f"must hold at most {MAX_CHARACTERS // 1_000_000} million characters, found more")
                    yield {"name": about.name, "rows": rows}
    except CalamineError as error:
        raise Refused(f"must be an XLSX or ODS file without a password, found: {error}") from error


def _fill_merged(rows: list[list[str | list[str]]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give each of some merged cells what the first of them holds."""
    for (top, left), (bottom, right) in merged:
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])


def _text(value: object) -> str | list[str]:
    """Return a cell as an editor would write it; a day, or a time of a day, in a list."""
    match value:
        case bool():
            return str(value).lower()
        case float():
            number = f"{Decimal(format(value, '.15g')):f}"
            return number.rstrip("0").rstrip(".") if "." in number else number
        case dt.datetime():
            return [value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="minutes")]
        case dt.date():
            return [value.isoformat()]
    return str(value)


def main(path: Path) -> None:
    """Print the worksheets as JSON: a list, or what the file must be."""
    bound()
    try:
        check_archive(path)
        found: object = list(worksheets(path))
    except Refused as error:
        found = str(error)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
