"""What several tests share: where things are, how stories are copied, built and read back."""

from __future__ import annotations

import gc
import io
import os
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from factbook.__main__ import main
from factbook.build import build, check
from factbook.factbook import Factbook
from factbook.loading import load
from factbook.problems import Problems
from factbook.site import Site
from shared import once

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


def lay(folder: Path, over: Path) -> None:
    """Lay the files of ``folder`` over those of ``over``."""
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
    """A copy of the good story, with some files changed."""
    root = tmp_path / "story"
    lay(GOOD, root)
    return write(root, files or {})


def problems_of(root: Path) -> str:
    """Every problem of a story as it is printed; nothing when there is none."""
    try:
        check(root)
    except Problems as error:
        return str(error)
    return ""


def python(
    *arguments: str, cwd: Path = ROOT, scripts: Path = SCRIPTS, hook: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with the engine in its path, and give back what it printed.

    ``hook`` is a folder with a ``sitecustomize.py``, which runs first, in each Python that this one starts too.
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


def factbook(*arguments: str, cwd: Path) -> tuple[int | str | None, str]:
    """Run a subcommand within this process, in a folder; its exit code and all that it printed."""
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
    """Build a story with MkDocs as its editors do; strictly, a warning is a failure."""
    return python(
        "-m",
        "mkdocs",
        "build",
        *(["--strict"] if strict else []),
        "-f",
        str(config),
        "-d",
        str(site),
        cwd=config.parent,
        scripts=scripts,
    )


@cache
def load_story(root: Path) -> Factbook:
    """The facts of a story, read once."""
    return load(root)


@dataclass
class Element:
    """One HTML element: its name, attributes, and the text directly and indirectly inside it."""

    name: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = field(repr=False, compare=False)
    start: int
    end: int | None = None

    @property
    def text(self) -> str:
        """All text between its tags."""
        return "".join(self.texts[self.start : self.end])


@dataclass
class Html(HTMLParser):
    """A page as a list of elements in order, with their texts."""

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
        """The elements of some names, in order."""
        return [element for element in self.elements if element.name in names]

    @property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


def parse_html(text: str) -> Html:
    """Read a page."""
    page = Html()
    page.feed(text)
    page.close()
    return page


def html_pages(site: Path) -> dict[str, Html]:
    """Every HTML page of a built site by its path below the site's folder."""
    return {
        path.relative_to(site).as_posix(): parse_html(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def drawings() -> Path:
    """A cache with the pictures of the second story, as its site has them and as a site with an address and no settings does."""

    def draw(cache: Path) -> None:
        root = copy_story(SECOND, cache.parent / "drawn", drawn=False)
        assert mkdocs(root / "mkdocs.yml", root / "site").returncode == 0
        for page in build(root, Site("Kites", "https://example.org/")):
            for file in page.files:
                file.make()
        shutil.copytree(root / ".cache", cache, ignore=shutil.ignore_patterns("site-*"))

    return once("drawings", draw)


def copy_story(story: Path, to: Path, drawn: bool = True) -> Path:
    """A copy of a story that can be changed and built elsewhere, with this engine and theme.

    With ``drawn`` the pictures of the second story need not be drawn again, which takes most of a build's time.
    """
    lay(story, to)
    if drawn and story == SECOND:
        shutil.copytree(drawings(), to / ".cache")
    config = to / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("../../", f"{ROOT}/"), encoding="utf-8")
    return to
