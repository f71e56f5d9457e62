"""``factbook diff``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..changes import FORMATS, against, compare, compared, version
from ..problems import Problems
from .registry import command


def _options(parser: ArgumentParser) -> None:
    compared(parser, "what the story is compared with", required=True)
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")


@command("diff", _options)
def diff(options: Namespace) -> int:
    """Tell what changed for readers since another version: facts, conflicts, sentences, charts."""
    new = version(options.root)
    with against(options.root, options.against) as base:
        comparison = compare(base.name, base.left_out, version(base.root), new)
    print(FORMATS[options.format](comparison))
    if new.problems:
        raise Problems(new.problems)
    return 0
