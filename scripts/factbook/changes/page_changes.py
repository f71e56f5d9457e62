"""Differences for readers between two renderings of a story: sentences, links, pictures, charts, source cards, lists.

A difference in none of these is reported as an excerpt of the Markdown, so that no difference is missed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from ..pages.markup import ChartText
from .alignment import differences, excerpts, most_similar, pair_up, shortened
from .page_text import LINE, TOLD_ALWAYS, Mark, PageText, Sentence

SAME_PAGE: Final = 0.5
"""The similarity of sentences above which two pages of different names are one page that moved."""
SAME_SENTENCE: Final = 0.4
"""The similarity of trigrams above which two sentences are one that was rewritten."""
MAX_MARK_TEXT: Final = 100
"""Characters of an element's text in a report."""
MAX_EXCERPTS: Final = 3
"""Excerpts of Markdown that are reported of a page that reads the same."""


_WRITTEN: Final = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence before and after; empty on one side where it came or went. ``refs`` are the facts bound in either."""

    before: str
    after: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartChange:
    """A chart that was added, removed or changed."""

    name: str
    before: ChartText | None
    after: ChartText | None

    @property
    def headline(self) -> str:
        """Its headline now, or as it was."""
        seen = self.after or self.before
        return seen.headline if seen else ""

    @property
    def rows(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The table rows that only the old chart has, and those that only the new one has."""
        return _only(*(each.rows if each else () for each in (self.before, self.after)))

    @property
    def headlines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The headlines before and after, of a chart in both versions whose headline changed."""
        both = self.before is not None and self.after is not None
        return _only(*((each.headline,) if both and each else () for each in (self.before, self.after)))


def _only(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the multiset differences of two sequences, both ways."""
    return tuple((Counter(old) - Counter(new)).elements()), tuple((Counter(new) - Counter(old)).elements())


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A change beside the words: the target of a link, a picture, the id of a heading, front matter.

    ``what`` is its sort, or ``markup`` where only the Markdown differs; a side is empty where the mark is missing.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that changed. ``old`` and ``new`` are its paths; one is missing where the page was added or removed."""

    old: str | None
    new: str | None
    title: str
    sentences: tuple[SentenceChange, ...] = ()
    charts: tuple[ChartChange, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()
    marks: tuple[MarkChange, ...] = ()

    @property
    def path(self) -> str:
        """The path now, or as it was where it is gone."""
        return self.new or self.old or ""

    @property
    def is_visible(self) -> bool:
        """Whether it has anything to report."""
        return bool(self.sentences or self.charts or self.lists or self.marks)


@dataclass(frozen=True, slots=True)
class CardChange:
    """A source card that changed: the names of its facts, its text before and after, the pages that it is on."""

    ref: str
    before: str
    after: str
    pages: tuple[str, ...]


def page_changes(old: Mapping[str, PageText], new: Mapping[str, PageText]) -> list[PageChange]:
    """Return each page that differs for readers, in the order of the new story; a page under a new path is one that moved."""
    moved = _moved(old, new)
    changes = []
    for path, page in new.items():
        was = old.get(moved.get(path, path))
        if was is None:
            changes.append(PageChange(None, path, page.title, tuple(_sentence_changes((), page.sentences))))
        elif (was.content, was.bound, was.path) != (page.content, page.bound, path):
            changes.append(_page_change(was, page))
    known = {*new, *moved.values()}
    gone = (page for path, page in old.items() if path not in known)
    changes.extend(
        PageChange(page.path, None, page.title, tuple(_sentence_changes(page.sentences, ()))) for page in gone
    )
    return [each for each in changes if each.old != each.new or each.is_visible]


def _page_change(was: PageText, page: PageText) -> PageChange:
    sentences: tuple[SentenceChange, ...] = ()
    marks: tuple[MarkChange, ...] = ()
    same = (was.body, was.page.meta, was.bound) == (page.body, page.page.meta, page.bound)
    if not same:
        sentences = tuple(dict.fromkeys(_sentence_changes(was.sentences, page.sentences)))  # a title often stands twice
    if not same or was.folders != page.folders:
        marks = tuple(_mark_changes(was, page))
    charts = tuple(
        ChartChange(name, was.charts.get(name), page.charts.get(name))
        for name in dict.fromkeys([*page.charts, *was.charts])
        if was.charts.get(name) != page.charts.get(name)
    )
    lists = tuple(
        (sign, line)
        for i, k, j, m in differences(was.lists, page.lists)
        for sign, lines in (("-", was.lists[i:k]), ("+", page.lists[j:m]))
        for line in lines
    )
    change = PageChange(was.path, page.path, page.title, sentences, charts, lists, marks)
    if change.is_visible or _cards_differ(was, page):
        return change
    return replace(change, marks=tuple(_markup_changes(was, page)))


def _cards_differ(was: PageText, page: PageText) -> bool:
    return was.path == page.path and any(was.cards.get(ref, text) != text for ref, text in page.cards.items())


def _mark_changes(was: PageText, page: PageText) -> Iterator[MarkChange]:
    """Yield the links, pictures, ids and elements of a page that differ, each paired with the one that it replaces.

    Where only words differ, their sentences report it.
    """
    old, new = was.marks, page.marks
    for i, k, j, m in differences(old, new):
        pairs = pair_up(old[i:k], new[j:m], attrgetter("what", "text"), attrgetter("what", "value"), attrgetter("what"))
        for number, after in enumerate(new[j:m]):
            before = old[i + pairs[number]] if number in pairs else None
            if before.value != after.value if before else _is_news(after, was):
                yield MarkChange(after.what, _shown(before), _shown(after))
        for number in sorted(set(range(k - i)) - set(pairs.values())):
            if _is_news(old[i + number], page):
                yield MarkChange(old[i + number].what, _shown(old[i + number]), "")


def _is_news(mark: Mark, other: PageText) -> bool:
    """Return whether a mark that only one page has is reported, and not only its sentence."""
    return mark.what in TOLD_ALWAYS or (mark.what != LINE and mark.text in other.words)


def _shown(mark: Mark | None) -> str:
    return f"“{shortened(mark.text, MAX_MARK_TEXT)}” {mark.value}".rstrip() if mark else ""


def _markup_changes(was: PageText, page: PageText) -> Iterator[MarkChange]:
    """Yield the first differing lines of Markdown of a page that reads the same; of a page that moved, without HTML of blocks."""
    texts = (each.content if was.path == page.path else each.body for each in (was, page))
    old, new = ([line for line in text.split("\n") if line.strip()] for text in texts)
    found = [(old[i:k], new[j:m]) for i, k, j, m in differences(old, new)]
    for before, after in found[:MAX_EXCERPTS]:
        yield MarkChange("markup", *excerpts("\n".join(before), "\n".join(after)))
    if not found and was.path == page.path:
        yield MarkChange("markup", "blank lines", "other blank lines")


def card_changes(old: Mapping[str, PageText], new: Mapping[str, PageText]) -> list[CardChange]:
    """Return each source card that changed on a page in both versions; once, with all its pages."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for path, page in new.items():
        was = old.get(path)
        if was is None or was.content == page.content:
            continue
        for ref, after in page.cards.items():
            before = was.cards.get(ref, after)
            if before != after:
                found.setdefault((ref, before, after), []).append(path)
    return [CardChange(ref, before, after, tuple(pages)) for (ref, before, after), pages in found.items()]


def _moved(old: Mapping[str, PageText], new: Mapping[str, PageText]) -> dict[str, str]:
    """Return the old path of each page that moved: the most similar of those that are gone."""
    gone = {path: page for path, page in old.items() if path not in new}
    come = {path: page for path, page in new.items() if path not in old} if gone else {}
    return most_similar(_by_sentences(gone), _by_sentences(come), SAME_PAGE)


def _by_sentences(pages: Mapping[str, PageText]) -> dict[str, frozenset[str]]:
    """Return the set of sentences of each page, as written, as there may be thousands of pages to convert."""
    return {path: frozenset(_WRITTEN.split(page.body)) for path, page in pages.items()}


def _sentence_changes(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[SentenceChange]:
    for i, k, j, m in differences([each.text for each in old], [each.text for each in new]):
        for before, after in _paired(old[i:k], new[j:m]):
            refs = dict.fromkeys([*(before.refs if before else ()), *(after.refs if after else ())])
            yield SentenceChange(before.text if before else "", after.text if after else "", tuple(refs))


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Pair the similar sentences of a rewritten passage; yield all in their order."""
    pairs = most_similar(_by_trigrams(old), _by_trigrams(new), SAME_SENTENCE)
    paired, done = set(pairs.values()), 0
    for number, after in enumerate(new):
        before = pairs.get(number)
        if before is not None:
            yield from ((old[each], None) for each in range(done, before) if each not in paired)
            done = max(done, before)
        yield (None if before is None else old[before]), after
    yield from ((old[each], None) for each in range(done, len(old)) if each not in paired)


def _by_trigrams(sentences: Sequence[Sentence]) -> dict[int, frozenset[str]]:
    """Return the set of trigrams of each sentence, which works in any script."""
    texts = (f" {each.text} " for each in sentences)
    return {
        number: frozenset(text[start : start + 3] for start in range(len(text) - 2))
        for number, text in enumerate(texts)
    }
