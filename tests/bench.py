"""Measures builds of the real story and prints medians and ratios; nothing here fails on a slow day.

Beside the story, in the same run, plain MkDocs with Material builds the same Markdown without the engine and
without charts, so that the ratios say what the engine costs.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def main() -> None:
    """Run everything and print one table."""
    with tempfile.TemporaryDirectory() as folder:
        plain, story = Path(folder) / "plain", Path(folder) / "story"
        pages = _plain_story(plain)
        shutil.copytree(ROOT, story, ignore=shutil.ignore_patterns(".git", ".venv", ".cache", "site", "tests"))
        cache = story / ".cache"
        rows = {
            "plain MkDocs + Material, same Markdown, no charts": _median(MKDOCS, plain),
            "cold build (no cache)": _median(MKDOCS, story, before=lambda: shutil.rmtree(cache, ignore_errors=True)),
            "no-change build": _median(MKDOCS, story),
            "factbook check": _median([sys.executable, "-m", "factbook", "check"], story),
        }
    base = rows["plain MkDocs + Material, same Markdown, no charts"]
    print(f"{pages} pages, median of {RUNS} runs\n")
    for name, seconds in rows.items():
        print(f"{name:52} {seconds:7.2f} s   {seconds / base:5.2f} × plain")


def _plain_story(folder: Path) -> int:
    """The story's finished Markdown as a site without the engine; the number of its pages."""
    from factbook.build import pairs

    pages = list(pairs(ROOT))
    for path, content in pages:
        page = folder / "docs" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(re.sub(r"<svg.*?</svg>", "", content, flags=re.DOTALL), encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^(hooks|watch):.*\n", "", config, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    return len(pages)


def _median(command: list[str], folder: Path, before: object = None) -> float:
    """Median wall seconds of a command, after one run that is not counted."""
    seconds = []
    for run in range(RUNS + 1):
        if callable(before):
            before()
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        if run:
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
