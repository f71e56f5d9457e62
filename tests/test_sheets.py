"""Facts from sheets: what programs make of a sheet is read alike, what is there is found, and nothing is written that is not shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from factbook import build, fact_files
from factbook.__main__ import main
from factbook.exports.data import files as data_files
from factbook.files import write_text
from factbook.formatter import unformatted_files
from factbook.kinds import Claim, Organisation, Person, Source
from factbook.loading import load
from factbook.problems import Place, Problems
from factbook.sheets import cells, workbook
from factbook.sheets.cells import read_grids
from factbook.sheets.given import column_letters, unknown_field
from factbook.sheets.issue_form import labels_of
from factbook.site import Site
from support import ROOT, SECOND, copy_story, factbook, problems_of, write
from test_changes import committed

HEAD = ("count", "value", "as_of", "by", "basis", "source")
ROW = ("kites-aloft", "about 350", "2025-06-02", "guild", "observation", "guild-2025-06-05")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return copy_story(SECOND, tmp_path / "story")


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.yml"))}


def csv_of(*rows: Sequence[str], separator: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def xlsx(path: Path, *rows: Sequence[Any], merged: str = "", name: str = "claims") -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if merged:
        sheet.merge_range(merged, "")
        first = merged.partition(":")[0]
        sheet.write(first, rows[int(first[1:]) - 1][ord(first[0]) - 65])
    book.close()
    return path


def ods(path: Path, table: str) -> Path:
    names = "".join(
        f' xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
    )
    content = f"<office:document-content{names}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest{names}/>")
        archive.writestr("content.xml", content)
    return path


def texts(path: Path) -> list[list[str]]:
    """The rows of the first worksheet without empty cells at their ends, and without empty rows."""
    rows = [[str(cell) for cell in row] for row in read_grids(path)[0].rows]
    return [row[: max(at for at, cell in enumerate(row, 1) if cell)] for row in rows if any(row)]


PLAIN = csv_of(HEAD, ROW)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        csv_of(HEAD, ROW, separator=";").encode(),
        csv_of(HEAD, ROW, separator="\t").encode("utf-16"),
        b"sep=;\r\n" + csv_of(HEAD, ROW, separator=";").encode(),
        PLAIN.replace("\r\n", " ,,\r\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.replace(",", " ,  ").replace("\r\n", "\u00a0\n,,,,,\n\n").encode(),
        csv_of([*HEAD], [f"{cell}".replace("about", "about\u00a0") for cell in ROW]).encode(),
    ],
)
def test_a_csv_file_of_any_program_is_read_alike(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(data)
    assert texts(tmp_path / "claims.csv") == [[*HEAD], [*ROW]]


def test_a_workbook_is_read_as_it_is_seen(tmp_path: Path) -> None:
    day, moment = dt.date(2025, 4, 30), dt.datetime(2025, 4, 30, 14, 30)
    rows = [
        ("Title of all", "", ""),
        (),
        ("a", "b", "c"),
        ("x", 600, day),
        ("", 3.5, moment),
        ("", 0.1 + 0.2, True),
        ("", "=1+1", " z "),
    ]
    path = xlsx(tmp_path / "claims.xlsx", *rows, merged="A4:A5")
    assert texts(path) == [
        ["Title of all"],
        ["a", "b", "c"],
        ["x", "600", "2025-04-30"],
        ["x", "3.5", "2025-04-30T14:30"],
        ["", "0.3", "true"],
        ["", "0", "z"],
    ]
    table = (
        '<table:table table:name="claims"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>as_of</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2025-04-30"><text:p>30.04.25</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>'
    )
    assert texts(ods(tmp_path / "claims.ods", table)) == [["as_of"], ["2025-04-30"]]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("=A1+1", "claims.csv:B2: must be a value, found the formula '=A1+1'"),
        ("#REF!", "found '#REF!', a formula that failed"),
        ("a\u202eb", "found the unseen character U+202E"),
        ("a\x07b", "found the control character U+0007"),
        ("x" * 5_001, "must be at most 5,000 characters, found 5,001"),
        ("The paperâ€™s", "which was 'The paper’s'"),
    ],
)
def test_a_cell_that_is_no_text_is_told_by_row_and_column(cell: str, said: str, tmp_path: Path) -> None:
    path = write(tmp_path, {"claims.csv": csv_of(("a", "b"), ("c", cell))}) / "claims.csv"
    with pytest.raises(Problems) as told:
        read_grids(path)
    assert said in str(told.value)


def test_an_apostrophe_before_a_formula_is_ours_and_goes(tmp_path: Path) -> None:
    path = write(tmp_path, {"claims.csv": csv_of(("a",), ("'=1+1",), ("''tis",), ("'tis",))}) / "claims.csv"
    assert texts(path) == [["a"], ["=1+1"], ["'tis"], ["'tis"]]


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (workbook.MAX_UNPACKED + 1))
    return path


def sparse(path: Path) -> Path:
    """Two cells far apart, which a block around both would need 400 GB for."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write("A1", "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    return path


def repeated(path: Path) -> Path:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'
    return ods(
        path,
        f'<table:table table:name="x"><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>',
    )


def entities(path: Path) -> Path:
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<!DOCTYPE x [<!ENTITY e0 "x">{nested}]><x>&e8;</x>')
    return path


def shared(path: Path) -> Path:
    """A long text that stands once in the file, and in very many cells."""
    return xlsx(path, *[["x" * 30_000] * 100 for _ in range(100)])


@pytest.mark.parametrize("make", [bomb, sparse, repeated, entities, shared])
def test_a_hostile_workbook_ends_with_a_sentence(make: Any, tmp_path: Path) -> None:
    ending = "ods" if make in (repeated, entities) else "xlsx"
    with pytest.raises(Problems) as told:
        read_grids(make(tmp_path / f"x.{ending}"))
    assert str(told.value).startswith(f"x.{ending}:1:1: must ") and "[sheet]" in str(told.value), told.value


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("claims.xlsx", b"no archive", "must be an XLSX or ODS file without a password"),
        ("claims.pdf", b"", "must be a CSV, TSV, XLSX or ODS file, found 'claims.pdf'"),
        ("claims.csv", b"", "must have a row of names"),
        ("claims.csv", "a,b\r\né".encode("latin-1"), "must be UTF-8 text"),
        ("claims.csv", b'a,b\r\n"c', "claims.csv:A2: must be rows of cells"),
        ("claims.csv", b"a\n" * 6_000, "must have at most 5,000 rows"),
        ("claims.csv", b"x" * 10_000_001, "must be at most 10 MB"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Problems) as told:
        read_grids(tmp_path / name)
    assert said in str(told.value)


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "claims.xlsx", HEAD, ROW)
    monkeypatch.setattr(cells, "find_spec", lambda name: None)
    with pytest.raises(Problems, match='pip install "factbook\\[sheets\\]"'):
        read_grids(path)


def test_columns_bear_the_names_of_spreadsheets() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CSV files of the second story."""
    folder = tmp_path_factory.mktemp("exported")
    for file in data_files(build.read_story(SECOND, Site()).data):
        if file.path.startswith("data/") and file.path.endswith(".csv"):
            write(folder, {file.path: file.make()})
    return folder / "data"


@pytest.mark.parametrize("kind", ["claims", "counts", "events", "glossary", "organisations", "people", "places", "sources", "statements"])  # fmt: skip
def test_what_was_exported_comes_back_as_it_was(
    kind: str, story: Path, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(exported / f"{kind}.csv"), "--root", str(story)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2 and printed[0].startswith("not read, as they follow from others: ")
    assert printed[1].startswith("already there: ")


def test_a_list_within_facts_is_no_sheet(story: Path, exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(exported / "claims_through.csv"), "--root", str(story)]) == 1
    assert (
        "which are lists within claims: they are columns of claims, with | between several" in capsys.readouterr().err
    )


def test_records_within_facts_are_columns_with_a_member_for_each(story: Path, tmp_path: Path) -> None:
    sheet = write(tmp_path, {"a.csv": """count,value,as_of,by,basis,source,also_in.source,also_in.at,denials.says,denials.by,denials.source,denials.date
kites-aloft,400,2025-06-02,guild,statement,guild-2025-06-05,herald-2025-06-02|radio-2025-06-01,|minute 3,Not so.|Nobody flew.,council|council,council-2025-06-10|council-2025-06-10,2025-06-10|2025-06-10
"""}) / "a.csv"  # fmt: skip
    code, printed = factbook("import", str(sheet), "--write", cwd=story)
    assert code == 0, printed
    count = (story / "data/counts/kites-aloft.yml").read_text(encoding="utf-8")
    assert (
        "    also_in:\n      - source: herald-2025-06-02\n      - source: radio-2025-06-01\n        at: minute 3\n    denials:\n"
        in count
    )
    assert count.count("by: council") == 2
    assert problems_of(story) == ""
    write(tmp_path, {"b.csv": "ref,also_in.source\nkites-aloft/guild-2025-06-02,herald-2025-06-02|tattle-2025-06-03\n"})
    code, printed = factbook("import", str(tmp_path / "b.csv"), "--write", cwd=story)
    changed = (story / "data/counts/kites-aloft.yml").read_text(encoding="utf-8")
    assert changed == count.replace(
        "radio-2025-06-01\n        at: minute 3", "tattle-2025-06-03\n        at: minute 3"
    ), printed


def test_the_position_of_a_place_comes_back_as_the_one_cell_that_was_changed(
    story: Path, exported: Path, tmp_path: Path
) -> None:
    committed(story)
    before = (story / "data/places.yml").read_text(encoding="utf-8")
    text = (exported / "places.csv").read_text(encoding="utf-8")
    write(tmp_path, {"places.csv": text.replace(",54.32,", ",54.33,")})
    code, printed = factbook(
        "import", str(tmp_path / "places.csv"), "--because", "We had misread the map.", "--write", cwd=story
    )
    assert code == 0, printed
    assert (story / "data/places.yml").read_text(encoding="utf-8") == before.replace("lat: 54.32", "lat: 54.33")
    assert "field: location.lat" in (story / "data/corrections.yml").read_text(encoding="utf-8")


def edited(exported: Path, to: Path, ref: str, column: str, value: str) -> Path:
    """The exported claims with another value in one cell, as a spreadsheet saves them."""
    with (exported / "claims.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for row in rows:
        if row[0] == ref:
            row[head.index(column)] = value
    return xlsx(to / "claims.xlsx", head, *rows)


def test_a_cell_that_is_changed_changes_that_field_with_its_correction(
    story: Path, exported: Path, tmp_path: Path
) -> None:
    committed(story)
    before = files(story)
    sheet = edited(exported, tmp_path, "kites-aloft/guild-2025-06-01", "value", "381")
    code, printed = factbook("import", str(sheet), "--because", "We had swapped digits.", "--write", cwd=story)
    assert code == 0 and "-    value: 318\n+    value: 381\n" in printed, printed
    assert sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in printed.splitlines() if line) == 11
    assert "field: value\n" in printed and "value: 318 → 381" in printed
    assert {path for path, text in files(story).items() if before.get(path) != text and "schema" not in path} == {
        "data/corrections.yml",
        "data/counts/kites-aloft.yml",
    }
    assert factbook("check", "--against", "HEAD", cwd=story)[0] == 0
    assert factbook("import", str(sheet), cwd=story)[1].endswith("already there: 15 claims\n"), "it is there now"


def test_without_a_reason_it_is_left_to_be_filled_in(story: Path, exported: Path, tmp_path: Path) -> None:
    sheet = edited(exported, tmp_path, "kites-aloft/guild-2025-06-01", "at", "page 2")
    assert "correction" not in factbook("import", str(sheet), cwd=story)[1], "filling in what was left out is free"
    sheet = edited(exported, tmp_path, "kites-aloft/guild-2025-06-01", "basis", "survey")
    code, printed = factbook("import", str(sheet), "--write", cwd=story)
    assert code == 0 and "-    basis: named-list\n+    basis: survey\n" in printed
    assert "left to do: data/corrections.yml:18:1: because: must say why" in printed
    assert problems_of(story).count("[unfilled]") == 1


FLAT = ("Figure", "Claimant", "As of", "Source", "Headline", "Outlet", "Published on", "Notes")
MAPPING = (
    "Figure: value\nClaimant: by\nSource: source\nHeadline: source.title\nOutlet: source.publisher.name\n"
    'Published on: source.published\nNotes: "-"\n'
)
ALWAYS = ("count=kites-aloft", "basis=observation", "source.type=article", "source.quality=A", "source.read=whole", "source.publisher.type=outlet")  # fmt: skip


def flat(folder: Path, *rows: Sequence[str]) -> tuple[str, ...]:
    """The arguments of an import of a newsroom's own sheet."""
    text = csv_of(("Kites, all we have",), (), FLAT, *rows, separator=";")
    write(folder, {"figures.csv": text, "names.yml": MAPPING})
    return ("import", str(folder / "figures.csv"), "--columns", str(folder / "names.yml"), *ALWAYS)


def test_a_sheet_of_claims_makes_sources_and_outlets_and_finds_what_is_there(story: Path, tmp_path: Path) -> None:
    command = flat(
        tmp_path,
        (
            "300,5",
            "Mara Quill",
            "45810",
            "https://fenn.example.org/a",
            'The "kites": # <b>',
            "Fenn Times",
            "2025-06-02",
            "x",
        ),
        ("310", "the  CONSTABULARY", "2025-06-02", "https://fenn.example.org/b", "B", "Fenn Times", "2025-06-02", ""),
        ("320", "mara-quill", "2025-06-03", "http://herald.example.org/2025/06/02/crowd/", "", "", "", ""),
        ("at least 330", "Élan Club", "2025-06-04", "https://fenn.example.org/a", "", "", "", ""),
    )
    code, printed = factbook(*command, "by.type=association", "--write", cwd=story)
    assert "not read: 'Notes'" in printed and "new: 4 claims, 2 sources, 2 organisations" in printed
    assert code == 0 and problems_of(story) == "" and unformatted_files(story, []) == [], printed
    book = load(story)
    first = book.claims["kites-aloft/mara-quill-2025-06-02"]
    assert (str(first.value), str(first.as_of), first.source) == ("300.5", "2025-06-02", "fenn-times-2025-06-02")
    assert book.claims["kites-aloft/constabulary-2025-06-02"].source == "fenn-times-2025-06-02-2"
    assert book.claims["kites-aloft/mara-quill-2025-06-03"].source == "herald-2025-06-02"
    assert book.of(Organisation)["elan-club"].name == "Élan Club"
    assert book.of(Source)["fenn-times-2025-06-02"].title == 'The "kites": # <b>'
    code, printed = factbook(*command, "by.type=association", cwd=story)
    assert code == 0 and printed.endswith("already there: 4 claims\n"), "the same sheet again changes nothing"


def test_all_that_is_wrong_is_told_by_row_and_column_and_nothing_is_written(story: Path, tmp_path: Path) -> None:
    before = files(story)
    command = flat(
        tmp_path,
        ("28.000", "guild", "31 May 2025", "guild-2025-06-05", "", "", "", ""),
        ("about 300", "gild", "2025-06-02", "ftp://x", "", "", "", ""),
        ("about 310", "guild", "2025-06-05", "https://fenn.example.org/a", "One", "Fenn Times", "2025-06-02", ""),
        ("about 320", "guild", "2025-06-06", "https://fenn.example.org/a", "Two", "Fenn Times", "2025-06-02", ""),
        ("about 330", "guild", "2025-06-07", "https://herald.example.org/2025/06/02/crowd", "Another", "", "", ""),
    )
    code, printed = factbook(*command, cwd=story)
    assert code == 1 and files(story) == before
    for said in (
        "figures.csv:A4: value: must be an amount",
        "figures.csv:C4: as_of: must be a date in EDTF",
        "figures.csv:B5: must be the id of a known organisation or person, found 'gild'; did you mean 'guild'?",
        "figures.csv:E7: title: must be the same wherever one fact is told, 'One' as in figures.csv:E6, found 'Two'",
        "figures.csv:E8: title: must be as data/sources/herald-2025-06-02.yml:4:8 has it",
    ):
        assert said in printed, f"{said}\n{printed}"


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (("Figure", "by"), ("1", "guild"), "claims.csv:A1: must be a field of a claim without fields of its own, found 'figure'"),
        (("valu", "by"), ("1", "guild"), "did you mean 'value'?"),
        (("value", "value"), ("1", "2"), "claims.csv:B1: must be a column of its own, found 'value' again (first in claims.csv:A1)"),
        (("value", "by.titel"), ("1", "2"), "found 'by.titel'"),
        (("value", "value.x"), ("1", "2"), "found 'value.x': value is none"),
        (("value", "denials"), ("1", "2"), "found 'denials'"),
        (HEAD, (*ROW, "more"), "claims.csv:G2: must have a name above it in claims.csv:A1, found none"),
        (HEAD, ("kites", *ROW[1:]), "claims.csv:A2: count: must be the id or title of a count that is there, found 'kites'"),
        (HEAD[1:], ROW[1:], "claims.csv:A2: count: must be the id or title of a count that is there, found 'none'"),
        (HEAD, (*ROW[:4], "", ROW[5]), "claims.csv:E2: basis: must be filled in (What the claim rests on, as far as it is known), found nothing"),
        (HEAD, (*ROW[:3], "유엔", *ROW[4:]), "claims.csv:D2: must be the id of a known organisation or person, found '유엔'"),
        (("count", "id", "value"), ("visitors", "Not an id", "1"), "claims.csv:B2: must be an id of lower-case letters"),
        (("ref", "value"), ("visitors/guild-2025-06-05", ""), "claims.csv:A2: must have the field 'value'"),
    ],
)  # fmt: skip
def test_a_column_or_cell_that_is_not_known_is_named(
    head: Sequence[str], row: Sequence[str], said: str, story: Path, tmp_path: Path
) -> None:
    before = files(story)
    write(tmp_path, {"claims.csv": csv_of(head, row)})
    code, printed = factbook("import", str(tmp_path / "claims.csv"), cwd=story)
    assert code == 1 and said in printed and files(story) == before, printed


def test_an_unknown_column_is_asked_for_on_a_terminal(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tmp_path,
        {"claims.csv": csv_of(("Figure", *HEAD[:1], *HEAD[2:], "Extra"), ("about 350", *ROW[:1], *ROW[2:], "x"))},
    )
    before = files(story)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda prompt: "value" if "'Figure'" in prompt else "")
    code, printed = factbook("import", str(tmp_path / "claims.csv"), cwd=story)
    assert code == 0 and '  "Figure": "value"\n  "Extra": "-"\n' in printed and "new: 1 claim" in printed
    assert printed.endswith("nothing is written; --write writes it\n") and files(story) == before


def test_a_person_with_a_post_an_event_and_a_new_count_come_from_one_workbook(story: Path, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "desk.xlsx")
    sheets: dict[str, list[tuple[str, ...]]] = {
        "Claims": [HEAD, ("kites-lost", "fewer than 20", "2025-06-01", "Odo Finch", "observation", "guild-2025-06-05")],
        "People": [
            ("name", "roles.title", "roles.as_of", "roles.source"),
            ("Odo Finch", "Reporter", "2025-01-31", "herald-2025-01-31"),
        ],
        "Counts": [
            ("id", "title", "question", "unit", "counting", "definition"),
            (
                "kites-lost",
                "Kites lost",
                "How many kites did not come back?",
                "kites",
                "cumulative",
                "Kites whose string broke.",
            ),
        ],
        "Events": [
            ("title", "date", "type", "by", "source", "people"),
            ("The prizes are given", "2025-06-01", "ceremony", "guild", "guild-2025-06-05", "Odo Finch|mara-quill"),
        ],
        "Thoughts": [("nothing",)],
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    code, printed = factbook("import", str(tmp_path / "desk.xlsx"), "--file", "festival", "--write", cwd=story)
    assert code == 0 and "not read: worksheet 'Thoughts', which is named for no kind of fact" in printed, printed
    assert problems_of(story) == "" and unformatted_files(story, []) == []
    facts = load(story)
    assert facts.claims["kites-lost/odo-finch-2025-06-01"].by == "odo-finch"
    assert facts.of(Person)["odo-finch"].roles[0].title == "Reporter"
    code, printed = factbook("import", str(tmp_path / "desk.xlsx"), "--file", "festival", cwd=story)
    assert printed.splitlines()[-1] == "already there: 1 claim, 1 person, 1 count, 1 event", printed


def test_a_post_that_is_missing_is_named_with_its_person(story: Path, tmp_path: Path) -> None:
    write(tmp_path, {"people.csv": csv_of(("name", "roles.title"), ("Odo Finch", "Reporter"))})
    code, printed = factbook("import", str(tmp_path / "people.csv"), cwd=story)
    assert code == 1 and "people.csv:B2: roles.as_of: must be filled in (The day for which" in printed, printed


def test_a_figure_that_a_later_one_replaces_is_marked_so(story: Path, tmp_path: Path) -> None:
    write(
        tmp_path,
        {"claims.csv": csv_of(HEAD, ("visitors", "about 9500", "2025-07-01", "guild", "model", "guild-2025-06-05"))},
    )
    code, printed = factbook("import", str(tmp_path / "claims.csv"), "--write", cwd=story)
    assert (
        code == 0
        and "marked as superseded by a later figure of the same claimant: visitors/guild-2025-06-05\n" in printed
    )
    assert problems_of(story) == ""


def test_a_month_that_a_spreadsheet_made_a_day_of_is_no_change(story: Path, tmp_path: Path) -> None:
    path = story / "data/counts/kites-aloft.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("as_of: 2025-06-01", "as_of: 2025-06", 1), encoding="utf-8"
    )
    sheet = xlsx(tmp_path / "claims.xlsx", ("ref", "as_of"), ("kites-aloft/guild-2025-06-01", dt.date(2025, 6, 1)))
    assert factbook("import", str(sheet), cwd=story)[1] == "already there: 1 claim\n"
    write(tmp_path, {"claims.csv": csv_of(("ref", "as_of"), ("kites-aloft/guild-2025-06-01", "2025-06-01"))})
    assert "as_of: 2025-06-01" in factbook("import", str(tmp_path / "claims.csv"), cwd=story)[1], "as text it is meant"


def test_a_sheet_to_fill_in_has_lists_notes_and_what_is_there(story: Path, tmp_path: Path) -> None:
    out = tmp_path / "visitors.xlsx"
    assert factbook("sheet", "claims", "--count", "visitors", "--out", str(out), cwd=story)[0] == 0
    with zipfile.ZipFile(out) as archive:
        page, comments = (archive.read(name).decode() for name in ("xl/worksheets/sheet1.xml", "xl/comments1.xml"))
        names = archive.read("xl/workbook.xml").decode()
    assert page.count("<dataValidation ") >= 8 and 'errorStyle="stop"' not in page
    assert "What the claim rests on" in comments and 'name="lists" sheetId' in names and 'state="hidden"' in names
    rows = texts(out)
    assert rows[0][:5] == ["count", "id", "value", "wording", "wording_original"] and len(rows) == 9
    assert [grid.name for grid in read_grids(out)] == ["claims", "organisations", "people", "sources"]
    assert factbook("import", str(out), cwd=story)[1] == "already there: 8 claims\n"
    again = factbook("sheet", "claims", "--count", "visitors", "--out", str(out), cwd=story)
    assert again[0] == 1 and "must be a new file" in again[1]
    assert "did you mean 'visitors'?" in factbook("sheet", "claims", "--count", "vistors", cwd=story)[1]


@pytest.mark.parametrize("kind", ["sources", "organisations", "people", "events", "statements", "places", "glossary"])
def test_a_sheet_of_each_kind_comes_back_as_it_was(kind: str, story: Path, tmp_path: Path) -> None:
    out = tmp_path / f"{kind}.xlsx"
    assert factbook("sheet", kind, "--out", str(out), cwd=story)[0] == 0
    code, printed = factbook("import", str(out), cwd=story)
    assert code == 0 and printed.splitlines()[-1].startswith("already there: "), printed


def test_the_reader_of_workbooks_imports_nothing_of_the_engine() -> None:
    code = "import sys, factbook.sheets.workbook; print([name for name in sys.modules if name.startswith('factbook')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "['factbook', 'factbook.sheets', 'factbook.sheets.workbook']\n"


FORM = ROOT / ".github/ISSUE_TEMPLATE/new-fact.yml"
ANSWERS = {
    "What is counted?": "Kites in the air at once",
    "Who says it?": "Fennick Constabulary",
    "Through whom?": "_No response_",
    "What is the number?": "about 350",
    "How does the source put it?": "three hundred and fifty, more or less",
    "When was it said?": "not said",
    "Which day is it about?": "2025-06-02",
    "What does it rest on, as far as the source says?": "observation",
    "Where did you read it?": "https://herald.example.org/2025/07/01/again",
    "Where in it?": "paragraph 5",
    "What else should a reader know?": "_No response_",
}
SOURCE = ("source.publisher=herald", "source.published=2025-07-01", "source.type=article", "source.quality=A", "source.read=whole")  # fmt: skip


def issue(story: Path, **other: str) -> str:
    """The text of an issue with the form's answers, of which some are other ones; the story has the form."""
    write(story, {".github/ISSUE_TEMPLATE/new-fact.yml": FORM.read_bytes()})
    answers = {**ANSWERS, **{next(each for each in ANSWERS if name in each): text for name, text in other.items()}}
    text = "\n\n".join(f"### {question}\n\n{answer}" for question, answer in answers.items())
    write(story, {"issue.md": text + "\n"})
    return text


def test_the_answers_of_the_form_become_a_claim(story: Path) -> None:
    issue(story)
    code, printed = factbook("from-issue", "issue.md", *SOURCE, "--write", cwd=story)
    assert code == 0 and "new: 1 claim, 1 source" in printed, printed
    assert problems_of(story) == "" and unformatted_files(story, []) == []
    text = (story / "data/counts/kites-aloft.yml").read_text(encoding="utf-8")
    assert "    wording: three hundred and fifty, more or less\n    as_of: 2025-06-02\n    by: constabulary\n" in text
    assert factbook("from-issue", "issue.md", cwd=story)[1] == "already there: 1 claim\n"


def test_what_the_form_leaves_open_is_left_to_be_filled_in(story: Path) -> None:
    write(story, {"issue.json": json.dumps({"body": issue(story).replace("\n", "\r\n")})})
    code, printed = factbook("from-issue", "issue.json", "source.publisher=herald", "--write", cwd=story)
    assert code == 0 and printed.count("+quality: FILL-ME-IN\n") == 1, printed
    said = problems_of(story).splitlines()
    assert {line.split(": ")[1] for line in said if "[unfilled]" in line} == {"type", "quality", "read"}


def test_each_question_of_the_form_is_a_field_here_and_in_a_new_story() -> None:
    starter = ROOT / "scripts/factbook/starter/files/github/ISSUE_TEMPLATE/new-fact.yml"
    assert starter.read_bytes() == FORM.read_bytes()
    labels = labels_of(ROOT)
    assert list(labels) == list(ANSWERS)
    for field in labels.values():
        assert field == "count" or unknown_field(Claim, [field], Place("")) is None


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"number": "600\n\n### Who says it?\n\nguild"}, "issue.md:17:1: must be a question of .github/ISSUE_TEMPLATE/new-fact.yml once, found 'Who says it?'"),
        ({"number": "600\n\n### status\n\nwithdrawn"}, "must be a question of .github/ISSUE_TEMPLATE/new-fact.yml; known:"),
        ({"number": "600\nstatus: withdrawn"}, "issue.md:15:1: value: must be an amount"),
        ({"Who says": "{guild}"}, "issue.md:7:1: must be the id of a known organisation or person, found '{guild}'"),
        ({"Who says": "../../x"}, "found '../../x'"),
        ({"counted": "../../x"}, "issue.md:3:1: count: must be the id or title of a count that is there, found '../../x'"),
        ({"read it": "javascript:alert(1)"}, "must be the id of a known source, found 'javascript:alert(1)'"),
        ({"read it": "https://user@herald.example.org/"}, "url: must be a web address without a user's name"),
        ({"else should": "<script>alert(1)</script> 600 dead"}, "[bare-number]"),
        ({"put it": "six\u202ehundred"}, "must be text that readers see"),
        ({"rest on": "gossip"}, "found 'gossip'"),
        ({"Which day": "2025-06-31"}, "issue.md:27:1: as_of: must"),
    ],
)  # fmt: skip
def test_a_stranger_s_answer_is_a_text_and_nothing_else(answers: dict[str, str], said: str, story: Path) -> None:
    issue(story, **answers)
    before = files(story)
    code, printed = factbook("from-issue", "issue.md", *SOURCE, "--write", cwd=story)
    assert code == 1 and said in printed and files(story) == before, printed


@pytest.mark.parametrize("text", ["", "no answers", '{"title": 1}', '{"body": ', "### \n\nx", "###  x\n" * 50_000])
def test_what_is_no_issue_of_the_form_is_refused(text: str, story: Path) -> None:
    issue(story)
    write(story, {"issue.md": text})
    code, printed = factbook("from-issue", "issue.md", cwd=story)
    assert code == 1 and "[issue-form]" in printed


def test_a_name_that_two_facts_bear_is_told_and_their_rows_stay_two(story: Path, tmp_path: Path) -> None:
    write(
        story,
        {"data/organisations/pipers.yml": "id: pipers\nname: Pipers\nalso_known_as: [the Herald]\ntype: association\n"},
    )
    factbook("format", cwd=story)
    for by, said in (
        ("The Herald", "by: must name one fact by its id, found 'The Herald', which may be herald or pipers"),
        ("herald", "new: 1 claim"),
    ):
        write(tmp_path, {"claims.csv": csv_of(HEAD, (*ROW[:3], by, *ROW[4:]))})
        assert said in factbook("import", str(tmp_path / "claims.csv"), cwd=story)[1]
    out = tmp_path / "organisations.xlsx"
    assert factbook("sheet", "organisations", "--out", str(out), cwd=story)[0] == 0
    assert factbook("import", str(out), cwd=story)[1] == "already there: 8 organisations\n"


def test_on_a_full_disk_nothing_of_a_sheet_is_written(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(story)
    command = flat(
        tmp_path, ("310", "guild", "2025-06-02", "https://fenn.example.org/b", "B", "Fenn Times", "2025-06-02", "")
    )
    real = write_text

    def full(root: Path, path: Path, *rest: Any, **more: Any) -> None:
        if root == story.relative_to(story) and "sources" in str(path):
            raise OSError(28, "No space left on device", str(path))
        real(root, path, *rest, **more)

    monkeypatch.setattr(fact_files, "write_text", full)
    code, printed = factbook(*command, "--write", cwd=story)
    assert code == 1 and "No space left on device" in printed and files(story) == before, printed
