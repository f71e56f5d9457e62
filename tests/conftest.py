"""What several tests look at, each made once for all workers: the two sites, and a browser with the real one open to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sampling import SEED, THOROUGH, sampled
from serving import running, served
from shared import once
from support import ROOT, SECOND, Html, html_pages, mkdocs


def pytest_report_header() -> str:
    """The seed with which a run can be made again."""
    return f"SEED={SEED}" + (" THOROUGH=1" if THOROUGH else "")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is only tried now and then."""
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
    """The second story, built strictly and without a warning."""
    return once("second", lambda site: built(SECOND / "mkdocs.yml", site))


@pytest.fixture(scope="session")
def real_site() -> Path:
    """The real story, built strictly and without a warning."""
    return once("real", lambda site: built(ROOT / "mkdocs.yml", site))


@pytest.fixture(scope="session")
def second_pages(second_site: Path) -> Mapping[str, Html]:
    """The second story's pages by their path."""
    return html_pages(second_site)


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> Mapping[str, Html]:
    """The real story's pages by their path."""
    return html_pages(real_site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium, as Playwright runs once at a time; each test opens pages or contexts of its own."""
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def home(real_site: Path) -> Iterator[str]:
    """The address of the real site; modules that look at another one have a fixture of this name themselves."""
    with served(real_site) as address:
        yield address
