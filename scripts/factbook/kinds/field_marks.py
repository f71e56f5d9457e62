"""Field annotations: which fields are references, prose, links or published, and a walk over their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar, get_args

from .base import DefaultMeaning, HomeOnly, LinkMark, ProseMark, Record, RefTo, TranslatedMark, Unpublished

M = TypeVar("M", RefTo, ProseMark, TranslatedMark, LinkMark)
Mark = RefTo | TranslatedMark | LinkMark
Path = tuple[str | int, ...]


@cache
def _marks(cls: type[Record]) -> dict[str, Mark]:
    """Return the annotation of each annotated field of a class, by field name."""
    marks: dict[str, Mark] = {}
    for name, field in cls.model_fields.items():
        for mark in (*field.metadata, *_metadata_in(field.annotation)):
            if isinstance(mark, Mark):
                marks[name] = mark
    return marks


def is_reference(cls: type[Record], name: str) -> bool:
    """Whether a field of a class refers to other facts."""
    return isinstance(_marks(cls).get(name), RefTo)


def referred_kinds(cls: type[Record], name: str) -> tuple[str, ...]:
    """Return the kinds of facts that a field of a class may refer to; none if it is no reference."""
    mark = _marks(cls).get(name)
    return mark.kinds if isinstance(mark, RefTo) else ()


def holds_records(cls: type[Record], name: str) -> bool:
    """Whether a field of a class holds records, with fields of their own."""
    return any(_records_in(cls.model_fields[name].annotation))


def is_prose(cls: type[Record], name: str) -> bool:
    """Whether a field of a class is the editors' prose, with bindings in it."""
    return isinstance(_marks(cls).get(name), ProseMark)


PERMANENT: Final = "id"
"""The identifying field, which never changes."""


@dataclass(frozen=True, slots=True)
class PublishedField:
    """A published field: whether it is ``prose`` by the editors, what its absence means (``default_meaning``), if anything, and
    whether readers meet it on the fact's own page alone (``home_only``)."""

    prose: bool = False
    default_meaning: str = ""
    home_only: bool = False


@cache
def published_fields(cls: type[Record]) -> dict[str, PublishedField]:
    """Return the fields of a class that change only with an entry in ``corrections.yml``, by name, in their order.

    This is the one definition of published meaning: every field except the id and those annotated :class:`Unpublished`. Whoever quoted a fact quoted its amount, dates and names, and relied on
    who said it, what was counted, where it was read and what the editors made of it. Filling in what was left out
    is no correction, and nor is a further member at the end of a list, unless leaving it out said something
    (:class:`DefaultMeaning`); and nor are other blanks, dashes or quotation marks in prose. The correction gate, the page of
    the fields and the notices on pages and embeds (:class:`HomeOnly`) read it.
    """
    fields = {}
    for name, field in cls.model_fields.items():
        if name != PERMANENT and not any(isinstance(mark, Unpublished) for mark in field.metadata):
            default_meaning = next((mark.words for mark in field.metadata if isinstance(mark, DefaultMeaning)), "")
            home_only = any(isinstance(mark, HomeOnly) for mark in field.metadata)
            fields[name] = PublishedField(is_prose(cls, name), default_meaning, home_only)
    return fields


def _metadata_in(annotation: object) -> Iterator[object]:
    yield from getattr(annotation, "__metadata__", ())
    for argument in get_args(annotation):
        yield from _metadata_in(argument)


@cache
def _fields(cls: type[Record], mark_type: type[M]) -> tuple[tuple[str, M | None], ...]:
    """Return the fields of a class that are annotated with ``mark_type``, or whose records may have such fields, in their order."""
    marks = _marks(cls)
    found: list[tuple[str, M | None]] = []
    for name, field in cls.model_fields.items():
        mark = marks.get(name)
        if isinstance(mark, mark_type):
            found.append((name, mark))
        elif any(_fields(each, mark_type) for each in _records_in(field.annotation)):  # type: ignore[arg-type]  # see below
            found.append((name, None))
    return tuple(found)


def _records_in(annotation: object) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from _records_in(argument)


def marked_texts(record: Record, mark_type: type[M], path: Path = ()) -> Iterator[tuple[Path, str, M]]:
    """Yield the path, text and annotation of each text annotated with ``mark_type`` in a record and its nested records."""
    values = record.__dict__
    for name, mark in _fields(type(record), mark_type):  # type: ignore[arg-type]  # mypy: a dataclass has no hash; its class has
        value = values[name]
        if isinstance(value, str):
            if mark:
                yield (*path, name), value, mark
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from marked_texts(item, mark_type, (*path, name, index))
                elif isinstance(item, str) and mark:
                    yield (*path, name, index), item, mark
        elif isinstance(value, Record):
            yield from marked_texts(value, mark_type, (*path, name))
