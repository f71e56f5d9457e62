"""Picture files: their sizes, and smaller copies of them as WebP.

Threat (SECURITY.md): pictures that fill the memory. Pillow reads a file's size from its head, and a large one is refused
before it is unpacked.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import Final

from .files import open_regular

MAX_PIXELS: Final = 60_000_000
MAX_BYTES: Final = 30_000_000
MIN_WIDTH: Final = 320
WIDTHS: Final = (360, 720, 1440)
"""Widths of the copies in pixels: of a phone, of the page's column, and of the column on a screen with two pixels for each."""
QUALITY: Final = 78
"""Quality of WebP: what more adds is not seen beside text."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_TURNED: Final = (5, 6, 7, 8)
"""Values of the EXIF orientation with which a picture lies on its side."""
_ORIENTATION: Final = 0x0112


class BadPicture(Exception):
    """A file that is no picture to print; the message completes "must …"."""


def size_of(path: Path) -> tuple[int, int]:
    """Return a picture's width and height as it is seen. Raises :class:`BadPicture`, and :class:`OSError` for no regular file."""
    with open_regular(path) as file:
        data = file.read(MAX_BYTES + 1)
    from PIL import Image, UnidentifiedImageError  # which takes a while, and most stories have no pictures

    if len(data) > MAX_BYTES:
        raise BadPicture(f"be at most {MAX_BYTES // 1_000_000} MB, found more")
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=_FORMATS) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise BadPicture(f"have at most {MAX_PIXELS // 1_000_000} million pixels, found {width} × {height}")
            if picture.getexif().get(_ORIENTATION) in _TURNED:
                width, height = height, width
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise BadPicture("be a picture in JPEG, PNG or WebP, found a file that cannot be read as one") from error
    if width < MIN_WIDTH:
        raise BadPicture(f"be at least {MIN_WIDTH} pixels wide, found {width}")
    return width, height


def widths_for(width: int) -> tuple[int, ...]:
    """Return the widths of the copies of a picture: none is larger than itself."""
    return (*(each for each in WIDTHS if each < width), *((width,) if width <= WIDTHS[-1] else ()))


def copy_of(data: bytes, width: int) -> bytes:
    """Return a picture of that width as WebP, upright, without the place and the camera in its metadata."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings(), Image.open(BytesIO(data), formats=_FORMATS) as opened:
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        upright = ImageOps.exif_transpose(opened)
        picture = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    height = max(1, round(picture.height * width / picture.width))
    out = BytesIO()
    small = picture.resize((width, height), Image.Resampling.LANCZOS) if width != picture.width else picture
    small.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"")
    return out.getvalue()
