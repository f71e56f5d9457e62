"""All files of the data, below the site's root."""

from __future__ import annotations

from collections.abc import Iterator

from ..files import File
from . import api
from .bulk import FOLDER, Bulk
from .plain import Data


def files(data: Data) -> Iterator[File]:
    """The downloads, those of each count, and the API."""
    bulk = Bulk(data)
    for name, make in (*bulk.files(), *bulk.counts()):
        yield File(FOLDER + name, make)
    for path, make in api.files(data):
        yield File(path, make)
