"""CSV of a chart's table (RFC 4180, UTF-8), and the escape of spreadsheet formulas.

Threat (SECURITY.md): a fact whose text a spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from ..charts import Row

FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Prefixes of a cell that spreadsheets interpret as a formula (OWASP, CSV injection)."""


def chart_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return the table as CSV, with the name of each row's fact in the first column."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Fact", *map(escape_formula, columns)])
    for row in rows:
        writer.writerow([escape_formula(row.ref or ""), *map(escape_formula, row.cells)])
    return text.getvalue().encode()


def escape_formula(cell: str) -> str:
    """Prefix a cell that looks like a formula with an apostrophe, so that spreadsheets do not run it.

    A cell that begins with an apostrophe gets one, too, so that removing one always restores the text.
    """
    return f"'{cell}" if cell.startswith("'") or cell.lstrip(" \n").startswith(FORMULA_PREFIXES) else cell
