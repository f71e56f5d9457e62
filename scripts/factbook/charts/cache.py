"""A cache of drawings by content: one file an entry, its name the hash of all that the drawing depends on."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

_HASH_LENGTH = 64


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
    digest = hashlib.sha256(f"{version('altair')} {version('vl-convert-python')}".encode())
    folder = Path(__file__).parent
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.ttf"), *folder.rglob("*.json")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def read(folder: Path, name: str) -> str | None:
    """The entry's text, or ``None`` where there is none or it is not whole."""
    try:
        text = (folder / f"{name}.svg").read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None
    check, _, body = text.partition("\n")
    return body if len(check) == _HASH_LENGTH and check == _check(body) else None


def write(folder: Path, name: str, text: str) -> None:
    """Store an entry in one step, so that another build never reads half of it; a folder that cannot be written is passed over."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(f"{_check(text)}\n{text}".encode())
        Path(temporary).replace(folder / f"{name}.svg")
    except OSError:
        Path(temporary).unlink(missing_ok=True)


def _check(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
