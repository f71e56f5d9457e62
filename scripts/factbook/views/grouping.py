"""Groupings: an index of items under each of their keys, and connected components."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def group_by(items: Iterable[T], keys: Callable[[T], Iterable[K]]) -> Mapping[K, tuple[T, ...]]:
    """Index items under each of their keys: once under each, in their order."""
    groups: dict[K, list[T]] = {}
    for item in items:
        for key in dict.fromkeys(keys(item)):
            groups.setdefault(key, []).append(item)
    return {key: tuple(group) for key, group in groups.items()}


def connected(edges: Iterable[tuple[K, K]]) -> Mapping[K, K]:
    """Map each node of a graph to a node that stands for its connected component (union-find with path halving)."""
    parents: dict[K, K] = {}

    def root(node: K) -> K:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = node = parents[parents[node]]
        return node

    for first, second in edges:
        parents[root(second)] = root(first)
    return {node: root(node) for node in list(parents)}
