"""Walking the marked fields of a fact: references and prose, wherever they are nested."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TypeVar, get_args

from .base import LinkMark, ProseMark, Published, Record, RefTo

M = TypeVar("M", RefTo, ProseMark, LinkMark)
Path = tuple[str | int, ...]


@cache
def _marks(cls: type[Record]) -> dict[str, RefTo | ProseMark | LinkMark]:
    """The mark of each marked field of a class, by field name."""
    marks: dict[str, RefTo | ProseMark | LinkMark] = {}
    for name, field in cls.model_fields.items():
        for mark in (*field.metadata, *_within(field.annotation)):
            if isinstance(mark, RefTo | ProseMark | LinkMark):
                marks[name] = mark
    return marks


def refers(cls: type[Record], name: str) -> bool:
    """Whether a field of a class names other facts."""
    return isinstance(_marks(cls).get(name), RefTo)


@cache
def published(cls: type[Record]) -> dict[str, Published]:
    """The fields of a class that change only with a correction, by name, in their order."""
    return {
        name: mark for name, field in cls.model_fields.items() for mark in field.metadata if isinstance(mark, Published)
    }


def _within(annotation: object) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in get_args(annotation):
        yield from _within(argument)


@cache
def _fields(cls: type[Record]) -> tuple[tuple[str, RefTo | ProseMark | LinkMark | None], ...]:
    """The fields of a class that are marked or may hold records, with their marks, in their order."""
    marks = _marks(cls)
    return tuple(
        (name, marks.get(name))
        for name, field in cls.model_fields.items()
        if name in marks
        or any(isinstance(each, type) and issubclass(each, Record) for each in _types(field.annotation))
    )


def _types(annotation: object) -> Iterator[object]:
    yield annotation
    for argument in get_args(annotation):
        yield from _types(argument)


def marked(record: Record, mark_type: type[M], path: Path = ()) -> Iterator[tuple[Path, str, M]]:
    """Each marked text in a record and the records inside it: its path, the text and its mark."""
    values = record.__dict__
    for name, mark in _fields(type(record)):
        value = values[name]
        if isinstance(value, str):
            if isinstance(mark, mark_type):
                yield (*path, name), value, mark
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from marked(item, mark_type, (*path, name, index))
                elif isinstance(item, str) and isinstance(mark, mark_type):
                    yield (*path, name, index), item, mark
        elif isinstance(value, Record):
            yield from marked(value, mark_type, (*path, name))
