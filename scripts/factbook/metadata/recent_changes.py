"""Changelog entries: corrections, newer figures and new claims, each dated from the facts themselves by the day it entered the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from ..factbook import Factbook
from ..kinds import Claim, Correction, Count, Fact, Source
from ..pages.links import Address, address
from ..pages.story import Story
from ..values.formats import gettext, labelled, pgettext
from ..views.series import chronological, successor
from ..views.voices import is_attributed
from ..words import label_of, plain_prose, short_name

Sort = Literal["correction", "update", "claim"]
HOME: Final = Address("index.md")


@dataclass(frozen=True, slots=True)
class Change:
    """A change: ``date`` is a day in ISO 8601, ``ref`` the fact's permanent name, ``where`` its address.

    ``before`` is the claimant's previous figure for an update, the previous text for a correction.
    """

    sort: Sort
    ref: str
    date: str
    title: str
    text: str
    where: Address
    before: str = ""
    after: str = ""


def recent_changes(story: Story) -> list[Change]:
    """Return every change, newest first."""
    return sorted(
        chain(_corrections(story), _claims(story)),
        key=lambda change: (change.date, change.sort, change.ref),
        reverse=True,
    )


def newest_changes(changes: Iterable[Change], limit: int) -> list[Change]:
    """Return the newest ``limit`` corrections and as many claims, in their order, so that neither crowd the others out."""
    room = {"correction": limit, "claim": limit}
    newest = []
    for change in changes:
        sort = "correction" if change.sort == "correction" else "claim"
        room[sort] -= 1
        if room[sort] >= 0:
            newest.append(change)
    return newest


def entered(book: Factbook, claim: Claim) -> dt.date:
    """Return the day on which a claim entered the site: ``added``, else the day of its source, else the earliest it can be.

    Of a date without a day, it is the first one that it may mean; of one with an open start, the last.
    """
    published = book.of(Source)[claim.source].published
    date = claim.added or published or claim.said_on or claim.as_of
    return date.last_day if date.earliest is None else date.first_day


def _corrections(story: Story) -> Iterator[Change]:
    book = story.book
    for fact in book.of(Correction).values():
        named = book.named.get(fact.fact or "")
        sort = pgettext("type of correction", fact.type)
        what = _subject(story, named) if named else fact.page or ""
        where = address(story.addresses, fact) or (named and address(story.addresses, named)) or HOME
        text = (
            gettext("It said: %(before)s. It says now: %(after)s.", before=fact.before, after=fact.after)
            + f" {plain_prose(book, fact.because)}"
        )
        yield Change(
            "correction",
            fact.id,
            fact.date.first_day.isoformat(),
            labelled(f"{sort[0].upper()}{sort[1:]}", what),
            text,
            where,
            fact.before,
            fact.after,
        )


def _subject(story: Story, fact: Fact) -> str:
    if not isinstance(fact, Claim):
        return label_of(story.book, fact)
    return f"{plain_prose(story.book, story.book.count_of(fact).title)}, {_who(story, fact)}"


def _claims(story: Story) -> Iterator[Change]:
    book = story.book
    for count in book.of(Count).values():
        replaced = [claim for claim in chronological(book, count.claims) if claim.status == "superseded"]
        earlier = {later.ref: before for before in replaced if (later := successor(book, before))}
        for claim in count.claims:
            yield _claim(story, count, claim, entered(book, claim).isoformat(), earlier.get(claim.ref))


def _claim(story: Story, count: Count, claim: Claim, date: str, before: Claim | None) -> Change:
    book = story.book
    amount = count.measured(claim)
    title = gettext(
        "%(count)s: %(amount)s, says %(name)s",
        count=plain_prose(book, count.title),
        amount=amount,
        name=_who(story, claim),
    )
    scope = f" ({claim.scope_words})" if claim.scope_words else ""
    text = (
        gettext(
            "%(claim)s, as of %(date)s, says %(name)s",
            claim=f"{amount[0].upper()}{amount[1:]}{scope}",
            date=claim.as_of.words(),
            name=_who(story, claim),
        )
        + "."
    )
    text = f"{plain_prose(book, count.question)} {text}"
    if before:
        text += " " + gettext("It replaces %(claim)s, as of %(date)s.", claim=before.words(), date=before.as_of.words())
    if claim.fallen:
        status = gettext("Misreport") if claim.status == "misreport" else pgettext("status", "Withdrawn")
        title = labelled(status, title)
        text += f" {status}. {plain_prose(book, claim.because or '')}".rstrip()
    text += " " + gettext("Read in: %(source)s.", source=label_of(book, book.of(Source)[claim.source]))
    where = address(story.addresses, claim) or HOME
    after = claim.words()
    return Change(
        "update" if before else "claim", claim.ref, date, title, text, where, before.words() if before else "", after
    )


def _who(story: Story, claim: Claim) -> str:
    """Return the claimant, or the publisher if the claim is unattributed."""
    book = story.book
    return short_name(book, claim.by if is_attributed(book, claim.by) else book.of(Source)[claim.source].publisher)
