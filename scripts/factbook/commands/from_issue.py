"""``factbook from-issue``: the answers of the issue form 'new fact' as files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..fact_files import CLAIM
from ..files import open_regular
from ..sheets.arguments import given_by
from ..sheets.issue_form import MAX_CHARACTERS, answers, labels_of
from ..sheets.tables import override
from .import_sheet import add_proposal_options, show
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("issue", type=Path, help="a file with the issue's text, or its JSON; - for standard input")
    add_proposal_options(parser)


@command(
    "from-issue",
    _options,
    "factbook from-issue issue.md count=visitors by=guild",
    "gh issue view 12 --json body | factbook from-issue - count=visitors source.publisher=herald --write",
)
def from_issue(options: Namespace) -> int:
    """Make a claim, and what it names, of the answers of an issue form; what they do not say is left to be filled in."""
    if str(options.issue) == "-":
        path, text = "standard input", sys.stdin.read(MAX_CHARACTERS)
    else:
        with open_regular(options.issue) as file:
            path, text = options.issue.name, file.read(MAX_CHARACTERS).decode("utf-8-sig", "replace")
    given = answers(text, path, labels_of(options.root))
    override(given, given_by(options.values, CLAIM))
    return show(options, [(CLAIM, given)], [], left_open=True)
