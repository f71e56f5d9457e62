"""JSON Schemas of the downloads, one for each kind of fact.

They describe the output, not what editors write. Outputs may gain fields, so unknown ones are allowed.
"""

from __future__ import annotations

from typing import Any, Final

from ...kinds import KINDS, Claim, Fact, Record, SeriesRow
from .columns import Column, Field, derived, fields_of, value_columns

Schema = dict[str, Any]
PATH: Final = "api/v1/schema/{}.json"
"""The path below the site's root of a kind's schema."""
ROW: Final = (
    "Its permanent name in the series, and its cells by the names of the columns; null where the source gives nothing."
)
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def kinds() -> dict[str, type[Fact]]:
    """The class of every kind of fact, claims included, by its name."""
    return {**KINDS, Claim.kind: Claim}


def schema(kind: type[Fact], ident: str) -> Schema:
    """The schema of a kind of fact; ``ident`` is its own URL."""
    return {"$schema": DRAFT, "$id": ident, "title": kind.kind, **_object(kind)}


def _object(cls: type[Record]) -> Schema:
    before, after = derived(cls)
    properties: dict[str, Schema] = {}
    if issubclass(cls, Fact):
        properties["kind"] = {"const": cls.kind, "description": "What kind of fact it is."}
    properties |= {column.name: _scalar(column) for column, _ in before}
    for field in fields_of(cls):
        properties |= _properties(field)
    properties |= {column.name: _scalar(column) for column, _ in after}
    if issubclass(cls, Fact) and cls is not Claim:
        properties["written"] = {
            "type": "object",
            "description": "Its fields as editors write them, from which the fact can be read again.",
        }
    description = " ".join((cls.__doc__ or "").split())
    return {"type": "object", "description": description, "properties": properties, "required": list(properties)}


def _properties(field: Field) -> dict[str, Schema]:
    inner: Schema = {"type": "string"}
    if field.record is SeriesRow:
        cell = {"type": ["string", "number", "null"]}
        inner = {"type": "object", "description": ROW, "required": ["id"], "additionalProperties": cell}
    elif field.record:
        inner = _object(field.record)
    if field.many:
        return {field.name: {"type": "array", "description": field.description, "items": inner}}
    if field.record:
        return {field.name: {**inner, "type": ["object", "null"], "description": field.description}}
    return {column.name: _scalar(column) for column in value_columns(field, field.name)}


def _scalar(column: Column) -> Schema:
    name = "string" if column.type == "date" else column.type
    scalar: Schema = {"type": name if column.required else [name, "null"], "description": column.description}
    if column.type == "date":
        scalar["format"] = "date"
    if column.choices:
        scalar["enum"] = [*column.choices, *([] if column.required else [None])]
    if column.pattern:
        scalar["pattern"] = column.pattern
    return scalar
