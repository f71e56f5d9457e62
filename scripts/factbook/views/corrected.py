"""Corrections by what they are about: which of them concern the facts that a page or an embed prints."""

from __future__ import annotations

from collections.abc import Collection

from ..factbook import Factbook
from ..kinds import Correction, published_fields


def newest_corrections(book: Factbook) -> list[Correction]:
    """Return what was changed after publication, newest first."""
    return sorted(book.of(Correction).values(), key=lambda each: (each.date.last_day, each.id), reverse=True)


def concerns(book: Factbook, correction: Correction, printed: Collection[str]) -> bool:
    """Whether a correction is about one of the facts whose names are ``printed``, as readers meet them away from its own page.

    A field that is met on the fact's own page alone (:class:`factbook.kinds.base.HomeOnly`) concerns only who prints that field,
    which is in ``printed`` as ``visitors.assessments``.
    """
    fact = book.named.get(correction.fact or "")
    if fact is None:
        return False
    field = (correction.field or "").partition(".")[0]
    mark = published_fields(type(fact)).get(field)
    return (f"{fact.ref}.{field}" if mark and mark.home_only else fact.ref) in printed
