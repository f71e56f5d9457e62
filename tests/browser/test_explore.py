"""Explore on request, in a real Chromium under a strict policy: nothing before the click, no eval, nothing missing without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from factbook.charts import DARK, LIGHT
from factbook.exports.credit import Credit
from factbook.exports.explore import explore_spec
from factbook.kinds import Event
from factbook.loading import load
from playwright.sync_api import Page, Route, expect
from serving import served
from support import write


@pytest.fixture(scope="module")
def home(second_site: Path) -> Iterator[str]:
    """The second story's site, on a host whose policy forbids eval and scripts from elsewhere."""
    with served(second_site) as address:
        yield address


@pytest.fixture(params=[390, 1280])
def page(tab: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    return tab(viewport={"width": request.param, "height": 900})


def test_loads_on_click_alone_and_works_without_eval(page: Page, home: str) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(home, wait_until="networkidle")
    assert not [url for url in asked if "/vega/" in url or (".json" in url and "/charts/" in url)]
    figure = page.locator("figure.chart").first
    button = figure.locator(".chart-explore")
    button.click()
    dots = figure.locator(".chart-canvas .role-mark.mark-symbol path")
    expect(dots.first).to_be_visible()
    expect(button).to_have_text("Back to the picture")
    assert [url.rpartition("/")[2] for url in asked if "/vega/" in url] == [
        "vega.min.js",
        "vega-lite.min.js",
        "vega-interpreter.js",
    ]
    assert all(url.startswith(home) for url in asked)
    everyone = dots.count()
    assert everyone >= 3

    dots.first.hover(force=True)
    expect(figure.locator(".chart-tip")).to_contain_text("Amount:")

    select = figure.locator(".chart-bar select")
    select.select_option(index=1)
    expect(dots).not_to_have_count(everyone)
    select.select_option(index=0)
    expect(dots).to_have_count(everyone)

    where = dots.last.get_attribute("transform")
    figure.get_by_role("button", name="Zoom in").click()
    expect(dots.last).not_to_have_attribute("transform", where or "")
    figure.get_by_role("button", name="Whole time").click()
    expect(dots.last).to_have_attribute("transform", where or "")

    button.click()
    expect(figure.locator(".chart-canvas")).to_be_hidden()
    expect(figure.locator(".chart-wide svg, .chart-narrow svg").locator("visible=true")).to_have_count(1)
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_hundred_events_fit_on_a_screen_and_are_named_where_there_is_room(
    page: Page, home: str, tmp_path: Path
) -> None:
    page.route("**/explore.vl.json", lambda route: route.fulfill(body=crowd(tmp_path), content_type="application/json"))
    page.goto(home)
    figure = page.locator("figure.chart").first
    figure.locator(".chart-explore").click()
    canvas = figure.locator(".chart-canvas")
    expect(canvas.locator(".role-mark.mark-symbol path")).to_have_count(100)
    box = canvas.bounding_box()
    assert box and 300 < box["height"] <= 700
    assert (
        canvas.locator(".role-axis-label text").filter(has_text=re.compile("^(flight|repair|garden party)$")).count()
        == 3
    )
    named = canvas.locator(".mark-text.role-mark text[opacity='1']")
    before = named.count()
    for _ in range(4):
        figure.get_by_role("button", name="Zoom in").click()
    expect(named.nth(before)).to_be_visible()
    apart = "marks => marks.map(mark => Math.round(mark.getBoundingClientRect().top))"
    assert len(set(canvas.locator(".role-mark.mark-symbol path").evaluate_all(apart))) > 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def crowd(root: Path) -> bytes:
    """The interactive version of a timeline of a hundred events, most of them within two years."""
    kinds = ("flight", "flight", "flight", "repair", "garden party")
    events = (
        f"- id: e{number}\n  title: Kite number {number} goes up\n  date: {2023 + number % 3 if number else 1999}-{number % 12 + 1:02d}-03\n"
        f"  type: {kinds[number % 5]!r}\n  by: guild\n  source: paper\n"
        for number in range(100)
    )
    write(
        root,
        {
            "data/events/all.yml": "".join(events),
            "data/organisations/guild.yml": "id: guild\nname: Kite guild\ntype: association\n",
            "data/sources/paper.yml": "id: paper\ntype: article\npublisher: guild\nquality: A\nread: whole\npublished: 2025-06-02\n",
        },
    )
    book = load(root)
    return explore_spec(
        book, list(book.of(Event)), "Kites", Credit("", "", None), lambda ref: f"#{ref}", lambda ref: None
    )


def test_follows_the_page_into_the_dark(page: Page, home: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(home)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.locator(".chart-explore").first.click()
    words = page.locator(".chart-canvas .role-axis-label text").first
    expect(words).to_have_attribute("fill", DARK["--chart-muted"])
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'default')")
    expect(words).to_have_attribute("fill", LIGHT["--chart-muted"])


def test_a_runtime_that_fails_leaves_the_picture(page: Page, home: str) -> None:
    page.route("**/vega/**", lambda route: route.abort())
    page.goto(home)
    button = page.locator(".chart-explore").first
    button.click()
    expect(button).to_contain_text("could not be loaded")
    expect(page.locator("figure.chart").first.locator("svg").locator("visible=true")).to_have_count(1)
    page.unroute("**/vega/**")
    button.click()
    expect(page.locator(".chart-canvas svg").first).to_be_visible()


def test_without_script_nothing_is_missing(tab: Callable[..., Page], home: str) -> None:
    plain = tab(java_script_enabled=False)
    plain.goto(home)
    figure = plain.locator("figure.chart").first
    expect(figure.locator(".chart-wide svg")).to_be_visible()
    expect(figure.locator(".chart-explore")).to_be_hidden()
    figure.locator(".chart-take summary").click()
    expect(figure.locator(".chart-take a")).to_have_count(5)
    expect(figure.locator("textarea")).to_have_value(re.compile('<iframe src="'))
    for link in figure.locator(".chart-take a").all():
        address = link.get_attribute("href")
        answer = plain.request.get(f"{home}{address}")
        assert answer.ok, address


def test_the_frame_shows_the_chart(page: Page, home: str) -> None:
    page.goto(home)
    snippet = page.locator(".chart-take textarea").first.input_value()
    assert f'src="{home}charts/' in snippet
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
