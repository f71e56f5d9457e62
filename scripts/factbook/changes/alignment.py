"""Sequence diff and matching of similar sets in near-linear time; difflib's worst case is cubic.

Threat (SECURITY.md): a comparison that takes minutes.
"""

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
"""Members of a set, the rarest ones, by which candidates for it are looked up."""
HOLDERS: Final = 16
"""Sets looked at for each of these members."""
CANDIDATES: Final = 20
"""Sets that are compared as a whole, those that share most of the rarest members."""
ALMOST_EQUAL: Final = 0.8
"""Sets at least as similar as this are matched first, so that no weaker match takes their place."""


def differences(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two sequences differ, as ``(i, k, j, m)``: ``old[i:k]`` became ``new[j:m]``; all between is equal.

    Patience diff: the longest increasing subsequence of equal elements, where the nth of several equal ones is matched
    to the nth, extended by equal neighbours. O(n log n).
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
    for k, m in [*_longest_increasing(same), (end, new_end)]:
        next_i, next_j = k + 1, m + 1
        while i < k and j < m and old[i] == new[j]:
            i, j = i + 1, j + 1
        while i < k and j < m and old[k - 1] == new[m - 1]:
            k, m = k - 1, m - 1
        if i < k or j < m:
            yield i, k, j, m
        i, j = next_i, next_j


def _numbered(elements: Iterable[T]) -> Iterator[tuple[T, int]]:
    """Yield each element with the number of equal ones before it."""
    seen: Counter[T] = Counter()
    for each in elements:
        yield each, seen[each]
        seen[each] += 1


def _longest_increasing(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence of pairs, sorted by their first number, that increases in the second, too."""
    ends: list[int] = []  # the least second number with which a subsequence of each length can end
    chains: list[tuple[tuple[int, int], object]] = []  # that subsequence, as a linked list from its end
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


def pair_up(old: Sequence[T], new: Sequence[T], *keys: Callable[[T], Hashable]) -> dict[int, int]:
    """Pair new elements with old ones by equal keys, and return old indices by new ones; each is paired once.

    Elements are paired by the first of ``keys``, those left by the second, and so on.
    """
    pairs: dict[int, int] = {}
    for key in keys:
        taken = set(pairs.values())
        left: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for number, each in enumerate(old):
            if number not in taken:
                left[key(each)].append(number)
        for number, each in enumerate(new):
            if number not in pairs and left[key(each)]:
                pairs[number] = left[key(each)].popleft()
    return pairs


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how similar two sets are, from 0 to 1 (Sørensen–Dice coefficient)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def most_similar(old: Mapping[K, frozenset[str]], new: Mapping[K, frozenset[str]], least: float) -> dict[K, K]:
    """Match new sets to the most similar old ones, at least ``least`` similar; return old keys by new ones, each matched once.

    Candidates are the few that share the rarest members (an inverted index), not all.
    """
    holders: dict[str, dict[K, None]] = {}
    for name, members in old.items():
        for member in members:
            holders.setdefault(member, {})[name] = None
    matches: dict[K, K] = {}
    for enough in (ALMOST_EQUAL, least):
        for name, members in new.items():
            if name in matches:
                continue
            known = (member for member in members if holders.get(member))
            rarest = nsmallest(RAREST, known, key=lambda member: (len(holders[member]), member))
            shared = Counter(each for member in rarest for each in islice(holders[member], HOLDERS))
            candidates = {each: similarity(old[each], members) for each, _ in shared.most_common(CANDIDATES)}
            best = max(candidates, key=candidates.__getitem__, default=None)
            if best is not None and candidates[best] >= enough:
                matches[name] = best
                for member in old[best]:
                    del holders[member][best]
    return matches


AROUND: Final = 3
"""Words of context on each side of a difference in a long text."""
MAX_SHOWN: Final = 600
"""Characters of a text in a report; a page may be one sentence."""


def excerpts(before: str, after: str) -> tuple[str, str]:
    """Cut two long texts to their differences, with some words of context."""
    old, new = before.split(), after.split()
    out: tuple[list[str], list[str]] = ([], [])
    end = 0
    for i, k, j, m in [*differences(old, new), (len(old), len(old), len(new), len(new))]:
        same = old[end:i]
        if len(same) > 2 * AROUND + 1:
            same = [*(same[:AROUND] if end else ()), "…", *(same[-AROUND:] if i < len(old) else ())]
        out[0].extend([*same, *old[i:k]])
        out[1].extend([*same, *new[j:m]])
        end = k
    return shortened(" ".join(out[0])), shortened(" ".join(out[1]))


def shortened(text: str, most: int = MAX_SHOWN) -> str:
    """Cut a text to at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
