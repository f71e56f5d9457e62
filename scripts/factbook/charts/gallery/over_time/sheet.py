"""The picture of the chart ``over-time``: its marks, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ... import calendar_axis, layers, numbers
from ...layers import CROSS, FLAT, HALO, Frame, Item
from ...lettering import wrap
from ...placing import Box, along
from ...standing import FADE, PALE
from ...theme import AXIS, MUTED, NOBODY, PAPER, SMALL, Size, side_colour
from .data import OverTime, Point, Series
from .labels import Labels
from .plot import Plot

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 20
"""Length of the arrow at an open end, in pixels; it says "and beyond", not how far."""


class Sheet:
    """Draws the series into the plot; lengths in pixels."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.data = data
        self.plot = Plot(data, size)

    def compose(self) -> alt.LayerChart:
        """All marks in their frame."""
        import altair as alt

        plot = self.plot
        ticks = calendar_axis.ticks(plot.first, plot.last, 9 if plot.wide else 5)
        x = alt.X("x:T", scale=alt.Scale(type="utc", domain=[plot.first, plot.last], nice=False), axis=None)
        y = alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[0, plot.most], nice=False),
            axis=alt.Axis(values=plot.values, labelExpr=numbers.labels(plot.values)),
        )
        marks, obstacles = self._marks()
        labels = Labels(self.data.series, plot, obstacles)
        marks |= labels.marks
        end = plot.height + labels.foot
        if any(point.faded for line in self.data.series for point in line.points):
            lines = wrap(PALE, plot.left + plot.width, SMALL, lines=2)
            marks["note"] += [
                {"dx": -plot.left, "dy": end + 10 + 15 * row, "text": text, "color": MUTED}
                for row, text in enumerate(lines)
            ]
            end += 5 + 15 * len(lines)
        foot, corner = alt.value(plot.height), alt.value(0)
        below = [
            {"x": tick.at, "dy": 15 + 15 * row, "text": text, "color": MUTED}
            for tick in ticks
            for row, text in enumerate(tick.label)
        ]
        unit = [{"dx": -plot.left, "dy": -17, "text": self.data.unit, "color": MUTED}]
        drawn = [
            *layers.rules([{"x": plot.first, "x2": plot.last, "y": 0, "color": AXIS}], x, y),
            *layers.rules([{"x": tick.at, "dy": 0, "dy2": 5, "color": AXIS} for tick in ticks], x, foot, y2Offset=5),
            *layers.rules(marks["leader"], x, y, strokeWidth=1),
            *layers.rules(marks["span"], x, y, strokeWidth=5, strokeCap="round"),
            *layers.rules(marks["join"], x, y, strokeWidth=1.4),
            *layers.rules(marks["range"], x, y, strokeWidth=6),
            *layers.rules(marks["arrow"], x, y, strokeWidth=1.8),
            *layers.rules(marks["dashed"], x, y, strokeWidth=1.8, strokeDash=[3, 3]),
            *layers.symbols(marks["head"], x, y),
            *layers.symbols(marks["dot"], x, y, strokeWidth=2),
            *layers.symbols(marks["swatch"], corner, corner, shape="square", size=90),
            *layers.texts(marks["name"], corner, corner, fontWeight=600, **HALO),
            *layers.texts(marks["note"], corner, corner, fontSize=SMALL, **HALO),
            *layers.texts(marks["number"], corner, corner, fontSize=SMALL, fontWeight=600, align="center", **HALO),
            *layers.texts(below, x, foot, fontSize=SMALL, align="center"),
            *layers.texts(unit, corner, corner, fontSize=SMALL),
        ]
        return layers.compose(drawn, Frame(plot.width, plot.height, plot.left, plot.right, 28, end - plot.height))

    def _marks(self) -> tuple[dict[str, list[Item]], list[Box]]:
        """The marks by layer, and what they cover."""
        marks: dict[str, list[Item]] = {
            name: [] for name in ("span", "join", "range", "arrow", "dashed", "head", "dot")
        }
        obstacles: list[Box] = []
        for line in self.data.series:
            colour = NOBODY if line.crossed else side_colour(line.side)
            for earlier, later in zip(line.points, line.points[1:], strict=False) if self.data.joined else ():
                marks["join"].append(
                    {
                        "x": earlier.time,
                        "y": earlier.amount,
                        "x2": later.time,
                        "y2": later.amount,
                        "color": colour,
                    }
                )
                obstacles += along(
                    self.plot.x(earlier.time),
                    self.plot.y(earlier.amount),
                    self.plot.x(later.time),
                    self.plot.y(later.amount),
                )
            for point in line.points:
                obstacles += self._point(point, line, colour, marks)
        return marks, obstacles

    def _point(self, point: Point, line: Series, colour: str, marks: dict[str, list[Item]]) -> list[Box]:
        """The marks of one claim; what they cover is given back."""
        fade = FADE if point.faded else 1
        at = {"x": point.time, "y": point.amount}
        look: dict[str, Any] = {**at, "color": colour, "opacity": fade}
        dot: dict[str, Any] = {
            **at,
            "fill": colour,
            "stroke": colour,
            "strokeOpacity": 1,
            "opacity": fade,
            "size": 62,
            "shape": "circle",
            "ref": point.ref,
        }
        px, py = self.plot.x(point.time), self.plot.y(point.amount)
        covered = [Box(px - 6, py - 6, px + 6, py + 6)]
        if point.last - point.first > 2 * calendar_axis.DAY:
            marks["span"].append(
                {"x": point.first, "x2": point.last, "y": point.amount, "color": colour, "opacity": 0.25}
            )
            covered += along(self.plot.x(point.first), py, self.plot.x(point.last), py)
        if point.relation == "between":
            marks["range"].append(
                {
                    **at,
                    "y": point.low,
                    "y2": point.high,
                    "x2": point.time,
                    "color": colour,
                    "opacity": fade,
                    "ref": point.ref,
                }
            )
            return covered + along(px, self.plot.y(point.low), px, self.plot.y(point.high), 6)
        if point.relation in ("more than", "at least", "up to", "fewer than"):
            up = point.relation in ("more than", "at least")
            length = -ARROW if up else min(ARROW, max(self.plot.height - py, 8))
            rim = 4.5 if point.relation in ("at least", "up to") else 0
            marks["dashed" if line.crossed else "arrow"].append(
                {
                    **look,
                    "x2": point.time,
                    "y2": point.amount,
                    "dy": -rim if up else rim,
                    "dy2": length + (3 if up else -3),
                }
            )
            marks["head"].append(
                {**look, "fill": colour, "dy": length, "shape": "triangle-up" if up else "triangle-down", "size": 45}
            )
            covered.append(Box(px - 5, min(py, py + length) - 3, px + 5, max(py, py + length) + 3))
        if line.crossed:
            dot |= {"shape": CROSS, "size": 90}
        elif point.relation == "about":
            dot |= {"fill": PAPER, "opacity": 1, "strokeOpacity": fade}
        elif point.relation in ("more than", "fewer than"):
            dot |= {"shape": FLAT, "size": 110}
        marks["dot"].append(dot)
        return covered
