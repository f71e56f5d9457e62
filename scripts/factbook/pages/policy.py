"""The content security policy of a finished page, written into the page itself.

Threat (SECURITY.md): a file beside the pages that a browser runs.

Static hosts such as GitHub Pages send no headers of ours, so the policy stands in a ``meta`` element.
Source: Content Security Policy Level 3, https://www.w3.org/TR/CSP3/.

Scripts run by hash alone. ``'self'`` would let any file that lies beside the pages be a script, and a path can only be
listed with a host, which a site that is served at several addresses, or does not know its own, cannot name. So each
script of the theme is listed by the hash of its bytes, and its element has the same hash as ``integrity``, by which a
browser matches a file (CSP3, section 8.4; Chromium 59, Firefox 116, Safari 15.6). An older browser refuses the script,
and the page is read without it. Nothing else has a hash: no attached file, and no code in what a page says. (WebKit
reports a script that it fetches ahead, where it does not look at ``integrity`` yet, and runs it all the same.)

Styles, fonts and workers cannot be listed by hash where they are files, so ``'self'`` stands for them here, and
``assets/site.js`` narrows it down to the folders of the theme when it runs, before the page's content is read: a
policy that is added later can only take away. Without scripts a browser still takes a file for a style or a worker only
if it is served as one, and no attached file is (:data:`factbook.pages.attachments.TYPES`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..integrity import hash_of

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^<>]*)>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_FILE: Final = re.compile(r'<script\b[^<>]*?\ssrc="(?P<address>[^"]*)"', re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_TYPE: Final = re.compile(r"""\btype\s*=\s*["']?(?P<type>[^"'\s>]+)""", re.IGNORECASE)
_CODE: Final = frozenset(["", "module", "text/javascript", "application/javascript"])
_START: Final = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
_LISTED: Final = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src'
REFERRER: Final = "strict-origin-when-cross-origin"


def policy(hashes: tuple[str, ...]) -> str:
    """Return the policy of a page that runs the scripts of these hashes (``sha256-…``) and evaluates no text."""
    scripts = " ".join(f"'{each}'" for each in dict.fromkeys(hashes)) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def with_policy(html: str, content: str = "", scripts: Mapping[str, str] | None = None) -> str:
    """Return the page with its policy, before anything that it applies to; a page without a character set is returned as it is.

    ``scripts`` are the hashes of the theme's script files by their paths below the site's root, such as
    ``assets/site.js``; an element that names one gets it as ``integrity``, so that another file in its place does not run.
    ``content`` is the HTML inside the theme's frame, no code in which may run, whoever wrote it; if a theme changed it,
    so that it is not found in the page, no inline script runs at all.
    """
    hashes = scripts or {}
    used: list[str] = []

    def with_integrity(element: re.Match[str]) -> str:
        integrity = _hash_at(element["address"], hashes)
        used.extend([integrity] if integrity else [])
        return f'{element[0]} integrity="{integrity}"' if integrity else element[0]

    page = _FILE.sub(with_integrity, html)
    frame = html.replace(content, "") if content in html else ""
    allowed = policy((*used, *map(hash_of, _inline(frame))))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{allowed}"><meta name="referrer" content="{REFERRER}">'
    return _START.sub(lambda match: match[0] + meta, page, count=1)


def unlisted(html: str, scripts: Mapping[str, str]) -> list[str]:
    """Return the addresses of scripts in a page that its policy blocks, as they are no files of the theme."""
    return [each["address"] for each in _FILE.finditer(html) if not _hash_at(each["address"], scripts)]


def allowing(html: bytes, script: bytes) -> bytes:
    """Add the hash of one more script to the policy of a page from :func:`with_policy`."""
    listed = _LISTED.encode()
    return html.replace(listed, listed + f" '{hash_of(script)}'".encode(), 1)


def _hash_at(address: str, scripts: Mapping[str, str]) -> str | None:
    """Return the hash of the file at an address, matched by its end, as it may be relative or hold the path of the site."""
    parts = address.split("?")[0].split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((scripts[path] for path in ends if path in scripts), None)


def _inline(html: str) -> list[str]:
    """Return the code of the inline scripts in a page; data in a script element is no code."""
    code = []
    for match in _SCRIPT.finditer(html):
        kind = _TYPE.search(match["attributes"])
        if not _ELSEWHERE.search(match["attributes"]) and (kind["type"].lower() if kind else "") in _CODE:
            code.append(match["body"])
    return code
