"""The SQLite database: all tables with their keys, views, and a full-text index."""

from __future__ import annotations

import sqlite3
from typing import Final

from .columns import INDEX, Column
from .plain import Data
from .tables import Table, series_tables, tables

AFFINITY: Final = {"string": "TEXT", "date": "TEXT", "integer": "INTEGER", "number": "NUMERIC"}
VIEWS: Final[dict[str, tuple[str, str]]] = {
    "current_claims": (
        "Claims that nobody replaced, took back or misreported.",
        "SELECT * FROM claims WHERE status = 'current'",
    ),
    "claimants": (
        "Who claims how often, on how many counts, and from when to when.",
        'SELECT facts.ref, facts.name, count(*) AS claims_made, count(DISTINCT claims."count") AS counts_spoken_to,'
        " min(as_of_earliest) AS earliest, max(as_of_latest) AS latest"
        " FROM claims JOIN facts ON facts.ref = claims.by GROUP BY facts.ref ORDER BY claims_made DESC, facts.ref",
    ),
    "claim_documents": (
        "Each claim with every document that carries it, the one we cite first.",
        "SELECT claims.ref AS claim, 0 AS position, claims.source, sources.citation, sources.url"
        " FROM claims JOIN sources ON sources.ref = claims.source UNION ALL"
        " SELECT claim, position, source, citation, url FROM claims_also_in JOIN sources ON sources.ref = source"
        " ORDER BY claim, position",
    ),
}
"""Views by name: a description, and the query."""
SEARCH: Final = "search"
_PAGE: Final = 4096
_VERSION: Final = 3_040_000


def database(data: Data) -> bytes:
    """The content of the database file, the same bytes for the same facts and the same version of SQLite.

    Its header holds a count of changes and the version of SQLite (offsets 24, 92 and 96 of
    https://www.sqlite.org/fileformat.html), which are set to fixed values. Another version may still lay out pages and the
    full-text index otherwise.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("BEGIN")
        for table in (*tables(), *series_tables(data)):
            connection.execute(_create(table))
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", table.rows(data))
            for column in table.columns:
                if column.to:
                    index = _quoted(f"{table.name}_by_{column.name}")
                    connection.execute(f"CREATE INDEX {index} ON {_quoted(table.name)} ({_quoted(column.name)})")
        for name, (_, query) in VIEWS.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.execute(
            f"CREATE VIRTUAL TABLE {SEARCH} USING fts5(ref UNINDEXED, kind UNINDEXED, name, prose,"
            " tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.execute(f"INSERT INTO {SEARCH} SELECT ref, kind, name, prose FROM {INDEX} ORDER BY rowid")
        connection.execute(f"INSERT INTO {SEARCH}({SEARCH}) VALUES ('optimize')")
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        content = bytearray(connection.serialize())
    finally:
        connection.close()
    for offset, value in ((24, 1), (92, 1), (96, _VERSION)):
        content[offset : offset + 4] = value.to_bytes(4, "big")
    return bytes(content)


def _create(table: Table) -> str:
    foreign = (
        f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {_quoted(key.table)} ({_names(key.key)})"
        for key in table.foreign
    )
    parts = (*map(_column, table.columns), f"PRIMARY KEY ({_names(table.key)})", *foreign)
    inside = ",\n  ".join(parts)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {inside}\n)"


def _column(column: Column) -> str:
    return f"{_quoted(column.name)} {AFFINITY[column.type]}{' NOT NULL' if column.required else ''}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    """A quoted identifier; names of columns and tables come from the engine, and of a series from ids, which hold letters, digits and hyphens or underscores."""
    return f'"{name}"'
