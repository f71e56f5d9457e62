"""``factbook migrate``: a story in the form of an earlier version, rewritten in today's."""

from __future__ import annotations

from argparse import Namespace

from ..files import read_text, write_text
from ..migrations import migrated_settings, old_files
from ..problems import Problem, Problems
from ..settings import CONFIG
from ..starter import PINS, migrated_pins
from .registry import command


@command("migrate", lambda parser: None, "factbook migrate")
def migrate(options: Namespace) -> int:
    """Rewrite fact files, settings and pins that are in a form of earlier versions; comments, order and values stay."""
    problems: list[Problem] = []
    files = old_files(options.root, problems)
    if problems:
        raise Problems(problems)  # before anything is written
    rewritten = [(file.path, file.after) for file in files]
    for name, form in ((CONFIG, migrated_settings), (PINS, migrated_pins)):
        before = read_text(options.root, options.root / name) if (options.root / name).is_file() else ""
        if before and (after := form(before)) != before:
            rewritten.append((name, after))
    for path, text in rewritten:
        write_text(options.root, options.root / path, text)
        print(f"{path}: rewritten in today's form")
    if not rewritten:
        print("everything is in today's form")
    return 0
