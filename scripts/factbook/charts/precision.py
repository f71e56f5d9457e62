"""Precision in charts: one vocabulary of signs for all of them, and the marks of amounts along either scale.

Amounts: a dot is the number; a hollow dot is about that number; an arrow is an open end ("and beyond", not how far); a bar
across leaves the number itself out; a band is a range, hollow where it is about one, with a dot where it is a number with a margin. Times: a bar is as long as the time that a date may mean, and
reaches beyond its mark where that has no known beginning or end, on both sides of a day that is not sure. Charts draw amounts with :class:`AmountMarks` and times with :class:`Period`
alone; the tests draw each chart with each sort of amount and date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ..values import Amount, Edtf
from ..values.amount import Relation
from . import layers
from .axes import DAY, time_span
from .layers import BAR, CROSS, FLAT, Item, Layer
from .layout import Box, stroke_boxes
from .theme import PAPER

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 26
"""Length of the arrow at an open end, in pixels, where a chart has room for it."""
FADE: Final = 0.5
"""Opacity of the mark of a superseded claim; the text beside it and its tooltip say so, too."""
DOTTED: Final = 0.35
"""Opacity of the band of a margin, below the dot of its number."""
FADED_NOTE: Final = "Pale: superseded by a newer figure of the same claimant"
"""The key of fading, for charts that do not say so at each mark."""
BAR_MEANS: Final = "a period, or a day that is not known exactly"
"""The key of the bar of a :class:`Period`, for charts on an axis of time."""
SAME_DAY: Final = 2 * DAY
"""A date whose first and last day are at most this far apart, in milliseconds, is drawn as one day."""


class Sign(NamedTuple):
    """How an amount is drawn: the direction of its arrow (1 up or right, -1 down or left), and the mark of its number."""

    direction: Literal[-1, 0, 1]
    number: Literal["dot", "hollow", "bar", "band", "hollow band", "dotted band", "none"]


SIGNS: Final[dict[Relation, Sign]] = {
    "exactly": Sign(0, "dot"),
    "about": Sign(0, "hollow"),
    "at least": Sign(1, "dot"),
    "more than": Sign(1, "bar"),
    "up to": Sign(-1, "dot"),
    "fewer than": Sign(-1, "bar"),
    "between": Sign(0, "band"),
    "about between": Sign(0, "hollow band"),
    "plus or minus": Sign(0, "dotted band"),
    "unknown": Sign(0, "none"),
}


@dataclass(frozen=True, slots=True)
class Extent:
    """An amount to draw: ``low`` and ``high`` in the count's unit, both ``None`` for an unknown amount."""

    relation: Relation
    low: float | None
    high: float | None

    @classmethod
    def of(cls, amount: Amount) -> Extent:
        """Return the numbers that were printed."""
        return cls(
            amount.relation,
            None if amount.low is None else float(amount.low),
            None if amount.high is None else float(amount.high),
        )

    @property
    def known(self) -> bool:
        """Whether any number was given."""
        return self.low is not None or self.high is not None

    @property
    def least(self) -> float:
        """The smallest printed number; 0 for an unknown amount."""
        return self.low if self.low is not None else self.high or 0

    @property
    def most(self) -> float:
        """The largest printed number; 0 for an unknown amount."""
        return self.high if self.high is not None else self.low or 0

    @property
    def middle(self) -> float:
        """The printed number, or the middle of a range, for layout only."""
        return (self.least + self.most) / 2

    @property
    def opens(self) -> int:
        """1 for an amount open above, -1 for one open below, 0 for one that is closed."""
        return SIGNS[self.relation].direction


@dataclass(frozen=True, slots=True)
class Period:
    """A date to draw: the first and last day that it may mean, in milliseconds.

    ``opens`` is -1 without a known beginning, 1 without an end; ``vague`` is whether it is "about" that time or uncertain.
    """

    first: int
    last: int
    opens: int = 0
    vague: bool = False

    @classmethod
    def of(cls, date: Edtf) -> Period:
        """Return the time that a date may mean; an unknown end equals the other one."""
        opens = -1 if date.earliest is None else 1 if date.latest is None else 0
        return cls(*time_span(date), opens, date.approximate or date.uncertain)

    @property
    def middle(self) -> float:
        """The middle of the time, for layout only."""
        return (self.first + self.last) / 2

    @property
    def long(self) -> bool:
        """Whether it is drawn as longer than a day."""
        return self.last - self.first > SAME_DAY

    def bar(self, place: Callable[[float], float], reach: float) -> tuple[float, float] | None:
        """Return where its bar begins and ends in pixels; ``None`` for a day that is sure.

        It goes ``reach`` beyond the mark at an open end, and less at both ends of a day that is vague.
        """
        begin, end, middle = place(self.first), place(self.last), place(self.middle)
        if self.opens:
            return (begin - reach, end) if self.opens < 0 else (begin, end + reach)
        if self.vague:
            begin, end = min(begin, middle - 0.7 * reach), max(end, middle + 0.7 * reach)
        return (begin, end) if self.long or self.vague else None


class MarkSizes(NamedTuple):
    """Sizes of marks: widths and lengths in pixels, areas of symbols in square pixels."""

    rim: float = 5.5
    """Half the width of a dot: an arrow begins at its rim."""
    dot: float = 90
    cross: float = 110
    bar: float = 130
    head: float = 60
    band: float = 9
    arrow: float = 2
    edge: float = 2.2


USUAL: Final = MarkSizes()
"""Marks with room around them."""
FINE: Final = MarkSizes(rim=4.5, dot=62, cross=90, bar=110, head=45, band=6, arrow=1.8, edge=2)
"""Marks among many others, and lines between them."""


class AmountMarks:
    """Collects the marks of amounts along a scale.

    ``px`` maps a number to pixels in the direction of growth; ``axis`` is ``x`` for a scale from left to right, ``y``
    for one from the bottom up; ``arrow`` is the length of an arrow in pixels.
    """

    def __init__(
        self,
        px: Callable[[float], float],
        arrow: float = ARROW,
        axis: Literal["x", "y"] = "x",
        weights: MarkSizes = USUAL,
    ) -> None:
        self.px, self.arrow, self.axis, self.weights = px, arrow, axis, weights
        self.across: Literal["x", "y"] = "y" if axis == "x" else "x"
        self.sign = 1 if axis == "x" else -1  # pixels run down, amounts up
        self.marks: dict[str, list[Item]] = {name: [] for name in ("band", "inner", "rule", "dashed", "head", "dot")}

    def reach(self, extent: Extent) -> tuple[float, float]:
        """Return where the mark of an amount begins and ends, arrows included."""
        begin, end = self.px(extent.least), self.px(extent.most)
        return begin - (self._back(extent) if extent.opens < 0 else 0), end + (self.arrow if extent.opens > 0 else 0)

    def _back(self, extent: Extent) -> float:
        """Return the length of an arrow towards zero, which ends before it but is never lost."""
        return min(self.arrow, max(self.px(extent.most), 8))

    def covers(self, extent: Extent, x: float, y: float) -> list[Box]:
        """Return what a mark on a vertical scale covers, as obstacles of labels; (x, y) is its middle in pixels from the top left."""
        half = self.px(extent.most) - self.px(extent.middle)
        boxes = [Box(x - 6, y - 6, x + 6, y + 6), *(stroke_boxes(x, y - half, x, y + half, 6) if half else [])]
        if extent.opens:
            tip = y - self.arrow if extent.opens > 0 else y + self._back(extent)
            boxes.append(Box(x - 5, min(y, tip) - 3, x + 5, max(y, tip) + 3))
        return boxes

    def add(
        self, extent: Extent, at: float, colour: str, ref: str, *, faded: bool = False, crossed: bool = False
    ) -> None:
        """Add the mark of a known amount at a place on the other scale; crossed for a misreported or withdrawn one."""
        fade = FADE if faded else 1
        direction, number = SIGNS[extent.relation]
        look: dict[str, Any] = {self.across: at, "color": colour, "opacity": fade}
        if number in ("band", "hollow band", "dotted band"):
            ends = {self.axis: extent.low, f"{self.axis}2": extent.high}
            band = {**look, "opacity": fade * (DOTTED if number == "dotted band" else 1)}
            self.marks["band"].append({**band, **ends, "ref": ref})
            if number == "hollow band":
                rim = self.sign * self.weights.edge
                inner = {**look, "color": PAPER, "opacity": 1, f"d{self.axis}": rim, f"d{self.axis}2": -rim}
                self.marks["inner"].append({**inner, **ends})
            if number != "dotted band":
                return
        if direction:
            rim = self.weights.rim if number == "dot" else 0
            self._arrow(
                extent,
                look,
                direction * (self.arrow if direction > 0 else self._back(extent)),
                direction * rim,
                crossed,
            )
        point = {
            **look, "fill": colour, "stroke": colour, "strokeOpacity": 1, "size": self.weights.dot, "ref": ref,
            self.axis: extent.middle, "shape": "circle",
        }  # fmt: skip
        if number == "hollow":
            self.marks["dot"].append({**point, "fill": PAPER, "opacity": 1, "strokeOpacity": fade})
        if crossed:
            self.marks["dot"].append({**point, "shape": CROSS, "size": self.weights.cross})
        elif number in ("dot", "dotted band"):
            self.marks["dot"].append(point)
        elif number == "bar":
            across = BAR if self.axis == "x" else FLAT
            self.marks["dot"].append({**point, "shape": across, "size": self.weights.bar})

    def _arrow(self, extent: Extent, look: dict[str, Any], length: float, rim: float, crossed: bool) -> None:
        a, value, sign = self.axis, extent.least, self.sign
        short = length - (3 if length > 0 else -3)
        ends = {a: value, f"{a}2": value, f"d{a}": sign * rim, f"d{a}2": sign * short}
        self.marks["dashed" if crossed else "rule"].append({**look, **ends})
        forward, back = ("right", "left") if a == "x" else ("up", "down")
        head = {
            a: value, f"d{a}": sign * length, "fill": look["color"],
            "shape": f"triangle-{forward if length > 0 else back}", "size": self.weights.head,
        }  # fmt: skip
        self.marks["head"].append({**look, **head})

    def layers(self, x: alt.X, y: alt.Y) -> list[Layer]:
        """Return all marks, ranges lowest."""
        marks, weights = self.marks, self.weights
        return [
            *layers.rules(marks["band"], x, y, strokeWidth=weights.band),
            *layers.rules(marks["inner"], x, y, strokeWidth=weights.band - 2 * weights.edge),
            *layers.rules(marks["rule"], x, y, strokeWidth=weights.arrow),
            *layers.rules(marks["dashed"], x, y, strokeWidth=weights.arrow, strokeDash=[3, 3]),
            *layers.symbols(marks["head"], x, y),
            *layers.symbols(marks["dot"], x, y, strokeWidth=weights.edge),
        ]
