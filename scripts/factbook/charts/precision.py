"""Precision in charts: one vocabulary of signs for all of them.

Amounts: a dot is the number; a hollow dot is about that number; an arrow is an open end ("and beyond", not how far); a bar
across leaves the number itself out; a band is a range, hollow where it is about one, with a dot where it is a number with a margin. Times: a bar is as long as the time that a date may mean, and
reaches beyond its mark where that has no known beginning or end, on both sides of a day that is not sure. Charts draw amounts with
:func:`.amounts.amount_layers` and times with :class:`Period` alone; the tests draw each chart with each sort of amount and date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from ..values import Amount, Edtf
from ..values.amount import Relation
from ..values.formats import gettext_noop
from .axes import DAY, time_span

if TYPE_CHECKING:
    pass

ARROW: Final = 26
"""Length of the arrow at an open end, in pixels, where a chart has room for it."""
DOTTED: Final = 0.35
"""Opacity of the band of a margin, below the dot of its number."""
BAR_MEANS: Final = gettext_noop("Bar: a period, or a day that is not known exactly.")
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
