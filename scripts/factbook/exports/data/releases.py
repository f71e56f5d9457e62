"""Releases: immutable copies of the downloads in ``docs/releases/VERSION/``, published as they are.

A maintainer makes a release once and commits it, so it survives every later build, and git shows any change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ...files import files_below, read_bytes
from ...problems import rule
from . import package
from .bulk import Bulk
from .plain import Data
from .serialize import zipped

RULE: Final = rule(
    "release", "A frozen copy of the facts has a version of its own, that of the site, and is never changed."
)
FOLDER: Final = "releases"
"""The folder of all releases, below ``docs/`` and below the site's root."""
SOURCES: Final = "facts-yaml.zip"
CHECKSUMS: Final = "SHA256SUMS"
VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
"""``1.0.0``: major for incompatible changes, minor for new facts, patch for corrections."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its version, its day (ISO 8601), and the size in bytes of each file by its name."""

    version: str
    day: str
    files: dict[str, int]

    @property
    def path(self) -> str:
        """Its folder below the site's root, with a slash at the end."""
        return f"{FOLDER}/{self.version}/"


def releases_folder(root: Path) -> Path:
    """The folder of the releases of the story at ``root``."""
    return root / "docs" / FOLDER


def build_release(data: Data, version: str, day: dt.date) -> dict[str, bytes]:
    """The content of each file of a release by its name: the downloads, the fact files in a ZIP, and checksums."""
    own = replace(data, site=replace(data.site, edition=version))
    bulk = Bulk(own, f"{FOLDER}/{version}/", f"{day.isoformat()}T00:00:00Z")
    files = {name: make() for name, make in bulk.files()}
    files[SOURCES] = zip_folder(data.book.root, data.book.root / "data")
    return {**files, CHECKSUMS: checksums(files)}


def checksums(files: Mapping[str, bytes]) -> bytes:
    """The checksum of each file by its name, as ``sha256sum --check`` reads them, sorted by name."""
    return "".join(f"{_sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _parse_checksums(text: str) -> dict[str, str]:
    """The checksum of each file by its name. Raises :class:`ValueError`."""
    checksum_of = {}
    for line in text.splitlines():
        checksum, gap, name = line.partition("  ")
        if not gap or len(checksum) != 64 or not name:
            raise ValueError(f"not a check sum: {line[:80]!r}")
        checksum_of[name] = checksum
    return checksum_of


def zip_folder(root: Path, folder: Path) -> bytes:
    """The files below a folder as a reproducible ZIP."""
    paths = sorted(files_below(root, folder, []))
    return zipped({path.relative_to(root).as_posix(): read_bytes(path).replace(b"\r\n", b"\n") for path in paths})


def find_releases(root: Path) -> list[Release]:
    """The releases of the story at ``root``, the newest first."""
    folders = [each for each in releases_folder(root).glob("*") if VERSION.fullmatch(each.name) and each.is_dir()]
    return [_release(each) for each in sorted(folders, key=lambda each: version_key(each.name), reverse=True)]


def version_key(version: str) -> tuple[int, ...]:
    """A sort key of versions."""
    return tuple(map(int, version.split(".")))


def _release(folder: Path) -> Release:
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return Release(folder.name, str(read_descriptor(folder).get("created", ""))[:10], files)


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The Data Package descriptor of a release; empty if it cannot be read, which :func:`verify_releases` reports."""
    try:
        descriptor = json.loads((folder / package.PATH).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return descriptor if isinstance(descriptor, dict) else {}


def verify_releases(root: Path) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the releases of the story at ``root``: the path of a file below it, and a message."""
    for release in find_releases(root):
        folder = releases_folder(root) / release.version
        place = folder.relative_to(root).as_posix()
        try:
            listed = _parse_checksums((folder / CHECKSUMS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            yield f"{place}/{CHECKSUMS}", f"must hold the check sums of the release, found: {error}"
            continue
        for name in sorted({*listed, *release.files} - {CHECKSUMS}):
            if name not in release.files:
                yield f"{place}/{name}", "must be there as released, found none"
            elif name not in listed:
                yield (
                    f"{place}/{name}",
                    "must be among the check sums of its release, found a file that was added later",
                )
            elif _sha256((folder / name).read_bytes()) != listed[name]:
                yield f"{place}/{name}", "must be as released, found other bytes"
        if read_descriptor(folder).get("version") != release.version:
            yield f"{place}/{package.PATH}", f"must be of version {release.version}"
