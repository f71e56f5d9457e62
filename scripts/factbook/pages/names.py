"""Finding the names of people in a text, however many people there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Final

from ..factbook import Factbook
from ..kinds import Person
from ..normalize import NormalizedText, normalize

_TOKEN: Final = re.compile(r"\w+|\W")


@dataclass(slots=True)
class Names:
    """Names by their tokens in lower case: what may follow, and whose name ends here by how it is spelt."""

    following: dict[str, Names] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)

    def person(self, spelt: str) -> str:
        """Whose name ends here, if any; a single word is a name only as it is written, as many are words, too."""
        several = next(iter(self.whose.values()), "") if " " in spelt else ""
        return self.whose.get(spelt) or several


def names_in(text: NormalizedText, known: Names) -> Iterator[tuple[int, int, str]]:
    """The names in a text: where each begins and ends, and whose it is; the longest where several begin.

    A name of several words is found in capitals too, and whatever blanks are between its words.
    """
    tokens = _TOKEN.findall(text.text)
    starts = list(accumulate(map(len, tokens), initial=0))
    folded = [token.casefold() for token in tokens]
    index = 0
    while index < len(tokens):
        node, after = known, index
        person, behind = "", index + 1
        while after < len(tokens) and (following := node.following.get(folded[after])):
            node, after = following, after + 1
            if (
                node.whose
                and not _word(tokens, after)
                and (whose := node.person(text.text[starts[index] : starts[after]]))
            ):
                person, behind = whose, after
        if person and not _word(tokens, index - 1) and text.has_source(starts[index], starts[behind]):
            yield starts[index], starts[behind], person
        index = behind


def _word(tokens: Sequence[str], index: int) -> bool:
    """Whether a token is a word; words that stand next to what begins or ends a name are a part of another name."""
    return 0 <= index < len(tokens) and (tokens[index][0].isalnum() or tokens[index][0] == "_")


def known_names(book: Factbook) -> Names:
    """Every spelling of every person's name."""
    people = book.of(Person).values()
    return names_of(tuple((name, person.id) for person in people for name in (person.name, *person.also_spelled)))


@lru_cache(maxsize=4)
def names_of(spellings: tuple[tuple[str, str], ...]) -> Names:
    """Spellings of names, each with the id of whose it is, to look for."""
    names = Names()
    for name, person in spellings:
        node = names
        spelt = normalize(name).text
        for token in _TOKEN.findall(spelt):
            node = node.following.setdefault(token.casefold(), Names())
        node.whose[spelt] = person
    return names
