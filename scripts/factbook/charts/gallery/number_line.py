"""Chart ``number-line``: a small inline picture for a number card, the claims that stand on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ...factbook import Factbook
from ...kinds import Claim
from ...values.formats import labelled, pgettext
from ...views.standing import standing
from ...words import plain_prose
from .. import axes, own_rows
from ..amounts import amount_layers
from ..fact_labels import claim_line, claimant_label
from ..layers import Frame, Item
from ..placed import constant, framed, rows_of, word, words
from ..precision import Extent
from ..registry import Options, Prepared, Row, chart, count_option, option_names
from ..text_metrics import fit, width
from ..theme import AXIS, GRID, INK, SMALL, Size

if TYPE_CHECKING:
    import altair as alt

TOTAL_WIDTHS: Final[dict[Size, int]] = {"wide": 230, "narrow": 340}
"""Width in pixels: of a card beside others, and of one that fills a phone."""
HEIGHT: Final = 56
LINE: Final = 30
"""Where the axis runs, in pixels from the top; labels stand above and below it."""
MARGIN: Final = 8
ARROW: Final = 18
"""Length of the arrow at an open end, in pixels; it says "and beyond", not how far."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A claim to draw."""

    fields: Mapping[str, Any]
    words: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The data: the claims that stand, the smallest first, and what is drawn where there are ``none``."""

    spots: tuple[Spot, ...]
    none: str


def prepare(book: Factbook, options: Options) -> Prepared[NumberLine]:
    """Return the figures of one count that stand, or those of the named claims on it."""
    count = count_option(book, options)
    stands = standing(book, count)
    on_count = {claim.ref: claim for claim in count.claims if claim.value.known}
    named = [on_count[ref] for ref in option_names(options, "claims", "claims on that count", on_count)]
    claims = sorted(named, key=lambda claim: claim.value.point or 0) or stands.claims
    spots = tuple(_spot(book, claim) for claim in claims)
    rows = tuple(
        Row((claimant_label(book, claim), claim.as_of.words(), claim.value.words()), claim.ref, claim_line(book, claim))
        for claim in claims
    )
    title = plain_prose(book, count.title)
    lines = "; ".join(claim_line(book, claim) for claim in claims)
    columns = (pgettext("column", "Claimant"), pgettext("column", "As of"), pgettext("column", "Amount"))
    return Prepared(NumberLine(spots, stands.none), f"{labelled(title, lines or stands.none)}.", columns, rows)


def _spot(book: Factbook, claim: Claim) -> Spot:
    return Spot(own_rows.drawn_claim(book, claim), claim.value.words(), Extent.of(claim.value))


@chart("number-line", prepare, options=("count", "claims"))
def number_line(prepared: Prepared[NumberLine], size: Size) -> alt.LayerChart:
    """Between what figures does the count lie?"""
    import altair as alt

    spots = prepared.data.spots
    total = TOTAL_WIDTHS[size] - 2 * MARGIN
    most = max((spot.extent.most for spot in spots), default=0) or 1.0
    amount = alt.Scale(domain=[0, most * total / (total - ARROW)], nice=False)
    line = constant("YValue", LINE)
    claims = rows_of("claims").encode(x=alt.X("value:Q", scale=amount, axis=None), y=line)
    marks = claims.encode(color=alt.Color("colour:N", scale=None), href=alt.Href("href:N"))
    notes = rows_of("notes").encode(x=constant("XValue", 0), y=line)
    first = notes.transform_filter("datum.axis")
    stack = [
        first.mark_rule(color=GRID, strokeWidth=1.5).encode(x2=constant("X2Value", total)),
        first.mark_rule(color=AXIS, strokeWidth=1.5).encode(
            y=constant("YValue", LINE - 5), y2=constant("Y2Value", LINE + 5)
        ),
        *amount_layers(marks, "x", amount, [spot.fields for spot in spots]),
        words(notes),
    ]
    labels = _labels(prepared.data, (total - ARROW) / most, total)
    rows = {"claims": [spot.fields for spot in spots], "notes": [{"axis": True, "text": ""}, *labels]}
    return framed(stack, rows, Frame(total, HEIGHT, MARGIN, MARGIN, 0, 0))


def _labels(line: NumberLine, scale: float, room: float) -> list[Item]:
    """Return the highest figure above the line, the lowest below it, and zero if there is room."""
    spots = line.spots
    if not spots:
        return [word(line.none, 0, -18, weight=600)]
    high, low = spots[-1], spots[0]
    labels = [_label(high, scale, room, -18)]
    free = room
    if low.words != high.words:
        labels.append(_label(low, scale, room, 18))
        free = labels[-1]["dx"]
    if free > width("0", SMALL) + 10:
        labels.append(word(axes.number_label(0), -width("0", SMALL) / 2, 18, weight=600))
    return labels


def _label(spot: Spot, scale: float, room: float, dy: float) -> Item:
    """Return an amount centred on its mark, moved inside if it would be cut."""
    text = fit(spot.words, room, SMALL, "semibold")
    item_width = width(text, SMALL, "semibold")
    middle = (spot.extent.least + spot.extent.most) / 2 * scale
    return word(text, min(max(middle - item_width / 2, -4), room - item_width + 4), dy, weight=600, ink=INK)
