"""What a page says of itself to machines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


class Link(NamedTuple):
    """A file of the site that the head of every page names: an icon, the manifest, a feed; ``path`` is below the site's root."""

    rel: str
    path: str
    type: str = ""
    title: str = ""
    sizes: str = ""


def _no_graph() -> str:
    return ""


@dataclass(frozen=True)
class Head:
    """The head of one page, for its publisher to print; texts are plain, and escaped where they are printed.

    ``type`` is one of Open Graph's. ``image`` is the public address of its picture (``width`` by ``height`` pixels), ``alt``
    what that shows; both are empty where the site does not know its own address. ``published`` and ``modified`` are
    ISO dates, or empty. ``links`` are those of every page, ``oembed`` where this page's answer to oEmbed lies, if it has one. ``graph`` gives its JSON-LD, safe inside a ``script`` element.
    """

    headline: str = ""
    description: str = ""
    type: str = "website"
    image: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    published: str = ""
    modified: str = ""
    links: tuple[Link, ...] = ()
    oembed: str = ""
    graph: Callable[[], str] = _no_graph
