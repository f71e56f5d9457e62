"""A story built, served and checked by this engine and by its peers."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from factbook.build import markdown_pages
from factbook.loading import load

from .contender import Contender
from .ours import NAME, NUMBER, editable, ours
from .peers import PLAIN, PLOT, Eleventy, Zensical, charts_in, plain
from .running import Taken, most_memory, run
from .serving import address_of, edits
from .table import Row, Target, printed

BUILT = NUMBER + 500
"""The first of the numbers that are edited in between builds; none of them is seen under serve again."""
CHECK = (sys.executable, "-m", "factbook", "check")


@dataclass(frozen=True, slots=True)
class Story:
    """A story with a folder of its own beside it."""

    name: str
    root: Path
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """What each build took and the most memory of one, by contender."""

    cold: Mapping[str, Sequence[Taken]]
    again: Mapping[str, Sequence[Taken]]
    edited: Mapping[str, Sequence[Taken]]
    memory: Mapping[str, float]


def compare(story: Story, peers: Sequence[Eleventy | Zensical], runs: int) -> None:
    """Measure a story and print its table."""
    pages = dict(markdown_pages(story.root))
    claim = editable(story.root)
    edited = next(path for path in pages if path.endswith(f"/{claim.count}.md"))
    contenders = [
        ours(story.root, claim),
        plain(story.root.with_name(f"{story.root.name}-plain"), story.root, pages, edited),
        *(peer.contender(story.root.name, story.root, pages, edited) for peer in peers if peer.folder),
    ]
    built = _built(contenders, runs)
    seen = edits(contenders, address_of(edited), runs)
    check = statistics.median(_first_check(contenders[0]) for _ in range(runs))
    claims, charts = len(load(story.root).claims), charts_in(pages)
    targets = _made_up_targets(claims, len(pages), charts) if story.made_up else _REAL
    rows = [
        Row("cold build", "s", _seconds(built.cold), targets.get("cold", {})),
        Row("… CPU", "s", _cpu(built.cold), {}),
        Row("no-change build", "s", _seconds(built.again), targets.get("again", {})),
        Row("… CPU", "s", _cpu(built.again), {}),
        Row("build after one edit", "s", _seconds(built.edited), targets.get("edited", {})),
        Row("… CPU", "s", _cpu(built.edited), {}),
        Row("edit seen under serve", "s", seen, targets.get("seen", {})),
        Row("first check, CPU", "s", {NAME: check}, {}),
        Row("memory of a cold build", "MB", built.memory, targets.get("memory", {})),
        Row("cold, CPU per page", "ms", _each(_cpu(built.cold), len(pages)), {}),
        Row("cold, CPU per claim", "ms", _each(_cpu(built.cold), claims), {}),
        Row("edit, CPU per page", "ms", _each(_cpu(built.edited), len(pages)), {}),
        Row("edit, CPU per claim", "ms", _each(_cpu(built.edited), claims), {}),
    ]
    title = f"{story.name}: {claims:,} claims, {len(pages):,} pages, {charts} charts"
    printed(title, [contender.name for contender in contenders], PLAIN, rows)


_REAL = {
    "cold": {PLAIN: Target(1.4, f"× {PLAIN}")},
    "again": {PLAIN: Target(1.15, f"× {PLAIN}")},
    "edited": {PLAIN: Target(0.3, f"× {PLAIN}"), PLOT: Target(1, f"× {PLOT}", below=True)},
    "memory": {NAME: Target(250, "MB")},
}


def _each(seconds: Mapping[str, float], number: int) -> dict[str, float]:
    """Milliseconds for each of a number of things."""
    return {name: 1000 * value / max(number, 1) for name, value in seconds.items()}


def _made_up_targets(claims: int, pages: int, charts: int) -> dict[str, dict[str, Target]]:
    """The targets that are set for a story of about this size."""
    targets = {}
    if charts == 12 and round(pages, -1) == 400:
        targets["again"] = {PLOT: Target(1, f"× {PLOT}", below=True)}
    if claims == 1_000:
        targets["seen"] = {NAME: Target(1, "s", below=True)}
    return targets


def _first_check(contender: Contender) -> float:
    """Seconds of CPU of a check without a cache."""
    contender.clear()
    return run(CHECK, contender.folder).cpu


def _built(contenders: Sequence[Contender], runs: int) -> Built:
    """Build cold, again, and after an edit, in turns; before them once for the memory, which also warms the machine up."""
    cold, again, edited = ({each.name: list[Taken]() for each in contenders} for _ in range(3))
    memory = {}
    for each in contenders:
        each.clear()
        memory[each.name] = most_memory(each.build, each.folder)
    for turn in range(runs):
        for each in contenders:
            each.clear()
            cold[each.name].append(run(each.build, each.folder))
        for each in contenders:
            again[each.name].append(run(each.build, each.folder))
        for each in contenders:
            each.edit.save(BUILT + turn)
            edited[each.name].append(run(each.build, each.folder))
    return Built(cold, again, edited, memory)


def _seconds(taken: Mapping[str, Sequence[Taken]]) -> dict[str, float]:
    """Medians by the clock."""
    return {name: statistics.median(one.seconds for one in each) for name, each in taken.items()}


def _cpu(taken: Mapping[str, Sequence[Taken]]) -> dict[str, float]:
    """Medians of CPU, which tell more on a machine that others use, too."""
    return {name: statistics.median(one.cpu for one in each) for name, each in taken.items()}
