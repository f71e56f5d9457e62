"""What a change means for readers, and what it may not do in silence: two versions of one story compared.

``base`` finds the version to compare with, ``facts`` and ``readers`` tell what differs in the facts and on the
pages, ``comparison`` puts both together, ``report`` prints it, and ``gate`` judges it.
"""

from .base import against
from .comparison import Comparison, Version, compare, version
from .gate import Judged, gate, judged
from .report import FORMATS

__all__ = ["FORMATS", "Comparison", "Judged", "Version", "against", "compare", "gate", "judged", "version"]
