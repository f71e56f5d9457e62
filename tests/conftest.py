"""Fixtures: the two built sites, shared by all workers, and a browser; selection of thorough tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from factbook.charts.worker_pool import WorkerPool
from grown import grown
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect
from sampling import SEED, THOROUGH, sampled
from serving import Tabs, running, served
from shared import make_once
from support import ROOT, Html, built, built_second, html_pages, python

settings.register_profile("factbook", deadline=None, derandomize=True, max_examples=200)
settings.load_profile("factbook")


def pytest_report_header() -> str:
    """Print the seed that repeats a run."""
    return f"SEED={SEED}" + (" THOROUGH=1" if THOROUGH else "")


FIRST = ("test_contributing.py", "test_wheel.py")
"""Files that keep a worker for long begin first, as no other worker can help with them; after them come those of the browser."""


def pytest_xdist_auto_num_workers() -> int:
    """Return half as many workers again as there are processors: a third of the time they wait, for browsers and for other processes."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the long files to the front, and deselect the thorough tests that are not in this run's sample."""
    items.sort(key=lambda item: item.path.name not in FIRST)
    chosen = sampled(items)
    left_out = [item for item in items if item.get_closest_marker("thorough") and item.nodeid not in chosen]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


REAL = tuple(str(ROOT / name) for name in ("data", "docs", "overrides", "mkdocs.yml"))
"""The real story's files, which the engine's tests can do without."""
OPENED: list[str] = []
"""The last one that the running test has opened."""


def note_real(event: str, arguments: tuple[object, ...]) -> None:
    """Note each file of the real story that is opened."""
    if event == "open" and str(arguments[0]).startswith(REAL):
        OPENED[:] = [str(arguments[0])]


sys.addaudithook(note_real)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test of the engine that, or a fixture of which, opens a file of the real story: another newsroom has none."""
    yield
    named = getattr(item, "callspec", None)
    if "real_site" in getattr(item, "fixturenames", ()) or (named and "real" in named.params.values()):
        OPENED[:] = ["real_site"]
    if OPENED and not item.get_closest_marker("real_story"):
        pytest.fail(f"must be marked real_story, or use another story, found {OPENED[0]}", pytrace=False)


def pytest_runtest_logstart() -> None:
    """Begin with no file."""
    OPENED.clear()


START_PROCESSES = WorkerPool.executor


@pytest.fixture(scope="session", autouse=True)
def drawn_here() -> Iterator[None]:
    """Charts are drawn in this process: there is one for each core already, and a new one imports for a second."""

    def refused(pool: WorkerPool) -> None:
        raise OSError("no more processes")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "executor", refused)
        yield


@pytest.fixture
def worker_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes draw, as in a build by a reader of the manual."""
    monkeypatch.setattr(WorkerPool, "executor", START_PROCESSES)


@pytest.fixture(scope="session")
def second_site() -> Path:
    """The site of the second story, built without warnings."""
    return built_second()


@pytest.fixture(scope="session")
def real_site() -> Path:
    """The site of the real story, built without warnings in a process of its own, which has others draw."""

    def make(site: Path) -> None:
        run = python("-m", "mkdocs", "build", "--strict", "-d", str(site))
        assert run.returncode == 0, run.stderr
        assert "WARNING" not in run.stderr

    return make_once("real", make)


@pytest.fixture(scope="session")
def grown_site() -> Path:
    """The site of the grown story, built without warnings."""
    return make_once("grown-site", lambda site: built(grown() / "mkdocs.yml", site))


@pytest.fixture(scope="session")
def second_pages(second_site: Path) -> Mapping[str, Html]:
    """The pages of the second story by path."""
    return html_pages(second_site)


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> Mapping[str, Html]:
    """The pages of the real story by path."""
    return html_pages(real_site)


@pytest.fixture(scope="session")
def grown_pages(grown_site: Path) -> Mapping[str, Html]:
    """The pages of the grown story by path."""
    return html_pages(grown_site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium for each worker; tests open their own pages or contexts."""
    expect.set_options(timeout=20_000)  # a crowded machine is slow, not wrong
    with running() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Pages of one reader after the other, in a context for each set of options."""
    shared = Tabs(browser)
    yield shared
    shared.close()


@pytest.fixture
def tab(tabs: Tabs) -> Iterator[Callable[..., Page]]:
    """Opens a page with options of a context; it is closed after the test."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(tabs.opened(**options))


@pytest.fixture(scope="session")
def home(grown_site: Path) -> Iterator[str]:
    """The URL of the grown story's site; modules that test another site override this fixture."""
    with served(grown_site) as url:
        yield url
