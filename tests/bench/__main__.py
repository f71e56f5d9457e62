"""``python -m bench``, with ``tests`` on the path: everything measured and printed."""

from __future__ import annotations

import argparse
import tempfile
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from platform import python_version

from .builds import Story, compare
from .growth import growth
from .ours import made_up_story, real_story
from .peers import Eleventy, Zensical

PARTS = ("real", "made-up", "growth")


def main() -> None:
    """Read the options, measure, print the tables."""
    options = _options()
    print(
        f"Python {python_version()}, MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}, "
        f"{cpu_count()} cores; medians of {options.runs} runs"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [part for part in PARTS if part in options.only]
        if parts != ["growth"]:
            peers = (Zensical.installed(folder / "zensical"), Eleventy.installed(folder / "eleventy"))
            for peer in peers:
                print(peer.says)
        if "real" in parts:
            compare(Story("The real story", real_story(folder / "real")), peers, options.runs)
        if "made-up" in parts:
            root = made_up_story(folder / "made-up", options.claims, options.pages, options.charts)
            compare(Story("A made-up story", root, made_up=True), peers, options.runs)
        if "growth" in parts:
            growth(folder, sorted(set(options.sizes)), options.runs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure builds and checks.")
    parser.add_argument("--claims", type=int, default=1_000, help="of the made-up story (default: 1000)")
    parser.add_argument("--pages", type=int, default=290, help="its narrative pages (default: 290, of 400 in all)")
    parser.add_argument("--charts", type=int, default=12, help="its charts (default: 12)")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[100, 1_000, 10_000, 100_000],
        help="claims of the stories that are only checked (default: 100 to 100000)",
    )
    parser.add_argument("--runs", type=int, default=3, help="runs that count, of each (default: 3)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some of the tables (default: all)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
