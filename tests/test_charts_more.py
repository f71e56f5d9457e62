"""The charts of parts and wholes, of retellings and of spreads: what they take from the facts, and when they refuse."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from factbook.charts import ChartRefused, draw
from factbook.charts.gallery import part_of_whole, retelling, said_and_printed, spread
from factbook.charts.layout import MonthColumns, stack
from factbook.factbook import Factbook
from factbook.kinds import Event
from factbook.loading import load
from factbook.words import plain_prose
from grown import grown
from hypothesis import given
from hypothesis import strategies as st
from support import load_story

FILES = {
    "organisations/guild.yml": "id: guild\nname: Kite guild\ntype: association\n",
    "organisations/council.yml": "id: council\nname: Town council\nshort: Council\ntype: government\n",
    "organisations/wire.yml": "id: wire\nname: Wire\ntype: agency\n",
    "organisations/herald.yml": "id: herald\nname: Herald\ntype: outlet\n",
    "organisations/nobody.yml": "id: nobody\nname: Nobody named\ntype: unattributed\n",
    "people/quill.yml": """\
id: quill
name: Mara Quill
roles: [{title: Mayor, as_of: 2025-06-01, source: herald-1}]
""",
    "sources/herald-1.yml": "id: herald-1\ntype: article\npublisher: herald\npublished: 2025-06-02\nquality: A\nread: whole\n",
    "sources/herald-2.yml": "id: herald-2\ntype: article\npublisher: herald\nagency: wire\nquality: B\nread: whole\n",
    "sources/herald-3.yml": "id: herald-3\ntype: article\npublisher: herald\nquality: B\nread: whole\n",
    "counts/sold.yml": """\
id: sold
title: Tickets sold
question: How many tickets were sold?
unit: tickets
counting: cumulative
definition: Tickets.
claims:
  - {id: guild, value: more than 5000, as_of: 2025-06-03, by: guild, basis: statement, source: herald-1}
""",
    "counts/visitors.yml": """\
id: visitors
title: Visitors
question: How many came?
unit: visitors
counting: cumulative
definition: People.
not_above: sold
scopes: [{id: gate-twice, label: twice at the gate}]
claims:
  - {id: may, value: about 1000, as_of: 2025-05-31, by: guild, basis: statement, source: herald-3, status: superseded}
  - {id: guild, value: 4000, as_of: 2025-06-01, said_on: 2025-06-02, by: guild, through: [quill], basis: statement,
     source: herald-1, also_in: [{source: herald-2, wording: some 4000}]}
  - {id: about, value: about 4000, as_of: 2025-06-01, said_on: 2025-06-02, by: guild, basis: statement, source: herald-3}
  - {id: council, value: at least 3000, as_of: 2025-06-01, by: council, basis: statement, source: herald-3}
  - {id: gate, value: 9000, as_of: 2025-06-01, by: council, basis: statement, source: herald-3, scope: gate-twice}
  - {id: summer, value: 8000, as_of: 2025, by: council, basis: statement, source: herald-3}
  - {id: crowds, value: unknown, as_of: 2025-06-01, by: herald, basis: unknown, source: herald-3}
  - {id: slip, value: 40000, as_of: 2025-06-01, by: nobody, basis: unknown, source: herald-3, status: misreport, misreports: visitors/guild, because: A slip.}
  - {id: worse, value: 400000, as_of: 2025-06-01, by: nobody, basis: unknown, source: herald-3, status: misreport, misreports: visitors/slip, because: Another.}
  - {id: late, value: up to 4500, as_of: 2026-03, by: council, basis: statement, source: herald-3}
""",
    "counts/children.yml": """\
id: children
title: Children
question: How many children came?
unit: children
counting: cumulative
definition: Children.
part_of: visitors
claims:
  - {id: guild, value: about 900, as_of: 2025-06-01, by: guild, basis: statement, source: herald-1}
  - {id: herald, value: 800, as_of: 2025-06-01, by: herald, basis: statement, source: herald-1}
  - {id: garbled, value: 4000, as_of: 2025-06-01, by: nobody, basis: unknown, source: herald-2, status: misreport, misreports: visitors/guild, because: Visitors turned into children.}
""",
    "counts/dogs.yml": """\
id: dogs
title: Dogs
question: How many dogs came?
unit: dogs
counting: cumulative
definition: Dogs.
part_of: visitors
claims:
  - {id: herald, value: 12, as_of: 2025-06-01, by: herald, basis: statement, source: herald-1}
""",
    "counts/hens.yml": """\
id: hens
title: Hens
question: How many?
unit: hens
counting: stock
definition: Hens.
claims:
  - {id: guild, value: 7, as_of: 2025-06-01, by: guild, basis: statement, source: herald-1}
  - {id: council, value: 14, as_of: 2025-06-02, by: council, basis: statement, source: herald-2, based_on: [hens/guild]}
  - {id: herald, value: 28, as_of: 2025-06-03, by: herald, basis: statement, source: herald-3, based_on: [hens/council]}
""",
    "counts/geese.yml": "id: geese\ntitle: Geese\nquestion: How many?\nunit: geese\ncounting: stock\ndefinition: Geese.\nclaims: []\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Factbook:
    root = tmp_path_factory.mktemp("more")
    for name, text in FILES.items():
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(root)


@pytest.mark.parametrize("count", ["children", "visitors", "sold"])
def test_a_part_stands_within_the_same_claimants_wholes(book: Factbook, count: str) -> None:
    prepared = part_of_whole.prepare(book, {"count": count})
    (one,) = prepared.data.sets
    assert one.name == "Kite guild" and prepared.data.unit == "tickets"
    assert [(bar.fields["ref"], bar.depth, bar.of, bar.note) for bar in one.bars] == [
        ("sold/guild", 0, None, ""),
        ("visitors/guild", 1, 0, "fewer than 80 % of that number"),
        ("children/guild", 2, 1, "about 23 % of them"),
    ]


def test_what_was_printed_stands_below_what_was_said(book: Factbook) -> None:
    prepared = said_and_printed.prepare(book, {"claims": ["children/garbled", "visitors/worse"]})
    assert [
        (bar.name, bar.printed, bar.figure.ref, [part.ref for part in bar.parts]) for bar in prepared.data.bars
    ] == [
        ("Kite guild", False, "visitors/guild", ["children/guild"]),
        ("Wire, in Herald", True, "children/garbled", []),
        ("Herald", True, "visitors/worse", []),
    ]
    assert prepared.data.left_out == "1 more misprint of these figures is not drawn here."
    assert "4,000 (Visitors); of them about 900 (Children)" in prepared.summary
    assert prepared.summary.endswith(prepared.data.left_out)


@pytest.mark.parametrize(
    ("chart", "options", "words"),
    [
        ("part-of-whole", {"count": "geese"}, "that has a part, a whole or a bound, found 'geese'"),
        ("part-of-whole", {"count": "dogs"}, "nobody who gives it also gives sold, visitors"),
        ("part-of-whole", {}, "have the option count"),
        ("retelling", {}, "have the option claim"),
        ("retelling", {"claim": "visitors/gild"}, "did you mean 'visitors/guild'?"),
        ("retelling", {"claim": "visitors/guild, visitors/may"}, "each figure has a way of its own"),
        ("said-and-printed", {}, "have the option claims"),
        ("said-and-printed", {"claims": "visitors/guild"}, "a figure that was printed of another"),
        ("said-and-printed", {"claims": "visitors/slap"}, "did you mean 'visitors/slip'?"),
        ("said-and-printed", {"claims": ["visitors/slip", "hens/guild"]}, "never share an axis"),
        ("spread", {"count": "gees"}, "did you mean 'geese'?"),
    ],
)
def test_refuses_with_the_reason(book: Factbook, chart: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(ChartRefused) as refused:
        draw(chart, book, options, "Headline")
    assert words in str(refused.value)


def test_a_figure_is_followed_to_its_misreports(book: Factbook) -> None:
    data = retelling.prepare(book, {"claim": "visitors/guild"}).data
    assert data.origin.ref == "visitors/guild" and [relay.ref for relay in data.relays] == ["quill"]
    stations = {heading: [(node.ref, node.look, node.agency[0]) for node in nodes] for heading, nodes in data.blocks}
    assert stations == {
        retelling.HEADINGS[0]: [("herald-1", "same", ""), ("herald-2", "reworded", "wire")],
        retelling.HEADINGS[1]: [("visitors/about", "reworded", "")],
        retelling.HEADINGS[2]: [
            ("visitors/slip", "changed", ""),
            ("visitors/worse", "changed", ""),
            ("children/garbled", "changed", "wire"),
        ],
    }
    notes = {node.ref: node.notes for _, nodes in data.blocks for node in nodes}
    assert notes["children/garbled"] == ("4,000", "as “Children”", "no claimant named")
    assert "after Herald’s 40,000" in notes["visitors/worse"]


def test_claims_that_rest_on_a_figure_are_followed_too(book: Factbook) -> None:
    prepared = retelling.prepare(book, {"claim": "hens/guild"})
    nodes = dict(prepared.data.blocks)[retelling.HEADINGS[4]]
    assert [(node.ref, node.look, node.agency[0], node.notes) for node in nodes] == [
        ("hens/herald", "based", "", ("28", "as a figure of Herald")),
        ("hens/council", "based", "wire", ("14", "as a figure of Council")),
    ]
    assert "Repeated, or worked out from it: Herald: 28, as a figure of Herald" in prepared.summary


def test_a_misreport_is_shown_with_the_claim_at_its_beginning(book: Factbook) -> None:
    assert retelling.prepare(book, {"claim": "visitors/worse"}) == retelling.prepare(book, {"claim": "visitors/guild"})


def test_the_spread_is_of_months_with_several_standing_claims(book: Factbook) -> None:
    prepared = spread.prepare(book, {"count": "visitors"})
    [june] = prepared.data.months
    assert (june.name, [mark.fields["ref"] for mark in june.marks]) == (
        "Jun 2025",
        ["visitors/council", "visitors/about", "visitors/guild"],
    )
    assert june.ends == (3000, 4000) and june.words[0] == "at least 3,000 · Council"
    drawn = {row.ref for row in prepared.rows if row.cells[1] != "not drawn"}
    assert drawn == {mark.fields["ref"] for mark in june.marks}
    assert {row.ref for row in prepared.rows} == {ref for ref in book.claims if ref.startswith("visitors/")}
    left = sum(int(number) for number in re.findall(r"(\d+) (?!months?)\w+", prepared.data.not_drawn))
    assert left == len(prepared.rows) - len(drawn) > 2, prepared.data.not_drawn


def test_a_spread_is_never_called_a_confidence_interval(book: Factbook) -> None:
    drawing = draw("spread", book, {"count": "visitors"}, "Headline")
    for svg in (drawing.svg_wide, drawing.svg_narrow):
        assert "spread of the claims" in svg and "confidence" not in svg and "margin of error" not in svg


def test_a_count_without_claims_has_no_spread(book: Factbook) -> None:
    assert draw("spread", book, {"count": "geese"}, "Headline").rows == ()


def test_months_stand_in_columns_and_long_gaps_are_left_out() -> None:
    spans = [(0, 0), (1, 1), (4, 4), (40, 41)]
    columns = MonthColumns.of(spans, 200, 10)
    assert columns.step == 1
    assert columns.firsts == (0, 1, 2, 3, 4, None, 40, 41), "two blank months are drawn, more are not"
    assert columns.width * len(columns.firsts) <= 200
    assert columns.span((1, 40)) == (1, 6)


@pytest.mark.parametrize(("years", "step"), [(1, 1), (4, 3), (15, 12), (60, 60), (130, 120), (900, 1200)])
def test_the_longer_the_time_the_wider_its_columns(years: int, step: int) -> None:
    spans = [(month, month) for month in range(24000, 24000 + 12 * years, 2)]
    columns = MonthColumns.of(spans, 200, 10)
    assert columns.step == step and columns.width >= 10
    assert len(columns.firsts) * columns.width <= 200.001
    assert all(columns.span(span)[0] == columns.span(span)[1] for span in spans)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5)), max_size=40), st.integers(1, 3))
def test_no_two_events_share_a_place(lengths: list[tuple[int, int]], slots: int) -> None:
    spans = [(first, first + more) for first, more in lengths]
    taken = []
    for (first, last), (row, slot) in zip(spans, stack(spans, slots), strict=True):
        assert slot < slots and (slot == 0 or first == last)
        whole = range(first * slots, (last + 1) * slots)
        taken += [(row, place) for place in (whole if last > first else [whole[slot]])]
    assert len(taken) == len(set(taken))


def test_a_timeline_of_many_events_prints_its_milestones_and_draws_all() -> None:
    book = load_story(grown())
    milestones = [plain_prose(book, event.title) for event in book.of(Event).values() if event.rank == "milestone"]
    assert len(milestones) == 3
    drawing = draw("timeline", book, {}, "Headline", link="#{}".format)
    for svg in (drawing.svg_wide, drawing.svg_narrow):
        root = ET.fromstring(svg)
        words = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
        assert all(title in words for title in milestones)
        links = {link.get("href") for link in root.iter("{http://www.w3.org/2000/svg}a")}
        assert links == {f"#{row.ref}" for row in drawing.rows}
