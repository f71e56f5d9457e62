"""What several tests look at, each made once: the two sites, and a browser with the real one open to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from serving import running, served
from support import ROOT, SECOND, Html, html_pages, mkdocs


def built(config: Path, site: Path) -> Path:
    run = mkdocs(config, site)
    assert run.returncode == 0, run.stderr
    assert "WARNING" not in run.stderr
    return site


@pytest.fixture(scope="session")
def second_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story, built strictly and without a warning."""
    return built(SECOND / "mkdocs.yml", tmp_path_factory.mktemp("second") / "site")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real story, built strictly and without a warning."""
    return built(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("real") / "site")


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
