"""Shared helpers: paths, copies of stories, in-process commands, builds, and a parser of the HTML they make."""

from __future__ import annotations

import gc
import io
import logging
import os
import shutil
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

from factbook.__main__ import main
from factbook.build import build, check
from factbook.factbook import Factbook
from factbook.loading import load
from factbook.problems import Problems
from factbook.site import Site
from mkdocs.__main__ import cli
from shared import make_once

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
"""The project, which is also the real story's folder."""
SCRIPTS = ROOT / "scripts"
TESTS = ROOT / "tests"
CASES = TESTS / "cases"
GOOD = CASES / "good"
"""The smallest story that passes; bad cases are laid over it."""
SECOND = TESTS / "story"
"""The second story: another subject, the same engine."""
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


def overlay(folder: Path, over: Path) -> None:
    """Copy the files of ``folder`` over those of ``over``, without caches and without what describes a case."""
    shutil.copytree(
        folder,
        over,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("expected.txt", "arguments.txt", "accepts.txt", ".cache", "site"),
    )


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files by their paths below ``root``; text as UTF-8 with its line ends as they are."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def good(tmp_path: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """Return a copy of the good story with some files replaced, by their paths."""
    root = tmp_path / "story"
    overlay(GOOD, root)
    return write(root, files or {})


def problems_of(root: Path) -> str:
    """Return the problems of a story as they are printed; empty if there are none."""
    try:
        check(root)
    except Problems as error:
        return str(error)
    return ""


def python(
    *arguments: str, cwd: Path = ROOT, scripts: Path = SCRIPTS, hook: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in a subprocess with the engine on its path and environment ``variables``.

    ``hook`` is a folder with a ``sitecustomize.py``, which runs first, in worker processes too.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, [hook, scripts] if hook else [scripts])),
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def in_a_thread(function: Callable[[], T]) -> T:
    """Call a function that opens a browser of its own, which cannot be done beside that of the tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function).result()


def factbook(*arguments: str, cwd: Path) -> tuple[int | str | None, str]:
    """Run a subcommand in this process, in a folder; return its exit code and its output."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), chdir(cwd):
        code: int | str | None
        try:
            code = main([*arguments])
        except SystemExit as ended:
            code = ended.code
        finally:
            gc.enable()
    return code, printed.getvalue()


def mkdocs(
    config: Path, site: Path, *, strict: bool = True, scripts: Path = SCRIPTS
) -> subprocess.CompletedProcess[str]:
    """Build a story with MkDocs' command; if ``strict``, a warning is a failure.

    It runs in this process, which has all libraries loaded already, unless ``scripts`` are another engine's.
    """
    arguments = ["build", *(["--strict"] if strict else []), "-f", str(config), "-d", str(site)]
    if scripts != SCRIPTS:
        return python("-m", "mkdocs", *arguments, cwd=config.parent, scripts=scripts)
    output, errors, code = io.StringIO(), io.StringIO(), 0
    loggers = map(logging.getLogger, ("mkdocs", "mkdocs.commands.build"))
    before = [(logger, logger.level, logger.handlers[:], logger.filters[:]) for logger in loggers]
    try:
        with chdir(config.parent), redirect_stdout(output), redirect_stderr(errors), warnings.catch_warnings():
            cli(arguments, prog_name="mkdocs")
    except SystemExit as ended:
        code = int(ended.code or 0)
    except Exception:
        code = 1
        errors.write(traceback.format_exc())
    finally:  # the command sets up logging for its process
        for logger, level, handlers, filters in before:
            logger.level, logger.handlers, logger.filters = level, handlers, filters
    return subprocess.CompletedProcess(arguments, code, output.getvalue(), errors.getvalue())


def load_story(root: Path) -> Factbook:
    """Load the facts of a story; cached."""
    sys.audit("open", str(root / "data"), "r", 0)  # for the guard of the real story, whatever the cache has
    return _loaded(root)


_loaded = cache(load)


@dataclass(slots=True)
class Element:
    """An HTML element: name, attributes, line, and the text inside it."""

    name: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = field(repr=False, compare=False)
    start: int
    end: int | None = None

    @property
    def text(self) -> str:
        """The text inside the element, that of its descendants included."""
        return "".join(self.texts[self.start : self.end])


@dataclass
class Html(HTMLParser):
    """An HTML page as a list of elements in document order."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(self.elements[-1])
            self.elements[-1].end = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes, here = {name: value or "" for name, value in attrs}, len(self.texts)
        self.elements.append(Element(tag, attributes, self.getpos()[0], self.texts, here, here))

    def handle_endtag(self, tag: str) -> None:
        names = [element.name for element in self.open]
        if tag in names:
            first = len(names) - 1 - names[::-1].index(tag)
            for element in self.open[first:]:
                element.end = len(self.texts)
            del self.open[first:]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of some names, in order."""
        return [element for element in self.elements if element.name in names]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


def parse_html(text: str) -> Html:
    """Parse an HTML page."""
    page = Html()
    page.feed(text)
    page.close()
    return page


def html_pages(site: Path) -> dict[str, Html]:
    """Parse every HTML page of a built site, by its path below the site's folder."""
    return {
        path.relative_to(site).as_posix(): parse_html(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def built(config: Path, site: Path) -> Path:
    """Build a story's site without warnings; return its folder."""
    run = mkdocs(config, site)
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    return site


def built_second() -> Path:
    """Return the site of the second story."""
    return make_once("second", lambda site: built(SECOND / "mkdocs.yml", site))


def drawings() -> Path:
    """Return a cache folder with the charts of the second story, for its own site and for one with a URL and no settings."""

    def draw(cache: Path) -> None:
        built_second()
        root = copy_story(SECOND, cache.parent / "drawn", drawn=False)
        shutil.copytree(SECOND / ".cache", root / ".cache")
        for page in build(root, Site("Kites", "https://example.org/")):
            for file in page.files:
                file.make()
        shutil.copytree(root / ".cache", cache, ignore=shutil.ignore_patterns("site-*"))

    return make_once("drawings", draw)


def copy_story(story: Path, to: Path, drawn: bool = True) -> Path:
    """Copy a story so that it can be changed and built, with this engine and theme.

    If ``drawn``, the second story comes with a cache of its charts, whose rendering takes most of a build's time.
    """
    overlay(story, to)
    if drawn and story == SECOND:
        shutil.copytree(drawings(), to / ".cache")
    config = to / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("../../", f"{ROOT}/"), encoding="utf-8")
    return to
