"""Differences between the facts of two factbooks, by kind and full name; files and the order of fields do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..factbook import Factbook
from ..kinds import (
    Claim,
    Count,
    Fact,
    Organisation,
    Person,
    Place,
    PublishedField,
    Record,
    Scope,
    Series,
    SeriesRow,
    Source,
    is_reference,
    published_fields,
)
from ..kinds.field_marks import Path, is_prose
from ..prose import without_literals
from ..values import Amount, BadValue, Edtf
from ..words import label_of, plain_prose
from .page_text import same_words

How = Literal["added", "removed", "superseded", "withdrawn", "misreport", "changed"]
LEFT_OUT: Final = "left out"
"""What stands in the place of a value that was not given."""
_NAMED: Final = (Organisation, Person, Place, Source)
"""Kinds that readers see by name where a field names them."""
_APART: Final = frozenset({"id", "claims", "rows"})
"""Fields that are not compared here: claims and rows are facts of their own."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that changed: its path in the fact, both values, its mark when it is published, and whether it names other facts.

    A member of a list that was added or removed has ``None`` on one side.
    """

    path: Path
    old: object
    new: object
    mark: PublishedField | None = None
    refers: bool = False

    @property
    def name(self) -> str:
        """The path as one word: ``value``, ``roles.0.title``."""
        return ".".join(map(str, self.path))

    @property
    def takes_back(self) -> bool:
        """Whether a published value is taken back or reads otherwise, and is not only completed, as by appending to a list."""
        if self.mark is None or (self.mark.prose and same_words(str(self.old), str(self.new))):
            return False
        if isinstance(self.old, tuple) and isinstance(self.new, tuple):
            # the order of relays is said, too, and a list that is whole grows no further
            return bool(self.mark.default_meaning) or self.new[: len(self.old)] != self.old
        return bool(self.old or self.mark.default_meaning) or isinstance(self.old, float)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that was added, removed or changed; ``old`` or ``new`` is missing accordingly."""

    how: How
    old: Fact | None
    new: Fact | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def fact(self) -> Fact:
        """The fact as it is now, or as it was where it is gone."""
        fact = self.new or self.old
        assert fact is not None
        return fact

    @property
    def name(self) -> tuple[str, str]:
        """Its kind and full name."""
        return self.fact.kind, self.fact.ref


def facts_of(book: Factbook) -> Mapping[tuple[str, str], Fact]:
    """Return every fact by its kind and full name, a count before its claims, a series before its rows."""
    by_name: dict[tuple[str, str], Fact] = {}
    for facts in book.facts.values():
        for fact in facts.values():
            by_name[fact.kind, fact.ref] = fact
            if isinstance(fact, Count):
                by_name.update({(claim.kind, claim.ref): claim for claim in fact.claims})
            elif isinstance(fact, Series):
                by_name.update({(row.kind, row.ref): row for row in fact.rows})
    return by_name


def fact_changes(old: Factbook, new: Factbook) -> list[FactChange]:
    """Return each fact that differs, in the order of the files; a fact that cannot be read on either side is no change."""
    before, after = facts_of(old), facts_of(new)
    changes: list[FactChange] = []
    for (kind, ref), fact in after.items():
        was = before.get((kind, ref))
        if was is None:
            if not old.is_broken(ref, (kind,)):
                changes.append(FactChange("added", None, fact))
        elif fields := tuple(field_changes(was, fact)):
            changes.append(FactChange(_how(fields), was, fact, fields))
    for (kind, ref), fact in before.items():
        if (kind, ref) not in after and not new.is_broken(ref, (kind, _home_of(kind))):
            changes.append(FactChange("removed", fact, None))
    return changes


def _home_of(kind: str) -> str:
    """Return the kind whose files hold a kind: claims are in those of their counts, rows in those of their series."""
    return {Claim.kind: Count.kind, SeriesRow.kind: Series.kind}.get(kind, kind)


def _how(fields: tuple[FieldChange, ...]) -> How:
    status = next((field.new for field in fields if field.path == ("status",)), "")
    match status:
        case "superseded" | "withdrawn" | "misreport":
            return status
        case _:
            return "changed"


def field_changes(old: Record, new: Record, path: Path = ()) -> Iterator[FieldChange]:
    """Yield the fields of two records of one class that differ in meaning, innermost ones one by one."""
    if isinstance(old, SeriesRow) and isinstance(new, SeriesRow):
        yield from _cell_changes(old.cells_by_name, new.cells_by_name)
        return
    marks = published_fields(type(new))
    for name, about in type(new).model_fields.items():
        if name in _APART and not path:
            continue
        was, now = getattr(old, name), getattr(new, name)
        if was == now or (is_prose(type(new), name) and without_literals(was or "") == without_literals(now or "")):
            continue
        here = (*path, about.alias or name)
        if isinstance(was, Record) and isinstance(now, Record):
            yield from field_changes(was, now, here)
        elif _holds_records(was) or _holds_records(now):
            yield from _member_changes(was, now, here)
            if not any(isinstance(each, Scope) for each in now) and not _in_order(was, now):
                yield FieldChange(here, was, now, marks.get(name))
        else:
            yield FieldChange(here, was, now, marks.get(name), is_reference(type(new), name))


def _cell_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    """Yield the cells of a row that differ, by the names of the columns; one that is gone is a change of the series' columns."""
    for name, now in new.items():
        if (was := old.get(name, "")) != now:
            yield FieldChange((name,), was, now, PublishedField())


def _holds_records(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(each, Record) for each in value)


def _member_changes(old: tuple[Record, ...], new: tuple[Record, ...], path: Path) -> Iterator[FieldChange]:
    """Yield the changes of two lists: equal members are no change, the others are paired in their order.

    Scopes are paired by their ids, and free to come and go, as the claims that name them say the same.
    """
    if any(isinstance(each, Scope) for each in (*old, *new)):
        before = {each.id: each for each in old if isinstance(each, Scope)}
        for index, now in enumerate(new):
            if isinstance(now, Scope) and now.id in before:
                yield from field_changes(before[now.id], now, (*path, index))
        return
    gone = [(index, each) for index, each in enumerate(old) if each not in new]
    come = [(index, each) for index, each in enumerate(new) if each not in old]
    for (_, was), (index, now) in zip(gone, come, strict=False):
        yield from field_changes(was, now, (*path, index))
    for index, was in gone[len(come) :]:
        yield FieldChange((*path, index), was, None, PublishedField())
    for index, now in come[len(gone) :]:
        yield FieldChange((*path, index), None, now, PublishedField())


def _in_order(old: tuple[Record, ...], new: tuple[Record, ...]) -> bool:
    """Return whether common members of two lists have one order, and new ones are at the end; the first may be printed alone."""
    common = [each for each in old if each in new]
    places = [index for index, each in enumerate(new) if each in old]
    gone = len(old) - len(common)  # each of which may be replaced
    return [new[place] for place in places] == common and (not places or places[-1] < len(places) + gone)


def words_of(book: Factbook, fact: Fact, value: object, change: FieldChange) -> str:
    """Return one of the two values of a change of a fact for readers: amounts, dates, names and scopes as they are printed."""
    if isinstance(fact, Claim) and change.path == ("scope",) and fact.count in book.of(Count):
        value = book.count_of(fact).scope_label(value if isinstance(value, str) else None)
    if isinstance(fact, SeriesRow) and isinstance(value, str):
        return fact.words_of(str(change.path[0]), value) or LEFT_OUT
    said = _words(book, value, change.refers, bool(change.mark and change.mark.prose))
    return said or (change.mark.default_meaning if change.mark else "") or LEFT_OUT


def _words(book: Factbook, value: object, is_ref: bool, prose: bool) -> str:
    match value:
        case None:
            return ""
        case Amount() | Edtf():
            return value.words()
        case tuple():
            return ", ".join(_words(book, each, is_ref, prose) for each in value)
        case Record():
            cls = type(value)
            marks = published_fields(cls).items()
            said = (_words(book, getattr(value, name), is_reference(cls, name), mark.prose) for name, mark in marks)
            return ", ".join(filter(None, said))
        case str() if is_ref and isinstance(fact := book.named.get(value), _NAMED):
            return label_of(book, fact)
        case str() if prose:
            try:
                return plain_prose(book, value)
            except (BadValue, LookupError):  # a binding that leads nowhere, which the checks tell
                return value
        case _:
            return str(value)


def as_written(value: object) -> str:
    """Return a field's value as it is written in the file."""
    return ", ".join(as_written(each) for each in value) if isinstance(value, tuple) else str(value)
