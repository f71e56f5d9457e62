"""The charts of grids, places and number lines: what they show, what they refuse, and edge cases."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from factbook.charts import ChartRefused, Drawing, draw
from factbook.charts.layout import Box
from factbook.charts.map_base import countries, near_base, outline_of, shape_of
from factbook.charts.map_names import MapName, place_names
from factbook.charts.map_projection import Projection, View, holds
from factbook.factbook import Factbook
from factbook.loading import load
from support import problems_of, write

SIDES = "- {id: town, name: The town}\n- {id: press, name: The press}\n"
PARTY = "id: {id}\nname: {name}\ntype: {type}\nside: {side}\n"
COUNT = """\
id: {id}
title: {title}
question: How many?
unit: kites
counting: cumulative
definition: Kites.
claims: [{claims}]
"""
CLAIM = "{{id: c{n}, value: {value}, as_of: {day}, by: {by}, basis: statement, source: report}}"
PLACES = """\
- {id: harbour, name: Harbour, type: area, source: report, location: {lat: 51.5, lon: -0.1, precision: point, source: report}}
- {id: hill, name: 연 언덕, type: area, source: report, location: {lat: 51.6, lon: 9.5, precision: region, source: report}}
- {id: town-hall, name: قاعة البلدة, type: city, source: report, location: {lat: 48.9, lon: 2.3, precision: city, source: report}}
- {id: land, name: The land, type: country, source: report, location: {area: "250", precision: country, source: report}}
- {id: far-land, name: The far land, type: country, source: report, location: {area: "036", precision: country, source: report}}
- {id: nowhere, name: Nowhere, type: area, source: report, note: Nobody knows.}
"""
EVENTS = """\
- {id: launch, title: The first kite, date: 1925-06-01, type: flight, by: council, source: report, people: [ada, bo]}
- {id: repair, title: A tail is mended, date: 2025-06~, type: other, by: council, source: report}
- {id: crash, title: A kite falls, date: 2025-06-03, type: flight, by: herald, source: report, people: [bo], status: misreport, because: It landed.}
"""


def count(ident: str, values: list[tuple[str, str]], title: str = "Kites") -> str:
    claims = (
        CLAIM.format(n=n, value=value, by=by, day=f"2025-0{n % 9 + 1}-11") for n, (value, by) in enumerate(values)
    )
    return COUNT.format(id=ident, title=title, claims=", ".join(claims))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Factbook:
    files = {
        "sides.yml": SIDES,
        "organisations/council.yml": PARTY.format(id="council", name="Council", type="government", side="town"),
        "organisations/herald.yml": PARTY.format(id="herald", name="Herald of " + "X" * 200, type="outlet", side="press"),
        "organisations/mute.yml": PARTY.format(id="mute", name="Mute", type="outlet", side="press"),
        "people/ada.yml": "id: ada\nname: Ada of the Very Long Bridge beyond the Harbour\nside: town\nroles: [{title: Mayor, as_of: 2025, source: report}]\n",
        "people/bo.yml": "id: bo\nname: Bo\nroles: [{title: Clerk, as_of: 2025, source: report}]\n",
        "sources/report.yml": "id: report\ntype: report\npublisher: herald\nquality: A\nread: whole\n",
        "counts/aloft.yml": count("aloft", [("more than 700", "council"), ("about 600", "herald")], "Kites aloft"),
        "counts/torn.yml": count("torn", [("up to 9", "council")], "Kites torn"),
        "counts/none.yml": count("none", []),
        "counts/zero.yml": count("zero", [("0", "council"), ("0", "herald")]),
        "counts/wide.yml": count("wide", [("4 to 5", "council"), ("about 4 to 5", "council"), ("6 plus or minus 2", "herald"), ("3500000", "herald")]),
        "counts/open.yml": count("open", [("at least 5", "council"), ("fewer than 5", "herald"), ("up to 5", "mute")]),
        "counts/many.yml": count("many", [(f"about {n + 1}", "council") for n in range(200)]),
        "places.yml": PLACES,
        "events/flights.yml": EVENTS,
    }  # fmt: skip
    root = tmp_path_factory.mktemp("grid")
    return load(write(root, {f"data/{name}": text for name, text in files.items()}))


def words(svg: str) -> list[str]:
    """The texts of a picture."""
    return [element.text or "" for element in ET.fromstring(svg).iter() if element.tag.endswith("}text")]


def both(drawing: Drawing) -> list[str]:
    return [drawing.svg_wide, drawing.svg_narrow]


@pytest.mark.parametrize("name", ["aloft", "torn", "none", "zero", "wide", "open", "many"])
def test_a_number_line_is_small_and_shows_lowest_and_highest(name: str, book: Factbook) -> None:
    drawing = draw("number-line", book, {"count": name}, "Kites")
    amounts = [row.cells[2] for row in drawing.rows]
    for svg in both(drawing):
        assert len(gzip.compress(svg.encode())) < 1200
        shown = words(svg)
        assert {amounts[0], amounts[-1]} <= set(shown) if amounts else shown == ["no claim"]
        assert ET.fromstring(svg).get("role") == "img"


def test_an_empty_cell_says_that_nothing_was_read(book: Factbook) -> None:
    options = {"counts": ["aloft", "torn"], "claimants": ["council", "herald", "mute"]}
    drawing = draw("who-says-what", book, options, "Who counts kites")
    cells = {(row.cells[1], row.cells[3]): row.cells[0] for row in drawing.rows}
    assert cells["Kites aloft", "more than 700 kites"] == "Council"
    assert "Mute" in cells["Kites aloft", "nothing in what we read"]
    assert drawing.rows[-1].cells[0].count(",") == 1
    assert "Nothing read: Mute" in words(drawing.svg_narrow)
    assert "3 of 6 cells hold a figure" in drawing.summary


def test_only_the_claimants_asked_for(book: Factbook) -> None:
    drawing = draw("who-says-what", book, {"claimants": "council"}, "What the council says")
    assert {row.cells[0] for row in drawing.rows} == {"Council"}
    assert "Mute" not in words(drawing.svg_wide)


def test_one_who_never_gives_a_figure_has_an_empty_column(book: Factbook) -> None:
    drawing = draw("who-says-what", book, {"counts": "torn", "claimants": ["council", "ada"]}, "Ada is silent")
    assert drawing.rows[-1].cells[0].startswith("Ada") and drawing.rows[-1].cells[3] == "nothing in what we read"


def test_people_at_events_in_order_of_time(book: Factbook) -> None:
    drawing = draw("people-and-events", book, {}, "Who flew")
    assert [row.ref for row in drawing.rows] == ["launch", "crash"]
    assert drawing.rows[0].cells[2] == "Ada of the Very Long Bridge beyond the Harbour (The town), Bo (Others)"
    assert draw("people-and-events", book, {"people": "ada"}, "Ada").rows[0].ref == "launch"
    assert draw("people-and-events", book, {"types": "other"}, "Nobody").rows == ()


def test_a_map_shows_precision_and_tells_what_has_no_position(book: Factbook) -> None:
    drawing = draw("map", book, {}, "Where kites fly", link=lambda ref: f"/{ref}/")
    table = {row.ref: row.cells for row in drawing.rows}
    assert table["nowhere"][3] == "no position" and "Nowhere" not in words(drawing.svg_wide)
    assert table["harbour"][3:5] == ("51.5° N, 0.1° W", "the very spot")
    assert "Beyond this map: The far land" in words(drawing.svg_wide)
    for svg in both(drawing):
        assert {"/harbour/", "/hill/", "/town-hall/", "/land/"} == {
            element.get("href") for element in ET.fromstring(svg).iter() if element.tag.endswith("}a")
        }
        assert len(gzip.compress(svg.encode())) < 12_000


@pytest.mark.parametrize(
    "places", ["nowhere", "harbour", "town-hall", "land", "far-land", "land, far-land", "harbour, hill"]
)
def test_maps_of_few_places_are_drawn(places: str, book: Factbook) -> None:
    assert draw("map", book, {"places": places}, "Where").rows


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("map", {"places": "harbor"}, "did you mean 'harbour'?"),
        ("who-says-what", {"counts": "alof"}, "did you mean 'aloft'?"),
        ("who-says-what", {"claimants": "counsil"}, "did you mean 'council'?"),
        ("people-and-events", {"people": "adda"}, "did you mean 'ada'?"),
        ("people-and-events", {"types": "fligth"}, "did you mean 'flight'?"),
        ("people-and-events", {"ids": "crush"}, "did you mean 'crash'?"),
        ("number-line", {"count": "alof"}, "did you mean 'aloft'?"),
    ],
)
def test_refuses_with_the_known_names(name: str, options: dict[str, object], said: str, book: Factbook) -> None:
    with pytest.raises(ChartRefused) as refused:
        draw(name, book, options, "Headline")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("{lat: 91, lon: 0, precision: city, source: report}", "lat: must be degrees north, from -90 to 90"),
        ("{lat: 51, lon: nan, precision: city, source: report}", "lon: must be degrees east, from -180 to 180"),
        ("{lat: 51, precision: city, source: report}", "location: must be given with lat and lon"),
        ("{lat: 51, lon: 0, precision: country, source: report}", "location: must be given with its area"),
        ("{area: FRA, precision: country, source: report}", "area: "),
        ("{lat: 51, lon: 0, precision: city, source: nothing}", "known source"),
    ],
)
def test_a_wrong_location_is_a_problem(location: str, said: str, tmp_path: Path) -> None:
    files = {
        "data/organisations/herald.yml": "id: herald\nname: Herald\ntype: outlet\n",
        "data/sources/report.yml": "id: report\ntype: report\npublisher: herald\nquality: A\nread: whole\n",
        "data/places.yml": f"- {{id: harbour, name: Harbour, type: area, source: report, location: {location}}}\n",
    }
    assert said in problems_of(write(tmp_path, {**files}))


def test_the_base_is_small_and_whole() -> None:
    base = Path(__file__).parents[1] / "scripts/factbook/charts/base"
    assert sum(path.stat().st_size for path in base.iterdir() if path.is_file()) < 1_050_000
    assert len(countries()) > 170 and shape_of("000") == () and outline_of("000") == []
    for _, polygons in countries():
        for polygon in polygons:
            for ring in polygon:
                assert len(ring) > 3 and ring[0] == ring[-1]


def test_borders_that_the_united_nations_do_not_recognise_are_not_drawn() -> None:
    held = [code for code, polygons in countries() for polygon in polygons if holds(polygon[0], 34.1, 45.2)]
    assert held == ["804"]
    near = near_base((33, 44, 35, 46))
    assert [code for code, polygons in near.countries for each in polygons if holds(each[0], 34.1, 45.2)] == ["804"]


def test_a_near_map_has_coasts_borders_rivers_and_lakes_and_unpacks_what_it_shows() -> None:
    near = near_base((30, 50, 38, 53))
    assert {code for code, polygons in near.countries if polygons} == {"112", "643", "804"}
    assert 5 < len(near.rivers) < 60 and near.lakes
    dnipro = [
        line for line in near.rivers if any(abs(lon - 30.55) < 0.1 and abs(lat - 50.45) < 0.1 for lon, lat in line)
    ]
    assert dnipro, "a river runs through Kyiv"
    fiji = near_base((178, -19, 182, -16)).country("242")
    assert {ring[0][0] > 0 for polygon in fiji for ring in polygon} == {True, False}, (
        "on both sides of the 180th meridian"
    )


def test_degrees_on_the_map_are_where_vega_draws_them() -> None:
    view = View.of([(30.5, 50.4), (36.2, 51.7)], 720, (300, 460), 60, 2)
    assert view.place(*view.at(33.3, 51.0)) == pytest.approx((33.3, 51.0))
    west, south, east, north = view.window()
    assert all(
        west < lon < east and south < lat < north for lon, lat in (view.place(0, 0), view.place(720, view.height))
    )
    vega = view.vega()
    assert vega["translate"] == pytest.approx(view.at(view.projection.lon, view.projection.lat), abs=0.01)


def test_projection_keeps_areas_and_the_middle() -> None:
    projection = Projection.around([(0.0, 50.0), (20.0, 50.0)])
    assert not projection.flat and projection.at(projection.lon, projection.lat) == pytest.approx((0, 0), abs=1e-6)
    assert projection.at(10.0, 51.0)[1] < 0 < projection.at(11.0, 50.0)[0]
    degree = projection.at(10.0, projection.lat + 1)[1] - projection.at(10.0, projection.lat)[1]
    assert -degree == pytest.approx(111.2, abs=0.2)
    assert Projection.around([(-100.0, 40.0), (125.0, 40.0), (20.0, -30.0)]).flat
    view = View.of([(0.0, 50.0), (20.0, 50.0)], 720, (300, 460), 60, 2)
    assert view.at(0.0, 50.0)[0] == pytest.approx(60) and view.at(20.0, 50.0)[0] == pytest.approx(660)


OUTLINES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[-1, 51], [1, 51], [1, 53], [-1, 51.5], [-1, 51]]]}},
        {"type": "Feature", "properties": {"kind": "water"}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[-0.2, 51.4], [0, 51.6], [0, 51.4], [-0.2, 51.4]]]]}},
        {"type": "Feature", "properties": None, "geometry": {"type": "LineString", "coordinates": [[-1, 51.5], [1, 51.5], [1, 50]]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [0, 51]}},
    ],
}  # fmt: skip


def test_a_near_map_says_that_it_is_bare_or_draws_outlines_of_the_storys_own(book: Factbook) -> None:
    bare = draw("map", book, {"places": "harbour"}, "Where")
    assert "No coasts, rivers or borders are drawn at this scale." in words(bare.svg_wide)
    write(book.root, {"docs/maps/harbour.geojson": json.dumps(OUTLINES)})
    options = {"places": "harbour", "outlines": "maps/harbour.geojson", "outlines_from": "report"}
    drawing = draw("map", book, options, "Where")
    assert any(line.startswith("Outlines: ") for line in words(drawing.svg_wide))
    assert drawing.svg_wide.count("<path") == bare.svg_wide.count("<path") + 3


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        ("{}", {"outlines": "maps/harbor.geojson", "outlines_from": "report"}, "did you mean 'maps/harbour.geojson'?"),
        ("{}", {"outlines": "maps/harbour.geojson"}, "name one source of the outlines"),
        ("{}", {"outlines": "maps/harbour.geojson", "outlines_from": "report"}, "have GeoJSON in maps/harbour.geojson"),
        ("[" * 90_000, {"outlines": "maps/harbour.geojson", "outlines_from": "report"}, "have GeoJSON"),
        (json.dumps(OUTLINES).replace("[-1, 51.5]", "[551000, 51.5]"), {"outlines": "maps/harbour.geojson", "outlines_from": "report"}, "no longitude and latitude"),
        (json.dumps(OUTLINES).replace("[-1, 51.5]", ", ".join(["[0, 51.5]"] * 20_001)), {"outlines": "maps/harbour.geojson", "outlines_from": "report"}, "at most 20,000 points"),
        (json.dumps(OUTLINES).replace("[-1, 51.5]", "[NaN, 51.5]"), {"outlines": "maps/harbour.geojson", "outlines_from": "report"}, "no longitude and latitude"),
    ],
)  # fmt: skip
def test_bad_outlines_are_refused(content: str, options: dict[str, str], said: str, book: Factbook) -> None:
    write(book.root, {"docs/maps/harbour.geojson": content})
    with pytest.raises(ChartRefused) as refused:
        draw("map", book, {"places": "harbour", **options}, "Where")
    assert said in str(refused.value)


def test_the_name_of_a_small_country_never_stands_on_its_neighbour() -> None:
    """It would be read as the neighbour's; where there is no other room, it is left to the list."""

    def placed(around: list[tuple[float, float]]) -> list[Box | None]:
        small = MapName("Smallest", (20.0, 50.0), 4, [(15.0, 45.0), (25.0, 45.0), (25.0, 55.0), (15.0, 55.0)])
        large = MapName("Large", (200.0, 50.0), 4, around)
        return place_names([small, large], [], Box(0, 0, 400, 100))

    beside = [(26.0, 0.0), (400.0, 0.0), (400.0, 100.0), (26.0, 100.0)]
    box, name = placed(beside)
    assert box is None and name and name.left > 26
    above = [(26.0, 0.0), (400.0, 0.0), (400.0, 40.0), (26.0, 40.0)]
    box, _ = placed(above)
    assert box and box.top >= 40 - 1
