"""How much one run tries: all that the suite can, or a tenth of what is tried in very many ways, chosen by a seed that is printed.

``SEED=…`` makes a run again; without it each run has a fresh one. ``make test-thorough`` tries everything.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import pytest

SEED: Final = int(os.environ.setdefault("SEED", str(random.SystemRandom().randrange(10**9))))
"""The seed of this run. It is set in the environment, so that the workers of pytest-xdist have the same one."""
THOROUGH: Final = os.environ.get("THOROUGH") == "1"
"""Whether everything is tried."""
PART: Final = 1.0 if THOROUGH else 0.1
"""The part of the thorough tests that are run."""


T = TypeVar("T")


def some(items: Iterable[T], name: str) -> list[T]:
    """Of some items all in a thorough run, else a tenth in their order, but at least one; ``name`` tells choices apart."""
    every = list(items)
    chosen = random.Random(f"{SEED}-{name}").sample(range(len(every)), many(len(every)))
    return [every[number] for number in sorted(chosen)]


def many(rounds: int) -> int:
    """How many of so many rounds a test makes: all in a thorough run, else a tenth, but at least one."""
    return max(1, round(rounds * PART))


def sampled(items: Sequence[pytest.Item]) -> set[str]:
    """The node ids of the marked tests to run, of each function's a tenth; one test alone is run in one run out of ten."""
    functions: defaultdict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("thorough"):
            functions[item.nodeid.partition("[")[0]].append(item.nodeid)
    chosen: set[str] = set()
    for function, marked in functions.items():
        rng = random.Random(f"{SEED}-{function}")
        wanted = len(marked) * PART
        chosen.update(rng.sample(marked, int(wanted) + (rng.random() < wanted % 1)))
    return chosen
