"""A page of another site shows each sort of frame: whole, light and dark, without script, and with a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Frame, Page
from serving import served
from support import parse_html

WIDTHS = (320, 600, 900)
FOREIGN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Another site</title><link rel="icon" href="data:,">
<style>body{margin:0;font:20px/2 serif;color:red}*{text-align:right}</style><p>Read this:</p>%s<p>And go on.</p></html>"""
LOOK = """() => {
  const root = document.documentElement, heading = document.querySelector('h1'), last = [...document.querySelectorAll('p')].at(-1);
  const shown = [...document.querySelectorAll('h1, p, li, summary, text')].filter(each => each.getClientRects().length && each.textContent.trim());
  const size = each => parseFloat(getComputedStyle(each).fontSize) * (each.ownerSVGElement ? Math.hypot(each.getScreenCTM().a, each.getScreenCTM().b) : 1);
  const first = css => +css.split('(')[1].split(',')[0];
  return {
    over: [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight], spare: root.clientHeight - document.body.getBoundingClientRect().height,
    seen: shown.includes(heading) && shown.includes(last) && [heading, last].every(each => getComputedStyle(each).visibility === 'visible'),
    smallest: Math.min(...shown.map(size)), ink: first(getComputedStyle(heading).color), paper: first(getComputedStyle(document.body).backgroundColor),
  };
}"""
"""How far a frame scrolls and the pixels to spare, whether its ends are seen, its smallest text, and how light ink and paper are, 0 to 255."""


@pytest.fixture(scope="module")
def snippets(grown_site: Path, home: str) -> Mapping[str, list[str]]:
    """What readers copy, by sort, with the public address that the site of a test cannot know; the longest frames first."""
    found: dict[str, list[str]] = {"number": [], "disagreement": [], "chart": [], "timeline": []}
    for page in sorted(grown_site.rglob("index.html")):
        if "charts" in page.relative_to(grown_site).parts:
            continue
        here = urljoin(home, f"{page.parent.relative_to(grown_site).as_posix()}/")
        for area in parse_html(page.read_text(encoding="utf-8")).all("textarea"):
            src = parse_html(area.text).all("iframe")[0].attributes["src"]
            name = src.split("/")[-3]
            sort = "number" if name == "number" else "disagreement" if name.startswith("differ-") else "chart"
            absolute = area.text.replace(f'src="{src}"', f'src="{urljoin(here, src)}"')
            found["timeline" if name == "timeline" else sort].append(absolute)
    for each in found.values():
        each.sort(key=lambda snippet: -int(parse_html(snippet).all("iframe")[0].attributes["height"]))
    found["chart"] = found["chart"][:12]
    return found


@pytest.fixture(scope="module")
def elsewhere(snippets: Mapping[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another site, at another origin: a page with one frame of each sort, and one with all. Its host sends no policy, as most do not."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for sort, each in snippets.items():
        (folder / f"{sort}.html").write_text(FOREIGN % each[0], encoding="utf-8")
        every = "\n".join(each).replace('loading="lazy"', "")
        (folder / f"{sort}-every.html").write_text(FOREIGN % every, encoding="utf-8")
    with served(folder, policy="") as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, tab: Callable[..., Page]) -> Page:
    """A page of a reader whose browser runs no script at all; what the tests ask of the page is not the page's."""
    return tab(java_script_enabled=False, color_scheme=request.param, device_scale_factor=2)


def opened(page: Page, address: str, width: int) -> list[Frame]:
    """The frames of a page, all of them loaded."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address, wait_until="networkidle")
    page.locator("iframe").first.scroll_into_view_if_needed()
    for frame in page.frames[1:]:
        frame.wait_for_load_state("networkidle")
    return page.frames[1:]


@pytest.mark.parametrize("sort", ["number", "disagreement", "chart", "timeline"])
def test_a_frame_is_whole_on_a_foreign_page(
    page: Page, home: str, elsewhere: str, snippets: Mapping[str, list[str]], sort: str
) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    frames = opened(page, f"{elsewhere}{sort}-every.html", WIDTHS[0])
    assert len(frames) == len(snippets[sort]) > 0
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for frame in frames:
            assert urlsplit(frame.url).netloc == urlsplit(home).netloc != urlsplit(page.url).netloc
            found = frame.evaluate(LOOK)
            assert found["over"] == [0, 0], f"{frame.url} scrolls at {width}"
            assert found["spare"] < 130, f"{frame.url} has {found['spare']} pixels to spare at {width}"
            assert found["seen"], f"{frame.url} at {width}"
            assert found["smallest"] >= 10.4, frame.url
            ink, paper = found["ink"], found["paper"]
            assert (ink > 180 and paper < 60) if dark else (ink < 60 and paper > 180)
    there = {urlsplit(url).netloc for url in asked}
    assert there == {urlsplit(home).netloc, urlsplit(elsewhere).netloc}
    ours = [url for url in asked if urlsplit(url).netloc == urlsplit(home).netloc]
    assert {Path(urlsplit(url).path).suffix for url in ours} <= {"", ".woff2"}
    assert [url for url in ours if url.endswith("factbook-sans.woff2")], "its own font is here"
    assert not errors


@pytest.mark.parametrize("sort", ["number", "disagreement", "chart", "timeline"])
def test_its_links_open_the_page_it_comes_from(page: Page, home: str, elsewhere: str, sort: str) -> None:
    (frame,) = opened(page, f"{elsewhere}{sort}.html", 600)
    own = frame.locator("link[rel=canonical]").get_attribute("href")
    with page.context.expect_page() as new:
        frame.locator("p a").last.click()
    back = new.value
    back.wait_for_load_state()
    assert back.url == urljoin(frame.url, own) and back.url.startswith(home)
    assert back.locator("h1").is_visible()
    assert page.url.startswith(elsewhere), "the foreign page stays"
    assert not back.evaluate("!!window.opener")
    back.close()


def test_the_marks_of_a_crowded_chart_are_told_in_a_list(page: Page, elsewhere: str) -> None:
    (frame,) = opened(page, f"{elsewhere}timeline.html", 900)
    told = frame.locator("li")
    assert not told.first.is_visible()
    frame.locator("summary").click()
    assert told.first.is_visible()
    assert told.count() > 100, "as many as the chart has marks; so many fit without links only"
