"""Digests of values: facts with the places of their fields, and what is made of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Final

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json


class _Nothing(Enum):
    NOTHING = "nothing"


NOTHING: Final = _Nothing.NOTHING
"""Stands for a value that is missing."""
_PLAIN: Final = (str, bytes, int, float, Decimal, date, Enum, type(None))


class _NoDigest(TypeError):
    """A value that may hold anything, such as a function."""


class Digests:
    """Digests of values: facts with the places of their fields, and what is made of them; those of facts are made once."""

    def __init__(self) -> None:
        self._facts: dict[int, tuple[BaseModel, bytes]] = {}

    def of(self, value: object) -> str:
        """Return the digest of a value; empty for one that has none, which is taken for another one each time."""
        try:
            return blake2b(self._encoded(value), digest_size=12).hexdigest()
        except _NoDigest:
            return ""

    def _encoded(self, value: object) -> bytes:
        if isinstance(value, _PLAIN):
            shown = repr(value)
            return f"{type(value).__name__} {len(shown)} {shown}".encode(errors="surrogatepass")
        if isinstance(value, BaseModel):
            if (known := self._facts.get(id(value))) is None:
                known = self._facts[id(value)] = value, self._of_fact(value)
            return known[1]
        parts: list[object]
        if isinstance(value, Mapping):
            parts = [each for item in value.items() for each in item]
        elif isinstance(value, tuple | list):
            parts = list(value)
        elif isinstance(value, frozenset | set):
            return b"set(%s)" % b" ".join(sorted(map(self._encoded, value)))
        elif is_dataclass(value) and not isinstance(value, type):
            parts = [getattr(value, each.name) for each in fields(value)]
        else:
            raise _NoDigest(type(value))
        return f"{type(value).__name__} {len(parts)}(".encode() + b"".join(map(self._encoded, parts)) + b")"

    @staticmethod
    def _of_fact(fact: BaseModel) -> bytes:
        """Return the digest of a fact: its fields, and what the loader noted, such as places."""
        try:
            content = to_json((type(fact).__qualname__, fact, fact.__pydantic_private__))
        except PydanticSerializationError as error:
            raise _NoDigest(type(fact)) from error
        return b"fact" + blake2b(content, digest_size=16).digest()


def digest(value: object) -> str:
    """Return the digest of a value; empty for one that has none."""
    return Digests().of(value)
