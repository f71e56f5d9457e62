"""What other sites show in frames: small, without script, escaped, and answered to oEmbed with the same snippet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from factbook.build import build
from factbook.charts import Drawing, Row
from factbook.exports.chart_frames import LIST_SUMMARY, chart_frame
from factbook.exports.compact import compact_svgs, without_links
from factbook.exports.credit import Credit
from factbook.exports.frame import MAX_PAGE_BYTES, POLICY, rebased_link
from factbook.integrity import hash_of
from factbook.kinds import Assessment
from factbook.pages.page import Page
from factbook.site import Site
from grown import grown
from support import SECOND, Html, copy_story, parse_html

HOSTILE = '"><img src=x onerror=alert(1)></svg></style><script>alert("1")</script>{{ 7*7 }}'
SITE = Site(f"Kites {HOSTILE}", "https://example.org/kites/", "CC BY 4.0 <&>")
REQUIRED = {"version", "type", "html", "width", "height"}
"""What oEmbed 1.0 asks of a rich answer; see https://oembed.com, section 2.3.4.4."""
Embeds = Mapping[str, bytes]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """The second story with hostile texts wherever a frame shows one."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("embeds") / "story")
    changed(root / "data/organisations/guild.yml", "name|short", HOSTILE)
    count = root / "data/counts/visitors.yml"
    changed(count, "title", f"Visitors {marked(HOSTILE)}")
    changed(count, "    label", HOSTILE)
    changed(count, "    because", marked(HOSTILE))
    return build(root, SITE)


def changed(path: Path, pattern: str, text: str) -> None:
    """Put a text in the place of the value of each line that begins like the pattern."""
    old = path.read_text(encoding="utf-8")
    new = re.sub(rf"(?m)^({pattern}): [^{{\n]*$", lambda match: f"{match[1]}: {quoted(text)}", old)
    assert new != old, (path, pattern)
    path.write_text(new, encoding="utf-8")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def marked(text: str) -> str:
    """A text for an editors' field, in which braces bind and digits are claims."""
    return re.sub(r"\{\{.*?\}\}|\d", "", text)


@pytest.fixture(scope="module")
def whole(grown_site: Path) -> list[Page]:
    """The pages of the grown story for another address; its charts are drawn for its site already."""
    return build(grown(), Site("The story", "https://example.org/story/", "CC BY 4.0"))


@pytest.fixture(params=["second", "whole"])
def pages(request: pytest.FixtureRequest) -> list[Page]:
    found: list[Page] = request.getfixturevalue(request.param)
    return found


def embeds(pages: list[Page], name: str = "index.html") -> Embeds:
    return {file.path: file.make() for page in pages for file in page.files if file.path.endswith(f"/embed/{name}")}


def of_sort(path: str) -> str:
    folder = path.split("/")[-3]
    return "number" if folder == "number" else "disagreement" if folder.startswith("differ-") else "chart"


def test_every_sort_is_small_and_runs_nothing(pages: list[Page]) -> None:
    made = embeds(pages)
    assert {of_sort(path) for path in made} == {"number", "disagreement", "chart"}
    for path, content in made.items():
        assert len(content) <= MAX_PAGE_BYTES == 40_000, path
        page = parse_html(content.decode())
        assert not page.all("script", "iframe", "img", "object", "form", "input"), path
        assert not [name for each in page.elements for name in each.attributes if name.startswith("on")], path
        assert page.all("base")[0].attributes == {"target": "_blank"}
        style = hash_of(page.all("style")[0].text)
        fonts = any(each.attributes["rel"] == "stylesheet" for each in page.all("link"))
        allowed = POLICY.format(f"'{style}'" + " 'self'" * fonts)
        assert [each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes] == [allowed]
        assert page.elements.index(page.all("style")[0]) > 3
        assert "prefers-color-scheme:dark" in page.all("style")[0].text
        for variable in set(re.findall(r"var\((--[\w-]+)\)", content.decode())):
            assert len(re.findall(rf"{variable}:#", content.decode())) == 2, (path, variable)


def test_the_timeline_with_all_its_events_has_room_for_their_words(whole: list[Page]) -> None:
    content = embeds(whole)["charts/timeline/timeline/embed/index.html"]
    page = parse_html(content.decode())
    rows = next(page for page in whole if page.path == "timeline.md").content.count('class="event')
    assert rows >= 90 and len(content) <= MAX_PAGE_BYTES
    assert len(page.all("li")) >= 90 and re.match(r"\d* ?\w+ \d{4}: ", page.all("li")[0].text)


def test_each_leads_back_and_says_whose_it_is(pages: list[Page]) -> None:
    for path, content in embeds(pages).items():
        page = parse_html(content.decode())
        canonical = next(each for each in page.all("link") if each.attributes["rel"] == "canonical")
        back = page.all("a")[-1]
        address = canonical.attributes["href"]
        own = f"https://example.org/{urlsplit(address).path.split('/')[1]}/{path}"
        assert urljoin(own, back.attributes["href"]) == address, path
        assert "Licence: CC BY 4.0" in page.all("p")[-1].text
        said = any(each.text.startswith(("Source: ", "Sources: ")) for each in page.all("p"))
        assert said, path
        assert not [each for each in page.all("a") if urlsplit(each.attributes["href"]).scheme], path


def test_the_answer_to_oembed_is_whole(pages: list[Page]) -> None:
    answers = embeds(pages, "oembed.json")
    assert {path.replace("oembed.json", "index.html") for path in answers} == embeds(pages).keys()
    snippets = {area.text for page in pages for area in parse_html(page.content).all("textarea")}
    for path, content in answers.items():
        said = json.loads(content)
        assert said.keys() >= REQUIRED, path
        assert (said["version"], said["type"]) == ("1.0", "rich")
        assert all(isinstance(said[name], int) and said[name] > 50 for name in ("width", "height")), path
        assert said["html"] in snippets, path
        frame = parse_html(said["html"]).all("iframe")[0].attributes
        assert frame["src"] == said["provider_url"] + path.removesuffix("oembed.json")
        assert frame["title"] == said["title"]
        assert int(frame["height"]) >= said["height"]
        assert said["author_url"].startswith(said["provider_url"])
    assert len(snippets) == len(answers)


def test_pages_and_frames_name_their_answer(pages: list[Page]) -> None:
    answers = embeds(pages, "oembed.json")
    for page in pages:
        own = [file.path for file in page.files if file.path in answers]
        assert page.head
        assert bool(page.head.oembed) == bool(own), page.path
        assert not own or page.head.oembed.endswith(own[0])
    for path, content in embeds(pages).items():
        links = [each.attributes for each in parse_html(content.decode()).all("link")]
        named = [each["href"] for each in links if each.get("type") == "application/json+oembed"]
        assert len(named) == 1 and named[0].endswith(path.replace("index.html", "oembed.json"))


def test_without_an_address_there_is_no_answer(tmp_path: Path) -> None:
    pages = build(copy_story(SECOND, tmp_path / "story"))
    assert embeds(pages) and not embeds(pages, "oembed.json")
    assert not [page for page in pages if page.head and page.head.oembed]
    for page in pages:
        for area in parse_html(page.content).all("textarea"):
            assert not urlsplit(parse_html(area.text).all("iframe")[0].attributes["src"]).scheme


def test_hostile_text_stays_text(second: list[Page]) -> None:
    found = {"number": 0, "disagreement": 0, "chart": 0}
    for path, content in embeds(second).items():
        text = content.decode()
        assert "<script" not in text and "<img" not in text, path
        assert text.count("</style>") == 1 and "onerror" not in re.sub(r"onerror=alert", "", text), path
        assert HOSTILE in parse_html(text).all("p")[-1].text
        found[of_sort(path)] += any("alert" in each.text for each in parse_html(text).all("h1", "b", "li", "title"))
    assert all(found.values()), found
    for content in embeds(second, "oembed.json").values():
        frame: Html = parse_html(json.loads(content)["html"])
        assert [each.name for each in frame.elements] == ["div", "iframe"]


def test_a_disagreement_shows_each_side_and_the_judgement(whole: list[Page]) -> None:
    pages = {page.path: page for page in whole}
    made = embeds(whole)
    shown = 0
    for page in pages.values():
        for view in getattr(page.fact, "assessments", ()):
            assert isinstance(view, Assessment)
            here = [parse_html(made[f.path].decode()) for f in page.files if "/differ-" in f.path and f.path in made]
            mine = [one for one in here if any(f"confidence {view.confidence}" in p.text for p in one.all("p"))]
            assert mine, page.path
            ids = {ref.rpartition("/")[2] for ref in view.claims[:8]}
            links = [{a.attributes["href"].rpartition("#")[2] for a in one.all("a")} for one in mine]
            assert any(ids <= there for there in links), (page.path, view.claims)
            shown += 1
    assert shown == sum("/differ-" in path for path in made) > 5


def test_addresses_are_for_good(second: list[Page]) -> None:
    made = embeds(second)
    assert "charts/counts/visitors/number/embed/index.html" in made
    assert "charts/counts/visitors/differ-constabulary-2025-06-01-guild-2025-06-05/embed/index.html" in made


PICTURE = (
    '<svg class="chart-svg" viewBox="0 0 720 90" width="720" height="90" font-family="F" role="group" aria-labelledby="t d" '
    'xmlns="http://www.w3.org/2000/svg"><title id="t">A="b" c</title><desc id="d">D</desc><g fill="none">'
    '<line transform="translate(1,2)" x2="9" stroke="var(--chart-grid,#e3e6ea)" />'
    '<line transform="translate(3,4)" y2="9" stroke="var(--chart-grid,#e3e6ea)" />'
    '<line transform="translate(5,6)" y2="9" stroke="#000000" stroke-opacity="0.5" />'
    "{marks}</g></svg>"
)
MARK = (
    '<a href="../x/#e{n}"><title>{n} Mai</title><path transform="translate({n},5)" d="M1,0A1,1,0,1,1,-1,0" fill="var(--chart-ink,#1f2328)" />'
    '<text transform="translate({n},9)" font-size="12" fill="var(--chart-paper,#ffffff)">{n}</text></a>'
)


def picture(marks: int) -> str:
    return PICTURE.replace("{marks}", "".join(MARK.replace("{n}", str(number)) for number in range(marks)))


def test_a_compact_drawing_loses_nothing() -> None:
    style, (drawn,) = compact_svgs([picture(3)])
    page = parse_html(drawn)
    assert page.all("title")[0].text == 'A="b" c'
    assert [a.attributes["href"] for a in page.all("a")] == ["../x/#e0", "../x/#e1", "../x/#e2"]
    assert [t.text for t in page.all("title")[1:]] == ["0 Mai", "1 Mai", "2 Mai"]
    assert [(u.attributes["x"], u.attributes["y"]) for u in page.all("use")] == [("0", "5"), ("1", "5"), ("2", "5")]
    form = page.all("defs")[0], page.all("path")[0]
    assert page.all("use")[0].attributes["href"] == f"#{form[1].attributes['id']}"
    assert page.all("path")[1].attributes["d"] == "M1,2L10,2M3,4L3,13"
    assert len(page.all("line")) == 1, "one that is seen through stays apart"
    assert "font-size:12px" in style and "#e3e6ea" not in style + drawn
    plain = parse_html(without_links(picture(3)))
    assert not plain.all("a") and len(plain.all("text")) == 3 and plain.all("svg")[0].attributes["role"] == "img"
    ET.fromstring(without_links(picture(3)))


@pytest.mark.parametrize(("marks", "links", "listed"), [(20, 20, 0), (170, 170, 170), (200, 0, 200), (400, 0, 0)])
def test_a_crowded_chart_says_its_marks_in_a_list(marks: int, links: int, listed: int) -> None:
    rows = tuple(
        Row((str(n), f"{n} Mai"), f"e{n}", f"{n} Mai: what happened then, at some length") for n in range(marks)
    )
    drawing = Drawing("D", ("No.", "When"), rows, lambda size: picture(marks))
    frame = chart_frame(
        "charts/a/b/embed/", "a/", drawing, "Title", Credit("", "", None), SITE, lambda ref: f"../x/#{ref}"
    )
    content = frame.page()
    page = parse_html(content.decode())
    inside = [each for each in page.all("a") if each.attributes["href"].startswith("../../../../x/#e")]
    assert (len(inside) // (1 if listed else 2), len(page.all("li"))) == (links, listed)
    assert (LIST_SUMMARY in content.decode()) == bool(listed)
    assert len(page.all("text")) == 2 * marks
    if marks < 400:
        assert len(content) <= MAX_PAGE_BYTES


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("#a", "../../../../a/b/#a"),
        ("../c/#d", "../../../../a/c/#d"),
        ("https://example.com/?a=b", "https://example.com/?a=b"),
    ],
)
def test_links_move_with_their_page(href: str, link: str) -> None:
    assert rebased_link("charts/a/b/embed/", "a/b/", href) == link
