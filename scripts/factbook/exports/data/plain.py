"""Facts as plain values: all that is known of one as JSON has it, with what the editors wrote beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...factbook import Factbook
from ...kinds import Fact, Record
from ...site import Site
from ...words import plain_prose
from ..frame import relative
from .columns import PARTS, derived, name_of
from .shapes import shapes
from .texts import Encoded, line_of

Plain = dict[str, Any]
"""A fact, or a group of its fields: texts, numbers, lists, groups and ``None``."""


@dataclass(frozen=True)
class Data:
    """A factbook to be given away. ``link`` gives the path below the site's root at which a fact can be read."""

    book: Factbook
    site: Site
    link: Callable[[Fact], str | None]
    made: dict[str, Plain] = field(default_factory=dict, repr=False)
    lines: dict[str, Encoded] = field(default_factory=dict, repr=False)

    def permalink(self, fact: Fact) -> str | None:
        """Where a fact can be read: its public address where the site knows its own, else the path below its root."""
        path = self.link(fact)
        return None if path is None else self.site.address(path) or path

    def at(self, path: str, to: str) -> str:
        """The link from one file to another, both below the site's root: public where the site knows its address, else relative."""
        return self.site.address(to) or relative(path, to)

    def name(self, party: str) -> str:
        """The name of an organisation or a person."""
        known = self.book.party(party)
        return known.name if known else party

    def facts(self) -> Iterator[Fact]:
        """Every fact in the order of kinds and files; claims are in their counts."""
        for facts in self.book.facts.values():
            yield from facts.values()

    def plain(self, fact: Fact) -> Plain:
        """All of a fact: its kind, its fields in plain words, the parts of amounts and dates, and what follows from it.

        ``written`` are its fields as editors write them, from which the fact can be read again; a claim's are in its count's.
        """
        name = name_of(fact)
        if name not in self.made:
            values = {"kind": fact.kind, **self._plain(fact)}
            if fact.kind != "claim":
                values["written"] = written(fact)
            self.made[name] = values
        return self.made[name]

    def line(self, fact: Fact) -> Encoded:
        """The same as JSON on one line; made once, as several files hold it."""
        name = name_of(fact)
        if name not in self.lines:
            self.lines[name] = Encoded(line_of(self.plain(fact)))
        return self.lines[name]

    def _plain(self, record: Record) -> Plain:
        values: Plain = {each.column.name: each.take(self, record) for each in derived(type(record), lead=True)}
        for shape in shapes(type(record)):
            value = getattr(record, shape.attribute)
            match shape.sort:
                case "records":
                    values[shape.name] = [
                        self.plain(each) if isinstance(each, Fact) else self._plain(each) for each in value
                    ]
                case "record":
                    values[shape.name] = self._plain(value) if value is not None else None
                case "texts":
                    values[shape.name] = list(value)
                case "amount" | "date" as sort:
                    values[shape.name] = str(value) if value is not None else None
                    for part in PARTS[sort]:
                        values[f"{shape.name}_{part.name}"] = part.take(value) if value is not None else None
                case _ if shape.prose and value is not None:
                    values[shape.name] = plain_prose(self.book, value)
                case _:
                    values[shape.name] = value
        values.update({each.column.name: each.take(self, record) for each in derived(type(record), lead=False)})
        return values


def written(record: Record) -> Plain:
    """The fields of a fact as editors write them; what they leave out is left out, and what holds of itself is said."""
    values: Plain = {}
    for shape in shapes(type(record)):
        value = getattr(record, shape.attribute)
        if value is None or value == ():
            continue
        match shape.sort:
            case "records":
                values[shape.name] = [written(each) for each in value]
            case "record":
                values[shape.name] = written(value)
            case "texts":
                values[shape.name] = list(value)
            case "amount" | "date":
                values[shape.name] = str(value)
            case _:
                values[shape.name] = value
    return values
