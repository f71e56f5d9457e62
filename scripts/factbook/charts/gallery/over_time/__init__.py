"""Chart ``over-time``: one count by the time the claims are about, each claimant's own figures joined."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ... import calendar_axis, layers, numbers
from ...layers import HALO, Frame, Item
from ...lettering import wrap
from ...placing import Box, along
from ...precision import BAR_MEANS, FINE, PALE, AmountMarks
from ...registry import Prepared, chart
from ...theme import AXIS, MUTED, NOBODY, SMALL, Size, side_colour
from .data import OverTime, prepare
from .labels import Labels, Plot

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 20
"""Length of the arrow at an open end, in pixels."""
OPEN: Final = 18
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""


@chart("over-time", prepare, options=("count",))
def over_time(prepared: Prepared[OverTime], size: Size) -> alt.LayerChart:
    """How has the figure changed, and by whose account?"""
    return _Sheet(prepared.data, size).compose()


class _Sheet:
    """Draws the series into the plot; lengths in pixels."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.data = data
        self.plot = Plot(data, size)
        self.amounts = AmountMarks(lambda amount: self.plot.height - self.plot.y(amount), ARROW, "y", FINE)

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
        faded = any(point.faded for line in self.data.series for point in line.points)
        keys = [*([f"Level bar: {BAR_MEANS}"] if marks["span"] else []), *([PALE] if faded else [])]
        lines = [line for key in keys for line in wrap(key, plot.left + plot.width, SMALL, lines=2)]
        marks["note"] += [
            {"dx": -plot.left, "dy": end + 10 + 15 * row, "text": text, "color": MUTED}
            for row, text in enumerate(lines)
        ]
        end += 5 + 15 * len(lines) if lines else 0
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
            *self.amounts.layers(x, y),
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
        marks: dict[str, list[Item]] = {"span": [], "join": []}
        plot, obstacles = self.plot, []
        for line in self.data.series:
            colour = NOBODY if line.crossed else side_colour(line.side)
            for earlier, later in pairwise(line.points) if self.data.joined else ():
                (x, y), (x2, y2) = ((point.period.middle, point.extent.middle) for point in (earlier, later))
                marks["join"].append({"x": x, "y": y, "x2": x2, "y2": y2, "color": colour})
                obstacles += along(plot.x(x), plot.y(y), plot.x(x2), plot.y(y2))
            for point in line.points:
                at, y = point.period.middle, plot.y(point.extent.middle)
                if bar := point.period.bar(plot.x, OPEN):
                    ends = {"dx": bar[0] - plot.x(at), "dx2": bar[1] - plot.x(at), "x": at, "x2": at}
                    marks["span"].append({**ends, "y": point.extent.middle, "color": colour, "opacity": 0.25})
                    obstacles += along(bar[0], y, bar[1], y)
                self.amounts.add(point.extent, at, colour, point.ref, faded=point.faded, crossed=line.crossed)
                obstacles += self.amounts.covers(point.extent, plot.x(at), y)
        return marks, obstacles
