"""JSON Schemas of the fact files, generated from the kinds, with which editors' programs complete and explain fields."""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import Any, Final

from .files import write_text
from .kinds import FILE_PATTERNS, KINDS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = "data/.schema"
"""Folder of a story's schemas: hidden, so that none is read as a fact."""
_KEYWORDS: Final = [
    "title",
    "description",
    "$ref",
    "type",
    "enum",
    "pattern",
    "maxLength",
    "minItems",
    "items",
    "default",
    "examples",
]
"""Keywords of a field in the order in which they are written; others follow."""


def schema_of(kind: str) -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 2020-12) of a file with facts of that kind: one fact, or a list of them.

    It covers what can be said of a value by itself; references are left to ``factbook check``.
    """
    cls = KINDS[kind]
    fact = cls.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    definitions = {name: _simplify_record(part) for name, part in fact.pop("$defs", {}).items()}
    fact = _simplify_record(fact)
    head = {"$schema": DRAFT, "title": f"data/{FILE_PATTERNS[kind].pattern}"}
    if FILE_PATTERNS[kind].single:
        del fact["title"]
        root = {**head, **fact}
    else:
        definitions[cls.__name__] = fact
        items = {"$ref": f"#/$defs/{cls.__name__}"}
        root = {**head, "type": "array", "description": f"A list: {fact['description']}", "items": items}
    return root | ({"$defs": dict(sorted(definitions.items()))} if definitions else {})


def schema_of_members(kind: str) -> dict[str, Any]:
    """Return the schema of a file in the folder of a fact of that kind, which holds the one field with its members."""
    whole, field = schema_of(kind), FILE_PATTERNS[kind].members
    head = {"$schema": DRAFT, "title": f"data/{FILE_PATTERNS[kind].patterns[1]}", "type": "object"}
    properties = {field: whole["properties"][field]}
    return {
        **head,
        "properties": properties,
        "required": [field],
        "additionalProperties": False,
        "$defs": whole["$defs"],
    }


def _simplify_record(part: dict[str, Any]) -> dict[str, Any]:
    """Return pydantic's schema of a record with simplified fields and its description on one line."""
    out = dict(part)
    if "properties" in out:
        out["properties"] = {name: _simplify_field(field) for name, field in out["properties"].items()}
        out["description"] = " ".join(out.get("description", "").split())
    return out


def _simplify_field(part: dict[str, Any]) -> dict[str, Any]:
    """Return pydantic's schema of a field without null (the line is left out instead) and without generated titles."""
    out = {key: value for key, value in part.items() if key not in ("title", "anyOf", "default")}
    for choice in part.get("anyOf", ()):
        if choice != {"type": "null"}:
            out = {**_simplify_field(choice), **out}
    if isinstance(part.get("default"), str):
        out["default"] = part["default"]
    if isinstance(out.get("items"), dict):
        out["items"] = _simplify_field(out["items"])
    if "refers" in out:
        out["title"] = f"the id of {out.pop('refers')}"
    if out.get("type") == "string" and "enum" not in out and "const" not in out:
        out["type"] = ["string", "number", "boolean"]  # unquoted 600 and true, which strict YAML reads as text
    first = {key: out[key] for key in _KEYWORDS if key in out}
    return {**first, **out}


def schema_files() -> dict[str, str]:
    """Return the text of every schema by its file name."""
    schemas = {kind: schema_of(kind) for kind in KINDS}
    schemas |= {
        f"{kind}-{home.members}": schema_of_members(kind) for kind, home in FILE_PATTERNS.items() if home.members
    }
    return {f"{name}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write_schemas(root: Path, folder: str = FOLDER) -> list[str]:
    """Write every schema into a folder below ``root``, created if missing; return the names of the files that changed.

    Raises :class:`Problems` when a link leads there, and :class:`OSError`.
    """
    changed = []
    for name, text in schema_files().items():
        path = root / folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            write_text(root, path, text)
            changed.append(name)
    return changed


def modeline(kind: str, path: str) -> str:
    """Return the first line of a fact file (``path`` from the story's folder), by which the YAML language server finds its schema."""
    home = FILE_PATTERNS[kind]
    name = f"{kind}-{home.members}" if home.is_members_file(path) else kind
    return f"# yaml-language-server: $schema={posixpath.relpath(f'{FOLDER}/{name}.json', posixpath.dirname(path))}"
