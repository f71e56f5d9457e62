"""Checks of dates against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from ..factbook import Factbook
from ..kinds import Account, Claim, Count, Fact, Person, Source
from ..problems import Place
from ..values import Edtf
from ..views.timeline import timeline
from .registry import Finding, check, dated_check

MAX_MILESTONES: Final = 8
"""Titles that fit into the timeline of many events."""
MAX_AHEAD: Final = dt.timedelta(days=1)
"""Time zones: it may be tomorrow where a date is written."""


@dated_check("future")
def nothing_is_said_in_the_future(book: Factbook, today: dt.date) -> Iterator[Finding]:
    """Nothing was published, said, or the case after the day of the check, except what is promised."""
    dated: list[tuple[Fact, tuple[str | int, ...], Edtf | None]] = []
    for source in book.of(Source).values():
        dated.append((source, ("published",), source.published))
    for claim in book.claims.values():
        dated.append((claim, ("said_on",), claim.said_on))
        if book.count_of(claim).counting != "promise":
            dated.append((claim, ("as_of",), claim.as_of))
    for fact in book.all_facts():
        if isinstance(fact, Account):
            dated.append((fact, ("said_on",), fact.said_on))
    for person in book.of(Person).values():
        dated += [(person, ("roles", index, "as_of"), role.as_of) for index, role in enumerate(person.roles)]
    for fact, path, date in dated:
        if date and date.earliest and date.earliest > today + MAX_AHEAD:
            yield fact.where(*path), f"must not be after the day of the check, {today}, found {date}", ""


@check("forecast")
def only_promises_lie_ahead(book: Factbook) -> Iterator[Finding]:
    """A claim is about a time that is not after it was said, unless what is counted is a promise."""
    for claim in book.claims.values():
        if claim.said_on and book.count_of(claim).counting != "promise" and claim.said_on.before(claim.as_of):
            yield (
                claim.where("as_of"),
                f"must not be after it was said on {claim.said_on}, found {claim.as_of}",
                "counting: promise",
            )


@check("since")
def totals_begin_before_they_end(book: Factbook) -> Iterator[Finding]:
    """A running total has a beginning no later than the time it is about; what stands at a time and what was seen have none."""
    for count in book.of(Count).values():
        holders: tuple[Count | Claim, ...] = (count, *count.claims)
        for fact in holders:
            if fact.since and count.counting in ("stock", "observation"):
                message = f"must be left out where what is counted is {count.counting_words}, found {fact.since}"
                yield fact.where("since"), message, "counting: cumulative"
        for claim in count.claims:
            since = claim.since or count.since
            if since and claim.as_of.before(since):
                place = claim.where("since") if claim.since else claim.where("as_of")
                yield place, f"must not begin after {claim.as_of}, which it is about, found {since}", ""


@check("said-before-published")
def said_before_published(book: Factbook) -> Iterator[Finding]:
    """Nothing is said after the document in which we read it was published, unless that day is approximate."""
    accounts = [fact for fact in book.all_facts() if isinstance(fact, Account)]
    facts: list[Claim | Account] = [*book.claims.values(), *accounts]
    for fact in facts:
        if fact.said_on:
            yield from _after_its_source(book, fact.where("said_on"), fact.said_on, fact.source)


@check("reply-dates")
def replies_come_after_the_claim(book: Factbook) -> Iterator[Finding]:
    """A reply or denial is not dated before the claim was said or, for want of that day, before the time it is about unless that is promised, nor after its own document was published; unless one of the days is approximate."""
    for claim in book.claims.values():
        promised = book.count_of(claim).counting == "promise"
        said = claim.said_on or (None if promised else claim.as_of)
        answers = [("replies", index, each) for index, each in enumerate(claim.replies)]
        answers += [("denials", index, each) for index, each in enumerate(claim.denials)]
        for field, index, answer in answers:
            place = claim.where(field, index, "date")
            if said and not (said.approximate or answer.date.approximate) and answer.date.before(said):
                yield place, f"must not be before the claim, which is of {said}, found {answer.date}", ""
            if not answer.date.approximate:
                yield from _after_its_source(book, place, answer.date, answer.source)


def _after_its_source(book: Factbook, place: Place, said: Edtf, ident: str) -> Iterator[Finding]:
    """Yield the problem of a day that lies after the day on which its document was published, if that is known exactly."""
    source = book.of(Source).get(ident)
    if source and source.published and not source.published.approximate and source.published.before(said):
        yield place, f"must not be after {source.id!r} was published on {source.published}, found {said}", ""


@check("milestones")
def milestones_are_few(book: Factbook) -> Iterator[Finding]:
    """At most eight events are milestones, so that the timeline can print their titles."""
    milestones = [event for event in timeline(book) if event.rank == "milestone"]
    for event in milestones[MAX_MILESTONES:]:
        yield event.where("rank"), f"must be ordinary, found milestone after {MAX_MILESTONES} others", "rank: ordinary"


@check("role-dates")
def roles_end_after_they_begin(book: Factbook) -> Iterator[Finding]:
    """A role does not end before it begins."""
    for person in book.of(Person).values():
        for index, role in enumerate(person.roles):
            if role.from_ and role.until and role.until.before(role.from_):
                yield (
                    person.where("roles", index, "until"),
                    f"must not be before the role began on {role.from_}, found {role.until}",
                    "",
                )
