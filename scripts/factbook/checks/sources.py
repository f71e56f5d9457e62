"""Checks of sources against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..factbook import Factbook
from ..kinds import Source
from ..problems import quote
from .registry import Finding, check

_TRACKING: Final = re.compile(r"utm_.*|[a-z]{1,3}clid|mc_[ce]id|igshid|_ga|ref_src", re.IGNORECASE)
"""Parameters that say by which way a reader came; the page is the same without them."""


@check("same-address")
def one_source_for_an_address(book: Factbook) -> Iterator[Finding]:
    """Two sources have different addresses, unless they are versions of one page, each with an archived copy of its own."""
    first: dict[str, Source] = {}
    for source in book.of(Source).values():
        if not source.url:
            continue
        other = first.setdefault(_normalized(source.url), source)
        versions = source.archived_url and other.archived_url and source.archived_url != other.archived_url
        if other is not source and not versions:
            message = f"must be the address of this source alone, found that of {other.id!r}, {quote(other.url)}"
            yield source.where("url"), message, f"(leave this source out, and name {other.id!r} in its place)"


def _normalized(url: str) -> str:
    """Return what two addresses of one page have in common: no scheme, ``www.``, usual port, tracking or last slash."""
    parts = urlsplit(url)
    host = re.sub(r":(80|443)$", "", parts.netloc.lower()).removeprefix("www.")
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    fragment = parts.fragment.partition(":~:")[0]  # https://wicg.github.io/scroll-to-text-fragment
    return f"{host}{parts.path.rstrip('/')}?{urlencode(query)}#{fragment}"
