"""Charts: pictures of facts, drawn while the site is built.

``draw("claims", book, {"count": "visitors"}, headline)`` gives a :class:`Drawing`: two SVGs ready to
inline, the finding in words, and the table of what is drawn. Each chart is one module of ``gallery``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from ..factbook import Factbook
from . import gallery as gallery
from .finish import Link, finish
from .press import Press
from .registry import CHARTS, Chart, ChartRefused, Options, Row, find
from .theme import DARK, LIGHT

__all__ = ["CHARTS", "DARK", "LIGHT", "Chart", "ChartRefused", "Drawing", "Press", "Row", "draw"]


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
    press: Press | None = None,
    link: Link = lambda ref: None,
    ident: str = "",
) -> Drawing:
    """Draw one chart at both widths. Raises :class:`ChartRefused`.

    ``press`` is what draws it (without one, it is drawn at once and kept nowhere), ``link`` gives the address of a fact on the page (``None``: no link),
    ``ident`` is the beginning of the ids and must differ between the charts of one page; without it, it is
    made from the chart and its headline.
    """
    chart = find(name, options)
    prepared = chart.prepare(book, options)
    ident = ident or "chart-" + hashlib.sha256(repr((name, sorted(options.items()), headline)).encode()).hexdigest()[:8]
    tips = {row.ref: row.tip for row in prepared.rows if row.ref}
    printer = press or Press()
    wide, narrow = (
        finish(
            printer.picture(name, prepared, size).svg,
            ident=f"{ident}-{size}",
            kind=size,
            headline=headline,
            summary=prepared.summary,
            link=link,
            tips=tips,
        )
        for size in ("wide", "narrow")
    )

    def spec() -> str:
        return printer.picture(name, prepared, "wide").spec

    return Drawing(wide, narrow, prepared.summary, prepared.columns, prepared.rows, spec)
