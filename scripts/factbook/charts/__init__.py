"""Charts: pictures of facts, drawn while the site is built.

``draw("claims", book, {"count": "visitors"}, headline)`` gives a :class:`Drawing`: two SVGs ready to
inline, the finding in words, and the table of what is drawn. Each chart is one module of ``gallery``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ..factbook import Factbook
from . import gallery as gallery
from .finish import Link, finish
from .press import Blanks, Picture, Press
from .registry import CHARTS, Chart, ChartRefused, Options, Row, find
from .theme import DARK, LIGHT, Size

__all__ = ["CHARTS", "DARK", "LIGHT", "SIZES", "Blanks", "Chart", "ChartRefused", "Drawing", "Press", "Row", "draw"]

SIZES: Final[tuple[Size, ...]] = ("wide", "narrow")


@dataclass(frozen=True)
class Drawing:
    """A chart as it goes into a page: ``svg_wide`` for 720 pixels, ``svg_narrow`` for 340, and its table.

    Its pictures are ordered: who asks for one waits until it is drawn. ``spec`` gives the wide one as Vega-Lite in
    JSON, for those who take the chart away.
    """

    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    svg: Callable[[Size], str] = field(repr=False, compare=False)
    spec: Callable[[], str] = field(default=lambda: "{}", repr=False, compare=False)

    @cached_property
    def svg_wide(self) -> str:
        """The wide SVG, ready to inline."""
        return self.svg("wide")

    @cached_property
    def svg_narrow(self) -> str:
        """The narrow SVG, ready to inline."""
        return self.svg("narrow")


def draw(
    name: str,
    book: Factbook,
    options: Options,
    headline: str,
    *,
    press: Press | None = None,
    link: Link = lambda ref: None,
    ident: str = "",
    sizes: tuple[Size, ...] = SIZES,
) -> Drawing:
    """Draw one chart at both widths. Raises :class:`ChartRefused`.

    ``press`` is what draws it (without one, it is drawn at once and kept nowhere), ``link`` gives the address of a fact on the page (``None``: no link),
    ``ident`` is the beginning of the ids and must differ between the charts of one page; without it, it is
    made from the chart and its headline. Pictures of ``sizes`` are ordered at once, another one when it is asked for.
    """
    chart = find(name, options)
    prepared = chart.prepare(book, options)
    ident = ident or "chart-" + hashlib.sha256(repr((name, sorted(options.items()), headline)).encode()).hexdigest()[:8]
    tips = {row.ref: row.tip for row in prepared.rows if row.ref}
    printer = press or Press()
    ordered = {size: printer.order(name, prepared, size) for size in sizes}

    def picture(size: Size) -> Picture:
        return (ordered.get(size) or printer.order(name, prepared, size))()

    def svg(size: Size) -> str:
        drawn, own = picture(size).svg, f"{ident}-{size}"
        return finish(drawn, ident=own, kind=size, headline=headline, summary=prepared.summary, link=link, tips=tips)

    return Drawing(prepared.summary, prepared.columns, prepared.rows, svg, lambda: picture("wide").spec)
