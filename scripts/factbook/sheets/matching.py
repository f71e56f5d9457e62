"""How facts are found that are there already: by id, by name in any of its spellings, by address; and what ids are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from ..exports.data.columns import Field, fields_of
from ..fact_files import CLAIM
from ..factbook import Factbook
from ..kinds import Claim, Count, Fact
from ..problems import Place
from ..words import plain_prose
from .given import Cell, Given, field_named

NAMES: Final = ("name", "short", "native_name", "also_known_as", "also_spelled")
"""Fields by which a party, place or side is found."""
ADDRESSES: Final = ("url", "archived_url")
IDENTITY: Final = ("ref", "id", "count")
"""Fields and columns that say which fact a row is of."""


def keys_given(kind: str, given: Given) -> Iterator[str]:
    """Yield by what a fact can be found: its id, its address, or its names; a claim by its full name alone."""
    if kind == CLAIM:
        if ref := given.text("ref") or (f"{given.text('count')}/{given.text('id')}" if given.text("id") else ""):
            yield f"={ref}"
        return
    if ident := given.text("ref") or given.text("id"):
        yield f"={ident}"
    for name in ADDRESSES:
        if found := address(given.text(name)):
            yield found
    for name in (*NAMES, *(("title",) if kind not in ("source", "picture") else ())):
        yield from (f"~{folded(cell)}" for cell in given.filled(name))


def keys_of(fact: Fact) -> Iterator[str]:
    """Yield the keys of a fact that is there, as :func:`_keys` does."""
    texts = {
        each.name: [Cell(text, Place("")) for text in written(fact, each.name)]
        for each in fields_of(type(fact))
        if each.name in (*NAMES, *ADDRESSES, "title")
    }
    yield f"={fact.ref}"
    if fact.kind != CLAIM:
        yield from keys_given(fact.kind, Given(Place(""), texts))


def is_key(given: Given, name: str, text: str) -> bool:
    """Whether a text names a fact as well as what was given for the same field, such as another way to write an address."""
    mine = given.text(name)
    return bool(mine) and (address(mine) or folded(mine)) == (address(text) or folded(text))


def address(text: str) -> str:
    """Return an address as a key, by which ``http`` and ``https``, and a stroke at the end, do not matter; empty for other texts."""
    scheme, colon, rest = text.partition("://")
    if not colon or scheme.lower() not in ("http", "https"):
        return ""
    host, stroke, path = rest.partition("/")
    return f"@{host.lower()}{stroke}{path}".rstrip("/")


def host(text: str | None) -> str:
    """Return the host of an address; empty for other texts."""
    return address(text or "")[1:].partition("/")[0].removeprefix("www.")


def folded(text: str) -> str:
    """Return a name without what does not tell two names apart: case, blanks, accents written otherwise."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def written(fact: Fact, name: str) -> list[str]:
    """Return the texts of a field as its file has them; none where it holds records or nothing."""
    about = field_named(type(fact), name)
    return _texts(getattr(fact, about.attribute)) if about and not about.record else []


def written_records(fact: Fact, about: Field) -> list[dict[str, list[str]]] | None:
    """Return the texts of each record of a field as its file has them; ``None`` where one holds records itself."""
    value = getattr(fact, about.attribute) or ()
    records = value if isinstance(value, tuple) else (value,)
    fields = fields_of(about.record) if about.record else ()
    if any(field.record for field in fields):
        return None
    each = ({field.name: _texts(getattr(record, field.attribute)) for field in fields} for record in records)
    return [{name: texts for name, texts in record.items() if texts} for record in each]


def _texts(value: object) -> list[str]:
    return [] if value is None else [*map(str, value)] if isinstance(value, tuple) else [str(value)]


def says_same(book: Factbook, fact: Fact, name: str, refs: list[str] | None, cells: list[Cell]) -> bool:
    """Whether a field says what cells say; prose also as our exports print it, and a month as the first of its days."""
    was = written(fact, name)
    said = refs if refs is not None else [str(cell) for cell in cells]
    about = field_named(type(fact), name)
    if len(was) == 1 and len(said) == 1:
        if len(was[0]) == 7 and cells and cells[0].is_day and said[0] == f"{was[0]}-01":
            return True
        if about and about.prose and " ".join(said[0].split()) == plain_prose(book, was[0]):
            return True
        was, said = [" ".join(was[0].split())], [" ".join(said[0].split())]
    return was == said


def claims_like(book: Factbook, count: str, given: Given, references: Mapping[str, list[str]]) -> Iterator[Claim]:
    """Yield the claims on a count that say all that is given of one without an id."""
    said = {name: cells for name in given.texts if name not in IDENTITY and (cells := given.filled(name))}
    claims = book.of(Count)[count].claims if count in book.of(Count) and said else ()
    for claim in claims:
        if all(says_same(book, claim, name, references.get(name), cells) for name, cells in said.items()):
            yield claim
