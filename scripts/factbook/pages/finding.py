"""What search finds: an entry for each fact, made from the fact and not from the page that prints it.

A claim is printed on a dozen pages; it is found once, at its permanent address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..exports import Entry
from ..factbook import Factbook
from ..kinds import Claim, Correction, Count, Event, Fact, Organisation, Person, Place, Source, Statement, Term, Told
from ..words import citation, label_of, plain_prose, short_name
from .links import Address, address, url_of

WEIGHTS: Final = {"claim": 3.0, "count": 1.5, "organisation": 1.5, "person": 1.5}
"""What is sought by its number, question or name comes before the articles that print it."""


def entries(book: Factbook, addresses: Mapping[str, Address]) -> dict[str, list[Entry]]:
    """The entries of every fact that can be read somewhere, by the path of the page it is read on."""
    found: dict[str, list[Entry]] = {}
    for fact in _facts(book):
        there = addresses.get(f"term:{fact.id}") if isinstance(fact, Term) else address(addresses, fact)
        title, *texts = _words(book, fact)
        if there and title:
            location = url_of(there.path) + (f"#{there.anchor}" if there.anchor else "")
            found.setdefault(there.path, []).append(
                Entry(location, title, tuple(filter(None, texts)), _also(book, fact), WEIGHTS.get(fact.kind, 1.0))
            )
    return found


def _facts(book: Factbook) -> Iterator[Fact]:
    for facts in book.facts.values():
        yield from facts.values()
    yield from book.claims.values()


def _words(book: Factbook, fact: Fact) -> tuple[str, ...]:
    """A title, and texts in the order in which a reader wants them; empty ones are left out."""

    def plain(text: str | None) -> str:
        return plain_prose(book, text) if text else ""

    match fact:
        case Claim():
            count = book.count_of(fact)
            return (
                f"{label_of(book, fact)}: {label_of(book, count)}",
                fact.wording if fact.wording and fact.value.known else "",
                fact.scope or "",
                f"{_chain(book, fact)}, {fact.as_of.words()}",
                citation(book, book.of(Source)[fact.source]),
                fact.status if fact.status != "current" else "",
                plain(fact.because),
                plain(fact.note),
            )
        case Count():
            views = (f"{plain(each.says)} {plain(each.because)}" for each in fact.assessments)
            return (
                label_of(book, fact),
                plain(fact.question),
                fact.unit,
                plain(fact.definition),
                plain(fact.note),
                *views,
            )
        case Person():
            roles = (role.title for role in fact.roles)
            return (fact.name, ", ".join(dict.fromkeys(roles)), ", ".join(fact.also_spelled), plain(fact.note))
        case Organisation():
            return (fact.name, fact.type, fact.short or "", ", ".join(fact.also_known_as), plain(fact.note))
        case Place():
            return (fact.name, fact.type, ", ".join(fact.also_known_as), plain(fact.note))
        case Source():
            authors = ", ".join(fact.authors)
            agency = short_name(book, fact.agency) if fact.agency else ""
            return (citation(book, fact), fact.title or "", authors, agency, fact.type, plain(fact.note))
        case Event():
            title = f"{plain(fact.title)} ({fact.date.words()})"
            place = book.named.get(fact.place) if fact.place else None
            where = label_of(book, place) if place else ""
            return (title, plain(fact.summary), fact.type, where, _chain(book, fact), *_told(book, fact))
        case Statement():
            return (plain(fact.says), _chain(book, fact), fact.as_of.words(), *fact.about, *_told(book, fact))
        case Term():
            return (fact.name, plain(fact.definition))
        case Correction():
            return (f"{fact.type.capitalize()}, {fact.date.words()}", fact.before, fact.after, plain(fact.because))
        case _:
            return ("",)


def _chain(book: Factbook, fact: Claim | Told) -> str:
    return " via ".join(label_of(book, party) for ref in (fact.by, *fact.through) if (party := book.party(ref)))


def _told(book: Factbook, fact: Told) -> Iterator[str]:
    """Who took part, and how it is told otherwise."""
    yield ", ".join(label_of(book, party) for ref in fact.people if (party := book.party(ref)))
    yield from (plain_prose(book, other.says) for other in fact.otherwise)
    if fact.assessment:
        yield plain_prose(book, fact.assessment.says)
    for text in (fact.because, fact.note):
        yield plain_prose(book, text) if text else ""


def _also(book: Factbook, fact: Fact) -> tuple[str, ...]:
    """Its other names, its own script among them; of a claim its number in digits, of a count its question."""
    names: tuple[str | None, ...]
    match fact:
        case Person():
            names = (fact.native_name, fact.short, *fact.also_spelled)
        case Organisation():
            names = (fact.native_name, fact.short, *fact.also_known_as)
        case Place():
            names = (fact.native_name, *fact.also_known_as)
        case Claim():
            names = tuple(f"{number:,}" for number in (fact.value.low, fact.value.high) if number is not None)
        case Count():
            names = (plain_prose(book, fact.question),)
        case Source():
            names = (fact.title,)
        case _:
            names = ()
    return tuple(name for name in names if name)
