"""Exported files of a chart: their paths and the functions that return their bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ..charts import Drawing, Renderer
from ..charts.png import outlined
from ..charts.sides import own_values
from ..factbook import Factbook
from ..site import Site
from .chart_frames import chart_frame
from .chart_image import SCALE, standalone_svg
from .credit import credit_for
from .csv_table import chart_csv
from .frame import Frame
from .vegalite import public_spec

FOLDER: Final = "charts"
"""The folder of all files of charts, below the site's root."""
_NAMES: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: its path below the site's root, and a function that returns its bytes.

    A slow one has ``begin``, which a publisher calls first to start it in a worker process.
    """

    path: str
    make: Callable[[], bytes]
    begin: Callable[[], None] | None = None


def png_file(path: str, svg: Callable[[], str], renderer: Renderer, scale: float) -> File:
    """Return an SVG as a PNG file with ``scale`` pixels per unit."""
    return File(path, lambda: renderer.png(svg(), scale), lambda: renderer.submit_png(svg(), scale))


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """A chart's exported files; ``frame`` is its embeddable page."""

    folder: str
    files: tuple[File, ...]
    frame: Frame


def frame_files(frame: Frame) -> tuple[File, ...]:
    """Return the files of an embeddable page: the page, and its oEmbed response if the site's address is known."""
    page = File(f"{frame.own}index.html", frame.page)
    return (page, File(frame.oembed, frame.answer)) if frame.site.url else (page,)


def chart_folder(page: str, chart: str, options: Mapping[str, object], used: set[str]) -> str:
    """Return a unique folder for a chart: ``charts/story/the-count/claims-visitors``, with a number if it is used already.

    ``page`` is the page's path below ``docs/``, ``used`` the folders of the page so far, to which the new one is added.
    """
    stem = page.removesuffix(".md")
    count = options.get("count") or options.get("claim") or options.get("series")
    name = chart if not isinstance(count, str) or stem.endswith(f"/{count}") else f"{chart}-{count}"
    first = f"{FOLDER}/{stem}/{_NAMES.sub('-', name.lower()).strip('-')}"
    folder, number = first, 1
    while folder in used:
        number += 1
        folder = f"{first}-{number}"
    used.add(folder)
    return folder


def export_chart(
    folder: str,
    drawing: Drawing,
    headline: str,
    *,
    book: Factbook,
    page: str,
    link: Callable[[str], str | None],
    site: Site,
    renderer: Renderer,
) -> ChartFiles:
    """Return all exported files of a chart.

    ``page`` is its page's address below the site's root, ``link`` returns the link from there to a fact.
    """
    credit = credit_for(book, drawing.rows, site, page)

    def absolute(ref: str) -> str | None:
        return site.absolute(page, link(ref) or "")

    @cache
    def svg() -> str:
        return standalone_svg(drawing, headline, credit, lambda href: site.absolute(page, href), site.language)

    frame = chart_frame(f"{folder}/embed/", page, drawing, headline, credit, site, link, own_values(book))
    files = (
        File(f"{folder}/chart.svg", lambda: outlined(svg(), boxes=False).encode()),
        png_file(f"{folder}/chart.png", svg, renderer, SCALE),
        File(f"{folder}/chart.csv", lambda: chart_csv(drawing.columns, drawing.rows)),
        File(f"{folder}/chart.vl.json", lambda: public_spec(drawing, headline, credit, absolute)),
        *frame_files(frame),
    )
    return ChartFiles(folder, files, frame)
