"""Embeddable page for an iframe: one small HTML file without JavaScript, light and dark, with credit and a link back.

An iframe does not resize to its content, and the snippet has no script. So it computes the height from the width in
CSS: ``100cqi`` is the width of the column, as the element around the iframe is a container (CSS Containment, level 3; in
browsers since 2023). Older browsers ignore the rule and use the attribute ``height``, which suffices for every width.

Threat (SECURITY.md): markup in facts. The page's content security policy allows its own style and font only.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit

from markupsafe import escape

from ..charts import DARK, LIGHT
from ..charts.text_metrics import Weight, runs_of, wrap
from ..charts.theme import FONT, FONTS, OWN_FONTS, OWN_FONTS_SHEET
from ..integrity import hash_of
from ..site import Site
from ..values.formats import gettext
from ..values.messages import right_to_left
from .credit import Credit

MAX_PAGE_BYTES: Final = 40_000
"""Maximum size of an embeddable page, in bytes."""
MAX_WIDTH: Final = 720
"""Maximum width of the page's content, in pixels."""
PADDING: Final = 12
WIDTHS: Final = (280, 320, 360, 420, 520, 680)
"""Widths of a column, in pixels, for which the height of a text page is computed; each holds up to the next one."""
FONT_FILE: Final = "assets/fonts/factbook-sans.woff2"
"""Address of the page's font, below the site's root."""
POLICY: Final = "default-src 'none'; style-src {}; font-src 'self'; base-uri 'none'; form-action 'none'"
"""Content security policy: only the site's fonts and the style of a hash. Source: https://www.w3.org/TR/CSP3/."""
OEMBED: Final = "embed/oembed.json"
"""Suffix of the path of an oEmbed response."""
TEXT: Final = 13
HEADING: Final = 17
LINE: Final = 1.35
_VARIABLE: Final = re.compile(r"var\((--[\w-]+)")
_STYLE: Final = (
    "@font-face{{font-family:{font};font-weight:400 600;src:url({font_at})}}"
    ":root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
    "body{{margin:0;padding:{padding}px;font:{text}px/{line} {fonts};color:var(--chart-muted);background:var(--chart-paper);overflow-wrap:anywhere}}"
    "h1{{margin:0 0 10px;font-size:{heading}px;font-weight:600;color:var(--chart-ink)}}p{{margin:6px 0 0}}a{{color:inherit}}"
    "svg{{display:block;width:100%;height:auto}}svg a{{text-decoration:none}}main{{max-width:{broad}px;margin:0 auto}}"
)


def text_height(text: str, room: float, size: float = TEXT, weight: Weight = "regular", line: float = LINE) -> float:
    """Return the height in pixels of a text wrapped at ``room`` pixels, less 4 % as a margin for other fonts."""
    return len(wrap(text, room * 0.96, size, weight, lines=99)) * size * line


@dataclass(frozen=True, slots=True)
class Height:
    """Height of an iframe in pixels: as a CSS expression, as a value that suffices for every width, and at the recommended ``width``."""

    rule: str
    enough: int
    width: int
    at_width: int


def height_by_width(need: Callable[[float], float], width: int) -> Height:
    """Return the height of a text page as a step function of :data:`WIDTHS`; ``need`` returns it for a content width, without padding."""
    needs = [round(need(column - 2 * PADDING) + 2 * PADDING + 1) for column in WIDTHS]
    last = max(column for column in WIDTHS if column <= width)
    steps = [
        f"min({here}px,({until}px - 100cqi)*9999)"
        for here, there, until in zip(needs, needs[1:], WIDTHS[1:], strict=False)
        if here > there
    ]
    rule = f"max({','.join([f'{needs[-1]}px', *steps])})" if steps else f"{needs[-1]}px"
    return Height(rule, max(needs), width, needs[WIDTHS.index(last)])


@dataclass(frozen=True)
class Frame:
    """An embeddable page: ``own`` is its address, which ends with ``embed/``, ``here`` that of its page, both below the site's root.

    ``measure`` returns its height; ``body`` the escaped HTML between heading and credit, and the CSS it needs; ``what``
    is the label of the link back; ``colours`` are values of CSS variables, light and dark, beside those of the theme.
    """

    own: str
    here: str
    title: str
    what: str
    credit: Credit
    site: Site
    measure: Callable[[], Height]
    body: Callable[[], tuple[str, str]]
    colours: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})

    @cached_property
    def height(self) -> Height:
        """The height of its iframe."""
        return self.measure()

    @property
    def address(self) -> str:
        """Its public address, or the link from its page if the site's address is unknown."""
        return self.site.address(self.own) or relative_link(self.here, self.own)

    @property
    def oembed(self) -> str:
        """Path of its oEmbed response below the site's root."""
        return self.own.removesuffix("embed/") + OEMBED

    def page(self) -> bytes:
        """Return the HTML page."""
        site, body, style = self.site, *self.body()
        back = escape(relative_link(self.own, self.here))
        answer = site.address(self.oembed)
        words = f"{self.title} {body} {self.credit.sources}"
        own = any(typeface for typeface, _ in runs_of(words))  # then the stylesheet of the site's own fonts, too
        fonts = FONTS.replace(FONT, f"{FONT}, {OWN_FONTS}") if own else FONTS
        sheet = f'<link rel="stylesheet" href="{relative_link(self.own, OWN_FONTS_SHEET)}">' if own else ""
        used = {*_VARIABLE.findall(_STYLE + style + body)}
        common = _STYLE.format(
            light=_css_variables({**LIGHT, **self.colours[0]}, used), dark=_css_variables({**DARK, **self.colours[1]}, used), font=f"'{FONT}'", fonts=fonts,
            font_at=relative_link(self.own, FONT_FILE), broad=MAX_WIDTH, padding=PADDING, text=TEXT, heading=HEADING, line=LINE,
        )  # fmt: skip
        styles = f"'{hash_of(common + style)}'" + (" 'self'" if sheet else "")
        allowed = POLICY.format(styles)
        above = "".join(
            f"<p>{escape(line)}</p>" for line in (self.credit.note, self.credit.corrected, self.credit.sources) if line
        )
        licence = " " + escape(gettext("Licence: %(licence)s", licence=site.licence)) + "." if site.licence else ""
        direction = ' dir="rtl"' if right_to_left(site.language) else ""
        return (
            f'<!doctype html>\n<html lang="{escape(site.language)}"{direction}><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f'<title>{escape(self.title)}</title><link rel="canonical" href="{escape(self.credit.page or back)}">'
            + (f'<link rel="alternate" type="application/json+oembed" href="{escape(answer)}">' if answer else "")
            + f'{sheet}<base target="_blank"><style>{common}{style}</style></head>\n'
            f"<body><main><h1>{escape(self.title)}</h1>\n{body}\n{above}"
            f'<p>{self.what}: <a href="{back}">{escape(self._origin)}</a>.{licence}</p></main></body></html>\n'
        ).encode()

    @property
    def snippet(self) -> str:
        """The HTML that embeds it, with the height computed from the width."""
        return (
            f'<div style="container-type:inline-size;width:100%"><iframe src="{escape(self.address)}" title="{escape(self.title)}" '
            f'width="100%" height="{self.height.enough}" loading="lazy" style="border:0;height:{self.height.rule}"></iframe></div>'
        )

    def answer(self) -> bytes:
        """Return the oEmbed response (https://oembed.com, version 1.0), which a static host serves as a file."""
        site = self.site
        response = {
            "version": "1.0",
            "type": "rich",
            "title": self.title,
            "author_name": site.name,
            "author_url": self.credit.page,
            "provider_name": site.name,
            "provider_url": site.address(""),
            "cache_age": 86400,
            "html": self.snippet,
            "width": self.height.width,
            "height": self.height.at_width,
        }
        return (
            json.dumps({key: value for key, value in response.items() if value}, ensure_ascii=False) + "\n"
        ).encode()

    @property
    def _origin(self) -> str:
        return self.site.name or gettext("the page it comes from")


def surrounding_height(title: str, what: str, credit: Credit, site: Site, room: float) -> float:
    """Return the height of the heading and the credit wrapped at ``room`` pixels."""
    licence = " " + gettext("Licence: %(licence)s", licence=site.licence) + "." if site.licence else ""
    lines = (
        credit.note,
        credit.corrected,
        credit.sources,
        f"{what}: {site.name or gettext('the page it comes from')}.{licence}",
    )
    return (
        10 + text_height(title, room, HEADING, "semibold") + sum(6 + text_height(line, room) for line in lines if line)
    )


def relative_link(start: str, to: str) -> str:
    """Return the relative link between two addresses below the site's root; a page's address ends with a slash."""
    return _relative_from_folder(posixpath.dirname("/" + start) or "/", to)


@lru_cache(maxsize=20_000)
def _relative_from_folder(folder: str, to: str) -> str:
    path, _, anchor = to.partition("#")
    link = posixpath.relpath("/" + urlsplit(path).path, folder)
    return link + ("/" if path.endswith("/") or not path else "") + (f"#{anchor}" if anchor else "")


def rebased_link(own: str, here: str, href: str) -> str:
    """Rebase a relative link from the page ``here`` to the page ``own``; one to another site is unchanged."""
    there = urljoin(f"https://site.invalid/{here}", href)
    path = there.removeprefix("https://site.invalid/")
    return there if path == there else relative_link(own, path)


def _css_variables(theme: dict[str, str], used: set[str]) -> str:
    return ";".join(f"{variable}:{colour}" for variable, colour in theme.items() if variable in used)
