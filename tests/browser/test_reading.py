"""The grown story, built, in a real Chromium: what a reader sees, touches, types and prints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from factbook.charts.theme import DARK, LIGHT
from page_checks import CONTRAST, DESK, PHONE
from playwright.sync_api import Page, expect

SHEET = Path(__file__).parents[2] / "scripts/mkdocs_factbook/theme/assets/site.css"
CLAIM = 'button.fact[popovertarget*="--"]'
"""A number of a claim, whose card says who says so; dates, people and terms have cards of other sorts."""


@pytest.fixture(scope="session")
def chapters(grown_site: Path) -> list[str]:
    return [f"story/{page.parent.name}/" for page in sorted((grown_site / "story").glob("*/index.html"))]


def opened(tab: Callable[..., Page], **options: Any) -> Page:
    return tab(**{"viewport": DESK, "reduced_motion": "reduce", **options})


@pytest.fixture
def page(tab: Callable[..., Page]) -> Page:
    return opened(tab)


def test_what_is_known_stands_on_the_first_screen_of_a_phone(tab: Callable[..., Page], home: str) -> None:
    page = opened(tab, viewport={"width": 390, "height": 844})
    page.goto(home)
    known = page.locator("article ul").first.locator("li")
    expect(known).to_have_count(5)
    box = known.last.bounding_box()
    assert box and box["y"] + box["height"] <= 844


# Numbers and their cards


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_opens_its_card_by_click(
    tab: Callable[..., Page], home: str, size: dict[str, int], script: bool
) -> None:
    page = opened(tab, viewport=size, java_script_enabled=script)
    page.goto(home)
    expect(page.locator(".card:visible")).to_have_count(0)
    button = page.locator(CLAIM).first
    card = page.locator(f'[id="{button.get_attribute("popovertarget")}"]')
    button.click()
    expect(card).to_be_visible()
    expect(page.locator(".card:visible")).to_have_count(1)
    expect(card).to_contain_text("Who says so")
    expect(card).to_contain_text("Read in")
    box = card.bounding_box()
    assert (
        box
        and box["x"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] >= 0
        and box["y"] + box["height"] <= size["height"] + 1
    )
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_number_opens_its_card_by_keyboard(tab: Callable[..., Page], home: str, script: bool) -> None:
    page = opened(tab, java_script_enabled=script)
    page.goto(home)
    button = page.locator("button.fact").first
    card = page.locator(f'[id="{button.get_attribute("popovertarget")}"]')
    button.focus()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    expect(card.locator(":focus")).to_have_count(1)  # the card's own links come next
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(button).to_be_focused()


def test_tab_alone_reaches_a_number_and_shows_where_it_is(page: Page, home: str) -> None:
    page.goto(home)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.fact')"):
            break
    outline = page.evaluate(
        "(e => e.matches('button.fact') && parseFloat(getComputedStyle(e).outlineWidth))(document.activeElement)"
    )
    assert outline and outline >= 2


def test_a_number_does_not_push_lines_apart(page: Page, home: str, chapters: list[str]) -> None:
    page.goto(home + chapters[0])
    heights = page.locator("p:has(> button.fact):not(.standfirst)").evaluate_all(
        "all => all.map(p => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight))"
    )
    assert heights
    assert all(abs(lines - round(lines)) < 0.05 for lines in heights), heights


# Charts


def test_the_sheet_has_the_charts_colours() -> None:
    """The theme of the charts is the one place where their colours are chosen."""
    css = SHEET.read_text(encoding="utf-8")
    light, dark = css.split("[data-md-color-scheme=slate]", 1)
    for colours, text in ((LIGHT, light), (DARK, dark.split("}", 1)[0])):
        assert dict(re.findall(r"(--chart-[a-z0-9-]+): (#[0-9a-f]{6})", text)) == colours


def test_the_switch_turns_the_page_dark_and_remembers(page: Page, home: str) -> None:
    page.goto(home)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_title("Switch to dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(home + "timeline/")
    assert page.evaluate(ground) == dark


# On paper, and when something is sought


def test_a_card_is_a_note_where_nothing_can_pop_up(page: Page, home: str) -> None:
    """The sheet as a browser reads it that knows no popover: neither the attribute nor the selector."""
    page.route(
        "**/assets/site.css",
        lambda route: route.fulfill(
            body=SHEET.read_text(encoding="utf-8").replace("selector(:popover-open)", "(no: no)"),
            content_type="text/css",
        ),
    )
    page.goto(home)
    page.evaluate("document.querySelectorAll('[popover]').forEach(card => card.removeAttribute('popover'))")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.get_by_role("heading", name="Where the facts on this page come from")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_shows_the_cards_and_no_chrome(
    tab: Callable[..., Page], home: str, chapters: list[str], scheme: Literal["light", "dark"]
) -> None:
    page = opened(tab, color_scheme=scheme, viewport={"width": 690, "height": 980})
    for path in ("", *chapters):
        page.goto(home + path)
        page.emulate_media(media="print", color_scheme=scheme)
        cards = page.locator(".card")
        assert cards.count() > 0, path
        assert all(cards.evaluate_all("all => all.map(card => card.getBoundingClientRect().height > 20)")), path
        expect(page.locator(".cards-title")).to_be_visible()
        for chrome in (".masthead", ".foot", ".card-close"):
            expect(page.locator(chrome).first).to_be_hidden()
        found = page.evaluate(
            CONTRAST.replace("if (c[3] === 255) return c;", "")
        )  # paper is white, whatever the screen is
        assert found["poor"] == [], path
        page.emulate_media(media="screen")
    page.goto(home + chapters[0])
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_search_finds_a_page(tab: Callable[..., Page], home: str, grown_site: Path, size: dict[str, int]) -> None:
    page = opened(tab, viewport=size)
    page.goto(home)
    if size is PHONE:
        page.locator(".md-search-open").click()
    else:
        page.get_by_role("textbox", name="Search").click()
    expect(page.locator(".md-search-result__meta")).to_contain_text("Type to start")
    dialog = page.get_by_role("dialog", name="Search")
    title = json.loads((grown_site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"][-1]["title"]
    # as pasted: no key is pressed
    dialog.get_by_role("textbox").fill(re.sub(r"<[^>]+>", "", title))
    expect(dialog.locator(".md-search-result__link").first).to_be_visible()
