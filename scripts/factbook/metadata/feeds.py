"""Feeds of changes: Atom (RFC 4287) and JSON Feed 1.1, and the whole changelog as JSON."""

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
from ..pages.story import ATOM, JSON_FEED, Story
from ..site import Site
from ..values.formats import gettext
from .recent_changes import Change, newest_changes, recent_changes

CHANGELOG: Final = "data/changes.json"
MAX_FEED_ENTRIES: Final = 100
"""Maximum number of corrections in a feed, and of claims; the changelog has no limit."""
_TYPES: Final = {ATOM: "application/atom+xml", JSON_FEED: "application/feed+json"}
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"


def feed_files(story: Story) -> Iterator[File]:
    """Yield the feeds and the changelog; Atom requires a date, so a story without claims and corrections has no feeds."""
    entries = cache(partial(recent_changes, story))
    if story.feeds:
        folder = story.site.folder
        yield File(folder + ATOM, lambda: atom(story.site, newest_changes(entries(), MAX_FEED_ENTRIES)))
        yield File(folder + JSON_FEED, lambda: json_feed(story.site, newest_changes(entries(), MAX_FEED_ENTRIES)))
    if not story.first:
        yield File(CHANGELOG, lambda: changelog(story.site, entries()))


def feed_links(story: Story) -> Iterator[HeadLink]:
    """Yield the head links of the feeds."""
    for name, path in story.feeds.items():
        yield HeadLink("alternate", path, _TYPES[path.rpartition("/")[2]], f"{title_of(story.site)} ({name})")


def title_of(site: Site) -> str:
    """Return the title of the feeds."""
    return gettext("%(site)s: corrections and new claims", site=site.name or gettext("Facts"))


def public_link(site: Site, where: Address) -> str:
    """Return the public URL of an address, or the link from the site's root, where the feeds are, if the site has none."""
    path = url_of(where.path)
    return (site.address(path) or path) + (f"#{where.anchor}" if where.anchor else "")


def entry_id(site: Site, change: Change) -> str:
    """Return the permanent id of an entry, an IRI (RFC 4287): the fact's permalink, or a name-based UUID of site and fact.

    Where the fact has no address of its own, it is its name on the page that the entry leads to.
    """
    if site.url:
        own = change.where.anchor == change.ref.rpartition("/")[2]
        return public_link(site, change.where if own else Address(change.where.path, change.ref))
    return _urn(f"{site.name}/{change.sort}/{change.ref}")


@cache
def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def atom(site: Site, entries: Sequence[Change]) -> bytes:
    """Return the Atom feed; dates are midnight UTC, the newest entry's is the feed's."""
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": site.language})
    home = site.address(site.folder)
    _add(feed, "id", home or _urn(site.name + site.folder))
    _add(feed, "title", title_of(site))
    if site.description:
        _add(feed, "subtitle", site.description)
    _add(feed, "updated", _time(entries[0].date))
    _add(_add(feed, "author"), "name", site.name or gettext("The editors"))
    _add(feed, "link", rel="self", type="application/atom+xml", href=site.address(site.folder + ATOM) or ATOM)
    _add(feed, "link", rel="alternate", type="text/html", href=home or "./")
    for change in entries:
        entry = _add(feed, "entry")
        _add(entry, "id", entry_id(site, change))
        _add(entry, "title", change.title)
        _add(entry, "updated", _time(change.date))
        _add(entry, "published", _time(change.date))
        _add(entry, "link", rel="alternate", type="text/html", href=public_link(site, change.where))
        _add(entry, "category", term=change.sort)
        _add(entry, "content", change.text, type="text")
    ET.indent(feed, " ")
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def json_feed(site: Site, entries: Sequence[Change]) -> bytes:
    """Return the JSON Feed (https://jsonfeed.org/version/1.1), with URLs only if they are public, as it has no relative ones."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title_of(site),
        "home_page_url": site.address(site.folder),
        "feed_url": site.address(site.folder + JSON_FEED),
        "description": site.description,
        "language": site.language,
        "authors": [{"name": site.name or gettext("The editors")}],
        "items": [
            {
                "id": entry_id(site, change),
                **({"url": public_link(site, change.where)} if site.url else {}),
                "title": change.title,
                "content_text": change.text,
                "date_published": _time(change.date),
                "tags": [change.sort],
            }
            for change in entries
        ],
    }
    return _json({key: value for key, value in feed.items() if value})


def changelog(site: Site, entries: Sequence[Change]) -> bytes:
    """Return the changelog as JSON; ``fact`` is the fact's permanent name, ``path`` its link from the site's root."""
    rows = [
        {
            "type": change.sort,
            "date": change.date,
            "fact": change.ref,
            "path": public_link(Site(), change.where),
            "title": change.title,
            "text": change.text,
            **({"before": change.before} if change.before else {}),
            **({"after": change.after} if change.after else {}),
        }
        for change in entries
    ]
    return _json({"site": site.name, "url": site.address("") or "", "changes": rows})


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str = "", /, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
