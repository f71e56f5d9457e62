"""The block of a series: what its figures are, who gives them, and all of them as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...kinds import Series
from ..links import address
from ..writer import Writer
from .registry import block_function, known_fact

OPEN: Final = 40
"""Up to so many rows the table is open; a longer one is a line that opens."""


@block_function
def series(writer: Writer, ref: str) -> Mapping[str, Any]:
    """``series("rain")``: what a series is, who gives it under which licence, and its table with a permanent address for each row."""
    table = known_fact(writer, Series, ref)
    for row in table.rows:
        writer.prints(row.ref)
    home = address(writer.story.addresses, table)
    here = home is not None and home.path == writer.path
    if here:
        writer.listed.add(table.id)
    figures = [column.name for column in table.figures]
    return {"table": table, "here": here, "open": len(table.rows) <= OPEN, "figures": figures}
