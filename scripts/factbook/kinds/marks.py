"""Walking the marked fields of a fact: references and prose, wherever they are nested."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TypeVar, get_args

from .base import ProseMark, Record, RefTo

M = TypeVar("M", RefTo, ProseMark)
Path = tuple[str | int, ...]


@cache
def _marks(cls: type[Record]) -> dict[str, RefTo | ProseMark]:
    """The mark of each marked field of a class, by field name."""
    marks: dict[str, RefTo | ProseMark] = {}
    for name, field in cls.model_fields.items():
        for mark in (*field.metadata, *_within(field.annotation)):
            if isinstance(mark, RefTo | ProseMark):
                marks[name] = mark
    return marks


def _within(annotation: object) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in get_args(annotation):
        yield from _within(argument)


def marked(record: Record, mark_type: type[M], path: Path = ()) -> Iterator[tuple[Path, str, M]]:
    """Each marked text in a record and the records inside it: its path, the text and its mark."""
    marks = _marks(type(record))
    for name in type(record).model_fields:
        value = getattr(record, name)
        mark = marks.get(name)
        here: Path = (*path, name)
        if isinstance(value, str):
            if isinstance(mark, mark_type):
                yield here, value, mark
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from marked(item, mark_type, (*here, index))
                elif isinstance(item, str) and isinstance(mark, mark_type):
                    yield (*here, index), item, mark
        elif isinstance(value, Record):
            yield from marked(value, mark_type, here)
