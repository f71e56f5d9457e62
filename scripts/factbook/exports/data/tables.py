"""Tables: one for each kind of fact, one for each list inside a fact, and the index of all facts.

Every table has a key, and every reference between facts is a foreign key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from ...kinds import KINDS, Claim, Count, Fact, Record
from ...words import title_of
from .columns import INDEX, Column, columns, in_one_cell, name_of, table_of
from .plain import Data, Plain
from .shapes import Shape, shapes

Row = tuple[Any, ...]
POSITION: Final = "position"


@dataclass(frozen=True)
class Foreign:
    """A foreign key: columns here, and the key of another table that they name."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: ``key`` are the columns that tell its rows apart, ``rows`` gives them in a fixed order.

    ``up`` leads to the table whose facts hold the list that it is; ``None`` for a table of its own.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Data], Iterator[Row]]
    up: Foreign | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def part(self) -> bool:
        """Whether it holds a list that is inside the facts of another table."""
        return self.up is not None

    @property
    def foreign(self) -> tuple[Foreign, ...]:
        """Its foreign keys."""
        own = (Foreign((column.name,), column.to, ("ref",)) for column in self.columns if column.to)
        return (*((self.up,) if self.up else ()), *own)


@cache
def tables() -> tuple[Table, ...]:
    """Every table in a fixed order: the index, then each kind with its lists; claims come after their counts."""
    found = [_index()]
    for kind in KINDS.values():
        found.extend(_tables(kind))
        if kind is Count:
            found.extend(_tables(Claim))
    return tuple(found)


def table_called(name: str) -> Table:
    """The table of that name. Raises :class:`LookupError`."""
    return {table.name: table for table in tables()}[name]


def _index() -> Table:
    listed = (
        Column("ref", "string", "Permanent name of the fact. Key.", True),
        Column("kind", "string", "What kind of fact it is.", True, tuple(sorted({*KINDS, Claim.kind}))),
        Column("name", "string", "What it is called where it stands alone.", True),
        Column("permalink", "string", "Where it can be read: a public address, or a path below the site’s root."),
        Column("prose", "string", "All its texts in plain words, to search in."),
    )

    def rows(data: Data) -> Iterator[Row]:
        for fact in every(data):
            prose = " ".join(texts(type(fact), data.plain(fact)))
            yield name_of(fact), fact.kind, title_of(data.book, fact), data.permalink(fact), prose or None

    return Table(INDEX, "Every fact of every kind by its permanent name.", listed, ("ref",), rows)


def every(data: Data) -> Iterator[Fact]:
    """Every fact, each count followed by its claims."""
    for fact in data.facts():
        yield fact
        if isinstance(fact, Count):
            yield from fact.claims


def texts(cls: type[Record], values: Plain) -> Iterator[str]:
    """The texts in a fact that readers read, its lists inside included; claims are facts of their own."""
    for shape in shapes(cls):
        value = values[shape.name]
        if not value:
            continue
        if shape.prose or (shape.sort == "text" and not shape.kinds and not shape.words and " " in value):
            yield value
        elif shape.sort == "texts" and not shape.kinds:
            yield from value
        elif shape.record and not issubclass(shape.record, Fact):
            for each in value if shape.sort == "records" else [value]:
                yield from texts(shape.record, each)


def _tables(kind: type[Fact]) -> Iterator[Table]:
    def whole(data: Data) -> Iterator[tuple[Row, Plain]]:
        claims = kind is Claim
        for fact in every(data) if claims else data.book.facts.get(kind.kind, {}).values():
            if fact.kind == kind.kind:
                yield (name_of(fact),), data.plain(fact)

    own = columns(kind)
    about = (kind.__doc__ or "").split("\n")[0]
    yield Table(kind.plural, about, own, ("ref",), lambda data: (flat(own, values) for _, values in whole(data)))
    yield from _lists(kind, kind.plural, (replace(own[0], name=kind.kind),), ("ref",), whole)


Whole = Callable[[Data], Iterator[tuple[Row, Plain]]]
"""The rows that a list is inside: the key of each, and its values."""


def _lists(
    cls: type[Record], table: str, above: tuple[Column, ...], key: tuple[str, ...], whole: Whole
) -> Iterator[Table]:
    """A table for each list that leads to other facts or holds groups of fields; mere texts stay in one cell."""
    for shape in shapes(cls):
        if shape.sort == "texts" and shape.kinds:
            yield _list(table, above, key, whole, shape, (_member(shape),))
        elif shape.sort == "records" and shape.record and not issubclass(shape.record, Fact):
            inner = _list(table, above, key, whole, shape, columns(shape.record))
            yield inner
            position = replace(inner.columns[len(above)], name=f"{shape.name}_{POSITION}")
            yield from _lists(shape.record, inner.name, (*above, position), inner.key, _members(whole, shape))


def _member(shape: Shape) -> Column:
    return Column(shape.name, "string", shape.description, True, to=table_of(shape.kinds))


def _members(whole: Whole, shape: Shape) -> Whole:
    def rows(data: Data) -> Iterator[tuple[Row, Plain]]:
        for key, values in whole(data):
            for position, each in enumerate(values[shape.name], 1):
                yield (*key, position), each if isinstance(each, dict) else {shape.name: each}

    return rows


def _list(
    table: str, above: tuple[Column, ...], key: tuple[str, ...], whole: Whole, shape: Shape, own: tuple[Column, ...]
) -> Table:
    place = Column(POSITION, "integer", "Place in the list, from one.", True)
    names = tuple(column.name for column in above)
    return Table(
        f"{table}_{shape.name}",
        shape.description,
        (*above, place, *own),
        (*names, POSITION),
        lambda data: ((*at, *flat(own, values)) for at, values in _members(whole, shape)(data)),
        Foreign(names, table, key),
    )


def flat(own: tuple[Column, ...], values: Plain) -> Row:
    """The cells of a row: a group's fields beside the others, a list of texts in one cell."""
    spread: Plain = {}
    _spread(values, "", spread)
    return tuple(
        in_one_cell(cell) or None if isinstance(cell := spread.get(column.name), list) else cell for column in own
    )


def _spread(values: Plain, prefix: str, into: Plain) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _spread(value, f"{prefix}{name}_", into)
        else:
            into[prefix + name] = value
