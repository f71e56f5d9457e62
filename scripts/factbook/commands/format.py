"""``factbook format``: formatter of fact files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ..build import CACHE
from ..files import write_text
from ..formatter import unformatted_files
from ..json_schema import FOLDER, write_schemas
from ..problems import Problem, Problems
from ..reports import add_format_option, path_prefix, workflow_command
from .registry import command

MAX_SHOWN: Final = 5
"""Files whose differences ``check`` prints; the others are counted."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; every difference is a problem")
    add_format_option(parser)


@command("format", _options, "factbook format", "factbook format --check")
def format_files(options: Namespace) -> int:
    """Put fact files in their usual form: order of fields, spacing, the schema for help while typing."""
    problems: list[Problem] = []
    for file in unformatted_files(options.root, problems):
        if options.check:
            problems += [] if file.only_modeline else [file.problem]
        else:
            write_text(options.root, options.root / file.path, file.after)
            print(f"{file.path}: put in its usual form")
    if not options.check and (options.root / "data").is_dir():
        for name in write_schemas(options.root):
            print(f"{FOLDER}/{name}: made again from the kinds")
    if problems:
        raise Problems(problems)
    return 0


def hint(root: Path, report: str) -> None:
    """Print what ``format`` would change in order and spacing, as a hint that never fails.

    Editors in a browser cannot run ``format``; whoever merges can.
    """
    files = [file for file in unformatted_files(root, [], root / CACHE) if not file.only_modeline]
    for file in files[:MAX_SHOWN]:
        if report == "github":
            print(workflow_command("notice", file.problem, path_prefix(root)))
        else:
            print(file.diff, end="")
    if files:
        more = f" ({len(files) - MAX_SHOWN} more not shown)" if len(files) > MAX_SHOWN else ""
        count = f"{len(files)} file{'s are' if len(files) > 1 else ' is'}"
        print(f"{count} not in the usual form{more}; 'factbook format' or 'git apply' of the above mends it")
