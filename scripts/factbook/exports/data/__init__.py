"""The data itself, to be taken away: all facts as CSV, JSON, JSON Lines and SQLite, a Data Package, and a static API.

``Data`` is a factbook with the addresses of its facts; ``files(data)`` gives every file of it, made when a publisher asks.
"""

from .files import files
from .load import load_json
from .plain import Data

__all__ = ["Data", "files", "load_json"]
