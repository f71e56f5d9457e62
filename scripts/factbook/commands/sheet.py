"""``factbook sheet``: a spreadsheet to fill in."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..fact_files import CLAIM
from ..files import write_bytes
from ..kinds import FILE_PATTERNS, KINDS, Claim, Count
from ..loading import read
from ..problems import Place, Problem, Problems, nearest, quote
from ..sheets.blank import blank_sheet
from ..sheets.cells import SHEET
from .registry import command

SHEETS = {Claim.plural: CLAIM, **{cls.plural: kind for kind, cls in KINDS.items() if not FILE_PATTERNS[kind].table}}
"""Kinds by their names in the plural, as worksheets and exports bear them."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=[*SHEETS], metavar="KIND", help=", ".join(SHEETS))
    parser.add_argument("--count", metavar="ID", help="the claims of one count alone")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write it (default: KIND.xlsx, or COUNT.xlsx)"
    )


@command("sheet", _options, "factbook sheet claims --count visitors", "factbook sheet sources --out documents.xlsx")
def sheet(options: Namespace) -> int:
    """Write an XLSX spreadsheet to fill in and to import: lists to choose from, notes on each column, the facts that are there."""
    book, problems = read(options.root)
    if problems:
        raise Problems(problems)
    if options.count and options.count not in book.of(Count):
        message = f"--count: must be the id of a count, found {quote(options.count)}; {nearest(options.count, book.of(Count))}"
        raise Problems([Problem(Place("data"), SHEET, message)])
    out = options.out or Path(f"{options.count or options.kind}.xlsx")
    if out.exists():
        message = "must be a new file, as what is filled in would be lost, found one of that name"
        raise Problems([Problem(Place(str(out)), SHEET, message, f"--out new-{out.name}")])
    write_bytes(out, blank_sheet(book, SHEETS[options.kind], options.count or ""))
    print(f"{out}: fill it in, then 'factbook import {out}'")
    return 0
