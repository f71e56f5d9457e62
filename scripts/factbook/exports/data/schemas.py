"""JSON Schemas of what is given away: one for each kind of fact, made from the same definitions as the values.

They describe the output, not what editors write; a field may be added to an output, so unknown ones are allowed.
"""

from __future__ import annotations

from typing import Any, Final

from ...kinds import KINDS, Claim, Fact, Record
from .columns import NOTES, PARTS, Column, derived
from .shapes import Shape, shapes

Schema = dict[str, Any]
PATH: Final = "api/v1/schema/{}.json"
"""Where a kind's schema lies below the site's root."""
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def kinds() -> dict[str, type[Fact]]:
    """Every kind of fact by its name, claims among them."""
    return {**KINDS, Claim.kind: Claim}


def schema(kind: type[Fact], ident: str) -> Schema:
    """The schema of a fact of a kind; ``ident`` is its own address."""
    return {"$schema": DRAFT, "$id": ident, "title": kind.kind, **_object(kind)}


def _object(cls: type[Record]) -> Schema:
    properties: dict[str, Schema] = {}
    if issubclass(cls, Fact):
        properties["kind"] = {"const": cls.kind, "description": "What kind of fact it is."}
    for each in derived(cls, lead=True):
        properties[each.column.name] = _scalar(each.column)
    for shape in shapes(cls):
        properties.update(_properties(shape))
    for each in derived(cls, lead=False):
        properties[each.column.name] = _scalar(each.column)
    required = list(properties)
    if issubclass(cls, Fact) and cls is not Claim:
        properties["written"] = {
            "type": "object",
            "description": "Its fields as editors write them, from which the fact can be read again.",
        }
        required.append("written")
    description = " ".join((cls.__doc__ or "").split())
    return {"type": "object", "description": description, "properties": properties, "required": required}


def _properties(shape: Shape) -> dict[str, Schema]:
    text = shape.description
    match shape.sort:
        case "records" | "record":
            assert shape.record
            inner = _object(shape.record)
            if shape.sort == "records":
                return {shape.name: {"type": "array", "description": text, "items": inner}}
            return {shape.name: {**inner, "type": ["object", "null"], "description": text}}
        case "texts":
            return {shape.name: {"type": "array", "description": text, "items": {"type": "string"}}}
        case "number":
            return {shape.name: _scalar(Column(shape.name, "number", text, shape.required))}
        case "text":
            return {shape.name: _scalar(Column(shape.name, "string", text, shape.required, shape.words, shape.pattern))}
        case sort:
            whole = _scalar(Column(shape.name, "string", f"{text} {NOTES[sort]}", shape.required))
            parts = {
                f"{shape.name}_{part.name}": _scalar(
                    Column(part.name, part.type, part.description, shape.required and bool(part.words), part.words)
                )
                for part in PARTS[sort]
            }
            return {shape.name: whole, **parts}


def _scalar(column: Column) -> Schema:
    name = "string" if column.type == "date" else column.type
    made: Schema = {"type": name if column.required else [name, "null"], "description": column.description}
    if column.type == "date":
        made["format"] = "date"
    if column.words:
        made["enum"] = [*column.words, *([] if column.required else [None])]
    if column.pattern:
        made["pattern"] = column.pattern
    return made
