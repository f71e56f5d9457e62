"""The changes as feeds: Atom (RFC 4287), JSON Feed 1.1, and all of them for programs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any, Final
from xml.etree import ElementTree as ET

from ..exports import File
from ..pages.links import Address, url_of
from ..pages.page import HeadLink
from ..pages.story import Story
from ..site import Site
from .changes import Change, any_change, changes

ATOM: Final = "feed.atom"
JSON: Final = "feed.json"
ALL: Final = "data/changes.json"
MOST: Final = 100
"""Entries of a feed; the file of all changes has no limit."""
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"


def files(story: Story) -> Iterator[File]:
    """The feeds and the file of changes; an Atom feed has a date, so a story without any dated change has no feeds."""
    found = cache(partial(changes, story))
    if any_change(story):
        yield File(ATOM, lambda: atom(story.site, found()[:MOST]))
        yield File(JSON, lambda: json_feed(story.site, found()[:MOST]))
    yield File(ALL, lambda: changelog(story.site, found()))


def links(story: Story, made: Sequence[str]) -> Iterator[HeadLink]:
    """What the head of every page names of the files that were made."""
    title = title_of(story.site)
    for path, mime in ((ATOM, "application/atom+xml"), (JSON, "application/feed+json")):
        if path in made:
            yield HeadLink("alternate", path, mime, title)


def title_of(site: Site) -> str:
    """What the feeds are called."""
    return f"{site.name or 'Facts'}: corrections and new claims"


def link(site: Site, where: Address) -> str:
    """The public address of a page and anchor, or the link from the site's root, where the feeds lie."""
    path = url_of(where.path)
    return (site.address(path) or path) + (f"#{where.anchor}" if where.anchor else "")


def ident(site: Site, change: Change) -> str:
    """A permanent name, an IRI as Atom needs it: the fact's permalink, or one made from the names of site and fact."""
    if site.url:
        return link(site, change.where) if change.where.anchor else f"{link(site, change.where)}#{change.ref}"
    return _named(f"{site.name}/{change.sort}/{change.ref}")


@cache
def _named(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def atom(site: Site, entries: Sequence[Change]) -> bytes:
    """The feed as XML; dates are days, at midnight UTC, and the newest entry's is the feed's."""
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": site.language})
    home = site.address("")
    _add(feed, "id", home or _named(site.name))
    _add(feed, "title", title_of(site))
    if site.description:
        _add(feed, "subtitle", site.description)
    _add(feed, "updated", _time(entries[0].date))
    _add(_add(feed, "author"), "name", site.name or "The editors")
    _add(feed, "link", rel="self", type="application/atom+xml", href=site.address(ATOM) or ATOM)
    _add(feed, "link", rel="alternate", type="text/html", href=home or "./")
    for change in entries:
        entry = _add(feed, "entry")
        _add(entry, "id", ident(site, change))
        _add(entry, "title", change.title)
        _add(entry, "updated", _time(change.date))
        _add(entry, "published", _time(change.date))
        _add(entry, "link", rel="alternate", type="text/html", href=link(site, change.where))
        _add(entry, "category", term=change.sort)
        _add(entry, "content", change.text, type="text")
    ET.indent(feed, " ")
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def json_feed(site: Site, entries: Sequence[Change]) -> bytes:
    """The feed as JSON (https://jsonfeed.org/version/1.1); addresses only where they are public, as it has no relative ones."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(site),
        "home_page_url": site.address(""),
        "feed_url": site.address(JSON),
        "description": site.description,
        "language": site.language,
        "authors": [{"name": site.name or "The editors"}],
        "items": [
            {
                "id": ident(site, change),
                **({"url": link(site, change.where)} if site.url else {}),
                "title": change.title,
                "content_text": change.text,
                "date_published": _time(change.date),
                "tags": [change.sort],
            }
            for change in entries
        ],
    }
    return _dumped({key: value for key, value in feed.items() if value})


def changelog(site: Site, entries: Sequence[Change]) -> bytes:
    """Every change; ``fact`` is its permanent name, ``path`` where it can be read below the site's root."""
    rows = [
        {
            "type": change.sort,
            "date": change.date,
            "fact": change.ref,
            "path": link(Site(), change.where),
            "title": change.title,
            "text": change.text,
            **({"before": change.before} if change.before else {}),
            **({"after": change.after} if change.after else {}),
        }
        for change in entries
    ]
    return _dumped({"site": site.name, "url": site.address("") or "", "changes": rows})


def _dumped(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
