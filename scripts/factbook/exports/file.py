"""A generated file: where it lies, and how its bytes are made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: its path below the site's root, and a function that returns its bytes.

    A slow one has ``begin``, which a publisher calls first to start it in a worker process.
    """

    path: str
    make: Callable[[], bytes]
    begin: Callable[[], None] | None = None
