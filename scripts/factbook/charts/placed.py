"""Charts on real scales: layers of named rows, and the words in them, which alone are placed by us.

A row of words is a fact's fields, or where the words belong, with ``text`` and its looks: ``dx`` and ``dy`` are pixels from the
point that its fields give to where it begins.

Where the code fights a library. Altair takes 27 ms for a value that it has to find the channel of: :func:`constant` names it. Remove it
when ``alt.value`` is as quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .layers import HALO, LINK_PREFIX, NOTE, Frame, Item, in_frame
from .sides import SideStyle
from .text_metrics import fit, width, wrap
from .theme import AXIS, GRID, INK, MUTED, SMALL

if TYPE_CHECKING:
    import altair as alt


def rows_of(name: str) -> alt.Chart:
    """Return a chart without a mark, for layers of the rows with this name."""
    import altair as alt

    return alt.Chart(alt.NamedData(name=name))


def constant(channel: str, value: float | str, *, test: str = "", then: float | str = "") -> Any:
    """Return the encoding of a channel such as ``XValue`` by one value, or by the value ``then`` where the ``test`` holds."""
    import altair as alt

    return getattr(alt, channel)(value, **({"condition": {"test": test, "value": then}} if test else {}))


def row_channels(number: int, bottom: float, top: float = 0, **looks: Any) -> tuple[alt.Y, alt.Y]:
    """Return the channels of the middle and of the top of so many rows of equal height."""
    import altair as alt

    names = [str(row) for row in range(max(number, 1))]
    scale = alt.Scale(type="band", domain=names, range=[top, bottom], **{"padding": 0, **looks})
    middle, upper = (alt.Y("row:N", scale=scale, axis=None, bandPosition=place) for place in (0.5, 0))
    return middle, upper


def grid_lines(x: alt.X, top: alt.Y) -> alt.Chart:
    """Return the layer of the lines of amounts behind rows, from one to the ``last``."""
    import altair as alt

    lines = rows_of("grid").mark_rule(aria=False)
    zero = {"test": "datum.value == 0", "value": AXIS}
    chart: alt.Chart = lines.encode(
        x=x, y=top, y2=alt.Y2("last:N", bandPosition=1), color=alt.ColorValue(GRID, condition=zero)
    )
    return chart


def framed(stack: Sequence[alt.Chart], rows: Mapping[str, Sequence[Item]], frame: Frame) -> alt.LayerChart:
    """Return layers of named rows as one chart in its frame, with the theme; a ``ref`` in a row becomes its link."""
    chart = in_frame(frame)
    # given to LayerChart() or alt.layer(), each is copied seven times
    chart.layer = [layer for layer in stack if rows[layer.data.name]]
    chart.datasets = {
        name: [{**row, "href": LINK_PREFIX + row["ref"]} if row.get("ref") else dict(row) for row in items]
        for name, items in rows.items()
    }
    return chart


def word(
    text: str, dx: float, dy: float, *, size: float = SMALL, weight: int = 400, ink: str = MUTED, **of: Any
) -> Item:
    """Return a row of words; ``of`` are the fields that say where they belong."""
    return {"text": text, "dx": dx, "dy": dy, "size": size, "weight": weight, "ink": ink, **of}


def paragraph(sentences: Iterable[str], room: float, top: float) -> list[Item]:
    """Return sentences as rows of words, each sentence on lines of its own."""
    lines = [line for sentence in sentences for line in wrap(sentence, room, SMALL, lines=4)]
    return [word(line, 0, top + NOTE * row) for row, line in enumerate(lines)]


def side_key(sides: Sequence[SideStyle], room: float) -> list[list[Item]]:
    """Return the names of sides with their colours as lines of words, in ``room`` pixels; none for a single side."""
    lines: list[list[Item]] = []
    x = room
    for side in sides if len(sides) > 1 else ():
        name = fit(side.name, room - 20, SMALL)
        across = width(name, SMALL) + 32
        if x + across > room:
            lines.append([])
            x = 0
        lines[-1].append(word(name, x + 15, 0, ink=INK, side=side.colour))
        x += across
    return lines


def words(base: alt.Chart, *, over: bool = False) -> alt.Chart:
    """Return the layer of the words of a chart's rows; those ``over`` lines have an outline, which costs as much as the words."""
    import altair as alt

    texts = base.transform_filter("datum.text").mark_text(
        align="left",
        aria=False,
        dx=alt.expr("datum.dx"),
        dy=alt.expr("datum.dy"),
        fontSize=alt.expr("datum.size"),
        fontWeight=alt.expr("datum.weight"),
        **(HALO if over else {}),
    )
    chart: alt.Chart = texts.encode(text=alt.Text("text:N"), color=alt.Color("ink:N", scale=None))
    return chart


def linked_words(base: alt.Chart) -> list[alt.Chart]:
    """Return the layers of words of which some have the link of a fact."""
    import altair as alt

    linked = base.transform_filter("isValid(datum.ref)").encode(href=alt.Href("href:N"))
    return [words(base.transform_filter("!isValid(datum.ref)")), words(linked)]


def swatches(base: alt.Chart, opacity: str = "1") -> alt.Chart:
    """Return the layer of the squares before words that have the colour of a ``side``; ``opacity`` is an expression."""
    import altair as alt

    squares = base.transform_filter("datum.side").mark_point(
        shape="square",
        size=90,
        filled=True,
        opacity=alt.expr(opacity),
        aria=False,
        xOffset=alt.expr("datum.dx - 10"),
        yOffset=alt.expr("datum.dy"),
    )
    chart: alt.Chart = squares.encode(color=alt.Color("side:N", scale=None))
    return chart
