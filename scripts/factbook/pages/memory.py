"""What a live preview remembers: each page with all that it has read, so that a saved fact makes only those pages again that read it.

A page sees the story through :attr:`Memory.story`, which notes each question that is asked of the facts and of what
follows from them, with its answer. A page stands as long as it would get the same answers; nobody has to declare
what a page depends on. One who asks for all facts of a kind is answered with all of them.

These are verifying traces as in Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte" (2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, TypeVar, cast

from ..factbook import Factbook
from ..kinds import KINDS, Claim, Count, Fact
from ..strict_yaml import Scalar
from .story import Story
from .templating import vocabulary

Question = tuple[str, object]
"""The name of a collection, and the key that was looked up in it, or :data:`ALL`."""
ALL: Final = object()
NOTHING: Final = object()
"""The answer to a key that is not there."""
KEYED: Final = (
    *("addresses", "claims_by", "conflicts_by", "conflicts_by_claim", "corroborated"),
    *("listed_on", "revisions_by", "uses"),
)
WHOLE: Final = ("conflicts", "corrections", "data", "unattached")
"""What a page reads of a :class:`Story`: collections by key, and others as a whole."""
SETTLED: Final = ("renderer", "site", "dry")
"""What stays as it is while a page is kept."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was made, what it was made from, and the answers it got meanwhile."""

    made: Any
    given: tuple[object, ...]
    answers: Mapping[Question, object]


class Memory:
    """What was made for each page, with its questions and answers.

    ``story`` is the story as pages see it: always the newest, in which also what an old page makes later finds its facts.
    """

    def __init__(self) -> None:
        self.story = cast(Story, _Seen(self))
        self._now: Story | None = None
        self._collections: Mapping[str, Callable[[], Any]] = {}
        self._whole: dict[str, object] = {}
        self._pages: dict[str, _Kept] = {}
        self._asked: dict[Question, object] | None = None

    @property
    def now(self) -> Story:
        """The newest story. Only what cannot change between two builds is to be read of it."""
        assert self._now, "a story is looked at before anything is asked of it"
        return self._now

    def look_at(self, story: Story) -> None:
        """Answer from a new story from now on."""
        book = story.book
        self._now = story
        self._whole.clear()
        self._collections = {
            "claims": lambda: book.claims,
            "named": lambda: book.named,
            "heads": cache(lambda: {name: _head(count) for name, count in book.of(Count).items()}),
            "root": object,  # whoever knows the folder may read any file, and is never remembered
            **{kind: lambda kind=kind: book.facts.get(kind, {}) for kind in KINDS},  # type: ignore[misc]  # one function each
            **{name: lambda name=name: getattr(story, name) for name in (*KEYED, *WHOLE)},  # type: ignore[misc]
        }

    def made(self, name: str, given: tuple[object, ...], make: Callable[[], T], keep: Callable[[T], bool]) -> T:
        """What was made under that name of the same things ``given``, if all it asked would be answered alike; else it is made anew.

        What is not worth to ``keep``, such as what has problems, is made again each time.
        """
        kept = self._pages.get(name)
        if kept and kept.given == given and all(self.answer(key) == answer for key, answer in kept.answers.items()):
            return cast(T, kept.made)
        self._asked = {}
        try:
            made = make()
            if keep(made):
                self._pages[name] = _Kept(made, given, self._asked)
            return made
        finally:
            self._asked = None

    def answer(self, question: Question) -> object:
        """The answer of the newest story; all of a collection as its items."""
        name, key = question
        if key is not ALL:
            return self._collections[name]().get(key, NOTHING)
        if name not in self._whole:
            every = self._collections[name]()
            self._whole[name] = tuple(every.items()) if isinstance(every, Mapping) else every
        return self._whole[name]

    def ask(self, name: str, key: object = ALL) -> object:
        """The same, noted for the page that is being made."""
        answer = self.answer((name, key))
        if self._asked is not None:
            self._asked[name, key] = answer
        return answer

    def of(self, name: str) -> Any:
        """All of a collection, noted."""
        self.ask(name)
        return self._collections[name]()


def _head(count: Count) -> Count:
    """A count without its claims and what is said of them, and of its file only where it begins."""
    head = count.model_copy(update={"claims": (), "assessments": ()})
    head.attach(Scalar("", count.where()))
    return head


class _Collection(Mapping[Any, Any]):
    """A collection of the newest story in which each look is noted."""

    def __init__(self, memory: Memory, name: str) -> None:
        self._memory, self._name = memory, name

    def __getitem__(self, key: object) -> Any:
        if (value := self._memory.ask(self._name, key)) is NOTHING:
            raise KeyError(key)
        return value

    def get(self, key: object, default: Any = None) -> Any:
        value = self._memory.ask(self._name, key)
        return default if value is NOTHING else value

    def __contains__(self, key: object) -> bool:
        return self._memory.ask(self._name, key) is not NOTHING

    def __iter__(self) -> Iterator[Any]:
        return iter(self._memory.of(self._name))

    def __len__(self) -> int:
        return len(self._memory.of(self._name))

    def keys(self) -> KeysView[Any]:
        return cast(KeysView[Any], self._memory.of(self._name).keys())

    def values(self) -> ValuesView[Any]:
        return cast(ValuesView[Any], self._memory.of(self._name).values())

    def items(self) -> AbstractSet[tuple[Any, Any]]:  # type: ignore[override]  # the view of another mapping
        return cast(AbstractSet[tuple[Any, Any]], self._memory.of(self._name).items())


class _Book:
    """A :class:`Factbook` in which each look is noted."""

    party = Factbook.party
    all_facts = Factbook.all_facts

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.facts = {kind: _Collection(memory, kind) for kind in KINDS}
        self.claims = _Collection(memory, "claims")
        self.named = _Collection(memory, "named")

    def of(self, kind: type[Fact]) -> Mapping[str, Any]:
        """The facts of a kind by id."""
        return self.facts[kind.kind]

    def count_of(self, claim: Claim) -> Any:
        """The count a claim is about, without its claims, which most who name it do not depend on."""
        return self._memory.ask("heads", claim.count)

    @property
    def root(self) -> Any:
        """The story's folder."""
        self._memory.ask("root")
        return self._memory.now.book.root

    def is_broken(self, ref: str, kinds: object = ()) -> bool:
        """Never: pages are only made of facts that could be read."""
        return False


class _Seen:
    """A :class:`Story` in which each look is noted."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.book = cast(Factbook, _Book(memory))
        self._keyed = {name: _Collection(memory, name) for name in KEYED}

    @cached_property
    def vocabulary(self) -> Mapping[str, Any]:
        """What the engine's templates may ask of the facts."""
        return vocabulary(self.book)

    def __getattr__(self, name: str) -> Any:
        if name in KEYED:
            return self._keyed[name]
        if name in WHOLE:
            return self._memory.of(name)
        if name in SETTLED:
            return getattr(self._memory.now, name)
        raise AttributeError(name)
