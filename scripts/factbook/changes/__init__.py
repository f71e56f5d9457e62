"""What a change means for readers, and what it may not do in silence: two versions of one story compared.

``base`` finds the version to compare with, ``facts`` and ``readers`` tell what differs in the facts and on the
pages, ``touched`` which files and settings do, ``comparison`` puts them together, and ``report`` prints it. ``gate``
judges it, with the ``wordings`` of pages, the frozen ``editions`` and the new ``entries`` of the record; ``engine``
lists what is neither fact nor page.
"""

from .base import Base, against, compared, revision
from .comparison import Comparison, Version, compare, version
from .engine import beyond
from .gate import judged
from .report import FORMATS
from .touched import touched

__all__ = [
    "FORMATS",
    "Base",
    "Comparison",
    "Version",
    "against",
    "beyond",
    "compare",
    "compared",
    "judged",
    "revision",
    "touched",
    "version",
]
