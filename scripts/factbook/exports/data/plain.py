"""Facts as plain values: every field, part and derived value of a fact in the types of JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from ...factbook import Factbook
from ...kinds import Claim, Count, Fact, Record, SeriesRow
from ...site import Site
from ...values import Amount, Edtf
from ...views.standing import Reason, why_not
from ...words import plain_prose
from ..frame import relative_link
from .columns import PARTS, derived, fields_of, number
from .serialize import Encoded, to_json_line

Plain = dict[str, Any]
"""A fact or record: strings, numbers, lists, dicts and ``None`` by the names of fields and columns."""


@dataclass(frozen=True)
class Data:
    """A factbook to export. ``link`` gives the path below the site's root of the page with a fact."""

    book: Factbook
    site: Site
    link: Callable[[Fact], str | None]
    _plain: dict[str, Plain] = field(default_factory=dict, init=False, repr=False)
    _lines: dict[str, Encoded] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def not_standing(self) -> Mapping[str, Reason | None]:
        """Why each claim does not stand today, by its full name; ``None`` if it stands."""
        return {ref: why for count in self.book.of(Count).values() for ref, why in why_not(self.book, count).items()}

    def permalink(self, fact: Fact) -> str | None:
        """The public URL of a fact; its path below the site's root if the site does not know its own URL."""
        path = self.link(fact)
        return None if path is None else self.site.address(path) or path

    def at(self, path: str, to: str) -> str:
        """The link from file ``path`` to file ``to``, both below the site's root: a URL if the site knows its own, else relative."""
        return self.site.address(to) or relative_link(path, to)

    def name(self, party: str) -> str:
        """The name of an organisation or a person."""
        known = self.book.party(party)
        return known.name if known else party

    def facts(self) -> Iterator[Fact]:
        """Yield every fact but claims, which are in their counts, in the order of kinds and files."""
        return self.book.all_facts()

    def of(self, kind: type[Fact]) -> Collection[Fact]:
        """The facts of a kind, claims included."""
        return (self.book.claims if kind is Claim else self.book.facts.get(kind.kind, {})).values()

    def plain(self, fact: Fact) -> Plain:
        """All values of a fact, cached: its kind, fields with bindings resolved, parts of amounts and dates, derived values.

        ``written`` are its fields as editors write them, from which :func:`load_json` reads the fact again; a claim's
        are in its count's.
        """
        name = fact.qualified
        if name not in self._plain:
            source = {} if fact.kind == "claim" else {"written": source_fields(fact)}
            self._plain[name] = {"kind": fact.kind, **self._record(fact), **source}
        return self._plain[name]

    def line(self, fact: Fact) -> Encoded:
        """All values of a fact as JSON on one line, cached as several files hold it."""
        name = fact.qualified
        if name not in self._lines:
            self._lines[name] = Encoded(to_json_line(self.plain(fact)))
        return self._lines[name]

    def _record(self, record: Record) -> Plain:
        before, after = derived(type(record))
        values: Plain = {column.name: compute(self, record) for column, compute in before}
        for each in fields_of(type(record)):
            value = getattr(record, each.attribute)
            values[each.name] = self._value(value, each.prose)
            for part, compute in PARTS.get(each.value_type, ()):
                values[f"{each.name}_{part.name}"] = None if value is None else compute(self, value)
        values.update({column.name: compute(self, record) for column, compute in after})
        return values

    def _value(self, value: Any, prose: bool = False) -> Any:
        match value:
            case SeriesRow():
                return {"id": value.id, **row_cells(value)}
            case Fact():
                return self.plain(value)
            case Record():
                return self._record(value)
            case tuple():
                return [self._value(member) for member in value]
            case Amount() | Edtf():
                return str(value)
            case str() if prose:
                return plain_prose(self.book, value)
        return value


def row_cells(row: SeriesRow) -> Plain:
    """The cells of a row by the names of the columns: numbers, texts, and dates as they are written."""
    return {
        name: number(value) if isinstance(value, int | Decimal) else str(value) if isinstance(value, Edtf) else value
        for name, value in row.values.items()
    }


def source_fields(record: Record) -> Plain:
    """The fields of a record as editors write them, defaults included; empty ones are left out."""
    values = {each.name: getattr(record, each.attribute) for each in fields_of(type(record))}
    return {name: _source_value(value) for name, value in values.items() if value is not None and value != ()}


def _source_value(value: Any) -> Any:
    match value:
        case Record():
            return source_fields(value)
        case tuple():
            return [_source_value(member) for member in value]
        case Amount() | Edtf():
            return str(value)
    return value
