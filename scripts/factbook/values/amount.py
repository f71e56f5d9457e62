"""Amounts: a number with the precision its claimant gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, get_args

from .errors import BadValue
from .formats import current
from .misspelt import AMOUNTS, as_meant

Relation = Literal[
    "exactly",
    "about",
    "more than",
    "at least",
    "up to",
    "fewer than",
    "between",
    "about between",
    "plus or minus",
    "unknown",
]
RELATIONS: Final[tuple[Relation, ...]] = get_args(Relation)

PREFIXES: Final[tuple[Relation, ...]] = ("about", "more than", "at least", "up to", "fewer than")
ABOUT: Final = Decimal("0.1")
"""Relative tolerance of "about" when two amounts are compared, either way.

A convention of ours, used only to decide whether two claims disagree; it is never drawn or printed.
"""

MAX_LENGTH: Final = 80
"""Characters of an amount."""
DIGITS: Final = 15
"""Significant digits that double-precision numbers, as in JSON, SQLite and spreadsheets, keep (IEEE 754: ``DBL_DIG``)."""
_NUMBER = r"(?:[1-9][0-9]{0,14}(?:\.(?:[0-9]{1,2}|[0-9]{4}))?|0(?:\.[0-9]{1,4})?)"
"""A number without zeros in front, and without three digits behind a point, which may separate thousands; zeros at the end of its
fraction are printed as they are given."""
_RANGE = re.compile(rf"(about )?({_NUMBER}) to ({_NUMBER})")
_MARGIN = re.compile(rf"({_NUMBER}) plus or minus ({_NUMBER})")
_RELATED = re.compile(rf"(?:({'|'.join(PREFIXES)}) )?({_NUMBER})")
PATTERN: Final = f"{_RELATED.pattern}|{_RANGE.pattern}|{_MARGIN.pattern}|unknown"
"""What an amount looks like; :meth:`Amount.parse` also compares its numbers."""
MUST: Final = "an amount (a number, 'about', 'more than', 'at least', 'up to', 'fewer than', 'N to M', 'N plus or minus M' or 'unknown')"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as claimed, in the unit of its count.

    ``low`` and ``high`` are the printed bounds: equal for ``exactly`` and ``about``, both for ``between``,
    ``about between`` and ``plus or minus`` (the number less and plus its margin), only ``low`` for
    ``more than`` and ``at least``, only ``high`` for ``up to`` and ``fewer than``, neither for ``unknown``.
    """

    relation: Relation
    low: Decimal | None = None
    high: Decimal | None = None
    given: tuple[Decimal, Decimal] | None = field(default=None, compare=False)
    """The number of ``plus or minus``, and its margin, with the digits they were given with."""

    @classmethod
    def parse(cls, text: str) -> Amount:
        """Parse an amount as editors write it. Raises :class:`BadValue`, whose example is an amount."""
        words = " ".join(text.split()) if len(text) < MAX_LENGTH else text
        try:
            return cls._read(words)
        except BadValue as error:
            if (wrong := error).must == MUST and len(words) < MAX_LENGTH:
                example, reasons = as_meant(words, AMOUNTS)
                wrong = BadValue(f"an amount {', '.join(reasons)}", example)
            example = cls._mended(wrong.example)
            raise BadValue(wrong.must if example else MUST, example or "about 600") from None

    @classmethod
    def _mended(cls, example: str) -> str:
        """Return an example, or where it is wrong in another way, as in the order of its ends, what is said to be right then."""
        for _ in range(3):
            try:
                cls._read(example)
            except BadValue as error:
                example = error.example
            else:
                return example
        return ""

    @classmethod
    def _read(cls, words: str) -> Amount:
        if words == "unknown":
            return cls("unknown")
        if match := _RANGE.fullmatch(words):
            low, high = _number(match[2]), _number(match[3])
            if low >= high:
                turned = f"{match[1] or ''}{high} to {low}" if low > high else f"{match[1] or ''}{low}"
                raise BadValue("a range from the smaller to the larger number", turned)
            return cls("about between" if match[1] else "between", low, high)
        if match := _MARGIN.fullmatch(words):
            number, margin = _number(match[1]), _number(match[2])
            if not 0 < margin <= number:
                raise BadValue("an amount with a margin that is more than 0 and not more than the number", f"{number}")
            low, high = number - margin, number + margin
            if any(len(end.normalize().as_tuple().digits) > DIGITS for end in (low, high)):
                raise BadValue(f"an amount of at most {DIGITS} digits, its margin's ends too", f"about {int(number)}")
            return cls("plus or minus", low, high, (number, margin))
        if match := _RELATED.fullmatch(words):
            number = _number(match[2])
            match match[1]:
                case None:
                    return cls("exactly", number, number)
                case "about":
                    return cls("about", number, number)
                case "more than" | "at least" as relation:
                    return cls(relation, number, None)
                case "fewer than" if not number:
                    raise BadValue("an amount that some number fits (nothing is fewer than 0)", "0")
                case "up to" | "fewer than" as relation:
                    return cls(relation, None, number)
        raise BadValue(MUST, "")

    def __str__(self) -> str:
        """The canonical spelling; ``Amount.parse(str(a)) == a``."""
        if self.relation in ("between", "about between"):
            return f"{'about ' if self.relation == 'about between' else ''}{self.low} to {self.high}"
        if self.relation == "plus or minus":
            return " plus or minus ".join(map(str, self.given or ()))
        number = self.low if self.low is not None else self.high
        return {"exactly": f"{number}", "unknown": "unknown"}.get(self.relation, f"{self.relation} {number}")

    @property
    def known(self) -> bool:
        """Whether any number was given."""
        return self.relation != "unknown"

    @property
    def point(self) -> Decimal | None:
        """The printed number, or the middle of a range, where charts place a mark; ``None`` if unknown."""
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low if self.low is not None else self.high

    @property
    def least(self) -> Decimal:
        """The smallest number the wording allows, for "about" lower by :data:`ABOUT`; 0 without a lower bound."""
        if self.low is None:
            return Decimal(0)
        return self.low * (1 - ABOUT) if self.relation in ("about", "about between") else self.low

    @property
    def most(self) -> Decimal:
        """The largest number the wording allows, for "about" higher by :data:`ABOUT`; infinite without an upper bound."""
        if self.high is None:
            return Decimal("Infinity")
        return self.high * (1 + ABOUT) if self.relation in ("about", "about between") else self.high

    def below(self, other: Amount) -> bool:
        """Whether every number this allows is smaller than every number ``other`` allows."""
        if self.most == other.least:  # they share this number unless one of them excludes it
            return self.relation == "fewer than" or other.relation == "more than"
        return self.most < other.least

    def overlaps(self, other: Amount) -> bool:
        """Whether some number fits both wordings."""
        return not self.below(other) and not other.below(self)

    def same_number(self, other: Amount) -> bool:
        """Whether both print the same number or range, with or without "about"."""
        return self.known and (self.low, self.high) == (other.low, other.high)

    @property
    def single(self) -> bool:
        """Whether a unit behind it is in the singular: its last number is 1."""
        return (self.high if self.high is not None else self.low) == 1

    @property
    def rounding(self) -> Decimal:
        """How far a number may lie from this one and still round to it: half its last significant digit, at most :data:`ABOUT` of it.

        About 11,000 is said of 10,500 to 11,500, about 5.0 of 4.95 to 5.05. Only for a single number.
        """
        assert self.low is not None
        digits = self.low if "." in str(self.low) else self.low.normalize()
        exponent = digits.as_tuple().exponent
        assert isinstance(exponent, int)
        return min(Decimal(5).scaleb(exponent - 1), self.low * ABOUT)

    def supports(self, figure: Amount) -> bool:
        """Whether who claims this amount claims ``figure``, too: the same number, or one that its "about" or range holds.

        An open bound supports nothing beyond itself, and a vague number none that is more precise: "about 11,000" supports
        neither "more than 12,000" nor 10,900, which supports "about 11,000".
        """
        if self.same_number(figure):
            return (
                self.relation == figure.relation
                or {self.relation, figure.relation} <= {"exactly", "about"}
                or {self.relation, figure.relation} <= {"between", "about between"}
                or ((self.relation, figure.relation) in (("more than", "at least"), ("fewer than", "up to")))
            )
        if self.low is None or self.high is None or figure.low is None or figure.high is None:
            return False
        margin = figure.rounding if figure.relation == "about" else Decimal(0)
        return figure.low - margin <= self.low and self.high <= figure.high + margin

    def words(self) -> str:
        """The amount in the current locale, for readers: ``more than 4,700``, ``4 to 5``, ``3.5 million``."""
        formats = current()
        if self.relation == "unknown":
            return formats.phrases.unknown_number
        if self.relation in ("between", "about between"):
            assert self.low is not None and self.high is not None
            text = formats.between(formats.compact(self.low), formats.compact(self.high))
            return formats.phrases.about.format(text) if self.relation == "about between" else text
        if self.relation == "plus or minus":
            return f" {formats.phrases.plus_or_minus} ".join(map(formats.compact, self.given or ()))
        number = self.low if self.low is not None else self.high
        assert number is not None
        text = formats.compact(number)
        return formats.phrases.related(self.relation).format(text) if self.relation in PREFIXES else text


def _number(text: str) -> Decimal:
    """Parse a number of an amount. Raises :class:`BadValue` unless every program reads it alike."""
    number = Decimal(text)
    if len(number.as_tuple().digits) > DIGITS:
        raise BadValue(f"an amount of at most {DIGITS} digits, which every program reads alike", f"about {int(number)}")
    return number


def meant(text: str) -> str:
    """Return the amount that a text means or probably means; empty if it means none."""
    try:
        return str(Amount.parse(text))
    except BadValue as error:
        return "" if error.must == MUST else error.example


def number_words(number: Decimal) -> str:
    """A number in the current locale, for readers: thousands grouped, round millions and more in words."""
    return current().compact(number)
