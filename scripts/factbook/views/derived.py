"""Derived figures: interval arithmetic on claims or dates, with the formula; never more precise than the operands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from ..factbook import Factbook
from ..kinds import Claim, Event
from ..values import Amount, Edtf
from ..values.amount import number_words
from ..values.formats import current, gettext

SYMBOLS: Final = {"share": "÷", "difference": "−", "sum": "+"}


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed figure: ``words`` with the weaker precision of its operands ``refs``, and the ``formula`` in words."""

    function: str
    refs: tuple[str, ...]
    words: str
    formula: str

    @property
    def ref(self) -> str:
        """The identifier of its card."""
        return "-".join((self.function, *(ref.replace("/", "--") for ref in self.refs)))


def derive(book: Factbook, function: str, refs: tuple[str, ...]) -> Derived:
    """Compute ``days`` between two events, or ``share``, ``difference`` or ``sum`` of two claims.

    Raises :class:`LookupError` when a fact is missing or of the wrong kind, :class:`ValueError` when the
    facts do not give a figure (an unknown amount, a share of zero, dates too imprecise).
    """
    first, second = (book.named.get(ref) for ref in refs)
    if function == "days":
        if not isinstance(first, Event) or not isinstance(second, Event):
            raise LookupError("days needs two events")
        formula = gettext("from %(first)s to %(last)s", first=first.date.words(), last=second.date.words())
        return Derived(function, refs, _days(first.date, second.date), formula)
    if not isinstance(first, Claim) or not isinstance(second, Claim):
        raise LookupError(f"{function} needs two claims")
    a, b = first.value, second.value
    if not a.known or not b.known:
        raise ValueError("an unknown amount gives no figure")
    formula = f"{a.words()} {SYMBOLS[function]} {b.words()}"
    bounds = {"share": _share, "difference": _difference, "sum": _sum}[function](_bounds(a), _bounds(b))
    return Derived(function, refs, _share_words(bounds) if function == "share" else _words(bounds), formula)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """An interval: bounds (``None`` if open), whether each bound is exclusive (``above``, ``below``), and whether it is approximate."""

    low: Decimal | None
    high: Decimal | None
    above: bool = False
    below: bool = False
    about: bool = False


def _bounds(amount: Amount) -> _Bounds:
    relation = amount.relation
    return _Bounds(amount.low, amount.high, relation == "more than", relation == "fewer than", "about" in relation)


def _share(a: _Bounds, b: _Bounds) -> _Bounds:
    """Return 100 · a ÷ b: smallest over largest to largest over smallest."""
    if b.high == 0:
        raise ValueError("a share of zero is no figure")
    low = a.low / b.high * 100 if a.low is not None and b.high is not None else None
    high = a.high / b.low * 100 if a.high is not None and b.low else None
    return _Bounds(low, high, a.above or b.below, a.below or b.above, a.about or b.about)


def _difference(a: _Bounds, b: _Bounds) -> _Bounds:
    low = a.low - b.high if a.low is not None and b.high is not None else None
    high = a.high - b.low if a.high is not None and b.low is not None else None
    return _Bounds(low, high, a.above or b.below, a.below or b.above, a.about or b.about)


def _sum(a: _Bounds, b: _Bounds) -> _Bounds:
    """Return a + b; an open lower bound counts as zero, as no count is negative."""
    low = (a.low or Decimal(0)) + (b.low or Decimal(0)) if a.low is not None or b.low is not None else None
    high = a.high + b.high if a.high is not None and b.high is not None else None
    return _Bounds(low, high, a.above or b.above, a.below or b.below, a.about or b.about)


def _words(bounds: _Bounds, places: Decimal | None = None, unit: str = "{}") -> str:
    """Format an interval; ``places`` rounds, outward if the number is only bounded; ``unit`` is a format string around the number."""
    formats = current()
    phrases = formats.phrases

    def written(number: Decimal, rounding: str) -> str:
        return number_words(number if places is None else number.quantize(places, rounding).normalize())

    def about(text: str) -> str:
        vague = phrases.share_about if unit == formats.percent else phrases.about
        return vague.format(unit.format(text)) if bounds.about else unit.format(text)

    match bounds.low, bounds.high:
        case None, None:
            raise ValueError("amounts that are open on opposite sides give no figure")
        case Decimal() as low, None:
            above = phrases.share_above if unit == formats.percent else phrases.more_than
            return (above if bounds.above else phrases.at_least).format(about(written(low, ROUND_FLOOR)))
        case None, Decimal() as high:
            below = phrases.share_below if unit == formats.percent else phrases.fewer_than
            return (below if bounds.below else phrases.up_to).format(about(written(high, ROUND_CEILING)))
        case Decimal() as low, Decimal() as high if low == high:
            return about(written(low, ROUND_HALF_UP))
        case Decimal() as low, Decimal() as high:
            return about(formats.between(written(low, ROUND_FLOOR), written(high, ROUND_CEILING)))
    raise AssertionError("every pair of ends is one of these")


def _share_words(bounds: _Bounds) -> str:
    """Format a share in whole percent; one between 0 and 1 or 99 and 100 is given as a bound, never as 0 or 100."""
    formats = current()
    if bounds.low == bounds.high and bounds.low is not None:
        if 0 < bounds.low < 1:
            return formats.phrases.share_below.format(formats.percent.format("1"))
        if 99 < bounds.low < 100:
            return formats.phrases.share_above.format(formats.percent.format("99"))
    if bounds.high is None and bounds.low is not None and 0 < bounds.low < 1:
        return formats.phrases.share_above.format(formats.percent.format("0"))
    if bounds.low is None and bounds.high is not None and 99 < bounds.high < 100:
        return formats.phrases.share_below.format(formats.percent.format("100"))
    return _words(bounds, Decimal(1), formats.percent)


def _days(start: Edtf, end: Edtf) -> str:
    formats = current()
    if start.precision == end.precision == "day":
        number = abs(end.first_day - start.first_day).days
        text = formats.days(formats.number(number), number)
        vague = any(date.approximate or date.uncertain for date in (start, end))
        return formats.phrases.about.format(text) if vague else text
    if start.before(end) and start.earliest and end.latest:
        least, most = (end.first_day - start.last_day).days, (end.latest - start.earliest).days
        return formats.days(formats.between(formats.number(least), formats.number(most)), most)
    raise ValueError("the dates are too imprecise to give a number of days")
