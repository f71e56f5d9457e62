"""The files of what can be taken away: where each lies, and what makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..charts import Drawing, Renderer
from ..factbook import Factbook
from ..site import Site
from . import embed, explore, picture, table, vegalite
from .credit import credit
from .frame import Frame

FOLDER: Final = "charts"
"""The folder of all files of charts, below the site's root."""
_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file beside the pages: its path below the site's root, and what makes its bytes.

    Those that are slow to make have a ``begin``; a publisher that wants them calls it, so that other processes make
    them meanwhile.
    """

    path: str
    make: Callable[[], bytes]
    begin: Callable[[], None] | None = None


def pixels(path: str, svg: Callable[[], str], renderer: Renderer, scale: float) -> File:
    """A picture as a PNG file, ``scale`` pixels for each unit of the SVG."""
    return File(path, lambda: renderer.png(svg(), scale), lambda: renderer.submit_png(svg(), scale))


@dataclass(frozen=True, slots=True)
class Taken:
    """A chart's files in their folder; ``frame`` shows it elsewhere, ``explorable`` says whether it has an interactive version."""

    folder: str
    files: tuple[File, ...]
    frame: Frame
    explorable: bool


def framed(frame: Frame) -> tuple[File, ...]:
    """The files of what other sites can show in a frame: the page, and where the site knows its own address, the oEmbed answer."""
    page = File(f"{frame.own}index.html", frame.page)
    return (page, File(frame.oembed, frame.answer)) if frame.site.url else (page,)


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
    renderer: Renderer,
) -> Taken:
    """All files of a chart. ``page`` is its page's address below the site's root, ``link`` goes from there to a fact."""
    said = credit(book, drawing.rows, site, page)
    facts = [row.ref for row in drawing.rows if row.ref]
    lively = explore.suits(book, facts)

    def absolute(ref: str) -> str | None:
        return site.absolute(page, link(ref) or "")

    @cache
    def svg() -> str:
        return picture.standalone(drawing, headline, said, lambda href: site.absolute(page, href), site.language)

    frame = embed.chart_frame(f"{folder}/embed/", page, drawing, headline, said, site, link)
    files = [
        File(f"{folder}/chart.svg", lambda: svg().encode()),
        pixels(f"{folder}/chart.png", lambda: picture.drawable(svg()), renderer, picture.SCALE),
        File(f"{folder}/chart.csv", lambda: table.csv_of(drawing.columns, drawing.rows)),
        File(f"{folder}/chart.vl.json", lambda: vegalite.public(drawing, headline, said, absolute)),
        *framed(frame),
    ]
    if lively:
        files.append(
            File(f"{folder}/explore.vl.json", lambda: explore.spec(book, facts, headline, said, link, absolute))
        )
    return Taken(folder, tuple(files), frame, lively)
