"""Checks of claims: status, wording, assessments, and the number of conflicts."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import Account, Claim, Count, Source
from ..views.conflicts import MAX_CONFLICTS, conflicts_of
from ..views.series import chronological
from .registry import Finding, check

MAX_WORDS = 8


@check("misreport")
def misreports_name_what_they_differ_from(book: Factbook) -> Iterator[Finding]:
    """A misreport says which claim it differs from; a claim that stands may say from which it likely was taken, no other does."""
    for claim in book.claims.values():
        if claim.status == "misreport":
            if not claim.misreports:
                yield (
                    claim.where("status"),
                    "must come with the claim it misreports",
                    "misreports: visitors/constabulary-2025-06-01",
                )
        elif claim.misreports and claim.status != "current":
            yield (
                claim.where("misreports"),
                f"must stand only beside 'status: misreport' or 'status: current', found status {claim.status!r}",
                "status: misreport",
            )


@check("reason")
def fallen_facts_say_why(book: Factbook) -> Iterator[Finding]:
    """A misreport, and anything withdrawn, says why."""
    told = [fact for fact in book.all_facts() if isinstance(fact, Account)]
    every: list[Claim | Account | Source] = [*book.claims.values(), *told, *book.of(Source).values()]
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
    for count in book.of(Count).values():
        ordered = chronological(book, count.claims)
        for index, claim in enumerate(ordered):
            if claim.status != "superseded":
                continue
            if not any(later.by == claim.by and later.stands for later in ordered[index + 1 :]):
                yield (
                    claim.where("status"),
                    f"must be followed by a later claim by {claim.by!r}, found none",
                    "status: current",
                )


@check("wording")
def wording_is_short(book: Factbook) -> Iterator[Finding]:
    """Exact words are quoted only where the wording is the fact, and at most eight of them."""
    for claim in book.claims.values():
        for path, wording in (
            (("wording",), claim.wording),
            *((("also_in", i, "wording"), also.wording) for i, also in enumerate(claim.also_in)),
        ):
            if wording and len(wording.split()) > MAX_WORDS:
                yield (
                    claim.where(*path),
                    f"must be at most {MAX_WORDS} words, found {len(wording.split())}",
                    'wording: "a dozen"',
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
    for count in book.of(Count).values():
        if len(count.claims) ** 2 > MAX_CONFLICTS and len(conflicts_of(book, count)) > MAX_CONFLICTS:
            yield (
                count.where("claims"),
                f"must be in at most {MAX_CONFLICTS:,} conflicts, found more",
                "a count for each year",
            )
