"""Credit line of an exported chart: publishers of the sources, site, licence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..charts import Row
from ..factbook import Factbook
from ..kinds import Claim, Source
from ..site import Site
from ..values.formats import commas, gettext, ngettext
from ..views.corrected import concerns, newest_corrections
from ..words import field_words, label_of, short_name

MAX_PUBLISHERS: Final = 6
"""Publishers that are named; the others are counted."""
MAX_QUOTED: Final = 80
"""Characters of a corrected text that are quoted."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The lines below an exported chart, and the public address of its page if known; ``corrected`` and the editors' ``note`` may be empty."""

    sources: str
    origin: str
    page: str | None
    corrected: str = ""
    note: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The non-empty lines."""
        return tuple(line for line in (self.note, self.corrected, self.sources, self.origin) if line)


def credit_for(book: Factbook, rows: Sequence[Row], site: Site, page: str, note: str = "") -> Credit:
    """Return the credit of a chart with these rows; ``page`` is its page's address below the site's root."""
    read = list(documents(book, rows))
    firm = {document.publisher for document in read if document.quality != "C"}
    names, retold = (
        list(dict.fromkeys(short_name(book, each.publisher) for each in read if (each.publisher in firm) == kept))
        for kept in (True, False)
    )
    lines = [ngettext("Source: %(names)s", "Sources: %(names)s", len(names), names=_listed(names)) if names else ""]
    lines.append(
        (
            gettext("pages that only retell others: %(names)s", names=_listed(retold))
            if names
            else gettext("Pages that only retell others: %(names)s", names=_listed(retold))
        )
        if retold
        else ""
    )
    address = site.address(page)
    parts = [
        gettext("Chart: %(site)s", site=site.name) if site.name else "",
        address or "",
        gettext("Licence: %(licence)s", licence=site.licence) if site.licence else "",
    ]
    origin = " · ".join(part for part in parts if part)
    return Credit("; ".join(filter(None, lines)), origin, address, _notice(book, rows), note)


def _notice(book: Factbook, rows: Sequence[Row]) -> str:
    """Return the notice of the newest correction of what the rows print, and how many there are beside it; empty without any.

    The notes of claims are no part of an export.
    """
    claims = [claim for row in rows if (claim := book.claims.get(row.ref or ""))]
    printed = {*(row.ref for row in rows if row.ref), *(ref for claim in claims for ref in (claim.by, claim.count))}
    found = [
        each
        for each in newest_corrections(book)
        if concerns(book, each, printed) and not (each.fact in book.claims and each.field in ("note", "because"))
    ]
    if not found:
        return ""
    newest, *more = found
    before, after = (
        words if len(words) <= MAX_QUOTED else f"{words[: MAX_QUOTED - 1]}…" for words in (newest.before, newest.after)
    )
    beside = "; " + ngettext("%(num)s more on the page", "%(num)s more on the page", len(more)) if more else ""
    fact = book.named[newest.fact or ""]
    what = (
        f"{label_of(book, book.count_of(fact))}, {short_name(book, fact.by)}"
        if isinstance(fact, Claim)
        else label_of(book, fact)
    )
    field = f", {field_words(newest.field)}" if newest.field else ""
    return (
        gettext(
            "Corrected %(date)s (%(what)s): before, “%(before)s”; now, “%(after)s”",
            date=newest.date.words(),
            what=what + field,
            before=before,
            after=after,
        )
        + beside
    )


def newest_day(book: Factbook, rows: Sequence[Row]) -> str:
    """Return the newest day that claims among the rows, as far as they are still asserted, are about, in words; empty without claims."""
    dates = [
        claim.as_of for row in rows if (claim := book.claims.get(row.ref or "")) and claim.stands and claim.as_of.latest
    ]
    return max(dates, key=lambda date: date.last_day).words() if dates else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MAX_PUBLISHERS
    return commas(names[:MAX_PUBLISHERS]) + (
        " " + ngettext("and %(num)s more", "and %(num)s more", more) if more > 0 else ""
    )


def documents(book: Factbook, rows: Sequence[Row]) -> Iterator[Source]:
    """Yield the sources of each row, in the order of the rows."""
    for row in rows:
        fact = book.named.get(row.ref or "")
        for source in fact.descriptor.credited_sources(fact) if fact else ():
            document = book.of(Source).get(source)
            if document:
                yield document
