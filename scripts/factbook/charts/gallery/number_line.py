"""Chart ``number-line``: a small inline picture for a number card, the claims that stand on one axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...factbook import Factbook
from ...kinds import Claim
from ...views.standing import standing
from ...words import plain_prose
from .. import axes, layers
from ..fact_labels import claim_line, claimant_label
from ..layers import HALO, Frame, Item
from ..precision import AmountMarks, Extent
from ..registry import Options, Prepared, Row, chart, count_option, option_names
from ..sides import side_of
from ..text_metrics import fit, width
from ..theme import AXIS, GRID, INK, MUTED, SMALL, Size

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

    ref: str
    words: str
    extent: Extent
    colour: str


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
    return Prepared(
        NumberLine(spots, stands.none), f"{title}: {lines or stands.none}.", ("Claimant", "As of", "Amount"), rows
    )


def _spot(book: Factbook, claim: Claim) -> Spot:
    return Spot(claim.ref, claim.value.words(), Extent.of(claim.value), side_of(book, claim.by).colour)


@chart("number-line", prepare, options=("count", "claims"))
def number_line(prepared: Prepared[NumberLine], size: Size) -> alt.LayerChart:
    """Between what figures does the count lie?"""
    import altair as alt

    spots = prepared.data.spots
    total = TOTAL_WIDTHS[size] - 2 * MARGIN
    most = max((spot.extent.most for spot in spots), default=0) or 1.0
    scale = (total - ARROW) / most
    marks = AmountMarks(lambda value: value * scale, ARROW)
    for spot in spots:
        marks.add(spot.extent, LINE, spot.colour, spot.ref)
    axis = [
        {"x": 0, "x2": most + ARROW / scale, "y": LINE, "y2": LINE, "color": GRID},
        {"x": 0, "x2": 0, "y": LINE - 5, "y2": LINE + 5, "color": AXIS},
    ]
    domain = alt.Scale(domain=[0, most + ARROW / scale], nice=False)
    x, y = alt.X("x:Q", scale=domain, axis=None), layers.y_pixels(HEIGHT)
    words = _labels(prepared.data, scale, total)
    stack = [
        *layers.rules(axis, x, y, strokeWidth=1.5),
        *marks.layers(x, y),
        *layers.texts(words, alt.value(0), y, fontSize=SMALL, fontWeight=600, **HALO),
    ]
    return layers.compose(stack, Frame(total, HEIGHT, MARGIN, MARGIN, 0, 0))


def _labels(line: NumberLine, scale: float, room: float) -> list[Item]:
    """Return the highest figure above the line, the lowest below it, and zero if there is room."""
    spots = line.spots
    if not spots:
        return [{"dx": 0, "y": LINE - 18, "text": line.none, "color": MUTED}]
    high, low = spots[-1], spots[0]
    labels = [_label(high, scale, room, LINE - 18)]
    free = room
    if low.words != high.words:
        labels.append(_label(low, scale, room, LINE + 18))
        free = labels[-1]["dx"]
    if free > width("0", SMALL) + 10:
        labels.append({"dx": -width("0", SMALL) / 2, "y": LINE + 18, "text": axes.number_label(0), "color": MUTED})
    return labels


def _label(spot: Spot, scale: float, room: float, y: float) -> Item:
    """Return an amount centred on its mark, moved inside if it would be cut."""
    text = fit(spot.words, room, SMALL, "semibold")
    item_width = width(text, SMALL, "semibold")
    middle = (spot.extent.least + spot.extent.most) / 2 * scale
    return {"dx": min(max(middle - item_width / 2, -4), room - item_width + 4), "y": y, "text": text, "color": INK}
