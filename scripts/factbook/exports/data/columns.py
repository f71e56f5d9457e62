"""The columns of the downloads: fields of facts, the parts of amounts and dates, and values derived from facts.

Fields are read from the classes that fact files are validated with, so a new field or kind needs no change here. Plain
values, tables, JSON Schemas and the documentation of the data are all made from these definitions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

from ...kinds import KINDS, Claim, Fact, ProseMark, Record, RefTo, Source
from ...kinds.claims import claimants
from ...values import Amount, Edtf
from ...values.amount import RELATIONS
from ...values.formats import current, gettext
from ...views.point_in_time import known_since
from ...views.standing import REASONS
from ...words import label_of, plain_prose

if TYPE_CHECKING:
    from .plain import Data

ColumnType = Literal["string", "integer", "number", "date"]
"""The types of Table Schema (https://datapackage.org/standard/table-schema/) that occur."""
_TYPES: Final = (("record", Record), ("amount", Amount), ("date", Edtf), ("number", float))
"""The values of :attr:`Field.value_type` beside ``text``, and their classes."""
INDEX: Final = "facts"
"""The table of all facts, to which references to facts of several kinds lead."""
SEPARATOR: Final = "|"
"""Between the members of a list in one cell."""
ESCAPE: Final = "\\"
"""Before a :data:`SEPARATOR` or an escape in a member."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its ``name`` as editors write it, its ``attribute`` in Python, and what it holds.

    ``value_type`` is the type of the value, or of each member of a list if ``many``. ``choices`` are the only values a text may have, ``pattern`` a regular expression it matches; ``kinds`` are those a
    reference may lead to. ``prose`` may hold bindings. ``record`` is the class of a record.
    """

    name: str
    attribute: str
    value_type: str
    many: bool
    description: str
    required: bool
    prose: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    kinds: tuple[str, ...] = ()
    record: type[Record] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``choices`` are the only values it may have, ``to`` is the table a foreign key leads to."""

    name: str
    type: ColumnType
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    to: str = ""


Computed = tuple[Column, Callable[["Data", Any], Any]]
"""A column, and the function that computes its value from the data and a fact, amount or date."""


@cache
def fields_of(cls: type[Record]) -> tuple[Field, ...]:
    """The fields of a class in the order of their definition."""
    return tuple(_field(name, info) for name, info in cls.model_fields.items())


def _field(attribute: str, info: Any) -> Field:
    parts = list(_annotation_parts(info.annotation))
    types = [part for part in parts if isinstance(part, type)]
    marks: list[Any] = [*info.metadata, *(part for part in parts if not isinstance(part, type))]
    many = tuple in types
    return Field(
        info.alias or attribute,
        attribute,
        next((name for name, cls in _TYPES if any(issubclass(each, cls) for each in types)), "text"),
        many,
        info.description or "",
        info.is_required() or (type(None) not in types and not many),
        prose=any(isinstance(mark, ProseMark) for mark in marks),
        choices=tuple(mark for mark in marks if isinstance(mark, str)),
        pattern=next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), ""),
        kinds=next((mark.kinds for mark in marks if isinstance(mark, RefTo)), ()),
        record=next((each for each in types if issubclass(each, Record)), None),
    )


def _annotation_parts(annotation: object) -> Iterator[object]:
    """The types in an annotation, the values of a ``Literal``, and all metadata of ``Annotated``."""
    marks = getattr(annotation, "__metadata__", ())
    for mark in marks:
        yield mark
        yield from getattr(mark, "metadata", ())
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    if get_origin(annotation) is tuple:
        yield tuple
    if isinstance(annotation, type) and get_origin(annotation) is None:
        yield annotation
    for argument in get_args(annotation):
        if argument is not Ellipsis and argument not in marks:
            yield from _annotation_parts(argument)


def number(value: Any) -> int | float | None:
    """A decimal as a JSON number, an integer if it has no fraction; exact, as amounts have at most 15 digits."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _text(name: str, description: str, required: bool = True, to: str = "") -> Column:
    return Column(name, "string", description, required, to=to)


PARTS: Final[dict[str, tuple[Computed, ...]]] = {
    "amount": (
        (
            Column(
                "relation",
                "string",
                "What the number is to the amount meant. Never print the number without it.",
                True,
                RELATIONS,
            ),
            lambda data, amount: amount.relation,
        ),
        (
            Column(
                "low",
                "number",
                "Lower printed bound: the number itself for exactly and about; empty for up to, fewer than and unknown.",
            ),
            lambda data, amount: number(amount.low),
        ),
        (
            Column(
                "high",
                "number",
                "Upper printed bound: the number itself for exactly and about; empty for more than, at least and unknown.",
            ),
            lambda data, amount: number(amount.high),
        ),
    ),
    "date": (
        (
            Column("earliest", "date", "First day the date may mean; empty where that is open."),
            lambda data, date: _iso(date.earliest),
        ),
        (
            Column("latest", "date", "Last day the date may mean; empty where that is open."),
            lambda data, date: _iso(date.latest),
        ),
    ),
}
"""What stands beside an amount or a date as ``<field>_<name>``."""
NOTES: Final = {"amount": "As editors write it.", "date": "EDTF (ISO 8601-2)."}

_REF: Final[Computed] = (
    _text("ref", "Permanent name of the fact, by which all others call it. Key."),
    lambda data, fact: fact.qualified,
)
_LINK: Final[Computed] = (
    _text("permalink", "Where it can be read: a public address, or a path below the site’s root.", required=False),
    lambda data, fact: data.permalink(fact),
)
_SAID: Final[tuple[Computed, ...]] = (
    (_text("by_name", "Name of who asserts it."), lambda data, fact: data.name(fact.by)),
    (
        _text("chain", "Who said it and who passed it on, by name, from the claimant outward."),
        lambda data, fact: " ".join(
            (
                current().listed([data.name(party) for party in claimants(fact)]),
                *(gettext("via %(relay)s", relay=data.name(relay)) for relay in fact.through),
            )
        ),
    ),
    (
        _text("source_citation", "Publisher and day of the document in which we read it."),
        lambda data, fact: label_of(data.book, data.book.of(Source)[fact.source]),
    ),
    (
        _text("source_url", "Address of that document.", required=False),
        lambda data, fact: data.book.of(Source)[fact.source].url,
    ),
)
_BEFORE: Final[dict[str, tuple[Computed, ...]]] = {
    "claim": (
        (_text("count", "The count it is about.", to="counts"), lambda data, fact: fact.count),
        (
            _text("count_title", "What is counted."),
            lambda data, fact: plain_prose(data.book, data.book.count_of(fact).title),
        ),
        (_text("unit", "What one is called in the plural."), lambda data, fact: data.book.count_of(fact).unit),
    )
}
_AFTER: Final[dict[str, tuple[Computed, ...]]] = {
    "claim": (
        (
            _text("words", "The amount as our pages print it, with its precision."),
            lambda data, fact: fact.words(),
        ),
        (
            _text("scope_words", "Which scope was counted, in words; empty for what the count says.", required=False),
            lambda data, fact: fact.scope_words or None,
        ),
        *_SAID,
        (
            Column(
                "known_since", "date", "Day by which it was public: said, else first published; its last possible day."
            ),
            lambda data, fact: _iso(known_since(data.book, fact)),
        ),
        (
            Column(
                "standing",
                "string",
                "Whether it stands today among the claims with its scope, or why not.",
                True,
                ("stands", *(reason for reason in REASONS if reason != "scope")),
            ),
            lambda data, fact: data.not_standing[fact.ref] or "stands",
        ),
    ),
    "event": _SAID,
    "statement": _SAID,
    "source": ((_text("citation", "Publisher and day of publication."), lambda data, fact: label_of(data.book, fact)),),
}


def derived(cls: type[Record]) -> tuple[tuple[Computed, ...], tuple[Computed, ...]]:
    """The columns derived from a fact of a class: those before its own fields, and those after them."""
    if not issubclass(cls, Fact):
        return (), ()
    return (_REF, *_BEFORE.get(cls.kind, ())), (*_AFTER.get(cls.kind, ()), _LINK)


@cache
def columns(cls: type[Record], prefix: str = "") -> tuple[Column, ...]:
    """The columns of a table with one row for each record; lists of records are tables of their own."""
    before, after = derived(cls)
    own = (column for field in fields_of(cls) for column in _columns(field, prefix + field.name))
    return (*(column for column, _ in before), *own, *(column for column, _ in after))


def _columns(field: Field, name: str) -> Iterator[Column]:
    if field.record and not field.many:
        for column in columns(field.record, f"{name}_"):
            yield column if field.required else replace(column, required=False)  # the whole record may be missing
    elif field.many and not field.record:
        note = f"A list, with {SEPARATOR} between its members, and {ESCAPE} before each {SEPARATOR} or {ESCAPE} in one."
        yield Column(name, "string", f"{field.description} {note}")
    elif not field.record:
        yield from value_columns(field, name)


def value_columns(field: Field, name: str) -> Iterator[Column]:
    """The column of a field with a single value, and for an amount or a date those of its parts."""
    if field.value_type in PARTS:
        yield Column(name, "string", f"{field.description} {NOTES[field.value_type]}", field.required)
        for part, _ in PARTS[field.value_type]:
            yield replace(part, name=f"{name}_{part.name}", required=field.required and part.required)
    else:
        column_type: ColumnType = "number" if field.value_type == "number" else "string"
        to = table_of(field.kinds)
        yield Column(name, column_type, field.description, field.required, field.choices, field.pattern, to)


def table_of(kinds: tuple[str, ...]) -> str:
    """The name of the table that a reference to facts of these kinds leads to; empty if there are no kinds."""
    if not kinds:
        return ""
    plurals = {"claim": Claim.plural, **{name: kind.plural for name, kind in KINDS.items()}}
    return plurals[kinds[0]] if len(kinds) == 1 and kinds[0] in plurals else INDEX


def join_list(members: Iterable[str]) -> str:
    """A list in one cell, its members escaped."""
    return SEPARATOR.join(re.sub(r"[|\\]", lambda character: ESCAPE + character[0], member) for member in members)
