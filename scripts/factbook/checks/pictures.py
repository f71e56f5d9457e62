"""Checks of pictures: their files, and where they were found."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..files import files_below
from ..kinds import Picture
from ..pictures import BadPicture, size_of
from ..problems import Problem, nearest, quote
from .registry import Finding, check


@check("picture-file")
def files_are_pictures(book: Factbook) -> Iterator[Finding]:
    """A picture's file is in docs, and is a picture that can be printed: JPEG, PNG, WebP, wide enough, and of a size that fits the memory."""
    pictures = book.of(Picture).values()
    problems: list[Problem] = []
    docs = book.root / "docs"
    found = (
        {path.relative_to(docs).as_posix(): path for path in files_below(book.root, docs, problems)} if pictures else {}
    )
    for picture in pictures:
        path = found.get(picture.file)
        if path is None:
            files = (name for name in found if not name.endswith(".md"))
            message = f"file: must be a file below docs, found {quote(picture.file)}; {nearest(picture.file, files)}"
            yield picture.where("file"), message, ""
            continue
        try:
            size_of(path)
        except BadPicture as error:
            yield picture.where("file"), f"file: must {error}", "the photograph as the camera or the agency gave it"
        except OSError as error:
            yield picture.where("file"), f"file: must be readable, found: {error.strerror}", ""


@check("picture-source")
def pictures_say_where_they_are_from(book: Factbook) -> Iterator[Finding]:
    """A picture says where it was found, with a source, else an address: there its licence can be looked up."""
    for picture in book.of(Picture).values():
        if not picture.source and not picture.url:
            yield picture.where(), "must have a source or an url, found neither", "url: https://example.org/photos/pier"
