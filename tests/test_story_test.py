"""``factbook test``, which every story runs: each fault of a site is told, and what cannot be tested is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from factbook import browser
from factbook.commands import test as command
from factbook.commands.test import page_types
from support import factbook, good, in_a_thread, write

PAGE = "---\ntitle: {}\n---\n# {}\n\n{}\n"
SETTINGS = """\
site_name: Kites
theme: {name: null, custom_dir: look}
plugins: [factbook]
nav: [index.md, more.md]
"""
LOOK = """\
<!doctype html><html lang="en"><head><title>{{ page.title }}</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"></head><body><main>{{ page.content }}MORE</main></body></html>
"""
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def engine_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(command.__file__).parents[2]))


def story(tmp_path: Path, look: str = "", files: dict[str, str | bytes] | None = None) -> Path:
    named = {
        "mkdocs.yml": SETTINGS,
        "look/main.html": LOOK.replace("MORE", look),
        "docs/more.md": PAGE.format("M", "M", "m"),
    }
    return good(tmp_path, {**named, **(files or {})})


def test_a_sound_story_passes_and_what_was_tested_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = story(tmp_path)
    before = {path for path in root.rglob("*") if ".cache" not in path.parts}
    monkeypatch.setattr(browser, "missing", lambda: "pip install playwright")
    code, printed = factbook("test", cwd=root)
    assert (code, printed.splitlines()[1:]) == (
        0,
        [
            "weights: the heaviest page is index.html, 1 KB",
            "accessibility: not tested, for want of a browser (pip install playwright)",
        ],
    ), printed
    assert printed.startswith("facts, pages, build and links: 2 pages without a problem")
    assert {path for path in root.rglob("*") if ".cache" not in path.parts} == before, "it builds elsewhere"


FAULTS: dict[str, tuple[str, dict[str, str | bytes], str]] = {
    "a picture without a text": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', {}, "must have a text for those who do not see it, found <img src"),
    "a drawing without a name": ('<svg role="img"><path d=""/></svg>', {}, "must have a text for those who do not see it, found <svg role"),
    "a heavy picture": ("", {"docs/a.png": PNG + bytes(1_000_001)}, "site/a.png:1:1: must have at most 1000 KB, found 1000 KB"),
    "a heavy page": ("{% for i in range(60000) %}{{ i * i * 7919 % 999983 }} {% endfor %}", {}, "site/index.html:1:1: must have at most 100 KB"),
}  # fmt: skip
"""What is wrong with a site that is built, and what is said of it."""
UNBUILT: dict[str, tuple[str, dict[str, str | bytes], str]] = {
    "a dead link of the look": ('<a href="nowhere/">x</a>', {}, "must be built without a warning, found: ERROR"),
    "a page that is not there": ("", {"mkdocs.yml": SETTINGS.replace("more.md", "none.md")}, "must be built without a warning"),
    "a bare number": ("", {"docs/more.md": PAGE.format("M", "M", "We saw 17.")}, "docs/more.md:6:8: must be bound to a fact"),
}  # fmt: skip
"""What keeps a site from being built."""
SEEN = {
    "grey on white": ('<p style="color: #aaa">grey</p>', "color-contrast"),
    "too wide": ('<div style="width: 900px">wide</div>', "it is wider than the screen (on a phone)"),
    "an error in the console": (
        '<img alt="x" src="https://nowhere.invalid/x.png">',
        "site/index.html:1:1: must shut nobody out, found Failed to load",
    ),
    "a field without a name": ("<input>", "label"),
}
"""What only a browser can tell."""


def test_each_fault_of_a_site_is_told(tmp_path: Path) -> None:
    files = {path: text for _, more, _ in FAULTS.values() for path, text in more.items()}
    root = story(tmp_path, "".join(look for look, _, _ in FAULTS.values()), files)
    code, printed = factbook("test", "--no-browser", cwd=root)
    assert code == 1 and "Traceback" not in printed
    assert [fault for fault, (*_, says) in FAULTS.items() if says not in printed] == [], printed


@pytest.mark.parametrize("fault", UNBUILT)
def test_what_keeps_a_site_from_being_built_is_told(fault: str, tmp_path: Path) -> None:
    look, files, says = UNBUILT[fault]
    code, printed = factbook("test", "--no-browser", cwd=story(tmp_path, look, files))
    assert code == 1
    assert says in printed, printed
    assert "Traceback" not in printed


def test_what_only_a_browser_can_tell_is_told(tmp_path: Path) -> None:
    root = story(tmp_path, "".join(look for look, _ in SEEN.values()))
    code, printed = in_a_thread(lambda: factbook("test", cwd=root))
    assert code == 1
    assert [fault for fault, (_, says) in SEEN.items() if says not in printed] == [], printed


def test_one_page_of_each_type_is_looked_at(tmp_path: Path) -> None:
    names = {
        **{"index.html": 1, "404.html": 1, "method/index.html": 1, "people/index.html": 1, "people/a/index.html": 2},
        **{"people/b/index.html": 3, "charts/x/y/embed/index.html": 1, "charts/x/z/embed/index.html": 2},
    }
    write(tmp_path, {name: "x" * size for name, size in names.items()})
    assert page_types(tmp_path, list(names)) == [
        "404.html", "charts/x/z/embed/index.html", "index.html", "method/index.html", "people/b/index.html", "people/index.html",
    ]  # fmt: skip


def test_what_is_not_at_hand_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda name: None)
    monkeypatch.setitem(os.environ, "CHROMIUM", "/nowhere")
    assert browser.chromium() is None
    assert browser.missing() == "pip install playwright axe-playwright-python"
    monkeypatch.undo()
    monkeypatch.setattr(browser, "chromium", lambda: None)
    assert "Chromium" in browser.missing()
