"""Checks of values from controlled vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import VOCABULARIES, Word, vocabulary_fields
from ..problems import closest, nearest, quote
from .registry import Finding, check


@check("vocabulary")
def words_are_known(book: Factbook) -> Iterator[Finding]:
    """A type and a basis is a word of its list, or one that data/vocabulary.yml adds to that list, which has it once."""
    known = {name: list(words) for name, words in VOCABULARIES.items()}
    for word in book.of(Word).values():
        if word.name in known[word.field]:
            message = f"must be a word that the list of {word.field} does not have, found {quote(word.name)}"
            yield word.where("name"), message, "(leave it out)"
        else:
            known[word.field].append(word.name)
    for fact in book.all_facts(claims=True):
        for field, name in vocabulary_fields(type(fact)).items():
            word, words = getattr(fact, field), known[name]
            if word not in words:
                own = "" if closest(word, words) else ", or one of the story's own (data/vocabulary.yml)"
                yield (
                    fact.where(field),
                    f"must be one of {', '.join(words)}{own}; found {quote(word)}; {nearest(word, words)}",
                    f"{field}: {closest(word, words) or words[0]}",
                )
