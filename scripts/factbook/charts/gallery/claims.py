"""Chart ``claims``: one row a claim, by the claimants' sides, misreports set apart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...views.series import chronological
from ...views.standing import standing
from ...views.voices import is_attributed
from ...words import plain_prose, short_name
from ..canvas import AmountCanvas
from ..fact_labels import claimant_label, counted, tooltip
from ..precision import ARROW, Extent
from ..registry import Options, Prepared, Row, chart, count_option
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import INK, MUTED, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt

GAP: Final = 9
"""Pixels between a mark and its text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A claim to draw."""

    ref: str
    name: str
    date: str
    amount: str
    extent: Extent
    faded: bool
    crossed: bool
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Claims under one heading: a side's, the misreports, or the withdrawn ones."""

    heading: str
    colour: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """The data: the groups from top to bottom."""

    unit: str
    groups: tuple[Group, ...]


def prepare(book: Factbook, options: Options) -> Prepared[Claims]:
    """Return every claim about one count, grouped by side, in order of time; misreports and withdrawn claims last."""
    count = count_option(book, options)
    groups = tuple(_groups(book, count))
    ordered = [book.claims[line.ref] for group in groups for line in group.lines]
    rows = tuple(
        Row(
            (
                short_name(book, claim.by),
                claimant_label(book, claim),
                side_of(book, claim.by).name,
                claim.as_of.words(),
                claim.value.words(),
                claim.wording or "",
                claim.scope_words,
                claim.status,
            ),
            claim.ref,
            tooltip(book, claim),
        )
        for claim in ordered
    )
    columns = ("Claimant", "Told by", "Side", "As of", "Amount", "In the source's words", "What was counted", "Status")
    return Prepared(Claims(count.unit, groups), _summary(book, count), columns, rows)


def _groups(book: Factbook, count: Count) -> Iterator[Group]:
    none = side_of(book, "")
    asserted: dict[SideStyle, list[Claim]] = {}
    apart: dict[str, list[Claim]] = {"misreport": [], "withdrawn": []}
    for claim in chronological(book, count.claims):
        if claim.status in apart:
            apart[claim.status].append(claim)
        else:
            asserted.setdefault(side_of(book, claim.by), []).append(claim)
    for side in sorted(asserted):
        nobody = side == none and not any(is_attributed(book, claim.by) for claim in asserted[side])
        yield Group(
            "Nobody is named as the claimant" if nobody else side.name,
            side.colour,
            tuple(_line(book, claim) for claim in _by_claimant(asserted[side])),
        )
    for status, heading in (("misreport", "Misreports: printed otherwise than said"), ("withdrawn", "Withdrawn")):
        if apart[status]:
            yield Group(heading, none.colour, tuple(_line(book, claim) for claim in apart[status]))


def _by_claimant(claims: list[Claim]) -> list[Claim]:
    """Sort the claims of one side by claimant, in order of their first claim, then by time."""
    order = list(dict.fromkeys(claim.by for claim in claims))
    return sorted(claims, key=lambda claim: order.index(claim.by))


def _line(book: Factbook, claim: Claim) -> Line:
    value = claim.value
    amount = value.words() if value.known else f"“{claim.wording}”" if claim.wording else "no number"
    origin = book.claims.get(claim.misreports or "")
    notes = [claim.scope_words] if claim.scope_words else []
    if origin:
        of = book.count_of(origin)
        likely = "" if claim.fallen else "its likely source, "
        notes.append(
            f"differs from {likely}{claimant_label(book, origin)}’s {origin.value.words()} of “{plain_prose(book, of.title)}”"
        )
    return Line(
        claim.ref, claimant_label(book, claim), claim.as_of.words(short=True), amount, Extent.of(value),
        claim.status == "superseded", claim.fallen, "; ".join(notes),
    )  # fmt: skip


def _summary(book: Factbook, count: Count) -> str:
    """Return the finding in words: the number of claims, the figures that stand, and what is left out."""
    title = plain_prose(book, count.title)
    if not count.claims:
        return f"{title}: no claim."
    stands = standing(book, count)
    text = f"{title}: {counted(len(count.claims), 'claim')}."
    of = f", {stands.scope_words}," if stands.scope else ""
    if not stands.claims:
        text += f" {stands.none[0].upper()}{stands.none[1:]} today."
    elif len(stands.ends) == 1:
        text += (
            f" What stands today{of} is {' and '.join(_amount_and_source(book, claim) for claim in stands.tellers)}."
        )
    else:
        text += f" What stands today{of} runs from {' to '.join(_amount_and_source(book, end) for end in stands.ends)}."
    return text + (f" Left out: {stands.not_here}." if stands.left_out else "")


def _amount_and_source(book: Factbook, claim: Claim) -> str:
    return f"{claim.value.words()} ({claimant_label(book, claim)}, {claim.as_of.words()})"


@chart("claims", prepare, options=("count",))
def claims(prepared: Prepared[Claims], size: Size) -> alt.LayerChart:
    """Who says what about one count?"""
    canvas = _Canvas(prepared.data, size)
    for group in prepared.data.groups:
        canvas.group(group)
    return canvas.compose(canvas.y + 6)


class _Canvas(AmountCanvas):
    """Rows from top to bottom."""

    def __init__(self, data: Claims, size: Size) -> None:
        lines = [line for group in data.groups for line in group.lines]
        longest = max((width(line.name, TEXT, "semibold") + width(line.date, SMALL) + 8 for line in lines), default=0)
        left = math.ceil(min(longest + 18, 300)) if size == "wide" else 7
        super().__init__(size, data.unit, (line.extent for line in lines), left)
        self.set_length(self._room(lines))
        self.merge_gap = 13.9 if self.wide else 0.9
        self.y = 4.0

    def _room(self, lines: list[Line]) -> float:
        """Return the greatest length of the scale that leaves each label room at its right, at least half of what there is."""
        room = self.total - self.left - 2
        widest = room - self.last
        for line in lines:
            end = line.extent.most
            if end:
                reach = (ARROW if line.extent.opens > 0 else 0) + GAP + self._label_width(line)
                widest = min(widest, (room - reach) * self.most / end)
        return max(widest, room * 0.5)

    def _label_width(self, line: Line) -> float:
        suffix = width("superseded", SMALL) + 7 if line.faded else 0
        return width(line.amount, TEXT, "semibold") + suffix

    def group(self, group: Group) -> None:
        """Add a heading and its rows."""
        self.y += 8 if self.y > 10 else 0
        if self.wide:
            self.grid(self.y - 8, self.y + 22)
        self.swatch(group.colour, self.y + 9)
        self.add("over", y=self.y + 9, dx=16 - self.left, text=group.heading, color=INK)
        self.y += 22
        for line in group.lines:
            self._row(line, group.colour)

    def _row(self, line: Line, colour: str) -> None:
        indent = -self.left
        room = (self.left if self.wide else self.total) - width(line.date, SMALL) - 18
        name = fit(line.name, room, TEXT, "semibold")
        first = self.y + 11
        self.add("strong", y=first, dx=indent, text=name, color=MUTED if line.faded else INK, ref=line.ref)
        shift = indent + width(name, TEXT, "semibold") + 8
        self.add("small", y=first, dx=shift, text=line.date, color=MUTED)
        notes = wrap(line.note, self.total - 4, SMALL, lines=2 if self.wide else 3) if line.note else []
        if self.wide:
            self._mark(line, first, colour)
            self.grid(self.y - 3, first + 11)
            after = first + 17
        else:
            after = first + 16
        for note in notes:
            self.add("small", y=after, dx=indent, text=note, color=MUTED)
            if self.wide and width(note, SMALL) < self.left - 6:
                self.grid(after - 8, after + 8)
            after += 15
        if self.wide:
            self.y = after - 4 if notes else self.y + 24
        else:
            self._mark(line, after + 1, colour)
            self.grid(after - 8, after + 10)
            self.y = after + 16

    def _mark(self, line: Line, y: float, colour: str) -> None:
        """Add the mark of an amount and its text, at the left if there is no room at the right."""
        if not line.extent.known:
            self.add("strong", y=y, dx=6, text=fit(line.amount, self.total - self.left - 8, TEXT), color=MUTED)
            return
        self.amounts.add(line.extent, y, colour, line.ref, faded=line.faded, crossed=line.crossed)
        begin, reach = self.amounts.reach(line.extent)
        needed = self._label_width(line)
        right = reach + GAP + needed <= self.total - self.left
        at = reach + GAP if right else max(begin - GAP - needed, 0)
        self.add("strong", y=y, dx=at, text=line.amount, color=MUTED if line.faded else INK, ref=line.ref)
        if line.faded:
            after = at + width(line.amount, TEXT, "semibold") + 7
            self.add("small", y=y, dx=after, text="superseded", color=MUTED)
