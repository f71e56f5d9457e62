"""Registry of subcommands."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[Namespace], int]
"""Function of the parsed options (``root`` is the story's folder) that returns an exit code or raises ``Problems``."""


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its help in one line, a function that adds its options, one that runs it."""

    name: str
    help: str
    options: Callable[[ArgumentParser], None]
    run: Run


COMMANDS: dict[str, Command] = {}


def command(name: str, options: Callable[[ArgumentParser], None] = lambda parser: None) -> Callable[[Run], Run]:
    """Register a function as a subcommand; the first line of its docstring is its help."""

    def register(run: Run) -> Run:
        if name in COMMANDS:
            raise ValueError(f"command {name!r} is registered twice")
        COMMANDS[name] = Command(name, (run.__doc__ or "").strip().splitlines()[0], options, run)
        return run

    return register
