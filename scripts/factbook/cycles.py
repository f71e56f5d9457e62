"""Names that lead to names: which lead back to themselves. Each name is looked at a few times, however many ways there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

Graph = Mapping[str, Collection[str]]
"""What each name leads to; names that are no key lead nowhere."""


def postorder(graph: Graph) -> list[str]:
    """Every name behind all that it leads to, as far as no loop is in the way."""
    order: list[str] = []
    seen: set[str] = set()
    for start in graph:
        trail = [] if start in seen else [(start, iter(graph[start]))]
        seen.add(start)
        while trail:
            following = next((name for name in trail[-1][1] if name in graph and name not in seen), None)
            if following is None:
                order.append(trail.pop()[0])
            else:
                seen.add(following)
                trail.append((following, iter(graph[following])))
    return order


def cyclic_components(graph: Graph) -> list[list[str]]:
    """The groups of names of which each leads to all others of its group and back; a name that leads to itself is one.

    Source: Kosaraju and Sharir's algorithm for strongly connected components.
    """
    backward: dict[str, list[str]] = {name: [] for name in graph}
    for name, leads_to in graph.items():
        for other in leads_to:
            if other in backward:
                backward[other].append(name)
    groups = []
    placed: set[str] = set()
    for start in reversed(postorder(graph)):
        if start in placed:
            continue
        placed.add(start)
        group = [start]
        for name in group:  # which grows meanwhile
            new = [other for other in dict.fromkeys(backward[name]) if other not in placed]
            placed.update(new)
            group += new
        if len(group) > 1 or start in graph[start]:
            groups.append(group)
    return groups


def shortest_cycle(graph: Graph, group: Collection[str]) -> list[str]:
    """A shortest way from the first name of such a group, by the alphabet, back to it: both ends are that name."""
    start, within = min(group), set(group)
    came_from: dict[str, str] = {}
    ahead = [start]
    for name in ahead:  # which grows meanwhile
        for following in graph[name]:
            if following in within and following not in came_from:
                came_from[following] = name
                ahead.append(following)
        if start in came_from:
            break
    way = [start]
    while len(way) == 1 or way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
