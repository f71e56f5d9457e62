"""Chart ``spread``: the months in which several claims are about one count, each a mark, a thin bar from the lowest to the highest."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...views.series import is_own_figure, series
from ...views.standing import in_words, why_never
from ...words import plain_prose
from .. import axes
from ..canvas import AmountCanvas, rules
from ..fact_labels import claimant_label, counted, tooltip
from ..layout import pack_lanes
from ..precision import FADED_NOTE, Extent
from ..registry import Options, Prepared, Row, chart, count_option
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, INK, MUTED, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 16
"""Length of the arrow at an open end, in pixels; it says "and beyond", not how far."""
LANE_HEIGHT: Final = 13
"""From one lane of marks to the next, in pixels."""
BAR_NOTE: Final = "Bar: spread of the claims, from the lowest to the highest number of the month"
EMPTY: Final = "No month with two claims"
MAX_NUMBERS: Final = 5
"""Numbers of a month that are all written out; of more the lowest and the highest."""
WHISKER: Final = 4
"""Half the height of a bar's ends, in pixels."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim to draw."""

    ref: str
    extent: Extent
    colour: str
    faded: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month with several claims: its name, who said which number, and its marks."""

    name: str
    words: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest printed number."""
        return min(mark.extent.least for mark in self.marks), max(mark.extent.most for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Spread:
    """The data: the months from top to bottom, the sides in them, and how many claims are not drawn and why."""

    unit: str
    sides: tuple[SideStyle, ...]
    months: tuple[Month, ...]
    not_drawn: str


def prepare(book: Factbook, options: Options) -> Prepared[Spread]:
    """Return the claims of one count by the month they are about, where a month has several.

    Drawn are known amounts that their claimants stand or stood by, for exactly this count, with a date that
    lies within one month; all others are in the table alone, and their number and why is said.
    """
    count = count_option(book, options)
    by_month = {month: sorted(claims, key=_order) for month, claims in sorted(_by_month(book, count).items())}
    sides = {side_of(book, claim.by) for claims in by_month.values() for claim in claims}
    months = tuple(
        Month(_name(month), _in_words(book, claims), _marks(book, claims)) for month, claims in by_month.items()
    )
    data = Spread(count.unit, tuple(sorted(sides)), months, _not_drawn(book, count, by_month))
    within = {claim.ref: month for month, claims in by_month.items() for claim in claims}
    rows = tuple(
        Row(
            (
                claimant_label(book, claim),
                _name(within[claim.ref]) if claim.ref in within else "not drawn",
                claim.as_of.words(),
                claim.words(),
                claim.scope_words,
                claim.status,
            ),
            claim.ref,
            tooltip(book, claim),
        )
        for claim in sorted(count.claims, key=lambda claim: (within.get(claim.ref, 10**6), _order(claim)))
    )
    columns = ("Claimant", "Month", "As of", "Amount", "What was counted", "Status")
    return Prepared(data, _summary(book, count, by_month), columns, rows)


def _order(claim: Claim) -> tuple[float, float, str]:
    extent = Extent.of(claim.value)
    return extent.least, extent.most, claim.ref


def _by_month(book: Factbook, count: Count) -> dict[int, list[Claim]]:
    """Group the claims to draw by month, as in :mod:`..axes`; one alone in its month is not drawn."""
    months: dict[int, list[Claim]] = {}
    for (_, scope), claims in series(book, count).items():
        for claim in claims if not scope else ():
            first, last = (axes.month_of(time) for time in axes.time_span(claim.as_of))
            if first == last and claim.as_of.earliest and claim.as_of.latest:
                months.setdefault(first, []).append(claim)
    return {month: claims for month, claims in months.items() if len(claims) > 1}


def _name(month: int) -> str:
    return axes.month_and_year(month)


def _marks(book: Factbook, claims: list[Claim]) -> tuple[Mark, ...]:
    return tuple(
        Mark(claim.ref, Extent.of(claim.value), side_of(book, claim.by).colour, claim.status == "superseded")
        for claim in claims
    )


def _not_drawn(book: Factbook, count: Count, by_month: dict[int, list[Claim]]) -> str:
    """Return how many claims are in the table alone, and why; empty if there are none."""
    drawn = {claim.ref for claims in by_month.values() for claim in claims}
    left = [claim for claim in count.claims if claim.ref not in drawn]
    others = [claim for claim in left if is_own_figure(book, claim) and not claim.coverage]
    barred = [claim for claim in left if claim not in others]
    reasons = ("scope" if is_own_figure(book, claim) else why_never(book, claim) or "scope" for claim in barred)
    alone = (
        f"{len(others)} {'is' if len(others) == 1 else 'are'} alone in a month or about no one month" if others else ""
    )
    parts = ", ".join(filter(None, (alone, in_words(reasons))))
    return f"Not drawn, in the table: {parts}" if parts else ""


def _ends(claims: list[Claim]) -> tuple[Claim, Claim]:
    """Return the claims with the lowest and the highest number, two if there are; of equals the one that is open further."""
    high = max(claims, key=lambda claim: (Extent.of(claim.value).most, Extent.of(claim.value).opens, claim.ref))
    others = [claim for claim in claims if claim is not high] or claims
    low = min(others, key=lambda claim: (Extent.of(claim.value).least, Extent.of(claim.value).opens, claim.ref))
    return low, high


def _amount_and_source(book: Factbook, claim: Claim) -> str:
    return f"{claim.value.words()} ({claimant_label(book, claim)})"


def _in_words(book: Factbook, claims: list[Claim]) -> tuple[str, ...]:
    """Return each number of a month and who gives it, from the lowest, so that no mark is told by its colour alone.

    Of more numbers than :data:`MAX_NUMBERS` only the lowest and the highest are written out.
    """
    claimants: dict[str, dict[str, None]] = {}
    for claim in sorted(claims, key=_order):
        claimants.setdefault(claim.value.words(), {})[claimant_label(book, claim)] = None
    if len(claimants) > MAX_NUMBERS:
        low, high = (f"{claim.value.words()} · {claimant_label(book, claim)}" for claim in _ends(claims))
        return (low, f"{len(claims) - 2} more between", high)
    return tuple(f"{amount} · {_listed(list(names))}" for amount, names in claimants.items())


def _listed(names: list[str]) -> str:
    """Join up to four names; of more, the first and the number of others."""
    if len(names) > 4:
        return f"{names[0]} and {len(names) - 1} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _summary(book: Factbook, count: Count, by_month: dict[int, list[Claim]]) -> str:
    """Return the finding in words: the spread of the first month with several claims, and of the last."""
    title = plain_prose(book, count.title)
    if not by_month:
        return f"{title}: no month with two claims."
    total = sum(map(len, by_month.values()))
    text = f"{title}: {counted(total, 'claim')} in {counted(len(by_month), 'month')} with several."
    several = [month for month, claims in by_month.items() if len({claim.value for claim in claims}) > 1]
    if several:
        runs = ", and ".join(
            f"from {_amount_and_source(book, low)} to {_amount_and_source(book, high)} in {_name(month)}"
            for month in dict.fromkeys((several[0], several[-1]))
            for low, high in [_ends(by_month[month])]
        )
        text += f" The claims run {runs}. The bars show how far the claims lie apart, not how sure anyone is."
    return text


@chart("spread", prepare, options=("count",))
def spread(prepared: Prepared[Spread], size: Size) -> alt.LayerChart:
    """How far apart are the claims about one count, month by month?"""
    return _Canvas(prepared.data, size).picture()


class _Canvas(AmountCanvas):
    """Months from top to bottom."""

    BEHIND = MappingProxyType({"bar": rules(strokeWidth=1.6)})

    def __init__(self, data: Spread, size: Size) -> None:
        extents = [mark.extent for month in data.months for mark in month.marks]
        unit = fit(data.unit if data.months else "", WIDTHS[size], SMALL)
        super().__init__(size, unit, extents, 104 if size == "wide" else 8, ARROW)
        self.data = data
        self.words = 236 if self.wide else 0
        self.set_length(self.total - self.left - self.words - max(self.last, ARROW + 6) - 2)

    def picture(self) -> alt.LayerChart:
        """Return the chart: all months, and above them the key."""
        top = self._key()
        for index, month in enumerate(self.data.months):
            if index:
                self.edge()
            self._month(month)
        return self.compose(max(self.y, 1), top, 6)

    def _key(self) -> float:
        """Add the key of bar and colours above the axis; return its height."""
        lines: list[list[tuple[str, SideStyle]]] = [[]]
        used = 0.0
        for side in self.data.sides:
            name = fit(side.name, self.total - 20, SMALL)
            item_width = width(name, SMALL) + 32
            if lines[-1] and used + item_width > self.total:
                lines.append([])
                used = 0
            lines[-1].append((name, side))
            used += item_width
        notes = wrap(BAR_NOTE if self.data.months else EMPTY, self.total, SMALL, lines=2)
        notes += wrap(self.data.not_drawn, self.total, SMALL, lines=5) if self.data.not_drawn else []
        if any(mark.faded for month in self.data.months for mark in month.marks):
            notes += wrap(FADED_NOTE, self.total, SMALL, lines=2)
        above = 16 * (len(lines) + len(notes)) + 42
        at = 8.0 - above
        self.lines("small", notes, 16, y=at, dx=-self.left, color=MUTED)
        at += 16 * len(notes)
        for line in lines:
            shift = 0.0
            for name, side in line:
                self.swatch(side.colour, at, shift)
                self.add("small", y=at, dx=shift + 15 - self.left, text=name, color=INK)
                shift += width(name, SMALL) + 32
            at += 16
        return above

    def _month(self, month: Month) -> None:
        top = self.y
        self.add("strong", y=top + 13, dx=-self.left, text=month.name, color=INK)
        number = counted(len(month.marks), "claim")
        if self.wide:
            self.add("small", y=top + 29, dx=-self.left, text=number, color=MUTED)
            after = self._words(month, self.total - self.left - self.words, top + 13, self.words)
            depth = self._marks(month, top + 14)
            self.y = max(top + 41, after - 4, depth + 13)
            self.grid(top, self.y)
        else:
            shift = width(month.name, TEXT, "semibold") + 8 - self.left
            self.add("small", y=top + 13, dx=shift, text=number, color=MUTED)
            after = self._words(month, -self.left, top + 30, self.total)
            depth = self._marks(month, after + 6)
            self.grid(after - 6, depth + 10)
            self.y = depth + 16

    def _words(self, month: Month, left: float, y: float, room: float) -> float:
        """Add who said which number; return where the next line would stand."""
        lines = [line for words in month.words for line in wrap(words, room, SMALL, lines=2)]
        self.lines("small", lines, 16, y=y, dx=left, color=MUTED)
        return y + 16 * len(lines)

    def _marks(self, month: Month, y: float) -> float:
        """Add the bar and below it the marks in lanes; return where the last lane is."""
        spans = [self.amounts.reach(mark.extent) for mark in month.marks]
        lanes = pack_lanes([(begin - 6.5, end + 6.5) for begin, end in spans])
        low, high = month.ends
        if high > low and len(month.marks) > 1:
            self.add("bar", x=low, x2=high, y=y, y2=y, color=AXIS)
            for end in (low, high):
                self.add("bar", x=end, x2=end, y=y - WHISKER, y2=y + WHISKER, color=AXIS)
            y += LANE_HEIGHT
        for mark, lane in zip(month.marks, lanes, strict=True):
            self.amounts.add(mark.extent, y + lane * LANE_HEIGHT, mark.colour, mark.ref, faded=mark.faded)
        return y + max(lanes) * LANE_HEIGHT
