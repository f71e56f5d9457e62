"""The plot of the chart ``over-time`` and its labels: at the end of each series, or numbers and a key where there is no room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ... import calendar_axis, numbers
from ...layers import Item
from ...lettering import fit, width, wrap
from ...placing import Box, Label, place
from ...theme import AXIS, INK, MUTED, NOBODY, SMALL, TEXT, WIDTHS, Size, side_colour
from .data import OverTime, Point, Series


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


@dataclass(frozen=True, slots=True)
class _Block:
    """A label: the name, the amount beside it or among the lines below it, and the point it stands for."""

    name: str
    beside: str
    below: tuple[str, ...]
    end: Point
    label: Label
    colour: str


def _astray(label: Label, box: Box, obstacles: list[Box]) -> bool:
    """Whether a label stands too far from its point to be read with it, or covers something."""
    away = max(box.top - label.y, label.y - box.bottom, 0)
    return away > 22 or any(box.overlap(other) > 1 for other in obstacles)


class Labels:
    """A label at the end of each series: who, the last amount, and what was counted.

    A label that finds no place near its point gives way to a number, which the key below the plot explains.
    ``marks`` are the items to draw, by layer; ``foot`` is the room that the axis and the key take below the plot.
    """

    def __init__(self, series: Sequence[Series], plot: Plot, obstacles: list[Box]) -> None:
        self.plot = plot
        self.marks: dict[str, list[Item]] = {name: [] for name in ("leader", "name", "note", "number", "swatch")}
        self.foot = 40.0
        self._place(series, obstacles)

    def _place(self, series: Sequence[Series], obstacles: list[Box]) -> None:
        blocks = [self._block(line) for line in series]
        bounds = Box(2, -10, self.plot.width + self.plot.right, self.plot.height - 3)
        keyed: set[int] = set()
        while True:
            order = sorted(keyed, key=lambda index: (blocks[index].label.x, blocks[index].label.y))
            numbers_at = [Label(blocks[index].label.x, blocks[index].label.y, 15, 14) for index in order]
            spots = place(numbers_at, obstacles, bounds, gap=7)
            direct = [block for index, block in enumerate(blocks) if index not in keyed]
            boxes = place([block.label for block in direct], [*obstacles, *spots], bounds)
            away = {
                blocks.index(block)
                for block, box in zip(direct, boxes, strict=True)
                if _astray(block.label, box, [*obstacles, *spots])
            }
            for one, other in combinations(range(len(direct)), 2):  # the one further left was placed last
                if boxes[one].overlap(boxes[other]) > 1:
                    away.add(blocks.index(min(direct[one], direct[other], key=lambda block: block.label.x)))
            if not away:
                break
            keyed |= away
        for block, box in zip(direct, boxes, strict=True):
            self._text(block, box.left, box.top)
            self._leader(block.label, box, block.end)
        for number, (index, spot) in enumerate(zip(order, spots, strict=True), 1):
            self.marks["number"].append(
                {"dx": (spot.left + spot.right) / 2, "dy": spot.top + 7, "text": str(number), "color": INK}
            )
            self._leader(Label(blocks[index].label.x, blocks[index].label.y, 15, 14), spot, blocks[index].end)
        self._key([self._block(series[index], keyed=True) for index in order])

    def _block(self, line: Series, keyed: bool = False) -> _Block:
        room = 215.0 if self.plot.wide or keyed else 150.0
        name = fit(line.name, room, TEXT, "semibold")
        amount = line.amount
        notes = wrap(line.scope, max(room, 150), SMALL, lines=2) if line.scope else []
        beside = width(name, TEXT, "semibold") + width(amount, SMALL) < (260 if self.plot.wide or keyed else 0)
        lines = notes if beside else [amount, *notes]
        across = max(
            [
                width(name, TEXT, "semibold") + (6 + width(amount, SMALL) if beside else 0),
                *(width(text, SMALL) for text in lines),
            ]
        )
        end = line.points[-1]
        label = Label(self.plot.x(end.period.middle), self.plot.y(end.extent.middle), across, 15 + 14 * len(lines))
        return _Block(
            name, amount if beside else "", tuple(lines), end, label, NOBODY if line.crossed else side_colour(line.side)
        )

    def _text(self, block: _Block, left: float, top: float) -> None:
        self.marks["name"].append(
            {
                "dx": left,
                "dy": top + 8,
                "text": block.name,
                "color": MUTED if block.end.faded else INK,
                "ref": block.end.ref,
            }
        )
        if block.beside:
            self.marks["note"].append(
                {
                    "dx": left + width(block.name, TEXT, "semibold") + 6,
                    "dy": top + 8,
                    "text": block.beside,
                    "color": MUTED,
                }
            )
        for row, note in enumerate(block.below):
            self.marks["note"].append({"dx": left, "dy": top + 22 + 14 * row, "text": note, "color": MUTED})

    def _key(self, blocks: list[_Block]) -> None:
        """The numbered labels below the plot, in two columns where the page is wide."""
        columns = 2 if self.plot.wide else 1
        across = (self.plot.width + self.plot.left) / columns
        tops = [self.plot.height + 50.0] * columns
        half = -(-len(blocks) // columns)
        for number, block in enumerate(blocks, 1):
            column = (number - 1) // half
            left, top = column * across - self.plot.left, tops[column]
            self.marks["swatch"].append({"dx": left + 5, "dy": top + 8, "fill": block.colour})
            self.marks["number"].append({"dx": left + 19, "dy": top + 8, "text": str(number), "color": INK})
            self._text(block, left + 30, top)
            tops[column] = top + block.label.height + 6
        self.foot = max(tops) - self.plot.height if blocks else 40.0

    def _leader(self, label: Label, box: Box, end: Point) -> None:
        """A thin line from a point to a label that stands away from it."""
        middle = box.top + 8
        if abs((box.top + box.bottom) / 2 - label.y) <= label.height / 2 + 4 and (
            box.left > label.x or box.right < label.x
        ):
            return
        near = box.left - 2 if box.left > label.x else box.right + 2 if box.right < label.x else label.x
        edge = middle if near != label.x else (box.top - 1 if box.top > label.y else box.bottom + 1)
        self.marks["leader"].append(
            {
                "x": end.period.middle,
                "y": end.extent.middle,
                "x2": end.period.middle,
                "y2": end.extent.middle,
                "dx2": near - label.x,
                "dy2": edge - label.y,
                "color": AXIS,
            }
        )
