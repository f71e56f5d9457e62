"""``factbook diff``: what changed for readers between two versions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..changes import FORMATS, add_base_options, against, compare, compare_files, read_version, revision
from ..problems import Problems
from ..progress import shown
from .registry import command


def _options(parser: ArgumentParser) -> None:
    add_base_options(parser, "what the story is compared with", required=True)
    parser.add_argument("--format", choices=[*FORMATS], default="text", help="default: text")


@command("diff", _options, "factbook diff --against origin/main")
def diff(options: Namespace) -> int:
    """Tell what changed for readers since another version, fact by fact and sentence by sentence, and what else was touched."""
    with shown(), against(options.root, options.against) as base:
        new = read_version(options.root)
        commit = "" if isinstance(options.against, Path) else revision(options.root, options.against)
        also = compare_files(base.root, options.root, commit)
        comparison = compare(base.name, base.left_out, read_version(base.root, migrate=True), new, also)
    print(FORMATS[options.format](comparison))
    if new.problems:
        raise Problems(new.problems)
    return 0
