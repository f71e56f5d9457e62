"""Plain text of facts: labels, titles, and prose with its bindings filled in, without markup."""

from __future__ import annotations

from dataclasses import dataclass

from .factbook import Factbook
from .kinds import Fact
from .prose import Bound, Derivation, Literal, Text, Untranslated, split
from .values.formats import pgettext
from .views.derived import derive


@dataclass(frozen=True, slots=True)
class Words:
    """Look-ups of other facts for the descriptors of kinds; implements the protocol :class:`.kinds.descriptor.Words`."""

    book: Factbook

    def fact(self, ref: str | None) -> Fact | None:
        """Return the fact of a name, if there is one."""
        return self.book.named.get(ref) if ref else None

    def plain(self, text: str | None) -> str:
        """Return a prose text with its bindings filled in; empty for ``None``."""
        return plain_prose(self.book, text) if text else ""

    def label(self, ref: str | None) -> str:
        """Return the label of the fact of a name; empty if there is none."""
        fact = self.fact(ref)
        return label_of(self.book, fact) if fact else ""


def field_words(path: str) -> str:
    """Return the path of a field in the words of the language in force: *also in*, *assessments 0 because*."""
    return " ".join(pgettext("field", step.replace("_", " ")) for step in path.split("."))


def plain_prose(book: Factbook, text: str) -> str:
    """Return a prose text with its bindings filled in, without links: for titles, descriptions and charts."""
    words = []
    for part in split(text):
        match part:
            case Text(own) | Literal(own):
                words.append(own)
            case Bound(ref, name):
                fact = book.named.get(ref)
                words.append(printed(book, fact, name) if fact else "")
            case Derivation(function, refs):
                words.append(derive(book, function, refs).words)
    plain = "".join(words)
    return Untranslated(plain, text.language) if isinstance(text, Untranslated) else plain


def printed(book: Factbook, fact: Fact, name: str = "") -> str:
    """Return what a binding prints: the field ``name``, or the label of the fact."""
    return fact.descriptor.printed_field(Words(book), fact, name) if name else label_of(book, fact)


def label_of(book: Factbook, fact: Fact) -> str:
    """Return the label of a fact: an amount, a date, a name, a title or a citation."""
    return fact.descriptor.label(Words(book), fact)


def title_of(book: Factbook, fact: Fact) -> str:
    """Return the title of a fact out of context: a claim with its count, an event's title, a document's headline."""
    return fact.descriptor.title(Words(book), fact)


def short_name(book: Factbook, ref: str) -> str:
    """Return the short name of a party, or its full one."""
    party = book.party(ref)
    return (party.short or party.name) if party else ref
