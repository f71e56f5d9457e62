"""The command ``factbook``."""

from __future__ import annotations

import argparse
import gc
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from .commands import COMMANDS
from .problems import Problem, Problems
from .reports import REPORTS, Audience


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 when all is well, 1 when facts or pages have problems."""
    gc.disable()  # a command is short and makes next to no cycles; looking for them took a quarter of a check
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a letter must not end the program
    parser = argparse.ArgumentParser(prog="factbook", description="Facts with their sources in, a site out.")
    parser.add_argument("--root", type=Path, default=Path(), help="the story's folder (default: here)")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS.values():
        command.options(subparsers.add_parser(command.name, help=command.help, description=command.help))
    options = parser.parse_args(arguments)
    problems: Sequence[Problem] = ()
    try:
        code = COMMANDS[options.command].run(options)
    except Problems as error:
        problems, code = error.problems, 1
    REPORTS[getattr(options, "report", "text")](problems, Audience(options.root, sys.stdout, sys.stderr))
    return code


if __name__ == "__main__":
    sys.exit(main())
