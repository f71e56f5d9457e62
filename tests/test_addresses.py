"""Addresses are promises: other pages take none away, and an old one leads on by a redirect page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from factbook.build import build
from factbook.charts import BlankRenderer
from factbook.pages.documents import MAX_ALIASES
from factbook.pages.page import Page
from factbook.problems import Problems
from factbook.site import Site
from support import CASES, GOOD, SECOND, Html, overlay, parse_html, problems_of, write

FAMILY = '---\neach: {each}\ntitle: "{{{{ fact.{title} | prose }}}}"\n{more}---\n# One\n'
TIMELINE = "---\ntitle: Timeline\nlists: events\n---\n# Timeline\n\n{{ events() }}\n"
URL = "https://facts.example.org/story/"


def made(root: Path, url: str = URL) -> dict[str, Page]:
    return {page.path: page.whole() for page in build(root, Site(url=url, name="Facts"), BlankRenderer())}


def _data(pages: dict[str, Page]) -> dict[str, bytes]:
    return {
        f.path: f.make() for page in pages.values() for f in page.files if f.path.startswith(("data/facts", "api/"))
    }


@pytest.mark.parametrize("story", [GOOD, SECOND], ids=["good", "second"])
def test_a_family_that_comes_later_takes_nothing_from_a_list(story: Path, tmp_path: Path) -> None:
    root = tmp_path
    write(root, {"docs/timeline.md": TIMELINE})
    overlay(story, root)
    before = made(root)
    kinds = {"events": "title", "statements": "says", "places": "name", "glossary": "name"}
    for each, title in kinds.items():
        write(root, {f"docs/{each}-by-themselves/{{id}}.md": FAMILY.format(each=each, title=title, more="")})
    after = made(root)
    assert len(after) > len(before)
    for path in before.keys() & {"timeline.md", "statements.md", "places.md", "glossary.md"}:
        assert parse_html(after[path].content).ids
        assert after[path].content == before[path].content, "anchors, provenance, facets and the menu of years"
    assert _data(after) == _data(before), "every address"
    assert 'class="provenance"' in after["timeline.md"].content


def test_a_family_is_the_address_where_it_says_so_and_the_list_keeps_its_anchors(tmp_path: Path) -> None:
    overlay(SECOND, tmp_path)
    was = made(tmp_path)["timeline.md"].content
    write(tmp_path, {"docs/events/{id}.md": FAMILY.format(each="events", title="title", more="permanent: true\n")})
    pages = made(tmp_path)
    assert parse_html(pages["timeline.md"].content).ids == parse_html(was).ids
    assert f'"{URL}events/festival-opened/"' in _data(pages)["data/facts.json"].decode()


def test_a_list_of_lines_has_anchors_to_which_what_has_no_page_leads(tmp_path: Path) -> None:
    """As long as a count has no page of its own, its line is its address, and that of its claims."""
    overlay(GOOD, tmp_path)
    counts = '---\ntitle: Counts\nlists: counts\n---\n# Counts\n\n{{ index("counts") }}\n'
    pages = made(write(tmp_path, {"docs/counts.md": counts}))
    assert "visitors" in parse_html(pages["counts.md"].content).ids
    card = parse_html(pages["index.md"].content)
    assert {each.attributes["href"] for each in card.all("a") if "counts/" in each.attributes.get("href", "")} == {
        "counts/#visitors"
    }


def redirects(root: Path, url: str) -> dict[str, Html]:
    overlay(GOOD, root)
    overlay(CASES / "accepted" / "page-aliases", root)
    found = {}
    for page in made(root, url).values():
        for file in page.files:
            if file.path.endswith("index.html") and b'http-equiv="refresh"' in (html := file.make()):
                found[file.path.removesuffix("index.html")] = parse_html(html.decode())
    return found


@pytest.mark.parametrize("url", [URL, ""])
def test_an_alias_is_a_page_that_leads_on_without_a_script(url: str, tmp_path: Path) -> None:
    found = redirects(tmp_path, url)
    leads = {
        "2025.06/": "timeline/",
        "chronicle/": "timeline/",
        "events/festival-opened/": "timeline/#festival-opened",
        "old/mara-quill/about/": "people/mara-quill/",
        "persons/mara-quill/": "people/mara-quill/",
        "timeline/old/": "timeline/",
        "Über/früher/": "timeline/",
    }
    assert found.keys() == leads.keys()
    for alias, to in leads.items():
        page = found[alias]
        metas = {each.attributes.get("http-equiv") or each.attributes.get("name"): each for each in page.all("meta")}
        refresh = metas["refresh"].attributes["content"]
        [link], [canonical] = page.all("a"), page.all("link")
        assert refresh == f"0; url={link.attributes['href']}"
        assert urljoin(f"https://x.invalid/{alias}", link.attributes["href"]) == f"https://x.invalid/{to}"
        assert canonical.attributes == {
            "rel": "canonical",
            "href": (f"{url}{to}" if url else link.attributes["href"]).partition("#")[0],
        }
        assert metas["robots"].attributes["content"] == "noindex"
        policy = metas["Content-Security-Policy"].attributes["content"]
        assert "default-src 'none'; script-src 'none'" in policy
        assert not page.all("script", "style", "iframe", "img")
        assert link.text in ("What happened", "Mara Quill")


def test_what_is_listed_lists_no_alias(tmp_path: Path) -> None:
    overlay(GOOD, tmp_path)
    overlay(CASES / "accepted" / "page-aliases", tmp_path)
    pages = made(tmp_path)
    listed = {
        f.path: f.make()
        for page in pages.values()
        for f in page.files
        if f.path.startswith(("sitemap", "feed", "data/", "api/"))
    }
    assert {"sitemap.xml", "feed.xml"} & listed.keys()
    for words in (b"chronicle", b"persons/", b"2025.06/"):
        assert not [path for path, content in listed.items() if words in content]
    assert not [entry for page in pages.values() for entry in page.entries if "chronicle" in str(entry)]
    assert "aliases" not in pages["timeline.md"].meta, "the theme is told nothing of it"


def test_a_title_of_an_alias_s_page_is_text(tmp_path: Path) -> None:
    overlay(GOOD, tmp_path)
    page = '---\ntitle: "</title><script>alert()</script>"\naliases: old/\n---\n# Page\n'
    pages = made(write(tmp_path, {"docs/page.md": page}))
    [html] = [f.make().decode() for f in pages["page.md"].files if f.path == "old/index.html"]
    assert "<script" not in html


def test_a_page_has_so_many_aliases(tmp_path: Path) -> None:
    overlay(GOOD, tmp_path)

    def page(number: int) -> str:
        return f"---\ntitle: Page\naliases: [{', '.join(f'a{n}/' for n in range(number))}]\n---\n# Page\n"

    assert problems_of(write(tmp_path, {"docs/page.md": page(MAX_ALIASES)})) == ""
    with pytest.raises(Problems, match=f"must be at most {MAX_ALIASES}, found {MAX_ALIASES + 1}"):
        build(write(tmp_path, {"docs/page.md": page(MAX_ALIASES + 1)}))
