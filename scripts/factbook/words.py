"""Facts in plain words: what a binding prints, without markup."""

from __future__ import annotations

from dataclasses import dataclass

from .factbook import Factbook
from .kinds import Fact
from .prose import Bound, Derivation, Literal, Text, split
from .views.derived import derive


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind's descriptor may ask of the other facts (:class:`.kinds.descriptor.Words`)."""

    book: Factbook

    def fact(self, ref: str | None) -> Fact | None:
        """The fact of that name, if there is one."""
        return self.book.named.get(ref) if ref else None

    def plain(self, text: str | None) -> str:
        """An editors' text with its bindings filled in; empty for none."""
        return plain_prose(self.book, text) if text else ""

    def label(self, ref: str | None) -> str:
        """What readers call the fact of that name; empty for none."""
        fact = self.fact(ref)
        return label_of(self.book, fact) if fact else ""


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
    return fact.descriptor.printed_field(Words(book), fact, name) if name else label_of(book, fact)


def label_of(book: Factbook, fact: Fact) -> str:
    """The plain name of a fact: an amount, a date, a name, a title or a citation."""
    return fact.descriptor.label(Words(book), fact)


def title_of(book: Factbook, fact: Fact) -> str:
    """What a fact is called where it stands alone: a claim with its count, an event by its title, a document by its headline."""
    return fact.descriptor.title(Words(book), fact)


def short_name(book: Factbook, ref: str) -> str:
    """A party's short name, or its full one."""
    party = book.party(ref)
    return (party.short or party.name) if party else ref
