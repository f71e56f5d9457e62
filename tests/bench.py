"""Measures builds and checks, and prints medians and ratios; nothing here fails on a slow day.

``make bench`` prints two tables. The first is about the real story; beside it, in the same run, plain MkDocs with
plain Material builds the same Markdown without charts, so that the ratios say what the engine costs. The second is
about made-up stories of growing size (``synthetic.py``): seconds of CPU, so that other work on the machine counts
less, and the most memory a check takes. ``make bench SIZES="100 100000"`` measures other sizes.

What was found on the way, largest first (two cores, the real story of 350 pages):

- Altair copied and validated every row of a chart up to seven times (24 s of a cold build of 43 s): rows now stand
  beside the marks, and specifications are validated in the tests.
- The renderer measures text at some 0.1 ms a letter, five sixths of what was left of a picture: pictures are drawn
  without their words, which are put in afterwards; tests prove that not a byte differs.
- Palettes of PNGs were made in Python, half of a PNG's time, and every fourth had too many colours for one and stayed five
  times as large: Pillow makes them now.
- Pictures and pixels are made by all cores, while MkDocs writes pages.
- A check renders no HTML of blocks and cards, in which nothing can be wrong, and draws nothing.
- Claims and conflicts are looked up by name instead of being searched for on each page; pairs of claims that cannot
  differ are never compared (50 claims of a count: 1,225 pairs before, some dozens now).
- Reading: types of YAML events compared by identity, places as tuples, no default copied for each fact; looking for
  garbage took a quarter of a check, and there is next to none.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from synthetic import synthetic

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
SIZES = (100, 1_000, 10_000)
MKDOCS = [sys.executable, "-m", "mkdocs"]
BUILD = [*MKDOCS, "build", "--quiet"]
CHECK = [sys.executable, "-m", "factbook", "check"]
EDITED = 1_000
"""Claims of the story in which a fact is edited under ``serve``."""


def main() -> None:
    """Run everything and print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        real_story(folder)
        growth(folder, tuple(map(int, sys.argv[1:])) or SIZES)


def real_story(folder: Path) -> None:
    """Builds of the real story, each against plain MkDocs on the same pages."""
    plain, story = folder / "plain", folder / "story"
    pages = _plain_story(plain)
    shutil.copytree(ROOT, story, ignore=shutil.ignore_patterns(".git", ".venv", ".cache", "site", "tests", ".new-*"))
    cache = story / ".cache"
    rows = {
        "plain MkDocs + Material, same Markdown, no charts": _median(BUILD, plain),
        "cold build (no cache)": _median(BUILD, story, before=lambda: shutil.rmtree(cache, ignore_errors=True)),
        "no-change build": _median(BUILD, story),
        "factbook check": _median(CHECK, story),
    }
    base = rows["plain MkDocs + Material, same Markdown, no charts"]
    print(f"The real story, {pages} pages; wall clock, median of {RUNS} runs\n")
    for label, seconds in rows.items():
        print(f"{label:52} {seconds:7.2f} s   {seconds / base:5.2f} × plain")


def growth(folder: Path, sizes: tuple[int, ...]) -> None:
    """Checks of made-up stories, each against the size before it; and an edit of one fact until readers would see it."""
    print("\nMade-up stories; CPU of factbook check, median of", RUNS, "runs\n")
    last: tuple[int, float] | None = None
    for size in sizes:
        story = synthetic(folder / f"story-{size}", size)
        seconds, memory = _cpu(CHECK, story)
        ratio = f"   {size / last[0]:g} × the claims, {seconds / last[1]:.1f} × the time" if last else ""
        print(f"{f'check of {size:,} claims':52} {seconds:7.2f} s {memory:6.0f} MB{ratio}")
        last = size, seconds
    seen = _edits(synthetic(folder / "edited", EDITED))
    print(f"{f'one fact edited under serve, {EDITED:,} claims, until seen':52} {seen:7.2f} s")


def _plain_story(folder: Path) -> int:
    """The story's finished Markdown as a site without the engine; the number of its pages."""
    from factbook.build import pairs

    pages = list(pairs(ROOT))
    for path, content in pages:
        page = folder / "docs" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(re.sub(r"<svg.*?</svg>", "", content, flags=re.DOTALL), encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for ours in ("hooks", "watch", "extra_css", "  custom_dir"):
        config = re.sub(rf"^{ours}:.*\n", "", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    return len(pages)


def _median(command: list[str], folder: Path, before: Callable[[], object] = lambda: None) -> float:
    """Median wall seconds of a command, after one run that is not counted."""
    seconds = []
    for run in range(RUNS + 1):
        before()
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        if run:
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _cpu(command: list[str], folder: Path) -> tuple[float, float]:
    """Median CPU seconds of a command, its children included, and the most megabytes that any run held."""
    seconds, memory = [], 0
    for _ in range(RUNS):
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{' '.join(command)} failed in {folder}")
        seconds.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss)
    return statistics.median(seconds), memory / 1024


def _edits(story: Path) -> float:
    """Median seconds from the saving of a fact until the live preview serves the page with its new value."""
    shutil.copy(ROOT / "scripts" / "publish.py", story)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*MKDOCS, "serve", "--dirty", "--livereload", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, cwd=story, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    fact, page = story / "data" / "counts" / "count-0.yml", f"http://127.0.0.1:{port}/counts/count-0/"
    try:
        _until(page, "Things of sort")
        seconds = []
        for value in range(50_001, 50_001 + RUNS + 1):
            time.sleep(1)  # so that the server is at rest
            text = fact.read_text(encoding="utf-8")
            start = time.perf_counter()
            fact.write_text(re.sub(r"value: .*", f"value: {value}", text, count=1), encoding="utf-8")
            _until(page, f"{value:,}")
            seconds.append(time.perf_counter() - start)
    finally:
        server.terminate()
        server.wait()
    return statistics.median(seconds[1:])


def _until(address: str, words: str) -> None:
    """Ask for a page until it has the words. Raises :class:`TimeoutError` after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if words in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} never had {words!r}")


if __name__ == "__main__":
    main()
