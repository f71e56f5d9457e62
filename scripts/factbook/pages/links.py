"""Addresses below the site's root, relative links between them, and redirect pages."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from ..kinds import Fact
from ..site import Site
from .policy import with_policy


@dataclass(frozen=True, slots=True)
class Address:
    """A Markdown path below ``docs/`` and an anchor on that page (may be empty)."""

    path: str
    anchor: str = ""


def anchor_of(fact: Fact) -> str:
    """Return a fact's anchor on a page with several: its own id."""
    return fact.id


def card_id(ref: str) -> str:
    """Return the HTML id of a fact's source card."""
    return "card-" + ref.replace("/", "--").replace(":", "-")


def url_of(path: str) -> str:
    """Return a page's address from the site's root, with directory addresses: ``counts/visitors.md`` → ``counts/visitors/``."""
    folder, name = posixpath.split(path)
    stem = name.removesuffix(".md")
    is_index = stem in ("index", "README")  # which MkDocs takes for one
    return posixpath.join(folder, "" if is_index else f"{stem}/") if path.endswith(".md") else path


@lru_cache(maxsize=100_000)
def href(start: str, to: Address) -> str:
    """Return the relative link from the page at ``start`` to an address."""
    anchor = f"#{to.anchor}" if to.anchor else ""
    if start == to.path and anchor:
        return anchor
    target, base = url_of(to.path), url_of(start)
    relative = posixpath.relpath("/" + target, "/" + base)
    slash = "/" if target.endswith("/") or target == "" else ""
    return f"{relative}{slash}{anchor}"


def address(addresses: Mapping[str, Address], fact: Fact) -> Address | None:
    """Return where a fact can be read: a part of another, as a claim of its count, at its anchor on that one's page, or there in a list."""
    if fact.whole:
        there = addresses.get(fact.whole)
        return Address(there.path, there.anchor or anchor_of(fact)) if there else None
    return addresses.get(fact.qualified)


def permalink(addresses: Mapping[str, Address], fact: Fact) -> str | None:
    """Return the path below the site's root at which a fact can be read, with its anchor."""
    there = address(addresses, fact)
    return url_of(there.path) + (f"#{there.anchor}" if there.anchor else "") if there else None


def redirect_page(alias: str, to: Address, title: str, site: Site) -> bytes:
    """Return the HTML of a page that redirects without a script; browsers drop the anchor of the old address."""
    there = href(f"{alias}index.md", to)
    canonical = site.address(url_of(to.path)) or there.partition("#")[0]
    return with_policy(
        Markup(
            '<!doctype html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n<title>{}</title>\n'
            '<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={}">\n'
            '<link rel="canonical" href="{}">\n</head>\n<body>\n<p>This page is now at <a href="{}">{}</a>.</p>\n</body>\n</html>\n'
        ).format(site.language, title, there, canonical, there, title)
    ).encode()
