"""Charts: same bytes twice, hostile text stays text, refusals that help, and a warm cache that imports no renderer."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from factbook.charts import CHARTS, DARK, LIGHT, ChartRefused, draw
from factbook.charts.registry import find
from factbook.charts.theme import SIDES, SIDES_DARK, Size
from factbook.charts.vega import spec_of
from factbook.factbook import Factbook
from factbook.loading import load
from support import ROOT

SCRIPTS = Path(__file__).parents[1] / "scripts"
TEXT = "{http://www.w3.org/2000/svg}text"
HOSTILE = '</svg><script>alert(1)</script> & "x" \' ]]>'
OPTIONS: dict[str, dict[str, str]] = {
    "area": {"series": "rainfall", "only": HOSTILE},
    "bars": {"series": "rainfall", "only": HOSTILE},
    "claims": {"count": "visitors"},
    "line": {"series": "rainfall"},
    "map": {},
    "number-line": {"count": "visitors"},
    "over-time": {"count": "visitors"},
    "part-of-whole": {"count": "stilts"},
    "people-and-events": {},
    "retelling": {"claim": "visitors/b"},
    "said-and-printed": {"claims": "visitors/f"},
    "small-multiples": {"series": "rainfall", "mark": "bars"},
    "spread": {"count": "ribbons"},
    "table": {"series": "rainfall"},
    "timeline": {},
    "who-says-what": {},
}
SIZES = {"number-line": ("230", "340")}
"""Widths in pixels of charts that are no whole figure."""
RAIN = ["2025-03,{},3.5", "2025-04,{},", "2025-05,{},1200", "2025-06,{},-7.25", "2025-03,Pier,2", "2025-06,Pier,0"]
TABLE = "\n".join(sorted(row.format('"' + HOSTILE.replace('"', '""') + '"') for row in RAIN))
FILES = {
    "series/rainfall.csv": f"month,gauge,rain\n{TABLE}\n",
    "series/rainfall.yml": f"""\
id: rainfall
title: Rain
unit: '{HOSTILE.replace(chr(39), chr(39) * 2)}'
definition: Rain in the gauge.
by: council
source: report
licence: facts, no licence
key: [month, gauge]
columns:
- {{name: month, type: date, description: The month.}}
- {{name: gauge, type: text, description: The gauge.}}
- {{name: rain, type: number, description: How much.}}
""",
    "sides.yml": "- id: town\n  name: The town\n- id: press\n  name: The press\n",
    "organisations/council.yml": "id: council\nname: Town council\nshort: Council\ntype: government\nside: town\n",
    "organisations/herald.yml": f"id: herald\nname: '{HOSTILE.replace(chr(39), chr(39) * 2)}'\ntype: outlet\nside: press\n",
    "organisations/nobody.yml": "id: nobody\nname: Nobody named\ntype: unattributed\n",
    "sources/report.yml": "id: report\ntype: report\npublisher: herald\nquality: A\nread: whole\n",
    "counts/visitors.yml": """\
id: visitors
title: Visitors of the fair
question: How many people came to the fair?
unit: visitors
counting: cumulative
definition: People who passed the gate.
scopes: [{id: on-stilts, label: on stilts}]
claims:
  - {id: a, value: about 600, as_of: 2025-04-30, by: council, basis: statement, source: report, status: superseded}
  - {id: b, value: more than 700, as_of: 2025-05, by: council, basis: statement, source: report}
  - {id: c, value: 4 to 5, as_of: 2025-05~, by: herald, basis: observation, source: report, scope: on-stilts}
  - {id: d, value: up to 900, as_of: 2025-04/2025-06, by: herald, basis: observation, source: report}
  - {id: e, value: unknown, wording: crowds, as_of: 2025-05-02, by: herald, basis: observation, source: report}
  - {id: f, value: 7000, as_of: 2025-05-03, by: nobody, basis: unknown, source: report, status: misreport, misreports: visitors/b, because: A slip.}
""",
    "people/ada.yml": f"id: ada\nname: '{HOSTILE.replace(chr(39), chr(39) * 2)}'\nside: town\nroles: [{{title: Mayor, as_of: 2025, source: report}}]\n",
    "places.yml": f"""\
- {{id: gate, name: '{HOSTILE.replace(chr(39), chr(39) * 2)}', type: area, source: report, location: {{lat: 51.5, lon: 0, precision: city, source: report}}}}
- {{id: tent, name: The tent, type: area, source: report, location: {{lat: 52.5, lon: 8, precision: region, source: report}}}}
- {{id: land, name: The land, type: country, source: report, location: {{area: "250", precision: country, source: report}}}}
- {{id: nowhere, name: Nowhere, type: area, source: report}}
""",
    "counts/geese.yml": "id: geese\ntitle: Geese\nquestion: How many geese?\nunit: geese\ncounting: stock\ndefinition: Geese.\nclaims: []\n",
    "counts/ribbons.yml": """\
id: ribbons
title: Ribbons
question: How many ribbons?
unit: ribbons
counting: cumulative
definition: Ribbons on the tent.
claims:
  - {id: d, value: about 90, as_of: 2025-05-04, by: herald, basis: observation, source: report}
  - {id: e, value: 80 to 100, as_of: 2025-05-20, by: council, basis: statement, source: report}
""",
    "counts/stilts.yml": """\
id: stilts
title: Visitors on stilts
question: How many came on stilts?
unit: visitors
counting: cumulative
definition: Visitors who stood above the rest.
part_of: visitors
claims:
  - {id: d, value: about 90, as_of: 2025-05-04, by: herald, basis: observation, source: report}
""",
    "events/fair.yml": f"""\
- {{id: opening, title: '{HOSTILE.replace(chr(39), chr(39) * 2)}', date: 2025-04-30, type: ceremony, by: council, source: report, people: [ada]}}
- {{id: dance, title: A dance on a day that nobody wrote down, date: ../2025-05-03, type: other, by: council, source: report}}
- {{id: rain, title: It rains, date: 1925, type: other, by: herald, source: report, status: misreport, because: It did not.}}
""",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story")
    for name, text in FILES.items():
        path = folder / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def book(root: Path) -> Factbook:
    return load(root)


def test_every_chart_has_options_here() -> None:
    assert OPTIONS.keys() == CHARTS.keys()
    assert all(chart.question.endswith("?") for chart in CHARTS.values())


@pytest.mark.parametrize("name", CHARTS)
def test_draws_both_widths_with_title_description_and_table(name: str, book: Factbook) -> None:
    drawing = draw(name, book, OPTIONS[name], HOSTILE, link=lambda ref: f"/facts/{ref}/")
    assert drawing.rows and all(len(row.cells) == len(drawing.columns) for row in drawing.rows)
    for svg, width in zip((drawing.svg_wide, drawing.svg_narrow), SIZES.get(name, ("720", "340")), strict=True):
        root = ET.fromstring(svg)
        texts = {element.tag.rpartition("}")[2]: element.text for element in list(root)[:2]}
        assert texts == {"title": HOSTILE, "desc": drawing.summary}
        assert root.get("aria-labelledby", "").split() == [element.get("id") for element in list(root)[:2]]
        assert root.get("width") == width
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "a", "path", "line", "text"}
        names = {attribute for element in root.iter() for attribute in element.attrib}
        assert not {attribute for attribute in names if attribute.startswith("on") or attribute == "style"}
        links = [element.get("href", "") for element in root.iter() if element.tag.endswith("}a")]
        assert links and len(links) == len(set(links)) and all(link.startswith("/facts/") for link in links)
        assert "fact.invalid" not in svg and "undefined" not in svg
        heard = {
            text for part in root.iter() if part.tag[-2:] == "}a" or part.get("aria-hidden") for text in part.iter(TEXT)
        }
        assert heard == set(root.iter(TEXT)), "loose words are hidden from screen readers"


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_specification_has_fields_of_facts_and_no_place_in_pixels(name: str, size: Size, book: Factbook) -> None:
    """But of words, whose ``dx`` and ``dy`` are pixels from the point that their fields give."""
    spec = json.loads(spec_of(name, find(name, OPTIONS[name]).prepare(book, OPTIONS[name]), size))
    rows = [row for rows in spec.get("datasets", {}).values() for row in rows]
    assert rows and not [row for row in rows if {"x", "y", "x2", "y2"} & row.keys()]
    layers = [layer for layer in spec.get("layer", [spec]) if isinstance(layer.get("encoding"), dict)]
    scales = [channel.get("scale") or {} for layer in layers for channel in layer["encoding"].values()]
    assert not [scale for scale in scales if scale.get("range") and scale.get("domain") == scale["range"]]


@pytest.mark.parametrize("name", CHARTS)
def test_hostile_text_comes_out_as_text(name: str, book: Factbook) -> None:
    drawing = draw(name, book, OPTIONS[name], "Headline")
    assert "<script" not in drawing.svg_wide + drawing.svg_narrow
    assert "&lt;/svg&gt;&lt;script&gt;" in drawing.svg_wide


@pytest.mark.parametrize("name", CHARTS)
def test_without_links_no_address_is_left(name: str, book: Factbook) -> None:
    assert "href" not in draw(name, book, OPTIONS[name], "Headline").svg_wide


@pytest.mark.parametrize("name", ["claims", "over-time"])
def test_a_count_without_claims_is_drawn(name: str, book: Factbook) -> None:
    assert draw(name, book, {"count": "geese"}, "Headline").rows == ()


def test_over_time_is_cut_to_a_time_marked_with_events_and_logarithmic(book: Factbook) -> None:
    def words(**options: object) -> str:
        drawing = draw("over-time", book, {"count": "visitors", **options}, "Headline")
        return " | ".join(text.text or "" for text in ET.fromstring(drawing.svg_wide).iter(TEXT))

    whole = words()
    assert "about 600" in whole and "more than 700" in whole and "one scale from zero" in whole
    later = words(since="2025-05")
    assert "about 600" not in later and "more than 700" in later and "1 claim of another time in the table." in later
    assert "A dance on a day" in words(annotate=["dance"]) and "A dance on a day" not in whole
    assert "one logarithmic scale" in words(log=True)


DRAW = """
import sys
from pathlib import Path
from factbook.charts import Renderer, draw
from factbook.loading import load
root, cache = map(Path, arguments)
book = load(root)
for name, given in options.items():
    drawing = draw(name, book, given, "Headline", renderer=Renderer(cache))
    sys.stdout.write(drawing.svg_wide + drawing.svg_narrow)
print(sorted({"altair", "vl_convert"} & set(sys.modules)), file=sys.stderr)
"""


def drawn(root: Path, cache: Path) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(io.StringIO()):
        exec(DRAW, {"options": OPTIONS, "arguments": (root, cache)})
    return printed.getvalue()


def warm(root: Path, cache: Path) -> tuple[str, str]:
    """What is drawn in a new process, and which libraries it imports."""
    done = subprocess.run(
        [sys.executable, "-c", f"options, arguments = {OPTIONS!r}, {(str(root), str(cache))!r}\n{DRAW}"],
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr.strip()


def test_a_warm_cache_gives_the_same_bytes_and_imports_no_renderer(root: Path, tmp_path: Path) -> None:
    """Elsewhere they are the same, too: test_sameness.py."""
    cold = drawn(root, tmp_path / "cache")
    assert warm(root, tmp_path / "cache") == (cold, "[]")
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(entry.read_bytes()[:-9])
    assert drawn(root, tmp_path / "cache") == cold


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("claim", {}, "did you mean 'claims'?"),
        ("pie", {}, "known: line, spread, timeline, "),
        ("claims", {}, "known: geese, ribbons, stilts, visitors"),
        ("claims", {"count": "visitor"}, "did you mean 'visitors'?"),
        ("claims", {"counts": "visitors"}, "did you mean 'count'?"),
        ("over-time", {"count": "visitors, geese"}, "never share an axis"),
        ("over-time", {"count": ["visitors", "geese"]}, "never share an axis"),
        ("over-time", {"count": "visitors", "log": "maybe"}, "have true or false as log, found 'maybe'"),
        ("over-time", {"count": "visitors", "since": "spring"}, "have a date as since"),
        ("over-time", {"count": "visitors", "annotate": "openin"}, "did you mean 'opening'?"),
        ("timeline", {"types": "ceremonies"}, "did you mean 'ceremony'?"),
        ("timeline", {"ids": ["openin"]}, "did you mean 'opening'?"),
    ],
)
def test_refuses_with_the_known_names(name: str, options: dict[str, object], words: str, book: Factbook) -> None:
    with pytest.raises(ChartRefused) as refused:
        draw(name, book, options, "Headline")
    assert words in str(refused.value)


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast of two colours (#rrggbb)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "page"), [(LIGHT, "#ffffff"), (DARK, "#16181d")])
def test_colours_stand_out_from_the_page(theme: dict[str, str], page: str) -> None:
    assert LIGHT.keys() == DARK.keys()
    assert theme["--chart-paper"] == page
    for variable, colour in theme.items():
        if variable in ("--chart-ink", "--chart-muted"):
            assert contrast(colour, page) >= 4.5, variable
        elif variable not in ("--chart-grid", "--chart-paper"):
            assert contrast(colour, page) >= 3, variable


def test_the_sheet_of_the_site_has_the_colours_of_the_theme() -> None:
    sheet = (ROOT / "scripts/mkdocs_factbook/theme/assets/site.css").read_text(encoding="utf-8")
    light, dark = sheet.split("[data-md-color-scheme=slate]", 1)
    for text, theme in ((light, LIGHT), (dark.split("}", 1)[0], DARK)):
        assert dict(re.findall(r"(--chart-[\w]+): (#[0-9a-f]{6});", text)) == theme


def lightness(colour: str) -> float:
    """CIE L* of a colour, from 0 (black) to 100: all that is left of it in grey."""
    relative = contrast(colour, "#000000") * 0.05 - 0.05
    return float(116 * relative ** (1 / 3) - 16)


@pytest.mark.parametrize("sides", [SIDES, SIDES_DARK])
def test_sides_cannot_all_be_told_apart_in_grey(sides: tuple[str, ...]) -> None:
    """Why every mark is named in words: were this to fail, the theme's docstring would be wrong."""
    levels = [lightness(colour) for colour in sides]
    alike = [pair for pair in combinations(levels, 2) if abs(pair[0] - pair[1]) < 5]
    assert 5 < len(alike) < 20, alike
