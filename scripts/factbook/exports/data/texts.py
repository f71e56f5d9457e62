"""Tables as CSV, facts as JSON and JSON Lines: the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..table import harmless


def csv_of(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8). Texts that a spreadsheet would take for a formula are made harmless; numbers are numbers.

    :data:`GUARDED` says how to get the texts back.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


GUARDED: Final = (
    "In the CSV files, a text that a spreadsheet would take for a formula, or that begins with an apostrophe, has one more "
    "apostrophe before it: take the first one away."
)
"""How texts in CSV files are read; printed with the files."""


class Encoded(str):
    """A value that is JSON already, on one line."""


def json_of(head: Mapping[str, Any], name: str = "", members: Iterable[Any] = ()) -> bytes:
    """A JSON object with one member on a line; ``members`` follow as a list called ``name``, one on a line, too.

    Python indents slowly, and this shows as well in diffs.
    """
    lines = [f" {line_of(key)}: {line_of(value)}" for key, value in head.items()]
    if name:
        inside = ",\n".join(map(line_of, members))
        lines.append(f" {line_of(name)}: [\n{inside}\n ]")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def jsonl_of(members: Iterable[Any]) -> bytes:
    """JSON Lines (https://jsonlines.org): one object on each line."""
    return "".join(f"{line_of(member)}\n" for member in members).encode()


def line_of(value: Any) -> str:
    """A value as JSON on one line."""
    return value if isinstance(value, Encoded) else _ENCODER.encode(value)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
