"""``factbook engine``: changes that are neither facts nor pages."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..changes import engine_problems
from ..problems import Problems
from ..reports import add_format_option
from .registry import command


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    parser.add_argument("--against", required=True, metavar="REF", help="the git revision that it was before")


@command("engine", _options, "factbook engine --against origin/main")
def engine(options: Namespace) -> int:
    """List what changed that is neither a fact nor a page, and is for a maintainer to review by hand."""
    if problems := engine_problems(options.root, options.against):
        raise Problems(problems)
    if options.report != "json":
        print("only facts and pages changed")
    return 0
