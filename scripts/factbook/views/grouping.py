"""Filing: what belongs to a name, looked up instead of searched for on every page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")
N = TypeVar("N", bound=Hashable)


def group_by(items: Iterable[T], names: Callable[[T], Iterable[N]]) -> Mapping[N, tuple[T, ...]]:
    """Items under each of their names, once under each, in the order they come in."""
    files: dict[N, list[T]] = {}
    for item in items:
        for name in dict.fromkeys(names(item)):
            files.setdefault(name, []).append(item)
    return {name: tuple(kept) for name, kept in files.items()}
