"""What readers ask and fact checkers found of the story in ``data/``; the cases are in ``cases/this-story``.

A fact is on a page where that is its address, where a link leads to its address, or where its source card is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from factbook.commands import test as command
from factbook.commands.test import page_types
from factbook.factbook import Factbook
from factbook.kinds import Count, Source
from factbook.pages.documents import read_documents
from factbook.pages.links import address, card_id, href, url_of
from factbook.pages.story import Story
from factbook.views.conflicts import are_rivals, conflicts
from factbook.views.voices import is_attributed
from factbook.words import short_name
from sampling import subset
from support import CASES, ROOT, Html, in_a_thread, load_story


def cases(name: str) -> Any:
    return yaml.safe_load((CASES / f"this-story/{name}.yml").read_text(encoding="utf-8"))


pytestmark = pytest.mark.real_story
PAIRS, ANSWERS, ARTICLES, CONTRADICTIONS = map(cases, ("conflicts", "answers", "articles", "contradictions"))
DISAGREEMENTS = "disagreements.md"


@pytest.fixture(scope="module")
def book() -> Factbook:
    return load_story(ROOT)


@pytest.fixture(scope="module")
def story(book: Factbook) -> Story:
    return Story(book, tuple(read_documents(ROOT)[0]))


def stands_on(story: Story, site: Mapping[str, Html], ref: str, path: str) -> bool:
    """Whether a fact is on the page at a path below ``docs/``."""
    page = site[f"{url_of(path)}index.html"]
    home = address(story.addresses, story.book.named[ref])
    idents = {each.attributes.get("id") for each in page.elements}
    if home and home.path == path and home.anchor in ("", *idents):
        return True
    links = {each.attributes.get("href") for each in page.all("a")}
    return card_id(ref) in idents or bool(home and href(path, home) in links)


def is_found(story: Story, site: Mapping[str, Html], ref: str) -> bool:
    """Whether a fact has an address of its own on the site."""
    home = address(story.addresses, story.book.named[ref])
    return home is not None and stands_on(story, site, ref, home.path)


@pytest.mark.parametrize(("question", "path", "facts"), ANSWERS, ids=[question for question, _, _ in ANSWERS])
def test_a_question_is_answered_on_its_page(
    story: Story, real_pages: Mapping[str, Html], question: str, path: str, facts: list[str]
) -> None:
    assert question.endswith("?")
    assert [ref for ref in facts if not stands_on(story, real_pages, ref, path)] == []


def test_there_are_questions_for_every_chapter() -> None:
    assert len(ANSWERS) >= 60
    chapters = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs/story").glob("*.md")}
    assert chapters <= {path for _, path, _ in ANSWERS}


@pytest.mark.parametrize("name", ARTICLES)
def test_a_statement_of_the_articles_is_on_the_site(story: Story, real_pages: Mapping[str, Html], name: str) -> None:
    assert ARTICLES[name] and all(is_found(story, real_pages, ref) for ref in ARTICLES[name])


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_on_the_site(story: Story, real_pages: Mapping[str, Html], name: str) -> None:
    facts = [ref for ref in CONTRADICTIONS[name] if not ref.endswith(".md")]
    path = next((each for each in CONTRADICTIONS[name] if each.endswith(".md")), DISAGREEMENTS)
    assert facts and [ref for ref in facts if not stands_on(story, real_pages, ref, path)] == []


def test_all_statements_and_contradictions_are_listed() -> None:
    assert (len(ARTICLES), len(CONTRADICTIONS)) == (90, 34), "33 and that of the containers"


def headlines(site: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each chart of a site as a path, its headline and its drawings, as HTML."""
    for path in sorted(site.rglob("index.html")):
        for figure in re.findall(r'(?s)<figure class="chart"[^>]*>(.*?)</figure>', path.read_text(encoding="utf-8")):
            caption, drawings = figure.split("</figcaption>", 1)
            yield path.relative_to(site).as_posix(), caption, drawings


def test_a_chart_draws_the_figures_of_its_headline(real_site: Path) -> None:
    seen = 0
    for path, caption, drawings in headlines(real_site):
        page = path.removesuffix("index.html")
        for link in re.findall(r'href="([^"]*#[^"]+)"', caption):
            for drawing in re.findall(r"(?s)<svg.*?</svg>", drawings):
                assert f'href="{link}"' in drawing, f"{link} is not drawn in {page}: {caption}"
                seen += 1
    assert seen > 20


def test_no_figure_of_nobody_stands_in_a_headline_unless_its_publisher_does(story: Story, real_site: Path) -> None:
    book = story.book
    bare = {}
    for path, caption, _ in headlines(real_site):
        named = re.sub(r"<[^>]*>", "", caption)
        for count, ident in re.findall(r'counts/([\w-]+)/#([\w-]+)"', caption):
            claim = book.claims[f"{count}/{ident}"]
            publisher = short_name(book, book.of(Source)[claim.source].publisher)
            if not is_attributed(book, claim.by) and publisher not in named:
                bare[path] = claim.ref
    assert bare == {}


CHAPTERS = sorted(path.stem for path in (ROOT / "docs/story").glob("*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_read_in_minutes(real_site: Path, chapter: str) -> None:
    """Its own words, without its charts and the disagreements that are listed in it."""
    html = (real_site / "story" / chapter / "index.html").read_text(encoding="utf-8")
    body = html.partition("<article")[2].partition('class="as-of"')[0]
    for extra in (r"<(svg|script|style|figure|nav)\b.*?</\1>", r'<section class="conflict-kind".*?(?=<h2)'):
        body = re.sub(f"(?s){extra}", "", body)
    parts = [text for _, text in re.findall(r"(?s)<(p|li|h1|h2)\b[^>]*>(.*?)</\1>", body)]
    assert 400 <= len(re.sub(r"<[^>]+>", "", " ".join(parts)).split()) <= 700


def test_the_front_page_leads_to_each_chapter_with_its_finding(real_site: Path) -> None:
    html = (real_site / "index.html").read_text(encoding="utf-8")
    listed = re.search(r'(?s)<div class="chapters">(.*?)</div>', html)
    assert listed
    found = re.findall(r'(?s)<li><a href="story/([\w-]+)/">[^<]+</a>\s*(\w[^<]+\.)\s*</li>', listed[1])
    assert sorted(chapter for chapter, _ in found) == CHAPTERS


@pytest.mark.parametrize(("first", "second", "expected"), PAIRS)
def test_a_pair_that_was_checked_by_hand(book: Factbook, first: str, second: str, expected: str) -> None:
    pair = (book.claims[first], book.claims[second])
    assessed = {
        f"assessed {each.kind}"
        for count in book.of(Count).values()
        for each in count.assessments
        if {first, second} <= set(each.claims)
    }
    kind = next((each.kind for each in conflicts(book) if {each.first, each.second} == set(pair)), "none")
    words = "no rivals" if kind == "independent" and not are_rivals(book, pair) else kind
    assert expected in {words, *(assessed if kind == "none" else ())}


def test_a_page_is_light_enough_for_a_cheap_phone(real_pages: Mapping[str, Html]) -> None:
    """Elements of a page: with more of them, style and layout block a cheap phone for long."""
    sizes = {
        path: sum(each.name != "title" for each in page.elements) for path, page in real_pages.items()
    }  # assets/charts.js takes these
    assert 500 < sizes["index.html"] < 1_500
    assert {path: size for path, size in sizes.items() if size >= 3_000} == {}


def test_the_site_passes_what_every_story_is_tested_by(real_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the site that is built already, with a tenth of the page types in a browser: ``make test-story`` opens them all."""
    monkeypatch.setattr(command, "page_types", lambda *asked: subset(page_types(*asked), "page types"))
    assert in_a_thread(lambda: list(command.site_problems(real_site, []))) == []
