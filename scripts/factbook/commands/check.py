"""``factbook check``."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace

from ..build import check as checked
from ..changes import compared, judged
from ..loading import read
from ..pages.documents import documents
from ..problems import Problems
from ..reports import add_format_option
from ..staleness import overdue_reviews
from .format import hint
from .registry import command


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    compared(parser, "also refuse what changed since there, published, without a correction")
    parser.add_argument("--stale", action="store_true", help="instead, list what is due to be looked at again")
    parser.add_argument(
        "--today",
        type=dt.date.fromisoformat,
        default=None,
        metavar="DATE",
        help="the day of the check (default: today)",
    )


@command("check", _options)
def check(options: Namespace) -> int:
    """Read every fact and page, and print every problem."""
    today = options.today or dt.date.today()
    if options.stale:
        return _stale(options, today)
    silent = [] if options.against is None else judged(options.root, options.against, today)
    try:
        pages = checked(options.root)
    except Problems as error:
        raise Problems([*error.problems, *silent]) from error
    if silent:
        raise Problems(silent)
    if options.report != "json":
        print(f"no problems in {pages} pages")
        hint(options.root, options.report)
    return 0


def _stale(options: Namespace, today: dt.date) -> int:
    """List what is due, and whatever cannot be read and might be."""
    book, unread = read(options.root)
    papers, unreadable = documents(options.root)
    if problems := [*unread, *unreadable, *overdue_reviews(book, papers, today)]:
        raise Problems(problems)
    if options.report != "json":
        print(f"nothing is due by {today}")
    return 0
