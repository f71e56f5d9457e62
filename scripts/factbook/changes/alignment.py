"""Sequences side by side and the likest of many sets, in time that grows with their size; difflib's grows with its cube."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import islice
from typing import Final, TypeVar

T = TypeVar("T", bound=Hashable)
K = TypeVar("K", bound=Hashable)

RAREST: Final = 16
"""Members of a set by which those like it are looked up: the ones that the fewest others have."""
HOLDERS: Final = 16
"""So many of the sets that have a member are looked at."""
CANDIDATES: Final = 20
"""Sets that are compared as wholes with one that has most of its rarest members in common with them."""
ALMOST_EQUAL: Final = 0.8
"""Sets as like as that are paired first, so that no other takes what is clearly another's."""


def stretches(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[int, int, int, int]]:
    """Where two sequences differ: ``old[i:k]`` became ``new[j:m]``, in order; all in between is the same.

    By patience diff: the longest run of elements that kept their order, where the nth of several equal ones is taken
    for the nth, and what is equal around them. O(n log n).
    """
    start, end, new_end = 0, len(old), len(new)
    while start < min(end, new_end) and old[start] == new[start]:
        start += 1
    while start < min(end, new_end) and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    places = {each: start + place for place, each in enumerate(_numbered(new[start:new_end]))}
    numbered = enumerate(_numbered(old[start:end]))
    same = ((start + place, places[each]) for place, each in numbered if each in places)
    i = j = start
    for k, m in [*_in_order(same), (end, new_end)]:
        next_i, next_j = k + 1, m + 1
        while i < k and j < m and old[i] == new[j]:
            i, j = i + 1, j + 1
        while i < k and j < m and old[k - 1] == new[m - 1]:
            k, m = k - 1, m - 1
        if i < k or j < m:
            yield i, k, j, m
        i, j = next_i, next_j


def _numbered(elements: Iterable[T]) -> Iterator[tuple[T, int]]:
    """Each element with how many equal ones stand before it."""
    seen: Counter[T] = Counter()
    for each in elements:
        yield each, seen[each]
        seen[each] += 1


def _in_order(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, which ascend in the first number, that ascend in the second too."""
    ends: list[int] = []  # the least second number in which a run of each length can end
    chains: list[tuple[tuple[int, int], object]] = []  # that run, from its end
    for pair in pairs:
        length = bisect_left(ends, pair[1])
        ends[length : length + 1] = [pair[1]]
        chains[length : length + 1] = [(pair, chains[length - 1] if length else None)]
    run: list[tuple[int, int]] = []
    chain: object = chains[-1] if chains else None
    while isinstance(chain, tuple):
        pair, chain = chain
        run.append(pair)
    return run[::-1]


def beside(old: Sequence[T], new: Sequence[T], *alike: Callable[[T], Hashable]) -> dict[int, int]:
    """For each of the new elements the old one in whose place it stands, by their numbers, each once.

    One for which the first of ``alike`` gives the same, or else the second, and so on.
    """
    found: dict[int, int] = {}
    for likeness_of in alike:
        taken = set(found.values())
        left: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for number, each in enumerate(old):
            if number not in taken:
                left[likeness_of(each)].append(number)
        for number, each in enumerate(new):
            if number not in found and left[likeness_of(each)]:
                found[number] = left[likeness_of(each)].popleft()
    return found


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of two sets that both have, from 0 to 1 (Sørensen–Dice coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def likest(old: Mapping[K, frozenset[str]], new: Mapping[K, frozenset[str]], least: float) -> dict[K, K]:
    """For each of the new sets the likest of the old ones, at least ``least`` like it; each of those once.

    Looked for among the few that have its rarest members too, and not among all.
    """
    holders: dict[str, dict[K, None]] = {}
    for name, members in old.items():
        for member in members:
            holders.setdefault(member, {})[name] = None
    found: dict[K, K] = {}
    for enough in (ALMOST_EQUAL, least):
        for name, members in new.items():
            if name in found:
                continue
            known = (member for member in members if holders.get(member))
            rarest = nsmallest(RAREST, known, key=lambda member: (len(holders[member]), member))
            shared = Counter(each for member in rarest for each in islice(holders[member], HOLDERS))
            candidates = {each: likeness(old[each], members) for each, _ in shared.most_common(CANDIDATES)}
            best = max(candidates, key=candidates.__getitem__, default=None)
            if best is not None and candidates[best] >= enough:
                found[name] = best
                for member in old[best]:
                    del holders[member][best]
    return found


AROUND: Final = 3
"""Words that stay on each side of what changed in a long text."""
SHOWN: Final = 600
"""Letters of a text that are shown; a page may be one sentence."""


def differing(before: str, after: str) -> tuple[str, str]:
    """Two long texts cut to what differs between them, with the words around it."""
    old, new = before.split(), after.split()
    out: tuple[list[str], list[str]] = ([], [])
    end = 0
    for i, k, j, m in [*stretches(old, new), (len(old), len(old), len(new), len(new))]:
        same = old[end:i]
        if len(same) > 2 * AROUND + 1:
            same = [*(same[:AROUND] if end else ()), "…", *(same[-AROUND:] if i < len(old) else ())]
        out[0].extend([*same, *old[i:k]])
        out[1].extend([*same, *new[j:m]])
        end = k
    return shortened(" ".join(out[0])), shortened(" ".join(out[1]))


def shortened(text: str, most: int = SHOWN) -> str:
    """A text cut to so many letters."""
    return text if len(text) <= most else text[: most - 1] + "…"
