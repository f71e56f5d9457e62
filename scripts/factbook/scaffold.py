"""A fact still to be written: every field of its kind with what it is for, made from the kind's schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .json_schema import modeline, schema_of
from .kinds import HOMES, KINDS, with_article
from .validation import PLACEHOLDER

WIDTH: Final = 100
"""Columns of a comment."""


def file_template(kind: str, id: str, path: str) -> str:
    """A new file with one fact; ``path`` is where it will stand, from the story's folder."""
    head = [modeline(kind, path), *_opening(kind)]
    lines = fact_template(kind, id)
    return "\n".join([*head, "", *lines] if HOMES[kind].single else [head[0], *lines]) + "\n"


def fact_template(kind: str, id: str) -> list[str]:
    """The lines of one fact: a list's member where facts of the kind stand in lists."""
    made = schema_of(kind)
    definitions: Mapping[str, Any] = made.get("$defs", {})
    if HOMES[kind].single:
        return list(_record(made, definitions, {"id": id}))
    return [*_opening(kind), *_member(definitions[KINDS[kind].__name__], definitions, {"id": id})]


def claim_template(id: str) -> list[str]:
    """The lines of one claim, as a member of a list."""
    definitions: Mapping[str, Any] = schema_of("count")["$defs"]
    return _member(definitions["Claim"], definitions, {"id": id})


def _opening(kind: str) -> list[str]:
    doc = " ".join((KINDS[kind].__doc__ or "").split())
    text = f"{with_article(kind).capitalize()}: {doc} Write in the place of each {PLACEHOLDER}; a field behind a # is needed only where it has something to say."
    return _comment(text)


def _record(
    made: Mapping[str, Any], definitions: Mapping[str, Any], known: Mapping[str, str], *, whole: bool = True
) -> Iterator[str]:
    """A record's fields: those it must have, then (unless not the ``whole`` is wanted) the others behind a ``#``."""
    required = made.get("required", ())
    first = True
    for name, field in made["properties"].items():
        if name in required:
            if whole and name not in known:
                yield from [] if first else [""]
                yield from _comment(_purpose(field, definitions))
            yield from _value(name, field, definitions, known.get(name, PLACEHOLDER), whole)
            first = False
    for name, field in made["properties"].items() if whole else ():
        if name not in required:
            yield ""
            yield from _comment(_purpose(field, definitions))
            value = field.get("default") or next(iter(field.get("examples", ())), PLACEHOLDER)
            yield from (f"# {line}" for line in _value(name, field, definitions, value, False))


def _value(
    name: str, field: Mapping[str, Any], definitions: Mapping[str, Any], value: str, whole: bool
) -> Iterator[str]:
    inner = field.get("items", field)
    target = definitions[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else None
    if target is None:
        yield from [f"{name}:", f"  - {value}"] if "items" in field else [f"{name}: {value}"]
        return
    yield f"{name}:"
    lines = (
        _member(target, definitions, {}, whole=whole)
        if "items" in field
        else _record(target, definitions, {}, whole=whole)
    )
    yield from (f"  {line}" if line else "" for line in lines)


def _member(
    made: Mapping[str, Any], definitions: Mapping[str, Any], known: Mapping[str, str], *, whole: bool = True
) -> list[str]:
    """A record as a member of a list; what is said of its first field stands above the dash."""
    lines = list(_record(made, definitions, known, whole=whole))
    start = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    rest = [f"  {line}" if line else "" for line in lines[start + 1 :]]
    return [*lines[:start], f"- {lines[start]}", *rest]


def _purpose(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What a field is for, what may stand in it, and an example."""
    inner = {**field.get("items", {}), **field}
    parts = [inner.get("description", "")]
    if "title" in inner:
        parts.append(f"{inner['title'][:1].upper()}{inner['title'][1:]}.")
    if "enum" in inner:
        parts.append(f"One of: {', '.join(inner['enum'])}.")
    elif inner.get("examples"):
        parts.append(f"For example: {' · '.join(inner['examples'])}")
    return " ".join(part for part in parts if part)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False
    )
