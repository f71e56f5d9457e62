"""What a change means for readers, and what it may not do in silence: two versions of one story compared.

``base`` finds the version to compare with, ``facts`` and ``readers`` tell what differs in the facts and on the
pages, ``touched`` which files and settings do, ``comparison`` puts them together, ``report`` prints it, and ``gate`` judges it.
"""

from .base import against, revision
from .comparison import Comparison, Version, compare, version
from .gate import Judged, gate, judged
from .report import FORMATS
from .touched import touched

__all__ = [
    "FORMATS",
    "Comparison",
    "Judged",
    "Version",
    "against",
    "compare",
    "gate",
    "judged",
    "revision",
    "touched",
    "version",
]
