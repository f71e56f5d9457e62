"""The editors’ guide, made from the code itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...kinds import KINDS, Claim, Record, published_fields
from ...problems import RULES
from ..writer import Writer
from .registry import block_function


@block_function
def rules(writer: Writer) -> Mapping[str, Any]:
    """``rules()``: every rule that the build enforces, made from the checks themselves."""
    return {"rules": sorted(RULES.items())}


@block_function
def fields(writer: Writer) -> Mapping[str, Any]:
    """``fields()``: every field of every kind of fact, made from the definitions themselves."""
    kinds: dict[str, type[Record]] = {**{kind.plural: kind for kind in KINDS.values()}, "claims": Claim}
    return {"kinds": kinds, "published": published_fields}
