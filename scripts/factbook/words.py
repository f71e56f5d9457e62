"""Facts in plain words: what a binding prints, without markup."""

from __future__ import annotations

import re

from .factbook import Factbook
from .kinds import Claim, Count, Event, Fact, Organisation, Person, Place, Source, Statement, Term
from .prose import Bound, Derivation, Literal, Text, split
from .views.derived import derive


def plain_prose(book: Factbook, text: str) -> str:
    """An editors' text without links, for titles, descriptions and drawings."""
    words = []
    for part in split(text):
        match part:
            case Text(said) | Literal(said):
                words.append(said)
            case Bound(ref, name):
                fact = book.named.get(ref)
                words.append(printed(book, fact, name) if fact else "")
            case Derivation(function, refs):
                words.append(derive(book, function, refs).words)
    return "".join(words)


def printed(book: Factbook, fact: Fact, name: str = "") -> str:
    """What a binding prints: a claim's amount, an event's date, anything else's name, or the field asked for."""
    match name:
        case "by" if isinstance(fact, Claim):
            party = book.party(fact.by)
            return label_of(book, party) if party else fact.by
        case "wording" if isinstance(fact, Claim):
            return f"“{fact.wording}”" if fact.wording else amount_words(fact)
        case "title" if isinstance(fact, Event):
            return plain_prose(book, fact.title)
        case "said_on" if isinstance(fact, Claim) and fact.said_on is None:
            return fact.as_of.words()
        case "":
            return label_of(book, fact)
        case _:
            return str(getattr(fact, name).words())


def label_of(book: Factbook, fact: Fact) -> str:
    """The plain name of a fact: an amount, a date, a name, a title or a citation."""
    match fact:
        case Claim():
            return amount_words(fact)
        case Event():
            return fact.date.words()
        case Count():
            return plain_prose(book, fact.title)
        case Organisation() | Person() | Place() | Term():
            return fact.name
        case Source():
            return citation(book, fact)
        case Statement():
            return plain_prose(book, fact.says)
        case _:
            return getattr(fact, "name", fact.id)


def title_of(book: Factbook, fact: Fact) -> str:
    """What a fact is called where it stands alone: a claim with its count, an event by its title, a document by its headline."""
    match fact:
        case Claim():
            return f"{plain_prose(book, book.count_of(fact).title)}: {label_of(book, fact)}"
        case Event():
            return plain_prose(book, fact.title)
        case Source():
            return fact.title or citation(book, fact)
        case _:
            return label_of(book, fact)


def amount_words(claim: Claim) -> str:
    """A claim's amount for readers; the source's own words in quotation marks when no number was given."""
    return claim.value.words() if claim.value.known or not claim.wording else f"“{claim.wording}”"


def short_name(book: Factbook, ref: str) -> str:
    """A party's short name, or its full one."""
    party = book.party(ref)
    return (party.short or party.name) if party else ref


def citation(book: Factbook, source: Source) -> str:
    """A short citation: publisher, and the day of publication as far as it is known."""
    publisher = book.of(Organisation).get(source.publisher)
    name = publisher.name if publisher else source.publisher
    return f"{name}, {source.published.words()}" if source.published else f"{name}, undated"


def slug(text: str) -> str:
    """A text as one word in an address: ``own voice`` → ``own-voice``."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "other"
