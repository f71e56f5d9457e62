"""Charts ``line``, ``bars`` and ``area``: the figures of a series, in plain Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...values.formats import gettext
from ..axes import label_expression
from ..layout import apart
from ..registry import ChartRefused, Options, Prepared, chart
from ..series_axes import bounds, figure_axis, name_axis, time_axis
from ..series_data import SeriesData, one_group, one_unit, prepare_series
from ..text_metrics import fit, width
from ..theme import MUTED, SIDES, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

HEIGHT: Final[dict[Size, int]] = {"wide": 260, "narrow": 220}
"""Height of a plot in pixels."""
BESIDE: Final = 60
"""Pixels beside a plot for the labels of its axis, at most."""
MAX_LINES: Final = 6
MAX_DOTS: Final[dict[Size, int]] = {"wide": 60, "narrow": 30}
"""Figures of a line that are marked one by one."""
MAX_BARS: Final = 150
OPTIONS: Final = ("series", "columns", "only", "since", "until")


def require_dates(data: SeriesData) -> None:
    """Refuse figures that are not named by dates. Raises :class:`ChartRefused`."""
    if not data.precision:
        raise ChartRefused("draw figures with dates, found none in the key; bars draws them")


def prepare_lines(book: Factbook, options: Options) -> Prepared[SeriesData]:
    """Return the figures of a few groups of one unit, with dates. Raises :class:`ChartRefused`."""
    prepared = prepare_series(book, options)
    one_unit(prepared.data)
    require_dates(prepared.data)
    if len(prepared.data.groups) > MAX_LINES:
        found = f"found {len(prepared.data.groups)}; small-multiples, or only= some of them"
        raise ChartRefused(f"draw at most {MAX_LINES} lines, {found}")
    return prepared


def prepare_area(book: Factbook, options: Options) -> Prepared[SeriesData]:
    """Return the figures of one group, with dates. Raises :class:`ChartRefused`."""
    prepared = prepare_series(book, options)
    one_group(prepared.data, "area")
    require_dates(prepared.data)
    return prepared


def prepare_bars(book: Factbook, options: Options) -> Prepared[SeriesData]:
    """Return the figures of one group, as many as can stand side by side. Raises :class:`ChartRefused`."""
    prepared = prepare_series(book, options)
    one_group(prepared.data, "bars")
    if (found := len(prepared.data.points)) > MAX_BARS:
        raise ChartRefused(f"draw at most {MAX_BARS} bars, found {found}; line or area, or since and until")
    return prepared


@chart("line", prepare_lines, options=OPTIONS, plain=True)
def line(prepared: Prepared[SeriesData], size: Size) -> alt.TopLevelMixin:
    """How do the figures of a series go on?"""
    import altair as alt

    data = prepared.data
    labels = _end_labels(data, HEIGHT[size], {"wide": 150, "narrow": 92}[size]) if len(data.groups) > 1 else []
    right = max((width(each["label"], TEXT, "semibold") for each in labels), default=0) + 14
    colours = alt.Scale(domain=list(data.groups), range=list(SIDES[: len(data.groups)]))
    base = alt.Chart({"values": data.rows}).encode(
        x=time_axis(data, WIDTHS[size] - right - BESIDE),
        y=figure_axis(data, data.unit),
        color=alt.Color("group:N", scale=colours, legend=None),
    )
    layers: list[alt.Chart] = [base.mark_line(interpolate="linear")]
    if dots := _dots(data, size):
        layers.append(
            base.mark_point(filled=True, size=36, opacity=1).encode(href="href:N").properties(data={"values": dots})
        )
    if labels:
        ends = alt.Chart({"values": labels}).mark_text(align="left", dx=8, fontWeight=600)
        layers.append(ends.encode(x="at:T", y="value:Q", text="label:N"))
    padding = {"left": 4, "top": 4, "bottom": 4, "right": right}
    return alt.layer(*layers).properties(height=HEIGHT[size], padding=padding)


def _dots(data: SeriesData, size: Size) -> list[dict[str, Any]]:
    """Return the figures that are marked one by one: all where there is room, else those that no line joins to another."""
    alone = data.alone
    all_of_them = len(data.points) <= MAX_DOTS[size] * len(data.groups)
    return [
        row for row in data.rows if row["value"] is not None and (all_of_them or (row["at"], row["group"]) in alone)
    ]


def _end_labels(data: SeriesData, height: float, room: float) -> list[dict[str, Any]]:
    """Return a label for each line at its last figure, moved up or down where two would lie on each other."""
    low, *_, high = bounds(data)
    last = {point.group: point for point in data.points if point.value is not None}
    order = sorted(last.values(), key=lambda point: -(point.value or 0))
    wanted = [height * (high - (point.value or 0)) / (high - low) for point in order]
    return [
        {
            "at": point.at,
            "label": fit(point.group, room, TEXT, "semibold"),
            "value": high - place / height * (high - low),
        }
        for point, place in zip(order, apart(wanted, height), strict=True)
    ]


@chart("area", prepare_area, options=OPTIONS, plain=True)
def area(prepared: Prepared[SeriesData], size: Size) -> alt.TopLevelMixin:
    """How large are the figures of a series, one after the other?"""
    import altair as alt

    data = prepared.data
    base = alt.Chart({"values": data.rows}).encode(
        x=time_axis(data, WIDTHS[size] - BESIDE, 0), y=figure_axis(data, data.unit)
    )
    layers = [base.mark_area(opacity=0.35, interpolate="linear"), base.mark_line()]
    if dots := _dots(data, size):
        layers.append(
            base.mark_point(filled=True, size=24, opacity=1).encode(href="href:N").properties(data={"values": dots})
        )
    return alt.layer(*layers).properties(height=HEIGHT[size], padding={"left": 4, "top": 4, "bottom": 4, "right": 24})


@chart("bars", prepare_bars, options=OPTIONS, plain=True)
def bars(prepared: Prepared[SeriesData], size: Size) -> alt.TopLevelMixin:
    """How do the figures of a series compare?"""
    import altair as alt

    data = prepared.data
    base = alt.Chart({"values": data.rows})
    if not data.precision:
        return _lying(base, data, size)
    x = name_axis(data.places, WIDTHS[size] - BESIDE)
    layers = [base.mark_bar().encode(x=x, y=figure_axis(data, data.unit), href="href:N")]
    if gaps := [
        {"at": point.at, "value": 0, "label": _missing(data, size)} for point in data.points if not point.figure
    ]:
        words = alt.Chart({"values": gaps}).mark_text(color=MUTED, fontSize=SMALL, dy=-9)
        layers.append(words.encode(x="at:O", y="value:Q", text="label:N"))
    return alt.layer(*layers).properties(height=HEIGHT[size])


def _missing(data: SeriesData, size: Size) -> str:
    """Return what stands in the place of a bar, which else would look like nought: as much as there is room for."""
    room = (WIDTHS[size] - BESIDE) / len(data.places) - 4
    return words if width(words := gettext("no figure"), SMALL) <= room else "?"


def _lying(base: alt.Chart, data: SeriesData, size: Size) -> alt.TopLevelMixin:
    """Return bars from left to right, each with its name before it and its figure behind it."""
    import altair as alt

    ticks = bounds(data, {"wide": 6, "narrow": 3}[size])
    scale = alt.Scale(domain=[ticks[0], ticks[-1]], nice=False)
    names = alt.Axis(title=None, grid=False, labelLimit={"wide": 220, "narrow": 120}[size])
    base = base.encode(
        y=alt.Y("at:N", sort=None, axis=names),
        x=alt.X(
            "value:Q",
            scale=scale,
            axis=alt.Axis(
                values=list(ticks),
                labelExpr=label_expression(list(ticks)),
                title=fit(data.unit, 120, SMALL),
                titleAnchor="start",
            ),
        ),
    )
    ends = [{**row, "value": max(row["value"] or 0, 0)} for row in data.rows]
    figures = base.mark_text(align="left", dx=5).encode(text="figure:N").properties(data={"values": ends})
    right = max(width(point.figure, TEXT) for point in data.points) + 10
    padding = {"left": 4, "top": 4, "bottom": 4, "right": right}
    stack = alt.layer(base.mark_bar(height=18).encode(href="href:N"), figures)
    return stack.properties(height=28 * len(data.points), padding=padding)
