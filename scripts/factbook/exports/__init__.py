"""Take it away: each chart of a page as files that others can print, embed and compute with.

``taken(...)`` gives the files of one chart as :class:`File`, a path below the site's root and a function that
makes its bytes. Nothing is made before a publisher asks, and what is slow to make is cached by content.
"""

from .credit import Site
from .files import File, Taken, folder_of, taken

__all__ = ["File", "Site", "Taken", "folder_of", "taken"]
