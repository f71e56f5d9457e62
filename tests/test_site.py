"""Whole sites, built with MkDocs as editors build them: links, anchors, resources, and what a broken fact leaves behind."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support import SCRIPTS, SECOND, Html, copy_story, drawings, html_pages, mkdocs, write

Pages = Mapping[str, Html]
STORIES = ("second", pytest.param("real", marks=pytest.mark.real_story))


@pytest.fixture(params=STORIES)
def site(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(f"{request.param}_site")
    return path


@pytest.fixture(params=STORIES)
def pages(request: pytest.FixtureRequest) -> Pages:
    found: Pages = request.getfixturevalue(f"{request.param}_pages")
    return found


def test_there_are_pages(pages: Pages) -> None:
    assert "index.html" in pages
    assert len(pages) > 20


def links(path: str, page: Html) -> Iterator[tuple[str, str, str]]:
    """Each link to this site: as written, the file it leads to, and the anchor."""
    for element in page.elements:
        written = element.attributes.get("href", element.attributes.get("src"))
        if written is None or (element.name == "link" and element.attributes.get("rel") == "canonical"):
            continue
        parts = urlsplit(written)
        if parts.scheme or parts.netloc:
            continue
        base = "/" if parts.path.startswith("/") else "/" + posixpath.dirname(path)
        target = posixpath.normpath(posixpath.join(base, unquote(parts.path).lstrip("/"))) if parts.path else "/" + path
        yield written, target.lstrip("/"), unquote(parts.fragment)


def test_every_link_and_anchor_leads_somewhere(site: Path) -> None:
    pages = html_pages(site)
    broken = []
    for path, page in pages.items():
        for written, target, anchor in links(path, page):
            file = (
                target
                if target in pages or (site / target).is_file()
                else posixpath.join(target, "index.html").lstrip("./")
            )
            if not (site / file).is_file():
                broken.append(f"{path}: {written}")
            elif (
                anchor not in ("", "top") and file in pages and anchor not in pages[file].ids
            ):  # the top is there always
                broken.append(f"{path}: {written} (no such anchor)")
    assert broken == []


def test_the_way_to_the_content_is_there(pages: Pages) -> None:
    """Material's link for keyboards leads to the first heading."""
    for path, page in pages.items():
        skip = [element.attributes["href"] for element in page.all("a") if element.attributes.get("class") == "md-skip"]
        assert all(target.lstrip("#") in page.ids for target in skip), path


def test_ids_stand_once_on_a_page(pages: Pages) -> None:
    twice = {path: [ident for ident, number in Counter(page.ids).items() if number > 1] for path, page in pages.items()}
    assert {path: idents for path, idents in twice.items() if idents} == {}


def test_every_bound_number_opens_its_card(pages: Pages) -> None:
    buttons = 0
    for path, page in pages.items():
        cards = {element.attributes["id"] for element in page.elements if "popover" in element.attributes}
        for element in page.elements:
            if "popovertarget" in element.attributes:
                buttons += 1
                assert element.attributes["popovertarget"] in cards, path
                assert element.name == "button"
    assert buttons > 10


def test_every_page_has_a_title_one_heading_and_a_language(pages: Pages) -> None:
    for path, page in pages.items():
        if path == "404.html":
            continue
        folder = path.removeprefix("charts/").partition("/")[0]
        language = folder if len(folder) == 2 else "en"
        assert page.all("html")[0].attributes.get("lang") == language, path
        assert page.all("title")[0].text.strip(), path
        assert len([element for element in page.all("h1") if element.text.strip()]) == 1, path


def test_no_template_is_left_in_a_page(pages: Pages) -> None:
    for path, page in pages.items():
        text = " ".join(
            element.text
            for element in page.all(
                "title", "h1", "h2", "h3", "p", "li", "dt", "dd", "td", "th", "figcaption", "button", "text"
            )
        )
        assert not any(
            mark in text for mark in ("{{", "}}", "{%", "<!--block-->", "Inline(", "Markup(", "wzxhzdk", "<factbook")
        ), path
        assert not any("{id}" in element.attributes.get("href", "") for element in page.elements), path


def test_no_family_document_is_published(site: Path) -> None:
    assert [path for path in site.rglob("*") if "{id}" in path.name or "%7B" in path.name] == []


def test_the_search_index_can_be_read(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert len(index["docs"]) > 10


def test_spellings_that_are_no_words_are_refused(tmp_path: Path) -> None:
    """A bare no is YAML's false; the message says so, without a traceback."""
    story = copy_story(SECOND, tmp_path / "story")
    config = story / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("[Quill,", "[no, Quill,"), encoding="utf-8")
    run = mkdocs(config, tmp_path / "site")
    assert run.returncode == 1
    assert "option 'spellings': must be a list of lists of words" in run.stdout + run.stderr
    assert "Traceback" not in run.stderr


def contents(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


ELSEWHERE = """
import os, time, datetime
_shift = float(os.environ["DAYS_ON"]) * 86400
_time, _time_ns, _gmtime, _localtime = time.time, time.time_ns, time.gmtime, time.localtime
time.time = lambda: _time() + _shift
time.time_ns = lambda: _time_ns() + int(_shift * 10**9)
time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
class _Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
class _Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
datetime.date, datetime.datetime = _Date, _Datetime
os.cpu_count = lambda: int(os.environ["CORES"])
_walk, _scandir = os.walk, os.listdir
os.listdir = lambda *args: sorted(_scandir(*args), reverse=os.environ["CORES"] != "1")
"""
"""A ``sitecustomize`` that sets the clock on, gives a machine other cores, and lists folders in another order."""


def build_elsewhere(home: Path, **machine: str) -> dict[str, bytes]:
    """The second story's site, built in the folder ``home`` on a machine with such an environment."""
    shutil.copytree(SCRIPTS, home / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SECOND, home / "tests" / "story", ignore=shutil.ignore_patterns(".cache", "site"))
    config = home / "tests" / "story" / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace('site_url: ""', "site_url: https://kites.example.org/")
    config.write_text(text, encoding="utf-8")
    write(home, {"machine/sitecustomize.py": ELSEWHERE})
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    environment |= {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1", **machine}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (home / "machine", home / "scripts")))
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(home / "site")],
        cwd=home, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return contents(home / "site")


@pytest.mark.thorough
def test_two_machines_build_the_same_bytes(tmp_path: Path) -> None:
    """Another day, time zone, language, place, order of hashes and folders, number of cores and set of fonts: every file is the same."""
    fonts = write(
        tmp_path, {"none/fonts.conf": '<?xml version="1.0"?><!DOCTYPE fonts SYSTEM "fonts.dtd"><fonts></fonts>'}
    )
    one = build_elsewhere(
        tmp_path / "one", DAYS_ON="0", CORES="1", TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1", HOME=str(tmp_path)
    )
    other = build_elsewhere(
        tmp_path / "a b" / "Ümläut (1)", DAYS_ON="4321.4", CORES="3", TZ="Pacific/Kiritimati", LC_ALL="tr_TR.UTF-8",
        PYTHONHASHSEED="4711", FONTCONFIG_FILE=str(fonts / "none/fonts.conf"), SOURCE_DATE_EPOCH="86400", HOME="/nonexistent", COLUMNS="40",
    )  # fmt: skip
    assert {posixpath.splitext(name)[1] for name in one} >= {
        ".html",
        ".png",
        ".svg",
        ".json",
        ".xml",
        ".csv",
        ".css",
        ".js",
    }
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        (
            "data/counts/visitors.yml",
            "value: about 4000",
            "value: very many",
            "data/counts/visitors.yml:26:12: value: must be an amount",
        ),
        ("data/organisations/guild.yml", "id: guild", "id: [", "data/organisations/guild.yml"),
        ("docs/index.md", "do not agree", "both say 9000", "docs/index.md:12:84: must be bound"),
        ("docs/index.md", "visitors on", "visitors, 12 of them old, on", "docs/index.md:7:94: must be bound to a fact"),
    ],
)
def test_a_broken_fact_leaves_the_old_site_whole(
    tmp_path: Path, second_site: Path, file: str, before: str, after: str, problem: str
) -> None:
    story, site = copy_story(SECOND, tmp_path / "story"), tmp_path / "site"
    shutil.copytree(second_site, site)
    old = contents(site)
    text = (story / file).read_text(encoding="utf-8")
    assert before in text
    (story / file).write_text(text.replace(before, after), encoding="utf-8")
    run = mkdocs(story / "mkdocs.yml", site)
    assert run.returncode == 1
    assert problem in run.stderr
    assert "Traceback" not in run.stderr
    assert contents(site) == old


def test_a_broken_story_makes_no_site(tmp_path: Path) -> None:
    story = copy_story(SECOND, tmp_path / "story")
    (story / "data/sides.yml").write_text("", encoding="utf-8")
    assert mkdocs(story / "mkdocs.yml", tmp_path / "site").returncode == 1
    assert not (tmp_path / "site").exists()


def test_a_path_with_spaces_and_accents(tmp_path: Path, second_site: Path) -> None:
    home = tmp_path / "a b" / "Ümläut (1)"
    shutil.copytree(SCRIPTS, home / "scripts")
    shutil.copytree(SECOND, home / "tests" / "story", ignore=shutil.ignore_patterns("site", ".cache"))
    shutil.copytree(drawings(), home / "tests/story/.cache")
    for picture in sorted((home / "tests/story/.cache").glob("*.svg"))[::20]:  # the others are those of another path
        picture.unlink()
    run = mkdocs(home / "tests/story/mkdocs.yml", home / "my site", scripts=home / "scripts")
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    assert list(contents(home / "my site")) == list(contents(second_site))
