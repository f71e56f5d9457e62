"""Compare frozen editions: published ones stay byte for byte, and a new one is what the facts give."""

from __future__ import annotations

import datetime as dt
import filecmp
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..build import read_story
from ..exports.data import releases
from ..files import files_below
from ..own_messages import formats_at
from ..problems import Place, Problem, Problems, quote, rule
from ..settings import CONFIG, site_at
from ..site import Site
from ..values.formats import written_in

FROZEN: Final = rule(
    "release-frozen",
    "A published edition stays as it was, byte by byte; a new one is the next version, and what the facts give.",
)


def build_edition(root: Path, site: Site, version: str, day: dt.date) -> dict[str, bytes]:
    """Return the files of an edition of the facts at ``root``, by name. Raises :class:`Problems` if the facts are invalid."""
    with written_in(formats_at(root, site)):
        return releases.build_release(read_story(root, site).data, version, day)


def edition_differences(root: Path, version: str) -> Iterator[tuple[str, str]]:
    """Yield each file of an edition that differs from what the facts at ``root`` give: its path, and what must be."""
    folder = releases.releases_folder(root) / version
    place = folder.relative_to(root).as_posix()
    written = releases.read_descriptor(folder)
    site = replace(site_at(root), url=str(written.get("homepage") or ""))
    try:
        day = dt.date.fromisoformat(str(written.get("created", ""))[:10])
    except ValueError:
        yield f"{place}/datapackage.json", "must say when it was created"
        return
    expected = build_edition(root, site, version, day)
    for name, content in expected.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            yield f"{place}/{name}", "must be what the facts give at the release’s own commit"
    for path in files_below(root, folder, []):
        if (name := path.relative_to(folder).as_posix()) not in expected:
            yield f"{place}/{name}", "must be one of the files of a release, found another"


def edition_problems(base: Path, root: Path, name: str, today: dt.date) -> Iterator[Problem]:
    """Yield the problems of the editions at ``root`` compared with those at ``base``, which is called ``name``."""
    before, after = _files(base), _files(root)
    old = {path.partition("/")[0] for path in before}
    for path in sorted({*before, *after}):
        version = path.partition("/")[0]
        place = Place(f"docs/{releases.FOLDER}/{path}")
        if path not in after:
            yield Problem(place, FROZEN, "must stay as it was published, found it gone", f"put it back from {name}")
        elif path in before and not filecmp.cmp(before[path], after[path], shallow=False):
            message = "must stay as it was published, found other bytes"
            yield Problem(place, FROZEN, message, f"put it back from {name}")
        elif path not in before and version in old:
            yield Problem(
                place, FROZEN, "must not join an edition that was published, found a new file", "a new edition"
            )
    for version in sorted({path.partition("/")[0] for path in after} - old):
        yield from _new(root, version, old, today)


def _files(root: Path) -> dict[str, Path]:
    """Return every file below the folder of editions, by its path below it."""
    home = releases.releases_folder(root)
    return {path.relative_to(home).as_posix(): path for path in files_below(root, home, [])}


def _new(root: Path, version: str, old: set[str], today: dt.date) -> Iterator[Problem]:
    """Yield the problems of an edition that the base has not; one made by ``factbook release`` has none."""
    place = Place(f"docs/{releases.FOLDER}/{version}")
    edition = site_at(root).edition
    past = sorted((each for each in old if releases.VERSION.fullmatch(each)), key=releases.version_key)
    if not releases.VERSION.fullmatch(version) or version != edition:
        message = f"must be the edition that {CONFIG} names, {quote(edition)}, found {quote(version)}"
        yield Problem(place, FROZEN, message, f"factbook release {edition or '1.0.0'}")
    elif past and releases.version_key(version) <= releases.version_key(past[-1]):
        message = f"must come after the newest edition, {past[-1]}, found {quote(version)}"
        yield Problem(place, FROZEN, message, f"edition: in {CONFIG}, raised by one")
    else:
        folder = releases.releases_folder(root) / version
        day, newest = _day(folder), max((_day(releases.releases_folder(root) / each) for each in past), default="")
        if not newest <= day <= (today + dt.timedelta(days=1)).isoformat():
            message = f"must be created on a day from {newest or 'the first'} to {today}, found {quote(day)}"
            yield Problem(Place(f"{place.path}/datapackage.json"), FROZEN, message, f"factbook release {version}")
        try:
            for path, message in edition_differences(root, version):
                yield Problem(Place(path), FROZEN, message, f"factbook release {version}")
        except Problems:
            return  # the check reports the facts


def _day(folder: Path) -> str:
    return str(releases.read_descriptor(folder).get("created", ""))[:10]
