"""Scaffolds of new facts for ``factbook new``, generated from the JSON Schema of their kind.

With ``values``, the texts of fields by name, these and the required fields without comments; else all fields, each with what it is for.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from .json_schema import modeline, schema_of
from .kinds import FILE_PATTERNS, KINDS, Fact, with_article
from .validation import PLACEHOLDER
from .yaml_edits import indented, scalar_field

WIDTH: Final = 100
"""Columns of a comment."""
Schema = Mapping[str, Any]
Values = Mapping[str, "Sequence[str | Values]"]
"""The texts of a record's fields by name, one for a field with one value; of a field with records, the values of each."""


def file_template(kind: str, id: str, path: str, values: Values) -> str:
    """Return the text of a new file with one fact; ``path`` is relative to the story's folder."""
    lines = fact_template(kind, id, values)
    lines = [*_introduction(kind), "", *lines] if FILE_PATTERNS[kind].single and not values else lines
    return "\n".join([modeline(kind, path), *lines]) + "\n"


def fact_template(kind: str, id: str, values: Values) -> list[str]:
    """Return the lines of one fact: a mapping, or a list's member with its introduction if the kind's files are lists."""
    record, definitions = _schema(kind)
    if FILE_PATTERNS[kind].single:
        return list(_record(record, definitions, {**values, "id": [id]}, full=not values))
    introduction = [] if values else _introduction(kind)
    return [*introduction, *_member(record, definitions, {**values, "id": [id]}, full=not values)]


def claim_template(id: str, values: Values) -> list[str]:
    """Return the lines of one claim, a member of its count's list."""
    return _member(*_schema("claim"), {**values, "id": [id]}, full=not values)


def required_fields(kind: str) -> dict[str, str]:
    """Return what each required field of a kind or claim is for; the id and fields that hold records are left out."""
    record, _ = _schema(kind)
    fields = {name: field for name, field in record["properties"].items() if name in record.get("required", ())}
    return {
        name: _purpose(field)
        for name, field in fields.items()
        if name != "id" and "$ref" not in field.get("items", field)
    }


def is_list(kind: str, name: str) -> bool:
    """Whether a field of a kind or claim is a list."""
    return "items" in _schema(kind)[0]["properties"][name]


def _schema(kind: str) -> tuple[Schema, Schema]:
    """Return the schema of a kind or claim, and the definitions that it refers to."""
    return _schema_of(kind, KINDS["count" if kind == "claim" else kind])


@cache
def _schema_of(kind: str, cls: type[Fact]) -> tuple[Schema, Schema]:
    """Return the same, cached as long as the kind is this class."""
    schema = schema_of(cls.kind)
    definitions = schema.get("$defs", {})
    if kind == "claim":
        return definitions["Claim"], definitions
    return schema if FILE_PATTERNS[kind].single else definitions[cls.__name__], definitions


def _introduction(kind: str) -> list[str]:
    doc = " ".join((KINDS[kind].__doc__ or "").split())
    advice = (
        f"Write in the place of each {PLACEHOLDER}; a field behind a # is needed only where it has something to say."
    )
    return _comment(f"{with_article(kind).capitalize()}: {doc} {advice}")


def _record(record: Schema, definitions: Schema, values: Values, *, full: bool = True) -> Iterator[str]:
    """Yield the lines of a record's required and given fields and, if ``full``, comments and its optional fields commented out."""
    required = record.get("required", ())
    fields: Schema = record["properties"]
    for number, name in enumerate(name for name in fields if name in required or name in values):
        if full and name not in values:
            yield from [""] if number else []
            yield from _comment(_purpose(fields[name]))
        yield from _field(name, fields[name], definitions, values.get(name, [PLACEHOLDER]), full)
    for name, field in fields.items() if full else ():
        if name not in required:
            yield ""
            yield from _comment(_purpose(field))
            value = field.get("default") or next(iter(field.get("examples", ())), PLACEHOLDER)
            yield from (f"# {line}" for line in _field(name, field, definitions, [value], False))


def field_lines(kind: str, name: str, values: Sequence[str | Values]) -> list[str]:
    """Return the lines of one field of a kind or claim."""
    record, definitions = _schema(kind)
    return _field(name, record["properties"][name], definitions, values, False)


def _field(name: str, field: Schema, definitions: Schema, values: Sequence[str | Values], full: bool) -> list[str]:
    """Return the lines of one field; ``values`` are one for a single value, or the members of a list."""
    is_list = "items" in field
    inner = field.get("items", field)
    if "$ref" not in inner:
        texts = [value for value in values if isinstance(value, str)]
        if not is_list:
            return scalar_field(f"{name}: ", texts[-1])
        return [f"{name}:", *indented(line for text in texts for line in scalar_field("- ", text))]
    record = definitions[inner["$ref"].rpartition("/")[2]]
    make = _member if is_list else _record
    records = [value for value in values if not isinstance(value, str)] or [{}]
    return [f"{name}:", *indented(line for each in records for line in make(record, definitions, each, full=full))]


def _member(record: Schema, definitions: Schema, values: Values, *, full: bool = True) -> list[str]:
    """Return the lines of a record as a list's member; comments of its first field stand above the dash."""
    lines = list(_record(record, definitions, values, full=full))
    start = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return [*lines[:start], f"- {lines[start]}", *indented(lines[start + 1 :])]


def _purpose(field: Schema) -> str:
    """Return the comment of a field: its description, the values it may have, an example."""
    inner = {**field.get("items", {}), **field}
    parts = [inner.get("description", "")]
    if title := inner.get("title"):
        parts.append(f"{title[:1].upper()}{title[1:]}.")
    if "enum" in inner:
        parts.append(f"One of: {', '.join(inner['enum'])}.")
    elif inner.get("examples"):
        parts.append(f"For example: {' · '.join(inner['examples'])}")
    return " ".join(filter(None, parts))


def _comment(text: str) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return [f"# {line}" for line in lines]
