"""Search in a real Chromium: nothing is fetched before it opens, and a reader finds claims, names and counts as they type them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from factbook.exports.search import search_index
from factbook.kinds import Count, Organisation, Person, Source
from factbook.words import plain_prose
from grown import grown
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from sampling import subset
from serving import served
from support import SECOND, load_story

LATE = ("search_index", "workers/", "bundle.")
"""What only the search needs."""
RESULTS = """() => [...document.querySelectorAll('.md-search-result__item')].map(item =>
  [...item.querySelectorAll('a')].map(link => new URL(link.href).pathname + new URL(link.href).hash))"""
T = TypeVar("T")
PHONE: ViewportSize = {"width": 390, "height": 800}
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Desk:
    """A story's search, open in one page."""

    root: Path
    browser: Browser
    page: Page
    home: str

    def find(self, words: str) -> list[list[str]]:
        """The addresses in each result, the best first, as a reader sees them."""
        query = self.page.locator("[data-md-component=search-query]")
        meta = self.page.locator(".md-search-result__meta")
        query.fill("")
        query.press("Backspace")
        expect(meta).to_have_text("Type to start searching")
        query.fill(words)
        query.press("End")
        expect(meta).not_to_have_text("Type to start searching")
        found: list[list[str]] = self.page.evaluate(RESULTS)
        return found

    def some(self, facts: Iterable[T]) -> list[T]:
        """All facts of the small story, a sample of the grown one."""
        return list(facts) if self.root == SECOND else subset(facts, "search")


@pytest.fixture(scope="module", params=["grown", "second"])
def desk(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Desk]:
    folder: Path = request.getfixturevalue(f"{request.param}_site")
    with served(folder) as home:
        page = browser.new_page(viewport=DESK, reduced_motion="reduce")
        page.goto(home)
        page.keyboard.press("/")
        expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
        yield Desk(grown() if request.param == "grown" else SECOND, browser, page, home)
        page.close()


@pytest.mark.parametrize(
    ("size", "way"),
    [*((DESK, way) for way in ("click", "/", "q")), *((PHONE, way) for way in ("click", "/", "q"))],
    ids=lambda each: each if isinstance(each, str) else "phone" if each == PHONE else "desk",
)
def test_nothing_is_fetched_before_the_search_opens(
    tab: Callable[..., Page], second_site: Path, size: ViewportSize, way: str
) -> None:
    with served(second_site) as home:
        page = tab(viewport=size)
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(home, wait_until="networkidle")
        assert not [url for url in asked if any(part in url for part in LATE)]
        dialog = page.get_by_role("dialog", name="Search")
        if way == "q":
            page.goto(f"{home}?q=festival")
        elif way != "click":
            page.keyboard.press(way)
        elif size is PHONE:
            page.locator(".md-search-open").click()
        else:
            dialog.get_by_role("textbox").click()
        if way != "q":
            page.keyboard.type("festival")  # before anything can have arrived
        expect(dialog.get_by_role("textbox")).to_have_value("festival")
        expect(dialog.locator(".md-search-result__link").first).to_be_visible()
        assert all(any(part in url for url in asked) for part in LATE)
        page.wait_for_timeout(400)  # the theme's script closes an open search as it starts; ours stays
        expect(dialog.locator(".md-search-result__link").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#__search")).not_to_be_checked()
        assert said == []


def test_a_search_that_cannot_be_loaded_says_so_and_tries_again(tab: Callable[..., Page], second_site: Path) -> None:
    with served(second_site) as home:
        page = tab(viewport=DESK)
        page.route("**/bundle.*", lambda route: route.abort())
        page.goto(home)
        page.keyboard.press("/")
        meta = page.locator(".md-search-result__meta")
        expect(meta).to_contain_text("could not be loaded")
        page.unroute("**/bundle.*")
        page.locator("[data-md-component=search-query]").blur()
        page.locator("[data-md-component=search-query]").focus()
        expect(meta).to_have_text("Type to start searching")


def test_headings_named_as_the_theme_s_own_elements_are_not_taken_for_them(
    tab: Callable[..., Page], second_site: Path
) -> None:
    """``# __config`` gets that id from its words, and stands before the theme's settings."""
    named = "".join(f'<h2 id="{name}">{name}</h2>' for name in ("__config", "__search", "search-script"))

    def with_headings(route: Route) -> None:
        answer = route.fetch()
        changed = re.sub(r"<article[^>]*>", lambda match: match[0] + named, answer.text(), count=1)
        assert named in changed
        route.fulfill(response=answer, body=changed)

    with served(second_site) as home:
        page = tab(viewport=DESK)
        page.route(home, with_headings)
        page.goto(home)
        page.keyboard.press("/")
        expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
        page.keyboard.type("festival")
        expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_no_key_opens_the_search_of_who_does_not_want_it(tab: Callable[..., Page], second_site: Path) -> None:
    """WCAG 2.1.4: no letter does, "/" can be switched off; and the Tab key alone walks by, before and after a search."""
    with served(second_site) as home:
        page = tab(viewport=DESK)
        page.goto(home)
        toggle = page.locator("#__search")
        query = page.locator("[data-md-component=search-query]")
        for searched in (False, True):
            for key in "sfnp,.":
                page.keyboard.press(key)
                assert page.url == home
            for _ in range(8):
                page.keyboard.press("Tab")
                expect(toggle).not_to_be_checked()
                if query.evaluate("element => element === document.activeElement"):
                    break
            else:
                pytest.fail("the Tab key does not come by the search")
            if not searched:
                page.keyboard.type("festival")
                expect(page.locator(".md-search-result__link").first).to_be_visible()
                page.locator(".md-search-key").click()
                page.keyboard.press("Escape")
                page.goto(home)
        page.locator("h1").click()
        page.keyboard.press("/")
        expect(toggle).not_to_be_checked()


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("朝鮮人民軍の兵士が東京で証言した", "東京"),
        ("ทหารเกาหลีเหนือเดินทางถึงรัสเซีย", "รัสเซีย"),
        ("북한군이김정은의명령을받았다", "김정은"),
        ("Killed: four", "killed:"),
    ],
)
def test_a_word_is_found_inside_a_sentence_without_spaces(
    desk: Desk, tab: Callable[..., Page], sentence: str, words: str
) -> None:
    """Whatever the script; a colon behind a word names no field. The page is indexed as the engine does it."""
    index = json.dumps(
        {
            "config": {"lang": ["en"], "pipeline": []},
            "docs": [
                {"location": "a/", "title": "A", "text": sentence},
                {"location": "b/", "title": "B", "text": "京都 김 ร"},
            ],
        }
    )
    made = search_index(index.encode(), ())
    page = tab(viewport=DESK)
    page.route("**/search_index.json", lambda route: route.fulfill(body=made, content_type="application/json"))
    page.goto(f"{desk.home}?q={words}")
    links = page.locator(".md-search-result__link")
    expect(links).to_have_count(1)
    assert (links.first.get_attribute("href") or "").split("?")[0].endswith("/a/")


def test_a_key_typed_in_a_field_opens_nothing(tab: Callable[..., Page], second_site: Path) -> None:
    with served(second_site) as home:
        page = tab(viewport=DESK)
        page.goto(home)
        page.locator(".chart-take summary").first.click()
        page.locator(".chart-take textarea").first.focus()
        page.keyboard.press("s")
        expect(page.locator("#__search")).not_to_be_checked()


def test_a_claim_is_found_by_its_number(desk: Desk) -> None:
    """Each number of three digits or more, as printed and as typed: the first results hold a claim with just that number."""
    holders: dict[str, set[str]] = {}
    for claim in load_story(desk.root).claims.values():
        low, high = claim.value.low, claim.value.high
        if low is not None and low == high and low >= 100:
            holders.setdefault(f"{low:,}", set()).add(f"/counts/{claim.count}/#{claim.id}")
    assert holders
    for number, wanted in desk.some(holders.items()):
        for typed in {number, number.replace(",", "")}:
            best = desk.find(typed)[:5]
            assert wanted & {address for result in best for address in result}, f"{typed}: {best}"


def test_a_person_is_found_by_any_spelling(desk: Desk) -> None:
    for person in desk.some(load_story(desk.root).of(Person).values()):
        for name in filter(None, (person.name, person.native_name, *person.also_spelled)):
            for typed in {name, name.lower(), name.replace("-", " "), name.replace("-", "")}:
                best = desk.find(typed)[:3]
                assert f"/people/{person.id}/" in [address for result in best for address in result], f"{typed}: {best}"


def test_a_family_name_is_found_by_the_spellings_the_editors_list(desk: Desk) -> None:
    """The plugin's option ``spellings`` in ``mkdocs.yml``: words that readers type for each other."""
    for name in ("Mara Kwill", "mara quille"):
        assert "/people/mara-quill/" in desk.find(name)[0], name


def test_an_outlet_and_any_other_body_is_found_by_its_names(desk: Desk) -> None:
    bodies = load_story(desk.root).of(Organisation).values()
    words = Counter(word for body in bodies for word in {*body.name.lower().split()})
    for body in desk.some(bodies):
        for name in filter(None, (body.name, body.native_name, body.short, *body.also_known_as)):
            if all(words[word] > 5 or len(word) == 1 for word in name.lower().split()):
                continue  # "The Times" is every paper's name, and "A News" too; one more word tells which
            best = desk.find(name.replace("--", " "))[:10]  # a double hyphen says "without" to the theme's search
            assert f"/claimants/{body.id}/" in [address for result in best for address in result], f"{name}: {best}"


def test_a_count_is_found_by_its_question(desk: Desk) -> None:
    book = load_story(desk.root)
    for count in desk.some(book.of(Count).values()):
        best = desk.find(plain_prose(book, count.question))[:3]
        assert f"/counts/{count.id}/" in [address for result in best for address in result], f"{count.id}: {best}"


def test_an_article_is_found_by_its_headline(desk: Desk) -> None:
    titled = [source for source in load_story(desk.root).of(Source).values() if source.title and source.quality == "A"]
    assert titled
    for source in desk.some(titled):
        best = desk.find(source.title or "")[:10]  # headlines of one day repeat each other
        assert f"/sources/{source.id}/" in [address for result in best for address in result], f"{source.title}: {best}"


def test_a_result_leads_to_the_claim_under_a_title_that_tells_it(desk: Desk) -> None:
    claim = next(claim for claim in load_story(desk.root).claims.values() if claim.status == "current")
    desk.find(
        f"{claim.value.words()} {plain_prose(load_story(desk.root), load_story(desk.root).count_of(claim).title)}"
    )
    link = desk.page.locator(f'.md-search-result__link[href$="/counts/{claim.count}/#{claim.id}"]').first
    expect(link.locator("h2")).to_contain_text(claim.value.words())
    address = link.get_attribute("href")
    assert address
    tab = desk.browser.new_page()
    tab.goto(address)
    expect(tab.locator(":target")).to_be_visible()
    expect(tab.locator(":target")).to_contain_text(claim.value.words())
    tab.close()
