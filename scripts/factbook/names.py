"""Names of people and organisations in a text: all that the facts have, in every spelling and script, found in linear time.

On a page a name is bound by its author, as on a page its card and first mention are chosen. In a text of a fact, the engine binds it
(:func:`with_names`): each known name is recognised, and its first mention leads to whom it names, so that an editor writes a sentence as it is
spoken. What no program can know is asked for: which of two people is meant by a surname that both have, and whether a
word that is one letter off a known name is that name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from .kinds import Organisation, Person, Place, Side
from .normalize import NO_SOURCE, NormalizedText, normalize
from .prose import Bound, Name, Part, Text, normalize_parts
from .quantities import UNSPACED

if TYPE_CHECKING:
    from .factbook import Factbook

_WORD: Final = re.compile(rf"[{UNSPACED}가-힣]|[^\W{UNSPACED}가-힣]+|\W")
"""A word, or a letter of a script in which other words stand right beside a name."""
_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_HANGUL: Final = re.compile("[가-힣]")
_PARTICLE: Final = re.compile(
    r"(?:은|는|이|가|을|를|의|에|에게|에게서|한테|에서|와|과|랑|이랑|도|만|로|으로|라고|이라고|라는|이라는|께서|께|씨|님|측|부터|까지|조차|마저|처럼|보다|이나|나|이며|며|이자|이다|였다|들){0,3}(?![가-힣])"
)
"""What Korean writes behind a name as one word with it, to the word's end."""
_PROCLITIC: Final = re.compile("[وف]?[بلك]?")
"""Arabic words of one letter that are written as one with a name behind them."""
_LONG_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_MIN_MISSPELT: Final = 6
"""Letters of a name from which on a word that is one letter off is taken for it; shorter ones are too often another name."""
MISSPELT_NAME: Final = "misspelt-name"
"""The rule, which :mod:`.checks.texts` registers."""
AS_KNOWN: Final = "must be spelt as in the record, or be marked as the name of another"
Spellings = tuple[tuple[str, str], ...]
"""Pairs of a spelling and the id of whom it names."""


class Bearers(NamedTuple):
    """Who bears a name: the ids of those whose own name, full or short, it is, and of those whose surname it is alone."""

    named: tuple[str, ...] = ()
    surnamed: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The id of the likeliest."""
        return (*self.named, *self.surnamed)[0]


@dataclass(slots=True)
class _Node:
    """A node of a trie of names by case-folded tokens; ``bearers`` are those of the name that ends here, by its spelling."""

    following: dict[str, _Node] = field(default_factory=dict)
    bearers: dict[str, Bearers] = field(default_factory=dict)

    def borne_by(self, spelt: str) -> Bearers | None:
        """Return who bears the name that ends here; the case of a single word has to match, as many names are words, too."""
        any_case = next(iter(self.bearers.values()), None) if " " in spelt else None
        return self.bearers.get(spelt) or any_case

    def spells(self, spelt: str) -> bool:
        """Whether a name is spelt as a record has it, but for the case of its first letter: ``the Fennick Herald``, and not ``a news``."""
        return any(spelt[1:] == each[1:] for each in self.bearers)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of a story: a trie of them, all words in them, and the surnames that a word may misspell, by themselves with one letter less."""

    root: _Node
    words: frozenset[str]
    shortened: Mapping[str, tuple[str, ...]]

    def on(self, standard: bool) -> KnownNames:
        """Return what is found on a page; on a ``standard`` one, which knows no name, none is misspelt."""
        return replace(self, shortened={}) if standard else self


def find_names(text: NormalizedText, known: KnownNames) -> Iterator[tuple[int, int, str]]:
    """Yield the names in a text as ``(start, end, id)``, the longest where several begin.

    A name of several words is found in any case, and with any blanks between its words. The time does not depend on the
    number of names.
    """
    for start, end, bearers, _ in _find(text, known):
        yield start, end, bearers.first


def _find(text: NormalizedText, known: KnownNames) -> Iterator[tuple[int, int, Bearers, bool]]:
    """Yield the names in a text: where, of whom, and whether they are spelt as in the record."""
    words = text.text
    tokens = _WORD.findall(words)
    starts = list(accumulate(map(len, tokens), initial=0))
    folded = [token.casefold() for token in tokens]
    index = 0
    while index < len(tokens):
        behind = index + 1
        for begins in range(_PROCLITIC.match(tokens[index]).end() + 1):  # type: ignore[union-attr]  # it matches anything
            first = starts[index] + begins
            node, after = known.root.following.get(folded[index][begins:]), index + 1
            found: tuple[Bearers, bool] | None = None
            while node:
                spelt = words[first : starts[after]]
                if node.bearers and _ends(words, first, starts[after]) and (whose := node.borne_by(spelt)):
                    found, behind = (whose, node.spells(spelt)), after
                node, after = node.following.get(folded[after]) if after < len(tokens) else None, after + 1
            if found:
                if (begins or _begins(words, first)) and text.has_source(first, starts[behind]):
                    yield first, starts[behind], *found
                break
        index = behind


def _begins(words: str, start: int) -> bool:
    """Whether a name may begin in a text; a letter right before makes it part of another word, but where no blanks are written."""
    return not _is_letter(words, start - 1) or bool(_UNSPACED.match(words[start - 1]) or _UNSPACED.match(words[start]))


def _ends(words: str, start: int, end: int) -> bool:
    """Whether a name from ``start`` may end in a text; Korean has particles behind a name, and titles behind one of three letters."""
    if not _is_letter(words, end):
        return True
    if end - start == 1:
        return False
    if _HANGUL.match(words[end]):
        whole = end - start > 2 and all(map(_HANGUL.match, words[start:end]))
        return whole or bool(_PARTICLE.match(words, end))
    return bool(_UNSPACED.match(words[end]) or _UNSPACED.match(words[end - 1]))


def _is_letter(words: str, index: int) -> bool:
    return 0 <= index < len(words) and (words[index].isalnum() or words[index] == "_")


def find_misspelt(text: NormalizedText, known: KnownNames) -> Iterator[tuple[int, int, str]]:
    """Yield the capitalised words that are one letter off a known surname as ``(start, end, name)``.

    A letter is left out, added, another, or changes places with the next. The first and the last have to be right: an
    ending changes with the grammar of many languages, and names another member of a family.
    """
    for match in _LONG_WORD.finditer(text.text):
        word = match[0]
        if word[0].isupper() and word not in known.words and text.has_source(*match.span()):
            meant = (name for each in _shortened(word) for name in known.shortened.get(each, ()))
            if right := next((name for name in meant if _is_one_off(word, name)), ""):
                yield *match.span(), right


def _shortened(word: str) -> Iterator[str]:
    """Yield a word, and it without each of its inner letters."""
    yield word
    yield from (word[:index] + word[index + 1 :] for index in range(1, len(word) - 1))


def _is_one_off(word: str, name: str) -> bool:
    """Whether one letter of a word is to be added, left out or changed, or two that are neighbours change places, for another."""
    if word[0] != name[0] or word[-1] != name[-1]:
        return False
    shorter = min(len(word), len(name))
    head = next((index for index in range(shorter) if word[index] != name[index]), shorter)
    tail = next((index for index in range(shorter - head) if word[-1 - index] != name[-1 - index]), shorter - head)
    wrong, right = word[head : len(word) - tail], name[head : len(name) - tail]
    return max(len(wrong), len(right)) == 1 or (len(wrong) == 2 and wrong == right[::-1])


def with_names(parts: Iterable[Part], known: KnownNames) -> Iterator[Part]:
    """Yield the parts of a fact's text with the names in it as parts of their own, each with whom it may mean.

    A surname is that of whom the text has named in full before, else that of whose short name it is, else that of the only
    one who has it. Whoever is bound has been named.
    """
    parts = list(parts)
    words = normalize_parts(parts)
    found = []
    for start, end, bearers, is_spelt in _find(words, known):
        if is_spelt and NO_SOURCE not in words.starts[start:end]:
            found.append((*words.source_span(start, end), bearers))
    named: list[str] = []
    for part in parts:
        if not isinstance(part, Text):
            named += [part.ref] if isinstance(part, Bound) else []
            yield part
            continue
        done = 0
        for first, last, bearers in found:
            inside = first - part.offset, last - part.offset
            if done <= inside[0] and inside[1] <= len(part.text):
                meant = _meant(bearers, named)
                named += meant if len(meant) == 1 else ()
                if done < inside[0]:
                    yield Text(part.text[done : inside[0]], part.offset + done)
                yield Name(part.text[inside[0] : inside[1]], meant, first)
                done = inside[1]
        if done < len(part.text):
            yield Text(part.text[done:], part.offset + done)


def _meant(bearers: Bearers, named: Collection[str]) -> tuple[str, ...]:
    """Return whom a name may mean behind those that its text has ``named``."""
    before = [each for each in bearers.surnamed if each in named]
    return tuple(dict.fromkeys((*bearers.named, *before))) or bearers.surnamed


def known_names(book: Factbook) -> KnownNames:
    """Return the names of people and organisations, in every spelling and script they have, and surnames.

    A name that a place or side bears, too, such as a country's, and one in small letters, as of unnamed officials, are words;
    one that a person bears is not that of the office.
    """
    others = {each.name for each in book.of(Place).values()} | {each.name for each in book.of(Side).values()}

    def taken(parties: Iterable[tuple[str, tuple[str, ...]]], words: Collection[str]) -> Spellings:
        return tuple(
            (name, ident) for ident, names in parties for name in names if name not in words and not name[0].islower()
        )

    people = taken(((each.id, each.names) for each in book.of(Person).values()), others)
    surnames = taken(((each.id, each.surnames) for each in book.of(Person).values()), others)
    offices = ((each.id, each.names) for each in book.of(Organisation).values() if not each.nobody)
    return index_of(people + taken(offices, others | {name for name, _ in people}), surnames, tuple(sorted(others)))


@lru_cache(maxsize=4)
def index_of(names: Spellings, surnames: Spellings = (), others: tuple[str, ...] = ()) -> KnownNames:
    """Index names and surnames; the words of ``others``, such as places, are no misspellings of them."""
    root = _Node()
    words: dict[str, None] = {}
    shortened: dict[str, dict[str, None]] = {}
    for alone, pairs in enumerate((names, surnames)):
        for name, ident in pairs:
            node = root
            spelt = normalize(name).text
            for token in _WORD.findall(spelt):
                node = node.following.setdefault(token.casefold(), _Node())
                words[token] = None
            bearers = node.bearers.get(spelt, Bearers())
            if ident not in bearers[alone]:
                node.bearers[spelt] = bearers._replace(**{Bearers._fields[alone]: (*bearers[alone], ident)})
            if alone and len(spelt) >= _MIN_MISSPELT and _LONG_WORD.fullmatch(spelt):
                for each in _shortened(spelt):
                    shortened.setdefault(each, {})[spelt] = None
    words |= dict.fromkeys(token for name in others for token in _WORD.findall(normalize(name).text))
    return KnownNames(root, frozenset(words), {each: tuple(found) for each, found in shortened.items()})
