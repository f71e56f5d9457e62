"""What is drawn: a picture of one layer, and palettes with few bits and hardly a colour changed."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from io import BytesIO

import altair
import pytest
import vl_convert
from factbook.charts import CHARTS, LIGHT, draw, placed
from factbook.charts.layers import Frame
from factbook.charts.png import BOX, PALETTE_SIZE, outlined, with_palette
from factbook.charts.registry import Prepared
from factbook.charts.theme import FONT, INK, MUTED, PAPER, Size
from factbook.charts.vega import spec_of, svg_of
from factbook.loading import load
from PIL import Image
from support import SECOND

Pixel = tuple[int, int, int]


def pixels(png: bytes) -> list[Pixel]:
    with Image.open(BytesIO(png)) as picture:
        flat = picture.convert("RGB").tobytes()
    return [*zip(*[iter(flat)] * 3, strict=True)]


def off(was: list[Pixel], now: list[Pixel]) -> int:
    """The most that any channel of any pixel changed by."""
    return max(abs(a - b) for one, other in {*zip(was, now, strict=True)} for a, b in zip(one, other, strict=True))


def png(colours: list[Pixel], width: int = 100) -> bytes:
    """A picture of so many pixels, as the renderer writes one: with a channel for what shines through."""
    picture, out = Image.new("RGB", (width, len(colours) // width)), BytesIO()
    picture.frombytes(bytes(value for colour in colours for value in colour))
    picture.convert("RGBA").save(out, "PNG")
    return out.getvalue()


def words(*colours: str) -> bytes:
    """A strip and a line of words in each colour, on paper."""
    drawn = "".join(
        f'<rect y="{40 * at}" width="40" height="9" fill="{colour}"/>'
        f'<text x="50" y="{40 * at + 30}" font-size="24" fill="{colour}">Quick brown foxes</text>'
        for at, colour in enumerate(colours)
    )
    across, down = 300, 40 * len(colours)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" font-family="{FONT}">'
        f'<rect width="{across}" height="{down}" fill="{PAPER}"/>{drawn}</svg>'
    )
    return bytes(vl_convert.svg_to_png(outlined(svg), scale=2))


def rgb(colour: str) -> Pixel:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:], 16)


def test_a_picture_of_one_layer_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def word(data: object, size: Size) -> altair.LayerChart:
        kite = placed.rows_of("word").encode(x=placed.constant("XValue", 9), y=placed.constant("YValue", 9))
        return placed.framed([placed.words(kite)], {"word": [placed.word("kite", 0, 0)]}, Frame(40, 20))

    monkeypatch.setitem(CHARTS, "word", dataclasses.replace(CHARTS["map"], picture=word))
    assert ">kite</text>" in svg_of(spec_of("word", Prepared(None, "", (), ()), "wide"))


@pytest.mark.parametrize(("colours", "most"), [((INK,), 3), ((INK, MUTED), 3), (tuple(LIGHT.values()), 15)])
def test_paper_and_what_is_flat_keep_their_colours_and_edges_of_words_nearly(
    colours: tuple[str, ...], most: int
) -> None:
    full = words(*colours)
    was, now = pixels(full), pixels(with_palette(full))
    assert 0 < off(was, now) <= most
    for colour in {rgb(colour) for colour in colours}:
        assert {after for before, after in zip(was, now, strict=True) if before == colour} == {colour}
    assert len(with_palette(full)) < len(full) / 3
    assert with_palette(full) == with_palette(full)


@pytest.mark.parametrize("name", ["claims", "timeline"])
def test_colours_of_a_chart_are_off_by_three_at_most(name: str) -> None:
    book = load(SECOND)
    drawing = draw(name, book, {"count": "visitors"} if "count" in CHARTS[name].options else {}, "")
    paper = f'<rect width="2000" height="2000" fill="{PAPER}"/>'
    full = vl_convert.svg_to_png(outlined(drawing.svg_wide.replace("<title", f"{paper}<title", 1)), scale=2)
    was, now = pixels(full), pixels(with_palette(full))
    assert off(was, now) < BOX
    assert now[0] == rgb(PAPER)


@pytest.mark.parametrize("levels", [(0, 3, 7, 128, 255), (0, 1, 2, 3, 4, 5)])
def test_of_the_colours_in_a_box_the_one_of_most_pixels_stays(levels: tuple[int, ...]) -> None:
    chance = random.Random(7)
    was: list[Pixel] = [(chance.choice(levels), chance.choice(levels), chance.choice(levels)) for _ in range(20_000)]
    now = pixels(with_palette(png(was)))
    assert off(was, now) < BOX
    boxes: dict[Pixel, Counter[Pixel]] = {}
    for red, green, blue in was:
        boxes.setdefault((red // BOX, green // BOX, blue // BOX), Counter())[red, green, blue] += 1
    most = {max(box, key=lambda colour: (box[colour], colour)) for box in boxes.values()}
    assert {*now} == most


def test_of_more_colours_than_a_palette_holds_boxes_are_as_wide_as_needed() -> None:
    was: list[Pixel] = [(red, green, 0) for red in range(100) for green in range(100)]
    now = pixels(with_palette(png(was)))
    assert BOX < 7 == next(width for width in range(1, 99) if (-(-100 // width)) ** 2 <= PALETTE_SIZE)
    assert off(was, now) < 7 and len({*now}) <= PALETTE_SIZE


def test_a_picture_that_is_not_opaque_is_given_back() -> None:
    clear = vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert with_palette(clear) == clear
