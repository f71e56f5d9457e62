"""Chart ``retelling``: how one figure spread from its claimant to the documents that print it, and where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from ...factbook import Factbook
from ...kinds import Claim, Count, Reply, Source
from ...problems import nearest, quote
from ...views.conflicts import is_same_statement
from ...views.series import chronological, is_own_figure
from ...views.voices import is_attributed, root_of_misreport
from ...words import plain_prose, short_name
from ..canvas import BOLD, LITTLE, Canvas, rules, symbols
from ..fact_labels import claimant_label
from ..layers import CROSS
from ..registry import ChartRefused, Options, Prepared, Row, chart, option_values
from ..sides import side_of
from ..text_metrics import fit, width, wrap
from ..theme import AXIS, INK, MUTED, NOBODY, PAPER, SMALL, TEXT, Size

if TYPE_CHECKING:
    import altair as alt


HEADINGS: Final = (
    "Printed by",
    "Given in other words",
    "Changed in the retelling",
    "Differs from its likely source",
    "Repeated, or worked out from it",
)
DIFFERING: Final = HEADINGS[2:4]
TOLD: Final = HEADINGS[2:]
"""The headings whose nodes the summary tells one by one."""
Look = Literal["said", "relay", "agency", "same", "reworded", "changed", "likely", "based"]
SHAPES: Final[dict[Look, str]] = {
    "said": "circle",
    "relay": "circle",
    "agency": "square",
    "same": "circle",
    "reworded": "diamond",
    "changed": CROSS,
    "likely": "diamond",
    "based": "triangle-right",
}
INSET: Final = 16
"""From a node to its text, in pixels."""
RIM: Final = 7
"""From the left of a column to the centre of its nodes, in pixels."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: who passed the figure on, when, and what it made of it."""

    ref: str
    who: str
    when: str
    notes: tuple[str, ...]
    look: Look
    agency: tuple[str, str] = ("", "")
    """Id and name of the agency whose text it carries, where there is one."""
    answers: tuple[str, ...] = ()
    """What the outlet answered or corrected, which stands in the table."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """The data: the claimant, those who passed the figure on, and the documents under :data:`HEADINGS`."""

    origin: Node
    colour: str
    relays: tuple[Node, ...]
    blocks: tuple[tuple[str, tuple[Node, ...]], ...]


def prepare(book: Factbook, options: Options) -> Prepared[Retelling]:
    """Return one claim, its documents, other renderings of the same statement, and what differs from it or rests on it: misreports, what is less sure, and claims worked out from it.

    For a misreport, the claim at the root is shown.
    """
    claim = root_of_misreport(book, _the_claim(book, options))
    differing = list(_differing(book, claim))
    renderings = _renderings(book, claim)
    nodes = (
        _documents(book, claim),
        [node for other in renderings for node in _retold(book, claim, other, "reworded")],
        [node for other in differing if other.fallen for node in _retold(book, claim, other, "changed")],
        [node for other in differing if other.stands for node in _retold(book, claim, other, "likely")],
        [
            node
            for other in _based(book, claim)
            if other not in differing and other not in renderings
            for node in _retold(book, claim, other, "based")
        ],
    )
    blocks = tuple(
        (heading, tuple(sorted(block, key=lambda node: node.agency[1])))
        for heading, block in zip(HEADINGS, nodes, strict=True)
        if block
    )
    date = claim.said_on or claim.as_of
    title = plain_prose(book, book.count_of(claim).title)
    what = (claim.words(), title, *([claim.scope_words] if claim.scope_words else []))
    origin = Node(claim.ref, short_name(book, claim.by), date.words(short=True), what, "said")
    relays = tuple(Node(ref, short_name(book, ref), "", (), "relay") for ref in claim.through)
    data = Retelling(origin, side_of(book, claim.by).colour, relays, blocks)
    rows = tuple(_rows(data))
    columns = ("Who", "Step", "When", "Text of", "What was printed")
    return Prepared(data, _summary(data, renderings), columns, rows)


def _the_claim(book: Factbook, options: Options) -> Claim:
    """Return the one claim that the option ``claim`` names. Raises :class:`ChartRefused`."""
    names = option_values(options.get("claim"))
    if not names:
        raise ChartRefused(f"have the option claim, the full name of a claim; {nearest('', book.claims)}")
    if len(names) > 1:
        raise ChartRefused(f"name one claim, found {quote(', '.join(names))}: each figure has a way of its own")
    if names[0] not in book.claims:
        raise ChartRefused(f"name a known claim, found {quote(names[0])}; {nearest(names[0], book.claims)}")
    return book.claims[names[0]]


def _differing(book: Factbook, claim: Claim, seen: frozenset[str] = frozenset()) -> Iterator[Claim]:
    """Yield the claims that were, or likely were, taken from a claim and differ from it, each followed by its own (depth first)."""
    for other in book.claims.values():
        if other.misreports == claim.ref and other.ref not in seen:
            yield other
            yield from _differing(book, other, seen | {claim.ref, other.ref})


def _based(book: Factbook, claim: Claim) -> Iterator[Claim]:
    """Yield the claims that rest on this one by ``based_on``, or on one that does, in the order of the facts."""
    found = {claim.ref}
    added = True
    while added:
        more = {other.ref for other in book.claims.values() if not found.isdisjoint(other.based_on)} - found
        found |= more
        added = bool(more)
    yield from (book.claims[ref] for ref in book.claims if ref in found and ref != claim.ref)


def _renderings(book: Factbook, claim: Claim) -> list[Claim]:
    """Return the same claimant's other amounts for the same statement, in order of time."""
    if not is_own_figure(book, claim):
        return []
    return [
        other
        for other in chronological(book, book.of(Count)[claim.count].claims)
        if is_own_figure(book, other)
        and (other.by, other.coverage) == (claim.by, claim.coverage)
        and other.value != claim.value
        and is_same_statement(claim, other)
    ]


def _published(book: Factbook, ref: str) -> tuple[str, str, tuple[str, str]]:
    """Return who published a document, when, and id and name of the agency whose text it carries."""
    source = book.of(Source).get(ref)
    if source is None:
        return ref, "", ("", "")
    agency = source.agency if source.agency and source.agency != source.publisher else ""
    when = source.published.words(short=True) if source.published else "undated"
    return short_name(book, source.publisher), when, (agency, short_name(book, agency)) if agency else ("", "")


def _documents(book: Factbook, claim: Claim) -> list[Node]:
    """Return the documents that carry a claim, in its words or in others."""
    worded = {other.source: other.wording for other in claim.also_in}
    nodes = []
    for ref in claim.sources:
        who, when, agency = _published(book, ref)
        wording = claim.wording if ref == claim.source else worded.get(ref)
        look: Look = "reworded" if worded.get(ref) else "same"
        nodes.append(Node(ref, who, when, (f"“{wording}”",) if wording else (), look, agency))
    return nodes


def _retold(book: Factbook, origin: Claim, claim: Claim, look: Look) -> Iterator[Node]:
    """Yield another claim as a node, and the further documents that carry it."""
    notes = [f"“{claim.wording}”" if claim.wording and not claim.value.known else claim.value.words()]
    if claim.wording and claim.value.known and look == "reworded":
        notes = [f"{notes[0]}: “{claim.wording}”"]
    if claim.count != origin.count:
        notes.append(f"as “{plain_prose(book, book.count_of(claim).title)}”")
    if claim.scope_words and claim.coverage != origin.coverage:
        notes.append(claim.scope_words)
    if claim.by != origin.by and look in ("changed", "likely"):
        notes.append(
            f"put down to {short_name(book, claim.by)}" if is_attributed(book, claim.by) else "no claimant named"
        )
    elif claim.by != origin.by and look == "based":
        notes.append(f"as a figure of {short_name(book, claim.by)}")
    behind = book.claims.get(claim.misreports or "")
    if behind and behind is not origin:
        notes.append(f"after {claimant_label(book, behind)}’s {behind.words()}")
    if claim.through:
        notes.append(f"through {', '.join(short_name(book, ref) for ref in claim.through)}")
    for place, ref in enumerate(claim.sources):
        who, when, agency = _published(book, ref)
        shown = tuple(notes if not place else notes[:1])
        answers = () if place else tuple(_answer(book, reply) for reply in claim.replies)
        yield Node(ref if place else claim.ref, who, when, shown, look, agency, answers)


def _answer(book: Factbook, reply: Reply) -> str:
    return f"answer, {reply.date.words()}: {plain_prose(book, reply.says)}"


def _rows(data: Retelling) -> Iterator[Row]:
    """Yield the rows of the table, in the order of the nodes."""
    agencies = {node.agency: None for _, nodes in data.blocks for node in nodes if node.agency[0]}
    texts_of = tuple(Node(ref, name, "", (), "agency") for ref, name in agencies)
    steps = [("Said by", (data.origin,)), ("Passed on by", data.relays), ("Text of", texts_of), *data.blocks]
    for step, nodes in steps:
        for node in nodes:
            what = "; ".join((*node.notes, *node.answers))
            heading = ", ".join(part for part in (node.who, node.when) if part)
            yield Row(
                (node.who, step, node.when, node.agency[1], what), node.ref, f"{heading}: {what}" if what else heading
            )


def _summary(data: Retelling, renderings: list[Claim]) -> str:
    """Return the finding in words."""
    origin = data.origin
    text = f"{origin.who}, {origin.when}: {origin.notes[0]} ({origin.notes[1]})."
    if data.relays:
        text += f" Passed on by {', '.join(relay.who for relay in data.relays)}."
    number = sum(len(nodes) for heading, nodes in data.blocks if heading == HEADINGS[0])
    text += f" Printed in {number} {'document' if number == 1 else 'documents'} that we read."
    if renderings:
        text += f" Also rendered as {', '.join(claim.words() for claim in renderings)}."
    for heading, nodes in data.blocks:
        if heading in TOLD:
            printed = "; ".join(f"{node.who}: {', '.join(node.notes)}" for node in nodes)
            text += f" {heading}: {printed}."
    return text


@chart("retelling", prepare, options=("claim",))
def retelling(prepared: Prepared[Retelling], size: Size) -> alt.LayerChart:
    """How did a figure travel, and where did it change?"""
    canvas = _Canvas(size)
    if size == "wide":
        canvas.across(prepared.data)
    else:
        canvas.down(prepared.data)
    return canvas.framed(STYLES, canvas.y, top=2)


STYLES: Final = {
    "line": rules(strokeWidth=1.5),
    "broken": rules(strokeWidth=1.5, strokeDash=[3, 3]),
    "symbol": symbols(strokeWidth=2),
    "bold": BOLD,
    "small": LITTLE,
}


class _Canvas(Canvas):
    """Nodes and lines, from left to right or from top to bottom."""

    def across(self, data: Retelling) -> None:
        """Lay out columns from left to right: the claimant, the relays, the agencies, the documents."""
        stations = [node for _, nodes in data.blocks for node in nodes]
        second = 190.0
        third = second + _column_width(relay.who for relay in data.relays)
        last = third + _column_width(node.agency[1] for node in stations if node.agency[0])
        y = 34.0
        self.heading("Said by", 0, second)
        bottom = self.node(data.origin, INSET, y, second - INSET - 30, colour=data.colour, at=RIM)
        at = _end_of_name(data.origin.who, 0, second - INSET - 30)
        if data.relays:
            self.heading("Passed on by", second, third)
            self.join(at, y, second, y)
            bottom = max(bottom, self._column(data.relays, second, y, third - second - INSET - 30))
            at = _end_of_name(data.relays[0].who, second, third - second - INSET - 30)
        trunk = third - 14
        self.join(at, y, trunk, y)
        if last > third:
            self.heading("Text of", third, last)
        top = 10.0
        ends: list[tuple[float, bool]] = []
        for heading, nodes in data.blocks:
            changed = heading in DIFFERING
            self.heading(heading, last, self.total, top)
            top += 24
            for (ref, name), group in groupby(nodes, key=lambda node: node.agency):
                top = self._branch(ref, name, list(group), (trunk, third, last), top, changed, ends)
            top += 8
        self.trunk(trunk, y, ends)
        self.y = max(bottom, top - 8)

    def _branch(
        self,
        ref: str,
        name: str,
        nodes: list[Node],
        xs: tuple[float, float, float],
        y: float,
        dashed: bool,
        ends: list[tuple[float, bool]],
    ) -> float:
        """Add the documents with the text of one agency, or of none; return where the next branch begins."""
        trunk, third, last = xs
        top = y
        fork = last - 10
        if ref:
            agency = Node(ref, name, "", (), "agency")
            self.join(trunk, y, third, y, dashed)
            free = last - third - INSET - 30
            ends.append((y, dashed))
            bottom = self.node(agency, third + INSET, y, free, at=third + RIM)
            self.join(_end_of_name(name, third, free), y, last, y, dashed)
        else:
            bottom = y
        for index, node in enumerate(nodes):
            if not ref:
                self.join(trunk, y, last, y, dashed)
                ends.append((y, dashed))
            elif index:
                self.join(fork, top, fork, y, dashed)
                self.join(fork, y, last, y, dashed)
            y = self.node(node, last + INSET, y, self.total - last - INSET, at=last + RIM) + 8
        return max(y, bottom + 8)

    def down(self, data: Retelling) -> None:
        """Lay out one node below the other along a line, agencies and their documents indented."""
        self.heading("Said by", INSET + RIM, self.total)
        y = self.node(data.origin, INSET + RIM, 34, self.total - INSET - RIM, colour=data.colour, at=RIM)
        ends: list[tuple[float, bool]] = []
        if data.relays:
            y += 12
            self.heading("Passed on by", INSET + RIM, self.total, y)
            y = self._column(data.relays, 0, y + 22, self.total - INSET - RIM, left=INSET + RIM, joined=ends)
        for heading, nodes in data.blocks:
            dashed = heading in DIFFERING
            y += 12
            self.heading(heading, INSET + RIM, self.total, y)
            y += 22
            for (ref, name), group in groupby(nodes, key=lambda node: node.agency):
                inset = 24.0
                if ref:
                    ends.append((y, dashed))
                    self.join(RIM, y, 18, y, dashed)
                    top = y
                    agency = Node(ref, f"text of {name}", "", (), "agency")
                    y = self.node(agency, 24 + INSET, y, self.total - 24 - INSET, at=24) + 6
                    inset = 42.0
                for node in group:
                    if ref:
                        self.join(24, top + 6, 24, y, dashed)
                        self.join(24, y, inset - 6, y, dashed)
                    else:
                        ends.append((y, dashed))
                        self.join(RIM, y, inset - 6, y, dashed)
                    y = self.node(node, inset + INSET, y, self.total - inset - INSET, at=inset) + 6
        self.trunk(RIM, 34, ends)
        self.y = y

    def _column(
        self,
        nodes: Iterable[Node],
        x: float,
        y: float,
        room: float,
        left: float | None = None,
        joined: list[tuple[float, bool]] | None = None,
    ) -> float:
        """Add those who passed the figure on, below each other; return where they end."""
        top, last = y, y
        for node in nodes:
            last = y
            if joined is not None:
                joined.append((y, False))
            y = self.node(node, x + INSET if left is None else left, y, room, at=x + RIM) + 6
        if joined is None and last > top:
            self.join(x + RIM, top, x + RIM, last)
        return y

    def trunk(self, x: float, top: float, ends: list[tuple[float, bool]]) -> None:
        """Add the line from which the branches leave, dashed below the last unchanged one."""
        solid = max((end for end, dashed in ends if not dashed), default=top)
        lowest = max((end for end, _ in ends), default=top)
        self.join(x, top, x, solid)
        self.join(x, solid, x, lowest, dashed=True)

    def join(self, x: float, y: float, x2: float, y2: float, dashed: bool = False) -> None:
        """Add a line, dashed if the figure has changed."""
        if (x, y) != (x2, y2):
            self.add("broken" if dashed else "line", x=x, y=y, x2=x2, y2=y2, color=AXIS)

    def heading(self, text: str, x: float, right: float, y: float = 10) -> None:
        """Add the heading of nodes."""
        self.add("small", x=x, y=y, text=fit(text, right - x - 8, SMALL), color=MUTED)

    def node(self, node: Node, x: float, y: float, room: float, at: float, colour: str = INK) -> float:
        """Add a node and its text, the name in bold, the date beside or below it; return where it ends."""
        look = node.look
        hollow = look in ("reworded", "likely")
        self.add(
            "symbol",
            x=at,
            y=y,
            shape=SHAPES[look],
            fill=PAPER if hollow else colour,
            stroke=NOBODY if look == "agency" else colour,
            size={"said": 130, "changed": 110, "likely": 110}.get(look, 70),
            ref=node.ref,
        )
        lines = wrap(node.who, room, TEXT, "semibold", lines=3)
        self.lines("bold", lines, 16, y=y, x=x, color=INK, ref=node.ref)
        y += 16 * (len(lines) - 1)
        date_x = width(lines[-1], TEXT, "semibold") + 8
        if node.when and look != "said" and date_x + width(node.when, SMALL) <= room:
            self.add("small", x=x + date_x, y=y, text=node.when, color=MUTED)
        elif node.when:
            y += 16
            self.add("small", x=x, y=y, text=node.when, color=MUTED)
        for place, note in enumerate(node.notes):
            strong = not place and look in ("said", "changed", "likely")
            for line in wrap(note, room, TEXT if strong else SMALL, "semibold" if strong else "regular"):
                y += 17 if strong else 15
                self.add("bold" if strong else "small", x=x, y=y, text=line, color=INK if strong else MUTED)
        return y + 14


def _column_width(names: Iterable[str]) -> float:
    """Return the width of a column with these names; 0 without any."""
    widest = max((width(name, TEXT, "semibold") for name in names), default=0)
    return min(widest, 130) + INSET + 31 if widest else 0


def _end_of_name(name: str, x: float, room: float) -> float:
    """Return where a line may begin behind the name of a node."""
    first = wrap(name, room, TEXT, "semibold")[:1]
    return x + INSET + sum(width(line, TEXT, "semibold") for line in first) + 6
