"""The way up from every page, and lists that a reader narrows down: with a script by facets, without one by groups and links."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from factbook.kinds import Event, Organisation
from grown import grown
from playwright.sync_api import Page, expect
from support import load_story, parse_html

LISTS = ("numbers/", "claimants/", "people/", "sources/", "timeline/", "statements/")


@pytest.fixture
def page(tab: Callable[..., Page]) -> Page:
    return tab(viewport={"width": 390, "height": 844}, reduced_motion="reduce")


@pytest.mark.parametrize("story", ["grown", "second"])
def test_every_page_says_where_it_stands(story: str, request: pytest.FixtureRequest) -> None:
    """Home, the list of its kind where it is made from a fact, and itself, in this order."""
    site: Path = request.getfixturevalue(f"{story}_site")
    families = {"counts": "numbers/", "people": "people/", "claimants": "claimants/", "sources": "sources/"}
    pages = 0
    for path in site.rglob("index.html"):
        parts = path.relative_to(site).parts
        if parts[0] == "charts" or len(parts) == 1:
            continue
        text = path.read_text(encoding="utf-8")
        crumbs = re.findall(r'<nav class="crumbs" aria-label="Breadcrumb">(.*?)</nav>', text, re.DOTALL)
        assert len(crumbs) == 1, path
        html = parse_html(crumbs[0])
        links = [element.attributes["href"] for element in html.all("a")]
        assert (path.parent / links[0]).resolve() == site.resolve(), path
        assert html.all("span")[0].attributes.get("aria-current") == "page", path
        above = families.get(parts[0], "")
        if len(parts) == 3 and above and (site / above).exists():
            pages += 1
            assert (path.parent / links[-1]).resolve() == (site / above).resolve(), path
    assert pages > 5


def test_the_head_shows_the_section_of_a_page_made_from_a_fact(page: Page, home: str, grown_site: Path) -> None:
    for folder, section in (("counts", "Numbers"), ("people", "Who says so"), ("sources", "Who says so")):
        made = next((grown_site / folder).glob("*/index.html"))
        page.goto(f"{home}{folder}/{made.parent.name}/")
        here = page.get_by_role("navigation", name="Sections").locator("[aria-current]")
        expect(here).to_have_text(section)


@pytest.mark.parametrize("path", LISTS)
def test_each_choice_shows_as_many_as_it_says_and_no_empty_group(page: Page, home: str, path: str) -> None:
    page.goto(home + path)
    form = page.locator("form.facets")
    expect(form).to_be_visible()
    everything, at_first = page.locator("[data-listed]").count(), page.locator("[data-listed]:visible").count()
    assert everything >= 6
    for select in form.locator("select:not([name=order])").all():
        for option in select.locator("option").all()[1:4]:
            number = int(re.findall(r"\((\d+)\)$", option.inner_text())[0])
            select.select_option(value=option.get_attribute("value"))
            assert page.locator("[data-listed]:visible").count() == number < everything, f"{path} {option.inner_text()}"
            expect(form.locator("output")).to_have_text(f"{number} of {everything}")
            for group in page.locator("section:has([data-listed])").all():
                assert group.is_visible() == (group.locator("[data-listed]:visible").count() > 0)
        form.get_by_role("button", name="Show all").click()
        expect(page.locator("[data-listed]:visible")).to_have_count(at_first)  # some may be folded again
        expect(form.get_by_role("button", name="Show all")).to_be_hidden()


def test_choices_add_up_and_stand_in_the_address(page: Page, home: str) -> None:
    """Kind and person together on the timeline, against the facts; the address gives the same list again."""
    book = load_story(grown())
    events = [event for event in book.of(Event).values() if event.people and event.status != "withdrawn"]
    kind, person = max(((event.type, name) for event in events for name in event.people), key=lambda pair: sum(
        pair[0] == event.type and pair[1] in event.people for event in events
    ))  # fmt: skip
    wanted = {event.id for event in events if event.type == kind and person in event.people}
    page.goto(f"{home}timeline/")
    page.locator("select[name=kind]").select_option(value=kind.replace(" ", "-"))
    page.locator("select[name=person]").select_option(value=person)
    ids = "all => all.map(each => each.id)"
    assert set(page.locator("[data-listed]:visible").evaluate_all(ids)) == wanted
    address = page.url
    assert f"person={person}" in address
    page.goto("about:blank")
    page.goto(address)
    assert set(page.locator("[data-listed]:visible").evaluate_all(ids)) == wanted
    page.goto(f"{home}timeline/?kind=no-such-thing")
    assert page.locator("[data-listed]:visible").count() > len(wanted)


def test_the_picture_of_a_list_is_narrowed_with_it(page: Page, home: str) -> None:
    page.goto(f"{home}timeline/")
    marks = page.locator(".chart-narrow svg a")
    everything = marks.count()
    select = page.locator("form.facets select[name=kind]")
    select.select_option(index=1)
    left = {f"#{each.get_attribute('id')}" for each in page.locator("[data-listed]:visible").all()}
    shown = {each.get_attribute("href") for each in page.locator(".chart-narrow svg a:not([hidden])").all()}
    assert shown == left and 0 < len(left) < everything
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".chart-narrow svg a:not([hidden])")).to_have_count(everything)


def test_the_newest_come_first_on_wish_and_in_the_address(page: Page, home: str) -> None:
    def order() -> list[str]:
        return [each.get_attribute("id") or "" for each in page.locator(".event").all()]

    page.goto(f"{home}timeline/")
    oldest_first = order()
    headings = page.locator(".timeline h2").all_inner_texts()
    page.get_by_label("Order").select_option("newest")
    assert order() == oldest_first[::-1]
    assert page.locator(".timeline h2").all_inner_texts() == headings[::-1]
    assert page.locator(".timeline section > :first-child:is(h2, h3)").count() > 20, "headings stay above their lists"
    assert page.url.endswith("?order=newest")
    page.reload()
    assert order() == oldest_first[::-1]
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".event").first).to_have_id(oldest_first[0])


def test_a_link_to_an_event_opens_it(page: Page, home: str) -> None:
    page.goto(f"{home}timeline/#bridge-closed")
    expect(page.locator("#bridge-closed .provenance")).to_be_visible()
    expect(page.locator("#bridge-repaired .provenance")).to_be_hidden()
    page.locator("#bridge-repaired summary").press("Enter")
    expect(page.locator("#bridge-repaired .provenance")).to_be_visible()


def test_a_link_into_a_narrowed_list_shows_what_it_leads_to(page: Page, home: str) -> None:
    events = list(load_story(grown()).of(Event).values())
    other = next(event for event in events if event.type != events[0].type)
    page.goto(f"{home}timeline/?kind={events[0].type.replace(' ', '-')}#{other.id}")
    expect(page.locator(f"[id='{other.id}']")).to_be_visible()


@pytest.mark.parametrize("path", LISTS)
def test_without_a_script_groups_and_links_do_the_same(tab: Callable[..., Page], home: str, path: str) -> None:
    page = tab(java_script_enabled=False)
    page.goto(home + path)
    expect(page.locator("form.facets")).to_be_hidden()
    links = page.locator("nav.on-this-page a")
    assert links.count() >= 2
    listed = page.locator("[data-listed]").count()
    in_groups = sum(group.locator("[data-listed]").count() for group in page.locator("section:has(> h2)").all())
    assert listed == in_groups > 0
    links.last.click()
    expect(page.locator(":target")).to_be_in_viewport()


def test_groups_are_those_of_the_facts(grown_site: Path) -> None:
    text = (grown_site / "claimants" / "index.html").read_text(encoding="utf-8")
    sides = {body.side or "other" for body in load_story(grown()).of(Organisation).values()}
    assert set(re.findall(r'<h2 id="organisations-([^"]+)"', text)) == sides
