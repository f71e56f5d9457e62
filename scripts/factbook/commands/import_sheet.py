"""``factbook import``: facts from a spreadsheet, shown before they are written."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ..changes import FORMATS
from ..fact_files import CLAIM, FactFiles
from ..kinds import KINDS
from ..loading import read
from ..problems import Place, Problem, Problems
from ..progress import shown
from ..sheets.arguments import given_by
from ..sheets.cells import read_grids
from ..sheets.drafts import Drafts
from ..sheets.given import EveryRow, Given
from ..sheets.proposal import propose, summary
from ..sheets.tables import LEFT_OUT, read_mapping, rows_of
from .registry import command

MAX_NAMED: Final = 8
"""Claims that are named as superseded; the patch has all."""


def add_proposal_options(parser: ArgumentParser) -> None:
    """Add what every command has that proposes facts."""
    parser.add_argument(
        "values",
        nargs="*",
        metavar="FIELD=VALUE",
        help="what holds for all, whatever is said there; of facts that are there already nothing",
    )
    parser.add_argument("--write", action="store_true", help="write what is shown (default: only show it)")
    parser.add_argument("--file", metavar="NAME", help="for a kind that stands in lists by topic: the topic's file")
    parser.add_argument(
        "--against", metavar="REF", help="a git revision: what was published (default: the story as it is)"
    )
    parser.add_argument("--because", default="", metavar="TEXT", help="the reason of corrections, in a sentence")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("sheet", type=Path, help="a CSV, TSV, XLSX or ODS file")
    parser.add_argument(
        "--kind", choices=[CLAIM, *KINDS], help="what its rows are (default: as it is named, or its columns are)"
    )
    parser.add_argument(
        "--columns", type=Path, metavar="FILE", help="a YAML file: names of columns, and the fields that they are"
    )
    add_proposal_options(parser)


@command(
    "import",
    _options,
    "factbook import figures.xlsx",
    "factbook import figures.csv --columns names.yml count=visitors source.read=whole --write",
    'factbook import claims.csv --against origin/main --because "We had swapped digits." --write',
)
def import_sheet(options: Namespace) -> int:
    """Make facts of the rows of a spreadsheet, or change those that have an id; show the patch and what it changes for readers."""
    told: list[str] = []
    mapping = read_mapping(options.columns) if options.columns else {}
    asked: dict[str, str] = {}

    def ask(name: str, place: Place) -> str:
        if not sys.stdin.isatty():
            return ""
        answer = input(f"{place}: which field is the column '{name}'? (empty: it is left out)\n> ").strip() or LEFT_OUT
        asked[name] = answer
        return answer

    grids = read_grids(options.sheet)
    kind = options.kind or ""
    rows = rows_of(
        grids, options.sheet.stem, kind, mapping, lambda of: given_by(options.values, of, EveryRow), ask, told
    )
    if asked:
        lines = "\n".join(f'  "{name}": "{answer}"' for name, answer in asked.items())
        print(f"for the next time, a file for --columns:\n{lines}")
    if not rows:
        raise Problems(
            [Problem(Place(options.sheet.name), "sheet", "must have at least one row below its names, found none")]
        )
    return show(options, rows, told, left_open=False)


def show(options: Namespace, rows: list[tuple[str, Given]], told: list[str], *, left_open: bool) -> int:
    """Show the patch that rows come to, and what it changes for readers; write it with ``--write``."""
    files = FactFiles(read(options.root)[0], options.root)
    drafts = Drafts(files.book, rows)
    with shown():
        proposal = propose(files, drafts, options.file, options.against, options.because, dt.date.today(), left_open)
    for change in files.changes():
        print(change.diff, end="")
    if proposal.comparison:
        print(FORMATS["text"](proposal.comparison))
    for line in told:
        print(line)
    for problem in proposal.left:
        print(f"left to do: {problem}")
    if proposal.superseded:
        names, more = ", ".join(proposal.superseded[:MAX_NAMED]), len(proposal.superseded) - MAX_NAMED
        print(
            f"marked as superseded by a later figure of the same claimant: {names}{f' and {more} more' if more > 0 else ''}"
        )
    print(summary(proposal))
    if options.write:
        files.write()
        print(f"{len(files.texts)} files written; 'factbook check' says what is left")
    elif files.texts:
        print("nothing is written; --write writes it")
    return 0
