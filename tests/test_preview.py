"""The live preview: a notice over the last good page, and a real ``mkdocs serve`` that follows a save."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from factbook.integrity import hash_of
from factbook.preview import with_notice
from factbook.problems import Place, Problem
from support import SECOND, copy_story

PROBLEM = Problem(Place("data/x.yml", 3, 5), "field-value", "must be <b>bold</b>", "value: 600")


def answer(path: str, problems: list[Problem]) -> tuple[str, dict[str, str], bytes]:
    """What a small application gives behind the notice."""

    def app(environ: Any, start: Any) -> list[bytes]:
        kind = "text/html; charset=utf-8" if environ["PATH_INFO"] == "/page" else "text/css"
        body = b'<html><body class="x"><h1>Old</h1></body></html>'
        start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    seen: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        seen.extend([status, headers])
        return lambda data: None

    parts = with_notice(app, lambda: problems)({"PATH_INFO": path}, start)
    body = b"".join(parts)
    return str(seen[0]), dict(seen[1]), body


def test_without_problems_nothing_changes() -> None:
    assert answer("/page", [])[2] == b'<html><body class="x"><h1>Old</h1></body></html>'


def test_problems_stand_on_top_as_plain_text() -> None:
    status, headers, body = answer("/page", [PROBLEM])
    assert status == "200 OK"
    assert headers["Content-Length"] == str(len(body))
    text = body.decode()
    assert text.index("data/x.yml:3:5") < text.index("<h1>Old</h1>")
    assert "must be &lt;b&gt;bold&lt;/b&gt;" in text
    assert "for example: value: 600" in text


def test_only_pages_carry_the_notice() -> None:
    assert b"data/x.yml" not in answer("/style", [PROBLEM])[2]


@pytest.fixture(params=[["--dirty", "--livereload"], []], ids=["as make serve does", "plain mkdocs serve"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the second story under ``mkdocs serve``: its folder and its address."""
    story = copy_story(SECOND, tmp_path / "a story")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "serve",
        "-f",
        str(story / "mkdocs.yml"),
        "-a",
        f"127.0.0.1:{port}",
        *request.param,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/counts/visitors/"
    try:
        wait_for(url, lambda page: "<h1" in page)
        yield story, url
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, holds: Callable[[str], bool], seconds: float = 60) -> str:
    """The page as soon as something holds of it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                page = response.read().decode()
            if holds(page):
                return str(page)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} never became what was waited for")


def test_a_save_shows_and_a_broken_fact_keeps_the_last_good_page(served: tuple[Path, str]) -> None:
    story, url = served
    first = wait_for(url, lambda page: "<h1" in page)
    script = first.rpartition("</script></body>")[0].rpartition("<script>")[2]
    assert "livereload(" in script and f"script-src '{hash_of(script)}'" in first, "the policy lists what MkDocs adds"
    fact = story / "data/counts/visitors.yml"
    good = fact.read_text(encoding="utf-8")
    time.sleep(1)  # the watcher starts after the first page can be had
    fact.write_text(good.replace("question: ", "question: Edited. ", 1), encoding="utf-8")
    wait_for(url, lambda page: "Edited." in page)
    site = url.removesuffix("counts/visitors/")
    for beside in ("api/v1/counts/visitors.json", "data/facts.json"):
        assert "Edited." in wait_for(site + beside, bool), "files are made when they are asked for, of the newest facts"
    with urllib.request.urlopen(f"{site}charts/counts/visitors/claims/chart.png", timeout=30) as picture:
        assert picture.headers["Content-Type"] == "image/png" and picture.read(4) == b"\x89PNG"
    found = json.loads(wait_for(f"{site}search/search_index.json", bool))["docs"]
    assert any("Edited." in doc["text"] for doc in found), "search knows of the edit"
    assert len({doc["location"] for doc in found}) == len(found) > 20, "and of all that was not edited"
    fact.write_text(good.replace("counting: cumulative", "counting: cumulativ", 1), encoding="utf-8")
    broken = wait_for(url, lambda page: 'class="problems"' in page)
    assert "did you mean &#x27;cumulative&#x27;?" in broken
    assert "Edited." in broken, "the last good page stays up"
    fact.write_text(good, encoding="utf-8")
    whole = wait_for(url, lambda page: 'class="problems"' not in page)
    assert "Edited." not in whole
