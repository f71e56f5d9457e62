"""Write THIRD_PARTY.md: whose work the site is made with, in which version, under which licence.

``python scripts/notice.py`` from the project's folder, or ``make notice``. What pip installs is read from the lock and from
what the installed packages say of themselves; what was copied into the repository stands in ``COPIED`` below.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

from factbook.charts import base
from factbook.files import write_bytes

NOTICE: Final = "THIRD_PARTY.md"
LOCK: Final = "requirements.txt"
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_CLASSIFIER: Final = "License :: "
_WORDS: Final = 40
"""A licence's name is shorter than this many letters; what is longer is its whole text, put into the wrong field."""


@dataclass(frozen=True, slots=True)
class Work:
    """Something made by others that lies in the repository; paths are relative to it.

    ``licence`` is an SPDX identifier where there is one, ``text`` the file with its wording, ``files`` where the work
    lies, and ``stated`` the file that says which version it is and how it got here.
    """

    name: str
    version: str
    by: str
    licence: str
    text: str
    files: str
    stated: str


_FONTS: Final = "scripts/factbook/charts/fonts"
_BASE: Final = "scripts/factbook/charts/base"
COPIED: Final = (
    Work("Source Sans, as Factbook Sans (charts)", "3.52.0", "Adobe", "OFL-1.1", f"{_FONTS}/OFL.txt", f"{_FONTS}/outlines.json", f"{_FONTS}/make_fonts.py"),
    Work("Source Sans 3, as Factbook Sans (pages)", "5.3", "Adobe", "OFL-1.1", "scripts/mkdocs_factbook/theme/assets/fonts/OFL.txt", "scripts/mkdocs_factbook/theme/assets/fonts/factbook-sans*.woff2", f"{_FONTS}/make_fonts.py"),
    Work("Source Serif 4, as Factbook Serif (pages)", "5.3", "Adobe", "OFL-1.1", "scripts/mkdocs_factbook/theme/assets/fonts/OFL.txt", "scripts/mkdocs_factbook/theme/assets/fonts/factbook-serif*.woff2", f"{_FONTS}/make_fonts.py"),
    Work(f"Natural Earth, countries at 1:{base.SCALE} million, and with rivers and lakes at 1:{base.NEAR_SCALE} million", base.NATURAL_EARTH, "Natural Earth", "public domain", f"{_BASE}/LICENSE.txt", f"{_BASE}/*.json*", f"{_BASE}/LICENSE.txt"),
    Work("world-atlas, which carries Natural Earth", base.WORLD_ATLAS, "Michael Bostock", "ISC", f"{_BASE}/LICENSE.txt", f"{_BASE}/*.json*", f"{_BASE}/LICENSE.txt"),
)  # fmt: skip


class Unlicensed(Exception):
    """What keeps the notice from being complete, a line for each thing."""


def locked(lock: str) -> dict[str, list[str]]:
    """The versions of each package in a lock; more than one where they depend on the version of Python."""
    versions: dict[str, list[str]] = {}
    for name, version in _PINNED.findall(lock):
        versions.setdefault(name, []).append(version)
    return versions


def licence(package: PackageMetadata) -> str | None:
    """What a package says of its licence: the SPDX expression, else the short name, else the classifiers.

    The fields are those of the core metadata (packaging.python.org/specifications/core-metadata).
    """
    if expression := _field(package, "License-Expression"):
        return expression[0]
    named = " ".join(" ".join(_field(package, "License")).split())
    if named and len(named) < _WORDS and named != "UNKNOWN":
        return named
    classified = [value for value in _field(package, "Classifier") if value.startswith(_CLASSIFIER)]
    return " AND ".join(value.rsplit(" :: ", 1)[1] for value in classified) or None


def _field(package: PackageMetadata, name: str) -> list[str]:
    return package.get_all(name) or []


def _packages(lock: str, missing: list[str]) -> Iterator[tuple[str, ...]]:
    for name, versions in locked(lock).items():
        try:
            package = metadata(name)
        except PackageNotFoundError:
            missing.append(f"{LOCK}: {name} must be installed, so that its licence can be read; run: make site")
            continue
        found, wanted = package["Version"], " or ".join(versions)
        if found not in versions:
            missing.append(f"{LOCK}: {name} must be {wanted} as locked, found {found} installed; run: make site")
        elif says := licence(package):
            yield (name, wanted, says)
        else:
            missing.append(f"{LOCK}: {name} must name its licence, found none in what it says of itself")


def _copied(root: Path, works: tuple[Work, ...], missing: list[str]) -> Iterator[tuple[str, ...]]:
    for work in works:
        absent = [path for path in (work.files, work.text, work.stated) if not any(root.glob(path))]
        missing += [f"{path}: must be there for {work.name}, found no such file" for path in absent]
        if work.stated not in absent and work.version not in (root / work.stated).read_text(encoding="utf-8"):
            missing.append(f"{work.stated}: must state {work.name} {work.version}, found another version or none")
        yield (work.name, work.version, work.by, f"[{work.licence}]({work.text})", f"`{work.files}`")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def notice(root: Path, lock: str, works: tuple[Work, ...] = COPIED) -> str:
    """The notice as Markdown, for a lock's text and what was copied; raises :class:`Unlicensed` with all that is missing."""
    missing: list[str] = []
    copied, packages = [*_copied(root, works, missing)], [*_packages(lock, missing)]
    if missing:
        raise Unlicensed("\n".join(missing))
    return (
        "# Made with the work of others\n\n"
        "Written by `make notice`; do not edit. Our own code is under the MIT licence (`LICENSE`).\n\n"
        "## In this repository and on the site\n\n"
        + _table(("What", "Version", "By", "Licence", "Where"), copied)
        + "\n## Installed to build the site\n\n"
        "As each package names its licence itself. Of these, the site carries stylesheets, scripts and icons of\n"
        "mkdocs-material; its own notices are in that package.\n\n"
        + _table(("Package", "Version", "Licence"), packages)
    )


def main() -> int:
    """Write the notice of the folder above this file's; 1 when something has no licence."""
    root = Path(__file__).parent.parent
    try:
        text = notice(root, (root / LOCK).read_text(encoding="utf-8"))
    except Unlicensed as error:
        print(error, file=sys.stderr)
        return 1
    write_bytes(root / NOTICE, text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
