"""What the site says of itself to machines: read back by an RDF library, a feed reader, an HTML and an XML parser."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from factbook.build import build
from factbook.charts import Renderer, png
from factbook.charts.text_metrics import without_font
from factbook.exports import licence
from factbook.factbook import Factbook
from factbook.kinds import Source
from factbook.kinds import linked_data as terms
from factbook.loading import load
from factbook.metadata import icons, share_image
from factbook.metadata.feeds import MAX_FEED_ENTRIES
from factbook.metadata.recent_changes import Change, Sort, entered, newest_changes, recent_changes
from factbook.pages.documents import read_documents
from factbook.pages.links import Address
from factbook.pages.page import Page
from factbook.pages.story import Story
from factbook.site import Site
from factbook.values import Amount, Edtf
from PIL import Image
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node
from support import ROOT, SECOND, Html, built, copy_story, html_pages, write

ROOT_URL = "https://example.org/repo/"
SITE = Site("Kites & <Co>", ROOT_URL, "CC BY 4.0", "en", "Kites, counted.")
S = Namespace("https://schema.org/")
HOSTILE = '</script><script>alert("1")</script>&amp;'
LINKS = ("archivedAt", "contentUrl", "image", "license", "sameAs", "url")
CONTEXT = {"@vocab": str(S), **{name: {"@type": "@id"} for name in LINKS}}
"""Stands in for the context at schema.org, which tests do not fetch."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story with an address, a hostile name, and days in the front matter of a page."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("metadata") / "story")
    _replace(root / "data/organisations/guild.yml", r"(?m)^short: .*$", f"short: '{HOSTILE}'")
    _replace(root / "data/organisations/guild.yml", r"(?m)^name: .*$", f"name: 'Guild {HOSTILE}'")
    _replace(root / "docs/story/the-count.md", r"\A---\n", "---\ndate: 2025-06-20\nupdated: 2025-06-11\n")
    _replace(root / "mkdocs.yml", r"(?m)^site_url: .*$", f"site_url: {ROOT_URL}")
    return root


def _replace(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, lambda _: new, text, count=1)
    assert changed != text, path
    path.write_text(changed, encoding="utf-8")


@pytest.fixture(scope="module")
def pages(story: Path) -> Mapping[str, Page]:
    return {page.path: page for page in build(story, SITE)}


@pytest.fixture(scope="module")
def nowhere(story: Path) -> Mapping[str, Page]:
    """The same pages of a site that does not know its own address."""
    return {page.path: page for page in build(story, Site("Kites"))}


@pytest.fixture(scope="module")
def site(story: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(story / "mkdocs.yml", tmp_path_factory.mktemp("addressed") / "site")


@pytest.fixture(scope="module")
def addressed(site: Path) -> Mapping[str, Html]:
    return html_pages(site)


def made(pages: Mapping[str, Page], path: str) -> bytes:
    return next(file.make() for page in pages.values() for file in page.files if file.path == path)


def paths(pages: Mapping[str, Page]) -> set[str]:
    return {file.path for page in pages.values() for file in page.files}


def graph_of(page: Page) -> Graph:
    assert page.head
    return triples(page.head.graph(), page.path)


def triples(text: str, path: str = "index.md") -> Graph:
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    graph = Graph()
    base = ROOT_URL + re.sub(r"(^|/)index\.md$", r"\1", path).replace(".md", "/")
    return graph.parse(data=json.dumps({**data, "@context": CONTEXT}), format="json-ld", base=base)


def url(path: str) -> URIRef:
    return URIRef(ROOT_URL + path)


def one(graph: Graph, subject: Node, name: str) -> Node:
    found = list(graph.objects(subject, S[name]))
    assert len(found) == 1, (subject, name, found)
    return found[0]


# Linked data


@pytest.mark.parametrize("fixture", ["pages", "nowhere"])
def test_a_count_is_a_dataset_of_claims(request: pytest.FixtureRequest, fixture: str) -> None:
    """The triples are the same whether addresses are public or relative, once a reader knows where the page lies."""
    pages: Mapping[str, Page] = request.getfixturevalue(fixture)
    graph, here = graph_of(pages["counts/visitors.md"]), url("counts/visitors/")
    assert (here, RDF.type, S.Dataset) in graph
    assert (here, S.name, Literal("Visitors of the kite festival")) in graph
    assert (here, S.temporalCoverage, Literal("2025-05-31/2025-06-01")) in graph
    assert (one(graph, here, "variableMeasured"), S.unitText, Literal("visitors")) in graph
    assert (here, S.spatialCoverage, url("places/#pier")) in graph
    assert (here, S.correction, url("corrections/#constabulary-nought")) in graph
    assert (here, S.dateModified, Literal("2025-06-12")) in graph
    claim = url("counts/visitors/#constabulary-2025-06-01")
    assert {claim, *graph.objects(here, S.hasPart)} == set(graph.objects(here, S.hasPart))
    assert (claim, RDF.type, S.Claim) in graph
    assert (claim, S.author, url("claimants/constabulary/")) in graph
    assert (url("claimants/constabulary/"), RDF.type, S.GovernmentOrganization) in graph
    assert (claim, S.datePublished, Literal("2025-06-02")) in graph
    assert set(graph.objects(claim, S.appearance)) == {
        url("sources/herald-2025-06-02/"),
        url("sources/council-2025-06-10/"),
    }
    garbled = url("counts/visitors/#tattle-2025-06-03")
    assert (garbled, S.isBasedOn, claim) in graph
    assert (garbled, S.creativeWorkStatus, Literal("misreport")) in graph
    assert list(graph.objects(garbled, S.author)) == [], "nobody named said it"


def test_amounts_keep_their_precision(pages: Mapping[str, Page]) -> None:
    graph = graph_of(pages["counts/visitors.md"])

    def about(claim: str) -> dict[str, object]:
        node = one(graph, url(f"counts/visitors/#{claim}"), "about")
        return {str(name)[len(S) :]: value.toPython() for name, value in graph[node] if name != RDF.type}

    assert about("constabulary-2025-06-01") == {"value": "about 4000", "unitText": "visitors"}
    assert about("guild-2025-06-05") == {"value": "at least 9000", "minValue": 9000, "unitText": "visitors"}
    assert about("mayor-2025-06-02") == {
        "value": "3800 to 4300",
        "minValue": 3800,
        "maxValue": 4300,
        "unitText": "visitors",
    }
    assert about("radio-early-2025-06-01") == {"value": 7000, "unitText": "visitors"}


def test_a_dataset_can_be_fetched_where_the_site_has_an_address(
    pages: Mapping[str, Page], nowhere: Mapping[str, Page]
) -> None:
    graph, here = graph_of(pages["counts/visitors.md"]), url("counts/visitors/")
    files = {one(graph, node, "contentUrl") for node in graph.objects(here, S.distribution)}
    assert {url("charts/counts/visitors/claims/chart.csv"), url("data/counts/visitors.csv")} <= files
    assert (here, S.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in graph
    bare = graph_of(nowhere["counts/visitors.md"])
    assert (
        not set(bare.objects(here, S.distribution))
        | set(bare.objects(here, S.url))
        | set(bare.objects(here, S.license))
    )


def test_a_story_page_is_an_article(pages: Mapping[str, Page]) -> None:
    graph, here = graph_of(pages["story/the-count.md"]), url("story/the-count/")
    assert (here, RDF.type, S.Article) in graph
    assert (here, S.headline, Literal("The count about 4,000 (the constabulary)")) in graph or str(
        one(graph, here, "headline")
    ).startswith("The count")
    assert (here, S.author, url("#publisher")) in graph and (here, S.publisher, url("#publisher")) in graph
    assert (url("#publisher"), S.name, Literal(SITE.name)) in graph
    assert (here, S.datePublished, Literal("2025-06-20")) in graph
    assert (here, S.dateModified, Literal("2025-06-12")) in graph, (
        "the correction is younger than the front matter says"
    )
    assert (here, S.inLanguage, Literal("en")) in graph
    assert url("sources/herald-2025-06-02/") in set(graph.objects(here, S.citation))
    home = graph_of(pages["index.md"])
    assert not set(home.objects(url(""), S.datePublished)), "no day is known, and today is none"
    assert (url("#site"), RDF.type, S.WebSite) in home


def test_a_person(pages: Mapping[str, Page]) -> None:
    graph, here = graph_of(pages["people/mara-quill.md"]), url("people/mara-quill/")
    assert (here, RDF.type, S.Person) in graph
    assert (here, S.jobTitle, Literal("Mayor of Lower Fennick")) in graph
    assert (here, S.alternateName, Literal("Mara Quille")) in graph
    assert (here, S.sameAs, URIRef("https://www.wikidata.example.org/entity/Q1")) in graph
    post = one(graph, here, "affiliation")
    assert (post, S.startDate, Literal("2021-10")) in graph and (
        post,
        S.affiliation,
        url("claimants/council/"),
    ) in graph
    others = [
        graph_of(page) for path, page in pages.items() if path.startswith("people/") and path != "people/mara-quill.md"
    ]
    assert len(others) > 1 and not any(set(other.objects(None, S.sameAs)) for other in others)


def test_events_with_certain_dates_only(pages: Mapping[str, Page]) -> None:
    graph, here = graph_of(pages["timeline.md"]), url("timeline/")
    listed = one(graph, here, "mainEntity")
    items = {one(graph, item, "item") for item in graph.objects(listed, S.itemListElement)}
    assert len(items) == 6 and all((item, RDF.type, S.Event) in graph for item in items)
    repaired, flight, cracks = (
        url(f"timeline/#{name}") for name in ("bridge-repaired", "record-flight", "cracks-known")
    )
    assert (repaired, S.startDate, Literal("2025-05-12")) in graph
    assert (repaired, S.endDate, Literal("2025-06")) in graph
    assert list(graph.objects(flight, S.startDate)) == [], "about a day is not that day"
    assert list(graph.objects(cracks, S.startDate)) == []
    assert (cracks, S.endDate, Literal("2024-11")) in graph


def test_sources_claimants_and_terms(pages: Mapping[str, Page]) -> None:
    graph, here = graph_of(pages["sources/herald-2025-06-02.md"]), url("sources/herald-2025-06-02/")
    assert (here, RDF.type, S.NewsArticle) in graph
    assert (here, S.url, URIRef("https://herald.example.org/2025/06/02/crowd")) in graph
    assert (here, S.archivedAt, URIRef("https://archive.example.org/herald-crowd")) in graph
    assert (here, S.publisher, url("claimants/herald/")) in graph
    guild = graph_of(pages["claimants/guild.md"])
    assert (url("claimants/guild/"), S.name, Literal(f"Guild {HOSTILE}")) in guild
    glossary = graph_of(pages["glossary.md"])
    terms_of_it = set(glossary.objects(one(glossary, url("glossary/"), "mainEntity"), S.hasDefinedTerm))
    assert terms_of_it and all((term, RDF.type, S.DefinedTerm) in glossary for term in terms_of_it)


def test_every_page_below_home_says_where_it_stands(pages: Mapping[str, Page]) -> None:
    for path, page in pages.items():
        graph = graph_of(page)
        lists = list(graph.subjects(RDF.type, S.BreadcrumbList))
        assert len(lists) == (path != "index.md"), path
        for trail in lists:
            steps = sorted(
                (one(graph, step, "position").toPython(), one(graph, step, "item"))  # type: ignore[attr-defined]  # rdflib gives a Node, here a Literal
                for step in graph.objects(trail, S.itemListElement)
            )
            assert steps[0] == (1, url("")) and steps[-1][1] == url(
                path.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
            )
    graph = graph_of(pages["people/mara-quill.md"])
    assert (None, S.item, url("people/")) in graph


def test_nothing_is_rated(pages: Mapping[str, Page]) -> None:
    said = (
        " ".join(page.head.graph() for page in pages.values() if page.head) + made(pages, "data/facts.jsonld").decode()
    )
    assert "creativeWorkStatus" in said
    assert not [name for name in re.findall(r'"(\w+)"', said) if name.endswith(("Review", "Rating", "reviewed"))]


@pytest.mark.parametrize("fixture", ["pages", "nowhere"])
def test_one_file_holds_all_facts(request: pytest.FixtureRequest, fixture: str, story: Path) -> None:
    pages: Mapping[str, Page] = request.getfixturevalue(fixture)
    graph = Graph().parse(
        data=made(pages, "data/facts.jsonld"), format="json-ld", publicID=f"{ROOT_URL}data/facts.jsonld"
    )
    held = set(graph.objects(None, S.hasPart))
    assert len(held) == len(load(story).claims) and all((claim, RDF.type, S.Claim) in graph for claim in held)
    assert (
        url("counts/visitors/#tattle-2025-06-03"),
        S.isBasedOn,
        url("counts/visitors/#constabulary-2025-06-01"),
    ) in graph
    for folder, kinds in (("people", {S.Person}), ("counts", {S.Dataset})):
        for path in (story / "data" / folder).glob("*.yml"):
            assert set(graph.objects(url(f"{folder}/{path.stem}/"), RDF.type)) == kinds, path
    assert (url("places/#mill-bridge"), S.containedInPlace, url("places/#lower-fennick")) in graph


# The head of a page


def tags(page: Html) -> dict[str, str]:
    return {
        element.attributes.get("property", element.attributes.get("name", "")): element.attributes.get("content", "")
        for element in page.all("meta")
    }


def test_cards_for_sharing(addressed: Mapping[str, Html], site: Path) -> None:
    for path, page in addressed.items():
        if path == "404.html" or path.startswith("charts/"):
            continue
        said, there = tags(page), ROOT_URL + path.removesuffix("index.html")
        assert said["og:url"] == there and said["og:title"] and said["og:site_name"], path
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:locale"] == "en_GB"
        image = site / said["og:image"].removeprefix(ROOT_URL)
        width, height = struct.unpack(">II", image.read_bytes()[16:24])
        assert [str(width), str(height)] == [said["og:image:width"], said["og:image:height"]] == ["1200", "630"]
        assert said["og:image:alt"]
    assert tags(addressed["people/mara-quill/index.html"])["og:type"] == "profile"
    assert tags(addressed["index.html"])["og:type"] == "website"
    count = tags(addressed["story/the-count/index.html"])
    assert (count["article:published_time"], count["article:modified_time"]) == ("2025-06-20", "2025-06-12")
    alt = tags(addressed["counts/visitors/index.html"])["og:image:alt"]
    assert "Lowest claimed: 3,800 to 4,300, Quill" in alt or "Lowest claimed: about 4,000" in alt
    assert f"Highest claimed: at least 9,000 visitors, {HOSTILE}" in alt


def test_without_an_address_no_picture_and_none_invented(second_pages: Mapping[str, Html], second_site: Path) -> None:
    for path, page in second_pages.items():
        said = tags(page)
        assert not [name for name in said if name.startswith("og:image") or name == "og:url"], path
        assert not [
            link
            for link in page.all("link")
            if link.attributes["rel"] == "canonical" and not path.startswith("charts/")
        ]
    assert tags(second_pages["index.html"])["twitter:card"] == "summary"
    assert not (second_site / "share").exists()
    assert b"<url>" not in (second_site / "sitemap.xml").read_bytes()


def test_hostile_names_stay_names(addressed: Mapping[str, Html], site: Path) -> None:
    hostile = 0
    for path, page in addressed.items():
        if path.startswith("charts/"):
            continue
        scripts = [each for each in page.all("script") if each.attributes.get("type") == "application/ld+json"]
        assert len(scripts) == (path != "404.html"), path
        for script in scripts:
            assert not set("<>&") & set(script.text), path
            assert triples(script.text)
            hostile += HOSTILE in json.dumps(json.loads(script.text)).replace('\\"', '"')
        assert not [each for each in page.all("script") if each.text.startswith("alert(")], path
    assert hostile > 2
    assert HOSTILE in feedparser.parse(str(site / "feed.atom")).entries[1].title


def test_the_same_files_are_named_on_every_page(
    addressed: Mapping[str, Html], second_pages: Mapping[str, Html], second_site: Path
) -> None:
    for pages in (addressed, second_pages):
        for path, page in pages.items():
            if path.startswith("charts/"):
                continue
            up = "" if path == "404.html" else "../" * path.count("/")
            named = {
                (each.attributes["rel"], each.attributes["href"].split("repo/")[-1].removeprefix(up).lstrip("/"))
                for each in page.all("link")
            }
            assert {
                ("icon", "icons/icon.svg"),
                ("icon", "icons/icon-192.png"),
                ("apple-touch-icon", "icons/icon-180.png"),
                ("manifest", "manifest.webmanifest"),
                ("alternate", "feed.atom"),
                ("alternate", "feed.json"),
            } <= named, path
    assert [path.name for path in second_site.rglob("*.xml*")] == ["sitemap.xml"], (
        "and none packed with the clock's time"
    )


def test_the_graph_is_light(pages: Mapping[str, Page]) -> None:
    sizes = {path: len(zlib.compress(page.head.graph().encode(), 9)) for path, page in pages.items() if page.head}
    assert max(sizes.values()) < 2600 and sizes["index.md"] < 1200, sizes


# Files of the site


def test_the_sitemap_lists_the_pages_and_dates_them_from_facts(pages: Mapping[str, Page], site: Path) -> None:
    root = ET.fromstring((site / "sitemap.xml").read_bytes())
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    rows = {row.findtext(f"{space}loc"): row.findtext(f"{space}lastmod") for row in root}
    built_pages = {
        ROOT_URL + path.parent.relative_to(site).as_posix().lstrip(".") + "/" for path in site.rglob("index.html")
    }
    assert set(rows) == {
        there.replace("repo//", "repo/")
        for there in built_pages
        if "/charts/" not in there and not there.endswith("/edit/")
    }
    assert rows[f"{ROOT_URL}story/the-count/"] == "2025-06-12"
    assert rows[f"{ROOT_URL}places/"] is None
    assert not (site / "sitemap.xml.gz").exists()
    assert f"Sitemap: {ROOT_URL}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8").splitlines()


def test_robots_without_an_address(nowhere: Mapping[str, Page]) -> None:
    assert made(nowhere, "robots.txt") == b"User-agent: *\nAllow: /\n"


def test_the_manifest_works_below_any_folder(pages: Mapping[str, Page], nowhere: Mapping[str, Page]) -> None:
    for known in (pages, nowhere):
        told = json.loads(made(known, "manifest.webmanifest"))
        assert told["start_url"] == told["scope"] == "."
        for icon in told["icons"]:
            content = made(known, icon["src"])
            if icon["type"] == "image/png":
                assert "x".join(map(str, struct.unpack(">II", content[16:24]))) == icon["sizes"]
            else:
                assert ET.fromstring(content).get("viewBox") == "0 0 64 64"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Kites over Lower Fennick", "KoL"), ("북한 & <Co>", ""), ("fennick", "f"), ("", ""), ("“Kites” Daily", "D")],
)
def test_initials(name: str, letters: str) -> None:
    assert icons.initials(name) == letters
    assert "".join(ET.fromstring(icons.icon_svg(name)).itertext()).strip() == letters


# Feeds


def test_atom_is_read_by_a_feed_reader(site: Path) -> None:
    feed = feedparser.parse(str(site / "feed.atom"))
    assert not feed.bozo and feed.version == "atom10"
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True) and feed.feed.updated == days[0] == "2025-06-12T00:00:00Z"
    correction = feed.entries[0]
    assert correction.title == "Correction: Visitors of the kite festival, the constabulary"
    assert correction.link == correction.id == f"{ROOT_URL}corrections/#constabulary-nought"
    assert "It said: about 400. It says now: about 4,000." in correction.content[0].value
    update = next(entry for entry in feed.entries if entry.tags[0].term == "update")
    assert update.id == f"{ROOT_URL}counts/visitors/#constabulary-2025-06-01"
    assert "It replaces about 1,200" in update.content[0].value and update.updated == "2025-06-02T00:00:00Z"
    assert next(entry.title for entry in feed.entries if "tattle" in entry.id).startswith("Misreport: ")


@pytest.mark.parametrize("fixture", ["pages", "nowhere"])
def test_atom_has_what_its_rfc_requires(request: pytest.FixtureRequest, fixture: str) -> None:
    pages: Mapping[str, Page] = request.getfixturevalue(fixture)
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(made(pages, "feed.atom"))
    assert feed.tag == f"{atom}feed" and feed.findtext(f"{atom}author/{atom}name")
    entries = feed.findall(f"{atom}entry")
    idents = [each.findtext(f"{atom}id") or "" for each in (feed, *entries)]
    assert len(entries) > 10 and len(set(idents)) == len(idents)
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{atom}{name}")) == 1
        assert re.match(r"https://|urn:uuid:[0-9a-f-]{36}$", each.findtext(f"{atom}id") or "")
        assert date.fromisoformat((each.findtext(f"{atom}updated") or "").removesuffix("T00:00:00Z"))
        assert [link for link in each.findall(f"{atom}link") if link.get("rel") == "alternate"]


def test_json_feed_and_changelog_hold_the_same(pages: Mapping[str, Page], nowhere: Mapping[str, Page]) -> None:
    for known in (pages, nowhere):
        feed, log = json.loads(made(known, "feed.json")), json.loads(made(known, "data/changes.json"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"] and feed["language"] == "en"
        assert [item["title"] for item in feed["items"]] == [row["title"] for row in log["changes"]]
        for item in feed["items"]:
            assert item["id"] and item["content_text"] and item["date_published"].endswith("T00:00:00Z")
            assert ("url" in item) == (known is pages)
        assert log["changes"][0]["before"] == "about 400" and log["changes"][0]["fact"] == "constabulary-nought"
        sorts = {row["type"] for row in log["changes"]}
        assert sorts == {"correction", "update", "claim"}


def test_every_claim_is_in_the_changelog_by_the_day_it_entered(pages: Mapping[str, Page], story: Path) -> None:
    dated = {row["fact"]: row["date"] for row in json.loads(made(pages, "data/changes.json"))["changes"]}
    assert load(story).claims.keys() <= dated.keys()
    assert dated["visitors/guild-2025-06-05"] == "2025-06-05", "the day on which its source was published"


@pytest.mark.parametrize(
    ("added", "published", "said_on", "as_of", "day"),
    [
        ("2025-07-01", "2025-06-02", "2025-06-01", "2025-05-31", "2025-07-01"),
        (None, "2025-06-02~", "2025-06-01", "2025-05-31", "2025-06-02"),
        (None, "2025-06", "2025-05-30", "2025-05-31", "2025-06-01"),
        (None, None, "2025-06-03?", "2025-05-31", "2025-06-03"),
        (None, None, None, "2024-10/2024-12", "2024-10-01"),
        (None, None, None, "../2025-05-31", "2025-05-31"),
    ],
)
def test_the_day_a_claim_entered(
    added: str | None, published: str | None, said_on: str | None, as_of: str, day: str, story: Path
) -> None:
    dates = {name: Edtf.parse(text) if text else None for name, text in (("added", added), ("said_on", said_on))}
    book = load(story)
    claim = book.claims["visitors/constabulary-2025-06-01"].model_copy(update={**dates, "as_of": Edtf.parse(as_of)})
    source = book.of(Source)[claim.source].model_copy(
        update={"published": Edtf.parse(published) if published else None}
    )
    facts = {**book.facts, "source": {source.id: source}}
    assert entered(Factbook(book.root, facts), claim).isoformat() == day


def test_neither_corrections_nor_claims_crowd_the_others_out_of_a_feed() -> None:
    def change(sort: Sort, day: int) -> Change:
        return Change(sort, f"{sort}-{day}", f"2025-06-{day:02}", "", "", Address("index.md"))

    log = [change("correction", day) for day in range(30, 10, -1)] + [
        change("claim", 9),
        change("update", 8),
        change("claim", 7),
    ]
    assert [each.ref for each in newest_changes(log, 2)] == ["correction-30", "correction-29", "claim-9", "update-8"]


def test_whoever_wants_to_follow_finds_the_feeds(second_pages: Mapping[str, Html]) -> None:
    for path, page in second_pages.items():
        if path.startswith("charts/"):
            continue
        up = "" if path == "404.html" else "../" * path.count("/")
        seen = [each for each in page.all("p") if each.attributes.get("class") == "follow"]
        assert len(seen) == (2 if path == "corrections/index.html" else 1), path
        assert all(each.text.startswith("Follow corrections and new claims: Atom · JSON Feed") for each in seen)
        links = {
            each.attributes["href"].removeprefix("/").removeprefix(up) for each in page.all("a") if each.text == "Atom"
        }
        assert links <= {"feed.atom", "./feed.atom"}, path


@pytest.mark.real_story
def test_the_feed_has_what_was_said_last() -> None:
    """Of the real story, whose source of that day has a date that is no exact one."""
    book = load(ROOT)
    sources = {ref for ref, source in book.of(Source).items() if str(source.published).startswith("2026-02-12")}
    said = {ref for ref, claim in book.claims.items() if claim.source in sources}
    assert len(said) >= 5
    changes = recent_changes(Story(book, tuple(read_documents(ROOT)[0])))
    assert said <= {change.ref for change in newest_changes(changes, MAX_FEED_ENTRIES)}
    assert book.claims.keys() <= {change.ref for change in changes}


def test_a_story_without_claims_and_corrections_has_no_feed(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "docs/index.md": "---\ntitle: Home\ndescription: None yet.\n---\n# Home\n",
            "data/sides.yml": "- id: all\n  name: All\n",
        },
    )
    pages = {page.path: page for page in build(root)}
    assert not {"feed.atom", "feed.json"} & paths(pages)
    assert not [
        link for page in pages.values() if page.head for link in page.head.links if link.path.startswith("feed")
    ]
    assert json.loads(made(pages, "data/changes.json"))["changes"] == []


# Pictures


def test_every_page_has_a_picture_of_its_own(pages: Mapping[str, Page], story: Path) -> None:
    told = Story(load(story), (), Renderer(), SITE)
    drawn = {
        path: share_image.ShareImage(told, page, page.head.headline).svg() for path, page in pages.items() if page.head
    }
    assert len(set(drawn.values())) == len(drawn)
    for path, svg in drawn.items():
        words = "".join(ET.fromstring(svg).itertext())
        assert not without_font(words), f"{path}: a letter that the font lacks"
        assert "<script" not in svg
    assert '<g transform="' in drawn["counts/visitors.md"], "its chart"
    page = pages["counts/visitors.md"]
    assert page.head
    for word in ("I", "Kite", "Kites"):
        long = share_image.ShareImage(told, page, f"{word} " * 20).svg()
        assert long.count(word) >= 20 and "…" not in long, "a line that is as wide as the room is not cut"
    bare = share_image.ShareImage(told, page._replace(files=()), page.head.headline).svg()
    assert "Lowest claimed" in bare and "at least 9,000" in bare, "the numbers of a page without a chart"
    wide = "How many visitors and kites were counted there and what was told of them"
    assert "…" not in share_image.ShareImage(told, page, wide).svg(), "a headline is cut no sooner than it must be"
    assert "Kite maker" in drawn["people/yusuf-al-rih.md"], "in the place of a name that the font cannot draw"
    assert "Ελπίδα" in drawn["people/elpida-aeras.md"]


def test_a_picture_that_is_not_opaque_is_left_alone() -> None:
    import vl_convert

    clear = vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert png.with_palette(clear) == clear


def test_of_more_colours_than_a_palette_holds_the_nearest_are_merged() -> None:
    import vl_convert

    shades = "".join(f'<rect x="{at}" width="1" height="9" fill="rgb({at},{at * 3 % 256},9)"/>' for at in range(256))
    more = "".join(f'<rect x="{at}" y="9" width="1" height="9" fill="rgb({at},9,{at})"/>' for at in range(256))
    many = vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="18">{shades}{more}</svg>'
    )
    small = png.with_palette(many)
    pixels = _pixels(many)
    assert len(set(zip(*[iter(pixels)] * 3, strict=True))) > png.PALETTE_SIZE
    assert max(abs(was - now) for was, now in zip(pixels, _pixels(small), strict=True)) < 16
    assert len(small) < len(many)


def _pixels(content: bytes) -> bytes:
    """The pixels of a PNG, each as red, green and blue."""
    with Image.open(io.BytesIO(content)) as opened:
        return opened.convert("RGB").tobytes()


# Values


@pytest.mark.parametrize(
    ("text", "iso", "day", "coverage"),
    [
        ("2025-06-01", "2025-06-01", "2025-06-01", "2025-06-01"),
        ("2025-06", "2025-06", None, "2025-06-01/2025-06-30"),
        ("2025", "2025", None, "2025-01-01/2025-12-31"),
        ("2025-06-01~", None, None, "2025-06-01"),
        ("2025-06?", None, None, "2025-06-01/2025-06-30"),
        ("2025-22", None, None, "2025-06-01/2025-08-31"),
        ("2025-XX", None, None, "2025-01-01/2025-12-31"),
        ("202X", None, None, "2020-01-01/2029-12-31"),
        ("../2024-11", None, None, "../2024-11-30"),
        ("2024-11/..", None, None, "2024-11-01/.."),
        ("2025-05-31/2025-06-01", None, None, "2025-05-31/2025-06-01"),
    ],
)
def test_dates(text: str, iso: str | None, day: str | None, coverage: str) -> None:
    parsed = Edtf.parse(text)
    assert (terms.iso_date(parsed), terms.iso_day(parsed), terms.iso_interval([parsed])) == (iso, day, coverage)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/terms", "https://example.org/terms"),
        ("All rights reserved", None),
        ("", None),
    ],
)
def test_licences(name: str, address: str | None) -> None:
    found = licence.parse_licence(name)
    assert ((found and found.path) or None) == address


def test_an_unknown_amount_is_no_number() -> None:
    assert terms.property_value(Amount.parse("unknown"), "kites") == {}
    assert terms.property_value(Amount.parse("fewer than 50"), "kites")["maxValue"] == 50
