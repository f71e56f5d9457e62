"""A generated file: where it lies, and how its bytes are made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: its path below the site's root, and a function that returns its bytes.

    A slow one has ``begin``, which a publisher calls first to start it in a worker process, or ``key``: a digest of all that it
    is made of beside the settings and the engine, by which a build knows that the file of the last one is the same. An
    empty digest is like none.
    """

    path: str
    make: Callable[[], bytes]
    begin: Callable[[], None] | None = None
    key: Callable[[], str] | None = None
