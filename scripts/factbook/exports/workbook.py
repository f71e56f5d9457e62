"""XLSX of a table: texts stay texts, numbers and days are what a spreadsheet takes for them, and no cell is a formula.

Threat (SECURITY.md): a fact whose text a spreadsheet would run as a formula; a cell of this file has a type, and texts are texts.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from .data.serialize import zipped

_FIRST_DAY: Final = dt.date(1900, 3, 1)
"""The first day whose serial number all programs agree on; earlier ones are written as text."""
_CREATED: Final = dt.datetime(2000, 1, 1)
"""What the file says of when it was made, so that the same facts are the same bytes."""
_MAX_CHARACTERS: Final = 32_767
"""Characters that a cell holds; of a longer text it has the beginning."""
_WIDTH: Final = 60
"""The widest that a column opens, in letters."""


def to_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], days: Collection[str] = ()) -> bytes:
    """Return a workbook with one worksheet ``name`` (letters, digits and hyphens; 31 at most are kept); same bytes for the same table.

    Cells are texts, numbers or ``None``; ``days`` are the columns whose texts are ISO dates.
    """
    import xlsxwriter  # slow to import, and most commands write no workbook

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(name[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        widths = [len(column) for column in columns]
        dated = [column in days for column in columns]
        sheet.write_row(0, 0, columns, bold)
        for line, row in enumerate(rows, 1):
            for number, cell in enumerate(row):
                if cell is None or cell == "":
                    continue
                widths[number] = max(widths[number], len(str(cell)))
                if not isinstance(cell, str):
                    sheet.write_number(line, number, cell)
                elif dated[number] and (date := dt.date.fromisoformat(cell)) >= _FIRST_DAY:
                    sheet.write_datetime(line, number, date, day)
                else:
                    sheet.write_string(
                        line, number, cell if len(cell) <= _MAX_CHARACTERS else f"{cell[: _MAX_CHARACTERS - 1]}…", text
                    )
        for number, width in enumerate(widths):
            sheet.set_column(number, number, min(width + 1, _WIDTH))
        sheet.freeze_panes(1, 0)
    with zipfile.ZipFile(out) as parts:
        return zipped({part: parts.read(part) for part in parts.namelist()})
