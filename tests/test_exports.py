"""Take it away: what each file of a chart holds, that hostile text stays text, and that nothing is made twice."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from factbook.build import build, files
from factbook.exports import chart_folder
from factbook.exports.csv_table import escape_formula, to_csv
from factbook.exports.frame import relative_link
from factbook.exports.search import search_index
from factbook.exports.workbook import to_xlsx
from factbook.pages.page import Page
from factbook.site import Site
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from support import SCRIPTS, SECOND, copy_story, good, parse_html

SITE = Site("Kites & <Co>", "https://example.org/kites/", "CC BY 4.0")
Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second story with a hostile name, which stands in charts, tables, titles and frames, and with colours of its own."""
    root = copy_story(SECOND, tmp_path_factory.mktemp("exports") / "story")
    path = root / "data/organisations/guild.yml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^short: .*$", "short: '=</svg><script>alert(\"1\")</script>'", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    sides = root / "data/sides.yml"
    text = sides.read_text(encoding="utf-8")
    own = 'name: The festival\n  colour: "#00008B"\n  colour_dark: "#8f8fe0"'
    sides.write_text(text.replace("name: The festival", own), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def pages(story: Path) -> list[Page]:
    return build(story, SITE)


@pytest.fixture(scope="module")
def made(pages: list[Page]) -> Files:
    pairs = list(files(pages))
    assert len(pairs) == len(dict(pairs)), "a path twice"
    return dict(pairs)


def named(made: Files, name: str) -> dict[str, bytes]:
    found = {path: content for path, content in made.items() if path.endswith(f"/{name}")}
    assert found
    return found


def test_each_chart_has_every_file(made: Files, pages: list[Page]) -> None:
    folders = {path.rpartition("/")[0] for path in named(made, "chart.svg")}
    assert "charts/index/claims-visitors" in folders and "charts/counts/visitors/claims" in folders
    for folder in folders:
        for name in ("png", "csv", "xlsx", "metadata.json", "zip", "vl.json"):
            assert made[f"{folder}/chart.{name}"]
        assert made[f"{folder}/embed/index.html"]
    for page in pages:
        for path in (file.path for file in page.files):
            if path.startswith("charts/") and "/embed/" not in path:
                assert path in page.content.replace("../", ""), path


def test_svg_stands_alone(made: Files) -> None:
    for path, content in named(made, "chart.svg").items():
        text = content.decode()
        root = ET.fromstring(text)
        assert "var(" not in text and "class=" not in text, path
        words = next(element.text or "" for element in root.iter() if element.tag.endswith("}desc"))
        assert "Chart: Kites & <Co> · https://example.org/kites/" in words, path
        assert "Licence: CC BY 4.0" in words and "textLength" not in text
        assert all(href.startswith("https://example.org/kites/") for href in re.findall(r'<a href="([^"]*)"', text))
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "rect",
            "g",
            "a",
            "path",
            "line",
        }


def test_below_a_chart_stand_its_sources_and_how_new_it_is(pages: list[Page]) -> None:
    whole = {page.path: page.whole().content for page in pages if page.path.startswith("counts/")}
    [line, *_] = re.findall(r'<p class="chart-source">(.*?)</p>', whole["counts/visitors.md"])
    assert re.search(
        r"^Sources: .*; pages that only retell others: Estuary Tattle\. The newest figure is as of ", line
    ), line


def test_a_note_of_the_editors_stands_below_a_chart_and_goes_with_it(tmp_path: Path) -> None:
    call = 'chart("timeline", headline="What happened", note="Dated by {council}, not by us.")'
    page = f"---\ntitle: One\ndescription: One.\n---\n# One\n\n{{{{ {call} }}}}\n"
    [built] = [each for each in build(good(tmp_path, {"docs/one.md": page}), SITE) if each.path == "one.md"]
    note = re.sub(r"<[^>]*>", "", re.findall(r'<p class="chart-source">(.*?)</p>', built.whole().content)[0])
    assert note == "Dated by Town Council, not by us."
    exported = dict(files([built]))
    assert any(note in exported[path].decode() for path in exported if path.endswith("embed/index.html")), note
    assert any(note in exported[path].decode() for path in exported if path.endswith("chart.svg")), note


def test_one_claim_is_a_sentence(tmp_path: Path) -> None:
    page = '---\ntitle: One\ndescription: One.\n---\n# One\n\n{{ chart("claims", count="visitors", headline="How many came") }}\n'
    [built] = [each for each in build(good(tmp_path, {"docs/one.md": page}), SITE) if each.path == "one.md"]
    content = built.whole().content
    assert re.search(r"<p>Visitors of the festival: 1 claim\. What stands today is .*?</p>", content), content
    assert "chart-wide" not in content and "charts/one/claims-visitors/chart.svg" in content


def test_a_sides_own_colours_reach_page_and_downloads_alike(made: Files, pages: list[Page]) -> None:
    folder = "charts/counts/visitors/claims"
    light, dark, variable = "#00008b", "#8f8fe0", "--chart-side-festival"
    [page] = [page for page in pages if page.path == "counts/visitors.md"]
    assert f'"var({variable},{light})"' in page.whole().content
    assert page.head and [link.path for link in page.head.links if link.rel == "stylesheet"] == ["assets/sides.css"]
    sheet = f":root{{{variable}:{light};}}@media screen{{[data-md-color-scheme=slate]{{{variable}:{dark};}}}}\n"
    assert made["assets/sides.css"].decode() == sheet
    assert light in made[f"{folder}/chart.svg"].decode()
    assert light in made[f"{folder}/chart.vl.json"].decode()
    embed = made[f"{folder}/embed/index.html"].decode()
    assert (
        embed.index(f"{variable}:{light}")
        < embed.index("prefers-color-scheme:dark")
        < embed.index(f"{variable}:{dark}")
    )


def test_without_an_address_nothing_points_anywhere(story: Path) -> None:
    made = dict(files(page._replace(files=tuple(f for f in page.files if not f.begin)) for page in build(story)))
    for path, content in made.items():
        assert b"fact.invalid" not in content, path
        if path.endswith((".svg", "chart.vl.json")):
            assert b'href="' not in content and b'"href":"' not in content, path


def test_png_has_twice_the_pixels(made: Files) -> None:
    for path, content in named(made, "chart.png").items():
        assert content.startswith(b"\x89PNG")
        across, down = struct.unpack(">II", content[16:24])
        svg = ET.fromstring(made[path.replace(".png", ".svg")])
        assert abs(across - 2 * float(svg.get("width", ""))) <= 1
        assert abs(down - 2 * float(svg.get("height", ""))) <= 1


def test_csv_is_the_table(made: Files, pages: list[Page]) -> None:
    rows = list(csv.DictReader(io.StringIO(made["charts/index/claims-visitors/chart.csv"].decode(), newline="")))
    page = next(page for page in pages if page.path == "index.md")
    figure = page.content[page.content.index('<table class="figures">') :]
    cells = [element.text for element in parse_html(figure[: figure.index("</table>")]).all("td")]
    drawn = [cell for row in rows for name, cell in row.items() if name != "Fact"]
    assert [cell.removeprefix("'") for cell in drawn] == cells
    assert all(re.fullmatch(r"visitors/[\w-]+", row["Fact"]) for row in rows)


def test_a_workbook_holds_the_table_as_texts(made: Files) -> None:
    for path, content in named(made, "chart.xlsx").items():
        rows = [
            [cell or "" for cell in row]
            for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        ]
        table = csv.reader(io.StringIO(made[path.replace(".xlsx", ".csv")].decode(), newline=""))
        assert rows == [[cell.removeprefix("'") for cell in row] for row in table], path


@pytest.mark.parametrize(
    "wild", ["=1+1", "+1", "-1", "@x", "\tx", "{=1}", "http://a.example", "'x", "\U0001f600", "_x0041_", "x" * 40_000]
)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(wild: str) -> None:
    table: list[list[object]] = [[wild, "2025-06-01", 4.5], [None, "1815-06-18", -1], ["", "", 0]]
    made = to_xlsx("wild", ["words", "day", "number"], table, ["day"])
    assert made == to_xlsx("wild", ["words", "day", "number"], table, ["day"])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels")))
        for part in parts.namelist():
            ET.fromstring(parts.read(part))
    assert "<f>" not in text and "<hyperlink " not in text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert rows[1][1:] == [dt.date(2025, 6, 1), 4.5] and rows[2][1:] == ["1815-06-18", -1]
    assert rows[1][0] == (wild if len(wild) < 32_768 else f"{wild[:32_766]}…")


def test_csv_cells_are_harmless() -> None:
    wild = ("=1+1", "+1", "-1", "@x", "\tx", " =x", "a,b", 'say "no"', "plain")
    text = to_csv(("=Column", *wild[1:]), [wild]).decode()
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)
    assert text.splitlines()[1].endswith('"a,b","say ""no""",plain')


@given(st.text(alphabet="'=+-@ \t\na"))
def test_a_cell_without_its_apostrophe_is_the_text(text: str) -> None:
    cell = escape_formula(text)
    assert cell.removeprefix("'") == text
    assert not cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_vega_lite_opens_elsewhere(made: Files) -> None:
    import vl_convert

    for path, content in named(made, "chart.vl.json").items():
        spec = json.loads(content)
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6"), path
        assert "Factbook Sans" not in content.decode().replace("Factbook Sans, Source Sans Pro", "")
        assert '"url":' not in re.sub(r'"url":"https://example\.org/[^"]*"', "", content.decode())
        assert spec["usermeta"]["origin"].endswith("Licence: CC BY 4.0")
        compiled = vl_convert.vegalite_to_vega(spec)
        assert compiled["marks"]


def test_embed_is_one_page_without_script(made: Files) -> None:
    for path, content in named(made, "embed/index.html").items():
        page = parse_html(content.decode())
        assert not page.all("script", "iframe", "img", "object"), path
        assert page.all("html")[0].attributes["lang"] == "en"
        assert len(page.all("h1")) == 1 and len(page.ids) == len(set(page.ids))
        assert "prefers-color-scheme:dark" in page.all("style")[0].text
        what = "From" if "/number/" in path or "/differ-" in path else "Chart"
        assert page.all("p")[-1].text == f"{what}: Kites & <Co>. Licence: CC BY 4.0."


def test_hostile_text_stays_text(made: Files, pages: list[Page]) -> None:
    hostile = 0
    for path, content in made.items():
        if path.endswith((".svg", ".html")):
            assert b"<script" not in content, path
            hostile += b"&lt;script&gt;" in content
    assert hostile
    for page in pages:
        for element in parse_html(page.content).all("textarea"):
            frame = parse_html(element.text)
            assert [each.name for each in frame.elements] == ["div", "iframe"]
            assert frame.elements[1].attributes["src"].startswith("https://example.org/kites/charts/")


def test_a_page_grows_by_little(pages: list[Page]) -> None:
    page = next(page for page in pages if page.path == "index.md")
    without = re.sub(
        r'<label class="chart-light.*?</label>|<details class="chart-take.*?</details>|<script.*?</script>',
        "",
        page.content,
        flags=re.DOTALL,
    )
    assert len(gzip.compress(page.content.encode())) - len(gzip.compress(without.encode())) < 560


def test_a_warm_build_imports_no_renderer_and_makes_the_same(story: Path, made: Files) -> None:
    code = (
        "import sys, hashlib\nfrom pathlib import Path\nfrom factbook.build import build, files\nfrom factbook.site import Site\n"
        f"site = Site({SITE.name!r}, {SITE.url!r}, {SITE.licence!r})\n"
        "print(hashlib.sha256(b''.join(content for _, content in files(build(Path(sys.argv[1]), site)))).hexdigest())\n"
        "print(sorted({'altair', 'vl_convert', 'uharfbuzz', 'fontTools', 'bidi'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(story)],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS), "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split("\n")[:2] == [hashlib.sha256(b"".join(made.values())).hexdigest(), "[]"]


def test_folders_are_stable_and_never_shared() -> None:
    taken: set[str] = set()
    names = [chart_folder("story/a.md", "claims", {"count": "geese"}, taken) for _ in range(2)]
    assert names == ["charts/story/a/claims-geese", "charts/story/a/claims-geese-2"]
    assert chart_folder("counts/geese.md", "over-time", {"count": "geese"}, taken) == "charts/counts/geese/over-time"
    assert chart_folder("a.md", "time line", {}, taken) == "charts/a/time-line"


@pytest.mark.parametrize(
    ("start", "to", "link"),
    [
        ("charts/a/claims/embed/", "", "../../../../"),
        ("charts/a/claims/embed/", "counts/geese/#x", "../../../../counts/geese/#x"),
        ("", "charts/a/embed/", "charts/a/embed/"),
        ("counts/geese/", "assets/x.js", "../../assets/x.js"),
    ],
)
def test_relative_links(start: str, to: str, link: str) -> None:
    assert relative_link(start, to) == link


def test_scripts_without_blanks_are_searched_letter_by_letter() -> None:
    texts = {
        "연날리기": "연 날 리 기",
        "凧揚げ": "凧 揚 げ",
        "เก้าสิบ": "เ ก้ า สิ บ",
        "ที่": "ที่",
        "كم شخصًا": "كم شخصًا",
        "kites": "kites",
    }
    index = {"config": {"pipeline": ["trimmer"]}, "docs": [{"location": "a/", "title": "A", "text": " | ".join(texts)}]}
    [made] = json.loads(search_index(json.dumps(index).encode(), ()))["docs"]
    assert made["text"].replace("\u200b", " ") == " | ".join(texts.values())
