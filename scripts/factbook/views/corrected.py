"""Corrections by what they are about: which of them concern the facts that a page or an embed prints."""

from __future__ import annotations

from collections.abc import Collection

from ..factbook import Factbook
from ..kinds import Correction, published_fields


def newest_corrections(book: Factbook) -> list[Correction]:
    """Return what was changed after publication, newest first."""
    return sorted(book.of(Correction).values(), key=lambda each: (each.date.last_day, each.id), reverse=True)


def name_of(book: Factbook, correction: Correction) -> str:
    """Return the name of what a correction is about, as readers meet it away from its own page; empty where it is no fact.

    It is the fact's name, or for a field that is met on the fact's own page alone (:class:`factbook.kinds.base.HomeOnly`) that of
    the field: ``visitors.assessments``.
    """
    fact = book.named.get(correction.fact or "")
    if fact is None:
        return ""
    field = (correction.field or "").partition(".")[0]
    mark = published_fields(type(fact)).get(field)
    return f"{fact.ref}.{field}" if mark and mark.home_only else fact.ref


def concerns(book: Factbook, correction: Correction, printed: Collection[str]) -> bool:
    """Whether a correction is about one of the facts, or fields, whose names are ``printed``; other facts are not looked at."""
    ref, field = correction.fact, (correction.field or "").partition(".")[0]
    return (ref in printed or f"{ref}.{field}" in printed) and name_of(book, correction) in printed
