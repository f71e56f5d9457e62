"""The data of charts of a series: its figures as points, the gaps among them, and the table and finding beside a picture."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from ..factbook import Factbook
from ..kinds import Series, SeriesColumn, SeriesRow
from ..problems import nearest, quote
from ..values import Edtf
from ..values.formats import commas, gettext, labelled, ngettext
from ..words import plain_prose
from .axes import month_and_year, month_name
from .layers import LINK_PREFIX
from .registry import ChartRefused, Options, Prepared, Row, option_day, option_names, option_values

MAX_POINTS: Final = 2_000
"""Points of a picture, gaps included; more are less than a pixel apart."""
MAX_GROUPS: Final = 4
"""Groups of which the finding tells."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure: where it stands (a day in ISO 8601, or the key's text), in words, its group, and its value if it is given."""

    at: str
    words: str
    group: str
    value: float | None
    figure: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class SeriesData:
    """The figures of a picture: ``units`` by group, ``precision`` of the days, empty where rows are named by texts."""

    points: tuple[Point, ...]
    units: tuple[tuple[str, str], ...]
    precision: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups in their order."""
        return tuple(group for group, _ in self.units)

    @property
    def unit(self) -> str:
        """The unit of all groups; empty where they differ."""
        units = {unit for _, unit in self.units}
        return units.pop() if len(units) == 1 else ""

    @property
    def alone(self) -> set[tuple[str, str]]:
        """Where points stand, with their group, that no line joins to another: those beside them have no figure."""
        found = set()
        for group in self.groups:
            own = [None, *(point for point in self.points if point.group == group), None]
            for before, point, after in zip(own, own[1:], own[2:], strict=False):
                if (
                    point
                    and point.value is not None
                    and all(each is None or each.value is None for each in (before, after))
                ):
                    found.add((point.at, group))
        return found

    @property
    def words(self) -> dict[str, str]:
        """Where points stand, in their order, and what that is called in full; a gap in time is called by its short name."""
        short = self.places
        return {at: next((p.words for p in self.points if p.at == at and p.words), short[at]) for at in short}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The points as rows for Altair: ``at``, ``words``, ``group``, ``value``, ``figure``, ``href``."""
        return [
            {"at": each.at, "words": each.words, "group": each.group, "value": each.value, "figure": each.figure}
            | ({"href": LINK_PREFIX + each.ref} if each.ref else {})
            for each in self.points
        ]

    @property
    def places(self) -> dict[str, str]:
        """Where points stand, in their order, and what the axis calls them; a year is said where it begins."""
        places = {point.at: point.words for point in self.points}
        return _short(sorted(places), self.precision) if self.precision else places


def prepare_series(book: Factbook, options: Options) -> Prepared[SeriesData]:
    """Return the figures of one series that the options name. Raises :class:`ChartRefused`."""
    series = _series_option(book, options)
    known = {column.name: column for column in series.figures}
    names = option_names(options, "columns", f"columns of figures of {series.id}", known) or tuple(known)[:1]
    columns = [known[name] for name in names]
    time = series.time
    rows = _within(series, _only(series, options), options)
    if not rows:
        raise ChartRefused("have rows to draw, found none that its options leave")
    groups: dict[str, str] = {}
    points: list[Point] = []
    others = [name for name in series.keys if time is None or name != time.name] if time else []
    for row in rows:
        for column in columns:
            parts = [row.words(name) for name in others] + ([column.label] if len(columns) > 1 else [])
            group = ", ".join(parts) or column.label
            groups[group] = series.unit_of(column)
            points.append(_point(series, row, column, group))
    points.sort(key=lambda point: list(groups).index(point.group))
    precision = ""
    if time:
        days = [day for row in rows if isinstance(day := row.values[time.name], Edtf)]
        precision = days[0].precision if days else ""
        points = [
            each for group in groups for each in _with_gaps([one for one in points if one.group == group], precision)
        ]
    if len(points) > MAX_POINTS:
        raise ChartRefused(f"draw at most {MAX_POINTS:,} figures, found {len(points):,}; since and until narrow them")
    shown = [series.by_name[name] for name in series.keys] + columns
    heads = tuple(f"{each.label} ({unit})" if (unit := series.unit_of(each)) else each.label for each in shown)
    table = tuple(
        Row(tuple(row.words(each.name) or "–" for each in shown), row.ref, _tip(series, row, columns)) for row in rows
    )
    data = SeriesData(tuple(points), tuple(groups.items()), precision)
    return Prepared(data, _finding(plain_prose(book, series.title), data), heads, table)


def one_unit(data: SeriesData) -> None:
    """Refuse groups of several units: different things counted never share an axis. Raises :class:`ChartRefused`."""
    if not data.unit:
        units = ", ".join(dict.fromkeys(unit for _, unit in data.units))
        raise ChartRefused(
            f"have columns of one unit on its axis, found {units}; small-multiples draws each on its own"
        )


def one_group(data: SeriesData, name: str) -> None:
    """Refuse several groups. Raises :class:`ChartRefused`."""
    if len(data.groups) > 1:
        found = ", ".join(data.groups[:4])
        raise ChartRefused(
            f"draw one group, found {found}; only={quote(data.groups[0])}, or small-multiples with mark={quote(name)}"
        )


def _series_option(book: Factbook, options: Options) -> Series:
    names, known = option_values(options.get("series")), book.of(Series)
    if len(names) != 1:
        raise ChartRefused(f"have the option series, the id of a series; {nearest('', known)}")
    if names[0] not in known:
        raise ChartRefused(f"name a known series, found {quote(names[0])}; {nearest(names[0], known)}")
    return known[names[0]]


def _only(series: Series, options: Options) -> list[SeriesRow]:
    """Return the rows of the groups that the option ``only`` names, by what stands in their keys beside the date."""
    names = [name for name in series.keys if series.by_name[name].type != "date"]
    known = dict.fromkeys(row.cells_by_name[name] for row in series.rows for name in names)
    wanted = set(option_names(options, "only", f"groups of {series.id}", known))
    return [row for row in series.rows if not wanted or wanted & {row.cells_by_name[name] for name in names}]


def _within(series: Series, rows: Sequence[SeriesRow], options: Options) -> list[SeriesRow]:
    """Return the rows between the days of the options ``since`` and ``until``, both included."""
    first, last = option_day(options, "since"), option_day(options, "until")
    if not first and not last:
        return list(rows)
    if series.time is None:
        raise ChartRefused(f"have since and until for a series with dates alone, found none in the key of {series.id}")
    start, end = first.first_day if first else dt.date.min, last.last_day if last else dt.date.max
    return [row for row in rows if start <= (series.first_day(row) or start) <= end]


def _point(series: Series, row: SeriesRow, column: SeriesColumn, group: str) -> Point:
    value = row.values[column.name]
    number = float(value) if isinstance(value, int | Decimal) else None
    figure = row.words(column.name)
    if series.time:
        day = series.first_day(row)
        return Point(day.isoformat() if day else "", row.words(series.time.name), group, number, figure, row.ref)
    return Point(row.key_words, row.key_words, group, number, figure, row.ref)


def _with_gaps(points: Sequence[Point], precision: str) -> list[Point]:
    """Return the points of one group with points without a figure where rows are missing: as many as fit in the usual distance."""
    days = [dt.date.fromisoformat(point.at) for point in points]
    numbers = [_number_of(day, precision) for day in days]
    usual = Counter(two - one for one, two in pairwise(numbers)).most_common(1)
    step = usual[0][0] if usual else 1
    filled: list[Point] = []
    for index, point in enumerate(points):
        if index and numbers[index] - numbers[index - 1] >= 2 * step:
            missing = range(numbers[index - 1] + step, numbers[index], step)
            filled += [Point(_day_of(number, precision), "", point.group, None) for number in missing[:MAX_POINTS]]
        filled.append(point)
    return filled


def _number_of(day: dt.date, precision: str) -> int:
    """Return a day, month or year as a number, in which the next one is one more."""
    return {"year": day.year, "month": day.year * 12 + day.month - 1}.get(precision, day.toordinal())


def _day_of(number: int, precision: str) -> str:
    """Return the first day of what :func:`_number_of` numbered, in ISO 8601."""
    if precision == "year":
        return dt.date(number, 1, 1).isoformat()
    day = dt.date(number // 12, number % 12 + 1, 1) if precision == "month" else dt.date.fromordinal(number)
    return day.isoformat()


def _short(days: Sequence[str], precision: str) -> dict[str, str]:
    """Return the days with short labels: ``2025``; ``Jan 2025`` for the first of a year, else ``Feb``; ``3 Feb``."""
    labels: dict[str, str] = {}
    year = 0
    for text in days:
        day = dt.date.fromisoformat(text)
        month = day.year * 12 + day.month - 1
        if precision == "year":
            labels[text] = str(day.year)
        elif precision == "month":
            labels[text] = month_name(month) if day.year == year else month_and_year(month)
        else:
            labels[text] = Edtf.parse(text).words(short=True)
        year = day.year
    return labels


def _tip(series: Series, row: SeriesRow, columns: Sequence[SeriesColumn]) -> str:
    """Return a row in a line: ``June 2025, Meadow: 88 mm``."""
    figures = [f"{words} {series.unit_of(each)}".rstrip() for each in columns if (words := row.words(each.name))]
    return f"{row.key_words}: {', '.join(figures)}"


def _finding(title: str, data: SeriesData) -> str:
    """Return the first, last, lowest and highest figure of each group in words."""
    units: Mapping[str, str] = dict(data.units)
    summaries = [
        _group_summary(group, units[group], [each for each in data.points if each.group == group])
        for group in data.groups
    ]
    more = len(summaries) - MAX_GROUPS
    rest = ngettext("And %(num)s more.", "And %(num)s more.", more) if more > 0 else ""
    return " ".join(filter(None, (f"{title}.", *summaries[:MAX_GROUPS], rest)))


def _group_summary(group: str, unit: str, points: Sequence[Point]) -> str:
    given = [point for point in points if point.value is not None]
    if not given:
        return gettext("%(group)s: no figure is given.", group=group)
    low, high = (choose(given, key=lambda point: point.value or 0) for choose in (min, max))
    figures = [commas(map(_figure_and_time, dict.fromkeys((given[0], given[-1]))))]
    if len(given) > 2:
        spread = {"low": _figure_and_time(low), "high": _figure_and_time(high)}
        figures.append(gettext("lowest %(low)s, highest %(high)s", **spread))
    if missing := len(points) - len(given):
        figures.append(ngettext("%(num)s without a figure", "%(num)s without a figure", missing))
    return labelled(f"{group} ({unit})", "; ".join(figures)) + "."


def _figure_and_time(point: Point) -> str:
    return gettext("%(figure)s in %(time)s", figure=point.figure, time=point.words)
