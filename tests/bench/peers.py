"""Those we are compared with: plain MkDocs, Zensical, and Eleventy with Observable Plot, each with the finished Markdown of a story."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from factbook.factbook import Factbook
from factbook.kinds import Claim, Count
from factbook.loading import load
from factbook.words import short_name

from .contender import MKDOCS_BUILD, MKDOCS_SERVE, Contender, Edit, last_line

PLAIN, PLOT, ZENSICAL = "plain MkDocs", "Eleventy + Plot", "Zensical"
ZENSICAL_VERSION = "0.0.73"
PROJECT = Path(__file__).parent / "eleventy"
WIDTHS = {"wide": 720, "narrow": 340}
"""Pixels of the two pictures of each chart, as ours are."""
_PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
_FIGURE = re.compile(r'<figure class="chart"[^>]*>.*?</figure>', re.DOTALL)
_DRAWN = re.compile(rf'(<div class="chart-(wide|narrow)">){_PICTURE.pattern}', re.DOTALL)
_FOLDER = re.compile(r"charts(/[\w/-]+)/embed/")
_OURS = re.compile(r"(?m)^(?:watch|extra_css|  custom_dir):.*\n|^  - factbook:\n(?:      .*\n)*|, factbook")


def charts_in(pages: Mapping[str, str]) -> int:
    """How many charts the pages have."""
    return sum(len(_FIGURE.findall(content)) for content in pages.values())


def plain(folder: Path, story: Path, pages: Mapping[str, str], edited: str) -> Contender:
    """MkDocs and Material with the settings of the story, without the engine, its theme and any picture."""
    edit = _with_material(folder, story, pages, edited)
    return Contender(PLAIN, folder, MKDOCS_BUILD, MKDOCS_SERVE, ("site",), edit)


def _with_material(folder: Path, story: Path, pages: Mapping[str, str], edited: str) -> Edit:
    """Write the pages and the settings for Material's theme below a folder; return how a page of them is edited."""
    _write(folder / "docs", ((path, _PICTURE.sub("", content)) for path, content in pages.items()))
    config = (story / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        _OURS.sub("", config).replace("name: factbook", "name: material"), encoding="utf-8"
    )
    return Edit(folder / "docs" / edited, last_line)


@dataclass(frozen=True, slots=True)
class Zensical:
    """Zensical as pip installed it, in an environment of its own in ``folder``; no ``folder``: ``says`` why not."""

    says: str
    folder: Path | None = None

    @classmethod
    def installed(cls, folder: Path) -> Zensical:
        """Install it, where pip and its registry are at hand."""
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(folder))
        made = _succeeds(sys.executable, "-m", "venv", "--without-pip", str(folder), folder=folder.parent)
        if not made or not _succeeds(*pip, "install", f"zensical=={ZENSICAL_VERSION}", folder=folder.parent):
            return cls(f"{ZENSICAL}: pip could not install it (is the network?)")
        return cls(f"zensical {ZENSICAL_VERSION}", folder)

    def contender(self, name: str, story: Path, pages: Mapping[str, str], edited: str) -> Contender:
        """Zensical with what plain MkDocs gets."""
        assert self.folder is not None
        project = self.folder / name
        edit = _with_material(project, story, pages, edited)
        command = str(self.folder / ("Scripts" if sys.platform == "win32" else "bin") / "zensical")
        serve = (command, "serve", "--dev-addr", "127.0.0.1:{port}")
        return Contender(ZENSICAL, project, (command, "build"), serve, ("site", ".cache"), edit)


@dataclass(frozen=True, slots=True)
class Eleventy:
    """Eleventy and Plot as npm installed them, in a folder of their own; no ``folder``: ``says`` why not."""

    says: str
    folder: Path | None = None

    @classmethod
    def installed(cls, folder: Path) -> Eleventy:
        """Install it, exactly as locked and without scripts of packages, where npm and its registry are at hand."""
        npm = shutil.which("npm")
        if npm is None:
            return cls(f"{PLOT}: npm is not at hand")
        shutil.copytree(PROJECT, folder)
        quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries=1")
        if not _succeeds(npm, "ci", *quietly, folder=folder):
            return cls(f"{PLOT}: npm is at hand, but could not install it (is the network?)")
        if not _succeeds(*_command(folder), "--version", folder=folder):
            return cls(f"{PLOT}: does not run with this version of Node")
        asked = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
        return cls(", ".join(f"{name} {version}" for name, version in asked.items()), folder)

    def contender(self, name: str, story: Path, pages: Mapping[str, str], edited: str) -> Contender:
        """Eleventy with a story, in a folder below the one with the packages, so that they are found."""
        assert self.folder is not None
        project = shutil.copytree(PROJECT, self.folder / name)
        book = load(story)
        (project / "counts.json").write_text(json.dumps(_figures(book)), encoding="utf-8")
        counts = sorted(book.of(Count).values(), key=lambda count: len(count.claims), reverse=True)
        ids = [count.id for count in counts]
        _write(project / "docs", ((path, _with_places(content, ids)) for path, content in pages.items()))
        command = _command(self.folder)
        build, serve = (*command, "--quiet"), (*command, "--quiet", "--serve", "--incremental", "--port={port}")
        edit = Edit(project / "docs" / edited, last_line)
        return Contender(PLOT, project, build, serve, ("site", ".cache"), edit)


def _command(folder: Path) -> tuple[str, ...]:
    return ("node", str(folder / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"))


def _succeeds(*command: str, folder: Path) -> bool:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _write(docs: Path, pages: Iterable[tuple[str, str]]) -> None:
    for path, content in pages:
        page = docs / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(content, encoding="utf-8")


def _with_places(content: str, counts: list[str]) -> str:
    """A page with a place for Plot's picture instead of each of a chart's, and without the small ones of number cards."""

    def figure(match: re.Match[str]) -> str:
        folder = _FOLDER.search(match[0])
        count = _count_in(folder[1] if folder else "", counts)
        return _DRAWN.sub(partial(_place, count), match[0])

    return _PICTURE.sub("", _FIGURE.sub(figure, content))


def _place(count: str, match: re.Match[str]) -> str:
    return f"{match[1]}<!--plot {count} {WIDTHS[match[2]]}-->"


def _count_in(folder: str, counts: list[str]) -> str:
    """The count that a chart's folder names, such as ``/index/claims-killed`` or ``/counts/killed/claims``; else the first."""
    named = (count for count in sorted(counts, key=len, reverse=True) if re.search(rf"[/-]{count}(?![^/-])", folder))
    return next(named, counts[0])


def _figures(book: Factbook) -> dict[str, object]:
    """What Plot draws: the claims of each count."""
    return {
        count.id: {"unit": count.unit, "claims": [_row(book, row, claim) for row, claim in enumerate(count.claims)]}
        for count in book.of(Count).values()
    }


def _row(book: Factbook, row: int, claim: Claim) -> dict[str, object]:
    value = claim.value
    low, high = (value.high if value.low is None else value.low), (value.low if value.high is None else value.high)
    return {
        "row": row,
        "name": f"{short_name(book, claim.by)}, {claim.as_of.words()}",
        "side": getattr(book.party(claim.by), "side", None) or "none",
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "opens": {"more than": 1, "at least": 1, "up to": -1, "fewer than": -1}.get(value.relation, 0),
        "words": value.words() if value.known else claim.wording or "no number",
    }
