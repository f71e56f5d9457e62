"""A chart as a page for other sites' frames: one small HTML file without JavaScript, light and dark."""

from __future__ import annotations

import posixpath
import re
from math import ceil
from typing import Final
from urllib.parse import urljoin, urlsplit

from markupsafe import escape

from ..charts import DARK, LIGHT, Drawing
from ..charts.lettering import wrap
from ..charts.theme import FONT, FONTS
from .credit import Credit, Site
from .picture import relinked

NARROW: Final = 360
"""The narrow drawing never grows beyond so many pixels."""
FONT_FILES: Final = "assets/fonts/factbook-sans-"
"""Beginning of the addresses of the page's fonts, below the site's root."""
_HEIGHT: Final = re.compile(r'<svg [^>]*height="([\d.]+)"')
_WIDTH: Final = re.compile(r'<svg [^>]*width="([\d.]+)"')
_STYLE: Final = (
    "@font-face{{font-family:{font};src:url({fonts_at}regular.woff2)}}"
    "@font-face{{font-family:{font};font-weight:600;src:url({fonts_at}semibold.woff2)}}"
    ":root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
    "body{{margin:0;padding:12px;font:13px/1.35 {fonts};color:var(--chart-muted);background:var(--chart-paper)}}"
    "h1{{margin:0 0 10px;font-size:17px;font-weight:600;color:var(--chart-ink)}}p{{margin:6px 0 0}}a{{color:inherit}}"
    "svg{{display:block;width:100%;height:auto}}svg a{{text-decoration:none}}"
    ".wide{{display:none;max-width:960px}}.narrow{{max-width:{narrow}px}}"
    "@media(min-width:600px){{.wide{{display:block}}.narrow{{display:none}}}}"
)


def page(own: str, here: str, drawing: Drawing, headline: str, credit: Credit, site: Site) -> bytes:
    """The page at ``own`` for the chart on the page at ``here``, both addresses below the site's root."""

    def resolve(href: str) -> str:
        return relative(own, urljoin(f"https://site.invalid/{here}", href).removeprefix("https://site.invalid/"))

    style = _STYLE.format(
        light=_declared(LIGHT),
        dark=_declared(DARK),
        font=f"'{FONT}'",
        fonts=FONTS,
        fonts_at=relative(own, FONT_FILES),
        narrow=NARROW,
    )
    wide, narrow = (relinked(svg, resolve) for svg in (drawing.svg_wide, drawing.svg_narrow))
    back = escape(relative(own, here))
    lines = "".join(f"<p>{escape(line)}</p>" for line in (credit.sources,) if line)
    licence = f" Licence: {escape(site.licence)}." if site.licence else ""
    return (
        f'<!doctype html>\n<html lang="{escape(site.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(headline)}</title><link rel="canonical" href="{escape(credit.page or back)}">'
        f'<base target="_blank"><style>{style}</style></head>\n<body><main><h1>{escape(headline)}</h1>\n'
        f'<div class="wide">{wide}</div>\n<div class="narrow">{narrow}</div>\n{lines}'
        f'<p>Chart: <a href="{back}">{escape(site.name or "the page it comes from")}</a>.{licence}</p></main></body></html>\n'
    ).encode()


def snippet(address: str, headline: str, drawing: Drawing) -> str:
    """The HTML that embeds the page at ``address``; high enough for a phone and for a column of text."""
    pictures = max(_height(drawing.svg_wide), _height(drawing.svg_narrow) * NARROW / _width(drawing.svg_narrow))
    height = ceil((pictures + 24 * len(wrap(headline, 320, 17, "semibold", lines=9)) + 110) / 10) * 10
    return (
        f'<iframe src="{escape(address)}" title="{escape(headline)}" width="100%" height="{height}" loading="lazy" '
        'style="border:0"></iframe>'
    )


def relative(start: str, to: str) -> str:
    """The relative link between two addresses below the site's root; a page's address ends with a slash."""
    path, _, anchor = to.partition("#")
    link = posixpath.relpath("/" + urlsplit(path).path, posixpath.dirname("/" + start) or "/")
    return link + ("/" if path.endswith("/") or not path else "") + (f"#{anchor}" if anchor else "")


def _declared(theme: dict[str, str]) -> str:
    return ";".join(f"{variable}:{colour}" for variable, colour in theme.items())


def _height(svg: str) -> float:
    match = _HEIGHT.match(svg)
    return float(match[1]) if match else 400


def _width(svg: str) -> float:
    match = _WIDTH.match(svg)
    return float(match[1]) if match else 340
