"""What a fact says in the downloads: its fields, the parts of its amounts and dates, and what follows from it.

This is the one place where a column has its name, type and description; the values, tables, schemas and the
data page are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from ...kinds import KINDS, Claim, Fact, Record, Source
from ...values.amount import PREFIXES
from ...views.as_known import known_since
from ...words import label_of, plain_prose
from .shapes import Shape, shapes

if TYPE_CHECKING:
    from .plain import Data

Type = Literal["string", "integer", "number", "date"]
"""The types of Table Schema (https://datapackage.org/standard/table-schema/) that occur."""
INDEX: Final = "facts"
"""The table of all facts, to which a reference leads that may name facts of several kinds."""
LIST: Final = "|"
"""Between the members of a list in one cell."""
ESCAPE: Final = "\\"
"""Before a :data:`LIST` or another of itself in a member."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``to`` is the table whose key it names, ``words`` all it may say, ``many`` whether it is a list in one cell."""

    name: str
    type: Type
    description: str
    required: bool = False
    words: tuple[str, ...] = ()
    pattern: str = ""
    to: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What stands beside an amount or a date as ``<field>_<name>``."""

    name: str
    type: Type
    description: str
    take: Callable[[Any], Any]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a fact; ``lead`` puts it before the fact's own fields."""

    column: Column
    take: Callable[[Data, Any], Any]
    lead: bool = False


def number(value: Any) -> int | float | None:
    """A decimal as JSON has it: without a fraction where it has none. It is exact, as an amount has so few digits."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


AMOUNT: Final[tuple[Part, ...]] = (
    Part(
        "relation",
        "string",
        "What the number is to the amount meant. Never print the number without it.",
        lambda amount: amount.relation,
        ("exactly", *PREFIXES, "between", "unknown"),
    ),
    Part(
        "low",
        "number",
        "Lower printed bound: the number itself for exactly and about; empty for up to, fewer than and unknown.",
        lambda amount: number(amount.low),
    ),
    Part(
        "high",
        "number",
        "Upper printed bound: the number itself for exactly and about; empty for more than, at least and unknown.",
        lambda amount: number(amount.high),
    ),
)
DATE: Final[tuple[Part, ...]] = (
    Part(
        "earliest", "date", "First day the date may mean; empty where that is open.", lambda date: _iso(date.earliest)
    ),
    Part("latest", "date", "Last day the date may mean; empty where that is open.", lambda date: _iso(date.latest)),
)
PARTS: Final[dict[str, tuple[Part, ...]]] = {"amount": AMOUNT, "date": DATE}
NOTES: Final = {"amount": "As editors write it.", "date": "EDTF (ISO 8601-2)."}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _text(name: str, description: str, required: bool = True, to: str = "") -> Column:
    return Column(name, "string", description, required, to=to)


REF: Final = Derived(
    _text("ref", "Permanent name of the fact, by which all others call it. Key."),
    lambda data, fact: name_of(fact),
    lead=True,
)
LINK: Final = Derived(
    _text("permalink", "Where it can be read: a public address, or a path below the site’s root.", required=False),
    lambda data, fact: data.permalink(fact),
)
_SAID: Final = (
    Derived(_text("by_name", "Name of who asserts it."), lambda data, fact: data.name(fact.by)),
    Derived(
        _text("chain", "Who said it and who passed it on, by name, from the claimant outward."),
        lambda data, fact: " via ".join(data.name(party) for party in (fact.by, *fact.through)),
    ),
    Derived(
        _text("source_citation", "Publisher and day of the document in which we read it."),
        lambda data, fact: label_of(data.book, data.book.of(Source)[fact.source]),
    ),
    Derived(
        _text("source_url", "Address of that document.", required=False),
        lambda data, fact: data.book.of(Source)[fact.source].url,
    ),
)
DERIVED: Final[dict[str, tuple[Derived, ...]]] = {
    "claim": (
        Derived(_text("count", "The count it is about.", to="counts"), lambda data, fact: fact.count, lead=True),
        Derived(
            _text("count_title", "What is counted."),
            lambda data, fact: plain_prose(data.book, data.book.count_of(fact).title),
            lead=True,
        ),
        Derived(
            _text("unit", "What one is called in the plural."),
            lambda data, fact: data.book.count_of(fact).unit,
            lead=True,
        ),
        Derived(
            _text("words", "The amount as our pages print it, with its precision."),
            lambda data, fact: fact.words(),
        ),
        *_SAID,
        Derived(
            Column(
                "known_since", "date", "Day by which it was public: said, else first published; its last possible day."
            ),
            lambda data, fact: _iso(known_since(data.book, fact)),
        ),
    ),
    "event": _SAID,
    "statement": _SAID,
    "source": (
        Derived(_text("citation", "Publisher and day of publication."), lambda data, fact: label_of(data.book, fact)),
    ),
}


def in_one_cell(members: Iterable[str]) -> str:
    """A list as one text, from which it can be taken apart again."""
    return LIST.join(re.sub(r"[|\\]", lambda sign: ESCAPE + sign[0], member) for member in members)


def name_of(fact: Fact) -> str:
    """A fact's name in the downloads: its own, with its namespace where it has one (``term:gate-count``)."""
    return f"{fact.namespace}:{fact.id}" if fact.namespace else fact.ref


def derived(cls: type[Record], *, lead: bool) -> tuple[Derived, ...]:
    """What follows from a fact of this class, before its own fields (``lead``) or after them."""
    if not issubclass(cls, Fact):
        return ()
    own = tuple(each for each in DERIVED.get(cls.kind, ()) if each.lead is lead)
    return (REF, *own) if lead else (*own, LINK)


@cache
def columns(cls: type[Record], prefix: str = "") -> tuple[Column, ...]:
    """The columns of a table with one row for each such fact or group of fields; lists of groups are tables of their own."""
    return (
        *(each.column for each in derived(cls, lead=True)),
        *(column for shape in shapes(cls) for column in _columns(shape, prefix)),
        *(each.column for each in derived(cls, lead=False)),
    )


def _columns(shape: Shape, prefix: str) -> Iterator[Column]:
    name = prefix + shape.name
    match shape.sort:
        case "records":
            return
        case "record":
            assert shape.record
            for column in columns(shape.record, f"{name}_"):
                yield column if shape.required else replace(column, required=False)  # the whole group may be missing
        case "texts":
            yield Column(
                name,
                "string",
                f"{shape.description} A list, with {LIST} between its members, and {ESCAPE} before each {LIST} or {ESCAPE} in one.",
                many=True,
            )
        case "number":
            yield Column(name, "number", shape.description, shape.required)
        case "text":
            to = table_of(shape.kinds)
            yield Column(name, "string", shape.description, shape.required, shape.words, shape.pattern, to)
        case sort:
            yield Column(name, "string", f"{shape.description} {NOTES[sort]}", shape.required)
            for part in PARTS[sort]:
                must = shape.required and bool(part.words)
                yield Column(f"{name}_{part.name}", part.type, part.description, must, part.words)


def table_of(kinds: tuple[str, ...]) -> str:
    """The table that a reference to facts of these kinds leads to; empty for what is no reference."""
    if not kinds:
        return ""
    plurals = {"claim": Claim.plural, **{name: kind.plural for name, kind in KINDS.items()}}
    return plurals[kinds[0]] if len(kinds) == 1 and kinds[0] in plurals else INDEX
