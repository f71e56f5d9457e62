"""The table of a chart as CSV (RFC 4180, UTF-8), exactly what is drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from ..charts import Row

FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that spreadsheets take for a formula (OWASP, CSV injection)."""


def chart_csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The rows under their columns; before them, the name by which each fact has its permanent address."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Fact", *map(escape_formula, columns)])
    for row in rows:
        writer.writerow([escape_formula(row.ref or ""), *map(escape_formula, row.cells)])
    return text.getvalue().encode()


def escape_formula(cell: str) -> str:
    """A cell that spreadsheets show and do not run: an apostrophe stands before what looks like a formula.

    One stands before a cell that begins with an apostrophe, too, so that a reader who takes one away has the text.
    """
    return f"'{cell}" if cell.startswith("'") or cell.lstrip(" \n").startswith(FORMULA_PREFIXES) else cell
