"""Marks of amounts on a real scale: one symbol for each sort of amount, by the vocabulary of :mod:`.precision`.

A superseded figure has a small symbol, one that was misreported or withdrawn is crossed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

from ..kinds.base import RETRACTED_STATUSES
from ..values.amount import Relation
from ..values.formats import gettext, gettext_noop
from .placed import constant
from .precision import DOTTED, SIGNS
from .theme import PAPER

if TYPE_CHECKING:
    import altair as alt

SMALLER: Final = gettext_noop("Small: replaced by a newer figure of the same claimant.")
"""The key of the size of symbols."""
_CIRCLE: Final = "M1.1,0A1.1,1.1 0 1,1 -1.1,0A1.1,1.1 0 1,1 1.1,0"
_STROKE: Final = "M-1.2,0L1.2,0"
_CROSS: Final = "M-1,-1L1,1M1,-1L-1,1"
_TIP: Final = 4.6
"""Where the arrow of a symbol ends, in half the side of the square that its size is."""
SYMBOL_AREA: Final = 62
SMALL_AREA: Final = 26
"""Sizes of symbols in square pixels: of figures, and of superseded ones."""


def symbol(relation: Relation, axis: Literal["x", "y"] = "y", crossed: bool = False) -> str:
    """Return the sign of an amount as one ``shape`` of Vega-Lite, a path; empty for a range, which is a band alone."""
    direction, number = SIGNS[relation]
    if number in ("band", "hollow band", "none") and not crossed:
        return ""
    shape = _CROSS if crossed else _STROKE if number == "bar" else _CIRCLE
    points = [
        (0, 0 if number == "bar" and not crossed else 1.1),
        (0, _TIP),
        (0, 3.4),
        (-0.6, 3.4),
        (0.6, 3.4),
        (0, _TIP),
    ]
    arrow = "MLLLLL"
    turned = (
        [(side, -direction * along) for side, along in points]
        if axis == "y"
        else [(direction * along, side) for side, along in points]
    )
    if axis == "x" and shape is _STROKE:
        shape = "M0,-1.2L0,1.2"
    return shape + (
        "".join(f"{step}{x:g},{y:g}" for step, (x, y) in zip(arrow, turned, strict=True)) if direction else ""
    )


def reach_of(relation: Relation) -> tuple[float, float]:
    """Return how far a symbol reaches before and beyond its number along the scale, in pixels."""
    tip = _TIP * SYMBOL_AREA**0.5 / 2
    return {1: (6.0, tip), 0: (6.0, 6.0), -1: (tip, 6.0)}[SIGNS[relation].direction]


def key(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what the marks of these claims mean, as one paragraph; none where each is a dot."""
    shown = list(claims)
    signs = [SIGNS[claim["relation"]] for claim in shown]
    means = {
        gettext("Dot: that number."): any(sign.number == "dot" for sign in signs),
        gettext("Hollow: about that number."): any(sign.number.startswith("hollow") for sign in signs),
        gettext("Bar: from one number to another."): any(sign.number.endswith("band") for sign in signs),
        gettext("Arrow: and beyond, not how far."): any(sign.direction for sign in signs),
        gettext("Stroke before it: that number itself is left out."): any(sign.number == "bar" for sign in signs),
        gettext("Cross: misreported or withdrawn."): any(claim["status"] in RETRACTED_STATUSES for claim in shown),
        gettext(SMALLER): any(claim["status"] == "superseded" for claim in shown),
    }
    used = [words for words, there in means.items() if there]
    return [" ".join(used)] if used[1:] else []


def amount_layers(
    claims: alt.Chart, along: Literal["x", "yOffset"], scale: alt.Scale, rows: Iterable[Mapping[str, Any]]
) -> list[alt.Chart]:
    """Return the layers of amounts, from rows with ``value``, ``low``, ``high``, ``relation``, ``status`` and ``ref``.

    ``claims`` has the channel of the other axis, that of ``value`` along this one, ``scale``, and colour.
    """
    import altair as alt

    axis: Literal["x", "y"] = "x" if along == "x" else "y"
    used = {(row["relation"], row["status"] in RETRACTED_STATUSES) for row in rows}
    symbols = {(relation, crossed): symbol(relation, axis, crossed) for relation, crossed in sorted(used)}
    signs = {f"{relation}{' crossed' * crossed}": path for (relation, crossed), path in symbols.items() if path}
    ranges = sorted({relation for relation, _ in used if SIGNS[relation].number.endswith("band")})
    layers = []
    if ranges:
        channel = {"x": alt.X, "yOffset": alt.YOffset}[along]("edge:Q", scale=scale)
        edges = claims.transform_filter(alt.FieldOneOfPredicate("relation", ranges))
        bands = edges.transform_fold(["low", "high"], as_=["end", "edge"]).encode(
            **{along: channel}, detail=alt.Detail("ref:N")
        )
        soft = constant("OpacityValue", 1, test="datum.relation == 'plus or minus'", then=DOTTED)
        layers.append(bands.mark_line(strokeWidth=7, aria=False).encode(opacity=soft))
    if "about between" in ranges:
        hollow = bands.transform_filter("datum.relation == 'about between'").mark_line(strokeWidth=3, aria=False)
        layers.append(hollow.encode(color=constant("ColorValue", PAPER)))
    if signs:
        small = "datum.status == 'superseded'"
        sign = "datum.relation + (datum.status == 'misreport' || datum.status == 'withdrawn' ? ' crossed' : '')"
        marks = claims.transform_calculate(sign=sign).transform_filter(alt.FieldOneOfPredicate("sign", list(signs)))
        shapes = alt.Scale(domain=list(signs), range=list(signs.values()))
        layers.append(
            marks.mark_point(aria=False, opacity=1).encode(
                shape=alt.Shape("sign:N", scale=shapes, legend=None),
                fill=alt.Fill("colour:N", scale=None, condition={"test": "datum.relation == 'about'", "value": PAPER}),
                size=constant("SizeValue", SYMBOL_AREA, test=small, then=SMALL_AREA),
                strokeWidth=constant("StrokeWidthValue", 2, test=small, then=1.5),
            )
        )
    return layers
