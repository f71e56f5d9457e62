"""The bulk downloads: each table as CSV, everything as JSON, JSON Lines and SQLite, and the Data Package around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from ...digests import digest
from ...kinds import Claim, Count, Fact, Series
from ...values.formats import gettext_noop
from ..csv_table import to_csv
from ..file import File
from ..workbook import to_xlsx
from . import calendar, database, package, schemas
from .plain import Data
from .serialize import to_json, to_jsonl, zipped
from .tables import Table, all_facts, row_of, series_table, series_tables, tables

Make = Callable[[], bytes]
FOLDER: Final = "data/"
"""The folder of all downloads, below the site's root."""
FACTS: Final = "facts.json"
LINES: Final = "facts.jsonl"
DATABASE: Final = "facts.sqlite"
LISTED: Final[dict[str, str]] = {
    FACTS: gettext_noop(
        "Everything in one file: each fact with its fields, what follows from them, and what the editors wrote."
    ),
    LINES: gettext_noop("The same, one fact on a line; each claim also has a line of its own."),
    DATABASE: gettext_noop("All tables in one SQLite database, with foreign keys, views and a full-text index."),
    calendar.PATH: gettext_noop("The events on known days, for a calendar program."),
    package.PATH: gettext_noop(
        "The tables as a Data Package: what each column means, keys, licence, sources and check sums."
    ),
}
"""The files that hold everything, with a description of each."""


MADE: Final = 9
"""Files that are held for a ZIP."""
_CLAIMS: Final = next(table for table in tables() if table.name == Claim.plural)


def claims_of(count: Count) -> str:
    """The path below the site's root of the claims on a count as CSV."""
    return f"{FOLDER}counts/{count.id}.csv"


def rows_of(series: Series) -> str:
    """The path below the site's root of a series' rows as CSV."""
    return f"{FOLDER}{series_table(series)}.csv"


@dataclass(frozen=True)
class Bulk:
    """The files of one state of the facts, in ``folder`` below the site's root; ``created`` is their time in RFC 3339, if fixed."""

    data: Data
    folder: str = FOLDER
    created: str = ""

    def files(self) -> Iterator[tuple[str, Make]]:
        """Yield the name in the folder of each file, and the function that makes its content."""
        yield FACTS, partial(self._json, FACTS)
        yield LINES, lambda: to_jsonl(map(self.data.line, all_facts(self.data)))
        yield DATABASE, partial(database.database, self.data)
        yield calendar.PATH, partial(calendar.calendar, self.data)
        yield package.PATH, lambda: package.package(self.data, self.csvs, self.created)
        for table in self._tables:
            yield f"{table.name}.csv", partial(self._csv, table.name)

    def counts(self) -> Iterator[File]:
        """Yield the files for each count: its claims as CSV and XLSX, what they mean, all three as ZIP, and all of it as JSON."""
        for count in self.data.book.of(Count).values():
            files = {
                "csv": partial(self._claims, count),
                "xlsx": partial(self._workbook, count),
                "metadata.json": partial(self._metadata, count),
                "zip": partial(self._zip, count),
                "json": partial(self._json, f"counts/{count.id}.json", count),
            }
            for ending, make in files.items():
                yield File(f"{self.folder}counts/{count.id}.{ending}", make, key=partial(self._key, count))

    def _key(self, count: Count) -> str:
        return digest((self.data.line(count), package.count_head(self.data, count)))

    @cached_property
    def csvs(self) -> Mapping[str, bytes]:
        """The CSV of each table by its name."""
        return {table.name: to_csv(table.names, table.rows(self.data)) for table in self._tables}

    @cached_property
    def _tables(self) -> tuple[Table, ...]:
        return (*tables(), *series_tables(self.data))

    def _csv(self, table: str) -> bytes:
        return self.csvs[table]

    def _claims(self, count: Count) -> bytes:
        return self._once(f"{count.id}.csv", lambda: to_csv(_CLAIMS.names, self._rows(count)))

    def _workbook(self, count: Count) -> bytes:
        days = [column.name for column in _CLAIMS.columns if column.type == "date"]
        return self._once(f"{count.id}.xlsx", lambda: to_xlsx(count.id, _CLAIMS.names, self._rows(count), days))

    def _once(self, name: str, make: Make) -> bytes:
        """Return a file that also lies in a ZIP; both are written one after the other, so the last ones are held alone."""
        if name not in self._made:
            while len(self._made) > MADE:
                del self._made[next(iter(self._made))]
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, bytes]:
        return {}

    def _rows(self, count: Count) -> Iterator[tuple[Any, ...]]:
        return (row_of(_CLAIMS.columns, self.data.plain(claim)) for claim in count.claims)

    def _metadata(self, count: Count) -> bytes:
        return self._once(f"{count.id}.json", lambda: package.count_package(self.data, count, self._claims(count)))

    def _zip(self, count: Count) -> bytes:
        """The claims on a count as CSV and XLSX, with their metadata and a README, in a folder of its name."""
        readme = package.count_readme(self.data, count)
        files = {
            "README.md": readme,
            f"{count.id}.csv": self._claims(count),
            f"{count.id}.xlsx": self._workbook(count),
            f"{count.id}.metadata.json": self._metadata(count),
        }
        return zipped({f"{count.id}/{name}": content for name, content in files.items()})

    def _json(self, name: str, *facts: Fact) -> bytes:
        """The file ``name`` with these facts, or all if there are none."""
        path = self.folder + name
        addresses = {kind: self.data.at(path, schemas.PATH.format(kind)) for kind in schemas.kinds()}
        members = map(self.data.line, facts or self.data.facts())
        return to_json({**package.file_metadata(self.data, path), "schemas": addresses}, "facts", members)
