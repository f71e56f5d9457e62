"""Entry point of the command ``factbook``: options, subcommand, report, exit code."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import shtab

from . import own_code
from .commands import COMMANDS
from .problems import Problem, Problems
from .reports import REPORTS, ReportContext

EXIT_INTERRUPTED = 130
"""Exit code of a program ended by Ctrl-C, as shells have it."""
EXIT_CODES = """\
exit codes:
  0    done
  1    problems in facts or pages, all of them listed, or a file that cannot be read or written
  2    arguments that are not understood
  130  interrupted

factbook COMMAND --help has examples of each command.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand and return the exit code: 0, or 1 for problems in facts or pages or a file that cannot be read or written."""
    gc.disable()  # commands are short and create few reference cycles; collection took a quarter of a check
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # for a console whose encoding lacks a character
    options = options_of(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except OSError as error:
        where = "what it prints" if isinstance(error, BrokenPipeError) else error.filename or "a file"
        with suppress(OSError):
            print(f"factbook cannot read or write {where}: {error.strerror or error}", file=sys.stderr, flush=True)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        _detach_if_closed(stream)
    return code


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    """Parse the arguments. Raises :class:`SystemExit` with 2 on invalid ones."""
    parser = argparse.ArgumentParser(
        prog="factbook",
        description="Facts with their sources in, a site out.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shtab.add_argument_to(parser, "--print-completion", help="print the completion of this command line for a shell")
    _add_root(parser, "roots")
    parser.add_argument(
        "--code",
        type=_folder,
        default=Path(),
        metavar="DIR",
        help="the story whose own code in scripts/ is run (default: here, whatever --root is: another's code is not trusted)",
    )
    subparsers = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS.values():
        subparser = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.add_to(subparser)
        _add_root(subparser, "more_roots")  # another name, as argparse would overwrite the first list
    options, rest = parser.parse_known_args(arguments)
    if rest and any(each.startswith("-") or not hasattr(options, "values") for each in rest):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:  # argparse takes arguments that may be many from one place alone, not from behind an option too
        options.values += rest
    roots = [*options.roots, *options.more_roots]
    if len({root.absolute() for root in roots}) > 1:
        parser.error(f"argument --root: must be one folder, found {' and '.join(map(repr, map(str, roots)))}")
    options.root = roots[0] if roots else Path()
    return options


def _add_root(parser: argparse.ArgumentParser, name: str) -> None:
    """Add ``--root``, which may stand before or after the subcommand."""
    parser.add_argument(
        "--root",
        type=_folder,
        action="append",
        default=[],
        dest=name,
        metavar="DIR",
        help="the story's folder (default: here)",
    )


def _folder(text: str) -> Path:
    if not text:  # such as a variable that was not set
        raise argparse.ArgumentTypeError("must be a folder, found nothing")
    return Path(text)


def _run(options: argparse.Namespace) -> int:
    problems: Sequence[Problem] = ()
    try:
        own_code.use(options.code)
        code = COMMANDS[options.command].run(options)
    except Problems as error:
        problems, code = error.problems, 1
    REPORTS[getattr(options, "report", "text")](problems, ReportContext(options.root, sys.stdout, sys.stderr))
    return code


def _detach_if_closed(stream: TextIO) -> None:
    """Redirect a stream whose reader has closed it to the null device; else Python flushes again at exit and prints an error."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
