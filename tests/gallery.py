"""Every chart on every story: the page on which a maintainer sees at a glance what a change did.

``python tests/gallery.py FOLDER`` writes ``FOLDER/index.html``; the tests look at the same pictures.
"""

from __future__ import annotations

import html
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge import edge_story
from factbook.charts import CHARTS, DARK, LIGHT, ChartRefused, Drawing, draw
from factbook.factbook import Factbook
from factbook.kinds import Count
from factbook.loading import load
from support import ROOT, SECOND


@dataclass(frozen=True)
class Picture:
    """One chart of one story, or why it is refused."""

    story: str
    chart: str
    options: dict[str, object]
    drawing: Drawing | None
    refused: str = ""

    @property
    def name(self) -> str:
        """A name for a test or a heading."""
        return " ".join((self.story, self.chart, *map(str, self.options.values())))


def pictures(folder: Path) -> Iterator[Picture]:
    """Every chart with every count or claim of the real story, the second one, and the edge cases."""
    books = {"real": load(ROOT), "second": load(SECOND), "edge": load(edge_story(folder / "edge"))}
    for story, book in books.items():
        for chart in CHARTS.values():
            for options in _options(chart.options, book):
                try:
                    drawing = draw(chart.name, book, options, f"{chart.question}", cache=folder / "cache")
                    yield Picture(story, chart.name, options, drawing)
                except ChartRefused as refused:
                    yield Picture(story, chart.name, options, None, str(refused))


def _options(names: tuple[str, ...], book: Factbook) -> Iterator[dict[str, object]]:
    """The options to draw a chart with: each count, each claim that was garbled, or none."""
    if "count" in names:
        for count in book.of(Count):
            yield {"count": count}
    elif "claim" in names:
        garbled = {claim.misreports for claim in book.claims.values() if claim.misreports}
        for claim in sorted({*garbled, *list(book.claims)[:3]}):
            yield {"claim": claim}
    else:
        yield {}


def page(folder: Path) -> Path:
    """Write the gallery as one page, each picture at both widths."""
    rows = []
    for picture in pictures(folder):
        if picture.drawing:
            shown = (
                f'<div class="wide">{picture.drawing.svg_wide}</div>'
                f'<div class="narrow">{picture.drawing.svg_narrow}</div>'
            )
        else:
            shown = f"<p>refused: {html.escape(picture.refused)}</p>"
        rows.append(
            f'<section data-name="{html.escape(picture.name)}"><h2>{html.escape(picture.name)}</h2>{shown}</section>'
        )
    light, dark = (";".join(f"{name}:{colour}" for name, colour in theme.items()) for theme in (LIGHT, DARK))
    fonts = ROOT / "scripts/factbook/charts/fonts"
    faces = "".join(
        f"@font-face{{font-family:'Factbook Sans';font-weight:{weight};src:url('{(fonts / name).as_uri()}')}}"
        for name, weight in (("FactbookSans-Regular.ttf", 400), ("FactbookSans-Semibold.ttf", 600))
    )
    style = (
        f"{faces}:root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}body{{background:#16181d;color:#eee}}}}"
        ".wide{width:720px}.narrow{width:340px}svg{max-width:100%;height:auto}"
    )
    target = folder / "index.html"
    target.write_text(
        f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{style}</style>{"".join(rows)}',
        encoding="utf-8",
    )
    return target


if __name__ == "__main__":
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    print(page(here))
