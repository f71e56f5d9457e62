"""Checks of the record: corrections that say what changed, and sources that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import Correction, Record, published
from ..problems import found, nearest
from ..views.resting import resting, withdrawn_sources
from .registry import Finding, check


@check("correction-field")
def corrections_name_a_field(book: Factbook) -> Iterator[Finding]:
    """A correction that names a field names its fact, and a published field of that fact."""
    for correction in book.of(Correction).values():
        if not correction.field:
            continue
        fact = book.named.get(correction.fact or "")
        if correction.fact is None:
            yield correction.where("field"), "must come with the fact whose field it is", "fact: guild"
        elif fact is not None and correction.field.partition(".")[0] not in (known := list(_correctable(type(fact)))):
            message = f"field: must be a published field of {correction.fact!r}, found {found(correction.field)}"
            yield correction.where("field"), f"{message}; {nearest(correction.field, known, 12)}", ""


def _correctable(cls: type[Record]) -> Iterator[str]:
    """The fields of a class that are published, or hold records with such fields."""
    for name, field in cls.model_fields.items():
        if name in published(cls) or any(published(inner) for inner in _records_in(field.annotation)):
            yield name


def _records_in(annotation: object) -> Iterator[type[Record]]:
    for each in getattr(annotation, "__args__", (annotation,)):
        if isinstance(each, type) and issubclass(each, Record):
            yield each


@check("withdrawn-source")
def nothing_rests_on_a_withdrawn_source(book: Factbook) -> Iterator[Finding]:
    """A fact that stands is carried by a source that was not withdrawn."""
    for rest in resting(book, withdrawn_sources(book)):
        if rest.stands:
            message = f"must not rest on a withdrawn source alone, found {found(rest.source)}"
            falls = "status" in type(rest.fact).model_fields and not rest.path
            example = "status: withdrawn" if falls else "source: another-source"
            yield rest.fact.where(*rest.path, "source"), message, example
