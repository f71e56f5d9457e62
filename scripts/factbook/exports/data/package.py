"""The tables as a Data Package (https://datapackage.org, version two): schemas, keys, licence, sources and check sums."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ...kinds import Source
from ...words import title_of
from ..licence import licence
from .columns import Column
from .plain import Data
from .sums import sha256
from .tables import Foreign, Table, tables
from .texts import GUARDED, json_of

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
PATH: Final = "datapackage.json"
OTHERS: Final = (
    "The licence covers our compilation and our own words. The facts themselves belong to nobody; the few words quoted from a "
    "document, its headline and the names in it remain its owner’s, and each is given with its source."
)
"""What the licence does not cover; printed wherever the licence is."""


def package(data: Data, csvs: Mapping[str, bytes], created: str = "") -> bytes:
    """The descriptor of the tables' CSV files, which are given by the name of their table; ``created`` is a time in RFC 3339."""
    site = data.site
    made: dict[str, Any] = {
        "$schema": PROFILE,
        "name": slug(site.name),
        "title": site.name,
        "description": f"{site.description} {OTHERS} {GUARDED}".strip(),
        "homepage": site.address(""),
        "version": site.edition,
        "created": created,
        "licenses": licences(data),
        "contributors": [{"title": site.name, "roles": ["publisher"]}] if site.name else [],
        "sources": [_source(data, source) for source in data.book.of(Source).values()],
    }
    resources = (_resource(table, csvs[table.name]) for table in tables())
    return json_of({key: value for key, value in made.items() if value}, "resources", resources)


def slug(text: str) -> str:
    """A name of letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "facts"


def licences(data: Data) -> list[dict[str, str]]:
    """The site's licence by its SPDX identifier, address and title, as far as they are known."""
    known = licence(data.site.licence)
    return [{key: value for key, value in known._asdict().items() if value}] if known else []


def _source(data: Data, source: Source) -> dict[str, str]:
    return {"title": title_of(data.book, source), **({"path": source.url} if source.url else {})}


def _resource(table: Table, csv: bytes) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(csv),
        "hash": f"sha256:{sha256(csv)}",
        "schema": {
            "$schema": TABLE,
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign(table, key) for key in table.foreign],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {
        **({"required": True} if column.required else {}),
        **({"enum": list(column.words)} if column.words else {}),
        **({"pattern": column.pattern} if column.pattern else {}),
    }
    field = {"name": column.name, "type": column.type, "description": column.description}
    return {**field, **({"constraints": rules} if rules else {})}


def _foreign(table: Table, key: Foreign) -> dict[str, Any]:
    """A foreign key; one that leads to its own table names none."""
    to = {} if key.table == table.name else {"resource": key.table.replace("_", "-")}
    return {"fields": list(key.columns), "reference": {**to, "fields": list(key.key)}}
