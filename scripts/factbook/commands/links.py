"""``factbook links``."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from ..link_check import LinkClient, check_links, links_in
from ..loading import read
from ..problems import Problems
from ..reports import reported
from ..reports.annotations import annotation, folder
from .registry import command


def _options(parser: ArgumentParser) -> None:
    reported(parser)
    parser.add_argument("--timeout", type=float, default=15.0, metavar="SECONDS", help="for one answer (default: 15)")


@command("links", _options)
def run(options: Namespace) -> int:
    """Ask every web address of the facts whether it is still there; for a schedule, never for a pull request."""
    if os.environ.get("GITHUB_EVENT_NAME", "").startswith("pull_request"):
        print("links are not asked in a pull request: whoever opens one would choose what is asked", file=sys.stderr)
        return 2
    book, unread = read(options.root)
    checked = check_links(links_in(book), LinkClient(timeout=options.timeout))
    for note in checked.notes if options.report != "json" else ():
        print(annotation("notice", note, folder(options.root)) if options.report == "github" else note)
    if problems := [*unread, *checked.problems]:
        raise Problems(problems)
    if options.report != "json":
        print(f"no dead link among {len({link.address for link, _ in checked.statuses})}")
    return 0
