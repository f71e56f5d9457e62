"""Names that lead back to themselves, beside the plain way of finding out: from each name to all that it reaches."""

from __future__ import annotations

from itertools import pairwise

from factbook.cycles import cyclic_components, postorder, shortest_cycle
from hypothesis import given
from hypothesis import strategies as st
from sampling import tries

GRAPHS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghi"), max_size=3).map(tuple), max_size=8
)


def reached(graph: dict[str, tuple[str, ...]], start: str) -> set[str]:
    """Whatever a name leads to, in one step or more."""
    found: set[str] = set()
    ahead = list(graph.get(start, ()))
    while ahead:
        if (name := ahead.pop()) not in found:
            found.add(name)
            ahead.extend(graph.get(name, ()))
    return found


@tries(1000)
@given(GRAPHS)
def test_loops_and_order(graph: dict[str, tuple[str, ...]]) -> None:
    found = cyclic_components(graph)
    for name in graph:
        mine = {other for other in reached(graph, name) if name in reached(graph, other)}
        assert [set(group) for group in found if name in group] == ([mine] if name in reached(graph, name) else [])
    for group in found:
        way = shortest_cycle(graph, group)
        assert way[0] == way[-1] == min(group)
        assert all(after in graph[before] for before, after in pairwise(way))
        assert len(set(way)) == len(way) - 1
    order = postorder(graph)
    assert sorted(order) == sorted(graph)
    looping = {name for group in found for name in group}
    for name in set(graph) - looping:
        assert all(order.index(other) < order.index(name) for other in graph[name] if other in graph)


def test_a_ring_and_a_row_of_twenty_thousand() -> None:
    """Far more than Python has calls for."""
    row = {str(number): (str(number + 1),) for number in range(20_000)}
    assert cyclic_components(row) == []
    assert len(cyclic_components(row | {"19999": ("0",)})[0]) == 20_000
