"""The files of one chart: where each lies, and what makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..charts import Drawing
from ..factbook import Factbook
from . import embed, explore, picture, table, vegalite
from .credit import Site, credit

FOLDER: Final = "charts"
"""The folder of all files of charts, below the site's root."""
_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file beside the pages: its path below the site's root, and what makes its bytes.

    ``slow`` files take a tenth of a second each; a publisher may leave them until somebody asks.
    """

    path: str
    make: Callable[[], bytes]
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A chart's files in their folder; ``snippet`` embeds it elsewhere, ``explorable`` says whether it has an interactive version."""

    folder: str
    files: tuple[File, ...]
    snippet: str
    explorable: bool


def folder_of(page: str, chart: str, options: Mapping[str, object], taken: set[str]) -> str:
    """The folder of a chart: ``charts/story/the-count/claims-visitors``; a second one like it on a page gets a number.

    ``page`` is the page's path below ``docs/``, ``taken`` the folders that the page has already; the new one is added.
    """
    stem = page.removesuffix(".md")
    count = options.get("count") or options.get("claim")
    name = chart if not isinstance(count, str) or stem.endswith(f"/{count}") else f"{chart}-{count}"
    first = f"{FOLDER}/{stem}/{_NAMES.sub('-', name.lower()).strip('-')}"
    folder, number = first, 1
    while folder in taken:
        number += 1
        folder = f"{first}-{number}"
    taken.add(folder)
    return folder


def taken(
    folder: str,
    drawing: Drawing,
    headline: str,
    *,
    book: Factbook,
    page: str,
    link: Callable[[str], str | None],
    site: Site,
    cache: Path | None,
) -> Taken:
    """All files of a chart. ``page`` is its page's address below the site's root, ``link`` goes from there to a fact."""
    said = credit(book, drawing.rows, site, page)
    facts = [row.ref for row in drawing.rows if row.ref]
    lively = explore.suits(book, facts)

    def absolute(ref: str) -> str | None:
        return site.absolute(page, link(ref) or "")

    def svg() -> str:
        return picture.standalone(drawing, headline, said, lambda href: site.absolute(page, href), site.language)

    files = [
        File(f"{folder}/chart.svg", lambda: svg().encode()),
        File(f"{folder}/chart.png", lambda: picture.png(svg(), cache), slow=True),
        File(f"{folder}/chart.csv", lambda: table.csv_of(drawing.columns, drawing.rows)),
        File(f"{folder}/chart.vl.json", lambda: vegalite.public(drawing, headline, said, absolute)),
        File(f"{folder}/embed/index.html", lambda: embed.page(f"{folder}/embed/", page, drawing, headline, said, site)),
    ]
    if lively:
        files.append(
            File(f"{folder}/explore.vl.json", lambda: explore.spec(book, facts, headline, said, link, absolute))
        )
    address = site.address(f"{folder}/embed/") or embed.relative(page, f"{folder}/embed/")
    return Taken(folder, tuple(files), embed.snippet(address, headline, drawing), lively)
