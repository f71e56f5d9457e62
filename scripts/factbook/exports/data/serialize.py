"""JSON, JSON Lines and ZIP files, the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP can hold."""

FORMULA_NOTE: Final = (
    "In the CSV files, a text that a spreadsheet would take for a formula, or that begins with an apostrophe, has one more "
    "apostrophe before it: take the first one away."
)
"""How to read texts in the CSV files; published with them."""
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Encoded(str):
    """A value already encoded as JSON on one line."""


def to_json(head: Mapping[str, Any], name: str = "", members: Iterable[Any] = ()) -> bytes:
    """A JSON object with each member of ``head`` on a line, then the list ``members`` called ``name``, one item on a line.

    With an indent the json module uses its encoder in pure Python, which is slow; diffs by line work as well with this.
    """
    lines = [f" {to_json_line(key)}: {to_json_line(value)}" for key, value in head.items()]
    if name:
        items = ",\n".join(map(to_json_line, members))
        lines.append(f" {to_json_line(name)}: [\n{items}\n ]")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def to_jsonl(members: Iterable[Any]) -> bytes:
    """JSON Lines (https://jsonlines.org): one value on each line."""
    return "".join(f"{to_json_line(member)}\n" for member in members).encode()


def to_json_line(value: Any) -> str:
    """A value as JSON on one line."""
    return value if isinstance(value, Encoded) else _ENCODER.encode(value)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files by their names as a reproducible ZIP: without times, and stored, as versions of zlib compress differently."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(entry, content)
    return out.getvalue()
