"""``factbook new``: scaffold of a fact, written into the right file."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from ..fact_files import CLAIM, FactFiles
from ..factbook import Factbook
from ..files import write_text
from ..kinds import FILE_PATTERNS, KINDS, Source
from ..kinds.base import ID_PATTERN
from ..loading import HOME, read
from ..problems import Place, Problem, Problems, nearest, quote
from ..scaffold import required_fields
from ..sheets.arguments import given_by
from ..sheets.drafts import Drafts
from ..sheets.given import ArgumentPlace, Cell, Given
from ..sheets.proposal import fact_problems, write_drafts
from ..validation import TYPE, UNFILLED
from .registry import command

EXAMPLES: Final = (
    "factbook new claim visitors/guild-2025-07-01",
    'factbook new claim visitors/ value="at least 9500" by=guild as_of=2025-07-01 basis=model source=guild-2025-06-05',
    'factbook new claim visitors/ value="at least 9500" by=guild as_of=2025-07-01 basis=model source.title="Crowds at the pier" \\\n'
    "      source.publisher=herald source.published=2025-07-02 source.type=article",
)
TABLE: Final = "month,figure\n"
"""The head of a new table."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("kind", help=f"a kind of fact: {', '.join([*KINDS, CLAIM])}")
    parser.add_argument(
        "id", help="its permanent id; a claim's as count/claim, or count/ for one made of claimant and day"
    )
    parser.add_argument("values", nargs="*", metavar="FIELD=VALUE", help="of a list, once for each member")
    parser.add_argument("--with-source", action="store_true", help="also begin the source, if it does not exist")
    parser.add_argument("--file", metavar="NAME", help="for a kind that stands in lists by topic: the topic's file")


@command("new", _options, *EXAMPLES)
def new(options: Namespace) -> int:
    """Begin a fact: write its fields into the right file, with the values that are given, or with what each is for.

    Without values, a terminal asks for the required fields one by one.
    """
    kind, root = options.kind, options.root
    if kind not in (*KINDS, CLAIM):
        message = f"must be a kind of fact, found {quote(kind)}; {nearest(kind, [*KINDS, CLAIM], 12)}"
        raise Problems([Problem(Place("data"), HOME, message, "count")])
    if kind == CLAIM and "/" not in options.id:
        message = f"must be the id of a count, a stroke and a new id, found {quote(options.id)}"
        raise Problems(
            [
                Problem(
                    ArgumentPlace(options.id or "claim"), TYPE, message, f"{options.id or 'visitors'}/guild-2025-07-01"
                )
            ]
        )
    given = _asked(kind) if sys.stdin.isatty() and not options.values else given_by(options.values, kind)
    files = FactFiles(read(root)[0], root)
    if not given.texts and not given.inner:
        paths = [files.add(kind, options.id, {}, options.file)]
        left = {*paths}
    else:
        paths, left = _drafted(files, given, options)
    target = root / paths[-1]
    table = target.with_suffix(".csv")
    has_table = kind in FILE_PATTERNS and bool(FILE_PATTERNS[kind].table) and not table.exists()
    files.write()
    if has_table:
        write_text(root, table, TABLE)
    beside = f", and the rows of the table into {table.relative_to(root).as_posix()}" if has_table else ""
    for path in dict.fromkeys(paths):
        is_open = beside or path in left
        print(
            f"{path}: {f'fill in what is open{beside}' if is_open else 'written'}; 'factbook check' says what is left"
        )
    return 0


def _drafted(files: FactFiles, given: Given, options: Namespace) -> tuple[list[str], set[str]]:
    """Put a fact with values, and those that it names, into its files; return these, and which of them are left open."""
    kind = options.kind
    count, slash, id = options.id.rpartition("/") if kind == CLAIM else ("", "", options.id)
    if not re.fullmatch(ID_PATTERN, id) and not (slash and not id):
        files.add(kind, options.id, {}, options.file)  # which refuses it
    place = ArgumentPlace(options.id)
    given.put(["id"], Cell(id, place))
    if kind == CLAIM:
        given.put(["count"], Cell(count, place))
    if kind == CLAIM and not given.text("as_of") and (day := _day_of_source(files.book, given)):
        given.put(["as_of"], Cell(day, place))
        print(f"as_of: {day}, the day of its source; as_of=… says another")
    if options.with_source and given.text("source"):
        given.inner.setdefault("source", Given(given.texts["source"][0].place))
    drafts = Drafts(files.book, [(kind, given)], fresh=True)
    write_drafts(drafts, files, options.file)
    wrong, left = fact_problems(files, drafts.drafts, left_open=True)
    if wrong or drafts.problems:
        raise Problems([*wrong, *drafts.problems])
    paths = [draft.path for draft in [*drafts.drafts[1:], drafts.drafts[0]] if draft.path]
    return paths, {
        problem.place.path for problem in left if problem.rule == UNFILLED and problem.place.path in files.texts
    }


def _day_of_source(book: Factbook, given: Given) -> str:
    """Return the day of a claim's source, there or given with it; empty where none is known."""
    known = book.of(Source).get(given.text("source"))
    return (
        str(known.published or "")
        if known
        else given.inner["source"].text("published")
        if "source" in given.inner
        else ""
    )


def _asked(kind: str) -> Given:
    """Ask for each required field on the terminal."""
    print("An empty answer leaves a field open.")
    given = Given(ArgumentPlace("the answers"))
    for name, purpose in required_fields(kind).items():
        if answer := input(f"{name}: {purpose}\n> ").strip():
            given.put([name], Cell(answer, ArgumentPlace(f"{name}={answer}")))
    return given
