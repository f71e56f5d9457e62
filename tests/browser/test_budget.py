"""What a first and a second visit weigh over the wire, and whether anything moves; times are printed, not judged."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from page_checks import MAX_SHIFT
from playwright.sync_api import Browser, BrowserContext, Page

FIRST, SECOND_VISIT = 100_000, 70_000
"""Bytes over the wire, compressed as a good host does: the home page and all it loads, and any page after it.

The heaviest is the reference, with a picture of each chart for wide and for narrow screens."""
PATIENCE = 15_000
"""Milliseconds within which even a crowded machine paints; the aim on the phone below is about 1000."""
WATCH = """
window.seen = {shift: 0, largest: 0, chart: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.shift += entry.value; }).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) seen.largest = entry.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});
const look = () => [...document.querySelectorAll('figure.chart svg')].some(svg => svg.getClientRects().length && svg.querySelector('text'))
  ? requestAnimationFrame(() => { seen.chart = performance.now(); }) : requestAnimationFrame(look);
requestAnimationFrame(look);
"""


@dataclass
class Visit:
    """One page opened: each address asked for with its bytes over the wire, and what was seen."""

    wire: dict[str, int] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.wire.values())

    def __str__(self) -> str:
        rows = sorted(self.wire.items(), key=lambda row: -row[1])
        return "\n".join([f"{self.total:>8} bytes, {self.seen}", *(f"{size:>8} {url}" for url, size in rows)])


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True)
    context.add_init_script(WATCH)
    yield context
    context.close()


def slow(page: Page) -> None:
    """A cheap phone on a weak connection: a quarter of the processor, 1.6 Mbit/s, 150 ms to the server and back."""
    wire = page.context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    conditions = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", conditions)


def visit(page: Page, address: str) -> Visit:
    """Open a page and wait until nothing more comes."""
    found = Visit()
    wire = page.context.new_cdp_session(page)
    names: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def came(event: dict[str, Any]) -> None:
        url = names.get(event["requestId"], "")
        if not url.startswith("data:"):
            found.wire[url] = found.wire.get(url, 0) + int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", came)
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    found.seen = page.evaluate("seen")
    wire.detach()
    return found


@pytest.fixture(scope="module")
def heavy(grown_site: Path) -> list[str]:
    """The five heaviest pages, compressed, that a reader may open second."""
    pages = [
        path for path in grown_site.rglob("index.html") if "charts" not in path.parts and path.parent != grown_site
    ]
    pages.sort(key=lambda path: -len(gzip.compress(path.read_bytes())))
    return [f"{path.parent.relative_to(grown_site).as_posix()}/" for path in pages[:5]]


def test_the_first_and_the_second_page_are_light(phone: BrowserContext, home: str, heavy: list[str]) -> None:
    page = phone.new_page()
    first = visit(page, home)
    print(f"\nfirst visit\n{first}")
    heaviest = Visit()
    for path in heavy:
        second = visit(page, home + path)
        print(f"then {path}\n{second}")
        heaviest = max(heaviest, second, key=lambda each: each.total)
    assert {urlsplit(url).netloc for url in (*first.wire, *heaviest.wire)} == {urlsplit(home).netloc}
    assert not [url for url in first.wire if "search" in url or "bundle" in url]
    assert 20_000 < first.total <= FIRST, str(first)
    assert 0 < heaviest.total <= SECOND_VISIT, str(heaviest)


@pytest.mark.parametrize("path", ["", "counts/balloons/", "timeline/"])
def test_a_slow_phone_sees_it_soon_and_still(phone: BrowserContext, home: str, path: str) -> None:
    page = phone.new_page()
    slow(page)
    found = visit(page, home + path)
    print(
        f"\n{path or 'home'} on a slow phone: largest {found.seen['largest']:.0f} ms, chart {found.seen['chart']:.0f} ms"
    )
    assert found.seen["shift"] <= MAX_SHIFT
    assert 0 < found.seen["largest"] < PATIENCE
    assert 0 < found.seen["chart"] < PATIENCE
