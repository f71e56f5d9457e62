"""``factbook test``: the test that every story passes before it is published."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .. import browser, build
from ..problems import Place, Problem, Problems, rule
from ..progress import shown
from ..reports import add_format_option
from ..settings import CONFIG
from .registry import command

BUILT = rule(
    "built",
    "The site is built without a warning, and each link of it leads somewhere; 'factbook test' asks.",
)
MAX_PAGE: Final = 100_000
MAX_PICTURE: Final = 1_000_000
"""Bytes of a page, compressed, and of a picture, which phones load on a weak connection in half a second and in five."""
SEEN = rule(
    "picture",
    "Each picture of the site has a text for those who do not see it, and at most "
    f"{MAX_PICTURE // 1000} KB; 'factbook test' asks.",
)
WEIGHT = rule(
    "page-weight",
    f"A page of the site has at most {MAX_PAGE // 1000} KB, compressed as hosts do; 'factbook test' asks.",
)
ACCESS = rule(
    "accessible",
    "A page of each type shuts nobody out, as far as a browser can tell: axe finds nothing, no error is in the console, nothing is "
    "wider than a phone, and no words or marks of a chart are cut, covered, small or pale; 'factbook test' asks.",
)
PUBLISHER: Final = ("mkdocs", "build", "--strict")
_PICTURES: Final = frozenset([".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"])
_UNREAD: Final = re.compile(r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_PICTURE: Final = re.compile(r"<img\b[^>]*>|<svg\b[^>]*\brole=\"?img\b[^>]*>(?!\s*<title\b)", re.IGNORECASE)
_NAMED: Final = re.compile(r"\b(alt|aria-label|aria-labelledby)=", re.IGNORECASE)
_BESIDE: Final = ("charts", "api", "embed")
"""Folders whose HTML pages are for other sites, one of each kind."""


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    parser.add_argument("--no-browser", action="store_true", help="leave out what only a browser can tell")


@command("test", _options, "factbook test")
def test(options: Namespace) -> int:
    """Check the story, build it into a temporary folder, and test the site: links, pictures, weights, accessibility."""
    root: Path = options.root
    said: list[str] = []
    problems: list[Problem] = []
    with shown(), tempfile.TemporaryDirectory(prefix="factbook-test-") as folder:
        site = Path(folder) / "site"
        problems += _build(root, site)
        if not problems:
            problems += site_problems(site, said, in_browser=not options.no_browser)
    if problems:
        raise Problems(problems)
    if options.report != "json":
        print("\n".join(said))
    return 0


def site_problems(site: Path, said: list[str], *, in_browser: bool = True) -> Iterator[Problem]:
    """Yield what is wrong with a built site; what was tested is appended to ``said``, a sentence each."""
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    said.append(f"facts, pages, build and links: {len(pages)} pages without a problem, a warning or a dead link")
    yield from _pictures(site, pages)
    yield from _weights(pages, said)
    if in_browser:
        yield from _access(site, list(pages), said)


def _build(root: Path, site: Path) -> Iterator[Problem]:
    """Build the site; if that does not succeed, raise :class:`Problems` of the story, or yield what the publisher says."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    config = str((root / CONFIG).absolute())
    run = subprocess.run(
        [sys.executable, "-m", *PUBLISHER, "--config-file", config, "--site-dir", str(site)],
        env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    if run.returncode:
        build.check(root)  # which tells of each problem at its place
        lines = [line for line in run.stderr.splitlines() if line.strip() and not line.startswith("INFO")]
        message = "must be built without a warning, found: " + " / ".join(lines[-5:])
        yield Problem(Place(CONFIG), BUILT, message, " ".join(PUBLISHER))


def _pictures(site: Path, pages: dict[str, Path]) -> Iterator[Problem]:
    for name, path in pages.items():
        text = _UNREAD.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
        for match in _PICTURE.finditer(text):
            if not _NAMED.search(match[0]):
                line = text.count("\n", 0, match.start()) + 1
                message = f"must have a text for those who do not see it, found {match[0][:80]}"
                yield Problem(Place(f"site/{name}", line), SEEN, message, "![The bridge after the flood](bridge.jpg)")
    for path in sorted(path for path in site.rglob("*") if path.suffix.lower() in _PICTURES):
        if (size := path.stat().st_size) > MAX_PICTURE:
            message = f"must have at most {MAX_PICTURE // 1000} KB, found {size // 1000} KB"
            yield Problem(Place(f"site/{path.relative_to(site).as_posix()}"), SEEN, message, "a smaller copy")


def _weights(pages: dict[str, Path], said: list[str]) -> Iterator[Problem]:
    sizes = {name: len(gzip.compress(path.read_bytes(), 6)) for name, path in pages.items()}
    for name, size in sizes.items():
        if size > MAX_PAGE:
            message = f"must have at most {MAX_PAGE // 1000} KB, found {size // 1000} KB"
            yield Problem(Place(f"site/{name}"), WEIGHT, message, "a page for each chapter, or a list that opens")
    heaviest = max(sizes, key=sizes.__getitem__)
    said.append(f"weights: the heaviest page is {heaviest}, {sizes[heaviest] // 1000 + 1} KB")


def _access(site: Path, pages: list[str], said: list[str]) -> Iterator[Problem]:
    if lacking := browser.missing():
        said.append(f"accessibility: not tested, for want of a browser ({lacking})")
        return
    chosen = page_types(site, pages)
    for name, fault in browser.faults_of(site, chosen):
        yield Problem(Place(f"site/{name}"), ACCESS, f"must shut nobody out, found {fault}")
    said.append(f"accessibility: {len(chosen)} page types on a phone and at a desk, in light and dark")


def page_types(site: Path, pages: list[str]) -> list[str]:
    """Return a page of each type: those at the top of the site, and the largest of each folder of pages, however deep."""
    types: dict[str, list[str]] = {}
    for name in pages:
        parts = name.removesuffix("index.html").strip("/").split("/")
        kind = parts[0] if parts[0] in _BESIDE or len(parts) > 1 else name
        types.setdefault(kind, []).append(name)
    return sorted(max(names, key=lambda name: (site / name).stat().st_size) for names in types.values())
