"""Checks of claims: status, wording, assessments, and the number of conflicts."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ..factbook import Factbook
from ..kinds import Account, Claim, Count, Source
from ..problems import quote
from ..values import Amount
from ..values.amount import ABOUT, PREFIXES
from ..views.conflicts import MAX_CONFLICTS, conflicts
from ..views.series import is_later, series, successor
from ..written_numbers import written_numbers
from .registry import Finding, check

MAX_WORDS = 8


@check("misreport")
def nobody_is_accused_lightly(book: Factbook) -> Iterator[Finding]:
    """A misreport names the claim it was taken from, with high confidence, in the words of both documents, which are two; a less sure one stands as differing from its likely source."""
    for claim in book.claims.values():
        accused = claim.status == "misreport"
        if not claim.misreports:
            if accused:
                yield claim.where("status"), "must come with the claim it misreports", _MISREPORTS
            for field in ("confidence", "replies"):
                if getattr(claim, field):
                    yield (
                        claim.where(field),
                        f"must come with the claim that this one differs from, found {field} alone",
                        _MISREPORTS,
                    )
            continue
        if not accused and claim.status != "current":
            message = f"must stand only beside 'status: misreport' or 'status: current', found status {claim.status!r}"
            yield claim.where("misreports"), message, "status: misreport"
        if claim.confidence is None:
            yield (
                claim.where("misreports"),
                "must come with how sure that is",
                f"confidence: {'high' if accused else 'medium'}",
            )
        elif accused and claim.confidence != "high":
            message = f"must be high for a misreport, found {claim.confidence!r}: a less sure one stands, as differing from its likely source"
            yield claim.where("confidence"), message, "status: current"
        elif not accused and claim.confidence == "high":
            yield (
                claim.where("confidence"),
                "must be below high for a claim that stands, found 'high'",
                "confidence: medium",
            )
        source = book.claims.get(claim.misreports)
        if accused and source:
            yield from _unread(claim, source)


_MISREPORTS: Final = "misreports: visitors/constabulary-2025-06-01"


def _unread(claim: Claim, source: Claim) -> Iterator[Finding]:
    """Yield what was not read of a misreport and of the claim it was taken from."""
    for each in (claim, source):
        if not each.wording:
            message = (
                "must come with its document's words, as a misreport does"
                if each is claim
                else f"must come with its document's words, as {claim.ref!r} is called a misreport of it"
            )
            yield each.where("value"), f"{message}, found the amount alone", f'wording: "{each.value}"'
    if source.source in claim.sources:
        message = f"must name a claim that was read in another document, found {source.ref!r}, which was read in {source.source!r} too"
        yield claim.where("misreports"), message, _MISREPORTS


@check("reason")
def fallen_facts_say_why(book: Factbook) -> Iterator[Finding]:
    """A misreport, and anything withdrawn, says why."""
    accounts = [fact for fact in book.all_facts() if isinstance(fact, Account)]
    every: list[Claim | Account | Source] = [*book.claims.values(), *accounts, *book.of(Source).values()]
    for fact in every:
        if fact.fallen and not fact.because:
            yield (
                fact.where("status"),
                f"must come with a reason, found {fact.status!r} alone",
                "because: The figure of the whole week, retold as that of a day.",
            )


@check("superseded")
def superseded_by_the_same_claimant(book: Factbook) -> Iterator[Finding]:
    """A superseded claim is followed by a later claim of the same claimant on the same count."""
    for claim in book.claims.values():
        if claim.status != "superseded":
            continue
        known = all(
            book.party(each.by) for each in book.count_of(claim).claims
        )  # another check tells of a misspelt name
        if known and successor(book, claim) is None:
            yield (
                claim.where("status"),
                f"must be followed by a later claim by {claim.by!r}, found none",
                "status: current",
            )


@check("not-superseded")
def newer_figures_supersede(book: Factbook) -> Iterator[Finding]:
    """A claimant's earlier total or promise of one scope is marked superseded, and so is an amount that it later gave otherwise for one time."""
    for count in book.of(Count).values():
        grows = count.counting in ("cumulative", "promise")
        for line in series(book, count).values():
            for earlier, later in itertools.pairwise(line):
                bounds = (earlier.value.low, earlier.value.high)
                replaced = (later.value.low, later.value.high) != bounds and is_later(earlier, later)
                replaced &= grows or (earlier.as_of == later.as_of and not earlier.value.overlaps(later.value))
                falls = count.counting == "cumulative" and later.value.below(earlier.value)
                if earlier.status == "current" and replaced and not falls:  # what falls, another check tells
                    message = f"must be superseded, as {later.by!r} gave {str(later.value)!r} later ({later.id}), found {earlier.status!r}"
                    yield earlier.where("status"), message, "status: superseded"


_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|[“„][^“”„]*[“”]|‘[^‘’]*’|«[^«»]*»|»[^«»]*«")


@check("wording")
def wording_is_short(book: Factbook) -> Iterator[Finding]:
    """Exact words are quoted only where the wording is the fact, and at most eight of them, without quotation marks around them."""
    for claim in book.claims.values():
        for path, wording, _ in _wordings(claim):
            if _QUOTED.fullmatch(wording):
                message = (
                    f"must be the words alone, as the site sets quotation marks around them, found {quote(wording)}"
                )
                yield claim.where(*path), message, f"wording: {wording[1:-1]}"
            elif len(wording.split()) > MAX_WORDS:
                yield (
                    claim.where(*path),
                    f"must be at most {MAX_WORDS} words, found {len(wording.split())}",
                    'wording: "a dozen"',
                )


@check("wording-amount")
def wordings_give_the_amount(book: Factbook) -> Iterator[Finding]:
    """A wording that gives numbers gives the claim's amount, a number within its range, or one near what is "about" or another document puts."""
    for claim in book.claims.values():
        percent = book.count_of(claim).unit == "percent"
        for path, wording, ref in _wordings(claim) if claim.value.known else ():
            source = book.of(Source).get(ref)
            written = written_numbers(wording, source.language if source else "en")
            numbers = [number for number in written if number.percent == percent]
            near = (
                ABOUT if "also_in" in path else Decimal(0)
            )  # another document's wording stands there because it differs
            if numbers and not any(_fits(claim.value, reading, near) for each in numbers for reading in each.readings):
                hedge = f"{claim.value.relation} " if claim.value.relation in PREFIXES else ""
                message = f"must give the amount {str(claim.value)!r}, found {quote(numbers[0].text)}"
                yield claim.where(*path), message, f"value: {hedge}{numbers[0].readings[0].normalize():f}"


def _wordings(claim: Claim) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield the wordings of a claim: the path of the field, the words, and the id of the document that they stand in."""
    if claim.wording:
        yield ("wording",), claim.wording, claim.source
    for index, also in enumerate(claim.also_in):
        if also.wording:
            yield ("also_in", index, "wording"), also.wording, also.source


def _fits(value: Amount, number: Decimal, near: Decimal) -> bool:
    """Whether a number is a bound of an amount, in its range, or within a share ``near`` of what its bounds allow."""
    bounds = [bound for bound in (value.low, value.high) if bound is not None]
    between = len(bounds) > 1 and value.least <= number <= value.most
    return between or any(abs(number - bound) <= near * bound for bound in bounds)


@check("repeated-claim")
def claims_stand_once(book: Factbook) -> Iterator[Finding]:
    """A claim is entered once: no other on its count has the same amount, claimant, scope, dates and document."""
    for count in book.of(Count).values():
        first: dict[tuple[object, ...], Claim] = {}
        for claim in count.claims:
            same = (
                claim.value,
                claim.wording,
                claim.by,
                claim.coverage,
                claim.as_of,
                claim.said_on,
                claim.through,
                claim.source,
                claim.at,
            )
            other = first.setdefault(same, claim)
            if other is not claim:
                yield (
                    claim.where("id"),
                    f"must be another claim than {other.id!r}, found the same amount, claimant, dates and document",
                    "(leave one of the two out)",
                )


@check("unknown-amount")
def unknown_has_words(book: Factbook) -> Iterator[Finding]:
    """A claim whose amount is unknown quotes the words its source used instead."""
    for claim in book.claims.values():
        if not claim.value.known and not claim.wording:
            yield (
                claim.where("value"),
                "must come with the source's words, found 'unknown' alone",
                "wording: several hundred",
            )


@check("assessment")
def assessments_weigh_two_claims(book: Factbook) -> Iterator[Finding]:
    """An assessment on a count weighs at least two claims, one of them on that count."""
    for count in book.of(Count).values():
        for index, assessment in enumerate(count.assessments):
            if len(set(assessment.claims)) < 2 or not any(ref.startswith(f"{count.id}/") for ref in assessment.claims):
                yield (
                    count.where("assessments", index),
                    f"must name two claims or more, one of them on {count.id!r}, found {', '.join(assessment.claims) or 'none'}",
                    f"claims: [{count.id}/one, {count.id}/other]",
                )


@check("many-conflicts")
def counts_can_be_read(book: Factbook) -> Iterator[Finding]:
    """The claims on a count are in at most two thousand conflicts; a count with more counts several things, and is split."""
    found = Counter(each.second.count for each in book.once(conflicts))
    for count in book.of(Count).values():
        if found[count.id] > MAX_CONFLICTS:
            yield (
                count.where("claims"),
                f"must be in at most {MAX_CONFLICTS:,} conflicts, found more",
                "a count for each year",
            )


@check("claimants")
def claimants_stand_once(book: Factbook) -> Iterator[Finding]:
    """Whoever says a claim jointly is a further claimant, named once."""
    for claim in book.claims.values():
        named = {claim.by}
        for index, ref in enumerate(claim.jointly_with):
            if ref in named:
                yield claim.where("jointly_with", index), f"must be a further claimant, found {quote(ref)} again", ""
            named.add(ref)


@check("translation")
def originals_stand_beside_translations(book: Factbook) -> Iterator[Finding]:
    """A translation is from another language than that of its text, and words of an original stand beside the wording that translates them."""
    for source in book.of(Source).values():
        if source.translated_from == source.language:
            message = f"must be the language of the original, found that of the text, {quote(source.language)}"
            yield (
                source.where("translated_from"),
                message,
                f"translated_from: {'de' if source.language == 'en' else 'en'}",
            )
    for claim in book.claims.values():
        if claim.wording_original and not claim.wording:
            message = f"must stand beside its translation, found {quote(claim.wording_original)} alone"
            yield claim.where("wording_original"), message, "wording: a dozen"
