"""The built real story in a real Chromium: what a reader sees, touches, types and prints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from factbook.charts.theme import DARK, LIGHT
from playwright.sync_api import Browser, BrowserContext, Page, expect

PHONE = {"width": 390, "height": 800}
DESK = {"width": 1280, "height": 900}
SHEET = Path(__file__).parents[2] / "overrides" / "assets" / "site.css"
FIXED = (
    "",
    "timeline/",
    "disagreements/",
    "numbers/",
    "statements/",
    "rules/",
    "fields/",
    "glossary/",
    "places/",
    "corrections/",
    "method/",
    "404.html",
)
FAMILIES = ("story", "counts", "people", "claimants", "sources")
"""Folders of which the fullest page stands for its type."""


@pytest.fixture(scope="session")
def page_types(real_site: Path) -> list[str]:
    """One page of every type, the largest of each family."""
    found = []
    for family in FAMILIES:
        pages = sorted((real_site / family).glob("*/index.html"), key=lambda page: page.stat().st_size)
        assert pages, f"no page in {family}/"
        found.append(f"{family}/{pages[-1].parent.name}/")
        if (real_site / family / "index.html").exists():
            found.append(f"{family}/")
    return [*FIXED, *found]


@pytest.fixture(scope="session")
def chapters(real_site: Path) -> list[str]:
    return [f"story/{page.parent.name}/" for page in sorted((real_site / "story").glob("*/index.html"))]


def opened(browser: Browser, **options: Any) -> BrowserContext:
    return browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = opened(browser)
    yield context.new_page()
    context.close()


# Numbers and their cards


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_opens_its_card_by_click(browser: Browser, home: str, size: dict[str, int], script: bool) -> None:
    context = opened(browser, viewport=size, java_script_enabled=script)
    page = context.new_page()
    page.goto(home)
    expect(page.locator(".card:visible")).to_have_count(0)
    button = page.locator("button.fact").first
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
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_number_opens_its_card_by_keyboard(browser: Browser, home: str, script: bool) -> None:
    context = opened(browser, java_script_enabled=script)
    page = context.new_page()
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
    context.close()


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


def test_every_number_has_its_own_card_on_the_page(
    page: Page, home: str, page_types: list[str], chapters: list[str]
) -> None:
    for path in {*page_types, *chapters}:
        page.goto(home + path)
        lost = page.locator("button.fact").evaluate_all(
            "all => all.filter(b => !b.popoverTargetElement?.matches('.card')).map(b => b.textContent)"
        )
        assert lost == [], path


def test_a_number_does_not_push_lines_apart(page: Page, home: str, chapters: list[str]) -> None:
    page.goto(home + chapters[0])
    heights = page.locator("p:has(> button.fact):not(.standfirst)").evaluate_all(
        "all => all.map(p => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight))"
    )
    assert heights
    assert all(abs(lines - round(lines)) < 0.05 for lines in heights), heights


# Charts


@pytest.mark.parametrize(
    ("size", "shown", "hidden"), [(PHONE, "narrow", "wide"), (DESK, "wide", "narrow")], ids=["phone", "desk"]
)
def test_one_of_the_two_drawings_shows(
    browser: Browser, home: str, page_types: list[str], size: dict[str, int], shown: str, hidden: str
) -> None:
    context = opened(browser, viewport=size)
    page = context.new_page()
    charts = 0
    for path in page_types:
        page.goto(home + path)
        for chart in page.locator("figure.chart").all():
            charts += 1
            expect(chart.locator(f".chart-{shown} svg")).to_be_visible()
            assert chart.locator(f".chart-{hidden}").evaluate("e => getComputedStyle(e).display") == "none"
            expect(chart.locator("figcaption")).not_to_be_empty()
    assert charts > 3
    context.close()


def test_the_sheet_has_the_charts_colours() -> None:
    """The theme of the charts is the one place where their colours are chosen."""
    css = SHEET.read_text(encoding="utf-8")
    light, dark = css.split("[data-md-color-scheme=slate]", 1)
    for colours, text in ((LIGHT, light), (DARK, dark.split("}", 1)[0])):
        assert dict(re.findall(r"(--chart-[a-z0-9-]+): (#[0-9a-f]{6})", text)) == colours


# Every page type


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_scrolls_sideways(browser: Browser, home: str, page_types: list[str], width: int) -> None:
    context = opened(browser, viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for path in page_types:
        page.goto(home + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if page.evaluate("document.scrollingElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    assert wide == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_request_leaves_no_error_and_nothing_moves(
    browser: Browser, home: str, page_types: list[str], scheme: str
) -> None:
    context = opened(browser, color_scheme=scheme, viewport=PHONE)
    page = context.new_page()
    asked: set[str] = set()
    said: list[str] = []
    page.on("request", lambda request: asked.add(request.url))
    page.on(
        "console",
        lambda message: said.append(f"{page.url}: {message.text}") if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "response",
        lambda response: said.append(f"{response.status} {response.url}") if response.status >= 400 else None,
    )
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => shift += e.value)).observe({type: 'layout-shift', buffered: true})"
    )
    for path in page_types:
        page.goto(home + path, wait_until="networkidle")
        assert page.evaluate("shift") == 0, path
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(home).netloc}
    assert said == []
    context.close()


def test_each_page_says_what_it_is(page: Page, home: str, page_types: list[str]) -> None:
    titles, descriptions = set(), set()
    for path in page_types:
        page.goto(home + path)
        assert page.locator("html").get_attribute("lang")
        assert page.locator("h1").count() == 1, path
        titles.add(page.title())
        descriptions.add(page.locator('meta[name="description"]').get_attribute("content"))
        assert page.get_by_role("main").count() == 1
        levels = page.locator("main :is(h1,h2,h3,h4,h5,h6):visible").evaluate_all("all => all.map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), f"{path}: {levels}"
    assert len(titles) == len(page_types)
    assert len(descriptions) >= len(page_types) - 1  # the page for wrong addresses has the site's
    assert all(descriptions)


CONTRAST = """() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = css => { paint.clearRect(0, 0, 1, 1); paint.fillStyle = css; paint.fillRect(0, 0, 1, 1); return [...paint.getImageData(0, 0, 1, 1).data]; };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('svg, script, style, .md-search') || !e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
    const style = getComputedStyle(e), [a, b] = [light(rgba(style.color)), light(ground(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    seen++;
    if (ratio < 4.5) poor.push(`${e.className || e.tagName}: ${ratio.toFixed(2)}`);
  }
  return {seen, poor: [...new Set(poor)]};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out(browser: Browser, home: str, page_types: list[str], scheme: str) -> None:
    """Every visible text outside drawings has 4.5:1 or more to its ground, the faded and the small ones too."""
    context = opened(browser, color_scheme=scheme)
    page = context.new_page()
    for path in page_types:
        page.goto(home + path)
        if page.locator("button.fact").count():
            page.locator("button.fact").first.click()
        found = page.evaluate(CONTRAST)
        assert found["seen"] > 20, path
        assert found["poor"] == [], path
    context.close()


def test_the_switch_turns_the_page_dark_and_remembers(page: Page, home: str) -> None:
    page.goto(home)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_title("Switch to dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(home + "timeline/")
    assert page.evaluate(ground) == dark


# Without a script, on paper, and when something is sought


def test_the_page_works_without_a_script(browser: Browser, home: str, page_types: list[str]) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    for path in page_types:
        page.goto(home + path)
        expect(page.locator("h1")).to_be_visible()
        expect(page.get_by_role("navigation", name="Sections")).to_be_visible()
        expect(page.locator(".md-search")).to_be_hidden()  # a search that cannot search
    page.goto(home)
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Timeline").click()
    expect(page.locator("h1")).to_have_text("Timeline")
    page.goto(home + "disagreements/")
    details = page.locator("main details").first
    details.locator("summary").click()
    expect(details.locator("li").first).to_be_visible()
    context.close()


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
    browser: Browser, home: str, chapters: list[str], scheme: Literal["light", "dark"]
) -> None:
    context = opened(browser, color_scheme=scheme, viewport={"width": 690, "height": 980})
    page = context.new_page()
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
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_search_finds_a_page(browser: Browser, home: str, real_site: Path, size: dict[str, int]) -> None:
    context = opened(browser, viewport=size)
    page = context.new_page()
    page.goto(home)
    if size is PHONE:
        page.locator("label.md-header__button[for=__search]").click()
    dialog = page.get_by_role("dialog", name="Search")
    title = json.loads((real_site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"][-1]["title"]
    dialog.get_by_role("textbox").fill(re.sub(r"<[^>]+>", "", title))
    expect(dialog.locator(".md-search-result__link").first).to_be_visible()
    context.close()
