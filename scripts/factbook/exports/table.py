"""The table of a chart as CSV (RFC 4180, UTF-8), exactly what is drawn."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from ..charts import Row

ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that spreadsheets take for a formula (OWASP, CSV injection)."""


def csv_of(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """The rows under their columns; before them, the name by which each fact has its permanent address."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Fact", *map(harmless, columns)])
    for row in rows:
        writer.writerow([harmless(row.ref or ""), *map(harmless, row.cells)])
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """A cell that spreadsheets show and do not run: an apostrophe stands before what looks like a formula.

    One stands before a cell that begins with an apostrophe, too, so that a reader who takes one away has the text.
    """
    return f"'{cell}" if cell.startswith("'") or cell.lstrip(" \n").startswith(ACTIVE) else cell
