"""What a change means for readers, and what it may not do in silence: two versions of one story compared.

``base`` finds the version to compare with; ``facts`` and ``readers`` tell what differs in the facts and on the pages, of
which ``page_text`` is what readers see; ``touched`` tells which files and settings differ, ``comparison`` puts them together, and
``report`` prints it. ``gate`` judges it, with the ``wordings`` and ``addresses`` of pages, the frozen ``editions`` and the new
``entries`` of the record.
"""

from .base import Base, against, compared, revision
from .comparison import Comparison, Version, compare, version
from .file_changes import beyond, touched
from .gate import judged
from .report import FORMATS

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
