"""Every chart on every story: the page on which a maintainer sees at a glance what a change did.

``python tests/gallery.py FOLDER`` writes ``FOLDER/index.html``; the tests look at the same pictures.
"""

from __future__ import annotations

import html
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from edge import edge_story
from factbook import own_code
from factbook.charts import CHARTS, ChartRefused, Drawing, Renderer, draw
from factbook.factbook import Factbook
from factbook.kinds import Count, Series
from factbook.loading import load
from grown import grown
from sampling import subset
from support import ROOT, SECOND, copy_story, write

OWN = "own"
"""The second story with charts of its own."""
EDGE = "edge"
"""The edge cases, of which a run tries a tenth for each chart."""


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
    """Every chart with every count or claim of the grown story, the second one, and the edge cases."""
    books = {"grown": load(grown()), "second": load(SECOND), EDGE: load(edge_story(folder / "edge"))}
    yield from list(_drawn(books, Renderer()))  # all are ordered before the first is looked at
    own_code.use(write(copy_story(SECOND, folder / "own"), own_charts()))
    try:
        yield from list(_drawn({OWN: books["second"]}, Renderer()))
    finally:
        own_code.forget()


def own_charts() -> dict[str, str | bytes]:
    """The code of the charts in the cookbook, by the paths of its files."""
    text = (ROOT / "COOKBOOK.md").read_text(encoding="utf-8")
    return dict(re.findall(r'^```python title="(scripts/charts/[^"]+)"\n(.*?)^```$', text, re.MULTILINE | re.DOTALL))


def _drawn(books: Mapping[str, Factbook], renderer: Renderer) -> Iterator[Picture]:
    for story, book in books.items():
        for chart in CHARTS.values():
            if bool(chart.code) != (story == OWN):
                continue
            tried = list(_options(chart.options, book))
            for options in subset(tried, chart.name) if tried and story == EDGE else tried:
                try:
                    drawing = draw(chart.name, book, options, chart.question, renderer=renderer, link="#{}".format)
                    yield Picture(story, chart.name, options, drawing)
                except ChartRefused as refused:
                    yield Picture(story, chart.name, options, None, str(refused))


def _options(names: tuple[str, ...], book: Factbook) -> Iterator[dict[str, object]]:
    """The options to draw a chart with: each count, each claim that was garbled, or none."""
    if "series" in names:
        for series in book.of(Series).values():
            yield {"series": series.id}
            for name in dict.fromkeys(row.cells_by_name[series.keys[-1]] for row in series.rows) if series.key else ():
                yield {"series": series.id, "only": name}
    elif "count" in names:
        for count in book.of(Count):
            yield {"count": count}
    elif "claim" in names:
        garbled = {claim.misreports for claim in book.claims.values() if claim.misreports}
        for claim in sorted({*garbled, *list(book.claims)[:3]}):
            yield {"claim": claim}
    elif "claims" in names:
        for printed in _printed_by_origin(book).values():
            yield {"claims": printed}
    else:
        yield {}


def _printed_by_origin(book: Factbook) -> dict[str, list[str]]:
    """The claims that misreport another, by that one."""
    by_origin: dict[str, list[str]] = {}
    for ref, claim in book.claims.items():
        if claim.misreports:
            by_origin.setdefault(claim.misreports, []).append(ref)
    return by_origin


def page(folder: Path, shown: Iterable[Picture]) -> Path:
    """Write the gallery as one page, with the site's own stylesheet, so that it looks as on the site at any width."""
    rows = []
    for picture in shown:
        name = html.escape(picture.name)
        inner = (
            f'<div class="chart-wide">{picture.drawing.svg_wide}</div>'
            f'<div class="chart-narrow">{picture.drawing.svg_narrow}</div>'
            if picture.drawing
            else f"<p>refused: {html.escape(picture.refused)}</p>"
        )
        rows.append(
            f'<section data-name="{name}"><figure class="chart"><figcaption>{name}</figcaption>{inner}</figure></section>'
        )
    sheet = (ROOT / "scripts/mkdocs_factbook/theme/assets/site.css").as_uri()
    target = folder / "index.html"
    target.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="stylesheet" href="{sheet}"><style>body{{margin:0;background:var(--paper);color:var(--ink)}}</style>'
        '<body data-md-color-scheme="default"><button onclick="document.body.dataset.mdColorScheme = '
        "document.body.dataset.mdColorScheme === 'slate' ? 'default' : 'slate'\">Light or dark</button>"
        f'<article class="md-content__inner md-typeset">{"".join(rows)}</article></body></html>',
        encoding="utf-8",
    )
    return target


if __name__ == "__main__":
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    print(page(here, pictures(here)))
