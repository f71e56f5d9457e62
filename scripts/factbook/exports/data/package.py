"""The Data Package of the tables (https://datapackage.org, version 2), and the metadata at the head of the JSON files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count, Source
from ...site import Site
from ...values.formats import gettext, gettext_noop
from ...words import plain_prose, title_of
from ..licence import parse_licence
from .columns import Column
from .plain import Data
from .serialize import FORMULA_NOTE, to_json
from .tables import ForeignKey, Table, series_tables, tables

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
PATH: Final = "datapackage.json"
NOT_COVERED: Final = gettext_noop(
    "The licence covers our compilation and our own words. The facts themselves belong to nobody; the few words quoted from a "
    "document, its headline and the names in it remain its owner’s, and each is given with its source."
)
"""What the licence does not cover; published wherever the licence is."""
_IN_PROGRAMS: Final = {
    "Python": 'pandas.read_csv("{}")',
    "R": 'read.csv("{}")',
    "Google Sheets": '=IMPORTDATA("{}")',
}
"""How a table is read from its address."""


def package(data: Data, csvs: Mapping[str, bytes], created: str = "") -> bytes:
    """The descriptor, ``datapackage.json``; ``csvs`` are the CSV files by the name of their table, ``created`` is a time in RFC 3339."""
    site = data.site
    head = _head(data.book, site, site.name, site.name, site.description, data.book.of(Source).values())
    resources = (_resource(table, csvs[table.name]) for table in (*tables(), *series_tables(data)))
    return to_json({**head, **({"created": created} if created else {})}, "resources", resources)


def count_package(data: Data, count: Count, csv: bytes) -> bytes:
    """The descriptor of the claims on one count, ``counts/ID.metadata.json``, which lies beside their table ``csv``."""
    table = next(table for table in tables() if table.name == Claim.plural)
    resource = {**_resource(table, csv), "name": count.id, "path": f"{count.id}.csv"}
    del resource["schema"]["foreignKeys"]  # the tables that they lead to are no part of it
    return to_json(count_head(data, count), "resources", [resource])


def count_head(data: Data, count: Count) -> dict[str, Any]:
    """What the descriptor of a count says beside its table: title, definition, sources, address."""
    book = data.book
    used = {claim.source for claim in count.claims} | {each.source for claim in count.claims for each in claim.also_in}
    sources = (source for ref, source in book.of(Source).items() if ref in used)
    about = f"{plain_prose(book, count.question)} {plain_prose(book, count.definition)} Unit: {count.unit}."
    head = _head(book, data.site, f"{data.site.name} {count.id}", plain_prose(book, count.title), about, sources)
    return {**head, "homepage": data.permalink(count) or ""}


def count_readme(data: Data, count: Count) -> bytes:
    """The README in the ZIP file of a count."""
    about = (
        f"{plain_prose(data.book, count.question)}\n\n{plain_prose(data.book, count.definition)} Unit: {count.unit}."
    )
    note = (
        "A number here is a claim: never use a bound without the relation beside it. A claim whose status is not current was "
        "replaced, taken back or misreported."
    )
    page, name = data.permalink(count) or "", count.id
    return _readme(
        data.site, plain_prose(data.book, count.title), about, name, f"its claims, one in a row. {note}", page
    )


def chart_package(
    book: Factbook,
    site: Site,
    name: str,
    *,
    headline: str,
    summary: str,
    page: str,
    columns: Sequence[str],
    csv: bytes,
    sources: Iterable[Source],
) -> bytes:
    """The descriptor of a chart's table, ``chart.metadata.json``, beside the table ``csv``; ``name`` is unique on the site, ``page`` a URL."""
    resource = {
        **_file("chart", summary, csv),
        "schema": {"$schema": TABLE, "fields": [{"name": column, "type": "string"} for column in columns]},
    }
    head = _head(book, site, name, headline, summary, sources)
    return to_json({**head, "homepage": page}, "resources", [resource])


def chart_readme(site: Site, headline: str, summary: str, page: str, credit: Sequence[str]) -> bytes:
    """The README in the ZIP file of a chart, with its lines of credit."""
    about = "\n\n".join((summary, *credit))
    return _readme(site, headline, about, "chart", "the figures in words, as they stand under the chart.", page)


def in_programs(url: str) -> dict[str, str]:
    """How a table at a URL is read, by the program; nothing without a URL."""
    return {program: line.format(url) for program, line in _IN_PROGRAMS.items()} if url else {}


def _readme(site: Site, title: str, about: str, name: str, table: str, page: str) -> bytes:
    """A README: what it is, how to read and cite it, and on which terms it is given."""
    licence = "; ".join(each.get("title", each.get("name", "")) for each in licences(site)) or "not stated"
    lines = [
        f"# {title}",
        f"{about}\n\nFrom: {site.name}, {page}".strip(" ,"),
        f"- {name}.csv, {name}.xlsx: {table}\n- {name}.metadata.json: the columns, the sources, the check sum (a Data Package).",
        FORMULA_NOTE,
        f"Licence: {licence}. {gettext(NOT_COVERED)}",
    ]
    return ("\n\n".join(lines) + "\n").encode()


def _head(
    book: Factbook, site: Site, name: str, title: str, description: str, sources: Iterable[Source]
) -> dict[str, Any]:
    head: dict[str, Any] = {
        "$schema": PROFILE,
        "name": slug(name),
        "title": title,
        "description": f"{description} {gettext(NOT_COVERED)} {FORMULA_NOTE}".strip(),
        "homepage": site.address(""),
        "version": site.edition,
        "licenses": licences(site),
        "contributors": [{"title": site.name, "roles": ["publisher"]}] if site.name else [],
        "sources": [_source(book, source) for source in sources],
    }
    return {key: value for key, value in head.items() if value}


def file_metadata(data: Data, path: str) -> dict[str, Any]:
    """The head of a JSON file with many facts, at ``path`` below the site's root."""
    site = data.site
    head = {
        "site": site.name,
        "description": site.description,
        "homepage": data.at(path, ""),
        **edition(data),
        "not_ours": gettext(NOT_COVERED),
    }
    return {key: value for key, value in head.items() if value}


def edition(data: Data) -> dict[str, Any]:
    """The site's edition and licences, as far as there are any: the head of a file with one fact."""
    head = {"edition": data.site.edition, "licences": licences(data.site)}
    return {key: value for key, value in head.items() if value}


def slug(text: str) -> str:
    """A name of lower-case letters, digits and hyphens, as Data Packages need one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "facts"


def licences(site: Site) -> list[dict[str, str]]:
    """The site's licence as the Data Package has it: SPDX identifier, URL and title, if known; empty if there is none."""
    known = parse_licence(site.licence)
    return [{key: value for key, value in known._asdict().items() if value}] if known else []


def _source(book: Factbook, source: Source) -> dict[str, str]:
    return {"title": title_of(book, source), **({"path": source.url} if source.url else {})}


def _resource(table: Table, csv: bytes) -> dict[str, Any]:
    return {
        **_file(table.name, table.description, csv),
        "schema": {
            "$schema": TABLE,
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign(table, key) for key in table.foreign],
        },
    }


def _file(name: str, description: str, csv: bytes) -> dict[str, Any]:
    return {
        "name": name.replace("_", "-"),
        "type": "table",
        "path": f"{name}.csv",
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(csv),
        "hash": f"sha256:{hashlib.sha256(csv).hexdigest()}",
    }


def _field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {
        **({"required": True} if column.required else {}),
        **({"enum": list(column.choices)} if column.choices else {}),
        **({"pattern": column.pattern} if column.pattern else {}),
    }
    field = {"name": column.name, "type": column.type, "description": column.description}
    return {**field, **({"constraints": rules} if rules else {})}


def _foreign(table: Table, key: ForeignKey) -> dict[str, Any]:
    """A foreign key; one to its own table names no resource."""
    to = {} if key.table == table.name else {"resource": key.table.replace("_", "-")}
    return {"fields": list(key.columns), "reference": {**to, "fields": list(key.key)}}
