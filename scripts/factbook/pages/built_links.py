"""Check the links of a finished site, as browsers follow them: those of the theme, the templates and the engine's blocks too.

:mod:`.link_check` has told editors of their own dead links by then, at their places; what is found here is a mistake of a
theme, a template or a setting.
"""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_UNREAD: Final = re.compile(r"<(?:!--.*?-->|((script|style)\b[^>]*>).*?</\2\s*>)", re.DOTALL | re.IGNORECASE)
_VALUE: Final = r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+))"
_ADDRESS: Final = re.compile(r"<[A-Za-z][^<>]*?\s(?=(?:xlink:)?(?:href|src|action|poster|popovertarget)\s*=)[^<>]*>")
_ATTRIBUTE: Final = re.compile(rf"\s([^\s\"'<>/=]+)(?:{_VALUE})?")
"""Any attribute with its value, so that no text within a value is taken for an attribute."""
_LINKING: Final = frozenset({"href", "src", "action", "poster", "popovertarget"})
_ID: Final = re.compile(rf"\s[iI][dD]{_VALUE}")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that leads nowhere: the page and line where it is first, its address, what is missing, and on how many pages it is."""

    page: str
    line: int
    address: str
    missing: str
    pages: int

    def __str__(self) -> str:
        more = f" (and on {self.pages - 1} more pages)" if self.pages > 1 else ""
        return f"{self.page}:{self.line}: must lead to {self.missing}, found {self.address!r}{more}"


class Linked(NamedTuple):
    """What is known of a page whose links all lead somewhere: its ids, and the files and anchors that they lead to."""

    idents: tuple[str, ...]
    targets: tuple[tuple[str, str], ...]


def dead_built_links(site: Path, url: str, linked: dict[str, Linked] | None = None) -> list[DeadLink]:
    """Return the dead links of the site built in a folder, which is published at ``url`` (may be empty); each target once.

    A page that is in ``linked`` is not read again, unless what it links to is gone; the others are added.
    """
    base, known = urlsplit(url), {} if linked is None else linked
    files = {(Path(here) / name).relative_to(site).as_posix() for here, _, names in os.walk(site) for name in names}

    @cache
    def idents(path: str) -> frozenset[str]:
        if path in known:
            return frozenset(known[path].idents)
        found = _ID.finditer(_markup_of(site / path))
        return frozenset(html.unescape(match[1] or match[2] or match[3] or "") for match in found)

    def leads_to(page: str, kind: str, address: str) -> tuple[str, str] | None:
        """Return the file and anchor that an address on a page leads to; ``None`` for one that leads elsewhere.

        Raises :class:`ValueError` with what it should be.
        """
        if kind == "popovertarget":
            if address not in idents(page):
                raise ValueError(f"the element {address!r} of {page}")
            return page, address
        try:
            parts = urlsplit(address)
        except ValueError:
            raise ValueError("an address") from None
        if parts.scheme or parts.netloc:
            own = base.netloc and (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
            if not own or not parts.path.startswith(base.path):
                return None
        path = unquote(parts.path)
        if path.startswith("/"):
            if not path.startswith(base.path or "/"):
                raise ValueError(f"an address below {base.path}")
            target = path[len(base.path or "/") :]
        else:
            target = posixpath.join(posixpath.dirname(page), path) if path else page
        folder = target.endswith("/") or posixpath.basename(target) in ("", ".", "..")
        target = posixpath.normpath(target) if target else "."
        target = (
            posixpath.normpath(posixpath.join(target, "index.html"))
            if folder or f"{target}/index.html" in files
            else target
        )
        anchor = unquote(parts.fragment.partition(":~:")[0])
        return target, "" if anchor == "top" or not target.endswith(".html") else anchor

    def missing(target: str, anchor: str) -> str:
        """Return what there is not of a file and an anchor."""
        if target not in files:
            return f"the file {target}"
        return f"the anchor {anchor!r} of {target}" if anchor and anchor not in idents(target) else ""

    def still_leads(page: str) -> bool:
        return all(
            not missing(target, anchor) and f"{target}/index.html" not in files
            for target, anchor in known[page].targets
        )

    found: dict[str, DeadLink] = {}
    for page in sorted(path for path in files if path.endswith(".html")):
        if page in known and still_leads(page):
            continue
        text, targets, dead = _markup_of(site / page), dict[tuple[str, str], None](), len(found)
        for kind, address, position in _links_of(text):
            try:
                target = leads_to(page, kind, address)
                what = missing(*target) if target else ""
            except ValueError as error:
                target, what = None, str(error)
            if target:
                targets[target] = None
            if what:
                line = text.count("\n", 0, position) + 1
                first = found.get(what) or DeadLink(page, line, address, what, 0)
                found[what] = DeadLink(
                    first.page, first.line, first.address, what, first.pages + (first.page != page or not first.pages)
                )
        if len(found) == dead:
            known[page] = Linked(tuple(idents(page)), tuple(targets))
    return list(found.values())


def _markup_of(path: Path) -> str:
    """Return a page without comments and what is no markup in scripts and styles; with all its lines."""

    def kept(match: re.Match[str]) -> str:
        tag = f"<{match[1]}" if match[1] else ""
        return tag + "\n" * match[0].count("\n", len(tag))

    return _UNREAD.sub(kept, path.read_text(encoding="utf-8", errors="replace"))


def _links_of(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the attribute, address and position of each link of a page, each address once."""
    seen: set[tuple[str, str]] = set()
    for tag in _ADDRESS.finditer(text):
        for match in _ATTRIBUTE.finditer(tag[0]):
            one = match[1].lower().removeprefix("xlink:"), html.unescape(match[2] or match[3] or match[4] or "").strip()
            if one[0] in _LINKING and one not in seen:
                seen.add(one)
                yield *one, tag.start()
