"""Series: tables of figures that one source gives for each day, month, year or place."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr
from pydantic.json_schema import SkipJsonSchema

from ..values import BadValue, Edtf
from ..values.formats import current
from .base import ID_PATTERN, Date, Fact, HomeOnly, Label, Locator, Phrase, Prose, Record, RefTo, Unpublished
from .descriptor import Descriptor, Graph, Words, kind
from .linked_data import Node

ColumnType = Literal["integer", "number", "date", "text"]
CellValue = int | Decimal | Edtf | str | None
"""A cell as a value of its column's type; ``None`` where it is empty."""
MAX_COLUMNS: Final = 30
RESERVED: Final = frozenset({"id", "kind", "ref", "permalink", "series"})
"""Names of columns that the downloads have for every row."""
_COLUMN: Final = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
_INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,14})", re.ASCII)
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}([ ,'’_\u202f\u00a0]\d{3})+(\.\d+)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


class SeriesColumn(Record):
    """One column of a series' table."""

    name: Annotated[str, Field(pattern=_COLUMN, max_length=60, examples=["rain_mm"])] = Field(
        description="What the first line of the table calls it: lower-case letters, digits and underscores. Never changed once published."
    )
    type: ColumnType = Field(
        description="integer, number (with a decimal point), date (a day, month or year in EDTF, the same in all rows), or text."
    )
    title: Phrase | None = Field(None, description="What readers call it; left out, its name with blanks.")
    unit: Phrase | None = Field(
        None, description="Unit of its figures, where it is another than the series': mm, percent."
    )
    description: Prose = Field(description="What its cells say, and what an empty one means.")

    @property
    def is_number(self) -> bool:
        """Whether its cells are figures."""
        return self.type in ("integer", "number")

    @property
    def label(self) -> str:
        """What readers call it."""
        return self.title or self.name.replace("_", " ").capitalize()

    def parse(self, text: str) -> CellValue:
        """Return a cell's value. Raises :class:`BadValue`."""
        if not text:
            return None
        match self.type:
            case "integer" if _INTEGER.fullmatch(text):
                return int(text)
            case "number" if _NUMBER.fullmatch(text):
                return Decimal(text)
            case "date" if _DAY.fullmatch(text):
                return Edtf.parse(text)
            case "text":
                return text
        must, example = _CELLS[self.type]
        if self.is_number and _GROUPED.fullmatch(text):
            example = re.sub(r"[^\d.]", "", text)
        raise BadValue(must, example)


_CELLS: Final[Mapping[ColumnType, tuple[str, str]]] = {
    "integer": ("a whole number without separators, or empty", "1200"),
    "number": ("a number with a decimal point and without separators, or empty", "1200.5"),
    "date": ("a day, month or year, or empty", "2025-06"),
    "text": ("a text", "Pier"),
}
"""What a cell of each type must be, and an example."""


class RowDescriptor(Descriptor["SeriesRow"]):
    """A row is called by its key; a binding prints one of its cells."""

    schema_type = "Observation"

    def label(self, words: Words, fact: SeriesRow) -> str:
        """Return the key in words: ``June 2025``."""
        return fact.key_words

    def title(self, words: Words, fact: SeriesRow) -> str:
        """Return the series with the key: ``Rain in Lower Fennick, June 2025``."""
        return f"{words.label(fact.series)}, {fact.key_words}"

    def printable(self, fact: SeriesRow) -> tuple[str, ...]:
        """Return the names of the columns that are not empty in the row."""
        return tuple(name for name, text in fact.cells_by_name.items() if text)

    def printed_field(self, words: Words, fact: SeriesRow, field: str) -> str:
        """Return a cell in words."""
        return fact.words(field)

    def documents(self, fact: SeriesRow) -> tuple[str, ...]:
        """Return the source of the series."""
        return fact.documents


class SeriesRow(Fact):
    """One row of a series: the figures for one day, month, year or place."""

    kind = "row"
    plural = "rows"
    descriptor = RowDescriptor()

    cells: tuple[str, ...] = Field(description="Its cells as they are written, in the order of the columns.")

    _series: str = PrivateAttr(default="")
    _columns: tuple[SeriesColumn, ...] = PrivateAttr(default=())
    _key: tuple[str, ...] = PrivateAttr(default=())
    _documents: tuple[str, ...] = PrivateAttr(default=())

    @property
    def series(self) -> str:
        """Id of its series."""
        return self._series

    @property
    def whole(self) -> str:
        """Id of its series."""
        return self._series

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of the documents that give it."""
        return self._documents

    @cached_property
    def ref(self) -> str:
        """Its full name: ``rain/2025-06``."""
        return f"{self._series}/{self.id}"

    @cached_property
    def cells_by_name(self) -> Mapping[str, str]:
        """Its cells as they are written, by the names of the columns."""
        return {column.name: text for column, text in zip(self._columns, self.cells, strict=True)}

    @cached_property
    def values(self) -> Mapping[str, CellValue]:
        """Its cells as values, by the names of the columns."""
        return {column.name: column.parse(text) for column, text in zip(self._columns, self.cells, strict=True)}

    def words(self, column: str) -> str:
        """Return a cell for readers; empty for an empty one."""
        return cell_words(self.values[column])

    def words_of(self, column: str, text: str) -> str:
        """Return a text that stood in one of its cells for readers, as it is written where it is no value of the column today."""
        known = next((each for each in self._columns if each.name == column), None)
        try:
            return cell_words(known.parse(text)) if known else text
        except BadValue:
            return text

    @property
    def key_words(self) -> str:
        """Its key for readers: ``June 2025``; ``June 2025, Pier``."""
        return ", ".join(self.words(name) for name in self._key)

    def belongs_to(self, series: Series) -> None:
        """Note what the row is part of; called once, by the series."""
        self._series, self._columns, self._key = series.id, series.columns, series.keys
        self._documents = (series.source,)


def cell_words(value: CellValue) -> str:
    """Return a cell's value for readers."""
    match value:
        case None:
            return ""
        case int() | Decimal():
            return current().number(value)
        case Edtf():
            return value.words()
    return value


def row_id(key: tuple[str, ...]) -> str:
    """Return the permanent name of the row with that key: ``2025-06``, ``2025-06-pier``; empty where no letter or digit is left."""
    plain = unicodedata.normalize("NFKD", "-".join(key)).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return name if re.fullmatch(ID_PATTERN, name) else ""


class SeriesDescriptor(Descriptor["Series"]):
    """A series is a Dataset of schema.org, whose figures are its variables."""

    schema_type = "Dataset"
    search_fields = ("definition", "unit", "by", "source", "note")

    def details(self, words: Words, fact: Series) -> Iterator[tuple[str, str]]:
        """Yield its fields, and what its columns are called."""
        yield from super().details(words, fact)
        yield "columns", ", ".join(column.label for column in fact.columns)

    def schema_properties(self, graph: Graph, fact: Series) -> Node:
        """Return what is measured, for which time, by whom, and where its table is."""
        words = graph.words
        return {
            "description": words.plain(fact.definition),
            "creator": graph.ref(fact.by),
            "isBasedOn": graph.ref(fact.source),
            "temporalCoverage": fact.coverage,
            "variableMeasured": [
                {"@type": "PropertyValue", "name": column.label, "unitText": fact.unit_of(column)}
                | {"description": words.plain(column.description)}
                for column in fact.figures
            ],
        }


@kind("series", "series", "series/{id}.yml", SeriesDescriptor(), table="series/{id}.csv")
class Series(Fact):
    """Figures that one source gives for each day, month, year or place: rain a day, ships a year.

    They stand in a table (CSV) of the same name beside the file. A figure that is disputed, or that several sources give,
    is a claim on a count.
    """

    title: Prose = Field(description="What the figures are, as a heading: Rain in Lower Fennick.")
    unit: Phrase = Field(description="What the figures count or measure, in the plural: visitors, mm.")
    definition: Prose = Field(description="Exactly what is counted or measured, how, and from when on.")
    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who counts or measures, and says so.")
    source: Annotated[str, RefTo(("source",))] = Field(
        description="The document or data set from which the table is taken."
    )
    at: Locator | None = Field(None, description="Where in the document: table 2.")
    licence: Annotated[Label, HomeOnly()] = Field(
        description="Under which licence the source gives the figures, or 'facts, no licence' where it names none."
    )
    columns: tuple[SeriesColumn, ...] = Field(
        min_length=2, max_length=MAX_COLUMNS, description="The columns of the table, in its order."
    )
    key: tuple[str, ...] = Field(
        (), description="The columns that name a row, such as [month, gauge]; left out, the first column."
    )
    note: Prose | None = Field(None, description="What readers should know; shown beside the table.")
    review_by: Annotated[Date | None, Unpublished()] = Field(
        None, description="The day by which the editors look for newer figures."
    )
    rows: SkipJsonSchema[tuple[SeriesRow, ...]] = Field((), description="The rows of the table beside the file.")

    def model_post_init(self, context: Any, /) -> None:
        """Tell the rows what they are part of."""
        for row in self.rows:
            row.belongs_to(self)

    def with_rows(self, rows: tuple[SeriesRow, ...]) -> Series:
        """Return the series with these rows."""
        for row in rows:
            row.belongs_to(self)
        return self.model_copy(update={"rows": rows})

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns that name a row."""
        return self.key or (self.columns[0].name,)

    @property
    def figures(self) -> tuple[SeriesColumn, ...]:
        """The columns with figures, without those that name a row."""
        return tuple(column for column in self.columns if column.is_number and column.name not in self.keys)

    @cached_property
    def by_name(self) -> Mapping[str, SeriesColumn]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def rows_by_id(self) -> Mapping[str, SeriesRow]:
        """The rows by their ids."""
        return {row.id: row for row in self.rows}

    def unit_of(self, column: SeriesColumn) -> str:
        """Return the unit of a column's figures; empty for other columns."""
        return (column.unit or self.unit) if column.is_number and column.name not in self.keys else column.unit or ""

    @property
    def time(self) -> SeriesColumn | None:
        """The first column of dates among those that name a row."""
        return next((self.by_name[name] for name in self.keys if self.by_name[name].type == "date"), None)

    @property
    def coverage(self) -> str:
        """From when to when it reaches, in ISO 8601; empty where no date names the rows."""
        days = [row.cells_by_name[self.time.name] for row in self.rows] if self.time else []
        return f"{days[0]}/{days[-1]}" if days else ""

    def first_day(self, row: SeriesRow) -> dt.date | None:
        """Return the first day that a row is about."""
        day = row.values[self.time.name] if self.time else None
        return day.first_day if isinstance(day, Edtf) else None
