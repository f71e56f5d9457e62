"""Pictures for languages from right to left: a reflection that keeps every distance, and words that run the other way."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from arabic import CHARTS, built_arabic
from factbook.charts.mirrored import mirrored, reflected, with_geography
from factbook.values.cldr import formats_in
from factbook.values.formats import commas, gettext, written_in
from factbook.values.messages import right_to_left, script_words

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">{}</svg>'
HALF = "M0,-5A5,5,0,0,1,0,5ZM1.5,2h3v4l-1,1"


@pytest.mark.parametrize(
    ("drawn", "reflection"),
    [
        ('<path transform="translate(10,20)" d="M1,2L3,4Z"/>', '<path transform="translate(-10,20)" d="M-1,2L-3,4Z"/>'),
        (f'<path d="{HALF}"/>', '<path d="M0,-5A5,5,0,0,0,0,5ZM-1.5,2h-3v4l1,1"/>'),
        ('<path d="M0,0C1,2,3,4,5,6Q1,1,2,2"/>', '<path d="M0,0C-1,2,-3,4,-5,6Q-1,1,-2,2"/>'),
        ('<rect x="10" y="5" width="30" height="4"/>', '<rect x="-40" y="5" width="30" height="4"/>'),
        ('<line x1="1" x2="9" y1="2" y2="3"/>', '<line x1="-1" x2="-9" y1="2" y2="3"/>'),
        (
            '<text transform="translate(5,6) rotate(-60)" text-anchor="end">a</text>',
            '<text transform="translate(-5,6) rotate(60)" text-anchor="end">a</text>',
        ),
    ],
)
def test_each_shape_is_reflected(drawn: str, reflection: str) -> None:
    inner = f'<g transform="translate(100,0)" direction="rtl">{reflection}</g>'
    once = mirrored(DRAWN.format(drawn))
    assert ET.canonicalize(once) == ET.canonicalize(DRAWN.format(inner))
    twice = ET.fromstring(mirrored(once))
    assert ET.canonicalize(ET.tostring(twice[0][0][0], encoding="unicode")) == ET.canonicalize(
        drawn.replace(" ", ' xmlns="http://www.w3.org/2000/svg" ', 1)
    )
    assert (
        reflected(drawn, 100)
        .replace(' xmlns="http://www.w3.org/2000/svg"', "")
        .startswith('<g transform="translate(100,0)"')
    )


def test_a_map_stays_and_its_key_is_mirrored() -> None:
    layers = '<g class="mark-text role-mark"><text transform="translate(9,1)">{}</text></g>'
    svg = with_geography(DRAWN.format(layers.format("east") + layers.format("key")), 1)
    assert re.findall(r"<text[^>]*>[^<]*", svg) == [
        '<text transform="translate(9,1)">\u2068east\u2069', '<text transform="translate(-9,1)">key',
    ]  # fmt: skip


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_a_direction(chart: str) -> None:
    options = next(path for path in (built_arabic() / "charts/story/charts").iterdir() if path.name.startswith(chart))
    directions = re.findall(r'direction="(\w+)"', (options / "chart.svg").read_text(encoding="utf-8"))
    assert set(directions) == ({"ltr", "rtl"} if chart == "map" else {"rtl"}), "the title and the foot, too"
    assert '<html lang="ar" dir="rtl">' in (options / "embed/index.html").read_text(encoding="utf-8")


def test_a_name_in_a_sentence_moves_nothing_around_it() -> None:
    with written_in(formats_in("ar", "ar")):
        assert "\u2068Guild\u2069" in gettext("Left out: %(why)s.", why="Guild")
        listed = commas(["Guild", "Herald"])
        assert f"\u2067{listed}\u2069" in gettext("Left out: %(why)s.", why=listed), "a list goes on to the left"
    with written_in(formats_in("de", "de")):
        assert "\u2068" not in gettext("Left out: %(why)s.", why="Guild")


def test_directions_of_languages() -> None:
    languages = ("ar", "he", "fa", "ur", "en", "en-GB", "de", "ko", "xx", "pt-BR")
    assert [language for language in languages if right_to_left(language)] == ["ar", "he", "fa", "ur"]


def test_words_of_a_script_have_the_plurals_of_the_language() -> None:
    said = str(script_words(formats_in("ar", "ar").messages, "forms.js"))
    assert all(f'"{category}":' in said for category in ("zero", "one", "two", "few", "many", "other"))
    assert script_words(formats_in("en_GB", "en").messages, "forms.js") == ""
