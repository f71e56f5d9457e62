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
    return {f"{kind}.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n" for kind in KINDS}


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
    return f"# yaml-language-server: $schema={posixpath.relpath(f'{FOLDER}/{kind}.json', posixpath.dirname(path))}"
