"""``factbook migrate``: fact files in a form of earlier versions, rewritten in today's."""

from __future__ import annotations

from argparse import Namespace

from ..files import write_text
from ..migrations import old_files
from ..problems import Problem, Problems
from .registry import command


@command("migrate")
def migrate(options: Namespace) -> int:
    """Rewrite fact files that are in a form of earlier versions; comments, order and values stay."""
    problems: list[Problem] = []
    files = old_files(options.root, problems)
    if problems:
        raise Problems(problems)  # before anything is written
    for file in files:
        write_text(options.root, options.root / file.path, file.after)
        print(f"{file.path}: rewritten in today's form")
    if not files:
        print("every fact file is in today's form")
    return 0
