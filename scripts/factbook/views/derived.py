"""Derived figures: worked out from claims or events, with the formula, and never more precise than their parts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..factbook import Factbook
from ..kinds import Claim, Event
from ..values import Amount, Edtf
from ..values.amount import number_words

SYMBOLS = {"share": "÷", "difference": "−", "sum": "+"}


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure of ours: its ``words`` with the weaker precision of its parts, and its ``formula`` in words."""

    function: str
    refs: tuple[str, ...]
    words: str
    formula: str

    @property
    def ref(self) -> str:
        """A name for its card."""
        return "-".join((self.function, *(ref.replace("/", "--") for ref in self.refs)))


def derive(book: Factbook, function: str, refs: tuple[str, ...]) -> Derived:
    """Work out ``days`` between two events, or ``share``, ``difference`` or ``sum`` of two claims.

    Raises :class:`LookupError` when a fact is missing or of the wrong kind, :class:`ValueError` when the
    facts do not give a figure (an unknown amount, a share of zero).
    """
    first, second = (book.named.get(ref) for ref in refs)
    if function == "days":
        if not isinstance(first, Event) or not isinstance(second, Event):
            raise LookupError("days needs two events")
        return Derived(function, refs, _days(first.date, second.date), f"from {first.date.words()} to {second.date.words()}")
    if not isinstance(first, Claim) or not isinstance(second, Claim):
        raise LookupError(f"{function} needs two claims")
    a, b = first.value, second.value
    if a.point is None or b.point is None:
        raise ValueError("an unknown amount gives no figure")
    formula = f"{a.words()} {SYMBOLS[function]} {b.words()}"
    if function == "share":
        if not b.point:
            raise ValueError("a share of zero is no figure")
        percent = (a.point / b.point * 100).quantize(Decimal(1), ROUND_HALF_UP)
        return Derived(function, refs, f"{_hedge(a, _flipped(b))}{percent} %", formula)
    number = a.point - b.point if function == "difference" else a.point + b.point
    hedge = _hedge(a, _flipped(b) if function == "difference" else b)
    return Derived(function, refs, f"{hedge}{number_words(number)}", formula)


def _days(start: Edtf, end: Edtf) -> str:
    if start.precision == end.precision == "day":
        days = abs(end.first_day - start.first_day).days
        about = "about " if start.approximate or end.approximate else ""
        return f"{about}{days} day{'' if days == 1 else 's'}"
    if start.before(end) and start.earliest and end.latest:
        return f"{(end.first_day - start.last_day).days} to {(end.latest - start.earliest).days} days"
    raise ValueError("the dates are too imprecise to give a number of days")


def _flipped(amount: Amount) -> str:
    """The relation of a part that is subtracted or divided by: a floor there is a ceiling of the result."""
    return {"more than": "fewer than", "at least": "up to", "up to": "at least", "fewer than": "more than"}.get(amount.relation, amount.relation)


def _hedge(first: Amount, second: Amount | str) -> str:
    """The precision of a figure worked out from two: exact only when both are, open only one way, else about."""
    relations = {first.relation, second if isinstance(second, str) else second.relation} - {"exactly"}
    if not relations:
        return ""
    open_up, open_down = {"more than", "at least"}, {"fewer than", "up to"}
    if relations <= open_up:
        return "more than " if "more than" in relations else "at least "
    if relations <= open_down:
        return "fewer than " if "fewer than" in relations else "up to "
    return "about "
