"""The content policy of a finished page: what it may load and run, written into the page itself.

Static hosts such as GitHub Pages send no headers of ours, so the policy stands in a ``meta`` element. Scripts
in the page run only where their hash is in the policy, and only a theme's own get one: what a page says runs nothing.
Source: Content Security Policy Level 3, https://www.w3.org/TR/CSP3/.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_TYPE: Final = re.compile(r"""\btype\s*=\s*["']?(?P<type>[^"'\s>]+)""", re.IGNORECASE)
_CODE: Final = frozenset(["", "module", "text/javascript", "application/javascript"])
_START: Final = re.compile(r"<meta charset=[^>]*>", re.IGNORECASE)
REFERRER: Final = "strict-origin-when-cross-origin"


def policy(html: str) -> str:
    """The policy for a page: its own site, and the scripts that stand in ``html``.

    Styles may stand in the page, as themes and charts set some by script; nothing is ever evaluated from text.
    """
    hashes = " ".join(dict.fromkeys(map(_hash, _inline(html))))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def with_policy(html: str, content: str = "") -> str:
    """The page with its policy, before anything that the policy is about. A page without a character set is left alone.

    ``content`` is what stands in the theme's frame, and no script in it may run, whoever wrote it there; nor may any other
    script where a theme changed the content, so that it is not found in the page.
    """
    frame = html.replace(content, "") if content in html else ""
    said = f'<meta http-equiv="Content-Security-Policy" content="{policy(frame)}"><meta name="referrer" content="{REFERRER}">'
    return _START.sub(lambda match: match[0] + said, html, count=1)


def _inline(html: str) -> list[str]:
    """The scripts whose code stands in the page; data in a script element is none."""
    found = []
    for match in _SCRIPT.finditer(html):
        kind = _TYPE.search(match["attributes"])
        if not _ELSEWHERE.search(match["attributes"]) and (kind["type"].lower() if kind else "") in _CODE:
            found.append(match["body"])
    return found


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
