"""One page of every type, visited once as on a phone in daylight, once as on a desk at night, and once without scripts.

All that must hold of any page is looked at in the same visit: to open a page takes longer than to look at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import pytest
from page_checks import CONTRAST, DESK, MAX_SHIFT, PHONE, page_types, violations
from playwright.sync_api import Browser, Page, ViewportSize, expect
from sampling import subset
from support import Html

PARTS = 4
"""The pages are visited in so many parts, side by side."""
SHIFTS = """window.shift = 0; window.shifts = [];
const told = rect => [rect.x, rect.y, rect.width, rect.height].map(Math.round).join(' ');
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  shift += entry.value;
  entry.sources.forEach(({node, previousRect, currentRect}) => shifts.push(
    `${node?.className || node?.nodeName} from ${told(previousRect)} to ${told(currentRect)} after ${Math.round(entry.startTime)} ms`));
})).observe({type: 'layout-shift', buffered: true})"""
LOST = "all => all.filter(b => !b.popoverTargetElement?.matches('.card')).map(b => b.textContent)"
TOO_WIDE = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
CHROME = ":is(.masthead, .foot, .crumbs, .facets, .on-this-page, .card-close, button[type=reset], select):visible"


class Guise(NamedTuple):
    """How a page is looked at."""

    size: ViewportSize
    scheme: Literal["light", "dark"]
    shown: str
    hidden: str


GUISES = {"phone-light": Guise(PHONE, "light", "narrow", "wide"), "desk-dark": Guise(DESK, "dark", "wide", "narrow")}


@pytest.fixture(params=GUISES)
def guise(request: pytest.FixtureRequest) -> Guise:
    return GUISES[request.param]


@pytest.fixture
def wrong() -> Iterator[list[str]]:
    """What is wrong, told all at once."""
    found: list[str] = []
    yield found
    assert found == [], "\n".join(found)


@pytest.fixture
def page(browser: Browser, guise: Guise, home: str, wrong: list[str]) -> Iterator[Page]:
    """A page on which every error, warning, failure and request to elsewhere is told."""
    context = browser.new_context(viewport=guise.size, color_scheme=guise.scheme, reduced_motion="reduce")
    context.add_init_script(SHIFTS)
    page = context.new_page()
    page.on(
        "console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    page.on("request", lambda asked: wrong.append(f"asked for {asked.url}") if _elsewhere(asked.url, home) else None)
    yield page
    context.close()


def _elsewhere(url: str, home: str) -> bool:
    return not url.startswith("data:") and urlsplit(url).netloc != urlsplit(home).netloc


@pytest.mark.parametrize("part", range(PARTS))
def test_a_page_is_sound(page: Page, guise: Guise, home: str, grown_site: Path, wrong: list[str], part: int) -> None:
    visited = page_types(grown_site)[part::PARTS]
    judged = visited if guise.shown == "narrow" else subset(visited, "judged at a desk")
    assert len(visited) >= 4
    for path in visited:
        page.goto(home + path, wait_until="networkidle")
        wrong += [f"{path or 'home'}: {each}" for each in faults(page, guise, path in judged)]


def faults(page: Page, guise: Guise, judged: bool) -> Iterator[str]:
    """What is wrong with the page that is open, which is left changed.

    What takes longest is done to every page on the phone and to a sample at the desk, where its tree is the same: it is
    judged by axe, and laid out at all widths.
    """
    if page.evaluate("shift") > MAX_SHIFT:
        yield f"moves while it loads: {'; '.join(page.evaluate('shifts'))}"
    if page.evaluate("document.body.dataset.mdColorScheme") != {"light": "default", "dark": "slate"}[guise.scheme]:
        yield "is not in the reader's scheme"
    yield from (f"number {text!r} has no card of its own" for text in page.locator("button.fact").evaluate_all(LOST))
    for chart in page.locator("figure.chart").all():
        if not chart.locator(f".chart-{guise.shown} svg").is_visible():
            yield "a chart is not shown"
        if chart.locator(f".chart-{guise.hidden}").evaluate("e => getComputedStyle(e).display") != "none":
            yield "the chart's other size is shown"
        expect(chart.locator("figcaption")).not_to_be_empty()
    levels = page.locator("main :is(h1,h2,h3,h4,h5,h6):visible").evaluate_all("all => all.map(h => +h.tagName[1])")
    if levels[:1] != [1] or levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings are {levels}"
    if page.get_by_role("main").count() != 1:
        yield "must have one main part"
    if page.locator("button.fact").count():
        page.locator("button.fact").first.click()
    for scheme in ("default", "slate"):
        page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme; }", scheme)
        contrast = page.evaluate(CONTRAST)
        if contrast["seen"] <= 20:
            yield f"has {contrast['seen']} texts only"
        yield from (f"stands out too little in the scheme {scheme}: {each}" for each in contrast["poor"])
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    if (over := page.evaluate(TOO_WIDE)) > 0:
        yield f"is {over} px too wide"
    if judged:
        yield from violations(page, contrast=False)  # measured above, text by text, in a tenth of the time
        yield from scrolls_sideways(page, guise)
        yield from fits_no_paper(page, guise)


def scrolls_sideways(page: Page, guise: Guise) -> Iterator[str]:
    """At which widths a page is too wide: as it is, as WCAG 1.4.10 asks; at a desk with text enlarged alone, as 1.4.4 does."""
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            yield f"is {over} px too wide at {width} px"
    page.evaluate("document.documentElement.style.fontSize = '250%'")
    if (over := page.evaluate(TOO_WIDE)) > 0:
        yield f"is {over} px too wide with text at twice its size"
    page.evaluate("document.documentElement.style.fontSize = ''")


def fits_no_paper(page: Page, guise: Guise) -> Iterator[str]:
    """A4 between its margins is 178 mm, 673 px: nothing is wider, and no control is printed."""
    page.set_viewport_size({"width": 673, "height": 980})
    page.emulate_media(media="print")
    if page.evaluate(TOO_WIDE) > 0:
        yield "is too wide for paper"
    if page.locator(CHROME).count():
        yield "prints a control"
    page.emulate_media(media="screen")
    page.set_viewport_size(guise.size)


def test_there_are_charts_on_some_pages(grown_site: Path, grown_pages: Mapping[str, Html]) -> None:
    """Otherwise the test of all pages would prove little."""
    charts = [path for path in page_types(grown_site) for each in _html(grown_pages, path).all("figure") if "chart" in each.attributes.get("class", "").split()]  # fmt: skip
    assert len(charts) > 3


def test_each_page_says_what_it_is(grown_site: Path, grown_pages: Mapping[str, Html]) -> None:
    titles, descriptions = set[str](), set[str]()
    for path in page_types(grown_site):
        page = _html(grown_pages, path)
        assert page.all("html")[0].attributes.get("lang"), path
        titles.add(page.all("title")[0].text)
        descriptions.update(
            each.attributes["content"] for each in page.all("meta") if each.attributes.get("name") == "description"
        )
    assert len(titles) == len(page_types(grown_site))
    assert len(descriptions) >= len(titles) - 1, "the page for wrong addresses has the site's"
    assert all(descriptions)


def _html(pages: Mapping[str, Html], path: str) -> Html:
    return pages[path if path.endswith(".html") else f"{path}index.html"]


def test_a_page_works_without_a_script(browser: Browser, home: str, grown_site: Path) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    for path in page_types(grown_site):
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
