"""What a drawing depends on, as a name for it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


def key(*inputs: str) -> str:
    """The name of an entry: a hash of the inputs, of this package's own files and of the renderer's versions."""
    digest = hashlib.sha256(_engine())
    for text in inputs:
        digest.update(f"{len(text)}:".encode())
        digest.update(text.encode())
    return digest.hexdigest()


@cache
def _engine() -> bytes:
    """What every drawing depends on: the chart code and fonts, and the versions that draw (not imported for it)."""
    digest = hashlib.sha256(" ".join(map(version, ("altair", "vl-convert-python", "pillow"))).encode())
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.json")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
