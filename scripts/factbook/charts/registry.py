"""The registry of charts, and how they read their options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from ..factbook import Factbook
from ..kinds import Count, Event
from ..problems import closest, nearest, quote
from ..values import BadValue, Edtf
from ..views.timeline import timeline
from .theme import Size

D = TypeVar("D")
Options = Mapping[str, object]
"""A chart's options as a page gives them: strings, or lists of strings."""


OPTION_WORDS: Final[Mapping[str, str]] = {
    "annotate": "ids of events that are marked, a list",
    "claim": "the full name of a claim, as count/claim",
    "claims": "full names of claims, a list; of number-line, left out, those that stand",
    "claimants": "ids of organisations or people, a list; left out, all who made claims",
    "columns": "names of columns of figures, a list; left out, the first",
    "count": "the id of a count",
    "counts": "ids of counts, a list; left out, those with several claimants",
    "ids": "ids of events, a list; left out, all",
    "log": "true for a logarithmic scale of amounts",
    "mark": "line, bars or area; left out, line",
    "only": "what stands in the key of some rows beside the date, such as the name of a gauge; left out, all rows",
    "outlines": "a GeoJSON file below docs with land, water and lines of your own; left out, Natural Earth's",
    "outlines_from": "the id of the source of these outlines",
    "people": "ids of people, a list; left out, all",
    "places": "ids of places, a list; left out, all",
    "series": "the id of a series",
    "since": "the first day, month or year that is drawn",
    "types": "types of events, a list; left out, all",
    "until": "the last day, month or year that is drawn",
}
"""What each option of the engine's charts takes, for the reference."""


class ChartRefused(Exception):
    """A chart cannot be drawn; the message completes "must …" and suggests a known name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table under a chart: plain text, the id of its fact if it has one, and the tooltip of its mark."""

    cells: tuple[str, ...]
    ref: str | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Prepared(Generic[D]):
    """All that a picture depends on, taken from the factbook, and what stands beside it.

    ``data`` is frozen, and its ``repr`` goes into the cache key, so that must tell different data apart; ``summary`` is the
    finding in words; ``columns`` and ``rows`` are the table.
    """

    data: D
    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


PrepareFunction = Callable[[Factbook, Options], Prepared[Any]]
DrawFunction = Callable[[Any, Size], Any]
"""A function that returns a chart of Altair: layers of :mod:`.layers`, or any chart if it is a plain one."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A registered chart: ``prepare`` takes its data from the factbook, ``picture`` lays them out as Vega-Lite.

    A ``plain`` one is any chart of Altair, laid out by Vega (:mod:`.plain`); ``code`` is the file of a story's own
    (:mod:`factbook.own_code`), empty for the engine's, ``path`` its path in the story, and ``version`` the code that it may use.
    """

    name: str
    question: str
    options: tuple[str, ...]
    prepare: PrepareFunction
    picture: DrawFunction
    plain: bool = False
    code: str = ""
    path: str = ""
    version: str = ""


CHARTS: dict[str, Chart] = {}


def chart(
    name: str, prepare: PrepareFunction, options: tuple[str, ...], *, plain: bool = False
) -> Callable[[DrawFunction], DrawFunction]:
    """Register a function as the chart ``name``, ``plain`` or laid out by us; the first line of its docstring is the question it answers."""

    def register(picture: DrawFunction) -> DrawFunction:
        if name in CHARTS:
            raise ValueError(f"chart {name!r} is registered twice")
        question = (picture.__doc__ or "").strip().splitlines()[0]
        CHARTS[name] = Chart(name, question, options, prepare, picture, plain)
        return picture

    return register


def refusals(name: str, book: Factbook, options: Options) -> list[str]:
    """Return why a chart cannot be prepared, all at once: its name, its options, what they name."""
    found = _misnamed(name, options)
    nearby = closest(name, CHARTS)
    if nearby and not _misnamed(nearby, options):
        try:
            CHARTS[nearby].prepare(book, options)
        except ChartRefused as error:
            found.append(str(error))
    return found


def _misnamed(name: str, options: Options) -> list[str]:
    """Return what is wrong with the name of a chart, and with those of its options or of the options of the one most like it."""
    chart, found = CHARTS.get(name), list[str]()
    if chart is None:
        found.append(f"name a known chart, found {quote(name)}; {nearest(name, CHARTS, 24)}")
        chart = CHARTS.get(closest(name, CHARTS))
    if chart:
        found += [
            f"be given options that chart {chart.name!r} has, found {quote(option)}; {nearest(option, chart.options)}"
            for option in options
            if option not in chart.options
        ]
    return found


def find(name: str, options: Options) -> Chart:
    """Return a chart by name, if it has all the options. Raises :class:`ChartRefused` with the first of :func:`refusals`."""
    for message in _misnamed(name, options):
        raise ChartRefused(message)
    return CHARTS[name]


def count_option(book: Factbook, options: Options) -> Count:
    """Return the one count that the option ``count`` names. Raises :class:`ChartRefused`."""
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
    """Split an option that may name several things: a list, or a string with commas; empty if it is left out."""
    if option is None:
        return ()
    parts = option.split(",") if isinstance(option, str) else option if isinstance(option, (list, tuple)) else [option]
    return tuple(text for part in parts if (text := str(part).strip()))


def option_names(options: Options, option: str, nouns: str, known: Collection[str], limit: int = 8) -> tuple[str, ...]:
    """Return the names that an option gives, each once. Raises :class:`ChartRefused` on an unknown one.

    ``nouns`` is what the message calls them, ``limit`` how many known names it lists.
    """
    names = tuple(dict.fromkeys(option_values(options.get(option))))
    for name in names:
        if name not in known:
            raise ChartRefused(f"name {nouns} in {option}, found {quote(name)}; {nearest(name, known, limit)}")
    return names


def option_day(options: Options, name: str) -> Edtf | None:
    """Return the day, month or year that an option names, ``None`` if it is left out. Raises :class:`ChartRefused`."""
    text = options.get(name)
    if text is None:
        return None
    try:
        return Edtf.parse(str(text))
    except BadValue as error:
        raise ChartRefused(
            f"have a date as {name} ({error.must}), found {quote(text)}; {name}={quote(error.example)}"
        ) from error


def option_yes(options: Options, name: str) -> bool:
    """Return whether an option is true; false if it is left out. Raises :class:`ChartRefused` on anything else."""
    value = options.get(name, False)
    if str(value).lower() not in ("true", "false"):
        raise ChartRefused(f"have true or false as {name}, found {quote(value)}; {name}=true")
    return str(value).lower() == "true"


def events_option(book: Factbook, options: Options) -> list[Event]:
    """Return the events that the options ``types`` and ``ids`` choose, all if they are left out, in order of time. Raises :class:`ChartRefused`."""
    kinds = sorted({event.type for event in book.of(Event).values()})
    types = option_names(options, "types", "types of events", kinds, limit=len(kinds))
    ids = option_names(options, "ids", "known events", book.of(Event))
    return [event for event in timeline(book) if (not types or event.type in types) and (not ids or event.id in ids)]
