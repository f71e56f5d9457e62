"""Marks of amounts along a horizontal scale: dots, ranges, and arrows at open ends."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..values import Amount
from ..values.amount import Relation
from . import layers
from .layers import BAR, CROSS, Item, Layer
from .standing import FADE
from .theme import PAPER

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 26
"""Length of the arrow at an open end, in pixels; it says "and beyond", not how far."""
RIM: Final = 5.5
"""Half the width of a dot: an arrow begins at its rim."""


@dataclass(frozen=True, slots=True)
class Extent:
    """An amount as drawn: ``low`` and ``high`` in the count's unit, both absent for an unknown amount."""

    relation: Relation
    low: float | None
    high: float | None

    @classmethod
    def of(cls, amount: Amount) -> Extent:
        """The numbers that were printed."""
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
    def opens(self) -> int:
        """1 for an amount open above, -1 for one open below, 0 for one that is closed."""
        return (
            1 if self.relation in ("more than", "at least") else -1 if self.relation in ("up to", "fewer than") else 0
        )


class AmountMarks:
    """Collects the marks of amounts; ``px`` tells where a number lies, in pixels from zero."""

    def __init__(self, px: Callable[[float], float], arrow: float = ARROW) -> None:
        self.px = px
        self.arrow = arrow
        self.marks: dict[str, list[Item]] = {name: [] for name in ("band", "rule", "dashed", "head", "dot")}

    def reach(self, extent: Extent) -> tuple[float, float]:
        """Where the mark of an amount begins and ends, arrows included."""
        begin, end = self.px(extent.least), self.px(extent.most)
        return begin - (self._back(extent) if extent.opens < 0 else 0), end + (self.arrow if extent.opens > 0 else 0)

    def _back(self, extent: Extent) -> float:
        """Length of an arrow to the left, which ends before zero but is never lost."""
        return min(self.arrow, max(self.px(extent.most), 8))

    def add(
        self, extent: Extent, y: float, colour: str, ref: str, *, faded: bool = False, crossed: bool = False
    ) -> None:
        """The mark of a known amount at a height: a dot, a range, or a dot and an arrow; crossed for what is set apart."""
        fade = FADE if faded else 1
        look: dict[str, Any] = {"y": y, "color": colour, "opacity": fade}
        point = {
            **look,
            "fill": colour,
            "stroke": colour,
            "strokeOpacity": 1,
            "size": 90,
            "ref": ref,
            "x": extent.least,
        }
        if extent.relation == "between":
            self.marks["band"].append({**look, "x": extent.low, "x2": extent.high, "ref": ref})
            return
        if extent.opens:
            self._arrow(extent, look, self.arrow if extent.opens > 0 else -self._back(extent), crossed)
        if extent.relation == "about":
            point |= {"shape": "circle", "fill": PAPER, "opacity": 1, "strokeOpacity": fade}
            self.marks["dot"].append(point)
        if crossed:
            self.marks["dot"].append(
                {**point, "fill": colour, "opacity": fade, "strokeOpacity": 1, "shape": CROSS, "size": 110}
            )
        elif extent.relation in ("at least", "up to", "exactly"):
            self.marks["dot"].append({**point, "shape": "circle"})
        elif extent.relation in ("more than", "fewer than"):
            self.marks["dot"].append({**point, "shape": BAR, "size": 130})

    def _arrow(self, extent: Extent, look: dict[str, Any], length: float, crossed: bool) -> None:
        value = extent.least
        self.marks["dashed" if crossed else "rule"].append(
            {
                **look,
                "x": value,
                "x2": value,
                "dx": math.copysign(RIM, length) if extent.relation in ("at least", "up to") else 0,
                "dx2": length - math.copysign(3, length),
            }
        )
        shape = "triangle-right" if length > 0 else "triangle-left"
        self.marks["head"].append({**look, "fill": look["color"], "x": value, "dx": length, "shape": shape, "size": 60})

    def layers(self, x: alt.X, y: alt.Y) -> list[Layer]:
        """All marks, ranges lowest."""
        marks = self.marks
        return [
            *layers.rules(marks["band"], x, y, strokeWidth=9),
            *layers.rules(marks["rule"], x, y, strokeWidth=2),
            *layers.rules(marks["dashed"], x, y, strokeWidth=2, strokeDash=[3, 3]),
            *layers.symbols(marks["head"], x, y),
            *layers.symbols(marks["dot"], x, y, strokeWidth=2.2),
        ]
