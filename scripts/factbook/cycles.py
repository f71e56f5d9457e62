"""Directed graphs of names: depth-first order and cycles, without recursion and in linear time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Graph = Mapping[str, Collection[str]]
"""The successors of each node; a successor that is no key is ignored."""


def postorder(graph: Graph) -> list[str]:
    """Return all nodes in depth-first postorder; without cycles, each stands behind its successors (topological order).

    Unlike ``graphlib``, this accepts cycles.
    """
    order: list[str] = []
    visited: set[str] = set()
    for start in graph:
        stack = [] if start in visited else [(start, iter(graph[start]))]
        visited.add(start)
        while stack:
            successor = next((name for name in stack[-1][1] if name in graph and name not in visited), None)
            if successor is None:
                order.append(stack.pop()[0])
            else:
                visited.add(successor)
                stack.append((successor, iter(graph[successor])))
    return order


def cyclic_components(graph: Graph) -> list[list[str]]:
    """Return the strongly connected components that have a cycle: two nodes or more, or one that is its own successor.

    Source: Kosaraju and Sharir's algorithm.
    """
    predecessors: dict[str, list[str]] = {name: [] for name in graph}
    for name, successors in graph.items():
        for successor in successors:
            if successor in predecessors:
                predecessors[successor].append(name)
    components = []
    assigned: set[str] = set()
    for start in reversed(postorder(graph)):
        if start in assigned:
            continue
        assigned.add(start)
        component = [start]
        for name in component:  # grows while it is read
            new = [other for other in dict.fromkeys(predecessors[name]) if other not in assigned]
            assigned.update(new)
            component += new
        if len(component) > 1 or start in graph[start]:
            components.append(component)
    return components


def shortest_cycle(graph: Graph, component: Collection[str]) -> list[str]:
    """Return a shortest cycle through the alphabetically first node of a cyclic component; it begins and ends with that node."""
    start, within = min(component), set(component)
    predecessor: dict[str, str] = {}
    queue = [start]
    for name in queue:  # breadth first; grows while it is read
        for successor in graph[name]:
            if successor in within and successor not in predecessor:
                predecessor[successor] = name
                queue.append(successor)
        if start in predecessor:
            break
    path = [start]
    while len(path) == 1 or path[-1] != start:
        path.append(predecessor[path[-1]])
    return path[::-1]
