"""PNG with as few bits as a picture's colours need."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Final

from PIL import Image

COLOURS: Final = 256
"""So many hold in a PNG's palette."""
STEP: Final = 4
"""Pillow finds the nearest colour of a palette for the least of so many values of a channel, then takes it for all of them."""
EFFORT: Final = 3
"""Of the compression: a step more costs twice the time for a sixth of the bytes, and no page loads them."""
_MANY: Final = 4096
"""So many colours are counted in a moment; a picture of more, such as a photograph, takes longer."""
_OPAQUE: Final = 255


def indexed(picture: bytes) -> bytes:
    """The same PNG with a palette: a fifth of the bytes for words on flat paper.

    Colours that lie together in a box of :data:`STEP` values of red, green and blue become the one of them that most
    pixels have. So paper keeps its colour, as does nearly all that is drawn flat; edges, and what little else shares
    its box, are off by 3 of 255 at most. Where these boxes are more than a palette holds they are made wider, and
    colours are off by their width less 1 at most. A picture that is not opaque is given back as it is.
    """
    with Image.open(BytesIO(picture)) as opened:
        pixels = opened if opened.mode == "RGBA" else opened.convert("RGBA")
        pixels.load()
    found = pixels.getcolors(_MANY) or pixels.getcolors(pixels.width * pixels.height) or []
    colours = sorted((many, colour) for many, colour in found if isinstance(colour, tuple))  # as it is in RGBA
    if any(colour[3] != _OPAQUE for _, colour in colours):
        return picture
    for width in count(STEP):
        boxes = {tuple(value // width for value in colour[:3]): colour[:3] for _, colour in colours}
        if len(boxes) <= COLOURS:
            break
    corners = Image.new("P", (1, 1))
    corners.putpalette([STEP * part for box in boxes for part in box])
    boxed = pixels.convert("RGB")
    if width != STEP:
        boxed = boxed.point([value // width * STEP for value in range(256)] * 3)
    small = boxed.quantize(palette=corners, dither=Image.Dither.NONE)
    small.putpalette([value for colour in boxes.values() for value in colour])
    out = BytesIO()
    small.save(out, "PNG", compress_level=EFFORT)
    return out.getvalue()
