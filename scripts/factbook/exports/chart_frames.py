"""Embeddable chart: the wide and the narrow drawing with fixed aspect ratios, selected by a media query."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from math import ceil
from typing import Final

from markupsafe import escape

from ..charts import Drawing
from ..charts.theme import Size
from ..site import Site
from ..values.formats import gettext, gettext_noop
from .chart_image import with_links
from .compact import compact_svgs, without_links
from .credit import Credit
from .frame import LINE, MAX_PAGE_BYTES, MAX_WIDTH, PADDING, TEXT, Frame, Height, rebased_link, surrounding_height

NARROW_MAX_WIDTH: Final = 420
"""Maximum width of the narrow drawing, in pixels."""
WIDE_FROM_WIDTH: Final = 680
"""Width of the frame in pixels from which the wide drawing is shown; its text is then at least 10.9 px high."""
MAX_DRAWING_BYTES: Final = MAX_PAGE_BYTES - 3_000
"""Bytes for the drawings, besides head, style and credit; beyond it, a list replaces the tooltips of the marks."""
LIST_SUMMARY: Final = gettext_noop("Each mark in words")
_HEIGHT: Final = re.compile(r'<svg [^>]*height="([\d.]+)"')
_WIDTH: Final = re.compile(r'<svg [^>]*width="([\d.]+)"')
_STYLE: Final = (
    f".wide{{display:none}}.narrow{{max-width:{NARROW_MAX_WIDTH}px}}"
    f"@media(min-width:{WIDE_FROM_WIDTH}px){{.wide{{display:block}}.narrow{{display:none}}}}"
    "details,ul{margin:6px 0 0}ul{padding:0;list-style:none}"
)
Link = Callable[[str], str | None]


def chart_frame(
    own: str,
    here: str,
    drawing: Drawing,
    title: str,
    credit: Credit,
    site: Site,
    link: Link,
    colours: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> Frame:
    """Return the embeddable page ``own`` of a chart on the page ``here``; ``link`` returns the link from ``here`` to a fact;
    ``colours`` are as in :class:`.frame.Frame`.

    If the page would exceed :data:`MAX_DRAWING_BYTES`, the marks lose their links and tooltips, and a collapsed list below
    the drawing has them instead, as far as it fits.
    """

    @cache
    def compacted() -> tuple[str, list[str]]:
        return compact_svgs(
            [with_links(svg, partial(rebased_link, own, here)) for svg in (drawing.svg_wide, drawing.svg_narrow)]
        )

    @cache
    def crowded() -> bool:
        if len(drawing.svg_wide) + len(drawing.svg_narrow) < MAX_DRAWING_BYTES:
            return False
        return _bytes(*compacted()) > MAX_DRAWING_BYTES

    def body() -> tuple[str, str]:
        if not crowded():
            style, pictures = compacted()
            return _pictures(pictures), _STYLE + style
        style, pictures = compact_svgs([without_links(drawing.svg_wide), without_links(drawing.svg_narrow)])
        return _pictures(pictures) + _marks_as_list(
            drawing, own, here, link, MAX_DRAWING_BYTES - _bytes(style, pictures)
        ), _STYLE + style

    def height() -> Height:
        return _height(
            drawing,
            lambda room: (
                surrounding_height(title, gettext("Chart"), credit, site, room) + crowded() * (6 + TEXT * LINE)
            ),
        )

    return Frame(own, here, title, gettext("Chart"), credit, site, height, body, colours)


def _pictures(svgs: list[str]) -> str:
    wide, narrow = svgs
    return f'<div class="wide">{wide}</div>\n<div class="narrow">{narrow}</div>'


def _bytes(style: str, pictures: list[str]) -> int:
    return len((style + "".join(pictures)).encode())


def _marks_as_list(drawing: Drawing, own: str, here: str, link: Link, room: int) -> str:
    """Return the tooltips of all marks as a collapsed list: with links if that fits ``room`` bytes, else without, else empty."""
    rows = [row for row in drawing.rows if row.tip]
    words = [escape(f"{row.cells[0]} · {row.tip}" if row.cells[0].isdigit() else row.tip) for row in rows]
    links = [link(row.ref) if row.ref else None for row in rows]
    linked = [
        f'<a href="{escape(rebased_link(own, here, href))}">{said}</a>' if href else said
        for said, href in zip(words, links, strict=True)
    ]
    for lines in (linked, words):
        key = f"\n<details><summary>{gettext(LIST_SUMMARY)}</summary><ul>{''.join(f'<li>{line}' for line in lines)}</ul></details>"
        if len(key.encode()) <= room:
            return key
    return ""


def _height(drawing: Drawing, text: Callable[[float], float]) -> Height:
    """Return the height of the drawing that the width selects, plus the text around it.

    ``clamp(wide, huge, narrow)`` is ``narrow`` while the column is narrower than :data:`WIDE_FROM_WIDTH`, and ``wide`` where the
    middle turns negative.
    """
    heights = {
        size: (ceil(2 * PADDING + text(room)) + 2, round(_size(_HEIGHT, svg, 400) / _size(_WIDTH, svg, 340), 3), most)
        for size, svg, room, most in _sizes(drawing)
    }
    wide, narrow = (
        f"{fixed}px + {ratio:g}*min(100cqi - {2 * PADDING}px,{most}px)" for fixed, ratio, most in heights.values()
    )
    enough = max(ceil(fixed + ratio * most) for fixed, ratio, most in heights.values())
    fixed, ratio, most = heights["wide"]
    rule = f"clamp({wide},({WIDE_FROM_WIDTH}px - 100cqi)*9999,{narrow})"
    return Height(rule, enough, most + 2 * PADDING, ceil(fixed + ratio * most))


def _sizes(drawing: Drawing) -> tuple[tuple[Size, str, int, int], ...]:
    """Return for each drawing its SVG, the minimum width of the text around it, and its maximum width, in pixels."""
    return ("wide", drawing.svg_wide, WIDE_FROM_WIDTH - 2 * PADDING, MAX_WIDTH), (
        "narrow",
        drawing.svg_narrow,
        296,
        NARROW_MAX_WIDTH,
    )


def _size(pattern: re.Pattern[str], svg: str, usual: float) -> float:
    match = pattern.match(svg)
    return float(match[1]) if match else usual
