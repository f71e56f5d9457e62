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
from .credit import Credit, credit_for, documents
from .csv_table import to_csv
from .data import package
from .data.serialize import zipped
from .file import File
from .frame import Frame
from .vegalite import public_spec
from .workbook import to_xlsx

FOLDER: Final = "charts"
"""The folder of all files of charts, below the site's root."""
_NAMES: Final = re.compile(r"[^a-z0-9]+")


def png_file(path: str, svg: Callable[[], str], renderer: Renderer, scale: float) -> File:
    """Return an SVG as a PNG file with ``scale`` pixels per unit."""
    return File(path, lambda: renderer.png(svg(), scale), lambda: renderer.submit_png(svg(), scale))


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """A chart's exported files, and the lines below its picture; ``frame`` is its embeddable page."""

    folder: str
    credit: Credit
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
    note: str = "",
    *,
    book: Factbook,
    page: str,
    link: Callable[[str], str | None],
    site: Site,
    renderer: Renderer,
) -> ChartFiles:
    """Return all exported files of a chart.

    ``note`` is the editors' own line below it; ``page`` is its page's address below the site's root, ``link`` returns the link from there to a fact.
    """
    credit = credit_for(book, drawing.rows, site, page, note)

    def absolute(ref: str) -> str | None:
        return site.absolute(page, link(ref) or "")

    @cache
    def svg() -> str:
        return standalone_svg(drawing, headline, credit, lambda href: site.absolute(page, href), site.language)

    columns, address = ("Fact", *drawing.columns), site.address(page) or ""

    @cache
    def csv() -> bytes:
        return to_csv(columns, ((row.ref, *row.cells) for row in drawing.rows))

    @cache
    def workbook() -> bytes:
        return to_xlsx("chart", columns, ((row.ref, *row.cells) for row in drawing.rows))

    @cache
    def metadata() -> bytes:
        return package.chart_package(
            book,
            site,
            f"{site.name} {folder}",
            headline=headline,
            summary=drawing.summary,
            page=address,
            columns=columns,
            csv=csv(),
            sources=dict.fromkeys(documents(book, drawing.rows)),
        )

    def archive() -> bytes:
        readme = package.chart_readme(site, headline, drawing.summary, address, credit.lines)
        table = {"chart.csv": csv(), "chart.xlsx": workbook(), "chart.metadata.json": metadata()}
        return zipped({f"chart/{name}": made for name, made in {"README.md": readme, **table}.items()})

    frame = chart_frame(f"{folder}/embed/", page, drawing, headline, credit, site, link, own_values(book))
    files = (
        File(f"{folder}/chart.svg", lambda: outlined(svg()).encode()),
        png_file(f"{folder}/chart.png", svg, renderer, SCALE),
        File(f"{folder}/chart.csv", csv),
        File(f"{folder}/chart.xlsx", workbook),
        File(f"{folder}/chart.metadata.json", metadata),
        File(f"{folder}/chart.zip", archive),
        File(f"{folder}/chart.vl.json", lambda: public_spec(drawing, headline, credit, absolute)),
        *frame_files(frame),
    )
    return ChartFiles(folder, credit, files, frame)
