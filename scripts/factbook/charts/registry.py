"""The registry of charts: what a chart is made of, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..factbook import Factbook
from ..kinds import Count
from ..problems import nearest, quote
from .theme import Size

if TYPE_CHECKING:
    import altair as alt

D = TypeVar("D")
Options = Mapping[str, object]
"""A chart's options as an editor writes them: texts, or lists of texts."""


class ChartRefused(Exception):
    """A chart that cannot be drawn; the message completes "must …" and names what is known."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table under a chart: plain texts, and the fact it shows, where there is one."""

    cells: tuple[str, ...]
    ref: str | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Prepared(Generic[D]):
    """All that a picture depends on, taken from the factbook: nothing else reaches the drawing.

    ``data`` is plain frozen data whose ``repr`` tells it apart, for the cache; ``summary`` is the finding in
    words; ``columns`` and ``rows`` are the table. Each row's ``tip`` is what its mark says when pointed at.
    """

    data: D
    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


PrepareFunction = Callable[[Factbook, Options], Prepared[Any]]
DrawFunction = Callable[[Any, Size], "alt.LayerChart"]


@dataclass(frozen=True, slots=True)
class Chart:
    """A registered chart: ``prepare`` takes what it shows from the factbook, ``picture`` draws it."""

    name: str
    question: str
    options: tuple[str, ...]
    prepare: PrepareFunction
    picture: DrawFunction


CHARTS: dict[str, Chart] = {}


def chart(name: str, prepare: PrepareFunction, options: tuple[str, ...]) -> Callable[[DrawFunction], DrawFunction]:
    """Register a picture under ``name``; the first line of its docstring is the question it answers."""

    def register(picture: DrawFunction) -> DrawFunction:
        if name in CHARTS:
            raise ValueError(f"chart {name!r} is registered twice")
        question = (picture.__doc__ or "").strip().splitlines()[0]
        CHARTS[name] = Chart(name, question, options, prepare, picture)
        return picture

    return register


def find(name: str, options: Options) -> Chart:
    """The chart of that name, its options checked by name. Raises :class:`ChartRefused`."""
    if name not in CHARTS:
        raise ChartRefused(f"name a known chart, found {quote(name)}; {nearest(name, CHARTS)}")
    for option in options:
        if option not in CHARTS[name].options:
            raise ChartRefused(
                f"be given options that chart {name!r} has, found {quote(option)}; {nearest(option, CHARTS[name].options)}"
            )
    return CHARTS[name]


def count_option(book: Factbook, options: Options) -> Count:
    """The one count that the option ``count`` names. Raises :class:`ChartRefused`, also for several at once."""
    names, counts = option_values(options.get("count")), book.of(Count)
    if not names:
        raise ChartRefused(f"have the option count, the id of a count; {nearest('', counts)}")
    if len(names) > 1:
        raise ChartRefused(
            f"name one count, found {quote(', '.join(names))}: different things counted never share an axis"
        )
    name = names[0]
    if name not in counts:
        raise ChartRefused(f"name a known count, found {quote(name)}; {nearest(name, counts)}")
    return counts[name]


def option_values(option: object) -> tuple[str, ...]:
    """An option that may name several things: a list, or a text with commas; empty where it is left out."""
    if option is None:
        return ()
    parts = option.split(",") if isinstance(option, str) else option if isinstance(option, (list, tuple)) else [option]
    return tuple(text for part in parts if (text := str(part).strip()))
