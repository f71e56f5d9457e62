"""CSV of a table (RFC 4180, UTF-8), and the escape of spreadsheet formulas.

Threat (SECURITY.md): a fact whose text a spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Prefixes of a cell that spreadsheets interpret as a formula (OWASP, CSV injection)."""


def to_csv(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a table with its column names as CSV, texts guarded against CSV injection by :func:`escape_formula`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in ([*names], *rows):
        writer.writerow([escape_formula(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def escape_formula(cell: str) -> str:
    """Prefix a cell that looks like a formula with an apostrophe, so that spreadsheets do not run it.

    A cell that begins with an apostrophe gets one, too, so that removing one always restores the text.
    """
    return f"'{cell}" if cell.startswith("'") or cell.lstrip(" \n").startswith(FORMULA_PREFIXES) else cell
