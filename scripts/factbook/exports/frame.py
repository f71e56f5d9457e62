"""A page for other sites' frames: one small HTML file without JavaScript, light and dark, with its credit and the way back.

A frame does not grow with its content, and a script of ours on a foreign page is more than a newsroom should ask
for. So the snippet computes the height from the width that the frame is given: the width of the column is known as
``100cqi``, as the element around the frame is a container (CSS Containment, level 3; in browsers since 2023). Older
browsers drop the rule and take the attribute ``height``, which is enough for every width.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit

from markupsafe import escape

from ..charts import DARK, LIGHT
from ..charts.text_metrics import Weight, wrap
from ..charts.theme import FONT, FONTS
from ..integrity import hash_of
from ..site import Site
from .credit import Credit

LIMIT: Final = 40_000
"""Bytes that a page for frames may have."""
BROAD: Final = 720
"""The page never grows beyond so many pixels."""
PADDING: Final = 12
WIDTHS: Final = (280, 320, 360, 420, 520, 680)
"""Widths of a column, in pixels, at which the height of a page of text is worked out; it holds up to the next one."""
FONT_FILE: Final = "assets/fonts/factbook-sans.woff2"
"""Address of the page's font, below the site's root."""
POLICY: Final = "default-src 'none'; style-src '{}'; font-src 'self'; base-uri 'none'; form-action 'none'"
"""What the page may load, its font and the style of this hash apart: nothing. Source: https://www.w3.org/TR/CSP3/."""
OEMBED: Final = "embed/oembed.json"
"""How the path of an oEmbed answer ends."""
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


def high(text: str, room: float, size: float = TEXT, weight: Weight = "regular", line: float = LINE) -> float:
    """The height of a text in lines of ``room`` pixels; a little less room is reckoned with, for other fonts."""
    return len(wrap(text, room * 0.96, size, weight, lines=99)) * size * line


@dataclass(frozen=True, slots=True)
class Height:
    """How high a frame has to be, in pixels: by a rule of CSS, for every width, and at the ``width`` that suits best."""

    rule: str
    enough: int
    width: int
    at_width: int


def stepped(need: Callable[[float], float], width: int) -> Height:
    """The height of a page of text; ``need`` gives it for a room of so many pixels, padding apart."""
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
    """What other sites can show in a frame: ``own`` is its address, which ends with ``embed/``, ``here`` that of the page it comes from, both below the site's root.

    ``measure`` works out its height; ``body`` gives the HTML between the heading and the credit, in which everything is
    escaped, and the style it needs; ``what`` begins the line of its origin.
    """

    own: str
    here: str
    title: str
    what: str
    credit: Credit
    site: Site
    measure: Callable[[], Height]
    body: Callable[[], tuple[str, str]]

    @cached_property
    def height(self) -> Height:
        """How high its frame has to be."""
        return self.measure()

    @property
    def address(self) -> str:
        """Its public address, or the link from its page where the site does not know its own."""
        return self.site.address(self.own) or relative(self.here, self.own)

    @property
    def oembed(self) -> str:
        """Where its oEmbed answer lies, below the site's root."""
        return self.own.removesuffix("embed/") + OEMBED

    def page(self) -> bytes:
        """The page itself."""
        site, body, style = self.site, *self.body()
        back = escape(relative(self.own, self.here))
        answer = site.address(self.oembed)
        used = {*_VARIABLE.findall(_STYLE + style + body)}
        common = _STYLE.format(
            light=_declared(LIGHT, used), dark=_declared(DARK, used), font=f"'{FONT}'", fonts=FONTS,
            font_at=relative(self.own, FONT_FILE), broad=BROAD, padding=PADDING, text=TEXT, heading=HEADING, line=LINE,
        )  # fmt: skip
        allowed = POLICY.format(hash_of(common + style))
        sources = f"<p>{escape(self.credit.sources)}</p>" if self.credit.sources else ""
        licence = f" Licence: {escape(site.licence)}." if site.licence else ""
        return (
            f'<!doctype html>\n<html lang="{escape(site.language)}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f'<title>{escape(self.title)}</title><link rel="canonical" href="{escape(self.credit.page or back)}">'
            + (f'<link rel="alternate" type="application/json+oembed" href="{escape(answer)}">' if answer else "")
            + f'<base target="_blank"><style>{common}{style}</style></head>\n'
            f"<body><main><h1>{escape(self.title)}</h1>\n{body}\n{sources}"
            f'<p>{self.what}: <a href="{back}">{escape(self._origin)}</a>.{licence}</p></main></body></html>\n'
        ).encode()

    @property
    def snippet(self) -> str:
        """The HTML that shows it in a page, as high as its width lets it be."""
        return (
            f'<div style="container-type:inline-size;width:100%"><iframe src="{escape(self.address)}" title="{escape(self.title)}" '
            f'width="100%" height="{self.height.enough}" loading="lazy" style="border:0;height:{self.height.rule}"></iframe></div>'
        )

    def answer(self) -> bytes:
        """What an oEmbed consumer asks for (https://oembed.com, version 1.0); a static host has it as a file."""
        site = self.site
        said = {
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
        return (json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False) + "\n").encode()

    @property
    def _origin(self) -> str:
        return self.site.name or "the page it comes from"


def around(title: str, what: str, credit: Credit, site: Site, room: float) -> float:
    """The height of the heading and the credit in so many pixels of room."""
    licence = f" Licence: {site.licence}." if site.licence else ""
    lines = (credit.sources, f"{what}: {site.name or 'the page it comes from'}.{licence}")
    return 10 + high(title, room, HEADING, "semibold") + sum(6 + high(line, room) for line in lines if line)


def relative(start: str, to: str) -> str:
    """The relative link between two addresses below the site's root; a page's address ends with a slash."""
    return _between(posixpath.dirname("/" + start) or "/", to)


@lru_cache(maxsize=20_000)
def _between(folder: str, to: str) -> str:
    path, _, anchor = to.partition("#")
    link = posixpath.relpath("/" + urlsplit(path).path, folder)
    return link + ("/" if path.endswith("/") or not path else "") + (f"#{anchor}" if anchor else "")


def moved(own: str, here: str, href: str) -> str:
    """A link that stands on the page ``here``, as it reads on the page ``own``; one to another site stays as it is."""
    there = urljoin(f"https://site.invalid/{here}", href)
    path = there.removeprefix("https://site.invalid/")
    return there if path == there else relative(own, path)


def _declared(theme: dict[str, str], used: set[str]) -> str:
    return ";".join(f"{variable}:{colour}" for variable, colour in theme.items() if variable in used)
