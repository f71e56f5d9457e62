"""``factbook links``: dead links among the addresses of facts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from ..link_check import LinkClient, check_links, links_in, refused_in_pull_request
from ..loading import read
from ..problems import Problems
from ..progress import shown
from ..reports import ReportContext, add_format_option, print_notes
from .registry import command


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    parser.add_argument("--timeout", type=float, default=15.0, metavar="SECONDS", help="for one answer (default: 15)")


@command("links", _options, "factbook links")
def run(options: Namespace) -> int:
    """Ask every web address of the facts whether it is still there; for a schedule, never for a pull request."""
    if refused_in_pull_request("no link is asked"):
        return 2
    book, problems = read(options.root)
    with shown():
        checked = check_links(links_in(book), LinkClient(timeout=options.timeout))
    print_notes(checked.notes, options.report, ReportContext(options.root, sys.stdout, sys.stderr))
    if problems := [*problems, *checked.problems]:
        raise Problems(problems)
    if options.report != "json":
        print(f"no dead link among {len({link.address for link, _ in checked.statuses})}")
    return 0
