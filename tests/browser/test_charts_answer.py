"""Charts that answer in a real Chromium under a strict policy: by mouse, finger and keyboard, and nothing missing without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from serving import served


@pytest.fixture(scope="module")
def home(second_site: Path) -> Iterator[str]:
    """The second story's site, on a host whose policy forbids eval and scripts from elsewhere."""
    with served(second_site) as address:
        yield address


@pytest.fixture(params=[390, 1280])
def page(tab: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    return tab(viewport={"width": request.param, "height": 900})


def test_one_claimant_is_lit_and_stands_in_the_address(page: Page, home: str) -> None:
    page.goto(f"{home}counts/visitors/")
    figure = page.locator("figure.chart").first
    marks = figure.locator("svg a").locator("visible=true")
    select = figure.locator(".chart-light select")
    every = marks.count()
    value = select.locator("option").nth(1).get_attribute("value")
    select.select_option(value)
    lit = figure.locator("svg a:not(.chart-dim)").locator("visible=true").count()
    assert 0 < lit < every
    assert figure.locator("svg .chart-dim:not(a)").locator("visible=true").count(), (
        "the arrows of those who are not lit"
    )
    assert page.url.endswith(f"counts/visitors/?claims={value}")
    page.reload()
    expect(figure.locator("svg a:not(.chart-dim)").locator("visible=true")).to_have_count(lit)
    select.select_option("")
    assert page.url.endswith("counts/visitors/") and not figure.locator(".chart-dim").count()


def test_the_keyboard_walks_from_mark_to_mark_and_hears_each(page: Page, home: str) -> None:
    """One stop of the Tab key for a picture; the arrows go on in reading order, each mark with its words."""
    page.goto(f"{home}counts/visitors/")
    figure = page.locator("figure.chart").first
    marks = figure.locator("svg a").locator("visible=true")
    stops = [mark for mark in marks.all() if mark.get_attribute("tabindex") == "0"]
    assert len(stops) == 1
    figure.locator(".chart-light select").focus()
    page.keyboard.press("Tab")
    heard = []
    for _ in range(marks.count()):
        heard.append((page.evaluate("document.activeElement.getAttribute('aria-label')"), page.evaluate(TOP)))
        expect(figure.locator(".chart-tip")).to_have_text(heard[-1][0])
        page.keyboard.press("ArrowDown")
    assert len(set(heard)) == marks.count() and [top for _, top in heard] == sorted(top for _, top in heard)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == heard[0][0], "round again"
    tree = figure.locator("svg").locator("visible=true").first.aria_snapshot()
    assert all(f'link "{words}"' in tree for words, _ in heard), tree
    page.keyboard.press("Escape")
    expect(figure.locator(".chart-tip")).to_be_hidden()
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.closest('svg'))")


TOP = "Math.round(document.activeElement.getBoundingClientRect().top + scrollY)"


def test_the_first_tap_tells_and_the_second_ends_it(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport={"width": 390, "height": 900}, has_touch=True, is_mobile=True)
    page.goto(f"{home}counts/visitors/")
    figure = page.locator("figure.chart").first
    mark, tip = figure.locator("svg a path").locator("visible=true").first, figure.locator(".chart-tip")
    mark.tap()
    expect(tip).to_contain_text(":")
    before = page.url
    mark.tap()
    expect(tip).to_be_hidden()
    assert page.url == before
    mark.tap()
    tip.get_by_role("link", name="Go to it").tap()
    expect(page.locator(":target")).to_be_visible()


def test_a_mouse_is_told_and_its_click_leads_there(page: Page, home: str) -> None:
    page.goto(f"{home}counts/visitors/")
    mark = page.locator("figure.chart svg a path").locator("visible=true").first
    mark.hover(force=True)
    expect(page.locator(".chart-tip").first).to_be_visible()
    mark.click(force=True)
    expect(page.locator(":target")).to_be_visible()


def test_a_link_to_a_chart_as_it_is_lit_is_copied(page: Page, home: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{home}counts/visitors/")
    figure = page.locator("figure.chart").first
    figure.locator(".chart-light select").select_option(index=1)
    figure.locator(".chart-take summary").click()
    figure.get_by_role("button", name="Copy link").click()
    expect(figure.get_by_role("button", name="Done")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{page.url}#chart-claims"


def test_without_script_nothing_is_missing(tab: Callable[..., Page], home: str) -> None:
    plain = tab(java_script_enabled=False)
    plain.goto(home)
    figure = plain.locator("figure.chart").first
    expect(figure.locator(".chart-wide svg")).to_be_visible()
    expect(figure.locator(".chart-light select")).to_be_hidden()
    figure.locator(".chart-take summary").click()
    expect(figure.locator(".chart-take a")).to_have_count(8)
    expect(figure.locator("textarea")).to_have_value(re.compile('<iframe src="'))
    for link in figure.locator(".chart-take a").all():
        address = link.get_attribute("href")
        answer = plain.request.get(f"{home}{address}")
        assert answer.ok, address


def test_the_frame_shows_the_chart(page: Page, home: str) -> None:
    page.goto(home)
    page.locator(".chart-take summary").first.click()
    area = page.locator(".chart-take textarea").first
    expect(area).to_have_value(re.compile(re.escape(f'src="{home}charts/')))
    snippet = area.input_value()
    page.route("**/host.html", lambda route: route.fulfill(body=f"<!doctype html>{snippet}", content_type="text/html"))
    page.goto(f"{home}host.html")
    frame = page.frame_locator("iframe")
    expect(frame.locator("svg").locator("visible=true")).to_have_count(1)
    expect(frame.locator("p a")).to_have_attribute("href", re.compile(r"^(\.\./)+$"))
    inner = frame.locator("html").evaluate(ROOM)
    assert inner[0] <= inner[1] and inner[2] <= inner[3], inner


def _fulfil(route: Route, body: str) -> None:
    route.fulfill(body=body, content_type="text/html")


ROOM = (
    "html => document.fonts.ready.then(() => [document.body.offsetHeight, innerHeight, html.scrollWidth, innerWidth])"
)
"""What the page in a frame needs and what it has once its font is there, in pixels: high, then wide."""


@pytest.mark.parametrize("column", [320, 390, 640, 680, 760, 1100])
def test_the_frame_is_as_high_as_its_column_needs(page: Page, home: str, column: int) -> None:
    page.goto(home)
    snippets = [area.input_value() for area in page.locator(".chart-take textarea").all()]
    assert snippets
    for snippet in snippets[:3]:
        body = f'<!doctype html><div style="width:{column}px">{snippet}</div>'
        page.unroute_all()
        page.route("**/host.html", partial(_fulfil, body=body))
        page.goto(f"{home}host.html")
        frame = page.frame_locator("iframe")
        expect(frame.locator("svg").locator("visible=true")).to_have_count(1)
        needs, has, across, room = frame.locator("html").evaluate(ROOM)
        assert has - 140 < needs <= has and across <= room, (needs, has, across, room)
