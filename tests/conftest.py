"""Fixtures: the two built sites, shared by all workers, and a browser; selection of thorough tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sampling import SEED, THOROUGH, sampled
from serving import running, served
from shared import make_once
from support import ROOT, SECOND, Html, html_pages, mkdocs


def pytest_report_header() -> str:
    """Print the seed that repeats a run."""
    return f"SEED={SEED}" + (" THOROUGH=1" if THOROUGH else "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the thorough tests that are not in this run's sample."""
    chosen = sampled(items)
    left_out = [item for item in items if item.get_closest_marker("thorough") and item.nodeid not in chosen]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def built(config: Path, site: Path) -> Path:
    run = mkdocs(config, site)
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    return site


@pytest.fixture(scope="session")
def second_site() -> Path:
    """The site of the second story, built without warnings."""
    return make_once("second", lambda site: built(SECOND / "mkdocs.yml", site))


@pytest.fixture(scope="session")
def real_site() -> Path:
    """The site of the real story, built without warnings."""
    return make_once("real", lambda site: built(ROOT / "mkdocs.yml", site))


@pytest.fixture(scope="session")
def second_pages(second_site: Path) -> Mapping[str, Html]:
    """The pages of the second story by path."""
    return html_pages(second_site)


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> Mapping[str, Html]:
    """The pages of the real story by path."""
    return html_pages(real_site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium for each worker; tests open their own pages or contexts."""
    with running() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def home(real_site: Path) -> Iterator[str]:
    """The URL of the real site; modules that test another site override this fixture."""
    with served(real_site) as url:
        yield url
