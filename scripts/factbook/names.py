"""Names of people and organisations in a text: all that the facts have, in every spelling and script, found in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Final

from .factbook import Factbook
from .kinds import Organisation, Person, Place, Side
from .normalize import NormalizedText, normalize

_WORD: Final = re.compile(r"\w+|\W")


@dataclass(slots=True)
class NameTrie:
    """A node of a trie of names by case-folded tokens; ``people`` are the ids of those whose name ends here, by its spelling."""

    following: dict[str, NameTrie] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def person(self, spelt: str) -> str:
        """Return the id of the person whose name ends here, or an empty text; the case of a single word has to match, as many
        names are words, too.
        """
        any_case = next(iter(self.people.values()), "") if " " in spelt else ""
        return self.people.get(spelt) or any_case


def find_names(text: NormalizedText, known: NameTrie) -> Iterator[tuple[int, int, str]]:
    """Yield the names in a text as ``(start, end, person)``, the longest where several begin.

    A name of several words is found in any case, and with any blanks between its words. The time does not depend on the
    number of names.
    """
    tokens = _WORD.findall(text.text)
    starts = list(accumulate(map(len, tokens), initial=0))
    folded = [token.casefold() for token in tokens]
    index = 0
    while index < len(tokens):
        node, after = known, index
        person, behind = "", index + 1
        while after < len(tokens) and (following := node.following.get(folded[after])):
            node, after = following, after + 1
            if (
                node.people
                and not _is_word(tokens, after)
                and (whose := node.person(text.text[starts[index] : starts[after]]))
            ):
                person, behind = whose, after
        if person and not _is_word(tokens, index - 1) and text.has_source(starts[index], starts[behind]):
            yield starts[index], starts[behind], person
        index = behind


def _is_word(tokens: Sequence[str], index: int) -> bool:
    """Return whether a token is a word; a word right before or after a name makes it part of another name."""
    return 0 <= index < len(tokens) and (tokens[index][0].isalnum() or tokens[index][0] == "_")


def known_names(book: Factbook) -> NameTrie:
    """Return the trie of the names of people and organisations, in every spelling and script they have, and of surnames.

    A name that a place or side bears, too, such as a country's, and one in small letters, as of unnamed officials, are words.
    """
    words = {each.name for each in book.of(Place).values()} | {each.name for each in book.of(Side).values()}
    organisations = [(each, each.names) for each in book.of(Organisation).values() if not each.nobody]
    people = book.of(Person).values()
    spellings: dict[str, str] = {}
    for party, names in (
        *organisations,
        *((each, each.names) for each in people),
        *((each, each.surnames) for each in people),
    ):
        for name in names:
            if name not in words and not name[0].islower():
                spellings.setdefault(name, party.id)
    return name_trie(tuple(spellings.items()))


@lru_cache(maxsize=4)
def name_trie(spellings: tuple[tuple[str, str], ...]) -> NameTrie:
    """Build a trie of ``(spelling, person)`` pairs."""
    root = NameTrie()
    for name, person in spellings:
        node = root
        spelt = normalize(name).text
        for token in _WORD.findall(spelt):
            node = node.following.setdefault(token.casefold(), NameTrie())
        node.people[spelt] = person
    return root
