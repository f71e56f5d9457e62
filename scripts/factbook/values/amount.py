"""Amounts: a number with the precision its claimant gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from .errors import BadValue
from .formats import current

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

DIGITS: Final = 15
"""Significant digits that double-precision numbers, as in JSON, SQLite and spreadsheets, keep (IEEE 754: ``DBL_DIG``)."""
_FRACTION = re.compile(r"\.[0-9]+")
_NUMBER = r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,4})?"
_AMBIGUOUS = re.compile(r"[1-9][0-9]*\.[0-9]{3}")
_RANGE = re.compile(rf"(about )?({_NUMBER}) to ({_NUMBER})")
_MARGIN = re.compile(rf"({_NUMBER}) plus or minus ({_NUMBER})")
_RELATED = re.compile(rf"(?:({'|'.join(PREFIXES)}) )?({_NUMBER})")
_MUST = "an amount (a number, 'about', 'more than', 'at least', 'up to', 'fewer than', 'N to M', 'N plus or minus M' or 'unknown')"


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

    @classmethod
    def parse(cls, text: str) -> Amount:
        """Parse an amount as editors write it. Raises :class:`BadValue`, whose example is an amount."""
        try:
            return cls._read(text)
        except BadValue as error:
            raise BadValue(error.must, cls._mended(error.example)) from None

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
        return "about 600"

    @classmethod
    def _read(cls, text: str) -> Amount:
        words = " ".join(text.split()) if len(text) < 80 else text
        if words == "unknown":
            return cls("unknown")
        if match := _RANGE.fullmatch(words):
            low, high = _number(match[2], words), _number(match[3], words)
            if low >= high:
                turned = f"{match[1] or ''}{high} to {low}" if low > high else f"{match[1] or ''}{low}"
                raise BadValue("a range from the smaller to the larger number", turned)
            return cls("about between" if match[1] else "between", low, high)
        if match := _MARGIN.fullmatch(words):
            number, margin = _number(match[1], words), _number(match[2], words)
            if not 0 < margin <= number:
                raise BadValue("an amount with a margin that is more than 0 and not more than the number", f"{number}")
            low, high = number - margin, number + margin
            if any(len(end.normalize().as_tuple().digits) > DIGITS for end in (low, high)):
                raise BadValue(f"an amount of at most {DIGITS} digits, its margin's ends too", f"about {int(number)}")
            return cls("plus or minus", low, high)
        if match := _RELATED.fullmatch(words):
            number = _number(match[2], words)
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
        raise BadValue(*_suggestion(words))

    def __str__(self) -> str:
        """The canonical spelling; ``Amount.parse(str(a)) == a``."""
        if self.relation in ("between", "about between"):
            return f"{'about ' if self.relation == 'about between' else ''}{self.low} to {self.high}"
        if self.relation == "plus or minus":
            middle, margin = self._margin()
            return f"{middle.normalize():f} plus or minus {margin.normalize():f}"
        number = self.low if self.low is not None else self.high
        return {"exactly": f"{number}", "unknown": "unknown"}.get(self.relation, f"{self.relation} {number}")

    def _margin(self) -> tuple[Decimal, Decimal]:
        """The number of ``plus or minus``, and its margin."""
        assert self.low is not None and self.high is not None
        return (self.low + self.high) / 2, (self.high - self.low) / 2

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

        About 11,000 is said of 10,500 to 11,500. Only for a single number.
        """
        assert self.low is not None
        digits = self.low.normalize()
        exponent = digits.as_tuple().exponent
        assert isinstance(exponent, int)
        return min(Decimal(5).scaleb(exponent - 1), self.low * ABOUT)

    def supports(self, figure: Amount) -> bool:
        """Whether who claims this amount claims ``figure``, too: the same number, or one that its "about" or range holds.

        An open bound supports nothing beyond itself, and a vague number none that is more precise: "about 11,000" supports
        neither "more than 12,000" nor 10,900, which supports "about 11,000".
        """
        if not (self.known and figure.known):
            return False
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
            return f" {formats.phrases.plus_or_minus} ".join(map(formats.compact, self._margin()))
        number = self.low if self.low is not None else self.high
        assert number is not None
        text = formats.compact(number)
        return formats.phrases.related(self.relation).format(text) if self.relation in PREFIXES else text


def _number(text: str, words: str) -> Decimal:
    """Parse a number of an amount. Raises :class:`BadValue` unless it has one spelling and every program reads it alike."""
    number = Decimal(text)
    if _AMBIGUOUS.fullmatch(text):  # which of the two is meant, only the editor knows
        whole, rounded = text.replace(".", ""), f"{number:.2f}".rstrip("0").rstrip(".")
        must = f"an amount without exactly three digits behind a point, which may separate thousands: {whole}, or {rounded}"
        raise BadValue(must, _AMBIGUOUS.sub(lambda number: number[0].replace(".", ""), words))
    plain = _FRACTION.sub(lambda fraction: fraction[0].rstrip("0").rstrip("."), words)
    if plain != words:
        raise BadValue("an amount without zeros at the end of a fraction, which say no more than the number", plain)
    if len(number.as_tuple().digits) > DIGITS:
        raise BadValue(f"an amount of at most {DIGITS} digits, which every program reads alike", f"about {int(number)}")
    return number


_HEDGES: Final = {
    "about": "approximately around circa c. ca ca. roughly some nearly almost estimated ~",
    "at least": "minimum >= ≥",  # before the shorter sign
    "more than": "over above exceeding >",
    "up to": "maximum as-many-as <= ≤",
    "fewer than": "under below less-than <",
}


def _suggestion(words: str) -> tuple[str, str]:
    """The arguments of :class:`BadValue`: what an amount must be, and the amount that was probably meant."""
    if len(words) >= 80:
        return _MUST, "about 600"
    guess = re.sub(r"(?<=\d)[ ,_'’](?=\d{3}(?!\d))", "", words)
    separated = guess != words
    guess = re.sub(rf"({_NUMBER}) ?(?:-|–|to|or|and) ?({_NUMBER})$", r"\1 to \2", guess)
    guess = re.sub(r" ?(?:±|\+/?-|plus/minus|give or take) ?", " plus or minus ", guess)
    guess = re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", guess)
    for relation, hedges in _HEDGES.items():
        for hedge in hedges.split():
            spelt = hedge.replace("-", " ")
            if guess.lower().startswith(spelt):
                guess = f"{relation} {guess[len(spelt) :].strip()}"
    must = f"{_MUST} without separators between digits" if separated else _MUST
    return must, guess if any(form.fullmatch(guess) for form in (_RELATED, _RANGE, _MARGIN)) else "about 600"


def number_words(number: Decimal) -> str:
    """A number in the current locale, for readers: thousands grouped, round millions and more in words."""
    return current().compact(number)
