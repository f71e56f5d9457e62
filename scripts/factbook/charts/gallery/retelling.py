"""Chart ``retelling``: how one figure spread from its claimant to the documents that print it, and where it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

from ...factbook import Factbook
from ...kinds import Claim, Count, Reply, Source
from ...problems import nearest, quote
from ...values.formats import commas, gettext, gettext_noop, labelled, ngettext, pgettext, quoted
from ...views.conflicts import is_same_statement
from ...views.series import chronological, is_own_figure
from ...views.voices import is_attributed, root_of_misreport
from ...words import plain_prose, short_name
from ..bar_rows import BOLD, STEP
from ..fact_labels import claimant_label
from ..layers import CROSS, NOTE, Frame, Item
from ..placed import constant, framed, linked_words, paragraph, row_channels, rows_of, word, words
from ..registry import ChartRefused, Options, Prepared, Row, chart, option_values
from ..sides import side_of
from ..text_metrics import Weight, width, wrap
from ..theme import AXIS, INK, NOBODY, PAPER, SMALL, TEXT, WIDTHS, Size

if TYPE_CHECKING:
    import altair as alt


HEADINGS: Final = (
    gettext_noop("Printed by"),
    gettext_noop("Given in other words"),
    gettext_noop("Changed in the retelling"),
    gettext_noop("Differs from its likely source"),
    gettext_noop("Repeated, or worked out from it"),
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
MEANS: Final[dict[Look, str]] = {
    "same": gettext_noop("Dot: as it was said."),
    "reworded": gettext_noop("Hollow: in other words."),
    "changed": gettext_noop("Cross: changed."),
    "agency": gettext_noop("Square: the text of an agency or of another outlet."),
}
"""The key of the marks that no heading tells."""
HOLLOW: Final[tuple[Look, ...]] = ("reworded", "likely")
DASHES: Final[tuple[tuple[str, Any], ...]] = (("!datum.changed", {}), ("datum.changed", {"strokeDash": [3, 3]}))
"""Which lines are dashed: an expression, and the looks."""
INSET: Final = 16
"""From a node to its text, in pixels."""
RIM: Final = 7
"""From the left edge to the centre of the first nodes, in pixels."""
INDENT: Final = 22
"""From a node to those it passed the figure on to, in pixels."""
BESIDE: Final = 330
"""Where what was printed stands on a wide page, in pixels."""


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
    columns = (
        pgettext("column", "Who"),
        pgettext("column", "Step"),
        pgettext("column", "When"),
        pgettext("column", "Text of"),
        pgettext("column", "What was printed"),
    )
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
    when = source.published.words(short=True) if source.published else gettext("undated")
    return short_name(book, source.publisher), when, (agency, short_name(book, agency)) if agency else ("", "")


def _documents(book: Factbook, claim: Claim) -> list[Node]:
    """Return the documents that carry a claim, in its words or in others."""
    worded = {other.source: other.wording for other in claim.also_in}
    nodes = []
    for ref in claim.sources:
        who, when, agency = _published(book, ref)
        wording = claim.wording if ref == claim.source else worded.get(ref)
        look: Look = "reworded" if worded.get(ref) else "same"
        nodes.append(Node(ref, who, when, (quoted(wording),) if wording else (), look, agency))
    return nodes


def _retold(book: Factbook, origin: Claim, claim: Claim, look: Look) -> Iterator[Node]:
    """Yield another claim as a node, and the further documents that carry it."""
    notes = [quoted(claim.wording) if claim.wording and not claim.value.known else claim.value.words()]
    if claim.wording and claim.value.known and look == "reworded":
        notes = [labelled(notes[0], quoted(claim.wording))]
    if claim.count != origin.count:
        notes.append(gettext("as “%(title)s”", title=plain_prose(book, book.count_of(claim).title)))
    if claim.scope_words and claim.coverage != origin.coverage:
        notes.append(claim.scope_words)
    if claim.by != origin.by and look in ("changed", "likely"):
        notes.append(
            gettext("put down to %(name)s", name=short_name(book, claim.by))
            if is_attributed(book, claim.by)
            else gettext("no claimant named")
        )
    elif claim.by != origin.by and look == "based":
        notes.append(gettext("as a figure of %(name)s", name=short_name(book, claim.by)))
    behind = book.claims.get(claim.misreports or "")
    if behind and behind is not origin:
        notes.append(
            gettext("after %(claimant)s’s %(amount)s", claimant=claimant_label(book, behind), amount=behind.words())
        )
    if claim.through:
        names = commas(short_name(book, ref) for ref in claim.through)
        notes.append(gettext("through %(names)s", names=names))
    for place, ref in enumerate(claim.sources):
        who, when, agency = _published(book, ref)
        shown = tuple(notes if not place else notes[:1])
        answers = () if place else tuple(_answer(book, reply) for reply in claim.replies)
        yield Node(ref if place else claim.ref, who, when, shown, look, agency, answers)


def _answer(book: Factbook, reply: Reply) -> str:
    return gettext("answer, %(date)s: %(words)s", date=reply.date.words(), words=plain_prose(book, reply.says))


def _rows(data: Retelling) -> Iterator[Row]:
    """Yield the rows of the table, in the order of the nodes."""
    agencies = {node.agency: None for _, nodes in data.blocks for node in nodes if node.agency[0]}
    texts_of = tuple(Node(ref, name, "", (), "agency") for ref, name in agencies)
    steps = [
        (gettext("Said by"), (data.origin,)),
        (gettext("Passed on by"), data.relays),
        (gettext("Text of"), texts_of),
        *((gettext(heading), nodes) for heading, nodes in data.blocks),
    ]
    for step, nodes in steps:
        for node in nodes:
            what = "; ".join((*node.notes, *node.answers))
            heading = commas(part for part in (node.who, node.when) if part)
            yield Row(
                (node.who, step, node.when, node.agency[1], what),
                node.ref,
                labelled(heading, what) if what else heading,
            )


def _summary(data: Retelling, renderings: list[Claim]) -> str:
    """Return the finding in words."""
    origin = data.origin
    said = f"{origin.notes[0]} ({origin.notes[1]})"
    sentences = [gettext("%(who)s, %(date)s: %(words)s", who=origin.who, date=origin.when, words=said) + "."]
    if data.relays:
        sentences.append(gettext("Passed on by %(names)s.", names=commas(relay.who for relay in data.relays)))
    number = sum(len(nodes) for heading, nodes in data.blocks if heading == HEADINGS[0])
    sentences.append(
        ngettext("Printed in %(num)s document that we read.", "Printed in %(num)s documents that we read.", number)
    )
    if renderings:
        others = commas(claim.words() for claim in renderings)
        sentences.append(gettext("Also rendered as %(amounts)s.", amounts=others))
    for heading, nodes in data.blocks:
        if heading in TOLD:
            printed = "; ".join(labelled(node.who, commas(node.notes)) for node in nodes)
            sentences.append(labelled(gettext(heading), printed) + ".")
    return " ".join(sentences)


@chart("retelling", prepare, options=("claim",))
def retelling(prepared: Prepared[Retelling], size: Size) -> alt.LayerChart:
    """How did a figure travel, and where did it change?"""
    import altair as alt

    tree = _Tree(prepared.data, size)
    height = STEP * tree.row
    depths = alt.Scale(domain=[0, 1], range=[RIM, RIM + INDENT])
    looks = alt.Scale(domain=list(SHAPES), range=list(SHAPES.values()))
    x, (y, _) = alt.X("depth:Q", scale=depths, axis=None), row_channels(tree.row, height)
    behind: Any = {"condition": {"test": alt.FieldOneOfPredicate("look", list(HOLLOW)), "value": PAPER}}
    links, nodes = rows_of("links"), rows_of("nodes").encode(x=x, y=y, href=alt.Href("href:N"))
    down = links.encode(x=alt.X("parent:Q", scale=depths, axis=None), y=y)
    across, under = {"x2": alt.X2("depth:Q")}, {"y2": alt.Y2("below:N")}
    texts = rows_of("words").encode(x=constant("XValue", 0), y=y)
    stack = [
        *(
            down.transform_filter(test).mark_rule(color=AXIS, strokeWidth=1.5, **dash).encode(**ends)
            for test, dash in DASHES
            for test, ends in ((test, across), (f"{test} && isValid(datum.below)", under))
        ),
        nodes.mark_point(filled=True, opacity=1, strokeWidth=2, aria=False).encode(
            shape=alt.Shape("look:N", scale=looks, legend=None),
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.Fill("colour:N", scale=None, **behind),
            size=constant("SizeValue", 70, test="datum.look == 'said' || datum.look == 'changed'", then=120),
        ),
        *linked_words(texts),
        words(rows_of("notes").encode(x=constant("XValue", 0), y=constant("YValue", height))),
    ]
    bottom = 12 + NOTE * len(tree.datasets["notes"])
    return framed(stack, tree.datasets, Frame(WIDTHS[size], height, top=2, bottom=bottom))


class _Tree:
    """Nodes one below the other, those who passed a figure on further in; what was printed is beside them, or below on a phone."""

    def __init__(self, data: Retelling, size: Size) -> None:
        self.total, self.row = WIDTHS[size], 1
        self.left = BESIDE if size == "wide" else self.total
        self.datasets: dict[str, list[Item]] = {"links": [], "nodes": [], "words": []}
        self._trunks: list[tuple[int, dict[str, Any]]] = []
        self.heading(gettext("Said by"))
        root = self.row
        self.node(data.origin, 0, root, data.colour)
        if data.relays:
            self.heading(gettext("Passed on by"))
            for relay in data.relays:
                self.node(relay, 0, root)
        for heading, nodes in data.blocks:
            self.heading(gettext(heading))
            for (ref, name), group in groupby(nodes, key=lambda node: node.agency):
                above, depth, changed = root, 1, heading in DIFFERING
                if ref:
                    above, depth = self.row, 2
                    who = gettext("text of %(name)s", name=name)
                    self.node(Node(ref, who, "", (), "agency"), 1, root, changed=changed)
                for node in group:
                    self.node(node, depth, above, changed=changed)
        looks = {each["look"] for each in self.datasets["nodes"]}
        means = " ".join(gettext(sentence) for look, sentence in MEANS.items() if look in looks)
        self.datasets["notes"] = paragraph([means], self.total, 12)

    def heading(self, text: str) -> None:
        """Add the heading of nodes."""
        self.row += 2 * (self.row > 1)
        self.datasets["words"].append(word(text, RIM + INSET, 0, row=str(self.row)))
        self.row += 3

    def node(self, node: Node, depth: int, above: int, colour: str = INK, *, changed: bool = False) -> None:
        """Add a node, a line from the row ``above``, and its words: the name in bold, the date beside or below it, and what it made of the figure."""
        place = {"row": str(self.row), "depth": depth}
        look = NOBODY if node.look == "agency" else colour
        fields = {"ref": node.ref, "who": node.who, "when": node.when, "says": "; ".join(node.notes), "look": node.look}
        self.datasets["nodes"].append({**fields, **place, "colour": look})
        if above != self.row:
            link = {"parent": max(depth - 1, 0), "changed": changed, "who": node.who, **place}
            trunk = [each for each in self._trunks if each[0] == above]
            if trunk and trunk[-1][1]["changed"] == changed:  # one line down to the last of a kind
                del trunk[-1][1]["below"]
                self._trunks.remove(trunk.pop())
            link["below"] = trunk[-1][1]["row"] if trunk else str(above)
            self._trunks.append((above, link))
            self.datasets["links"].append(link)
        dx = RIM + INDENT * depth + INSET
        lines: list[Item] = []
        for name in wrap(node.who, self.left - dx, TEXT, "semibold", lines=3):
            lines.append(word(name, dx, 0, ref=node.ref, **BOLD))
        beside = dx + width(lines[-1]["text"], TEXT, "semibold") + 8
        date = [word(node.when, beside, 0)] if node.when else []
        if beside + width(node.when, SMALL) > self.left:
            lines, date = [*lines, word(node.when, dx, 0)], []
        notes: list[Item] = []
        at = self.left if self.left < self.total else dx
        for place_of, note in enumerate(node.notes):
            strong = not place_of and node.look in ("said", "changed", "likely")
            looks: Mapping[str, Any] = BOLD if strong else {}
            weight: Weight = "semibold" if strong else "regular"
            notes += [
                word(text, at, 0, **looks) for text in wrap(note, self.total - at, TEXT if strong else SMALL, weight)
            ]
        self.datasets["words"] += [{**each, "row": str(self.row + 2 * (len(lines) - 1))} for each in date]
        if at == dx:
            lines, notes = lines + notes, []
        for column in (lines, notes):
            self.datasets["words"] += [{**each, "row": str(self.row + 2 * down)} for down, each in enumerate(column)]
        self.row += 2 * max(len(lines), len(notes)) + 1
