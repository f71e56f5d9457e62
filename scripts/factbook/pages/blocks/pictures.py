"""Pictures by others, with alternative text, caption and credit, in the widths that screens need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final

from ...exports import File
from ...kinds import Picture
from ...pictures import BadPicture, size_of, widths_for
from ...prose import refs_in
from ..links import url_of
from ..writer import Writer
from .registry import block_function, known_fact

FOLDER: Final = "pictures"
"""Folder of the copies below the site's root."""
COLUMN: Final = 720
"""Width of a page's column in pixels."""


@block_function
def picture(writer: Writer, ref: str) -> Mapping[str, Any] | None:
    """``picture("kites")``: a photograph or drawing with its caption, credit and licence."""
    fact = known_fact(writer, Picture, ref)
    path = writer.book.root / "docs" / PurePosixPath(fact.file)
    try:
        width, height = size_of(path)
    except (BadPicture, OSError):
        return None  # the check tells
    copies = []
    for each in widths_for(width):
        name = f"{FOLDER}/{url_of(writer.path)}{fact.id}-{each}.webp"
        copies.append((each, name))
        if not any(file.path == name for file in writer.files):
            writer.files.append(File(name, partial(writer.story.renderer.copy, path, each)))
    writer.prints(fact.ref)
    for named in (*refs_in(fact.alt), *refs_in(fact.caption or "")):
        writer.prints(named)
    shown = copies[-1] if width <= COLUMN else next(each for each in copies if each[0] >= COLUMN)
    first = not any(part.html.startswith('<figure class="picture"') for part in writer.parts if hasattr(part, "html"))
    return {"picture": fact, "copies": copies, "shown": shown, "width": width, "height": height, "first": first}
