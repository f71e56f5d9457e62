"""The plot of the chart ``over-time``: its size, and where a time and an amount stand in it."""

from __future__ import annotations

import math

from ... import calendar_axis, numbers
from ...lettering import width
from ...theme import SMALL, WIDTHS, Size
from .data import OverTime


class Plot:
    """The two scales; lengths in pixels, time in milliseconds."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.wide = size == "wide"
        points = [point for line in data.series for point in line.points]
        self.values = numbers.ticks(max((point.extent.most for point in points), default=0), 5)
        self.left = math.ceil(max(width(numbers.plain(value), SMALL) for value in self.values) + 10)
        self.right = 16
        self.width = WIDTHS[size] - self.left - self.right
        self.height = 350.0 if self.wide else 360.0
        first, last = (
            min((point.period.first for point in points), default=0),
            max((point.period.last for point in points), default=0),
        )
        room = max((last - first) * 0.03, 3 * calendar_axis.DAY)
        self.first, self.last = int(first - room), int(last + room)
        self.most = self.values[-1]

    def x(self, time: float) -> float:
        """Pixels from the left."""
        return (time - self.first) / (self.last - self.first) * self.width

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.height * (1 - value / self.most)
