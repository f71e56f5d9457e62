"""What is due to be looked at again: claims and pages that say so with ``review_by``. Today is a parameter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from .factbook import Factbook
from .pages.documents import Document
from .problems import Problem, rule
from .values import Edtf

DUE = rule(
    "review-due",
    "What says 'review_by' is looked at again by that day, and then says a later one or none. Only "
    "'factbook check --stale' asks for it.",
)


def overdue_reviews(book: Factbook, documents: Iterable[Document], today: dt.date) -> Iterator[Problem]:
    """A problem for each claim and page whose ``review_by`` has begun; one that no longer counts is passed over."""
    for claim in book.claims.values():
        if claim.review_by and claim.review_by.first_day <= today and claim.status == "current":
            name = f"{claim.ref} (as of {claim.as_of.words()})"
            yield Problem(claim.where("review_by"), DUE, _message(claim.review_by, name, today))
    for document in documents:
        if document.review_by and document.review_by.first_day <= today:
            place = document.meta_places["review_by"]
            yield Problem(place, DUE, _message(document.review_by, f"the page {document.path}", today))


def _message(date: Edtf, name: str, today: dt.date) -> str:
    days = (today - date.first_day).days
    late = f"{days} day{'s' if days != 1 else ''} ago" if days else "today"
    return f"must be looked at again: {name} was to be reviewed by {date.words()} ({late})"
