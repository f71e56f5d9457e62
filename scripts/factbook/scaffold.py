"""Scaffolds of new facts for ``factbook new``, generated from the JSON Schema of their kind.

With ``values``, the texts of fields by name, these and the required fields without comments; else all fields, each with what it is for.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from .formatter import scalar_lines
from .json_schema import modeline, schema_of
from .kinds import FILE_PATTERNS, KINDS, with_article
from .validation import PLACEHOLDER

WIDTH: Final = 100
"""Columns of a comment."""
Schema = Mapping[str, Any]
Values = Mapping[str, Sequence[str]]


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


def _schema(kind: str) -> tuple[Schema, Schema]:
    """Return the schema of a kind or claim, and the definitions that it refers to."""
    schema = schema_of("count" if kind == "claim" else kind)
    definitions = schema.get("$defs", {})
    if kind == "claim":
        return definitions["Claim"], definitions
    return schema if FILE_PATTERNS[kind].single else definitions[KINDS[kind].__name__], definitions


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


def _field(name: str, field: Schema, definitions: Schema, values: Sequence[str], full: bool) -> list[str]:
    """Return the lines of one field; ``values`` are one for a scalar, or the members of a list of scalars."""
    is_list = "items" in field
    inner = field.get("items", field)
    if "$ref" not in inner:
        if not is_list:
            return _scalar(f"{name}: ", values[-1])
        return [f"{name}:", *_indent(line for value in values for line in _scalar("- ", value))]
    record = definitions[inner["$ref"].rpartition("/")[2]]
    lines = (_member if is_list else _record)(record, definitions, {}, full=full)
    return [f"{name}:", *_indent(lines)]


def _scalar(before: str, text: str) -> list[str]:
    first, *rest = scalar_lines(text, None, len(before), 2)
    return [before + first, *rest]


def _member(record: Schema, definitions: Schema, values: Values, *, full: bool = True) -> list[str]:
    """Return the lines of a record as a list's member; comments of its first field stand above the dash."""
    lines = list(_record(record, definitions, values, full=full))
    start = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return [*lines[:start], f"- {lines[start]}", *_indent(lines[start + 1 :])]


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


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
