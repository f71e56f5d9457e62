"""``factbook check``: problems of all facts and pages, uncorrected changes, overdue reviews."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import build
from ..changes import add_base_options, gate_problems
from ..factbook import Factbook
from ..kinds import Source
from ..link_check import ARCHIVE, DEAD
from ..loading import load, read
from ..pages.documents import Document, by_language, read_documents
from ..problems import Place, Problem, Problems, quote, rule
from ..progress import shown
from ..quantities import has_number_words
from ..reports import ReportContext, add_format_option, print_notes
from ..settings import site_at, unpublishable
from ..starter import leftovers
from ..translation_catalogues import Coverage, coverage
from ..translations import RULE as TRANSLATED
from ..translations import path_of, read_translation
from ..values import Edtf
from .format import hint
from .registry import command

DUE = rule(
    "review-due",
    "What says 'review_by' is looked at again by that day, and then says a later one or none. Only "
    "'factbook check --stale' asks for it.",
)


def _options(parser: ArgumentParser) -> None:
    add_format_option(parser)
    add_base_options(parser, "also refuse what changed since there, published, without a correction")
    parser.add_argument(
        "--stale",
        action="store_true",
        help="instead, list what is due to be looked at again, and sources without an archived copy",
    )
    parser.add_argument(
        "--translations",
        action="store_true",
        help="instead, count what is translated to the site's other languages, and list what was changed since",
    )
    parser.add_argument("--publish", action="store_true", help="also refuse settings that a published site must have")
    parser.add_argument(
        "--today",
        type=dt.date.fromisoformat,
        default=None,
        metavar="DATE",
        help="the day of the check (default: today)",
    )


@command(
    "check",
    _options,
    "factbook check",
    "factbook check --against origin/main",
    "factbook check --publish --format github",
)
def check(options: Namespace) -> int:
    """Read every fact and page, and print every problem."""
    today = options.today or dt.date.today()
    if options.stale:
        return _stale(options, today)
    if options.translations:
        return _translations(options)
    missing = [*unpublishable(options.root), *leftovers(options.root, read(options.root)[0])] if options.publish else []
    with shown():
        uncorrected = [] if options.against is None else gate_problems(options.root, options.against, today)
        try:
            pages = build.check(options.root, today)
        except Problems as error:
            raise Problems([*error.problems, *uncorrected, *missing]) from error
    if uncorrected or missing:
        raise Problems([*uncorrected, *missing])
    print_notes(list(_without_words(options.root)), options.report, ReportContext(options.root, sys.stdout, sys.stderr))
    if options.report != "json":
        print(f"no problems in {pages} pages")
        hint(options.root, options.report)
    return 0


def _without_words(root: Path) -> Iterator[Problem]:
    """Yield a note if the texts are in a language whose numbers in words no check finds."""
    language = site_at(root).language
    if not has_number_words(language):
        message = (
            f"numbers in words are not looked for in the language {quote(language)}; digits and the names of months are"
        )
        yield Problem(Place("mkdocs.yml"), "bare-number", message)


def _stale(options: Namespace, today: dt.date) -> int:
    """List overdue reviews, and what is invalid, as it may hide some; sources without an archived copy are notes."""
    book, fact_problems = read(options.root)
    print_notes(list(_without_copy(book)), options.report, ReportContext(options.root, sys.stdout, sys.stderr))
    pages, page_problems = read_documents(options.root)
    if problems := [*fact_problems, *page_problems, *_overdue_reviews(book, pages, today)]:
        raise Problems(problems)
    if options.report != "json":
        print(f"nothing is due by {today}")
    return 0


def _translations(options: Namespace) -> int:
    """Count the translated texts and pages of each language; what was changed since it was translated is a note."""
    book, site = load(options.root), site_at(options.root)
    pages = by_language(read_documents(options.root)[0])
    context = ReportContext(options.root, sys.stdout, sys.stderr)
    if not site.languages and options.report != "json":
        print("the site is told in one language")
    for language in site.languages:
        translation, problems = read_translation(options.root, language)
        if problems:
            raise Problems(problems)
        found, own = coverage(book, translation), pages.get(language, ())
        print_notes([*_due_texts(found, language), *_due_pages(pages[""], own)], options.report, context)
        if options.report != "json":
            counted = f"{found.translated:,} of {found.total:,} texts translated, {len(found.due)} due"
            print(f"{language}: {counted}; {len(own)} of {len(pages[''])} pages")
    return 0


def _due_texts(found: Coverage, language: str) -> Iterator[Problem]:
    for each in found.due:
        message = f"must be looked at again in {path_of(language)}, found changed since: {each.context}"
        yield Problem(each.fact.where(*each.path), TRANSLATED, message, f"factbook translate {language}")


def _due_pages(originals: Iterable[Document], translations: Iterable[Document]) -> Iterator[Problem]:
    """Yield a note for each page whose original was changed since, by the days in their front matter."""
    first = {document.path: document for document in originals}
    for document in translations:
        original = first.get(document.path.removeprefix(f"{document.language}/"))
        if original and document.changed < original.changed:
            message = f"must be looked at again, found docs/{original.path} of {original.changed}, which is later"
            yield Problem(document.place, TRANSLATED, message, f"updated: {original.changed}")


def _overdue_reviews(book: Factbook, documents: Iterable[Document], today: dt.date) -> Iterator[Problem]:
    """Yield a problem for each current claim and each page whose ``review_by`` period has begun by ``today``."""
    for claim in book.claims.values():
        if claim.review_by and claim.review_by.first_day <= today and claim.status == "current":
            name = f"{claim.ref} (as of {claim.as_of.words()})"
            yield Problem(claim.where("review_by"), DUE, _message(claim.review_by, name, today))
    for document in documents:
        if document.review_by and document.review_by.first_day <= today:
            place = document.meta_places["review_by"]
            yield Problem(place, DUE, _message(document.review_by, f"the page {document.path}", today))


def _without_copy(book: Factbook) -> Iterator[Problem]:
    """Yield a note for each source without an archived copy: where copies are listed, and where one is made."""
    for source in book.of(Source).values():
        if source.url and not source.archived_url:
            message = (
                f"archived_url should be the address of a copy, found none: see {ARCHIVE}/web/*/{source.url} for those that "
                f"there are; {ARCHIVE}/save/{source.url} makes one"
            )
            yield Problem(source.where("url"), DEAD, message)


def _message(date: Edtf, name: str, today: dt.date) -> str:
    days = (today - date.first_day).days
    late = f"{days} day{'s' if days != 1 else ''} ago" if days else "today"
    return f"must be looked at again: {name} was to be reviewed by {date.words()} ({late})"
