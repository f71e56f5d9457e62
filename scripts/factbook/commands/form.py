"""``factbook format``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from ..build import CACHE
from ..files import write_text
from ..formatter import unformatted_files
from ..problems import Problem, Problems
from ..reports import reported
from ..reports.annotations import annotation, folder
from ..schema import FOLDER, write
from .registry import command

SHOWN: Final = 5
"""Differences that ``check`` shows; the others are counted."""


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; every difference is a problem")
    reported(parser)


@command("format", _options)
def form(options: Namespace) -> int:
    """Put fact files in their usual form: order of fields, spacing, the schema for help while typing."""
    problems: list[Problem] = []
    for file in unformatted_files(options.root, problems):
        if options.check:
            problems += [] if file.only_modeline else [file.problem]
        else:
            write_text(options.root, options.root / file.path, file.after)
            print(f"{file.path}: put in its usual form")
    if not options.check and (options.root / "data").is_dir():
        for name in write(options.root):
            print(f"{FOLDER}/{name}: made again from the kinds")
    if problems:
        raise Problems(problems)
    return 0


def hint(root: Path, report: str) -> None:
    """Show what ``format`` would change in the order and spacing of files without a problem, and do not fail.

    An editor in the browser, who cannot run ``format``, must not be stopped by a space: whoever merges can run it.
    """
    files = [file for file in unformatted_files(root, [], root / CACHE) if not file.only_modeline]
    for file in files[:SHOWN]:
        if report == "github":
            print(annotation("notice", file.problem, folder(root)))
        else:
            print(file.diff, end="")
    if files:
        more = f" ({len(files) - SHOWN} more not shown)" if len(files) > SHOWN else ""
        count = f"{len(files)} file{'s are' if len(files) > 1 else ' is'}"
        print(f"{count} not in the usual form{more}; 'factbook format' or 'git apply' of the above mends it")
