"""The cache of a live preview: each page with all that it has read, so that a saved fact re-renders only the pages that read it.

A page reads the story through :attr:`Memory.story`, which records each look-up (:data:`Query`) with its result. A cached page
is valid as long as its look-ups give the same results, so no page declares its dependencies. Iterating over a collection
depends on all of it.

These are verifying traces as in Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte" (2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, TypeVar, cast

from ..factbook import Factbook
from ..kinds import KINDS, Claim, Count, Fact
from ..strict_yaml import Scalar
from .story import Story

Query = tuple[str, object]
"""The name of a collection, and the key looked up in it, or :data:`ALL`."""
ALL: Final = object()
NOTHING: Final = object()
"""The result for a missing key."""
BY_KEY: Final = tuple(
    """
    addresses claims_by conflicts_by_claim disagreements_by listed_on revisions_by uses voices
    """.split()
)
AS_A_WHOLE: Final = ("conflicts", "corrections", "data", "disagreements", "feeds", "has_forms")
"""The attributes of a :class:`Story` that a page reads by key, and those that it reads as a whole."""
CONSTANT: Final = ("renderer", "site", "dry")
"""The attributes that do not change while a page is cached."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cached value, its inputs, and the results of the look-ups that were made for it."""

    value: Any
    inputs: tuple[object, ...]
    results: Mapping[Query, object]


class Memory:
    """A cache of pages, with the look-ups of each.

    ``story`` is the newest story with look-ups recorded; lazy blocks of a cached page read the newest facts, too.
    """

    def __init__(self) -> None:
        self.story = cast(Story, _RecordingStory(self))
        self._now: Story | None = None
        self._collections: Mapping[str, Callable[[], Any]] = {}
        self._whole: dict[str, object] = {}
        self._entries: dict[str, _Entry] = {}
        self._recorded: dict[Query, object] | None = None

    @property
    def now(self) -> Story:
        """The newest story, without recording; only for what cannot change between two builds."""
        assert self._now, "look_at comes before any look-up"
        return self._now

    def look_at(self, story: Story) -> None:
        """Read from a new story from now on."""
        book = story.book
        self._now = story
        self._whole.clear()
        self._collections = {
            "claims": lambda: book.claims,
            "named": lambda: book.named,
            "spellings": lambda: book.spellings,
            "known_names": lambda: book.known_names,
            "heads": cache(lambda: {name: _head(count) for name, count in book.of(Count).items()}),
            "root": object,  # never equal: a page that knows the folder may read any file
            **{kind: partial(book.facts.get, kind, {}) for kind in KINDS},
            **{name: partial(getattr, story, name) for name in (*BY_KEY, *AS_A_WHOLE)},
        }

    def memoised(
        self, name: str, inputs: tuple[object, ...], make: Callable[[], T], is_final: Callable[[T], bool]
    ) -> T:
        """Return the cached value of that name if its inputs and look-ups are unchanged; else make it, and cache it if it is final.

        A page with problems, for instance, is not final.
        """
        entry = self._entries.get(name)
        if entry and entry.inputs == inputs and all(self.result(q) == old for q, old in entry.results.items()):
            return cast(T, entry.value)
        self._recorded = {}
        try:
            value = make()
            if is_final(value):
                self._entries[name] = _Entry(value, inputs, self._recorded)
            return value
        finally:
            self._recorded = None

    def result(self, query: Query) -> object:
        """Look up in the newest story; a whole mapping is returned as its items."""
        name, key = query
        if key is not ALL:
            return self._collections[name]().get(key, NOTHING)
        if name not in self._whole:
            collection = self._collections[name]()
            self._whole[name] = tuple(collection.items()) if isinstance(collection, Mapping) else collection
        return self._whole[name]

    def look_up(self, name: str, key: object = ALL) -> object:
        """Look up in the newest story, recorded for the page that is being made."""
        result = self.result((name, key))
        if self._recorded is not None:
            self._recorded[name, key] = result
        return result

    def all_of(self, name: str) -> Any:
        """Return all of a collection, recorded."""
        self.look_up(name)
        return self._collections[name]()


def _head(count: Count) -> Count:
    """Return a count without claims and assessments, and without the places of its fields."""
    head = count.model_copy(update={"claims": (), "assessments": ()})
    head.attach(Scalar("", count.where()))
    return head


class _Collection(Mapping[Any, Any]):
    """A collection of the newest story with look-ups recorded."""

    def __init__(self, memory: Memory, name: str) -> None:
        self._memory, self._name = memory, name

    def __getitem__(self, key: object) -> Any:
        if (value := self._memory.look_up(self._name, key)) is NOTHING:
            raise KeyError(key)
        return value

    def get(self, key: object, default: Any = None) -> Any:
        value = self._memory.look_up(self._name, key)
        return default if value is NOTHING else value

    def __contains__(self, key: object) -> bool:
        return self._memory.look_up(self._name, key) is not NOTHING

    def __iter__(self) -> Iterator[Any]:
        return iter(self._memory.all_of(self._name))

    def __len__(self) -> int:
        return len(self._memory.all_of(self._name))

    def keys(self) -> KeysView[Any]:
        return cast(KeysView[Any], self._memory.all_of(self._name).keys())

    def values(self) -> ValuesView[Any]:
        return cast(ValuesView[Any], self._memory.all_of(self._name).values())

    def items(self) -> AbstractSet[tuple[Any, Any]]:  # type: ignore[override]  # the view of another mapping
        return cast(AbstractSet[tuple[Any, Any]], self._memory.all_of(self._name).items())


class _Book:
    """A :class:`Factbook` with look-ups recorded."""

    party = Factbook.party
    all_facts = Factbook.all_facts

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.facts = {kind: _Collection(memory, kind) for kind in KINDS}
        self.claims = _Collection(memory, "claims")
        self.named = _Collection(memory, "named")
        self.spellings = _Collection(memory, "spellings")

    def of(self, kind: type[Fact]) -> Mapping[str, Any]:
        """Return the facts of a kind by id."""
        return self.facts[kind.kind]

    def count_of(self, claim: Claim) -> Any:
        """Return the count of a claim, without its claims, on which most readers of the count do not depend."""
        return self._memory.look_up("heads", claim.count)

    @property
    def known_names(self) -> Any:
        """The names of people and organisations."""
        return self._memory.all_of("known_names")

    @property
    def root(self) -> Any:
        """The story's folder."""
        self._memory.look_up("root")
        return self._memory.now.book.root

    def is_broken(self, ref: str, kinds: object = ()) -> bool:
        """Return ``False``: pages are only made from valid facts."""
        return False


class _RecordingStory:
    """A :class:`Story` with look-ups recorded."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.book = cast(Factbook, _Book(memory))
        self._keyed = {name: _Collection(memory, name) for name in BY_KEY}

    def __getattr__(self, name: str) -> Any:
        if name in BY_KEY:
            return self._keyed[name]
        if name in AS_A_WHOLE:
            return self._memory.all_of(name)
        if name in CONSTANT:
            return getattr(self._memory.now, name)
        raise AttributeError(name)
