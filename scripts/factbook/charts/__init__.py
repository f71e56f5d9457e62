"""Charts: pictures of facts, drawn while the site is built.

``draw("claims", book, {"count": "visitors"}, headline)`` returns a :class:`Drawing`. On the way: a module of ``gallery``
takes the data from the factbook and lays it out as ``layers``; ``vega`` makes an SVG of them in a worker of ``renderer``; ``svg``
makes that fit for a page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final

from ..factbook import Factbook
from . import gallery as gallery
from .registry import CHARTS, Chart, ChartRefused, Options, Row, find, refusals
from .renderer import BlankRenderer, Picture, Renderer
from .sides import variables
from .svg import Link, finish_svg
from .theme import DARK, LIGHT, Size

__all__ = [
    "CHARTS", "DARK", "LIGHT", "SIZES", "BlankRenderer", "Chart", "ChartRefused", "Drawing", "Renderer", "Row", "draw", "refusals",
]  # fmt: skip

SIZES: Final[tuple[Size, ...]] = ("wide", "narrow")

_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Drawing:
    """A chart as a page holds it, with its finding in words and its table.

    ``svg`` and ``spec`` (Vega-Lite in JSON, of the wide picture) wait until a worker has drawn it; ``words`` has all texts
    that its pictures may print.
    """

    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    svg: Callable[[Size], str] = field(repr=False, compare=False)
    spec: Callable[[], str] = field(default=lambda: "{}", repr=False, compare=False)
    words: str = field(default="", repr=False)

    @cached_property
    def svg_wide(self) -> str:
        """The SVG to inline, 720 pixels wide."""
        return self.svg("wide")

    @cached_property
    def svg_narrow(self) -> str:
        """The SVG to inline, 340 pixels wide."""
        return self.svg("narrow")


def draw(
    name: str,
    book: Factbook,
    options: Options,
    headline: str,
    *,
    renderer: Renderer | None = None,
    link: Link = lambda ref: None,
    ident: str = "",
    sizes: tuple[Size, ...] = SIZES,
) -> Drawing:
    """Draw a chart. Raises :class:`ChartRefused`.

    ``link`` returns the address of a fact on the page (``None``: no link). ``ident`` is the prefix of the SVG's ids, one for
    each chart of a page (by default a hash of the chart and its headline). Pictures of ``sizes`` are submitted to ``renderer`` now,
    another when it is asked for.
    """
    chart = find(name, options)
    prepared = chart.prepare(book, options)
    ident = ident or "chart-" + hashlib.sha256(repr((name, sorted(options.items()), headline)).encode()).hexdigest()[:8]
    tips = {row.ref: row.tip for row in prepared.rows if row.ref}
    css = variables(book)
    submit = partial((renderer or Renderer()).submit, name, prepared)
    pictures = {size: submit(size) for size in sizes}

    words = repr(prepared.data)
    if chart.plain:  # its code, which may print anything, refuses what cannot be drawn, or not be read
        words = " ".join(_TAG.sub(" ", submitted().svg) for submitted in pictures.values())

    def picture(size: Size) -> Picture:
        return (pictures.get(size) or submit(size))()

    def svg(size: Size) -> str:
        return finish_svg(
            picture(size).svg,
            ident=f"{ident}-{size}",
            size=size,
            headline=headline,
            summary=prepared.summary,
            link=link,
            tips=tips,
            variables=css,
        )

    return Drawing(prepared.summary, prepared.columns, prepared.rows, svg, lambda: picture("wide").spec, words)
