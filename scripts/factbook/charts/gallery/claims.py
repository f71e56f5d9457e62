"""Chart ``claims``: one row a claim, by the claimants' sides, misreports set apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim, Count
from ...kinds.base import STATUS_WORDS
from ...values.formats import current, gettext, ngettext, pgettext, quoted
from ...views.series import chronological
from ...views.standing import Standing, standing
from ...views.voices import is_attributed
from ...words import plain_prose, short_name
from .. import axes, own_rows
from ..amounts import amount_layers, key, reach_of
from ..fact_labels import claimant_label, tooltip
from ..layers import NOTE, Frame, Item
from ..placed import constant, framed, grid_lines, linked_words, paragraph, row_channels, rows_of, swatches, word, words
from ..precision import Extent
from ..registry import Options, Prepared, Row, chart, count_option
from ..sides import SideStyle, side_of
from ..text_metrics import fit, width, wrap
from ..theme import INK, MUTED, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt

ARROW: Final = 30
"""Pixels that an open end and the gap behind it take beyond a number."""
GAP: Final = 5
"""Pixels between a mark and its text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A claim to draw."""

    fields: Mapping[str, Any]
    name: str
    date: str
    amount: str
    extent: Extent
    note: str

    @property
    def ref(self) -> str:
        """The claim's full name."""
        return str(self.fields["ref"])

    @property
    def faded(self) -> bool:
        """Whether a newer figure took its place."""
        return bool(self.fields["status"] == "superseded")


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
                gettext(STATUS_WORDS[claim.status]),
            ),
            claim.ref,
            tooltip(book, claim),
        )
        for claim in ordered
    )
    columns = (
        pgettext("column", "Claimant"),
        pgettext("column", "Told by"),
        pgettext("column", "Side"),
        pgettext("column", "As of"),
        pgettext("column", "Amount"),
        pgettext("column", "In the source's words"),
        pgettext("column", "What was counted"),
        pgettext("column", "Status"),
    )
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
            gettext("Nobody is named as the claimant") if nobody else side.name,
            side.colour,
            tuple(_line(book, claim) for claim in _ordered(count, asserted[side])),
        )
    for status, heading in (
        ("misreport", gettext("Misreports: printed otherwise than said")),
        ("withdrawn", pgettext("status", "Withdrawn")),
    ):
        if apart[status]:
            yield Group(heading, none.colour, tuple(_line(book, claim) for claim in apart[status]))


def _ordered(count: Count, claims: list[Claim]) -> list[Claim]:
    """Sort the claims of one side by claimant, in order of their first claim, then by time; by amount where all are about one time."""
    if count.counting == "observation" or len({claim.as_of for claim in count.claims}) == 1:
        return sorted(claims, key=lambda claim: (not claim.value.known, Extent.of(claim.value).middle))
    order = list(dict.fromkeys(claim.by for claim in claims))
    return sorted(claims, key=lambda claim: order.index(claim.by))


def _line(book: Factbook, claim: Claim) -> Line:
    value = claim.value
    amount = value.words() if value.known else quoted(claim.wording) if claim.wording else gettext("no number")
    origin = book.claims.get(claim.misreports or "")
    notes = [claim.scope_words] if claim.scope_words else []
    if origin:
        of = book.count_of(origin)
        said = {"amount": origin.value.words(), "title": plain_prose(book, of.title)}
        said["claimant"] = claimant_label(book, origin)
        notes.append(
            gettext("differs from %(claimant)s’s %(amount)s of “%(title)s”", **said)
            if claim.fallen
            else gettext("differs from its likely source, %(claimant)s’s %(amount)s of “%(title)s”", **said)
        )
    fields = own_rows.drawn_claim(book, claim)
    return Line(
        fields, claimant_label(book, claim), claim.as_of.words(short=True), amount, Extent.of(value), "; ".join(notes)
    )


def _summary(book: Factbook, count: Count) -> str:
    """Return the finding in words: the number of claims, the figures that stand, and what is left out."""
    title = plain_prose(book, count.title)
    if not count.claims:
        return gettext("%(title)s: no claim.", title=title)
    stands = standing(book, count)
    number = ngettext("%(title)s: %(num)s claim.", "%(title)s: %(num)s claims.", len(count.claims), title=title)
    left_out = gettext("Left out: %(why)s.", why=stands.not_here) if stands.left_out else ""
    return " ".join(filter(None, (number, _what_stands(book, stands), left_out)))


def _what_stands(book: Factbook, stands: Standing) -> str:
    if not stands.claims:
        return gettext("No figure of the whole today.") if stands.parts else gettext("No figure that stands today.")
    figures = [_amount_and_source(book, claim) for claim in stands.tellers]
    scope = stands.scope_words if stands.scope else ""
    if len(stands.ends) == 1:
        said = current().listed(figures)
        if scope:
            return gettext("What stands today, %(scope)s, is %(figures)s.", scope=scope, figures=said)
        return gettext("What stands today is %(figures)s.", figures=said)
    low, high = figures
    if scope:
        return gettext("What stands today, %(scope)s, runs from %(low)s to %(high)s.", scope=scope, low=low, high=high)
    return gettext("What stands today runs from %(low)s to %(high)s.", low=low, high=high)


def _amount_and_source(book: Factbook, claim: Claim) -> str:
    return gettext(
        "%(amount)s (%(who)s, %(date)s)",
        amount=claim.value.words(),
        who=claimant_label(book, claim),
        date=claim.as_of.words(),
    )


@chart("claims", prepare, options=("count",))
def claims(prepared: Prepared[Claims], size: Size) -> alt.LayerChart:
    """Who says what about one count?"""
    import altair as alt

    plot = _Plot(prepared.data, size)
    amount = alt.Scale(domain=[0, plot.most], nice=False)
    labels = axes.label_expression(plot.ticks)
    x = alt.X("value:Q", scale=amount, axis=alt.Axis(orient="top", values=plot.ticks, labelExpr=labels, grid=False))
    y, top = row_channels(plot.rows, plot.height)
    names = rows_of("names").encode(x=constant("XValue", -plot.left), y=y)
    notes = rows_of("notes").encode(x=constant("XValue", -plot.left), y=constant("YValue", 0))
    marks = rows_of("claims").encode(x=x, y=y, color=alt.Color("colour:N", scale=None), href=alt.Href("href:N"))
    unknown = rows_of("no number").encode(x=constant("XValue", 0), y=y, href=alt.Href("href:N"))
    stack = [
        grid_lines(x, top),
        *amount_layers(marks, "x", amount, plot.datasets["claims"]),
        *(swatches(each) for each in (names, notes)),
        *linked_words(names),
        words(notes),
        *(words(each, over=True) for each in (marks, unknown)),
    ]
    return framed(stack, plot.datasets, plot.frame)


class _Plot:
    """Rows of equal height, and where words stand in them; lengths in pixels."""

    def __init__(self, data: Claims, size: Size) -> None:
        self.wide, self.total = size == "wide", WIDTHS[size]
        self.step = 23.0 if self.wide else 19.0
        lines = [line for group in data.groups for line in group.lines]
        self.ticks = axes.number_ticks(max((line.extent.most for line in lines), default=0), 5 if self.wide else 3)
        self.most = self.ticks[-1]
        names = [width(line.name, TEXT, "semibold") + width(line.date, SMALL) for line in lines]
        longest = max([*names, *(width(group.heading, TEXT, "semibold") for group in data.groups)], default=0)
        self.left = min(max(longest + 26, 190), 290) if self.wide else 7.0
        room = self.total - self.left - 2
        labelled = [(line.extent.most, ARROW + self._label_width(line)) for line in lines if line.extent.most]
        fitting = [(room - label) * self.most / most for most, label in labelled]
        self.width = math.floor(max(min([room - width(axes.number_label(self.most), SMALL) / 2, *fitting]), room / 2))
        self.ticks = axes.thinned_ticks(self.ticks, self.width / (len(self.ticks) - 1))
        self.rows = 0
        self.datasets: dict[str, list[Item]] = {"grid": [], "names": [], "no number": [], "claims": []}
        for group in data.groups:
            room = (self.left if self.wide else self.total) - 15
            for place, heading in enumerate(wrap(group.heading, room, TEXT, "semibold", lines=2)):
                self._word(heading, 15, TEXT, 600, INK, below=3, **({} if place else {"side": group.colour}))
                self.rows += 1
            for line in group.lines:
                self._line(line)
        self.height = self.step * max(self.rows, 1)
        if self.wide:
            self._grid(0, self.rows - 1)
        foot = paragraph(key(line.fields for line in lines), self.total, self.height + 20)
        unit = word(fit(data.unit, self.total, SMALL), self.left if self.wide else 0, -31)
        self.datasets["notes"] = [unit, *foot]
        bottom = 20.0 + NOTE * len(foot) if foot else 4.0
        self.frame = Frame(self.width, self.height, self.left, self.total - self.left - self.width, 40, bottom)

    def _label_width(self, line: Line) -> float:
        return width(self._label(line), TEXT, "semibold")

    def _label(self, line: Line) -> str:
        return gettext("%(amount)s, replaced", amount=line.amount) if line.faded else line.amount

    def _word(self, text: str, dx: float, size: float, weight: int, ink: str, below: float = 0, **of: Any) -> None:
        """Add words to the row in hand."""
        self.datasets["names"].append(
            word(text, dx, below, size=size, weight=weight, ink=ink, row=str(self.rows), **of)
        )

    def _line(self, line: Line) -> None:
        """Add a claim: who and when and, on a phone in the row below, the mark; notes have rows of their own."""
        room = (self.left if self.wide else self.total) - width(line.date, SMALL) - 18
        name = fit(line.name, room, TEXT, "semibold")
        self._word(name, 0, TEXT, 600, MUTED if line.faded else INK, ref=line.ref)
        self._word(line.date, width(name, TEXT, "semibold") + 8, SMALL, 400, MUTED)
        if self.wide:
            self._mark(line)
        self.rows += 1
        notes = wrap(line.note, (self.left if self.wide else self.total) - 12, SMALL, lines=6) if line.note else []
        for place, note in enumerate(notes):
            self._word(note, 0, SMALL, 400, MUTED, below=15 * place - 4)
        self.rows += math.ceil((15 * len(notes) - 4) / self.step) if notes else 0
        if not self.wide:
            self._mark(line)
            self._grid(self.rows, self.rows)
            self.rows += 1

    def _grid(self, first: int, last: int) -> None:
        self.datasets["grid"] += [{"value": tick, "row": str(first), "last": str(last)} for tick in self.ticks]

    def _mark(self, line: Line) -> None:
        """Add the mark of an amount and its text, at the left if there is no room at the right."""
        if not line.extent.known:
            said = word(
                fit(line.amount, self.total - self.left - 8, TEXT), 6, 0, size=TEXT, weight=600, row=str(self.rows)
            )
            self.datasets["no number"].append({**line.fields, **said})
            return
        before, after = (GAP + reach for reach in reach_of(line.extent.relation))
        low, high, value = (
            at / self.most * self.width for at in (line.extent.least, line.extent.most, line.extent.middle)
        )
        needed = self._label_width(line)
        at = high + after if high + after + needed <= self.total - self.left else max(low - before - needed, 0)
        ink = MUTED if line.faded else INK
        amount = word(self._label(line), at - value, 0, size=TEXT, weight=600, ink=ink, row=str(self.rows))
        self.datasets["claims"].append({**line.fields, **amount})
