"""Standalone SVG of a chart in light colours, with title, sources and licence; the PNG is rendered from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Final

from ..charts import Drawing
from ..charts.mirrored import reflected
from ..charts.text_metrics import Weight, wrap
from ..charts.theme import FONTS, INK, MUTED, PAPER, SMALL, WIDTHS
from ..values.messages import right_to_left
from .credit import Credit

SCALE: Final = 2
EDGE: Final = 20
"""Margin around the drawing, in pixels."""
TITLE: Final = 18
_ROOT: Final = re.compile(r'<svg [^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>(.*)</svg>\s*', re.DOTALL)
_NAMED: Final = re.compile(
    r"<title id=[^>]*>.*?</title>\s*<desc id=[^>]*>.*?</desc>|<title id=[^>]*/>|<desc id=[^>]*/>", re.DOTALL
)
_VARIABLE: Final = re.compile(r'"var\(--[\w-]+,(#[0-9a-f]{6})\)"')
_LINK: Final = re.compile(r'<a href="([^"]*)">|</a>')
Resolve = Callable[[str], str | None]


def standalone_svg(drawing: Drawing, headline: str, credit: Credit, resolve: Resolve, language: str) -> str:
    """Return the wide drawing as a standalone SVG; ``resolve`` returns a link's public address, or ``None`` for no link.

    Its words are texts in the site's font; a file for others is made of it by :func:`~..charts.png.outlined`.
    """
    match = _ROOT.fullmatch(drawing.svg_wide)
    assert match, "a finished drawing begins with its root element"
    wide, height = float(match[1]), float(match[2])
    inner = with_links(_VARIABLE.sub(r'"\1"', _NAMED.sub("", match[3], count=1)), resolve)
    room = wide or WIDTHS["wide"]
    title, top = _lines(headline, room, TITLE, "semibold", INK, EDGE + TITLE)
    foot_at = top + height + 22
    foot = ""
    for line in credit.lines:
        lines, foot_at = _lines(line, room, SMALL, "regular", MUTED, foot_at)
        foot += lines
    across, down = _short(wide + 2 * EDGE), _short(foot_at + EDGE - SMALL)
    if right_to_left(language):
        title, foot = (reflected(words, wide + 2 * EDGE) for words in (title, foot))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{escape(language)}" width="{across}" height="{down}" '
        f'viewBox="0 0 {across} {down}" font-family="{escape(FONTS)}" role="img" aria-labelledby="title desc">'
        f'<title id="title">{escape(headline, quote=False)}</title><desc id="desc">{escape(" ".join((drawing.summary, *credit.lines)), quote=False)}</desc>'
        f'<rect width="{across}" height="{down}" fill="{PAPER}"/>{title}'
        f'<svg x="{EDGE}" y="{_short(top)}" width="{match[1]}" height="{match[2]}" overflow="visible">{inner}</svg>{foot}</svg>\n'
    )


def with_links(svg: str, resolve: Resolve) -> str:
    """Return the SVG with each link's address replaced by ``resolve``, or the link by a group if it returns ``None``.

    Works on text, as ``<`` is always escaped in texts and attributes, and links are not nested.
    """
    closing: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match[1] is None:
            return closing.pop()
        there = resolve(_unescaped(match[1]))
        closing.append("</g>" if there is None else "</a>")
        return "<g>" if there is None else f'<a href="{escape(there)}">'

    return _LINK.sub(replace, svg)


def _lines(text: str, room: float, size: float, weight: Weight, colour: str, first: float) -> tuple[str, float]:
    """Return a text wrapped into SVG lines from the baseline ``first`` on, and the baseline after them."""
    bold = ' font-weight="600"' if weight == "semibold" else ""
    step = round(size * 1.33)
    lines = wrap(text, room, size, weight, lines=8)
    elements = "".join(
        f'<text x="{EDGE}" y="{_short(first + step * number)}" font-size="{size}"{bold} fill="{colour}">{escape(line, quote=False)}</text>'
        for number, line in enumerate(lines)
    )
    return elements, first + step * len(lines)


def _unescaped(attribute: str) -> str:
    return attribute.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
