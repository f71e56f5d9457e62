"""What is installed: all that a story needs, nothing of one, and a new story that is built and tested with it alone."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from installed import STORY, environment, new_story, run, wheel
from support import ROOT, html_pages, load_story
from test_standard_pages import names_in

MAP = ("factbook/charts/base/", "factbook/charts/fonts/")
"""Outlines and letters of others, which name countries and their makers; the style notes name newsrooms that they learned from."""
WHOLE = {
    "factbook/__main__.py",
    "factbook/chart_faults.js",
    "factbook/charts/base/countries.json",
    "factbook/charts/fonts/advances.json",
    "factbook/pages/standard/counts/{id}.md",
    "factbook/pages/standard/rules.md",
    "factbook/pages/templates/claims.html",
    "factbook/starter/files/Makefile",
    "factbook/starter/files/github/workflows/publish.yml",
    "factbook/starter/files/gitignore",
    "factbook/starter/files/tests/test_story.py",
    "mkdocs_factbook/plugin.py",
    "mkdocs_factbook/theme/__init__.py",
    "mkdocs_factbook/theme/assets/fonts/factbook-sans.woff2",
    "mkdocs_factbook/theme/assets/site.css",
    "mkdocs_factbook/theme/mkdocs_theme.yml",
    "mkdocs_factbook/theme/partials/javascripts/base.html",
}


def test_the_wheel_holds_all_that_the_engine_is_and_nothing_else() -> None:
    with zipfile.ZipFile(wheel()) as archive:
        packed = set(archive.namelist())
    assert packed >= WHOLE
    left_out = (".pyc", ".egg-info")
    ours = {
        path.relative_to(ROOT / "scripts").as_posix()
        for package in ("factbook", "mkdocs_factbook")
        for path in (ROOT / "scripts" / package).rglob("*")
        if path.is_file() and not path.name.endswith(left_out) and "/." not in path.as_posix()
    }
    assert {name for name in packed if ".dist-info/" not in name} == ours


def test_sheets_are_an_extra() -> None:
    """What reads and writes spreadsheets is installed only by ``pip install factbook[sheets]``."""
    with zipfile.ZipFile(wheel()) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        lines = archive.read(name).decode().splitlines()
    needed = [line.partition(": ")[2] for line in lines if line.startswith("Requires-Dist: ")]
    extra = sorted(re.split(r"[^\w-]", line)[0] for line in needed if re.search(r"extra == .sheets.", line))
    assert "Provides-Extra: sheets" in lines and extra == ["python-calamine"]


@pytest.mark.real_story
def test_no_story_is_in_the_wheel() -> None:
    names = names_in(load_story(ROOT)) - {"Natural Earth", "Babel"}  # who drew the map, and a library
    named = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))
    with zipfile.ZipFile(wheel()) as archive:
        for name in archive.namelist():
            if not name.startswith(MAP) and not name.endswith((".woff2", ".min.js", "theme/README.md", "OFL.txt")):
                found = named.search(archive.read(name).decode("utf-8"))
                assert not found, f"{name}: {found and found[0]}"


def test_the_environment_has_the_wheel_alone() -> None:
    code = "import factbook, mkdocs_factbook.theme as theme; print(factbook.__file__, theme.__file__)"
    printed = run(environment() / "bin/python", "-c", code, cwd=Path("/"))
    assert str(ROOT) not in printed
    assert printed.count(str(environment())) == 2


def test_a_new_story_is_built_and_tested_with_it() -> None:
    said = (new_story() / "said.txt").read_text(encoding="utf-8")
    for words in (
        "my-story: a new story.",
        "no problems in ",
        "built: site/index.html",
        "facts, pages, build and links: ",
        "accessibility: ",
    ):
        assert words in said, said
    assert str(ROOT) not in (new_story() / STORY / "requirements.txt").read_text(encoding="utf-8")


@pytest.mark.real_story
def test_its_pages_are_all_there_and_say_nothing_of_another_story() -> None:
    pages = html_pages(new_story() / "as-it-comes")
    assert set(pages) >= {
        *("index.html", "404.html", "numbers/index.html", "counts/example-crowd/index.html", "timeline/index.html"),
        *("rules/index.html", "fields/index.html", "method/index.html", "corrections/index.html", "data/index.html"),
        *(
            "claimants/example-police/index.html",
            "sources/example-paper-2025-05-02/index.html",
            "disagreements/index.html",
        ),
    }
    names = names_in(load_story(ROOT)) - {"Natural Earth"}
    for path, page in pages.items():
        said = " ".join(element.text for element in page.all("body"))
        assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", said)] == [], path


def test_the_first_commands_of_the_readme_are_those() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [first, *_] = re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)
    commands = [line.partition("#")[0].strip() for line in first.splitlines()]
    assert commands == ["pip install .", f"factbook init {STORY}", f"cd {STORY}", "make site"]


def test_its_own_look_wins() -> None:
    site = new_story() / STORY / "site"
    [page] = [page for path, page in html_pages(site).items() if path == "rules/index.html"]
    icons = [each.attributes["href"] for each in page.all("link") if each.attributes.get("rel") == "icon"]
    assert icons == ["../assets/icon.svg"]
    assert [each.attributes["src"] for each in page.all("img")] == ["../assets/logo.svg"]
    styles = [each.attributes["href"] for each in page.all("link") if each.attributes.get("rel") == "stylesheet"]
    assert styles[-2:] == ["../assets/site.css", "../assets/own.css"], "after ours"
    assert not [each for each in page.all("button") if "data-scheme" in each.attributes], "a partial of its own"
    assert [
        each
        for each in html_pages(new_story() / "as-it-comes")["rules/index.html"].all("button")
        if "data-scheme" in each.attributes
    ]
