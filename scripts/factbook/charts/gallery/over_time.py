"""Chart ``over-time``: one count by the time the claims are about, each claimant's own figures joined."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...views.series import series, stands_at
from ...words import plain_prose
from .. import axes, layers
from ..fact_labels import claimant_label, tooltip
from ..layers import HALO, Frame, Item
from ..layout import Box, Label, place_labels, stroke_boxes
from ..precision import BAR_MEANS, FADED_NOTE, FINE, AmountMarks, Extent, Period
from ..registry import Options, Prepared, Row, chart, count_option
from ..sides import side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, INK, MUTED, NOBODY, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

JOINED: Final = ("cumulative", "stock")
"""Values of ``counting`` for which one claimant's figures are joined: totals and levels, which exist between two figures too."""
JOIN_NOTE: Final = "Dotted steps: from one claimant’s figure to its next; nothing is claimed of the time between"
MAX_IN_WORDS: Final = 5
"""Series that the summary spells out, those with most figures first."""
ARROW: Final = 20
"""Length of the arrow at an open end, in pixels."""
OPEN: Final = 18
"""How far a time without a known beginning or end reaches beyond its mark, in pixels."""


@dataclass(frozen=True, slots=True)
class Point:
    """A claim to draw."""

    ref: str
    period: Period
    extent: Extent
    faded: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One claimant's claims of one scope in order of time; ``amount`` is the last one in words."""

    name: str
    scope: str
    amount: str
    colour: str
    points: tuple[Point, ...]
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class OverTime:
    """The data: the series, those of misreports last."""

    unit: str
    joined: bool
    series: tuple[Series, ...]


def prepare(book: Factbook, options: Options) -> Prepared[OverTime]:
    """Return the series of one count, and its misreports apart from them; unknown amounts are in the table alone."""
    count = count_option(book, options)
    lines = [
        Series(
            claimant_label(book, claims[-1]),
            claims[-1].scope_words,
            claims[-1].value.words(),
            side_of(book, claims[-1].by).colour,
            tuple(_point(count, claim) for claim in claims),
        )
        for claims in series(book, count).values()
    ]
    misreports = [
        Series(
            claimant_label(book, claim), "misreport", claim.value.words(), NOBODY, (_point(count, claim),), crossed=True
        )
        for claim in count.claims
        if claim.status == "misreport" and claim.value.known
    ]
    shown = {point.ref: line for line in (*lines, *misreports) for point in line.points}
    rows = tuple(
        _row(book, claim, claim.ref in shown)
        for claim in sorted(
            count.claims, key=lambda claim: (claimant_label(book, claim), axes.time_span(claim.as_of), claim.ref)
        )
    )
    columns = ("Claimant", "Side", "As of", "Amount", "What was counted", "Status", "In the picture")
    data = OverTime(count.unit, count.counting in JOINED, (*lines, *misreports))
    return Prepared(data, _summary(book, count, lines, len(misreports)), columns, rows)


def _point(count: Count, claim: Claim) -> Point:
    return Point(claim.ref, Period.of(stands_at(count, claim)), Extent.of(claim.value), claim.status == "superseded")


def _row(book: Factbook, claim: Claim, shown: bool) -> Row:
    cells = (
        claimant_label(book, claim),
        side_of(book, claim.by).name,
        claim.as_of.words(),
        claim.words(),
        claim.scope_words,
        claim.status,
        "yes" if shown else "no",
    )
    return Row(cells, claim.ref, tooltip(book, claim))


def _summary(book: Factbook, count: Count, lines: list[Series], misreports: int) -> str:
    """Return the finding in words: each claimant's first and last figure."""
    title = plain_prose(book, count.title)
    if not lines:
        return f"{title}: no amount with a date."
    paths = []
    longest = sorted(series(book, count).items(), key=lambda item: -len(item[1]))
    for _, claims in longest[:MAX_IN_WORDS]:
        first, last = claims[0], claims[-1]
        path = f"{first.value.words()} ({first.as_of.words()})"
        path += f" to {last.value.words()} ({last.as_of.words()})" if len(claims) > 1 else ""
        paths.append(f"{claimant_label(book, last)}{f', {last.scope_words}' if last.scope_words else ''}: {path}")
    more = f"; {len(longest) - MAX_IN_WORDS} more in the table" if len(longest) > MAX_IN_WORDS else ""
    text = f"{title}, by the time the claims are about. {'; '.join(paths)}{more}."
    return text + (f" Misreports, drawn as crosses off the lines: {misreports}." if misreports else "")


class Plot:
    """The two scales; lengths in pixels, time in milliseconds."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.wide = size == "wide"
        points = [point for line in data.series for point in line.points]
        self.values = axes.number_ticks(max((point.extent.most for point in points), default=0), 5)
        self.left = math.ceil(max(width(axes.number_label(value), SMALL) for value in self.values) + 10)
        self.right = 16
        self.width = WIDTHS[size] - self.left - self.right
        self.height = 350.0 if self.wide else 360.0
        first, last = (
            min((point.period.first for point in points), default=0),
            max((point.period.last for point in points), default=0),
        )
        room = max((last - first) * 0.03, 3 * axes.DAY)
        self.first, self.last = int(first - room), int(last + room)
        self.most = self.values[-1]

    def x(self, time: float) -> float:
        """Return pixels from the left."""
        return (time - self.first) / (self.last - self.first) * self.width

    def y(self, value: float) -> float:
        """Return pixels from the top."""
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


def _misplaced(label: Label, box: Box, obstacles: list[Box]) -> bool:
    """Whether a label is too far from its point to be read with it, or covers something."""
    away = max(box.top - label.y, label.y - box.bottom, 0)
    return away > 22 or any(box.overlap(other) > 1 for other in obstacles)


class Labels:
    """A label at the end of each series: who, the last amount, and what was counted.

    A label that finds no place near its point is replaced by a number, which the key below the plot explains.
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
            spots = place_labels(numbers_at, obstacles, bounds, gap=7)
            direct = [block for index, block in enumerate(blocks) if index not in keyed]
            boxes = place_labels([block.label for block in direct], [*obstacles, *spots], bounds)
            away = {
                blocks.index(block)
                for block, box in zip(direct, boxes, strict=True)
                if _misplaced(block.label, box, [*obstacles, *spots])
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
        return _Block(name, amount if beside else "", tuple(lines), end, label, line.colour)

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
        """Add the numbered labels below the plot, in two columns on a wide page."""
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
        """Add a thin line from a point to a label that stands away from it."""
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


@chart("over-time", prepare, options=("count",))
def over_time(prepared: Prepared[OverTime], size: Size) -> alt.LayerChart:
    """How has the figure changed, and by whose account?"""
    return _Chart(prepared.data, size).compose()


class _Chart:
    """The plot with its series; lengths in pixels."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.data = data
        self.plot = Plot(data, size)
        self.amounts = AmountMarks(lambda amount: self.plot.height - self.plot.y(amount), ARROW, "y", FINE)

    def compose(self) -> alt.LayerChart:
        """Return the chart."""
        import altair as alt

        plot = self.plot
        ticks = axes.time_ticks(plot.first, plot.last, 9 if plot.wide else 5)
        x = alt.X("x:T", scale=alt.Scale(type="utc", domain=[plot.first, plot.last], nice=False), axis=None)
        y = alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[0, plot.most], nice=False),
            axis=alt.Axis(values=plot.values, labelExpr=axes.label_expression(plot.values)),
        )
        marks, obstacles = self._marks()
        labels = Labels(self.data.series, plot, obstacles)
        marks |= labels.marks
        end = plot.height + labels.foot
        faded = any(point.faded for line in self.data.series for point in line.points)
        keys = [
            *([JOIN_NOTE] if marks["join"] else []),
            *([f"Level line: {BAR_MEANS}"] if marks["span"] else []),
            *([FADED_NOTE] if faded else []),
        ]
        notes = layers.notes(keys, plot.left + plot.width, -plot.left, end + 10)
        marks["note"] += notes
        end += 5 + layers.NOTE * len(notes) if notes else 0
        foot, corner = alt.value(plot.height), alt.value(0)
        below = [
            {"x": tick.at, "dy": 15 + 15 * row, "text": text, "color": MUTED}
            for tick in ticks
            for row, text in enumerate(tick.label)
        ]
        unit = [{"dx": -plot.left, "dy": -17, "text": self.data.unit, "color": MUTED}]
        stack = [
            *layers.rules([{"x": plot.first, "x2": plot.last, "y": 0, "color": AXIS}], x, y),
            *layers.rules([{"x": tick.at, "dy": 0, "dy2": 5, "color": AXIS} for tick in ticks], x, foot, y2Offset=5),
            *layers.rules(marks["leader"], x, y, strokeWidth=1),
            *layers.rules(marks["span"], x, y, strokeWidth=1.4),
            *layers.rules(marks["join"], x, y, strokeWidth=1.4, strokeDash=[1.5, 3]),
            *self.amounts.layers(x, y),
            *layers.symbols(marks["swatch"], corner, corner, shape="square", size=90),
            *layers.texts(marks["name"], corner, corner, fontWeight=600, **HALO),
            *layers.texts(marks["note"], corner, corner, fontSize=SMALL, **HALO),
            *layers.texts(marks["number"], corner, corner, fontSize=SMALL, fontWeight=600, align="center", **HALO),
            *layers.texts(below, x, foot, fontSize=SMALL, align="center"),
            *layers.texts(unit, corner, corner, fontSize=SMALL),
        ]
        return layers.compose(stack, Frame(plot.width, plot.height, plot.left, plot.right, 28, end - plot.height))

    def _marks(self) -> tuple[dict[str, list[Item]], list[Box]]:
        """Return the marks by layer, and what they cover."""
        marks: dict[str, list[Item]] = {"span": [], "join": []}
        plot, obstacles = self.plot, []
        for line in self.data.series:
            colour = line.colour
            for earlier, later in pairwise(line.points) if self.data.joined else ():
                (x, y), (x2, y2) = ((point.period.middle, point.extent.middle) for point in (earlier, later))
                for start, end in (((x, y), (x2, y)), ((x2, y), (x2, y2))):
                    marks["join"].append({"x": start[0], "y": start[1], "x2": end[0], "y2": end[1], "color": colour})
                    obstacles += stroke_boxes(plot.x(start[0]), plot.y(start[1]), plot.x(end[0]), plot.y(end[1]))
            for point in line.points:
                at, y = point.period.middle, plot.y(point.extent.middle)
                if bar := point.period.bar(plot.x, OPEN):
                    ends = {"dx": bar[0] - plot.x(at), "dx2": bar[1] - plot.x(at), "x": at, "x2": at}
                    marks["span"].append({**ends, "y": point.extent.middle, "color": colour, "opacity": 0.7})
                    obstacles += stroke_boxes(bar[0], y, bar[1], y)
                self.amounts.add(point.extent, at, colour, point.ref, faded=point.faded, crossed=line.crossed)
                obstacles += self.amounts.covers(point.extent, plot.x(at), y)
        return marks, obstacles
