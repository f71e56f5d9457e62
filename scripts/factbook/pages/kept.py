"""What a build keeps on disk of each page: what it has read, and what the pages of the next build ask of it.

A page whose look-ups (:mod:`.memory`) give the same results would be made of the same, to the byte, so its files can be taken
from the site of the last build. Whoever does so has to make sure that theme, settings and engine are the same, too, and that
the site was not touched. All is plain JSON, so that what stands in the cache folder can mislead a build, but not run.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

ALL: Final = ("*",)
"""The key of a look-up of a whole collection."""
Query = tuple[str, object]
"""The name of a collection, and the key looked up in it, or :data:`ALL`."""
NO_MORE: Final[Mapping[str, Any]] = MappingProxyType({})


class Doubt(Exception):
    """A page of the last build may not be what this build would make of it: all pages have to be made."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page: the digest of its ``inputs`` and what it ``read``; for other pages its title, links, ids, and the ``names`` it prints.

    ``front`` is its front matter, ``modified`` the day of its last change, ``above`` the digest of what its head shows of
    other pages, ``files`` the paths of the files beside it.
    """

    inputs: str
    read: tuple[Query, ...]
    title: str = ""
    front: str = ""
    modified: str = ""
    above: str = ""
    names: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    links: tuple[tuple[Any, ...], ...] = ()
    idents: tuple[str, ...] | None = None
    files: tuple[str, ...] = ()

    @property
    def meta(self) -> Mapping[str, Any]:
        """So much of the front matter as the sitemap asks for."""
        return {"updated": dt.date.fromisoformat(self.modified)} if self.modified else {}


@dataclass(frozen=True, slots=True)
class Kept:
    """All pages of a build by name, the digests of what they read, and what a publisher keeps beside them (``more``, as JSON)."""

    pages: Mapping[str, KeptPage] = field(default_factory=dict)
    results: Mapping[Query, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=lambda: NO_MORE)

    def dumps(self) -> str:
        """Return all as JSON."""
        queries = {query: number for number, query in enumerate(self.results)}
        pages = {
            name: [[queries[query] for query in page.read], *(getattr(page, each) for each in _FIELDS)]
            for name, page in self.pages.items()
        }
        results = [[*query, digest] for query, digest in self.results.items()]
        return json.dumps([results, pages, dict(self.more)], ensure_ascii=False, separators=(",", ":"))


_FIELDS: Final = tuple(each for each in KeptPage.__dataclass_fields__ if each != "read")


def loads(text: str) -> Kept:
    """Return what :meth:`Kept.dumps` made a text of. Raises :class:`ValueError` on any other."""
    try:
        listed, pages, more = json.loads(text)
        results = {(name, _tuple(key)): digest for name, key, digest in listed}
        queries = list(results)
        return Kept(
            {
                name: KeptPage(
                    read=tuple(queries[number] for number in read),
                    **dict(zip(_FIELDS, map(_tuple, values), strict=True)),
                )
                for name, (read, *values) in pages.items()
            },
            results,
            more,
        )
    except (TypeError, LookupError, RecursionError) as error:
        raise ValueError(f"no record of pages: {error}") from error


def storable(read: Iterable[Query]) -> bool:
    """Whether look-ups can be told in JSON: by names, or several of them."""
    return all(
        isinstance(key, str) or (isinstance(key, tuple) and all(isinstance(each, str) for each in key))
        for _, key in read
    )


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
