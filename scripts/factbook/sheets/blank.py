"""Spreadsheets to fill in: a worksheet for each kind, with a note on each column, lists to choose from, and the facts that are there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..exports.csv_table import escape_formula
from ..exports.data.columns import Field, fields_of, join_list
from ..fact_files import CLAIM
from ..factbook import Factbook
from ..kinds import KINDS, VOCABULARIES, Claim, Count, Fact, Record, Word, vocabulary_fields
from .given import class_of, column_letters, field_named
from .matching import written

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LISTS: Final = "lists"
"""The hidden worksheet that holds what is chosen from."""
ROWS: Final = 2_000
"""Rows for which a list is offered."""
_NOTE: Final = {"x_scale": 3, "y_scale": 1.5}


def blank_sheet(book: Factbook, kind: str, count: str = "") -> bytes:
    """Return an XLSX file of a kind's facts, of one ``count`` for claims, with a worksheet for new facts of each kind that they name."""
    import xlsxwriter  # slow to import, and no other command needs it

    data = io.BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text = workbook.add_format({"num_format": "@"})  # so that no program makes a day of a month, or a number of a text
    head = {
        required: workbook.add_format({"bold": required, "bottom": 1, "num_format": "@"}) for required in (True, False)
    }
    kinds = _kinds_from(kind)
    pages = {each: workbook.add_worksheet(class_of(each).plural) for each in kinds}
    lists = _Lists(book, workbook.add_worksheet(LISTS))
    for each, page in pages.items():
        names = list(_columns(each))
        facts = list(_facts(book, each, count)) if each == kind else []
        for number, (name, about, required) in enumerate(names):
            page.write_string(0, number, name, head[required])
            page.write_comment(0, number, _note(about, required), _NOTE)
            if source := lists.range_of(each, name, about):
                # a hint and no lock: a name, an address or a new id is as good
                options = {
                    "validate": "list",
                    "source": source,
                    "error_type": "information",
                    "ignore_blank": True,
                    "show_error": False,
                }
                page.data_validation(1, number, ROWS, number, options)
        page.set_column(0, len(names) - 1, 18, text)
        page.freeze_panes(1, 0)
        for row, fact in enumerate(facts, 1):
            for number, cell in enumerate(_cells(fact, [name for name, _, _ in names])):
                page.write_string(row, number, cell, text)
    lists.page.hide()
    workbook.close()
    return data.getvalue()


def _kinds_from(kind: str) -> list[str]:
    """Return a kind, and those that a new fact of it may need first: a claim's source, and its outlet."""
    kinds = [kind]
    for each in kinds:  # which grows
        needed = (about for about in fields_of(class_of(each)) if about.required or about.name == "by")
        kinds += [to for about in needed for to in about.kinds if to in KINDS and to != "place" and to not in kinds]
    return kinds


def _columns(kind: str) -> Iterator[tuple[str, Field, bool]]:
    """Yield the name and field of each column, and whether it must be filled in: every field with values, and of records those
    that a fact must have. An id is made."""
    cls = class_of(kind)
    if kind == CLAIM:
        yield (
            "count",
            Field("count", "count", "text", False, "The count that it is about.", True, kinds=(Count.kind,)),
            True,
        )
    for about in fields_of(cls):
        if not about.record:
            yield about.name, about, about.name != "id" and cls.model_fields[about.attribute].is_required()
        elif about.required and not issubclass(about.record, Fact):
            for inner in fields_of(about.record):
                if not inner.record:
                    required = about.record.model_fields[inner.attribute].is_required()
                    yield f"{about.name}.{inner.name}", inner, required


def _facts(book: Factbook, kind: str, count: str) -> Iterable[Fact]:
    if kind == CLAIM:
        return [claim for claim in book.claims.values() if claim.count == count or not count]
    return book.facts[kind].values()


def _cells(fact: Fact, names: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a fact that is there; records stay in its file."""
    for name in names:
        if name == "count" and isinstance(fact, Claim):
            yield fact.count
        else:
            members = written(fact, name)
            about = field_named(type(fact), name)
            yield escape_formula(join_list(members) if about and about.many else "".join(members))


def _note(about: Field, required: bool) -> str:
    """Return what a column is for."""
    parts = [about.description, "Must be filled in." if required else ""]
    parts.append("Several: with | between them." if about.many else "")
    parts.append("An id, a name or an address." if about.kinds and "claim" not in about.kinds else "")
    return " ".join(filter(None, parts))


class _Lists:
    """What is chosen from, in columns of a worksheet of its own, each of which is written once."""

    def __init__(self, book: Factbook, page: Worksheet) -> None:
        self.book, self.page = book, page
        self.ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, kind: str, name: str, about: Field) -> str:
        """Return the range of cells with the values of a field; empty for one that is free."""
        values = tuple(self._values(class_of(kind), name, about))
        if not values:
            return ""
        if values not in self.ranges:
            column = len(self.ranges)
            for row, value in enumerate(values):
                self.page.write_string(row, column, value)
            letters = column_letters(column + 1)
            self.ranges[values] = f"={LISTS}!${letters}$1:${letters}${len(values)}"
        return self.ranges[values]

    def _values(self, cls: type[Record], name: str, about: Field) -> Iterable[str]:
        if about.choices:
            return about.choices
        if vocabulary := vocabulary_fields(cls).get(about.attribute):
            own = (word.name for word in self.book.of(Word).values() if word.field == vocabulary)
            return (*VOCABULARIES[vocabulary], *own)
        facts: Any = {"claim": self.book.claims}
        return [ref for to in about.kinds for ref in {**self.book.facts, **facts}.get(to, {})]
