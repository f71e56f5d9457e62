"""A chart in a frame: both pictures keep their proportions, and the width of the frame chooses between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from math import ceil
from typing import Final

from markupsafe import escape

from ..charts import Drawing
from ..charts.theme import Size
from ..site import Site
from .chart_image import with_links
from .compact import compact_svgs, without_links
from .credit import Credit
from .frame import LINE, MAX_PAGE_BYTES, MAX_WIDTH, PADDING, TEXT, Frame, Height, rebased_link, surrounding_height

NARROW_MAX_WIDTH: Final = 420
"""The narrow drawing never grows beyond so many pixels."""
WIDE_FROM_WIDTH: Final = 680
"""From this width of the frame on, in pixels, it shows the wide drawing, whose words are then 10.9 px high or more."""
MAX_DRAWING_BYTES: Final = MAX_PAGE_BYTES - 3_000
"""Bytes that the drawings may have beside head, style and credit; else what their marks say is told in a list instead."""
LIST_SUMMARY: Final = "Each mark in words"
_HEIGHT: Final = re.compile(r'<svg [^>]*height="([\d.]+)"')
_WIDTH: Final = re.compile(r'<svg [^>]*width="([\d.]+)"')
_STYLE: Final = (
    f".wide{{display:none}}.narrow{{max-width:{NARROW_MAX_WIDTH}px}}"
    f"@media(min-width:{WIDE_FROM_WIDTH}px){{.wide{{display:block}}.narrow{{display:none}}}}"
    "details,ul{margin:6px 0 0}ul{padding:0;list-style:none}"
)
Link = Callable[[str], str | None]


def chart_frame(own: str, here: str, drawing: Drawing, title: str, credit: Credit, site: Site, link: Link) -> Frame:
    """The chart on the page at ``here``, as the page at ``own``; ``link`` goes from ``here`` to a fact.

    A drawing with so many marks that the page would be too heavy keeps its picture whole, but its marks neither lead
    anywhere nor say anything; a list below it, closed at first, does so for them, as long as that has room.
    """

    @cache
    def drawn() -> tuple[str, list[str]]:
        return compact_svgs(
            [with_links(svg, partial(rebased_link, own, here)) for svg in (drawing.svg_wide, drawing.svg_narrow)]
        )

    @cache
    def crowded() -> bool:
        if len(drawing.svg_wide) + len(drawing.svg_narrow) < MAX_DRAWING_BYTES:
            return False
        return _bytes(*drawn()) > MAX_DRAWING_BYTES

    def body() -> tuple[str, str]:
        if not crowded():
            style, pictures = drawn()
            return _pictures(pictures), _STYLE + style
        style, pictures = compact_svgs([without_links(drawing.svg_wide), without_links(drawing.svg_narrow)])
        return _pictures(pictures) + _marks_as_list(
            drawing, own, here, link, MAX_DRAWING_BYTES - _bytes(style, pictures)
        ), _STYLE + style

    def height() -> Height:
        return _height(
            drawing, lambda room: surrounding_height(title, "Chart", credit, site, room) + crowded() * (6 + TEXT * LINE)
        )

    return Frame(own, here, title, "Chart", credit, site, height, body)


def _pictures(drawn: list[str]) -> str:
    wide, narrow = drawn
    return f'<div class="wide">{wide}</div>\n<div class="narrow">{narrow}</div>'


def _bytes(style: str, pictures: list[str]) -> int:
    return len((style + "".join(pictures)).encode())


def _marks_as_list(drawing: Drawing, own: str, here: str, link: Link, room: int) -> str:
    """What the marks of a crowded drawing would say, and where they would lead, in so many bytes; else without the links, or nothing."""
    rows = [row for row in drawing.rows if row.tip]
    words = [escape(f"{row.cells[0]} · {row.tip}" if row.cells[0].isdigit() else row.tip) for row in rows]
    links = [link(row.ref) if row.ref else None for row in rows]
    linked = [
        f'<a href="{escape(rebased_link(own, here, href))}">{said}</a>' if href else said
        for said, href in zip(words, links, strict=True)
    ]
    for lines in (linked, words):
        key = (
            f"\n<details><summary>{LIST_SUMMARY}</summary><ul>{''.join(f'<li>{line}' for line in lines)}</ul></details>"
        )
        if len(key.encode()) <= room:
            return key
    return ""


def _height(drawing: Drawing, text: Callable[[float], float]) -> Height:
    """As high as the picture that the width lets it show, and the text around it.

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
    """The drawings: their least room for text, and how wide they become, in pixels."""
    return ("wide", drawing.svg_wide, WIDE_FROM_WIDTH - 2 * PADDING, MAX_WIDTH), (
        "narrow",
        drawing.svg_narrow,
        296,
        NARROW_MAX_WIDTH,
    )


def _size(pattern: re.Pattern[str], svg: str, usual: float) -> float:
    match = pattern.match(svg)
    return float(match[1]) if match else usual
