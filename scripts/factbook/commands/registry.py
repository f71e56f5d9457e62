"""Registry of subcommands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[Namespace], int]
"""Function of the parsed options (``root`` is the story's folder) that returns an exit code or raises ``Problems``."""


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its help in one line, a function that adds its options, one that runs it, and examples of its use."""

    name: str
    help: str
    options: Callable[[ArgumentParser], None]
    run: Run
    examples: tuple[str, ...]

    def add_to(self, parser: ArgumentParser) -> None:
        """Add the options to a parser, and the examples to its help."""
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "\n  ".join([f"example{'s' * (len(self.examples) > 1)}:", *self.examples])
        self.options(parser)


COMMANDS: dict[str, Command] = {}


def command(name: str, options: Callable[[ArgumentParser], None], *examples: str) -> Callable[[Run], Run]:
    """Register a function as a subcommand; the first line of its docstring is its help, the ``examples`` stand below it."""

    def register(run: Run) -> Run:
        if name in COMMANDS:
            raise ValueError(f"command {name!r} is registered twice")
        COMMANDS[name] = Command(name, (run.__doc__ or "").strip().splitlines()[0], options, run, examples)
        return run

    return register
