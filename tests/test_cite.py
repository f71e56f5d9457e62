"""Citations: read back by a BibTeX parser, and complete in every form; CITATION.cff at the root."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from bibtexparser.entrypoint import parse_string
from factbook.build import build
from factbook.exports import cite
from factbook.kinds import Count
from factbook.pages.page import Page
from factbook.settings import site_at
from factbook.site import Site
from support import ROOT, SECOND, Html, load_story

URL = "https://example.org/kites/"
SITE = Site("Kites & Co_ {100%}", URL, "CC BY 4.0", "en", "Kites.", edition="1.2.0")


@pytest.fixture(scope="module")
def pages() -> Mapping[str, Page]:
    return {page.path: page for page in build(SECOND, SITE)}


def made(pages: Mapping[str, Page], path: str) -> str:
    return next(file.make() for page in pages.values() for file in page.files if file.path == path).decode()


def test_a_count_and_each_of_its_claims_can_be_cited(pages: Mapping[str, Page]) -> None:
    count = load_story(SECOND).of(Count)["visitors"]
    library = parse_string(made(pages, "cite/counts/visitors.bib"))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [
        "counts-visitors",
        *(f"visitors-{claim.id}" for claim in count.claims),
    ]
    whole, guild = library.entries[0], library.entries_dict["visitors-guild-2025-06-05"]
    assert whole["url"] == f"{URL}counts/visitors/"
    assert whole["version"] == "1.2.0"
    assert whole["title"] == "{Visitors of the kite festival}"
    assert whole["author"] == r"{Kites \& Co\_ \{100\%\}}"
    assert guild["url"] == f"{URL}counts/visitors/#guild-2025-06-05"
    assert "at least 9,000, as of 1 June 2025, says" in guild["title"]
    assert guild["note"].startswith("Read in ")
    items = json.loads(made(pages, "cite/counts/visitors.json"))
    assert [item["id"] for item in items] == [entry.key for entry in library.entries]
    assert [item["URL"] for item in items] == [entry["url"] for entry in library.entries]
    assert {item["type"] for item in items} == {"dataset"}
    assert all(item["author"] == [{"literal": SITE.name}] for item in items)
    assert items[0]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "accessed" not in items[0], "a reference manager knows the day, a file does not"


def test_a_page_is_cited_with_its_day_and_edition() -> None:
    page = cite.page_citation(SITE, "story/the-count/", "How many came", "2025-06-11", dataset=False)
    assert page.words == (
        "“How many came”, Kites & Co_ {100%}, edition 1.2.0, 2025-06-11, https://example.org/kites/story/the-count/, "
        "accessed [date you read it]."
    )
    assert page.csl["issued"] == {"date-parts": [[2025, 6, 11]]}
    assert page.csl["type"] == "webpage"
    entry = parse_string(page.bibtex).entries[0]
    assert (entry["year"], entry["date"]) == ("2025", "2025-06-11")


def test_a_hostile_title_stays_inside_its_field() -> None:
    page = cite.page_citation(SITE, "x/", r"}} @misc{evil, url = {#} \input{secret} $1^2~", "", dataset=False)
    library = parse_string(page.bibtex)
    assert [entry.key for entry in library.entries] == ["x"]
    title = library.entries[0]["title"]
    assert r"\textbackslash{}input\{secret\}" in title
    assert json.loads(json.dumps(page.csl))["title"].startswith("}} @misc")


def test_every_page_says_how_to_cite_it(second_pages: Mapping[str, Html], second_site: Path) -> None:
    for path, page in second_pages.items():
        blocks = [each for each in page.all("details") if each.attributes.get("class") == "cite"]
        if path == "404.html" or "/embed/" in path:
            continue
        if path.startswith("sources/") and path != "sources/index.html":
            assert blocks == [], "a document is cited itself, not our page on it"
            continue
        assert len(blocks) == 1, path
        assert cite.ACCESSED in blocks[0].text
        stem = re.sub(r"(/index|/)?\.html$|/index\.html$", "", path)
        stem = (
            "index"
            if path == "index.html"
            else f"{stem}"
            if (second_site / f"cite/{stem}.bib").exists()
            else f"{stem}/index"
        )
        assert (second_site / f"cite/{stem}.bib").is_file(), path
        assert json.loads((second_site / f"cite/{stem}.json").read_text(encoding="utf-8"))[0]["title"]


# CITATION.cff (https://github.com/citation-file-format/citation-file-format, 1.2.0)


@pytest.mark.real_story
def test_the_citation_file_is_whole_and_true() -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cff.keys()
    known = (
        "abstract authors cff-version commit contact date-released doi identifiers keywords license license-url message"
    )
    known += " preferred-citation references repository repository-artifact repository-code title type url version"
    assert cff.keys() <= set(known.split())
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] in ("software", "dataset")
    assert cff["authors"]
    assert all({"name"} <= author.keys() or {"family-names"} <= author.keys() for author in cff["authors"])
    texts = (cff["message"], cff["title"], cff["abstract"], cff["version"], *cff["keywords"])
    assert all(isinstance(each, str) and each for each in texts)
    assert len(set(cff["keywords"])) == len(cff["keywords"])
    site = site_at(ROOT)
    assert cff["version"] == site.edition
    assert cff["title"].startswith(site.name)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cff["license"] == ["CC-BY-4.0", project["license"]]
    assert site.licence == "CC BY 4.0"
