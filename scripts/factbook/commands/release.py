"""``factbook release``: freeze the data as a version, check the frozen ones."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..changes.editions import build_edition, edition_differences
from ..exports.data import releases
from ..problems import Place, Problem, Problems, quote
from ..progress import shown
from ..settings import CONFIG, site_at
from ..staging import StagingFolder, write_files
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "version", nargs="?", default="", help="the version to freeze, such as 1.0.0; none checks all that there are"
    )
    parser.add_argument(
        "--check", action="store_true", help="check that the version is released and is what the facts give now"
    )
    parser.add_argument("--on", type=dt.date.fromisoformat, default=None, help="the day it is frozen (default: today)")


@command("release", _options, "factbook release 1.0.0", "factbook release --check")
def release(options: Namespace) -> int:
    """Freeze the facts as a version under docs/releases, or check the versions that are frozen there."""
    root: Path = options.root
    options.version = options.version.removeprefix("v")  # as tags are named
    problems = [Problem(Place(path), releases.RULE, message) for path, message in releases.verify_releases(root)]
    if options.version:
        (_require_current if options.check else _freeze)(root, options, problems)
    if problems:
        raise Problems(problems)
    number = len(releases.find_releases(root))
    print(f"{number} release{'' if number == 1 else 's'}, every file as released")
    return 0


def _freeze(root: Path, options: Namespace, problems: list[Problem]) -> None:
    """Write a release, unless there are ``problems``. Raises :class:`Problems` on a version that cannot be released."""
    version: str = options.version
    folder = releases.releases_folder(root) / version
    if not releases.VERSION.fullmatch(version):
        message = f"must be three numbers with points between them, found {quote(version)}"
        raise Problems([*problems, Problem(Place(CONFIG), releases.RULE, message, "factbook release 1.0.0")])
    if folder.exists():
        place = Place(folder.relative_to(root).as_posix())
        raise Problems(
            [*problems, Problem(place, releases.RULE, "must never be written again, found a release", "a new version")]
        )
    site = site_at(root)
    if site.edition != version:
        message = f"edition: must be the version to release, {version}, found {quote(site.edition)}"
        raise Problems([*problems, Problem(Place(CONFIG), releases.RULE, message, f"edition: {version}")])
    if problems:
        return
    with shown():
        files = build_edition(root, site, version, options.on or dt.date.today())
    staging = StagingFolder(folder)
    try:
        write_files(staging.folder, files.items())
        staging.replace_target()  # atomically: there is never half a release
    finally:
        staging.close()
    print(f"wrote {len(files)} files into {folder}; commit them, and tag that commit v{version}")


def _require_current(root: Path, options: Namespace, problems: list[Problem]) -> None:
    """Append a problem for each file of a release that differs from what the facts give, as at the tagged commit none does."""
    version: str = options.version
    folder = releases.releases_folder(root) / version
    place = folder.relative_to(root).as_posix()
    if not folder.is_dir():
        message = "must be a release, found none"
        problems.append(Problem(Place(place), releases.RULE, message, f"make release VERSION={version}"))
        return
    for path, message in edition_differences(root, version):
        problems.append(Problem(Place(path), releases.RULE, message))
