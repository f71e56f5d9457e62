"""What stands of each count of every story: tile, chart, spoken summary, matrix and export say the same."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from edge import edge_story
from factbook.build import build
from factbook.charts import CHARTS, BlankRenderer
from factbook.exports import number_frame
from factbook.exports.data import Data
from factbook.factbook import Factbook
from factbook.kinds import Count
from factbook.loading import load
from factbook.metadata.share_image import ShareImage
from factbook.pages.page import Page
from factbook.pages.story import Story
from factbook.site import Site
from factbook.views.matrix import who_says_what
from factbook.views.standing import standing
from grown import grown_story
from support import ROOT, SECOND, good, parse_html, write

VISITORS = "data/counts/visitors.yml"
HEAD = "id: visitors\ntitle: Visitors\nquestion: How many came?\nunit: visitors\ncounting: observation\ndefinition: All.\nclaims:\n"
CLAIM = (
    "  - {{id: {ident}, value: {value}, as_of: 2025-06-01, by: {by}, basis: observation, source: herald-2025-06-02}}\n"
)
WHO = ("council", "herald", "mara-quill")
STORIES = {"real": ROOT, "second": SECOND}
MADE = {"grown": grown_story, "edge": edge_story}


@pytest.fixture(scope="module", params=[pytest.param("real", marks=pytest.mark.real_story), "second", *MADE])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a story's facts, with one page: a tile of each count."""
    copy = tmp_path_factory.mktemp(str(request.param))
    story = STORIES.get(request.param) or MADE[request.param](tmp_path_factory.mktemp("made"))
    shutil.copytree(story / "data", copy / "data", ignore=shutil.ignore_patterns("pictures.yml", "translations"))
    names = ", ".join(f'"{path.stem}"' for path in sorted((copy / "data/counts").glob("*.yml")))
    return write(copy, {"docs/index.md": f"---\ntitle: Numbers\n---\n# Numbers\n\n{{{{ numbers({names}) }}}}\n"})


@pytest.fixture(scope="module")
def book(root: Path) -> Factbook:
    return load(root)


@pytest.fixture(scope="module")
def tiles(root: Path, book: Factbook) -> Mapping[str, tuple[str, str]]:
    """The figure of each count's tile, and what is left out."""
    page = parse_html(build(root, renderer=BlankRenderer())[0].whole().content)
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for element in page.elements:
        if element.attributes.get("class") == "number":
            name = element.attributes["aria-labelledby"].removeprefix("number-")
        if element.attributes.get("class") == "figure":
            stands = standing(book, book.of(Count)[name])
            unit = stands.count.unit_of(stands.ends[-1]) if stands.ends else ""
            found[name] = (" ".join(element.text.split()).removesuffix(f" {unit}"), "")
        elif element.name == "summary" and element.text.startswith("Left out"):
            found[name] = (found[name][0], element.text.removeprefix("Left out, and why: "))
    return found


def exported(book: Factbook, count: Count) -> list[dict[str, Any]]:
    """The claims of a count as the downloads have them, smallest first, that stand for the scope which tiles show."""
    data = Data(book, Site(), lambda fact: None)
    rows = [row for row in map(data.plain, count.claims) if row["standing"] == "stands"]
    scopes = {
        book.claims[row["ref"]].coverage
        for row in map(data.plain, count.claims)
        if row["standing"] in ("stands", "older", "copy")
    }
    scope = scopes.pop() if len(scopes) == 1 else ""
    return [row for row in rows if book.claims[row["ref"]].coverage == scope]


def tail(book: Factbook, count: Count) -> str:
    """The unit behind the last number of a count's range."""
    return count.unit_of(standing(book, count).ends[-1])


def middle(row: Mapping[str, Any]) -> float:
    numbers = [row[name] for name in ("value_low", "value_high") if row[name] is not None]
    return float(sum(numbers) / len(numbers))


def says_no_claim(text: str) -> bool:
    return re.search(r"no claim\b", text) is not None


def test_tile_summary_matrix_and_export_agree(book: Factbook, tiles: Mapping[str, tuple[str, str]]) -> None:
    table = who_says_what(book)
    assert set(tiles) == set(book.of(Count))
    for count in book.of(Count).values():
        rows = exported(book, count)
        figure, left_out = tiles[count.id]
        claims, line = (CHARTS[name].prepare(book, {"count": count.id}) for name in ("claims", "number-line"))
        stand = {row["ref"] for row in rows}
        assert int(left_out or 0) == len(count.claims) - len(rows), count.id
        assert standing(book, count).not_here in claims.summary
        assert {row.ref for row in line.rows} == stand
        if not rows:
            parts = standing(book, count).parts
            words = [end.words() for part in parts for end in part.ends]
            assert all(each in figure for each in words) if parts else figure in ("no figure that stands", "no claim")
            assert ("no claim" in figure) == says_no_claim(claims.summary) == (not count.claims)
            continue
        least, most = min(map(middle, rows)), max(map(middle, rows))
        low, high = ([row["words"] for row in rows if middle(row) == end] for end in (least, most))
        printed: list[tuple[str, ...]] = [(words,) for words in low] if least == most else []
        printed += [(first, last) for first in low for last in high]
        before, between = standing(book, count).joints
        [ends] = {pair for pair in printed if figure == before + f"{between} ".join(pair)}
        assert all(f"{words} (" in claims.summary for words in ends), (count.id, claims.summary)
        frame = number_frame("a/", "b/", standing(book, count), None, book=book, link=lambda ref: None, site=Site())
        assert parse_html(frame.body()[0]).elements[0].text.split() == f"{figure} {tail(book, count)}".split()
        alt = ShareImage(Story(book, ()), cast(Page, SimpleNamespace(fact=count)), "Headline").alt
        assert all(f"{words}" in alt for words in ends), alt
        if count.id in table.counts:
            cells = {claim.ref for row in table.cells.values() for claim in row.get(count.id, ())}
            assert stand <= cells
            own = {claim.ref for claim in count.claims if claim.coverage == book.claims[rows[0]["ref"]].coverage}
            data = Data(book, Site(), lambda fact: None)
            others = {data.plain(book.claims[ref])["standing"] for ref in cells & own - stand}
            assert others <= {"older", "copy"}


def test_a_bound_or_a_range_is_not_the_end_of_a_range(tmp_path: Path) -> None:
    """Two such figures stand side by side; of more, the ends are called what they are."""
    several = ("4 to 5", "6", "about 12")
    claims = {"exact": ("4", "6", "12"), "two": ("at least 60", "more than 65"), "more": several}
    found = {}
    for name, amounts in claims.items():
        text = "".join(
            CLAIM.format(ident=f"{who}-1", value=value, by=who) for who, value in zip(WHO, amounts, strict=False)
        )
        root = good(tmp_path / name, {VISITORS: HEAD + text})
        [told] = [standing(book, count) for book in [load(root)] for count in book.of(Count).values()]
        before, between = told.joints
        found[name] = before + f"{between} ".join(claim.words() for claim in told.ends)
    assert found == {
        "exact": "4 to 12",
        "two": "at least 60 or more than 65",
        "more": "lowest 4 to 5, highest about 12",
    }


def test_no_claim_is_said_only_where_there_is_none(book: Factbook) -> None:
    for count in book.of(Count).values():
        for name in ("claims", "number-line"):
            summary = CHARTS[name].prepare(book, {"count": count.id}).summary
            assert says_no_claim(summary) == (not count.claims), (count.id, name)
