"""Sampling of thorough tests: a run tries a tenth of their cases, chosen by a seed that is printed.

``SEED=…`` repeats a run; without it each run has a fresh seed. ``make test-thorough`` tries all cases.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, ParamSpec, TypeVar

import pytest
from hypothesis import seed, settings

SEED: Final = int(os.environ.setdefault("SEED", str(random.SystemRandom().randrange(10**9))))
"""The seed of this run; in the environment, so that the workers of pytest-xdist inherit it."""
THOROUGH: Final = os.environ.get("THOROUGH") == "1"
"""Whether all cases are tried."""
PART: Final = 1.0 if THOROUGH else 0.1
"""The fraction of thorough cases that are tried."""

P = ParamSpec("P")
T = TypeVar("T")


def subset(items: Iterable[T], name: str) -> list[T]:
    """Return all items in a thorough run, else a tenth in their order, but at least one; ``name`` is part of the seed."""
    population = list(items)
    chosen = random.Random(f"{SEED}-{name}").sample(range(len(population)), scaled(len(population)))
    return [population[number] for number in sorted(chosen)]


def scaled(rounds: int) -> int:
    """Return a number of rounds: all in a thorough run, else a tenth, but at least one."""
    return max(1, round(rounds * PART))


def tries(number: int) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Return a decorator for a property of Hypothesis: so many examples in a thorough run, else a tenth, by this run's seed."""

    def decorated(test: Callable[P, None]) -> Callable[P, None]:
        return seed(SEED)(settings(deadline=None, database=None, max_examples=scaled(number))(test))

    return decorated


def sampled(items: Sequence[pytest.Item]) -> set[str]:
    """Return the node ids of the thorough tests to run: a tenth of each function's; a single test with probability 0.1."""
    functions: defaultdict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("thorough"):
            functions[item.nodeid.partition("[")[0]].append(item.nodeid)
    chosen: set[str] = set()
    for function, marked in functions.items():
        rng = random.Random(f"{SEED}-{function}")
        expected = len(marked) * PART
        chosen.update(rng.sample(marked, int(expected) + (rng.random() < expected % 1)))
    return chosen
