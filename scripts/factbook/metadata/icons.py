"""Icons with the site's initials, and the web manifest that lists them."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from functools import partial
from typing import Final

from ..charts.png import outlined
from ..charts.text_metrics import width, without_font
from ..charts.theme import FONTS, PAPER
from ..exports import File, png_file
from ..pages.page import HeadLink
from ..pages.story import Story
from ..site import Site
from .share_image import ACCENT

MANIFEST: Final = "manifest.webmanifest"
SVG: Final = "icons/icon.svg"
SIZES: Final = (180, 192, 512)
"""Widths in pixels: Apple touch icon, and the two that a web manifest needs."""
SIDE: Final = 64
MAX_INITIALS: Final = 3
"""Maximum number of letters that are legible in a browser's tab."""


def icon_files(story: Story) -> Iterator[File]:
    """Yield the icons and the manifest."""
    yield File(SVG, lambda: outlined(icon_svg(story.site.name)).encode())
    for size in SIZES:
        yield png_file(f"icons/icon-{size}.png", partial(icon_svg, story.site.name), story.renderer, size / SIDE)
    yield File(MANIFEST, lambda: manifest(story.site))


def icon_links() -> Iterator[HeadLink]:
    """Yield the head links to the icons and the manifest."""
    yield HeadLink("icon", SVG, "image/svg+xml", sizes="any")
    yield HeadLink("icon", f"icons/icon-{SIZES[1]}.png", "image/png", sizes=f"{SIZES[1]}x{SIZES[1]}")
    yield HeadLink("apple-touch-icon", f"icons/icon-{SIZES[0]}.png")
    yield HeadLink("manifest", MANIFEST)


def initials(name: str) -> str:
    """Return the first letters of a name's words, those that a font can draw."""
    letters = [word[0] for word in name.split() if word[0].isalnum() and not without_font(word[0])]
    return "".join(letters[:MAX_INITIALS])


def icon_svg(name: str) -> str:
    """Return the icon as SVG."""
    letters = initials(name)
    size = min(40.0, 40 * 48 / (width(letters, 40, "semibold") or 1))
    text = (
        f'<text x="{SIDE / 2:g}" y="{SIDE / 2 + size * 0.34:.1f}" font-family="{FONTS}" font-size="{size:.1f}" font-weight="600" '
        f'text-anchor="middle" fill="{PAPER}">{html.escape(letters, quote=False)}</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{ACCENT}"/>{text if letters else ""}</svg>\n'
    )


def manifest(site: Site) -> bytes:
    """Return the web manifest (https://www.w3.org/TR/appmanifest/); URLs are relative to it, so that it works in any folder."""
    pngs = [{"src": f"icons/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES[1:]]
    members = {
        "name": site.name,
        "short_name": site.name if len(site.name) <= 12 else initials(site.name),
        "description": site.description,
        "lang": site.language,
        "start_url": ".",
        "scope": ".",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [{"src": SVG, "sizes": "any", "type": "image/svg+xml"}, *pngs],
    }
    text = json.dumps({key: value for key, value in members.items() if value}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()
