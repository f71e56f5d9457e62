"""Value types: what one scalar in a fact file can be. Text in, immutable value out, no file access."""

from .amount import Amount
from .edtf import Edtf
from .errors import BadValue

__all__ = ["Amount", "BadValue", "Edtf"]
