"""The usual form of a fact file: fields in the order of their kind, one spacing, every comment kept.

Our own and not a round trip by ruamel.yaml: that ties a comment to the value above it, so that a comment stays
behind when the field under it moves, and it reads ``600`` and ``2025-04-30`` as numbers and dates on the way.
"""

from .files import FORM, Untidy, tidied, untidy, untidy_since

__all__ = ["FORM", "Untidy", "tidied", "untidy", "untidy_since"]
