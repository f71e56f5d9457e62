"""What facts are called in charts: short names, short dates, and prose with its bindings filled in."""

from __future__ import annotations

import calendar
import re
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Event, Fact, Side, Source
from ..prose import Bound, Derivation, Literal, Text, split
from ..values import BadValue, Edtf
from ..views.origins import attributed

_MONTH: Final = re.compile(r"\b(" + "|".join(name for name in calendar.month_name if name) + r")\b")


def short_date(date: Edtf) -> str:
    """A date for a label: ``30 Apr 2025``, ``about Mar 2025``."""
    return _MONTH.sub(lambda match: match[1][:3], date.words())


def party(book: Factbook, ref: str) -> str:
    """The short name of an organisation or person, or the id when there is none yet."""
    known = book.party(ref)
    return (known.short or known.name) if known else ref


def teller(book: Factbook, claim: Claim) -> str:
    """Who says it, for a label: the claimant, or the document's publisher where nobody is named."""
    if attributed(book, claim.by) and claim.status != "misreport":
        return party(book, claim.by)
    source = book.of(Source).get(claim.source)
    return party(book, source.publisher) if source else party(book, claim.by)


def side_of(book: Factbook, ref: str) -> int | None:
    """The place of a party's side in the order of the factbook, from 0; ``None`` for no side."""
    known = book.party(ref)
    sides = list(book.of(Side))
    return sides.index(known.side) if known and known.side in sides else None


def side_name(book: Factbook, side: int | None) -> str:
    """What readers call a side, by its place in the factbook."""
    return "Others" if side is None else list(book.of(Side).values())[side].name


def told(book: Factbook, claim: Claim) -> str:
    """A claim in one line, for tips and summaries: ``NIS, 30 April 2025: about 600``."""
    amount = claim.value.words() if claim.value.known else claim.wording or claim.value.words()
    return f"{teller(book, claim)}, {claim.as_of.words()}: {amount}"


def prose(book: Factbook, text: str) -> str:
    """Prose as plain text, each binding printed as its fact; one that cannot be read stays as it is written."""
    try:
        return "".join(_part(book, part) for part in split(text))
    except BadValue:
        return text


def _part(book: Factbook, part: Text | Literal | Bound | Derivation) -> str:
    match part:
        case Text(text=text) | Literal(text=text):
            return text
        case Bound(ref=ref, field=field):
            fact = book.named.get(ref)
            return _fact(book, fact, field) if fact else ref
        case Derivation(function=function, refs=refs):
            return f"{function} {' '.join(refs)}"


def _fact(book: Factbook, fact: Fact, field: str) -> str:
    value = getattr(fact, field, None) if field else None
    if value is not None:
        return value.words() if hasattr(value, "words") else str(value)
    match fact:
        case Claim():
            return fact.value.words()
        case Event():
            return fact.date.words()
        case _:
            return str(getattr(fact, "short", None) or getattr(fact, "name", None) or fact.id)
