"""A browser that reads a built site: Chromium, a server for it, and axe, which finds what shuts readers out.

Playwright and axe are optional: without them, or without a browser, :func:`missing` says what is not at hand.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PACKAGES: Final[Mapping[str, str]] = {"playwright": "playwright", "axe_playwright_python": "axe-playwright-python"}
"""The optional packages: how they are imported, and what they are called where they are installed from."""
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options of Chromium: no sandbox, as CI runs as root, and no network traffic of its own."""
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RULES: Final[Mapping[str, Any]] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # of what passes one element of each rule is enough
    "preload": False,  # no style sheet is another site's
}
CHART_FAULTS: Final = Path(__file__).with_name("chart_faults.js").read_text(encoding="utf-8")
"""Script that returns what is cut, covered, overlapping, too small or too pale in the charts of an open page, a text each."""
CONTRAST: Final[Mapping[str, Any]] = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""Options of axe: all rules that concern readers, and what alone can differ in other colours."""


def chromium() -> str | None:
    """Return the path of Chromium: that in the variable CHROMIUM, else the system's, else Playwright's, else ``None``."""
    named = os.environ.get("CHROMIUM")
    for path in [named] if named else [shutil.which(name) for name in NAMES]:
        if path and Path(path).exists():
            return path
    if find_spec("playwright") is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def missing() -> str:
    """Return what is not at hand for :func:`faults_of`, as a command or a program to install; empty if nothing is."""
    packages = [name for module, name in PACKAGES.items() if find_spec(module) is None]
    if packages:
        return f"pip install {' '.join(packages)}"
    return "" if chromium() else "Chromium, or its path in the variable CHROMIUM"


def violations(page: Page, options: Mapping[str, Any] = RULES) -> list[str]:
    """Return the violations that axe reports on an open page, with up to three elements of each."""
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options=dict(options)).response
    assert answer["passes"], page.url  # axe has run
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']} {node['html'][:160]}"
        for violation in answer["violations"]
        for node in violation["nodes"][:3]
    ]


def faults_of(site: Path, pages: list[str]) -> Iterator[tuple[str, str]]:
    """Open pages of a built site, on a phone in light and at a desk in dark colours; yield each path with what is wrong there.

    That is what axe reports, what the browser's console calls an error, a page that is wider than the screen, and what
    cannot be read in a chart.
    """
    from playwright.sync_api import sync_playwright

    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        chrome = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        phone = chrome.new_context(viewport=PHONE, color_scheme="light", reduced_motion="reduce")
        desk = chrome.new_context(viewport=DESK, color_scheme="dark", reduced_motion="reduce")
        home = f"http://127.0.0.1:{server.server_port}/"
        for words, context, rules in (("on a phone", phone, RULES), ("at a desk, in dark colours", desk, CONTRAST)):
            for path, fault in _faults(context.new_page(), home, pages, rules):
                yield path, f"{fault} ({words})"
        chrome.close()
        server.shutdown()


def _faults(page: Page, home: str, paths: list[str], rules: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in paths:
        page.goto(home + path.removesuffix("index.html"))
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found = [
            *violations(page, rules),
            *page.evaluate(CHART_FAULTS),
            *said,
            *(["it is wider than the screen"] if wide else []),
        ]
        said.clear()
        yield from ((path, fault) for fault in found)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Print nothing."""
