"""Whoever reads, and however: axe over every type of page, the keyboard alone, large text, own colours, no motion, a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from page_checks import DESK, PHONE, page_types, violations
from playwright.sync_api import Browser, Page, ViewportSize, expect
from serving import served


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
def test_axe_finds_nothing_in_a_card_and_in_the_search(
    tab: Callable[..., Page], home: str, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    page = tab(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page.goto(home)
    page.locator("button.fact").first.click()
    wrong = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("balloons")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    wrong += violations(page)
    assert wrong == [], "\n".join(wrong)


FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const label = e.matches('input') ? e.closest('form, div') : e;
  return {tag: e.tagName, name: (e.getAttribute('aria-label') || e.title || e.textContent || e.name || '').trim().slice(0, 40),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth), seen: e.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) && box.width > 0,
    inMain: !!e.closest('main')};
}"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_alone_walks_the_head_and_shows_where_it_is(
    tab: Callable[..., Page], home: str, size: ViewportSize, script: bool
) -> None:
    page = tab(viewport=size, reduced_motion="reduce", java_script_enabled=script)
    page.goto(home + "timeline/")
    walked = []
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here["tag"] == "BODY":
            continue
        walked.append(here)
        if here["inMain"]:
            break
    names = [here["name"] for here in walked]
    assert names[0] == "Skip to content"
    assert walked[-1]["inMain"], names
    for section in page.get_by_role("navigation", name="Sections").get_by_role("link").all_inner_texts():
        assert section in names
    hidden = [here for here in walked if not here["seen"] or here["outline"] < 2]
    assert hidden == []


def test_the_skip_link_skips(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport=DESK)
    page.goto(home + "timeline/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["inMain"]


def test_a_long_list_can_be_skipped(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport=DESK, reduced_motion="reduce")
    page.goto(f"{home}data/")
    skip = page.get_by_role("link", name="Skip this list").first
    skip.focus()
    assert page.evaluate(FOCUS)["seen"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('table')")


def test_a_paragraph_of_numbers_is_read_as_text_with_buttons(tab: Callable[..., Page], home: str) -> None:
    """What a screen reader hears: the words, and each number as a button that opens a named card."""
    page = tab(viewport=PHONE)
    page.goto(home)
    paragraph = page.locator("article > p").filter(has=page.locator("button.fact")).first
    facts = paragraph.locator("button.fact")
    tree = paragraph.aria_snapshot()
    for fact in facts.all():
        assert f'button "{fact.inner_text()}"' in tree, tree
    facts.first.focus()
    page.keyboard.press("Enter")
    card = page.locator(".card:popover-open")
    expect(card).to_be_visible()
    assert 'dialog "Card: ' in card.aria_snapshot().splitlines()[0], card.aria_snapshot()
    page.go_back()
    expect(card).to_have_count(0)
    assert facts.first.evaluate("element => element === document.activeElement"), (
        "Back closes the card, and gives the focus back"
    )


def test_a_folded_part_shows_its_focus_and_opens_by_key(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport=DESK, java_script_enabled=False)
    page.goto(home + "disagreements/")
    summary = page.locator("main summary").first
    for _ in range(80):
        page.keyboard.press("Tab")
        if summary.evaluate("e => e === document.activeElement"):
            break
    assert page.evaluate(FOCUS)["outline"] >= 2
    page.keyboard.press("Enter")
    assert page.locator("main details").first.get_attribute("open") is not None


def test_no_motion_is_shown_to_who_wants_none(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport=DESK, reduced_motion="reduce")
    page.goto(home)
    moving = page.evaluate("""[...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
      const style = getComputedStyle(e, part || null);
      return style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0);
    })).map(e => e.className || e.tagName)""")
    assert moving == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_readers_own_colours_keep_everything_legible(
    tab: Callable[..., Page], home: str, scheme: Literal["light", "dark"]
) -> None:
    """Forced colours: every word keeps to the reader's palette, and charts stand on a ground of their own."""
    page = tab(viewport=DESK, color_scheme=scheme, forced_colors="active")
    page.goto(home)
    system = page.evaluate("""() => { const probe = document.createElement('p'); document.body.append(probe);
      return ['CanvasText', 'LinkText', 'ButtonText', 'GrayText', 'FieldText', 'VisitedText', 'Mark', 'MarkText'].map(name => { probe.style.color = name; return getComputedStyle(probe).color; }); }""")
    strange = page.evaluate(
        """system => [...new Set([...document.querySelectorAll('main *:not(svg, svg *), header *:not(svg, svg *), footer *')]
        .filter(e => e.checkVisibility() && e.textContent.trim() && !system.includes(getComputedStyle(e).color)).map(e => `${e.className || e.tagName}: ${getComputedStyle(e).color}`))]""",
        system,
    )
    assert strange == []
    assert page.evaluate("getComputedStyle(document.querySelector('.fact')).textDecorationLine") == "underline"
    assert violations(page) == []


def test_the_site_works_in_a_folder(browser: Browser, grown_site: Path) -> None:
    """Below ``/repo/``, as a project's pages on a shared host are: links, fonts, charts, search, the choice of light or dark."""
    with served(grown_site, "repo/") as home:
        page = browser.new_page(viewport=DESK, color_scheme="light")
        bad: list[str] = []
        page.on("response", lambda answer: bad.append(answer.url) if answer.status >= 400 else None)
        page.on("console", lambda message: bad.append(message.text) if message.type == "error" else None)
        page.goto(home, wait_until="networkidle")
        assert page.evaluate('document.fonts.check("16px Factbook Sans")')
        page.goto(f"{home}counts/balloons/", wait_until="networkidle")
        page.locator(".chart-light select").first.select_option(index=1)
        expect(page.locator(".chart svg .chart-dim").first).to_be_attached()
        page.get_by_role("navigation", name="Sections").get_by_role("link", name="Numbers").click()
        expect(page).to_have_url(f"{home}numbers/")
        page.locator("main .number a").first.click()
        expect(page.locator("h1")).to_be_visible()
        page.get_by_role("button", name="Switch to dark").click()
        assert page.evaluate("Object.keys(localStorage)") == ["/repo/scheme"]
        page.keyboard.press("/")
        page.keyboard.type("balloons")
        expect(page.locator(".md-search-result__link").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(f"{home}numbers/")
        assert page.url.startswith(home)
        assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"
        assert bad == []
        answer = page.goto(f"{home}no/such/page/")
        assert answer and answer.status == 404
        page.close()


# On paper


def test_paper_has_no_open_card_and_nothing_folded(tab: Callable[..., Page], home: str) -> None:
    page = tab(viewport=DESK)
    page.goto(home)
    page.locator("button.fact").first.click()
    expect(page.locator(".card:popover-open")).to_have_count(1)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    expect(page.locator(".card:popover-open")).to_have_count(0)
    page.emulate_media(media="print")
    tops = page.locator(".cards .card").evaluate_all(
        "all => all.map(card => [getComputedStyle(card).position, card.getBoundingClientRect().top > document.querySelector('.cards').getBoundingClientRect().top])"
    )
    assert tops and all(card == ["static", True] for card in tops)
    page.goto(home + "disagreements/")
    page.emulate_media(media="print")
    folded = page.locator("main details:not([open]):not(.chart-table, .chart-take) li")
    assert folded.count() > 3
    assert all(folded.evaluate_all("all => all.map(each => each.getBoundingClientRect().height > 0)"))


def test_paper_prints_addresses(tab: Callable[..., Page], home: str, grown_site: Path) -> None:
    """An address stands behind its link."""
    page = tab(viewport={"width": 673, "height": 980})
    sources = next(path for path in page_types(grown_site) if path.startswith("sources/") and path != "sources/")
    page.goto(home + sources)
    page.emulate_media(media="print")
    link = page.locator("a.external[href^=http]").first
    assert link.get_attribute("href") in link.evaluate("e => getComputedStyle(e, '::after').content")
