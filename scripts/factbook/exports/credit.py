"""What is said under a chart that leaves the site: where its figures were read, who drew it, what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..charts import Row
from ..factbook import Factbook
from ..kinds import Source
from ..site import Site
from ..words import short_name

MAX_PUBLISHERS: Final = 6
"""So many publishers are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The two lines under a chart, and the page it comes from where that has an address."""

    sources: str
    origin: str
    page: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that say anything."""
        return tuple(line for line in (self.sources, self.origin) if line)


def credit_for(book: Factbook, rows: Sequence[Row], site: Site, page: str) -> Credit:
    """The credit of a chart with these rows, on that page."""
    names = list(dict.fromkeys(short_name(book, publisher) for publisher in _publishers(book, rows)))
    more = len(names) - MAX_PUBLISHERS
    listed = ", ".join(names[:MAX_PUBLISHERS]) + (f" and {more} more" if more > 0 else "")
    address = site.address(page)
    parts = [
        f"Chart: {site.name}" if site.name else "",
        address or "",
        f"Licence: {site.licence}" if site.licence else "",
    ]
    origin = " · ".join(part for part in parts if part)
    return Credit(f"Source{'s' if len(names) > 1 else ''}: {listed}" if names else "", origin, address)


def _publishers(book: Factbook, rows: Sequence[Row]) -> Iterator[str]:
    """Who published the documents that the rows were read in, in the order of the rows."""
    for row in rows:
        fact = book.named.get(row.ref or "")
        for source in fact.descriptor.credited_sources(fact) if fact else ():
            document = book.of(Source).get(source)
            if document:
                yield document.publisher
