"""Values that facts give to a page's expressions: what is printed of them is bound to the fact, whatever it says."""

from __future__ import annotations

from typing import Any


class ToldText(str):
    """A text of a fact."""


class ToldNumber(int):
    """A number of facts."""


class ToldList(tuple[Any, ...]):
    """A list in a fact."""


def told(value: Any) -> Any:
    """A field of a fact, its texts marked as the fact's; a text that an expression takes a part of is that no more."""
    match value:
        case str():
            return ToldText(value)
        case tuple():
            return ToldList(map(told, value))
        case _:
            return value


def as_told(value: object, made: Any) -> Any:
    """What a filter made of a value, marked as a fact's where the value was."""
    match made:
        case str() if isinstance(value, ToldText):
            return ToldText(made)
        case int() if isinstance(value, ToldList):
            return ToldNumber(made)
        case _:
            return made
