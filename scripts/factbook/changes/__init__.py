"""Compare two versions of a story: report what a change means for readers, and refuse changes made in silence.

``base`` checks out the version to compare with. ``fact_changes``, ``page_changes`` (of what ``page_text`` extracts) and
``file_changes`` compare facts, pages, files and settings; ``comparison`` puts them together, ``report`` prints them. ``gate``
enforces the rules, with ``published_pages``, the frozen ``editions`` and the ``new_corrections`` of the record.

Threat (SECURITY.md): a change in silence.
"""

from .base import Base, add_base_options, against, revision
from .comparison import Comparison, Version, compare, read_version
from .file_changes import compare_files, engine_problems
from .gate import gate_problems
from .report import FORMATS

__all__ = [
    "FORMATS",
    "Base",
    "Comparison",
    "Version",
    "add_base_options",
    "against",
    "compare",
    "compare_files",
    "engine_problems",
    "gate_problems",
    "read_version",
    "revision",
]
