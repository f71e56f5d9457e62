"""Value types of scalars in fact files: parsers from text to immutable values, without file access."""

from .amount import Amount
from .edtf import Edtf
from .errors import BadValue

__all__ = ["Amount", "BadValue", "Edtf"]
