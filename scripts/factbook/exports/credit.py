"""Credit line of an exported chart: publishers of the sources, site, licence."""

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
"""Publishers that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The two lines below an exported chart, and the public address of its page if known."""

    sources: str
    origin: str
    page: str | None

    @property
    def lines(self) -> tuple[str, ...]:
        """The non-empty lines."""
        return tuple(line for line in (self.sources, self.origin) if line)


def credit_for(book: Factbook, rows: Sequence[Row], site: Site, page: str) -> Credit:
    """Return the credit of a chart with these rows; ``page`` is its page's address below the site's root."""
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
    """Yield the publisher of each row's sources, in the order of the rows."""
    for row in rows:
        fact = book.named.get(row.ref or "")
        for source in fact.descriptor.credited_sources(fact) if fact else ():
            document = book.of(Source).get(source)
            if document:
                yield document.publisher
