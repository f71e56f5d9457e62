"""Chart ``over-time``: one count by the time the claims are about, each claimant's own figures joined."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...values.amount import Relation
from ...views.series import series
from ...words import amount_words, plain_prose
from .. import calendar_axis, layers, numbers
from ..layers import CROSS, FLAT, HALO, Frame, Item
from ..lettering import fit, width, wrap
from ..naming import side_name, side_of, teller, told
from ..placing import Box, Label, along, place
from ..registry import Options, Prepared, Row, chart, the_count
from ..theme import AXIS, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size, side_colour

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 20
"""Length of the arrow at an open end, in pixels; it says "and beyond", not how far."""
JOINED: Final = ("cumulative", "stock")
"""How a count must be counted for one claimant's figures to be joined: a total or a level, that goes on between them."""
SPELT_OUT: Final = 5
"""How many series the description tells one by one, those with most figures first."""


@dataclass(frozen=True, slots=True)
class Point:
    """A claim as drawn: its time from ``first`` to ``last`` (milliseconds), its amount from ``low`` to ``high``."""

    ref: str
    first: int
    last: int
    relation: Relation
    low: float
    high: float
    faded: bool

    @property
    def time(self) -> float:
        """The middle of the time it may mean, for layout only."""
        return (self.first + self.last) / 2

    @property
    def amount(self) -> float:
        """The printed amount, or the middle of a range, for layout only."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Series:
    """One claimant's claims of one scope in order of time; ``amount`` is the last one in words."""

    name: str
    scope: str
    amount: str
    side: int | None
    points: tuple[Point, ...]
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class OverTime:
    """What the picture shows."""

    unit: str
    joined: bool
    series: tuple[Series, ...]


def prepare(book: Factbook, options: Options) -> Prepared[OverTime]:
    """The series of one count, and its misreports off them; unknown amounts are in the table alone."""
    count = the_count(book, options)
    lines = [
        Series(
            teller(book, claims[-1]),
            scope,
            claims[-1].value.words(),
            side_of(book, claims[-1].by),
            tuple(_point(claim) for claim in claims),
        )
        for (_, scope), claims in series(book, count).items()
    ]
    misreports = [
        Series(teller(book, claim), "misreport", claim.value.words(), None, (_point(claim),), crossed=True)
        for claim in count.claims
        if claim.status == "misreport" and claim.value.known
    ]
    shown = {point.ref: line for line in (*lines, *misreports) for point in line.points}
    rows = tuple(
        _row(book, claim, claim.ref in shown)
        for claim in sorted(
            count.claims, key=lambda claim: (teller(book, claim), calendar_axis.span(claim.as_of), claim.ref)
        )
    )
    columns = ("Claimant", "Side", "As of", "Amount", "What was counted", "Status", "In the picture")
    data = OverTime(count.unit, count.counting in JOINED, (*lines, *misreports))
    return Prepared(data, _summary(book, count, lines, len(misreports)), columns, rows)


def _point(claim: Claim) -> Point:
    first, last = calendar_axis.span(claim.as_of)
    value = claim.value
    low = float(value.low if value.low is not None else value.high or 0)
    high = float(value.high if value.high is not None else value.low or 0)
    return Point(claim.ref, first, last, value.relation, low, high, claim.status == "superseded")


def _row(book: Factbook, claim: Claim, shown: bool) -> Row:
    amount = amount_words(claim)
    cells = (
        teller(book, claim),
        side_name(book, side_of(book, claim.by)),
        claim.as_of.words(),
        amount,
        claim.scope or "",
        claim.status,
        "yes" if shown else "no",
    )
    return Row(cells, claim.ref, told(book, claim))


def _summary(book: Factbook, count: Count, lines: list[Series], misreports: int) -> str:
    """The finding in words: each claimant's way from its first figure to its last."""
    title = plain_prose(book, count.title)
    if not lines:
        return f"{title}: no amount with a date."
    ways = []
    longest = sorted(series(book, count).items(), key=lambda item: -len(item[1]))
    for (_, scope), claims in longest[:SPELT_OUT]:
        first, last = claims[0], claims[-1]
        way = f"{first.value.words()} ({first.as_of.words()})"
        way += f" to {last.value.words()} ({last.as_of.words()})" if len(claims) > 1 else ""
        ways.append(f"{teller(book, last)}{f', {scope}' if scope else ''}: {way}")
    more = f"; {len(longest) - SPELT_OUT} more in the table" if len(longest) > SPELT_OUT else ""
    text = f"{title}, by the time the claims are about. {'; '.join(ways)}{more}."
    return text + (f" Misreports, drawn as crosses off the lines: {misreports}." if misreports else "")


@chart("over-time", prepare, options=("count",))
def over_time(prepared: Prepared[OverTime], size: Size) -> alt.LayerChart:
    """How has the figure changed, and by whose account?"""
    return _Sheet(prepared.data, size).compose()


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


class _Sheet:
    """Lays out the plot; lengths in pixels."""

    def __init__(self, data: OverTime, size: Size) -> None:
        self.wide = size == "wide"
        self.data = data
        points = [point for line in data.series for point in line.points]
        self.values = numbers.ticks(max((point.high for point in points), default=0), 5)
        self.left = math.ceil(max(width(numbers.plain(value), SMALL) for value in self.values) + 10)
        self.right = 16
        self.width = WIDTHS[size] - self.left - self.right
        self.height = 350.0 if self.wide else 360.0
        first, last = (
            min((point.first for point in points), default=0),
            max((point.last for point in points), default=0),
        )
        room = max((last - first) * 0.03, 3 * calendar_axis.DAY)
        self.first, self.last = int(first - room), int(last + room)
        self.most = self.values[-1]
        self.foot = 40.0

    def x(self, time: float) -> float:
        return (time - self.first) / (self.last - self.first) * self.width

    def y(self, value: float) -> float:
        return self.height * (1 - value / self.most)

    def compose(self) -> alt.LayerChart:
        """All marks in their frame."""
        import altair as alt

        ticks = calendar_axis.ticks(self.first, self.last, 9 if self.wide else 5)
        x = alt.X("x:T", scale=alt.Scale(type="utc", domain=[self.first, self.last], nice=False), axis=None)
        y = alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[0, self.most], nice=False),
            axis=alt.Axis(values=self.values, labelExpr=numbers.LABELS),
        )
        marks = self._marks()
        foot, corner = alt.value(self.height), alt.value(0)
        below = [
            {"x": tick.at, "dy": 15 + 15 * row, "text": text, "color": MUTED}
            for tick in ticks
            for row, text in enumerate(tick.label)
        ]
        unit = [{"dx": -self.left, "dy": -17, "text": self.data.unit, "color": MUTED}]
        drawn = [
            *layers.rules([{"x": self.first, "x2": self.last, "y": 0, "color": AXIS}], x, y),
            *layers.rules([{"x": tick.at, "dy": 0, "dy2": 5, "color": AXIS} for tick in ticks], x, foot, y2Offset=5),
            *layers.rules(marks["leader"], x, y, strokeWidth=1),
            *layers.rules(marks["span"], x, y, strokeWidth=5, strokeCap="round"),
            *layers.rules(marks["join"], x, y, strokeWidth=1.8),
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
        return layers.compose(drawn, Frame(self.width, self.height, self.left, self.right, 28, self.foot))

    def _marks(self) -> dict[str, list[Item]]:
        marks: dict[str, list[Item]] = {
            name: []
            for name in [
                "leader",
                "span",
                "join",
                "range",
                "arrow",
                "dashed",
                "head",
                "dot",
                "name",
                "note",
                "number",
                "swatch",
            ]
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
                        "opacity": 0.6,
                    }
                )
                obstacles += along(
                    self.x(earlier.time), self.y(earlier.amount), self.x(later.time), self.y(later.amount)
                )
            for point in line.points:
                obstacles += self._point(point, line, colour, marks)
        self._labels(marks, obstacles)
        return marks

    def _point(self, point: Point, line: Series, colour: str, marks: dict[str, list[Item]]) -> list[Box]:
        """The marks of one claim; what they cover is given back."""
        fade = 0.5 if point.faded else 1
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
        px, py = self.x(point.time), self.y(point.amount)
        covered = [Box(px - 6, py - 6, px + 6, py + 6)]
        if point.last - point.first > 2 * calendar_axis.DAY:
            marks["span"].append(
                {"x": point.first, "x2": point.last, "y": point.amount, "color": colour, "opacity": 0.25}
            )
            covered += along(self.x(point.first), py, self.x(point.last), py)
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
            return covered + along(px, self.y(point.low), px, self.y(point.high), 6)
        if point.relation in ("more than", "at least", "up to", "fewer than"):
            up = point.relation in ("more than", "at least")
            length = -ARROW if up else min(ARROW, max(self.height - py, 8))
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

    def _labels(self, marks: dict[str, list[Item]], obstacles: list[Box]) -> None:
        """A label at the end of each series: who, the last amount, and what was counted.

        A label that finds no place near its point gives way to a number, which the key below the plot explains.
        """
        series = self.data.series
        blocks = [self._block(line) for line in series]
        bounds = Box(2, -10, self.width + self.right, self.height - 3)
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
            self._text(block, box.left, box.top, marks)
            self._leader(block.label, box, block.end, marks)
        for number, (index, spot) in enumerate(zip(order, spots, strict=True), 1):
            marks["number"].append(
                {"dx": (spot.left + spot.right) / 2, "dy": spot.top + 7, "text": str(number), "color": INK}
            )
            self._leader(Label(blocks[index].label.x, blocks[index].label.y, 15, 14), spot, blocks[index].end, marks)
        self._key([self._block(series[index], keyed=True) for index in order], marks)

    def _block(self, line: Series, keyed: bool = False) -> _Block:
        room = 215.0 if self.wide or keyed else 150.0
        name = fit(line.name, room, TEXT, "semibold")
        amount = line.amount
        notes = wrap(line.scope, max(room, 150), SMALL, lines=2) if line.scope else []
        beside = width(name, TEXT, "semibold") + width(amount, SMALL) < (260 if self.wide or keyed else 0)
        lines = notes if beside else [amount, *notes]
        across = max(
            [
                width(name, TEXT, "semibold") + (6 + width(amount, SMALL) if beside else 0),
                *(width(text, SMALL) for text in lines),
            ]
        )
        end = line.points[-1]
        label = Label(self.x(end.time), self.y(end.amount), across, 15 + 14 * len(lines))
        return _Block(
            name, amount if beside else "", tuple(lines), end, label, NOBODY if line.crossed else side_colour(line.side)
        )

    def _text(self, block: _Block, left: float, top: float, marks: dict[str, list[Item]]) -> None:
        marks["name"].append(
            {
                "dx": left,
                "dy": top + 8,
                "text": block.name,
                "color": MUTED if block.end.faded else INK,
                "ref": block.end.ref,
            }
        )
        if block.beside:
            marks["note"].append(
                {
                    "dx": left + width(block.name, TEXT, "semibold") + 6,
                    "dy": top + 8,
                    "text": block.beside,
                    "color": MUTED,
                }
            )
        for row, note in enumerate(block.below):
            marks["note"].append({"dx": left, "dy": top + 22 + 14 * row, "text": note, "color": MUTED})

    def _key(self, blocks: list[_Block], marks: dict[str, list[Item]]) -> None:
        """The numbered labels below the plot, in two columns where the page is wide."""
        columns = 2 if self.wide else 1
        across = (self.width + self.left) / columns
        tops = [self.height + 50.0] * columns
        half = -(-len(blocks) // columns)
        for number, block in enumerate(blocks, 1):
            column = (number - 1) // half
            left, top = column * across - self.left, tops[column]
            marks["swatch"].append({"dx": left + 5, "dy": top + 8, "fill": block.colour})
            marks["number"].append({"dx": left + 19, "dy": top + 8, "text": str(number), "color": INK})
            self._text(block, left + 30, top, marks)
            tops[column] = top + block.label.height + 6
        self.foot = max(tops) - self.height if blocks else 40.0

    def _leader(self, label: Label, box: Box, end: Point, marks: dict[str, list[Item]]) -> None:
        """A thin line from a point to a label that stands away from it."""
        middle = box.top + 8
        if abs((box.top + box.bottom) / 2 - label.y) <= label.height / 2 + 4 and (
            box.left > label.x or box.right < label.x
        ):
            return
        near = box.left - 2 if box.left > label.x else box.right + 2 if box.right < label.x else label.x
        edge = middle if near != label.x else (box.top - 1 if box.top > label.y else box.bottom + 1)
        marks["leader"].append(
            {
                "x": end.time,
                "y": end.amount,
                "x2": end.time,
                "y2": end.amount,
                "dx2": near - label.x,
                "dy2": edge - label.y,
                "color": AXIS,
            }
        )
