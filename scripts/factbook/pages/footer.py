"""Blocks at the end of a page: the date of its figures, its corrections, how to cite it, and its source cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from ..exports import cite
from ..kinds import FILE_PATTERNS, KINDS, Claim, Correction, Count, Fact, Series, Source
from ..views.derived import Derived
from ..views.series import successor
from ..views.voices import Voices
from .links import address, card_id, permalink, url_of
from .markup import Block, CardText
from .writer import Carded, Writer

MAX_RIVALS: Final = 4
"""Claims of others that a claim's source card names; the rest is counted."""
CORRECTIONS_SHOWN: Final = 2
"""Corrections listed open at the end of a page; the others are folded."""


def footer(
    writer: Writer, meta: Mapping[str, Any], fact: Fact | None
) -> tuple[tuple[Block, ...], tuple[Correction, ...]]:
    """Return the closing blocks of a page, and the corrections that concern what it prints.

    ``meta`` is the page's front matter with its expressions evaluated, ``fact`` the one that a family's page is made for.
    """
    date = _as_of(writer, fact)
    citations = None if isinstance(fact, Source) else _citations(writer, meta, fact)
    cards = _source_cards(writer)  # which print facts, too
    corrections = _corrections_of(writer)
    notice = (
        writer.block("corrected", {"corrections": corrections, "shown": CORRECTIONS_SHOWN}) if corrections else None
    )
    blocks = (_claim_anchors(writer, fact), date, notice, citations, cards)
    return tuple(block for block in blocks if block), corrections


def _claim_anchors(writer: Writer, fact: Fact | None) -> Block | None:
    """Return the anchors of a count's claims, or a series' rows, on its own page where no table of them has any: links lead there."""
    if not isinstance(fact, Count | Series) or fact.id in writer.listed:
        return None
    home = address(writer.story.addresses, fact)
    parts = fact.claims if isinstance(fact, Count) else fact.rows
    return writer.block("claim_anchors", {"claims": parts}) if home and home.path == writer.path else None


def _as_of(writer: Writer, fact: Fact | None) -> Block | None:
    """Return the line with the date of the newest figure and of the next review, if the page has either.

    Every figure that the page prints counts: in sentences, charts, tiles and lists. Plans, misreports and withdrawn
    claims do not make a page newer.
    """
    claims = [writer.book.claims[ref] for ref in sorted(writer.printed) if ref in writer.book.claims]
    dated = [claim for claim in claims if claim.stands and writer.book.count_of(claim).counting != "promise"]
    newest = max(dated, key=_newness, default=None)
    if newest is None and writer.document.review_by is None:
        return None
    return writer.block("as_of", {"newest": newest, "review_by": writer.document.review_by})


def _newness(claim: Claim) -> tuple[dt.date, str]:
    """Return the sort key of a claim's date: its last day if it is precise, else its first ("2025" may mean January)."""
    date = claim.as_of
    is_precise = date.precision in ("day", "month", "interval") and not date.uncertain and date.latest
    return (date.last_day if is_precise else date.first_day, claim.ref)


def _corrections_of(writer: Writer) -> tuple[Correction, ...]:
    """Return the corrections that concern a page: those of the page and of the facts at home on it, then the others; newest first.

    They name the page itself, the file whose facts it lists, a fact whose permanent address it is, or a fact that it prints.
    The page that lists all corrections has none of its own.
    """
    if Correction.plural in writer.document.lists:
        return ()
    files = [
        f"data/{FILE_PATTERNS[kind.kind].pattern}" for kind in KINDS.values() if kind.plural in writer.document.lists
    ]
    paths = (writer.path, writer.document.path, *files)  # a family's pages are reworded together
    own = [each for each, _, home in writer.story.corrected if each.page in paths or home == writer.path]
    others = [each for each, name, _ in writer.story.corrected if name in writer.printed]
    return tuple({each.id: each for each in (*own, *others)}.values())


def _citations(writer: Writer, meta: Mapping[str, Any], fact: Fact | None) -> Block | None:
    """Return how to cite a page, and each claim on a count's page; add the citation files to the page's files.

    Of a dry story, only the paths of the files are made.
    """
    if writer.story.dry:
        writer.files.extend(cite.citation_files(writer.path, ()))
        return None
    site, addresses = writer.story.site, writer.story.addresses
    is_count = isinstance(fact, Count)
    page = cite.page_citation(site, url_of(writer.path), str(meta["title"]), _day(meta), dataset=is_count)
    claims = [
        cite.claim_citation(writer.book, site, claim, permalink(addresses, claim) or url_of(writer.path))
        for claim in (fact.claims if isinstance(fact, Count) else ())
    ]
    files = cite.citation_files(writer.path, [page, *claims])
    writer.files.extend(files)
    links = {"BibTeX": files[0].path, "CSL-JSON": files[1].path}
    return writer.block("cite", {"page": page, "claims": claims, "links": links, "dataset": is_count})


def _day(meta: Mapping[str, Any]) -> str:
    """Return the ISO day of a page by its front matter: ``updated``, else ``date``, else an empty text."""
    days = (meta.get("updated"), meta.get("date"))
    return next((day.isoformat()[:10] for day in days if isinstance(day, dt.date)), "")


def _source_cards(writer: Writer) -> Block | None:
    """Return the cards that a page has asked for: sources of figures and dates, people, and terms of the glossary."""
    if not writer.cards or writer.story.dry:
        return None
    rows = [(card_id(ref), subject, *_card_context(writer, subject)) for ref, subject in writer.cards.items()]
    said = tuple(
        CardText(
            subject.refs if isinstance(subject, Derived) else (ref,),
            partial(writer.html, "cards", {"cards": [row], "bare": True, "shown": MAX_RIVALS}),
        )
        for (ref, subject), row in zip(writer.cards.items(), rows, strict=True)
    )
    return writer.block("cards", {"cards": rows, "bare": False, "shown": MAX_RIVALS, "said": said})


def _card_context(writer: Writer, subject: Carded) -> tuple[str, list[Claim], Voices | None, tuple[Claim, ...]]:
    """Return the kind of a card, the claims that differ from its subject beside those of other sides, who gives its figure, and
    what replaced it: the next figure, and the newest where that is another."""
    match subject:
        case Claim():
            heard = writer.story.voices[subject.ref]
            rivals = [rival for rival in _rivals(writer, subject) if rival not in heard.others]
            return "claim", rivals, heard, _later(writer, subject)
        case Derived():
            return "derived", [], None, ()
        case _:
            return subject.kind, [], None, ()


def _later(writer: Writer, claim: Claim) -> tuple[Claim, ...]:
    """Return the figure that replaced a superseded one, and the newest of those that replaced that."""
    line = []
    while claim.status == "superseded" and (later := successor(writer.book, claim)):
        line.append(later)
        claim = later
    return (line[0], line[-1]) if len(line) > 1 else tuple(line)


def _rivals(writer: Writer, claim: Claim) -> list[Claim]:
    """Return the claims in conflict with one, each once; a revision or another precision is no rival."""
    rivals = {}
    for conflict in writer.story.conflicts_by_claim.get(claim.ref, []):
        if conflict.kind not in ("precision", "revision"):
            other = conflict.second if conflict.first.ref == claim.ref else conflict.first
            rivals[other.ref] = other
    return list(rivals.values())
