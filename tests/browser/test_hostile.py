"""Hostile text in every field of every fact, in a real Chromium: nothing runs, nothing is loaded, nothing leads away."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from every_letter import every_letter
from factbook.exports.csv_table import FORMULA_PREFIXES
from factbook.kinds.base import Url
from factbook.loading import load
from factbook.pages.plain_html import ATTRIBUTES, ELEMENTS
from mutations import MANY, accepted, bodies, grouped, texts
from payloads import ADDRESS, PAYLOADS, SCHEMES, poison, records, texts_of
from playwright.sync_api import Browser, ConsoleMessage, Page
from pydantic import TypeAdapter, ValidationError
from sampling import SEED
from support import SCRIPTS, SECOND, copy_story, html_pages, write

WATCH = """
window.told = [];
window.hacked = () => { window.told.push('ran'); };
document.addEventListener('securitypolicyviolation', event => window.told.push(
    `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""
REACHED = {"name", "title", "says", "question", "note", "wording", "url", "definition", "before"}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_story(SECOND, tmp_path_factory.mktemp("hostile") / "story")


class Quiet(SimpleHTTPRequestHandler):
    """A server that does not print what it serves."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def home(story: Path) -> Iterator[str]:
    """The site's address, known before the site is built for it: with it come cards for sharing, feeds and linked data."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(story / "site"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def dice() -> random.Random:
    """Chance, from the seed of the run."""
    return random.Random(SEED)


@pytest.fixture(scope="module")
def poisoned(
    story: Path, home: str, dice: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> set[tuple[str, str]]:
    """Hostile texts in every field, and pages of those that a check accepts in the places of a page."""
    placed = poison(story, texts(dice, MANY // 3))
    book, pieces = load(story), list(bodies(dice, MANY * 2 // 3))
    good = accepted(book, tmp_path_factory.mktemp("pieces"), pieces)
    assert len(pieces) / 6 < len(good) < len(pieces) * 5 / 6, f"SEED={SEED}"
    write(story, {"docs/tried/x.md": "---\ntitle: X\n---\n# X\n", "docs/tried/x.png": b"\x89PNG\r\n\x1a\n"})
    for number, body in enumerate(grouped(book, tmp_path_factory.mktemp("pages"), good)):
        card = '{{ claim("visitors/constabulary-2025-06-01", by=true) }}, {{ date("festival-opened") }}, {{ name("mara-quill") }}'
        write(story, {f"docs/tried/{number}.md": f"---\ntitle: Tried\n---\n# Tried\n\n{card}.\n\n{body}\n"})
    config = story / "mkdocs.yml"
    write(story, {"overrides/Own.ttf": every_letter()})
    text = config.read_text(encoding="utf-8").replace('site_url: ""', f"site_url: {home}")
    text = text.replace("      licence:", "      fonts: [overrides/Own.ttf]\n      licence:")
    named = sorted(path.stem for path in (story / "data/organisations").glob("*.yml"))
    text = text.replace(
        "- The count:", f"- Called:\n{''.join(f'    - called/{name}.md{chr(10)}' for name in named)}  - The count:"
    )
    config.write_text(text, encoding="utf-8")
    (story / "docs/called").mkdir()
    for name in named:  # what data says as the title of a page, and so in each page's navigation
        said = f'{{{{ name("{name}") }}}}'
        text = f"---\ntitle: '{said}'\ndescription: 'Of {said}.'\n---\n# Called {said}\n\nOne part of {said}.\n"
        (story / f"docs/called/{name}.md").write_text(text, encoding="utf-8")
    return placed


@pytest.fixture(scope="module")
def site(story: Path, poisoned: set[tuple[str, str]]) -> Path:
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS), "NO_MKDOCS_2_WARNING": "1"}
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-f", str(story / "mkdocs.yml"), "-d", str(story / "site")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = [line for line in run.stderr.splitlines() if "WARNING" in line and "'tried/" not in line]  # of odd links
    assert told == []
    return story / "site"


@pytest.fixture
def page(browser: Browser, home: str) -> Iterator[Page]:
    """A page on which anything that should not happen is told: ``window.told`` and the list ``page.wrong`` are empty at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_init_script(WATCH)
    page, wrong = context.new_page(), list[str]()
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((home, "data:", "blob:")) else wrong.append(f"request {request.url}")
        ),
    )
    page.on("pageerror", lambda error: wrong.append(f"error {error}"))
    page.on("console", lambda message: wrong.append(f"console {message.text}") if _is_wrong(message) else None)
    page.on(
        "framenavigated",
        lambda frame: None if frame.url.startswith((home, "about:")) else wrong.append(f"went to {frame.url}"),
    )
    yield page
    context.close()
    assert wrong == []


def _is_wrong(message: ConsoleMessage) -> bool:
    """Whether a browser complains; a picture of the site that is not there is no harm."""
    return message.type == "error" and "status of 404" not in message.text


def quiet(page: Page) -> None:
    """Nothing ran and nothing was refused on the page that is open."""
    assert page.evaluate("window.told") == [], page.url


def test_every_text_field_of_every_kind_is_poisoned(poisoned: set[tuple[str, str]]) -> None:
    fields = {(cls.__name__, name) for cls in records() for name in texts_of(cls)}
    assert fields - poisoned == set()
    assert {name for _, name in fields} >= REACHED


@pytest.mark.parametrize("address", SCHEMES)
def test_a_hostile_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Url).validate_python(address)


# What the files hold


def test_no_element_and_no_attribute_comes_from_data(site: Path, second_site: Path) -> None:
    known = {
        (element.name, name)
        for page in html_pages(second_site).values()
        for element in page.elements
        for name in ("", *element.attributes)
    } | {("a", "rel"), ("strong", ""), ("link", "rel"), ("meta", "property")}
    written = {(element, name) for element in ELEMENTS for name in ("", "href", "src", "cite", *ATTRIBUTES)}
    for path, page in html_pages(site).items():
        odd = {(each.name, name) for each in page.elements for name in ("", *each.attributes)} - known
        odd -= written if path.startswith("tried/") else set()
        assert odd == set(), path
        for each in page.elements:
            assert not any(
                name.startswith("on") or name in ("srcdoc", "formaction", "autofocus") for name in each.attributes
            ), path
            for name in (
                "href",
                "src",
                "action",
                "data",
                "content" if each.attributes.get("http-equiv") == "refresh" else "href",
            ):
                address = each.attributes.get(name, "")
                assert urlsplit(address).scheme in ("", "http", "https", "data", "mailto"), f"{path}: {address}"
                outside = name == "href" and path.startswith("tried/")  # a page may link to any address of the web
                assert outside or urlsplit(address).hostname != "evil.example", f"{path}: {address}"
            code = each.name == "script" and each.attributes.get("type") not in (
                "application/ld+json",
                "application/json",
            )
            assert not (code and "hacked" in each.text), path
            assert not (each.name == "style" and "evil.example" in each.text), path


def test_every_payload_is_printed_somewhere_as_it_is(site: Path) -> None:
    """Otherwise the other tests would prove nothing."""
    texts = [" ".join(page.all("html")[0].text.split()) for page in html_pages(site).values()]
    missing = [payload for payload in PAYLOADS if not any(" ".join(payload.split()) in text for text in texts)]
    assert missing == []


def test_navigation_prints_hostile_titles_as_they_are(site: Path) -> None:
    """All pages name all pages; what is no title there was made an element, which another test would find."""
    names = [path.stem for path in (site.parent / "data/organisations").glob("*.yml")]
    pages = html_pages(site)
    headings = {" ".join(pages[f"called/{name}/index.html"].all("h1")[0].text.split()) for name in names}
    hostile = [heading.removeprefix("Called ") for heading in headings if "<" in heading]
    assert hostile
    for path, page in pages.items():
        if path.startswith(("called/", "404")):
            navigation = " ".join(" ".join(each.text.split()) for each in page.all("nav"))
            assert [title for title in hostile if title not in navigation] == [], path


def test_json_and_xml_files_are_whole(site: Path) -> None:
    seen = set()
    for path in sorted(site.rglob("*")):
        text = (
            path.read_text(encoding="utf-8")
            if path.suffix in (".json", ".xml", ".svg", ".webmanifest", ".jsonld")
            else ""
        )
        if path.suffix in (".json", ".webmanifest", ".jsonld"):
            json.loads(text)
        elif path.suffix in (".xml", ".svg"):
            root = ET.fromstring(text)
            for element in root.iter():
                name = element.tag.rpartition("}")[2]
                assert name not in ("script", "foreignObject", "iframe", "image", "style", "animate", "set"), path
                for attribute, value in element.attrib.items():
                    assert not attribute.startswith("on"), path
                    if attribute.rpartition("}")[2] in ("href", "src", "url"):
                        assert urlsplit(value).scheme in ("", "http", "https"), f"{path}: {value}"
                        assert urlsplit(value).hostname != "evil.example", f"{path}: {value}"
        seen.add(path.suffix)
    assert {".json", ".xml", ".svg", ".csv", ".png"} <= seen


def test_linked_data_is_whole_and_ends_no_script(site: Path) -> None:
    graphs = 0
    for path in site.rglob("*.html"):
        for graph in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', path.read_text(encoding="utf-8"), re.S
        ):
            json.loads(graph)
            assert "<" not in graph, path
            graphs += 1
    assert graphs > 20


def test_cells_run_nothing(site: Path) -> None:
    cells = [
        cell
        for path in site.rglob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        for cell in row
    ]
    active = [cell for cell in cells if cell.lstrip(" \n").startswith(FORMULA_PREFIXES)]
    assert [cell for cell in active if not re.fullmatch(r"-[0-9.]+", cell)] == [], "a number below nought is no formula"
    assert any(cell.startswith(("'=", "'+", "'-", "'@")) for cell in cells), "a payload reached a table"


# What a browser does with them


def types(site: Path) -> list[str]:
    """Every page but those of large families, of which the three fullest stand for all; and every chart in a frame of others."""
    found = []
    for folder in sorted({path.parent.parent for path in site.rglob("index.html")}):
        pages = sorted(folder.glob("*/index.html"), key=lambda path: (-path.stat().st_size, path))
        found += pages if folder == site else pages[:3]
    return ["", "404.html", *(f"{path.parent.relative_to(site).as_posix()}/" for path in found)]


def test_pages_and_their_cards_run_nothing(page: Page, site: Path, home: str) -> None:
    opened = 0
    for path in types(site):
        page.goto(home + path, wait_until="load")
        for button in page.locator("button.fact").all()[:6]:
            page.evaluate("id => document.getElementById(id).showPopover()", button.get_attribute("popovertarget"))
            opened += 1
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        page.evaluate("document.querySelectorAll('[autofocus], [tabindex], input').forEach(each => each.focus())")
        page.mouse.move(400, 300)
        quiet(page)
        assert (
            page.evaluate(
                "document.querySelectorAll('[onerror], [onload], [onfocus], [onmouseover], iframe[srcdoc]').length"
            )
            == 0
        )
    assert opened >= 10


def test_what_a_check_accepts_runs_nothing_and_forges_no_card(page: Page, site: Path, home: str) -> None:
    """Texts that nobody chose, two thousand in a thorough run, in all places of pages and fields."""
    pages = sorted((site / "tried").glob("*/index.html"))
    assert len(pages) >= 3
    for path in pages:
        page.goto(f"{home}tried/{path.parent.name}/", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        quiet(page)
        assert page.evaluate(FORGED) == [], path


FORGED = """
() => [...document.querySelectorAll('button.fact')].filter(button => {
    const card = document.getElementById(button.getAttribute('popovertarget'));
    return !card || !card.matches('aside.cards > section.card[popover]');
}).map(button => button.outerHTML).concat(
    [...document.querySelectorAll('.md-content [onclick], .md-content [style*=position], .md-content iframe, .md-content form[action], .md-content [hidden]:not(figure *)')]
        .map(each => each.outerHTML))
"""


def test_search_runs_nothing(page: Page, home: str) -> None:
    page.goto(home, wait_until="networkidle")
    found = 0
    for word in ("hacked", "script", "<img src", "onerror", "</title>", "javascript:", "SUM(A:A)"):
        page.get_by_role("dialog", name="Search").get_by_role("textbox").fill(word)
        if not found:
            page.locator(".md-search-result__link").first.wait_for()
        page.wait_for_timeout(400)
        found += page.locator(".md-search-result__link").count()
        quiet(page)
    assert found > 5


def test_a_chart_that_answers_runs_nothing(page: Page, home: str) -> None:
    page.goto(home, wait_until="networkidle")
    figure = page.locator("figure.chart").first
    for mark in figure.locator("svg a").locator("visible=true").all()[:5]:
        mark.hover(force=True)
        page.wait_for_timeout(60)
    figure.locator(".chart-light select").select_option(index=1)
    page.wait_for_timeout(100)
    quiet(page)


def test_other_files_run_nothing_when_opened(page: Page, site: Path, home: str) -> None:
    """Pictures, feeds and frames that stand alone, opened as pages."""
    paths = [
        path
        for pattern in ("charts/**/chart.svg", "charts/**/embed/index.html", "*.xml", "*.svg")
        for path in sorted(site.glob(pattern))[:8]
    ]
    assert {path.suffix for path in paths} >= {".svg", ".html", ".xml"}
    for path in paths:
        page.goto(f"{home}{path.relative_to(site).as_posix()}", wait_until="load")
        assert page.evaluate("window.told || []") == [], path


def test_addresses_stay_addresses(site: Path) -> None:
    """An address with quotes and brackets is printed escaped, whole, and as a link."""
    printed = {each.attributes.get("href") for page in html_pages(site).values() for each in page.all("a")}
    assert any((address or "").startswith(ADDRESS) for address in printed)
