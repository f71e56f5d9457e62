"""What each page has read, so that only the pages that read what was changed are made again.

A page reads the story through :attr:`Memory.story`, which notes each look-up (:data:`Query`). What was made of look-ups is
valid as long as these give the same results, so no page declares its dependencies. Iterating over a collection depends on
all of it. Results are compared by a digest, which a preview keeps in memory beside each page, and a build on disk
(:mod:`.kept`).

These are verifying traces as in Mokhov, Mitchell and Peyton Jones, "Build Systems à la Carte" (2018).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, KeysView, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, TypeVar, cast

from ..digests import NOTHING, Digests
from ..factbook import Factbook
from ..kinds import KINDS, Claim, Count, Fact
from ..strict_yaml import Scalar
from ..values.formats import current
from .kept import ALL, Kept, KeptPage, Query, loads, storable
from .page import Page
from .story import Story

BY_KEY: Final = tuple(
    """
    addresses claims_by conflicts_by_claim disagreements_by listed_on revisions_by uses voices
    """.split()
)
AS_A_WHOLE: Final = ("conflicts", "corrected", "corrections", "data", "disagreements", "feeds", "has_forms")
"""The attributes of a :class:`Story` that a page reads by key, and those that it reads as a whole."""
LANGUAGES: Final = "languages"
"""The name under which a build keeps what it keeps of the pages in other languages."""
PAGES_WITH: Final = "pages_with"
"""The name of the look-up of the pages that print a fact, which are known when all narrative pages are rendered."""
CONSTANT: Final = ("renderer", "site", "dry", "first", "documents")
"""The attributes that do not change while a page is kept; the documents are read for a problem alone, with which none is."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A cached value, the digest of its inputs, and those of the results of the look-ups that were made for it."""

    value: Any
    inputs: str
    results: Mapping[Query, str]


class Memory:
    """The look-ups of each page; in a preview with the pages themselves, in a build with what the last one has ``kept``.

    Of a build, by page: ``read`` are the look-ups, ``made`` the digests of the inputs of what it made, ``names`` the facts that it
    prints, ``files`` its own files, ``above`` the digest of what its head shows of other pages, ``idents`` its ids, if asked for.
    ``story`` is the newest story with look-ups noted; lazy blocks of a page read the newest facts, too.
    """

    def __init__(self, kept: Kept | None = None) -> None:
        self.story = cast(Story, _RecordingStory(self))
        self.kept = kept
        self.pages_with: Callable[[str], object] = str
        self.read: dict[str, set[Query]] = {}
        self.made: dict[str, str] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.files: dict[str, tuple[str, ...]] = {}
        self.above: dict[str, str] = {}
        self.idents: dict[str, frozenset[str]] = {}
        self._now: Story | None = None
        self._formats = current()
        self._collections: dict[str, Callable[[], Any]] = {}
        self._whole: dict[str, object] = {}
        self._digests, self._results = Digests(), dict[Query, str]()
        self._entries: dict[str, _Entry] = {}
        self._same_again: dict[str, KeptPage] = {}
        self._noted: set[Query] | None = None
        self._languages: dict[str, Memory] = {}

    def of(self, language: str) -> Memory:
        """Return the memory of the pages in another language of the site, which read a story of their own."""
        if language not in self._languages:
            last = self.kept and self.kept.more.get(LANGUAGES, {}).get(language)
            self._languages[language] = Memory(self.kept and (loads(last) if last else Kept()))
            self._languages[language].idents = self.idents
        return self._languages[language]

    @property
    def now(self) -> Story:
        """The newest story, without noting; only for what cannot change between two builds."""
        assert self._now, "look_at comes before any look-up"
        return self._now

    def forget(self) -> None:
        """Forget all of the last build."""
        self.kept = Kept()
        for each in (self.read, self.made, self.names, self.above, self.idents, self._same_again):
            each.clear()
        for memory in self._languages.values():
            memory.forget()

    def keep(self, pages: Collection[Page], more: Mapping[str, Any]) -> Kept:
        """Return what the next build may take over, once all has been made of these pages; ``more`` is the publisher's."""
        if self._languages:
            more = {**more, LANGUAGES: {name: each.keep(pages, {}).dumps() for name, each in self._languages.items()}}
        kept = {name: page for name, page in self._same_again.items() if name not in self.made}
        by_path = {page.path: page for page in pages}
        for name, inputs in self.made.items():
            read = tuple(sorted(self.read[name], key=str))
            if inputs and storable(read) and all(map(self.result, read)):
                kept[name] = self._kept(inputs, read, by_path[name]) if name in by_path else KeptPage(inputs, read)
        return Kept(kept, {each: self.result(each) for page in kept.values() for each in page.read}, more)

    def _kept(self, inputs: str, read: tuple[Query, ...], page: Page) -> KeptPage:
        path, idents = page.path, self.idents.get(page.path)
        return KeptPage(
            inputs,
            read,
            title=page.title,
            front=page.content.split("---\n", 2)[1],
            modified=page.head.modified if page.head else "",
            above=self.above[path],
            names=self.names[path],
            indexes=page.indexes,
            links=tuple(tuple(each) for each in page.links),
            idents=None if idents is None else tuple(sorted(idents)),
            files=self.files[path],
        )

    def look_at(self, story: Story) -> None:
        """Read from a new story from now on; with other settings, no page is what it was."""
        book = story.book
        if self._now and (self._now.site, self._formats) != (story.site, current()):
            self._entries.clear()
        self._now, self._formats = story, current()
        self._whole.clear()
        self._digests, self._results = Digests(), {}
        self._collections = {
            "claims": lambda: book.claims,
            "named": lambda: book.named,
            "spellings": lambda: book.spellings,
            "known_names": lambda: book.known_names,
            "heads": cache(lambda: {name: _head(count) for name, count in book.of(Count).items()}),
            "root": object,  # without a digest: a page that knows the folder may read any file
            **{kind: partial(book.facts.get, kind, {}) for kind in KINDS},
            **{name: partial(getattr, story, name) for name in (*BY_KEY, *AS_A_WHOLE)},
        }

    def digest(self, value: object) -> str:
        """Return the digest of a value; empty for one that is taken for another one each time."""
        return self._digests.of(value)

    @contextmanager
    def noting(self, name: str) -> Iterator[None]:
        """Note what is looked up meanwhile as read for the page of that name."""
        before, self._noted = self._noted, self.read.setdefault(name, set())
        try:
            yield
        finally:
            self._noted = before

    def noted(self, name: str, make: Callable[[], T]) -> Callable[[], T]:
        """Return the function, to be called at any time, with its look-ups noted for the page of that name."""

        def made() -> T:
            with self.noting(name):
                return make()

        return made

    def memoised(
        self, name: str, inputs: tuple[object, ...], make: Callable[[], T], is_final: Callable[[T], bool]
    ) -> T:
        """Return the cached value of that name if its inputs and look-ups are unchanged; else make it, and cache it if it is final.

        A page with problems, for instance, is not final.
        """
        entry, digest = self._entries.get(name), self.digest(inputs)
        if entry and digest and entry.inputs == digest and self._same(entry.results):
            return cast(T, entry.value)
        self.read.pop(name, None)
        with self.noting(name):
            value = make()
        if is_final(value) and self.kept is not None:
            self.made[name] = digest
        elif is_final(value):
            self._entries[name] = _Entry(value, digest, {each: self.result(each) for each in self.read[name]})
        return value

    def kept_page(self, name: str, inputs: tuple[object, ...]) -> KeptPage | None:
        """Return what the last build has kept of a page, if the page would be made of the same."""
        page = self.kept.pages.get(name) if self.kept else None
        if not (page and self.kept) or page.inputs != (self.digest(inputs) or None):
            return None
        if not self._same({each: self.kept.results[each] for each in page.read}):
            return None
        self._same_again[name] = page
        return page

    def _same(self, results: Mapping[Query, str]) -> bool:
        return all(old and self.result(query) == old for query, old in results.items())

    def result(self, query: Query) -> str:
        """Return the digest of a look-up in the newest story; a whole mapping is looked up as its items."""
        if query not in self._results:
            self._results[query] = self.digest(self._find(query))
        return self._results[query]

    def _find(self, query: Query) -> object:
        name, key = query
        if name == PAGES_WITH:
            return self.pages_with(str(key))
        if key != ALL:
            return self._collections[name]().get(key, NOTHING)
        if name not in self._whole:
            collection = self._collections[name]()
            self._whole[name] = tuple(collection.items()) if isinstance(collection, Mapping) else collection
        return self._whole[name]

    def look_up(self, name: str, key: object = ALL) -> object:
        """Look up in the newest story, noted for the page that is being made."""
        if self._noted is not None:
            self._noted.add((name, key))
        return self._find((name, key))

    def all_of(self, name: str) -> Any:
        """Return all of a collection, noted."""
        if self._noted is not None:
            self._noted.add((name, ALL))
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

    def once(self, view: Callable[[Any], T]) -> T:
        """Return what a function makes of the facts, made at each call, as what it looks up is noted."""
        return view(self)

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
        self._memory.all_of("root")
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
