"""What differs for readers between two renderings of a story, page by page: sentences, links and pictures, charts, source
cards and lists; what is none of these is told by a piece of its Markdown, so that no difference is passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from ..pages.markup import ChartText
from .alignment import beside, differing, likest, shortened, stretches
from .page_text import LINE, TOLD_ALWAYS, Mark, PageSeen, Sentence

SAME_PAGE: Final = 0.5
"""The share of sentences that two pages of different names have in common when they are one page, moved."""
SAME_SENTENCE: Final = 0.4
"""The share of their sequences of three letters that two sentences have in common to count as one that was rewritten."""
WORDS: Final = 100
"""Letters by which an element's text is known."""
EXCERPTS: Final = 3
"""Pieces of Markdown that are shown of a page that reads the same."""


_WRITTEN: Final = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence before and after; empty on one side where it came or went. ``refs`` are the facts bound in either."""

    before: str
    after: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartChange:
    """A chart that came, went or shows something else: headlines, and the rows of its table that only one has."""

    name: str
    before: ChartText | None
    after: ChartText | None

    @property
    def headline(self) -> str:
        """What stands above it now, or stood there."""
        seen = self.after or self.before
        return seen.headline if seen else ""

    @property
    def rows(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rows only the old one has, and those only the new one has."""
        return _only(*(each.rows if each else () for each in (self.before, self.after)))

    @property
    def headlines(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The headlines before and after, of a chart that is in both under another one."""
        both = self.before is not None and self.after is not None
        return _only(*((each.headline,) if both and each else () for each in (self.before, self.after)))


def _only(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What only the first has, and what only the second has, each as often as it has it more."""
    return tuple((Counter(old) - Counter(new)).elements()), tuple((Counter(new) - Counter(old)).elements())


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What a page says beside its words: where a link leads, which picture it shows, the id of a heading, its front matter.

    ``what`` says of which sort it is, or ``markup`` where only the Markdown differs; empty on one side where it came or went.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that reads otherwise. ``old`` or ``new`` is its path, missing where it came or went."""

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
    def tells(self) -> bool:
        """Whether anything on it reads or is otherwise."""
        return bool(self.sentences or self.charts or self.lists or self.marks)


@dataclass(frozen=True, slots=True)
class CardChange:
    """A source card that says something else: the facts it is about, its text before and after, the pages it stands on."""

    ref: str
    before: str
    after: str
    pages: tuple[str, ...]


def page_changes(old: Mapping[str, PageSeen], new: Mapping[str, PageSeen]) -> list[PageChange]:
    """Each page that differs to a reader, in the order of the new story; what only moved to another name is told as such."""
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
    return [each for each in changes if each.old != each.new or each.tells]


def _page_change(was: PageSeen, page: PageSeen) -> PageChange:
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
        for i, k, j, m in stretches(was.lists, page.lists)
        for sign, lines in (("-", was.lists[i:k]), ("+", page.lists[j:m]))
        for line in lines
    )
    change = PageChange(was.path, page.path, page.title, sentences, charts, lists, marks)
    if change.tells or _cards_differ(was, page):
        return change
    return replace(change, marks=tuple(_markup_changes(was, page)))


def _cards_differ(was: PageSeen, page: PageSeen) -> bool:
    return was.path == page.path and any(was.cards.get(ref, text) != text for ref, text in page.cards.items())


def _mark_changes(was: PageSeen, page: PageSeen) -> Iterator[MarkChange]:
    """The links, pictures, ids and elements of a page that differ, each beside the one in whose place it stands.

    Where only words differ, or came, or went, their sentences tell it.
    """
    old, new = was.marks, page.marks
    for i, k, j, m in stretches(old, new):
        pairs = beside(old[i:k], new[j:m], attrgetter("what", "text"), attrgetter("what", "value"), attrgetter("what"))
        for number, after in enumerate(new[j:m]):
            before = old[i + pairs[number]] if number in pairs else None
            if before.value != after.value if before else _is_news(after, was):
                yield MarkChange(after.what, _shown(before), _shown(after))
        for number in sorted(set(range(k - i)) - set(pairs.values())):
            if _is_news(old[i + number], page):
                yield MarkChange(old[i + number].what, _shown(old[i + number]), "")


def _is_news(mark: Mark, other: PageSeen) -> bool:
    """Whether a mark that only one page has is told, and not only the sentence it stands in."""
    return mark.what in TOLD_ALWAYS or (mark.what != LINE and mark.text in other.words)


def _shown(mark: Mark | None) -> str:
    return f"“{shortened(mark.text, WORDS)}” {mark.value}".rstrip() if mark else ""


def _markup_changes(was: PageSeen, page: PageSeen) -> Iterator[MarkChange]:
    """The first lines of a page's Markdown that differ though all of it reads the same; of a page that moved, those of its editors."""
    texts = (each.content if was.path == page.path else each.body for each in (was, page))
    old, new = ([line for line in text.split("\n") if line.strip()] for text in texts)
    found = [(old[i:k], new[j:m]) for i, k, j, m in stretches(old, new)]
    for before, after in found[:EXCERPTS]:
        yield MarkChange("markup", *differing("\n".join(before), "\n".join(after)))
    if not found and was.path == page.path:
        yield MarkChange("markup", "blank lines", "other blank lines")


def card_changes(old: Mapping[str, PageSeen], new: Mapping[str, PageSeen]) -> list[CardChange]:
    """Each source card on a page of both that says something else; once, whatever the number of its pages."""
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


def _moved(old: Mapping[str, PageSeen], new: Mapping[str, PageSeen]) -> dict[str, str]:
    """For each page under a new name, the name it had: the likest of those that are gone."""
    gone = {path: page for path, page in old.items() if path not in new}
    come = {path: page for path, page in new.items() if path not in old} if gone else {}
    return likest(_by_sentences(gone), _by_sentences(come), SAME_PAGE)


def _by_sentences(pages: Mapping[str, PageSeen]) -> dict[str, frozenset[str]]:
    """What pages are compared by: their sentences, as they are written, as there may be thousands of pages to render."""
    return {path: frozenset(_WRITTEN.split(page.body)) for path, page in pages.items()}


def _sentence_changes(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[SentenceChange]:
    for i, k, j, m in stretches([each.text for each in old], [each.text for each in new]):
        for before, after in _paired(old[i:k], new[j:m]):
            refs = dict.fromkeys([*(before.refs if before else ()), *(after.refs if after else ())])
            yield SentenceChange(before.text if before else "", after.text if after else "", tuple(refs))


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Sentences of a rewritten stretch in their order, each beside the one that it became, where they are alike."""
    pairs = likest(_by_trigrams(old), _by_trigrams(new), SAME_SENTENCE)
    known, told = set(pairs.values()), 0
    for number, after in enumerate(new):
        before = pairs.get(number)
        if before is not None:
            yield from ((old[each], None) for each in range(told, before) if each not in known)
            told = max(told, before)
        yield (None if before is None else old[before]), after
    yield from ((old[each], None) for each in range(told, len(old)) if each not in known)


def _by_trigrams(sentences: Sequence[Sentence]) -> dict[int, frozenset[str]]:
    """What sentences are compared by: their sequences of three letters, in any script."""
    texts = (f" {each.text} " for each in sentences)
    return {
        number: frozenset(text[start : start + 3] for start in range(len(text) - 2))
        for number, text in enumerate(texts)
    }
