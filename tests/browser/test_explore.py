"""Explore on request, in a real Chromium under a strict policy: nothing before the click, no eval, nothing missing without it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from factbook.charts import DARK, LIGHT
from find import FLAGS, chromium
from playwright.sync_api import Page, expect, sync_playwright

POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
INLINE = "Executing inline script violates"
"""The theme's own inline scripts, which such a policy refuses; the page works without them."""


class Strict(SimpleHTTPRequestHandler):
    """A server that forbids eval and scripts from elsewhere."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def home(second_site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(second_site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    path = chromium()
    assert path, "no Chromium found"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser.new_page(viewport={"width": request.param, "height": 900})
        browser.close()


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
    assert [error for error in errors if INLINE not in error] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def test_without_script_nothing_is_missing(page: Page, home: str) -> None:
    browser = page.context.browser
    assert browser
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(home)
    figure = plain.locator("figure.chart").first
    expect(figure.locator(".chart-wide svg")).to_be_visible()
    expect(figure.locator(".chart-explore")).to_be_hidden()
    figure.locator(".chart-take summary").click()
    expect(figure.locator(".chart-take a")).to_have_count(5)
    expect(figure.locator("textarea")).to_have_value(re.compile('^<iframe src="'))
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
    inner = frame.locator("html").evaluate("html => [html.scrollHeight, innerHeight, html.scrollWidth, innerWidth]")
    assert inner[0] <= inner[1] and inner[2] <= inner[3], inner
