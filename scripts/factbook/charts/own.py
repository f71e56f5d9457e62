"""A story's own charts: a function from rows to any chart of Altair, in ``scripts/charts/NAME.py``.

The function gets rows (dicts of texts, numbers and dates) and a :class:`View`, and returns a chart; its question is the first
line of its docstring. The engine gives theme, font, widths, title, description, table, dark mode, cache, downloads and embed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from ..factbook import Factbook
from ..problems import nearest, quote
from .layout import apart
from .own_rows import Source, sources
from .registry import CHARTS, ChartRefused, Options, Prepared
from .registry import chart as register
from .theme import AXIS, GRID, INK, MUTED, PAPER, SIDES, SMALL, TEXT, WIDTHS, Size

__all__ = ["AXIS", "GRID", "INK", "MUTED", "PAPER", "SIDES", "SMALL", "TEXT", "View", "apart", "chart"]

Rows = list[dict[str, Any]]
Finding = Callable[[Rows], str]
Picture = Callable[[Rows, "View"], Any]


@dataclass(frozen=True, slots=True)
class View:
    """What a drawing is made for: its ``width`` in pixels, whether it is ``narrow`` (for a phone), the options that the page
    gives beside those of the rows, and the ``unit`` of the figures.
    """

    size: Size
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unit: str = ""

    @property
    def width(self) -> int:
        """Pixels from edge to edge; a chart with one plot takes it by itself."""
        return WIDTHS[self.size]

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.size == "narrow"

    def columns(self, wide: int = 3, narrow: int = 1, beside: int = 48, gap: int = 20) -> tuple[int, float]:
        """Return how many plots stand side by side, and how wide each is, with ``beside`` pixels for its axis."""
        number = narrow if self.narrow else wide
        return number, (self.width - 8 - gap * (number - 1)) / number - beside


@dataclass(frozen=True, slots=True)
class OwnData:
    """The rows as JSON, which tells different ones apart, the own options, and the unit."""

    rows: str
    options: tuple[tuple[str, str], ...]
    unit: str


_LOADING: ContextVar[tuple[str, str, str] | None] = ContextVar("loading", default=None)
"""The file that is loaded: its path, its path from the story's folder, and a hash of all own code."""


@contextmanager
def own_charts(path: str, relative: str, version: str) -> Iterator[None]:
    """Mark what is registered meanwhile as the story's own."""
    token = _LOADING.set((path, relative, version))
    try:
        yield
    finally:
        _LOADING.reset(token)


def chart(
    name: str, data: str, options: tuple[str, ...] = (), finding: Finding | None = None
) -> Callable[[Picture], Picture]:
    """Register a function of rows and a view as the chart ``name``.

    ``data`` says which rows: ``claims`` (of the count that the option ``count`` names), ``series`` (with the options of the
    stock charts of series), ``events``, ``people``, or the plural of another kind of fact. ``options`` are names of further options,
    which the view has. ``finding`` says in words what the picture shows, for who cannot see it; left out, it lists the rows.
    """
    if data not in sources():
        raise ValueError(f"must have rows of a known kind, found data={data!r}; {nearest(data, sources(), 20)}")
    source = sources()[data]
    if isinstance(options, str):
        raise TypeError("options must be a tuple of names, such as ('kind',)")

    def decorate(picture: Picture) -> Picture:
        if not (picture.__doc__ or "").strip():
            raise ValueError(f"chart {name!r} must have a docstring, whose first line is the question it answers")
        prepare = partial(_prepare, source, options, finding, name)
        draw = partial(_draw, picture)
        draw.__doc__ = picture.__doc__
        register(name, prepare, (*source.options, *options), plain=True)(draw)
        if loading := _LOADING.get():
            path, relative, version = loading
            CHARTS[name] = replace(CHARTS[name], code=path, path=relative, version=version)
        return picture

    return decorate


def _prepare(
    source: Source, own: tuple[str, ...], finding: Finding | None, name: str, book: Factbook, options: Options
) -> Prepared[OwnData]:
    found = source.rows(book, options)
    rows = [dict(row) for row in found.rows]
    if not rows:
        raise ChartRefused("have rows to draw, found none")
    given = tuple((key, str(options[key])) for key in own if key in options)
    summary = found.summary
    if finding is not None:
        try:
            summary = finding(rows)
        except Exception as error:  # whatever an author's code raises
            raise ChartRefused(f"have a finding in words, found {type(error).__name__}: {str(error)[:120]}") from error
        if not isinstance(summary, str) or not summary.strip():
            raise ChartRefused(f"have a finding in words, found {quote(summary)}")
    data = OwnData(json.dumps(rows, ensure_ascii=False), given, found.unit)
    return Prepared(data, summary, found.columns, found.table)


def _draw(picture: Picture, prepared: Prepared[OwnData], size: Size) -> Any:
    data = prepared.data
    return picture(json.loads(data.rows), View(size, MappingProxyType(dict(data.options)), data.unit))
