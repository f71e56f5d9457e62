"""Charts: pictures of facts, drawn while the site is built.

``draw("claims", book, {"count": "visitors"}, headline)`` gives a :class:`Drawing`: two SVGs ready to
inline, the finding in words, and the table of what is drawn. Each chart is one module of ``gallery``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..factbook import Factbook
from . import gallery as gallery
from .cache import key, read, write
from .finish import Link, finish
from .registry import CHARTS, Chart, ChartRefused, Options, Prepared, Row, find
from .theme import DARK, LIGHT, Size

__all__ = ["CHARTS", "DARK", "LIGHT", "Chart", "ChartRefused", "Drawing", "Row", "draw"]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it goes into a page: ``svg_wide`` for 720 pixels, ``svg_narrow`` for 340, and its table.

    ``spec`` gives the wide picture as Vega-Lite in JSON; it is asked for by those who take the chart away.
    """

    svg_wide: str
    svg_narrow: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    spec: Callable[[], str] = field(default=lambda: "{}", repr=False, compare=False)


def draw(
    name: str,
    book: Factbook,
    options: Options,
    headline: str,
    *,
    cache: Path | None = None,
    link: Link = lambda ref: None,
    ident: str = "",
) -> Drawing:
    """Draw one chart at both widths. Raises :class:`ChartRefused`.

    ``cache`` is the folder of the cache, ``link`` gives the address of a fact on the page (``None``: no link),
    ``ident`` is the beginning of the ids and must differ between the charts of one page; without it, it is
    made from the chart and its headline.
    """
    chart = find(name, options)
    prepared = chart.prepare(book, options)
    ident = ident or "chart-" + hashlib.sha256(repr((name, sorted(options.items()), headline)).encode()).hexdigest()[:8]
    tips = {row.ref: row.tip for row in prepared.rows if row.ref}
    wide, narrow = (
        finish(
            _rendered(chart, prepared, size, cache),
            ident=f"{ident}-{size}",
            kind=size,
            headline=headline,
            summary=prepared.summary,
            link=link,
            tips=tips,
        )
        for size in ("wide", "narrow")
    )
    return Drawing(
        wide,
        narrow,
        prepared.summary,
        prepared.columns,
        prepared.rows,
        lambda: _spec(chart, prepared, "wide", cache),
    )


def _rendered(chart: Chart, prepared: Prepared[object], size: Size, cache: Path | None) -> str:
    """The renderer's SVG, from the cache where it is there; only a miss imports Altair and vl-convert."""
    name = key(chart.name, size, repr(prepared.data))
    drawn = read(cache, name) if cache else None
    if drawn is None:
        from .render import svg_of

        drawn = svg_of(_spec(chart, prepared, size, cache))
        if cache:
            write(cache, name, drawn)
    return drawn


def _spec(chart: Chart, prepared: Prepared[object], size: Size, cache: Path | None) -> str:
    """The picture as Vega-Lite in JSON; the wide one is kept in the cache, as readers can take it away."""
    name = key("vega-lite", chart.name, size, repr(prepared.data))
    spec = read(cache, name) if cache and size == "wide" else None
    if spec is None:
        from .render import spec_of

        spec = spec_of(chart.picture(prepared, size))
        if cache and size == "wide":
            write(cache, name, spec)
    return spec
