"""Every chart on every story: in a real browser, at all widths, light and dark; and its table beside it.

The browser tells what is clipped, covered, overlapping, too small or too pale (see chart_faults.js). What the
pictures say is held against the tables in Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from factbook.browser import CHART_FAULTS
from factbook.charts import CHARTS
from factbook.views.standing import WORDS
from gallery import OWN, Picture, page, pictures
from playwright.sync_api import Browser, Dialog, Page

WIDTHS = {320: ".chart-narrow", 390: ".chart-narrow", 672: ".chart-wide", 1280: ".chart-wide"}
"""Pages in CSS pixels, and the drawing that each shows: phones from the smallest, the narrowest page of a wide drawing, a desk."""
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
NOT_DRAWN = re.compile(r"no|not drawn|no position|.* \(not on this base map\)")
"""What a row says that has no mark."""
UNNAMED = {"number-line"}
"""A strip of some millimetres that shows where the numbers lie; who gives them stands in the card that it is part of."""
LEFT_OUT = re.compile(
    rf"\d+ (?={'|'.join(word for words in WORDS.values() for word in (*(each.split()[1] for each in words), 'is', 'are'))})\b"
)
"""How many claims a picture leaves out for one reason."""
PLAIN = {name for name, kind in CHARTS.items() if "series" in kind.options}
"""Charts of series: an axis of numbers, and no mark for a fact; what they draw is their rows, by Altair."""
COUNTED = re.compile(
    r"-?[\d,.]+(?: (?:m|b|tr)illion)?|\d{1,2} [A-Z][a-z]{2} \d{4}|\d+ claims?|[\d,]+ k?m|.*\d+ more .*|.*\d+ more"
)
"""Words of a picture that are no claim: ticks, days and years, how many there are, kilometres."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    """The pictures, but those that are refused."""
    return [picture for picture in pictures(tmp_path_factory.mktemp("drawn")) if picture.drawing]


@pytest.fixture(scope="module")
def gallery(
    browser: Browser, drawn: list[Picture], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str]]]:
    """The gallery, open in Chromium, and what scripts, if any ran, had to say."""
    path: Path = page(tmp_path_factory.mktemp("gallery"), drawn)
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.on("dialog", dismiss)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(path.as_uri())
    yield tab, said
    tab.close()


def test_every_chart_is_there(gallery: tuple[Page, list[str]]) -> None:
    tab, _ = gallery
    assert tab.locator("section svg").count() > 100
    assert tab.locator("section[data-name^='grown timeline'] svg").count() == 2
    assert tab.locator("section[data-name^='own '] svg").count() >= 6


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("width", WIDTHS)
def test_everything_can_be_seen_and_read(gallery: tuple[Page, list[str]], width: int, scheme: str) -> None:
    tab, _ = gallery
    tab.set_viewport_size({"width": width, "height": 900})
    if tab.evaluate("document.body.dataset.mdColorScheme") != scheme:
        tab.get_by_role("button", name="Light or dark").click()
    tab.evaluate("document.fonts.ready")
    assert tab.evaluate("document.fonts.check('600 13px \"Factbook Sans\"')")
    assert tab.locator("section svg").locator("visible=true").count() == tab.locator(f"{WIDTHS[width]} svg").count()
    assert tab.evaluate(CHART_FAULTS) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_readers_spacing_of_letters_breaks_no_label(gallery: tuple[Page, list[str]]) -> None:
    """WCAG 2.2, 1.4.12: set as a bookmarklet does."""
    lengths = (
        "[...document.querySelectorAll('section svg text')].slice(0, 200).map((text) => text.getComputedTextLength())"
    )
    tab, _ = gallery
    before = tab.evaluate(lengths)
    style = tab.add_style_tag(content="* { letter-spacing: .12em !important; word-spacing: .16em !important }")
    assert tab.evaluate(lengths) == before
    style.evaluate("(style) => style.remove()")


FLAWED = """<svg viewBox="0 0 300 100" width="300" height="100">
  <a href="#pale"><title>a pale mark</title><path d="M0,0h20v20H0Z" fill="#ddd"/></a>
  <a href="#old"><title>an old mark (superseded)</title><path d="M0,0h20v20H0Z" fill="#aaa"/></a>
  <a href="#dim"><title>a dim mark</title><path d="M30,0h20v20H30Z" fill="#000" opacity=".2"/></a>
  <path d="M100,0h60v30H100Z" fill="#333"/><text x="105" y="20" font-size="13" fill="#222">on dark</text>
  <text x="10" y="60" font-size="13" fill="#222">one thing</text><text x="30" y="62" font-size="13" fill="#222">another</text>
  <text x="200" y="60" font-size="13" fill="#bbb">pale words</text><text x="10" y="90" font-size="9" fill="#222">small</text>
  <text x="270" y="90" font-size="13" fill="#222">cut off here</text>
  <text x="200" y="20" font-size="13" fill="#222">hidden</text><path d="M190,0h60v30H190Z" fill="#333"/>
  <text x="110" y="60" font-size="13" fill="#222">struck</text><line x1="130" x2="130" y1="40" y2="80" stroke="#777"/>
</svg>"""


def test_the_measure_finds_each_flaw(gallery: tuple[Page, list[str]]) -> None:
    browser = gallery[0].context.browser
    assert browser
    tab = browser.new_page()
    tab.set_content(
        "<style>body{margin:0;background:#fff;--chart-paper:#fff;--chart-grid:#e3e6ea;font-family:sans-serif}</style>"
        f'<section class="chart" data-name="flawed">{FLAWED}</section>'
    )
    found = [line.removeprefix("flawed: ") for line in tab.evaluate(CHART_FAULTS)]
    assert [re.sub(r"[\d.]+", "N", line) for line in found] == [
        "contrast of N: on dark",
        "contrast of N: pale words",
        "N px small: small",
        "clipped by N px: cut off here",
        "covered by a mark: hidden",
        "crossed by a line: struck",
        "overlap NxN: one thing / another",
        "mark with a contrast of N: a pale mark",
        "mark with a contrast of N: an old mark (superseded)",
        "mark with a contrast of N: a dim mark",
    ]


def test_no_name_runs_as_a_script(gallery: tuple[Page, list[str]]) -> None:
    tab, said = gallery
    assert tab.locator("section script").count() == 0
    assert said == []


def test_the_table_has_what_is_drawn_and_says_what_is_not(drawn: list[Picture]) -> None:
    facts = [picture for picture in drawn if picture.chart not in PLAIN and picture.story != OWN]
    assert 60 < len(facts) < len(drawn)
    wrong = [
        f"{picture.name}: {line}" for picture in facts for svg in _svgs(picture) for line in _compared(picture, svg)
    ]
    assert wrong == []


def test_numbers_of_a_picture_stand_in_its_table(drawn: list[Picture]) -> None:
    wrong = [
        f"{picture.name}: {line}"
        for picture in drawn
        for svg in _svgs(picture)
        for line in _unfounded(picture, svg)
        if picture.story != OWN  # whose axes write days and thousands in their own way
    ]
    assert wrong == []


def test_nobody_is_told_by_colour_alone(drawn: list[Picture]) -> None:
    """In grey print sides look alike, so where a picture has several, each mark's claimant is named in its words."""
    several = [
        picture
        for picture in drawn
        if picture.chart not in UNNAMED | PLAIN
        for svg in _svgs(picture)
        if len(_sides(svg)) > 1
    ]
    assert {picture.chart for picture in several} > {
        "claims",
        "over-time",
        "spread",
        "people-and-events",
        "part-of-whole",
    }
    wrong = [
        f"{picture.name}: {line}" for picture in several for svg in _svgs(picture) for line in _unnamed(picture, svg)
    ]
    assert wrong == []


def _svgs(picture: Picture) -> list[ET.Element]:
    assert picture.drawing
    return [ET.fromstring(svg) for svg in (picture.drawing.svg_wide, picture.drawing.svg_narrow)]


def _links(svg: ET.Element) -> dict[str, ET.Element]:
    return {link.get("href", "").removeprefix("#"): link for link in svg.iter(f"{SVG}a")}


def _words(element: ET.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def _compared(picture: Picture, svg: ET.Element) -> Iterator[str]:
    """Marks without a row, marks that say something else than their row, and rows without a mark or a word about it."""
    assert picture.drawing
    rows = {row.ref: row for row in picture.drawing.rows if row.ref}
    links = _links(svg)
    for ref, link in links.items():
        if ref not in rows:
            yield f"{ref} has a mark and no row"
        elif link.findtext(f"{SVG}title") != rows[ref].tip:
            yield f"{ref} has the tip {link.findtext(f'{SVG}title')!r}, its row {rows[ref].tip!r}"
    words = " ".join(_words(svg))
    left = [row for ref, row in rows.items() if ref not in links]
    unsaid = [row for row in left if not any(NOT_DRAWN.fullmatch(cell) for cell in row.cells)]
    if unsaid and picture.chart == "map":
        beyond = words.partition("Beyond this map: ")[2]
        unsaid = [row for row in unsaid if row.cells[0] not in beyond]
    elif unsaid and picture.chart == "people-and-events":
        said = re.search(r"(\d+) more events? in the table", words)
        unsaid = [] if said and int(said[1]) == len(unsaid) else unsaid
    elif unsaid and picture.chart == "who-says-what":
        shown = (
            {(row.cells[0]) for ref, row in rows.items() if ref in links},
            {(row.cells[1]) for ref, row in rows.items() if ref in links},
        )
        elsewhere = [row for row in unsaid if row.cells[0] not in shown[0] or row.cells[1] not in shown[1]]
        unsaid = [
            row for row in unsaid if row not in elsewhere
        ]  # further words of a cell, which has the number of them
        if elsewhere and not re.search(r"\d+ more (counts?|claimants?) .*in the table", words):
            yield f"{len(elsewhere)} rows have neither a mark nor a word about it"
        if len(unsaid) == sum(int(number) for number in re.findall(r"(\d+) more in the\b", words)):
            unsaid = []
    yield from (f"{row.ref} has a row and neither a mark nor a word about it" for row in unsaid)


def _unfounded(picture: Picture, svg: ET.Element) -> Iterator[str]:
    """Numbers in the words of a mark that are not in its row, and in other words that are nowhere in the table."""
    assert picture.drawing
    rows = {row.ref: set(NUMBER.findall(" ".join(row.cells))) for row in picture.drawing.rows if row.ref}
    linked: set[str] = set()
    for ref, link in _links(svg).items():
        linked.update(_words(link))
        for number in set(NUMBER.findall(" ".join(_words(link)))) - rows.get(ref, set()):
            yield f"{number} stands at {ref}, and not in its row"
    known = {number for row in picture.drawing.rows for number in NUMBER.findall(" ".join(row.cells))}
    others = [words for words in _words(svg) if words not in linked and not COUNTED.fullmatch(words)]
    if picture.chart == "spread":  # says in several lines how many are not drawn, and why
        others = [LEFT_OUT.sub("", " ".join(others))]
    for words in others:
        for number in set(NUMBER.findall(words)) - known:
            yield f"{number} of {words!r} is not in the table"


def _sides(element: ET.Element) -> set[str]:
    """The colours of sides that are drawn in an element."""
    return set(re.findall(r"--chart-\d+", ET.tostring(element, encoding="unicode")))


def _unnamed(picture: Picture, svg: ET.Element) -> Iterator[str]:
    """The marks in a side's colour whose claimant, or one of whose people, is not in the words; a name may be cut short."""
    assert picture.drawing
    who = next(at for at, column in enumerate(picture.drawing.columns) if column in ("Claimant", "Who"))
    names = {row.ref: row.cells[who] for row in picture.drawing.rows}
    words = _words(svg)
    if any(re.search(r"· .* and \d+ more$|^\d+ more between$", text) for text in words):
        return  # many with one number, or many numbers in a month: the picture says how many are in the table alone
    for ref, link in _links(svg).items():
        if _sides(link):
            people = [part.partition(" (")[0] for part in names[ref].split(", ")]
            beginnings = [re.compile(rf"(^|[ ·]){re.escape(name[:4])}") for name in people]
            if not any(beginning.search(text) for beginning in beginnings for text in words):
                yield f"{ref} of {names[ref]}"
