"""Checks of corrections, and of facts that rest on withdrawn sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..factbook import Factbook
from ..kinds import Correction, Fact, SeriesRow, published_fields
from ..problems import nearest, quote
from ..views.dependents import dependents, withdrawn_sources
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
        elif fact is not None and correction.field.partition(".")[0] not in (known := _fields(fact)):
            message = f"field: must be a published field of {correction.fact!r}, found {quote(correction.field)}"
            yield correction.where("field"), f"{message}; {nearest(correction.field, known, 12)}", ""


def _fields(fact: Fact) -> Collection[str]:
    """The fields of a fact that corrections may name: of a row of a series, its columns."""
    return fact.cells_by_name if isinstance(fact, SeriesRow) else published_fields(type(fact))


@check("correction-page")
def rewordings_name_what_was_reworded(book: Factbook) -> Iterator[Finding]:
    """A rewording names the page whose words changed, or a fact and its field."""
    for correction in book.of(Correction).values():
        if correction.type == "rewording" and not (correction.page or correction.field):
            yield correction.where("type"), "must come with the page that was reworded", "page: story/the-count.md"


@check("withdrawn-source")
def nothing_rests_on_a_withdrawn_source(book: Factbook) -> Iterator[Finding]:
    """A fact that stands is carried by a source that was not withdrawn."""
    for rest in dependents(book, withdrawn_sources(book)):
        if rest.stands:
            message = f"must not rest on a withdrawn source alone, found {quote(rest.source)}"
            falls = "status" in type(rest.fact).model_fields and not rest.path
            example = "status: withdrawn" if falls else "source: another-source"
            yield rest.fact.where(*rest.path, "source"), message, example
