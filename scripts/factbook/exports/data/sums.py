"""Check sums, as ``sha256sum --check`` reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

PATH: Final = "SHA256SUMS"


def sha256(content: bytes) -> str:
    """The check sum of a file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sums(files: Mapping[str, bytes]) -> bytes:
    """A line for each file by its path, in the order of paths."""
    return "".join(f"{sha256(files[path])}  {path}\n" for path in sorted(files)).encode()


def parsed(text: str) -> dict[str, str]:
    """The check sum of each path. Raises :class:`ValueError` on a line that is none."""
    found = {}
    for line in text.splitlines():
        check, gap, path = line.partition("  ")
        if not gap or len(check) != 64 or not path:
            raise ValueError(f"not a check sum: {line[:80]!r}")
        found[path] = check
    return found
