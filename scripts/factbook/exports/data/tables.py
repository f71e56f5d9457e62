"""The tables of the downloads: the index of all facts, one for each kind, and one for each list inside a kind.

Every table has a primary key, and every reference between facts is a foreign key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Final

from ...kinds import KINDS, Claim, Count, Fact, Record, Series, SeriesColumn
from ...words import plain_prose, title_of
from .columns import INDEX, Column, ColumnType, Field, columns, fields_of, join_list, table_of
from .plain import Data, Plain, row_cells

Row = tuple[Any, ...]
Source = Callable[[Data], Iterator[tuple[Row, Plain]]]
"""A function that yields records: the primary key of the row that each is in, and its plain values."""
_ROW_TYPES: Final[dict[str, ColumnType]] = {
    "integer": "integer",
    "number": "number",
    "date": "string",
    "text": "string",
}
"""The type in the downloads of a series' column; a date may be a month or a year, which Table Schema's ``date`` is not."""
_POSITION: Final = Column("position", "integer", "Place in the list, from one.", True)


@dataclass(frozen=True)
class ForeignKey:
    """Columns that hold the primary key ``key`` of another table."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: ``key`` is its primary key, ``rows`` yields its rows in a fixed order.

    ``parent`` leads to the table of the records that hold the list; ``None`` for a table of facts.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Data], Iterator[Row]]
    parent: ForeignKey | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def foreign(self) -> tuple[ForeignKey, ...]:
        """Its foreign keys."""
        own = (ForeignKey((column.name,), column.to, ("ref",)) for column in self.columns if column.to)
        return (*((self.parent,) if self.parent else ()), *own)


@cache
def tables() -> tuple[Table, ...]:
    """Every table in a fixed order: the index, then each kind with its lists; claims follow counts."""
    all_tables = [_index()]
    for kind in KINDS.values():
        all_tables.extend(_tables(kind))
        if kind is Count:
            all_tables.extend(_tables(Claim))
    return tuple(all_tables)


def series_tables(data: Data) -> tuple[Table, ...]:
    """A table for each series, with its own columns; beside them ``ref``, by which a row is cited."""
    return tuple(_of_series(data, series) for series in data.book.of(Series).values())


def series_table(series: Series) -> str:
    """The name of a series' table: ``rows_rain``."""
    return f"rows_{series.id.replace('-', '_')}"


def _of_series(data: Data, series: Series) -> Table:
    def described(column: SeriesColumn) -> str:
        unit = series.unit_of(column)
        return f"{plain_prose(data.book, column.description)}{f' Unit: {unit}.' if unit else ''}"

    ref = Column("ref", "string", "Permanent name of the row. Key.", True)
    own = tuple(
        Column(column.name, _ROW_TYPES[column.type], described(column), column.name in series.keys)
        for column in series.columns
    )

    def rows(data: Data) -> Iterator[Row]:
        return ((row.ref, *row_cells(row).values()) for row in series.rows)

    return Table(series_table(series), title_of(data.book, series), (ref, *own), ("ref",), rows)


def all_facts(data: Data) -> Iterator[Fact]:
    """Yield every fact, each count followed by its claims."""
    return data.book.all_facts(claims=True)


def readable_texts(cls: type[Record], values: Plain) -> Iterator[str]:
    """Yield the texts of a record's plain values that are for readers, those in its lists included but not in claims."""
    for field in fields_of(cls):
        value = values[field.name]
        if not value:
            continue
        if field.prose or (_is_text(field) and not field.many and not field.choices and " " in value):
            yield value
        elif _is_text(field) and field.many:
            yield from value
        elif field.record and not issubclass(field.record, Fact):
            for member in value if field.many else [value]:
                yield from readable_texts(field.record, member)


def _is_text(field: Field) -> bool:
    """Whether a field holds texts, and not references."""
    return field.value_type == "text" and not field.kinds


def row_of(own: tuple[Column, ...], values: Plain) -> Row:
    """The cells of a row: fields of inner records are columns, too, and a list of texts is one cell."""
    cells = dict(_cells(values, ""))
    return tuple(
        join_list(cell) or None if isinstance(cell := cells.get(column.name), list) else cell for column in own
    )


def _cells(values: Plain, prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield prefix + name, value


def _index() -> Table:
    listed = (
        Column("ref", "string", "Permanent name of the fact. Key.", True),
        Column("kind", "string", "What kind of fact it is.", True, tuple(sorted({*KINDS, Claim.kind}))),
        Column("name", "string", "What it is called where it stands alone.", True),
        Column("permalink", "string", "Where it can be read: a public address, or a path below the site’s root."),
        Column("prose", "string", "All its texts in plain words, to search in."),
    )

    def rows(data: Data) -> Iterator[Row]:
        for fact in all_facts(data):
            prose = " ".join(readable_texts(type(fact), data.plain(fact)))
            yield fact.qualified, fact.kind, title_of(data.book, fact), data.permalink(fact), prose or None

    return Table(INDEX, "Every fact of every kind by its permanent name.", listed, ("ref",), rows)


def _tables(kind: type[Fact]) -> Iterator[Table]:
    """The table of a kind and those of its lists."""

    def facts(data: Data) -> Iterator[tuple[Row, Plain]]:
        return (((fact.qualified,), data.plain(fact)) for fact in data.of(kind))

    own = columns(kind)
    summary = (kind.__doc__ or "").split("\n")[0]
    yield Table(kind.plural, summary, own, ("ref",), lambda data: (row_of(own, values) for _, values in facts(data)))
    yield from _lists(kind, kind.plural, (replace(own[0], name=kind.kind),), ("ref",), facts)


def _lists(
    cls: type[Record], table: str, above: tuple[Column, ...], key: tuple[str, ...], parents: Source
) -> Iterator[Table]:
    """A table for each list of references or records in the records of ``table``; lists of other texts stay in one cell.

    ``above`` are the columns that hold the primary key ``key`` of ``table``.
    """
    for field in fields_of(cls):
        if field.many and field.kinds:
            own: tuple[Column, ...] = (Column(field.name, "string", field.description, True, to=table_of(field.kinds)),)
        elif field.many and field.record and not issubclass(field.record, Fact):
            own = columns(field.record)
        else:
            continue
        names = tuple(column.name for column in above)
        members = partial(_members, parents, field.name)
        name, primary = f"{table}_{field.name}", (*names, _POSITION.name)
        rows, parent = partial(_rows, members, own), ForeignKey(names, table, key)
        yield Table(name, field.description, (*above, _POSITION, *own), primary, rows, parent)
        if field.record:
            position = replace(_POSITION, name=f"{field.name}_{_POSITION.name}")
            yield from _lists(field.record, name, (*above, position), primary, members)


def _members(parents: Source, name: str, data: Data) -> Iterator[tuple[Row, Plain]]:
    """Yield the members of a list in each of ``parents``, the position added to the key."""
    for key, values in parents(data):
        for position, member in enumerate(values[name], 1):
            yield (*key, position), member if isinstance(member, dict) else {name: member}


def _rows(members: Source, own: tuple[Column, ...], data: Data) -> Iterator[Row]:
    return ((*key, *row_of(own, values)) for key, values in members(data))
