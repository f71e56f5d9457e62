"""A new story, made with the installed wheel alone, as its first readers see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from installed import STORY, new_story
from page_checks import DESK, PHONE, violations
from playwright.sync_api import Browser, ViewportSize, expect
from serving import served


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served(new_story() / "as-it-comes") as url:
        yield url


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_opens_its_card_and_a_chart_is_drawn(browser: Browser, home: str, size: ViewportSize) -> None:
    page = browser.new_page(viewport=size)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(home)
    page.locator("button.fact", has_text="12,000").first.click()
    expect(page.locator("[popover]:popover-open").get_by_text("Example Paper").first).to_be_visible()
    page.keyboard.press("Escape")
    drawn = page.locator("figure.chart svg:visible").first
    expect(drawn.locator("text", has_text="Example Police").first).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert violations(page) == [] and errors == []
    page.close()


def test_the_search_finds_a_fact(browser: Browser, home: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(home + "rules/")
    page.keyboard.press("/")
    page.keyboard.type("march")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.close()


def test_a_colour_and_a_logo_of_its_own_are_seen(browser: Browser) -> None:
    with served(new_story() / STORY / "site") as url:
        page = browser.new_page(viewport=PHONE)
        page.goto(url)
        assert (
            page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--mark').trim()") == "#0a5c2b"
        )
        box = page.locator(".masthead__name img").bounding_box()
        assert box and 15 < box["height"] < 40 and box["width"] > 20
        page.close()
