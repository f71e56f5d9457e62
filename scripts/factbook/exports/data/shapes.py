"""The shape of each field of a fact, read off the definition that its files are read with.

Columns, plain values and JSON Schemas are all made from shapes, so a new field or kind of fact needs no change here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from ...kinds import ProseMark, Record, RefTo
from ...values import Amount, Edtf

Sort = Literal["text", "amount", "date", "number", "record", "texts", "records"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One field: its ``name`` as editors write it, its ``attribute`` in Python, and what it holds.

    ``texts`` and ``records`` are lists. ``words`` are the only words a text may be, ``pattern`` a regular expression it
    matches; ``kinds`` are those a reference may lead to. ``prose`` may hold bindings. ``record`` is the class inside.
    """

    name: str
    attribute: str
    sort: Sort
    description: str
    required: bool
    prose: bool = False
    words: tuple[str, ...] = ()
    pattern: str = ""
    kinds: tuple[str, ...] = ()
    record: type[Record] | None = None


@cache
def shapes(cls: type[Record]) -> tuple[Shape, ...]:
    """The fields of a class in the order of their definition."""
    return tuple(_shape(name, field) for name, field in cls.model_fields.items())


def _shape(attribute: str, field: Any) -> Shape:
    types: list[type] = []
    marks: list[Any] = list(field.metadata)
    for part in _within(field.annotation):
        if isinstance(part, type):
            types.append(part)
        else:
            marks.append(part)
    many = tuple in types
    record = next((each for each in types if issubclass(each, Record)), None)
    sort: Sort
    if record is not None:
        sort = "records" if many else "record"
    elif Amount in types:
        sort = "amount"
    elif Edtf in types:
        sort = "date"
    elif float in types:
        sort = "number"
    else:
        sort = "texts" if many else "text"
    return Shape(
        field.alias or attribute,
        attribute,
        sort,
        field.description or "",
        field.is_required() or (type(None) not in types and not many),
        prose=any(isinstance(mark, ProseMark) for mark in marks),
        words=tuple(mark for mark in marks if isinstance(mark, str)),
        pattern=next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), ""),
        kinds=next((mark.kinds for mark in marks if isinstance(mark, RefTo)), ()),
        record=record,
    )


def _within(annotation: object) -> Iterator[object]:
    """The types in an annotation, the words of a ``Literal``, and all marks of ``Annotated``."""
    marks = getattr(annotation, "__metadata__", ())
    for mark in marks:
        yield mark
        yield from getattr(mark, "metadata", ())
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    if get_origin(annotation) is tuple:
        yield tuple
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for argument in get_args(annotation):
        if argument is not Ellipsis and argument not in marks:
            yield from _within(argument)
