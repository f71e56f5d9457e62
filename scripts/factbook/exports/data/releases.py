"""Frozen copies: complete and never changed, in ``docs/releases/VERSION/``, from where they are published as they are.

A release is written once, by a maintainer, and committed; so it outlives every later build, and git tells any change.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ...files import files_below, read_bytes
from ...problems import rule
from . import package, sums
from .bulk import Bulk
from .plain import Data

RULE: Final = rule(
    "release", "A frozen copy of the facts has a version of its own, that of the site, and is never changed."
)
FOLDER: Final = "releases"
"""The folder of all releases, below ``docs/`` and below the site's root."""
SOURCES: Final = "facts-yaml.zip"
VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
"""``1.0.0``: major for what was taken out or means something else, minor for new facts, patch for corrections."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Release:
    """A frozen copy: its version, the day it was frozen, and the size of each file in bytes by its name."""

    version: str
    day: str
    files: dict[str, int]

    @property
    def path(self) -> str:
        """Its folder below the site's root, with a slash at the end."""
        return f"{FOLDER}/{self.version}/"


def home(root: Path) -> Path:
    """The folder of the releases of the story at ``root``."""
    return root / "docs" / FOLDER


def made(data: Data, version: str, day: dt.date) -> dict[str, bytes]:
    """Every file of a release by its name: the downloads, the fact files as editors wrote them, and the check sums of all."""
    own = replace(data, site=replace(data.site, edition=version), made={}, lines={})
    bulk = Bulk(own, f"{FOLDER}/{version}/", f"{day.isoformat()}T00:00:00Z")
    files = {name: make() for name, make in bulk.files()}
    files[SOURCES] = zipped(data.book.root, data.book.root / "data")
    return {**files, sums.PATH: sums.sums(files)}


def zipped(root: Path, folder: Path) -> bytes:
    """The files below a folder in a ZIP archive: in a fixed order, without times, and not packed, as packers differ."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files_below(root, folder, [])):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(entry, read_bytes(path).replace(b"\r\n", b"\n"))
    return out.getvalue()


def released(root: Path) -> list[Release]:
    """The releases that are there, the newest first."""
    folders = [each for each in home(root).glob("*") if VERSION.fullmatch(each.name) and each.is_dir()]
    return [_release(each) for each in sorted(folders, key=lambda each: order(each.name), reverse=True)]


def order(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare it by."""
    return tuple(map(int, version.split(".")))


def _release(folder: Path) -> Release:
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return Release(folder.name, str(descriptor(folder).get("created", ""))[:10], files)


def descriptor(folder: Path) -> dict[str, Any]:
    """The Data Package of a release; empty where it cannot be read, which :func:`faults` tells."""
    try:
        found = json.loads((folder / package.PATH).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def faults(root: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with the releases that are there: the path of a file below ``root``, and a sentence."""
    for release in released(root):
        folder = home(root) / release.version
        place = folder.relative_to(root).as_posix()
        try:
            listed = sums.parsed((folder / sums.PATH).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            yield f"{place}/{sums.PATH}", f"must hold the check sums of the release, found: {error}"
            continue
        for name in sorted({*listed, *release.files} - {sums.PATH}):
            if name not in release.files:
                yield f"{place}/{name}", "must be there as released, found none"
            elif name not in listed:
                yield (
                    f"{place}/{name}",
                    "must be among the check sums of its release, found a file that was added later",
                )
            elif sums.sha256((folder / name).read_bytes()) != listed[name]:
                yield f"{place}/{name}", "must be as released, found other bytes"
        if descriptor(folder).get("version") != release.version:
            yield f"{place}/{package.PATH}", f"must be of version {release.version}"
