"""JSON Schemas of the fact files, made from the kinds themselves, for editors' programs that complete and explain."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from .files import write_text
from .kinds import HOMES, KINDS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = "data/.schema"
"""Where a story keeps its schemas: beside its facts, so that they go together, and hidden, so that none is read as a fact."""


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of a file with facts of that kind (JSON Schema, draft 2020-12): one fact, or a list of them.

    It says what can be said of a value by itself; what takes other facts to know, ``factbook check`` says.
    """
    cls = KINDS[kind]
    made = cls.model_json_schema(by_alias=True, ref_template="#/$defs/{model}")
    inner = {name: _plain(part) for name, part in made.pop("$defs", {}).items()}
    fact = _plain(made)
    home = HOMES[kind]
    head = {"$schema": DRAFT, "title": f"data/{home.pattern}"}
    if home.single:
        return {**head, **{key: value for key, value in fact.items() if key != "title"}, **_definitions(inner)}
    items = {
        "type": "array",
        "description": f"A list: {fact['description']}",
        "items": {"$ref": f"#/$defs/{cls.__name__}"},
    }
    return {**head, **items, **_definitions({cls.__name__: fact, **inner})}


def _definitions(inner: Mapping[str, Any]) -> dict[str, Any]:
    return {"$defs": dict(sorted(inner.items()))} if inner else {}


def _plain(made: dict[str, Any]) -> dict[str, Any]:
    """A schema of pydantic's in the words of our files."""
    out = dict(made)
    if "properties" in out:
        out["properties"] = {name: _field(part) for name, part in out["properties"].items()}
        out["description"] = " ".join(out.get("description", "").split())
    return out


def _field(made: dict[str, Any]) -> dict[str, Any]:
    """One field: no empty values (the line is left out instead), no title that only repeats its name."""
    out = {key: value for key, value in made.items() if key not in ("title", "anyOf", "default")}
    for choice in made.get("anyOf", ()):
        if choice != {"type": "null"}:
            out = {**_field(choice), **out}
    if isinstance(made.get("default"), str):
        out["default"] = made["default"]
    if isinstance(out.get("items"), dict):
        out["items"] = _field(out["items"])
    if "refers" in out:
        out["title"] = f"the id of {out.pop('refers')}"
    if out.get("type") == "string" and "enum" not in out and "const" not in out:
        out["type"] = ["string", "number", "boolean"]  # 600 and true are text to our reader, and not to other programs
    return dict(sorted(out.items(), key=lambda pair: _ORDER.index(pair[0]) if pair[0] in _ORDER else len(_ORDER)))


_ORDER: Final = (
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
)


def schema_files() -> dict[str, str]:
    """Every schema as the text of a file, by the file's name."""
    return {f"{kind}.json": json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n" for kind in KINDS}


def write_schemas(root: Path, folder: str = FOLDER) -> list[str]:
    """Write every schema into a folder below ``root``, made when missing; the names of those that changed.

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
    """The first line of a fact file (``path`` from the story's folder), by which an editor's program finds its schema."""
    return f"# yaml-language-server: $schema={posixpath.relpath(f'{FOLDER}/{kind}.json', posixpath.dirname(path))}"
