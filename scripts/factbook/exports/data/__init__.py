"""The downloads: all facts as CSV, JSON, JSON Lines and SQLite, a Data Package, and a static API.

:class:`Data` is a factbook with the addresses of its facts; :func:`files` gives every file, its content made on demand.
"""

from collections.abc import Iterator

from ..file import File
from . import api
from .bulk import FOLDER, Bulk
from .load import load_json
from .plain import Data

__all__ = ["Data", "files", "load_json"]


def files(data: Data) -> Iterator[File]:
    """Yield the files of the downloads, of each count, and of the API; paths are below the site's root."""
    bulk = Bulk(data)
    for name, make in bulk.files():
        yield File(FOLDER + name, make)
    yield from bulk.counts()
    yield from api.files(data)
