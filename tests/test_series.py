"""Series: the downloads hold every cell as it is in the table, and a row can be read, cited and linked."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from factbook.__main__ import main
from factbook.build import build, files
from factbook.exports.data.load import load_json
from factbook.kinds import Series
from factbook.loading import load
from factbook.site import Site
from support import SECOND, copy_story

RAIN = list(csv.DictReader(io.StringIO((SECOND / "data/series/rain.csv").read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The files of the second story that hold data, by their paths below the site's root."""
    pages = build(SECOND, Site(url="https://kites.example.org/"))
    return {path: content for path, content in files(pages) if path.startswith(("data/", "api/"))}


def as_written(row: dict[str, Any]) -> dict[str, str]:
    """The cells of a row of the downloads as the table has them."""
    return {
        name: "" if row[name] is None else f"{row[name]:g}" if name == "rain" else str(row[name]) for name in RAIN[0]
    }


def test_the_downloads_hold_every_cell(made: dict[str, bytes]) -> None:
    assert [as_written(row) for row in json.loads(made["api/v1/series/rain.json"])["data"]["rows"]] == RAIN
    [fact] = [each for each in json.loads(made["data/facts.json"])["facts"] if each["kind"] == "series"]
    assert [as_written(row) for row in fact["rows"]] == RAIN
    table = list(csv.DictReader(io.StringIO(made["data/rows_rain.csv"].decode())))
    assert [{name: row[name] for name in RAIN[0]} for row in table] == RAIN
    assert table[0]["ref"] == "rain/2024-07-meadow"


def test_the_database_has_a_table_of_its_own_for_it(made: dict[str, bytes]) -> None:
    database = sqlite3.connect(":memory:")
    database.deserialize(made["data/facts.sqlite"])
    names = ("ref", *RAIN[0])
    rows = database.execute("SELECT ref, month, gauge, rain, wet_days FROM rows_rain").fetchall()
    assert [as_written(dict(zip(names, row, strict=True))) for row in rows] == RAIN
    wettest = "SELECT month FROM rows_rain WHERE gauge = 'Meadow' ORDER BY rain DESC LIMIT 1"
    assert database.execute(wettest).fetchone() == ("2025-04",)


def test_the_data_package_says_what_each_column_is(made: dict[str, bytes]) -> None:
    package = json.loads(made["data/datapackage.json"])
    [table] = [each for each in package["resources"] if each["name"] == "rows-rain"]
    assert (table["path"], table["bytes"]) == ("rows_rain.csv", len(made["data/rows_rain.csv"]))
    fields = {field["name"]: field for field in table["schema"]["fields"]}
    assert [field["type"] for field in fields.values()] == ["string", "string", "string", "number", "integer"]
    assert fields["wet_days"]["description"] == "Days on which the gauge was not dry. Unit: days."
    assert table["schema"]["primaryKey"] == ["ref"]
    assert "required" not in fields["rain"].get("constraints", {}), "empty where it ran over"


def test_it_is_read_again_from_the_published_json(made: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(made["data/facts.json"])
    again, book = load_json(path), load(SECOND)
    assert [row.values for row in again.of(Series)["rain"].rows] == [row.values for row in book.of(Series)["rain"].rows]
    assert again.named["rain/2025-06-pier"].ref == "rain/2025-06-pier"


def test_pages_print_figures_with_their_unit_and_a_card() -> None:
    pages = {page.path: page for page in build(SECOND, Site(url="https://kites.example.org/"))}
    rain, own = pages["story/the-rain.md"], pages["series/rain.md"]
    text = html.unescape(re.sub(r"<[^>]*>", "", rain.content)).replace("\n", " ")
    assert "In June 2025 Lower Fennick Town Council read 88 mm in the gauge, and 13.5 mm in May 2025." in text
    assert "16 days (the council) were not dry" in text
    assert 'id="card-rain--2025-06-meadow" popover' in rain.content
    assert 'href="../../series/rain/#2025-06-meadow"' in rain.content
    assert '<tr id="2025-06-meadow">' in own.content and own.content.count("<tr id=") == len(RAIN)
    assert any("rain" in text for entry in own.entries for text in entry.texts), "search finds it"


def test_a_new_series_begins_with_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = copy_story(SECOND, tmp_path / "story")
    assert main(["--root", str(story), "new", "series", "wind"]) == 0
    assert "data/series/wind.csv" in capsys.readouterr().out
    assert (story / "data/series/wind.csv").read_text(encoding="utf-8") == "month,figure\n"
    (story / "data/series/wind.yml").unlink()
    (story / "data/series/wind.csv").write_text("month,own\n", encoding="utf-8")
    assert main(["--root", str(story), "new", "series", "wind"]) == 0
    assert (story / "data/series/wind.csv").read_text(encoding="utf-8") == "month,own\n", "an editor's table stays"
