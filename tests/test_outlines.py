"""Words as shapes: the table is whole, and a text is painted as the renderer paints it with the font."""

from __future__ import annotations

import json
import re
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from factbook.charts.png import Undrawable, line_path, outlined, png_of
from factbook.charts.text_metrics import FONT_FOLDER, Weight, width
from PIL import Image

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="60" font-family="Factbook Sans" font-size="40"><rect width="400" height="60" fill="#2e91f2"/>{}</svg>'
TABLE = json.loads((FONT_FOLDER / "outlines.json").read_text(encoding="utf-8"))
ADVANCES = json.loads((FONT_FOLDER / "advances.json").read_text(encoding="utf-8"))
WEIGHTS: tuple[Weight, Weight] = ("regular", "semibold")


def path(text: str) -> dict[str, str]:
    """What becomes of a text, by attribute."""
    [drawn] = [
        element for element in ET.fromstring(outlined(ROOT.format(text))).iter() if element.tag.endswith("}path")
    ]
    return drawn.attrib


def inked(text: str) -> tuple[int, int, int, int]:
    """Where the picture of a text is dark: left, top, right and bottom in pixels."""
    with Image.open(BytesIO(png_of(ROOT.format(text), 1))) as picture:
        box = picture.convert("L").point([255 * (level < 64) for level in range(256)]).getbbox()
    assert box
    return box


def dark(text: str) -> int:
    """How many pixels of a text are wholly in the ink's colour."""
    with Image.open(BytesIO(png_of(ROOT.format(text), 1))) as picture:
        return sum(picture.convert("L").histogram()[:4])


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_tables_have_the_same_letters_and_each_ends_where_it_begins(weight: Weight) -> None:
    outlines = TABLE[weight]["outlines"]
    assert outlines.keys() == ADVANCES[weight].keys() == ADVANCES["regular"].keys()
    for letter, data in outlines.items():
        at = start = (0, 0)
        for command, text in re.findall(r"([mlqz])([-\d ]*)", data):
            numbers = [int(number) for number in re.findall(r"-?\d+", text)]
            at = start if command == "z" else (at[0] + numbers[-2], at[1] + numbers[-1])
            start = at if command == "m" else start
        assert at == (0, 0), letter
        assert "".join(re.findall(r"[mlqz][-\d ]*", data)) == data, letter
    assert [letter for letter, data in outlines.items() if not data] == [" ", "\u00a0"]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_pairs_are_kerned(weight: Weight) -> None:
    def kerned(words: str) -> float:
        return line_path(words, weight)[1] - width(words, 1000, weight)

    assert kerned("AV") < -10 and kerned("To") < -40 and kerned("Ту") < 0 and kerned("nn") == 0
    assert kerned("AVA") == kerned("AV") + kerned("VA")


def test_no_text_reaches_the_renderer_and_each_is_painted_as_it_was() -> None:
    inherited = (
        '<g font-weight="600" text-anchor="end"><text x="90" y="40" fill="#111" font-size="20px">A &lt;\n b</text></g>'
    )
    shape, length = line_path("A < b", "semibold")
    assert path(inherited) == {
        "fill": "#111", "transform": "translate(90,40) scale(0.02,-0.02)", "stroke-width": "50", "d": f"M{-length} 0{shape}",
    }  # fmt: skip
    turned = '<text transform="rotate(30)" stroke="#fff" stroke-width="3" paint-order="stroke">A</text>'
    assert path(turned) == {
        "stroke": "#fff", "paint-order": "stroke", "transform": "rotate(30) translate(0,0) scale(0.04,-0.04)",
        "stroke-width": "75", "d": f"M0 0{line_path('A', 'regular')[0]}",
    }  # fmt: skip
    assert "<text" not in outlined(ROOT.format(inherited))


def test_letters_stand_where_the_text_has_them() -> None:
    """An ``l`` of 40 pixels is 20 to 29 pixels high and a twelfth of that wide, with white on both sides."""
    begun, middle, ended = (
        inked(f'<text x="200" y="50" text-anchor="{anchor}">l</text>') for anchor in ("start", "middle", "end")
    )
    room = width("l", 40)
    assert begun[3] == 50 and 200 < begun[0] < begun[2] < 200 + room
    assert middle[0] == pytest.approx(begun[0] - room / 2, abs=1) and ended[0] == pytest.approx(begun[0] - room, abs=1)


def test_an_edge_in_the_colour_of_paper_covers_no_letter() -> None:
    plain = '<text x="9" y="45">AVAVA minimum</text>'
    edged = plain.replace("<text", '<text stroke="#fff" stroke-width="6" stroke-linejoin="round" paint-order="stroke"')
    assert dark(edged) == pytest.approx(dark(plain), rel=0.01)
    assert dark(edged.replace(' paint-order="stroke"', "")) < dark(plain) / 2


def test_a_letter_that_no_font_has_is_never_a_box() -> None:
    with pytest.raises(Undrawable, match="no font has '연'"):
        outlined(ROOT.format("<text>a연</text>"))


@pytest.mark.parametrize(
    ("words", "same"),
    [("cafe\u0301", "café"), ("soft\u00adhyphen", "softhyphen"), ("10\u202f000", "10 000"), ("x\u0489", "x")],
)
def test_marks_and_spaces_are_no_boxes(words: str, same: str) -> None:
    assert line_path(words, "regular") == line_path(same, "regular")
