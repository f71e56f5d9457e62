"""A site in Arabic as its readers see it: pages and pictures begin at the right, and nothing is cut or covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from arabic import CHARTS, built_arabic
from factbook.browser import CHART_FAULTS
from playwright.sync_api import Page
from serving import served

LEFTS = """([figure, ...words]) => {
  const shown = [...document.querySelectorAll("figure.chart")[figure].querySelectorAll("svg text")].map((text) => [text.textContent.replace(/[\u2068\u2069]/g, ""), text.getBoundingClientRect()]);
  return words.map((word) => shown.find(([text, { width }]) => text === word && width)[1].x);
}"""
"""Where words stand in a picture, as far as it is shown."""


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with served(built_arabic()) as url:
        yield url


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, tab: Callable[..., Page]) -> Page:
    return tab(viewport={"width": request.param, "height": 900})


def test_pictures_begin_at_the_right_and_can_be_read(page: Page, home: str) -> None:
    page.goto(home + "story/charts/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate(CHART_FAULTS) == []
    figures = list(CHARTS)
    more, less = page.evaluate(LEFTS, [figures.index("claims"), "20,000", "0"])
    late, early = page.evaluate(LEFTS, [figures.index("line"), "Meadow", "يوليو"])
    assert more < less and late < early, "amounts and time run to the left"
    west, east = page.evaluate(LEFTS, [figures.index("map"), "Mill Bridge", "Lower Fennick"])
    assert west < east, "a map is not mirrored"


@pytest.mark.parametrize("path", ["", "counts/visitors/", "story/the-count/", "timeline/"])
def test_pages_begin_at_the_right(path: str, page: Page, home: str) -> None:
    page.goto(home + path)
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    name, heading, main = (
        page.locator(each).first.bounding_box() for each in (".masthead__name", "h1", ".md-content__inner")
    )
    assert name and heading and main
    edge = main["x"] + main["width"]
    assert (
        abs(name["x"] + name["width"] - heading["x"] - heading["width"]) < 2
        and heading["x"] + heading["width"] > edge - 40
    )


def test_arrow_keys_go_on_to_the_left(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport={"width": 1280, "height": 900})
    page.goto(home + "story/charts/")
    marks = page.locator("figure.chart").nth(6).locator("svg >> visible=true").locator("a[href]")
    marks.first.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.matches('svg a')")


def test_a_card_closes_at_its_left(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport={"width": 390, "height": 844})
    page.goto(home)
    page.locator("button.fact").first.click()
    card = page.locator(".card:popover-open")
    close, box = card.locator(".card-close").bounding_box(), card.bounding_box()
    assert close and box and close["x"] + close["width"] / 2 < box["x"] + box["width"] / 2
