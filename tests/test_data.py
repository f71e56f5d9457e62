"""The downloads and the API: read back by other programs, and compared with facts, pages and charts."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from factbook.__main__ import main
from factbook.build import build
from factbook.exports.data import Data, files, load_json
from factbook.exports.data.calendar import calendar
from factbook.exports.data.columns import Column, join_list, number
from factbook.exports.data.database import SEARCH, VIEWS, database
from factbook.exports.data.schemas import kinds, schema
from factbook.exports.data.tables import all_facts, tables
from factbook.exports.licence import Licence, parse_licence
from factbook.factbook import Factbook
from factbook.kinds import KINDS, Count, Event, Organisation, Record
from factbook.pages.markup import PART
from factbook.problems import Problems
from factbook.settings import site_at
from factbook.site import Site
from factbook.values import Amount, Edtf
from frictionless import Package
from grown import grown
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support import ROOT, SECOND, Html, copy_story, load_story

Plain = dict[str, Any]


@dataclass
class Published:
    """A story's facts, and the site that was built of them."""

    book: Factbook
    site: Path
    pages: Mapping[str, Html]

    def json(self, path: str) -> Any:
        return json.loads((self.site / path).read_text(encoding="utf-8"))

    def csv(self, path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((self.site / path).read_text(encoding="utf-8"), newline="")))


@pytest.fixture(params=["second", "grown", pytest.param("real", marks=pytest.mark.real_story)])
def published(request: pytest.FixtureRequest) -> Published:
    name = request.param
    return Published(
        load_story({"second": SECOND, "grown": grown(), "real": ROOT}[name]),
        request.getfixturevalue(f"{name}_site"),
        request.getfixturevalue(f"{name}_pages"),
    )


def data_of(book: Factbook, url: str = "") -> Data:
    return Data(book, Site("Kites", url, "CC BY 4.0", edition="1.2.0"), lambda fact: f"page/#{fact.id}")


@pytest.fixture(scope="module")
def second() -> Data:
    return data_of(load_story(SECOND))


def same(first: Any, second: Any) -> bool:
    """Whether two values hold the same, whatever file they were read from."""
    if isinstance(first, Record):
        fields = type(first).model_fields
        return type(first) is type(second) and all(same(getattr(first, n), getattr(second, n)) for n in fields)
    if isinstance(first, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    return bool(first == second)


# The way back


def test_the_published_json_is_the_factbook(published: Published) -> None:
    again = load_json(published.site / "data/facts.json")
    assert {kind: list(facts) for kind, facts in again.facts.items()} == {
        kind: list(facts) for kind, facts in published.book.facts.items()
    }
    for kind, facts in published.book.facts.items():
        for ident, fact in facts.items():
            assert same(fact, again.facts[kind][ident]), ident
    assert list(again.claims) == list(published.book.claims)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('"value":"about 4000"', '"value":"very many"', "claims.1.value: must be an amount"),
        ('{"kind":"side"', '{"kind":"sight"', "must be of a known kind, found 'sight'"),
        ('"facts":', '"parts":', "must be a file of facts in JSON"),
        ("{", "[", "must be a file of facts in JSON"),
    ],
)
def test_json_that_is_no_factbook(second_site: Path, tmp_path: Path, before: str, after: str, problem: str) -> None:
    text = (second_site / "data/facts.json").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "facts.json").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(Problems, match=re.escape(problem)):
        load_json(tmp_path / "facts.json")


# Every number is the same everywhere


def test_downloads_api_pages_and_charts_agree_on_every_amount(published: Published) -> None:
    rows = {row["ref"]: row for row in published.csv("data/claims.csv")}
    lines = (published.site / "data/facts.jsonl").read_text(encoding="utf-8").splitlines()
    by_line = {fact["ref"]: fact for fact in map(json.loads, lines) if fact["kind"] == "claim"}
    nested = {c["ref"]: c for f in published.json("data/facts.json")["facts"] for c in f.get("claims", [])}
    listed = {each["data"]["ref"]: each["data"] for each in published.json("api/v1/claims.json")["items"]}
    connection = sqlite3.connect(published.site / "data/facts.sqlite")
    connection.row_factory = sqlite3.Row
    stored = {row["ref"]: dict(row) for row in connection.execute("SELECT * FROM claims")}
    connection.close()
    charts = dict(chart_cells(published.site))
    assert (
        rows.keys() == by_line.keys() == nested.keys() == listed.keys() == stored.keys() == published.book.claims.keys()
    )
    drawn = 0
    for ref, claim in published.book.claims.items():
        own = published.json(f"api/v1/claims/{ref}.json")["data"]
        assert own == by_line[ref] == nested[ref] == listed[ref]
        amount, date = claim.value, claim.as_of
        expected = {
            "value": str(amount),
            "value_relation": amount.relation,
            "value_low": None if amount.low is None else float(amount.low),
            "value_high": None if amount.high is None else float(amount.high),
            "as_of": date.text,
            "as_of_earliest": date.earliest.isoformat() if date.earliest else None,
            "as_of_latest": date.latest.isoformat() if date.latest else None,
            "status": claim.status,
            "by": claim.by,
            "source": claim.source,
        }
        assert {name: own[name] for name in expected} == expected
        assert {name: stored[ref][name] for name in expected} == expected
        for name, value in expected.items():
            cell = rows[ref][name]
            assert (float(cell) if isinstance(value, float) else cell) == ("" if value is None else value), (ref, name)
        assert own["words"] == rows[ref]["words"] == page_cell(published, claim.count, claim.id)
        for cells in charts.get(ref, []):
            if "Amount" in cells:
                drawn += 1
                assert cells["Amount"] in {own["words"], amount.words()}, ref  # these differ where no number was said
    assert drawn > 5


def chart_cells(site: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The rows of the tables of all charts, by the fact they show."""
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted((site / "charts").rglob("chart.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            found.setdefault(row["Fact"], []).append(row)
    yield from found.items()


def page_cell(published: Published, count: str, claim: str) -> str:
    """The amount in a claim's row on its count's page."""
    elements = published.pages[f"counts/{count}/index.html"].elements
    start = next(i for i, each in enumerate(elements) if each.name == "tr" and each.attributes.get("id") == claim)
    return next(each.text for each in elements[start:] if each.name == "strong")


def test_each_count_has_its_own_files(published: Published) -> None:
    whole = published.csv("data/claims.csv")
    for count in published.book.of(Count).values():
        own = published.csv(f"data/counts/{count.id}.csv")
        assert own == [row for row in whole if row["count"] == count.id]
        facts = published.json(f"data/counts/{count.id}.json")["facts"]
        assert facts == [published.json(f"api/v1/counts/{count.id}.json")["data"]]
        assert [claim["ref"] for claim in facts[0]["claims"]] == [claim.ref for claim in count.claims]


def test_facts_say_where_they_can_be_read(published: Published) -> None:
    there = published.pages
    seen = 0
    for fact in published.json("api/v1/index.json")["facts"]:
        own = published.json(f"api/v1/{fact['self']}")
        html, link = own["links"].get("html"), own["data"]["permalink"]
        assert bool(html) == bool(link)
        if not link:
            continue
        path, _, anchor = link.partition("#")
        page = there[f"{path}index.html"]
        seen += 1
        assert not anchor or anchor in page.ids, link
        base = posixpath.dirname(f"api/v1/{fact['self']}")
        assert posixpath.normpath(posixpath.join(base, html.partition("#")[0])) == posixpath.normpath(path)
    assert seen > 30


# Tables


CLAIMS = (
    "ref count count_title unit id value value_relation value_low value_high wording wording_original as_of "
    "as_of_earliest as_of_latest said_on said_on_earliest said_on_latest by jointly_with through basis source "
    "at scope since since_earliest since_latest status misreports confidence based_on because note added "
    "added_earliest added_latest review_by review_by_earliest review_by_latest words scope_words by_name chain "
    "source_citation source_url known_since standing permalink"
)
"""Promised: a column may be added at the end or beside its like, never taken out or renamed."""


def test_the_columns_of_claims_are_kept() -> None:
    table = next(table for table in tables() if table.name == "claims")
    assert " ".join(table.names) == CLAIMS


def test_tables_hold_every_fact_once(second: Data) -> None:
    for table in tables():
        rows = list(table.rows(second))
        keys = [tuple(row[table.names.index(name)] for name in table.key) for row in rows]
        assert len(set(keys)) == len(keys), table.name
        assert all(len(row) == len(table.columns) for row in rows)
        assert len(set(table.names)) == len(table.names)
        assert all(column.description for column in table.columns), table.name
    index = next(table for table in tables() if table.name == "facts")
    assert [row[0] for row in index.rows(second)] == [second.plain(fact)["ref"] for fact in all_facts(second)]
    assert {table.name for table in tables()} >= {kind.plural for kind in KINDS.values()}


def test_cells_are_what_their_column_says(second: Data) -> None:
    types: dict[str, tuple[type, ...]] = {"string": (str,), "date": (str,), "integer": (int,), "number": (int, float)}

    def fits(column: Column, cell: Any) -> bool:
        if cell is None:
            return not column.required
        words = not column.choices or cell in column.choices
        return isinstance(cell, types[column.type]) and words and (cell != "")

    for table in tables():
        for row in table.rows(second):
            wrong = [(c.name, cell) for c, cell in zip(table.columns, row, strict=True) if not fits(c, cell)]
            assert wrong == [], table.name


@given(st.lists(st.text(alphabet="|\\a", min_size=1)))
def test_a_list_in_a_cell_can_be_taken_apart(members: list[str]) -> None:
    cell = join_list(members)
    apart = re.findall(r"(?:[^|\\]|\\.)+", cell)
    assert [re.sub(r"\\(.)", r"\1", member) for member in apart] == members


@given(st.integers(0, 10**15 - 1), st.integers(0, 4))
def test_an_amount_is_exact_in_every_file(digits: int, places: int) -> None:
    """What has so many digits is the same in JSON and SQLite, which have numbers of double precision."""
    amount = Decimal(digits).scaleb(-places)
    text = f"{amount.normalize():f}"
    assume(not re.fullmatch(r"[1-9][0-9]*\.[0-9]{3}", text))  # three digits behind a point are refused
    low = number(Amount.parse(text).low)
    assert Decimal(json.dumps(low)) == amount
    stored = sqlite3.connect(":memory:").execute("SELECT CAST(? AS NUMERIC)", (low,)).fetchone()[0]
    assert Decimal(str(stored)) == amount


def test_spreadsheets_run_nothing(tmp_path: Path) -> None:
    story = copy_story(SECOND, tmp_path / "story")
    path = story / "data/organisations/guild.yml"
    text = re.sub(r"(?m)^name: .*$", 'name: "=HYPERLINK(1)"', path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    data = data_of(load_story(story))
    made = {file.path: file.make() for file in files(data) if file.path.endswith(".csv")}
    cells = [cell for content in made.values() for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert any(re.fullmatch(r"-\d+(\.\d+)?", cell) for cell in cells), "a negative number stays a number"
    assert [c for c in cells if c.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r")) and not _number(c)] == []
    assert data.plain(data.book.of(Organisation)["guild"])["name"] == "=HYPERLINK(1)"


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


# Data Package


def test_the_data_package_is_valid(published: Published) -> None:
    path = published.site / "data/datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    assert [each["name"] for each in descriptor["licenses"]] == ["CC-BY-4.0"]
    rows = [each for each in descriptor["resources"] if each["name"].startswith("rows-")]
    assert len(descriptor["resources"]) == len(tables()) + len(rows)
    assert {
        key["reference"].get("resource") for each in descriptor["resources"] for key in each["schema"]["foreignKeys"]
    }
    report = Package(str(path)).validate()
    assert report.valid, report.flatten(["name", "message"])[:5]


def test_the_data_package_notices_a_change(second_site: Path, tmp_path: Path) -> None:
    for path in (second_site / "data").iterdir():
        if path.suffix in (".csv", ".json"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    claims = tmp_path / "claims.csv"
    claims.write_bytes(claims.read_bytes().replace(b",guild,", b",gilds,"))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert {error[0] for error in report.flatten(["type"])} == {"hash-count", "foreign-key"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 4.0", ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")),
        ("CC-BY-NC-SA-4.0", ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/")),
        ("cc0", ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("ODbL 1.0", ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/")),
        ("https://example.org/terms", ("", "https://example.org/terms")),
        ("All rights reserved", ("", "")),
    ],
)
def test_licences_have_their_names_and_texts(text: str, expected: tuple[str, str]) -> None:
    known = parse_licence(text)
    assert isinstance(known, Licence)
    assert (known.name, known.path) == expected
    assert known.title or known.path


# Database


def test_the_database_answers_at_once(published: Published) -> None:
    connection = sqlite3.connect(f"file:{published.site / 'data/facts.sqlite'}?mode=ro", uri=True)

    def ask(query: str) -> list[Any]:
        return connection.execute(query).fetchall()

    assert ask("PRAGMA integrity_check") == [("ok",)]
    assert ask("PRAGMA foreign_key_check") == []
    assert sum(len(ask(f'PRAGMA foreign_key_list("{table.name}")')) for table in tables()) >= len(tables())
    for table in tables():
        (number,) = ask(f'SELECT count(*) FROM "{table.name}"')[0]
        assert number == len(list(table.rows(data_of(published.book)))), table.name
    for name in VIEWS:
        assert ask(f"SELECT * FROM {name}"), name
    claims = published.book.claims.values()
    assert len(ask("SELECT * FROM current_claims")) == sum(claim.status == "current" for claim in claims)
    assert dict(ask("SELECT ref, claims_made FROM claimants")) == {
        party: sum(claim.by == party for claim in claims) for party in {claim.by for claim in claims}
    }
    assert len(ask("SELECT * FROM claim_documents")) == sum(len(claim.sources) for claim in claims)
    word = next(iter(published.book.of(Count).values())).unit.split()[0]
    assert ask(f"SELECT ref FROM {SEARCH} WHERE {SEARCH} MATCH '\"{word}\"'")
    connection.close()


def test_the_database_is_the_same_bytes_each_time(second: Data) -> None:
    first, again = database(second), database(data_of(load_story(SECOND)))
    assert first == again
    assert first[:16] == b"SQLite format 3\0"
    assert [int.from_bytes(first[at : at + 4], "big") for at in (24, 92, 96)] == [1, 1, 3_040_000]


# API and schemas


def strict(node: Any) -> Any:
    """A schema that allows only what it names."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {key: strict(value) for key, value in node.items()}
    return {**inner, "additionalProperties": False} if "properties" in node else inner


def test_every_fact_is_as_its_schema_says(published: Published) -> None:
    for name, kind in kinds().items():
        own = published.json(f"api/v1/schema/{name}.json")
        Draft202012Validator.check_schema(own)
        validator = Draft202012Validator(strict(own))
        for item in published.json(f"api/v1/{kind.plural}.json")["items"]:
            assert [error.message for error in validator.iter_errors(item["data"])] == [], item["data"]["ref"]


def test_a_schema_refuses_what_it_should() -> None:
    validator = Draft202012Validator(schema(kinds()["claim"], "https://example.org/claim.json"))
    good = data_of(load_story(SECOND)).plain(load_story(SECOND).claims["visitors/guild-2025-06-05"])
    assert validator.is_valid(good)
    for change in ({"value_low": "9000"}, {"status": "true"}, {"value": None}, {"through": "guild"}):
        assert not validator.is_valid({**good, **change}), change


def test_every_property_is_described() -> None:
    def described(node: Plain) -> None:
        for name, each in node.get("properties", {}).items():
            assert each.get("description"), name
            described(each.get("items", each))

    for name, kind in kinds().items():
        described(schema(kind, f"https://example.org/{name}.json"))


def links(node: Any) -> Iterator[str]:
    """Every link in an answer."""
    if isinstance(node, list):
        for each in node:
            yield from links(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("links", "downloads"):
                yield from (each for each in value.values() if each)
            elif key in ("self", "collection", "schema"):
                yield value
            elif key in ("items", "facts", "collections"):
                yield from links(value)


def test_every_link_of_the_api_leads_somewhere(second_site: Path) -> None:
    seen = 0
    for path in (second_site / "api").rglob("*.json"):
        if path.parent.name == "schema":
            continue
        here = path.relative_to(second_site).as_posix()
        for link in links(json.loads(path.read_text(encoding="utf-8"))):
            target = second_site / posixpath.normpath(posixpath.join(posixpath.dirname(here), link.partition("#")[0]))
            assert target.is_file() or (target / "index.html").is_file(), f"{here}: {link}"
            seen += 1
    assert seen > 200


def test_with_an_address_every_link_is_public() -> None:
    url = "https://example.org/kites/"
    made = {file.path: file for file in files(data_of(load_story(SECOND), url))}
    for path in made:
        if path.startswith("api/") and "/schema/" not in path:
            answer = json.loads(made[path].make())
            assert all(link.startswith(url) for link in links(answer)), path
            assert answer["links"]["self"] == url + path
    own = json.loads(made["api/v1/schema/claim.json"].make())
    assert own["$id"] == f"{url}api/v1/schema/claim.json"
    claim = json.loads(made["api/v1/claims/visitors/guild-2025-06-05.json"].make())
    assert claim["data"]["permalink"] == f"{url}page/#guild-2025-06-05"


# The page and the command


def test_the_data_page_documents_every_column(second_pages: Mapping[str, Html]) -> None:
    page = second_pages["data/index.html"]
    codes = {element.text for element in page.all("code")}
    for table in tables():
        assert f"table-{table.name}" in page.ids
        assert {table.name, *table.names} <= codes, table.name
    assert set(VIEWS) <= codes


def test_export_writes_what_the_site_has(second_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(SECOND), "export", "--out", str(tmp_path)]) == 0
    written = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert f"wrote {len(written)} files" in capsys.readouterr().out
    assert {"data/facts.sqlite", "data/counts/visitors.csv", "api/v1/index.json"} <= set(written)
    assert [path for path in written if (tmp_path / path).read_bytes() != (second_site / path).read_bytes()] == []


def test_the_pages_are_written_for_another_publisher(tmp_path: Path) -> None:
    """Markdown with all that is drawn and told in it, and the files that it links to."""
    assert main(["--root", str(SECOND), "export", "--pages", "--out", str(tmp_path)]) == 0
    pages = {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")}
    assert pages == {page.path: page.content for page in build(SECOND, site_at(SECOND))}
    count = pages["counts/visitors.md"]
    assert "<svg" in count and "<table" in count and PART.search(count) is None
    assert "popover" in pages["story/the-count.md"]
    assert {"charts/counts/visitors/claims/chart.svg", "data/claims.csv"} <= {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }


def test_export_prints_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = copy_story(SECOND, tmp_path / "story")
    (story / "data/sides.yml").write_text("- id: [", encoding="utf-8")
    assert main(["--root", str(story), "export", "--out", str(tmp_path / "out")]) == 1
    assert "data/sides.yml" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_values_of_every_sort_are_read_off_the_definitions(second: Data) -> None:
    """A field of a sort that the downloads do not know would be printed as Python; none is."""
    plain = (bool, int, float, str, type(None))

    def check(node: Any) -> None:
        assert not isinstance(node, Amount | Edtf | Record)
        for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            check(each)
        assert isinstance(node, (*plain, dict, list))

    for fact in all_facts(second):
        check(second.plain(fact))


# A count to take away, and the calendar


def made(name: str) -> bytes:
    exported = {file.path: file for file in files(data_of(load_story(SECOND), "https://example.org/kites/"))}
    return bytes(exported[name].make())


def test_the_data_of_one_count_come_with_what_they_mean(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made("data/counts/visitors.zip"))) as archive:
        archive.extractall(tmp_path)
        assert archive.namelist() == [
            f"visitors/{name}" for name in ("README.md", "visitors.csv", "visitors.xlsx", "visitors.metadata.json")
        ]
    assert (tmp_path / "visitors/visitors.csv").read_bytes() == made("data/counts/visitors.csv")
    descriptor = tmp_path / "visitors/visitors.metadata.json"
    assert descriptor.read_bytes() == made("data/counts/visitors.metadata.json")
    report = Package(str(descriptor)).validate()
    assert report.valid, report.flatten(["name", "message"])[:5]
    said = json.loads(descriptor.read_text(encoding="utf-8"))
    used = {claim.source for claim in load_story(SECOND).claims.values() if claim.ref.startswith("visitors/")}
    assert len(said["sources"]) >= len(used) > 3
    readme = (tmp_path / "visitors/README.md").read_text(encoding="utf-8")
    for words in (
        "Visitors of the kite festival",
        "How many people came",
        "Unit: visitors",
        "Licence: ",
        "page/#visitors",
    ):
        assert words in readme
    assert made("data/counts/visitors.zip") == made("data/counts/visitors.zip"), "no time of day is in it"


def test_the_calendar_has_each_event_on_known_days() -> None:
    text = made("data/events.ics").decode()
    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75 and lines[-1] == "", "RFC 5545, 3.1"
    whole = text.replace("\r\n ", "").split("\r\n")
    begun = dict(zip(
        [line.removeprefix("UID:").partition("@")[0] for line in whole if line.startswith("UID:")],
        [(line[-8:], after[-8:]) for line, after in pairwise(whole) if line.startswith("DTSTART")],
        strict=True,
    ))  # fmt: skip
    assert begun["bridge-closed"] == ("20250512", "20250513")
    assert begun.keys() == {
        event.id
        for event in load_story(SECOND).of(Event).values()
        if event.date.precision == "day" and not event.date.approximate
    }
    assert any(
        line.startswith("DESCRIPTION:So says Lower Fennick Town Council via The Fennick Herald.") for line in whole
    )
    assert f"DESCRIPTION:{6 - len(begun)} of 6 events have no exact day\\, and are not in this file." in whole


@pytest.mark.parametrize("title", ["a; b, c", "back\\slash", "물" * 60, "x" * 200, "two\nBEGIN:VALARM"])
def test_no_title_ends_its_line_in_the_calendar(title: str) -> None:
    book = load_story(SECOND)
    event = book.of(Event)["bridge-closed"].model_copy(update={"title": title})
    facts = {**book.facts, "event": {**book.facts["event"], "bridge-closed": event}}
    text = calendar(data_of(Factbook(book.root, facts))).decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "").split("\r\n")
    escaped = next(line for line in whole if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    assert re.sub(r"\\(.)", r"\1", escaped) == " ".join(title.split())
    assert "BEGIN:VALARM" not in whole
