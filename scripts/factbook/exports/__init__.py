"""Take it away: each chart of a page as files that others can print, embed and compute with.

``taken(...)`` gives the files of one chart as :class:`File`, a path below the site's root and a function that
makes its bytes. Nothing is made before a publisher asks, and what is slow to make is cached by content.
``number_frame`` and ``disagreement_frame`` are what other sites can show besides charts; ``framed(...)`` gives their files.
``search_index(...)`` puts the facts into what the reader searches.
"""

from .card import behind, disagreement_frame, disagreement_name, number_frame
from .files import File, Taken, folder_of, framed, pixels, taken
from .frame import OEMBED
from .search import Entry, joined, search_index

__all__ = [
    "OEMBED",
    "Entry",
    "File",
    "Taken",
    "behind",
    "disagreement_frame",
    "disagreement_name",
    "folder_of",
    "framed",
    "joined",
    "number_frame",
    "pixels",
    "search_index",
    "taken",
]
