"""Scaffolds of new facts for ``factbook new``: the fields of a kind with comments, generated from its JSON Schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from .json_schema import modeline, schema_of
from .kinds import FILE_PATTERNS, KINDS, with_article
from .validation import PLACEHOLDER

WIDTH: Final = 100
"""Columns of a comment."""
Schema = Mapping[str, Any]


def file_template(kind: str, id: str, path: str) -> str:
    """Return the text of a new file with one fact; ``path`` is relative to the story's folder."""
    lines = fact_template(kind, id)
    lines = [*_introduction(kind), "", *lines] if FILE_PATTERNS[kind].single else lines
    return "\n".join([modeline(kind, path), *lines]) + "\n"


def fact_template(kind: str, id: str) -> list[str]:
    """Return the lines of one fact: a mapping, or a list's member with its introduction if the kind's files are lists."""
    schema = schema_of(kind)
    definitions = schema.get("$defs", {})
    if FILE_PATTERNS[kind].single:
        return list(_record(schema, definitions, {"id": id}))
    return [*_introduction(kind), *_member(definitions[KINDS[kind].__name__], definitions, {"id": id})]


def claim_template(id: str) -> list[str]:
    """Return the lines of one claim, a member of its count's list."""
    definitions = schema_of("count")["$defs"]
    return _member(definitions["Claim"], definitions, {"id": id})


def _introduction(kind: str) -> list[str]:
    doc = " ".join((KINDS[kind].__doc__ or "").split())
    advice = (
        f"Write in the place of each {PLACEHOLDER}; a field behind a # is needed only where it has something to say."
    )
    return _comment(f"{with_article(kind).capitalize()}: {doc} {advice}")


def _record(record: Schema, definitions: Schema, values: Mapping[str, str], *, full: bool = True) -> Iterator[str]:
    """Yield the lines of a record's required fields and, if ``full``, comments and its optional fields commented out."""
    required = record.get("required", ())
    fields: Schema = record["properties"]
    for number, name in enumerate(name for name in fields if name in required):
        if full and name not in values:
            yield from [""] if number else []
            yield from _comment(_purpose(fields[name]))
        yield from _field(name, fields[name], definitions, values.get(name, PLACEHOLDER), full)
    for name, field in fields.items() if full else ():
        if name not in required:
            yield ""
            yield from _comment(_purpose(field))
            value = field.get("default") or next(iter(field.get("examples", ())), PLACEHOLDER)
            yield from (f"# {line}" for line in _field(name, field, definitions, value, False))


def _field(name: str, field: Schema, definitions: Schema, value: str, full: bool) -> list[str]:
    """Return the lines of one field; ``value`` is for a scalar, or the one member of a list of scalars."""
    is_list = "items" in field
    inner = field.get("items", field)
    if "$ref" not in inner:
        return [f"{name}:", f"  - {value}"] if is_list else [f"{name}: {value}"]
    record = definitions[inner["$ref"].rpartition("/")[2]]
    lines = (_member if is_list else _record)(record, definitions, {}, full=full)
    return [f"{name}:", *_indent(lines)]


def _member(record: Schema, definitions: Schema, values: Mapping[str, str], *, full: bool = True) -> list[str]:
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
