"""What differs for readers between two renderings of a story: sentences, charts, source cards and lists, page by page."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .sentences import ChartSeen, PageSeen, Sentence

SAME_PAGE: Final = 0.5
"""The share of sentences that two pages of different names have in common when they are one page, moved."""
SAME_SENTENCE: Final = 0.5
"""How alike two sentences are, by difflib's ratio, to count as one that was rewritten."""


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
    before: ChartSeen | None
    after: ChartSeen | None

    @property
    def headline(self) -> str:
        """What stands above it now, or stood there."""
        seen = self.after or self.before
        return seen.headline if seen else ""

    @property
    def rows(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rows only the old one has, and those only the new one has."""
        old, new = (each.rows if each else () for each in (self.before, self.after))
        return tuple(row for row in old if row not in new), tuple(row for row in new if row not in old)


@dataclass(frozen=True, slots=True)
class PageChange:
    """A page that reads otherwise. ``old`` or ``new`` is its path, missing where it came or went."""

    old: str | None
    new: str | None
    title: str
    sentences: tuple[SentenceChange, ...] = ()
    charts: tuple[ChartChange, ...] = ()
    lists: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The path now, or as it was where it is gone."""
        return self.new or self.old or ""


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
        elif was.content != page.content or was.path != path:
            changes.append(_page_change(was, page))
    gone = (page for path, page in old.items() if path not in new and path not in moved.values())
    changes.extend(
        PageChange(page.path, None, page.title, tuple(_sentence_changes(page.sentences, ()))) for page in gone
    )
    return [
        each
        for each in changes
        if each.sentences or each.charts or each.lists or each.old is None or each.old != each.new
    ]


def _page_change(was: PageSeen, page: PageSeen) -> PageChange:
    sentences = tuple(dict.fromkeys(_sentence_changes(was.sentences, page.sentences)))  # a title often stands twice
    charts = tuple(
        ChartChange(name, was.charts.get(name), page.charts.get(name))
        for name in dict.fromkeys([*page.charts, *was.charts])
        if was.charts.get(name) != page.charts.get(name)
    )
    lists = (
        tuple((line[0], line[2:]) for line in difflib.ndiff(was.lists, page.lists) if line[0] in "+-")
        if was.lists != page.lists
        else ()
    )
    return PageChange(was.path, page.path, page.title, sentences, charts, lists)


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
    moved: dict[str, str] = {}
    for path, page in new.items():
        if path in old or not gone:
            continue
        likeness = {was: _likeness(other, page) for was, other in gone.items()}
        likest = max(likeness, key=lambda was: likeness[was])
        if likeness[likest] >= SAME_PAGE:
            moved[path] = likest
            del gone[likest]
    return moved


def _likeness(one: PageSeen, other: PageSeen) -> float:
    old, new = ([sentence.text for sentence in page.sentences] for page in (one, other))
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()


def _sentence_changes(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[SentenceChange]:
    matcher = difflib.SequenceMatcher(None, [each.text for each in old], [each.text for each in new], autojunk=False)
    for how, i, k, j, m in matcher.get_opcodes():
        if how != "equal":
            for before, after in _paired(old[i:k], new[j:m]):
                refs = dict.fromkeys([*(before.refs if before else ()), *(after.refs if after else ())])
                yield SentenceChange(before.text if before else "", after.text if after else "", tuple(refs))


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Sentences of a rewritten stretch beside those they became: in order, where they are alike."""
    rest = list(old)
    for after in new:
        alike = (index for index, before in enumerate(rest) if _alike(before, after))
        index = next(alike, None)
        if index is None:
            yield None, after
            continue
        yield from ((before, None) for before in rest[:index])
        yield rest[index], after
        del rest[: index + 1]
    yield from ((before, None) for before in rest)


def _alike(before: Sentence, after: Sentence) -> bool:
    return difflib.SequenceMatcher(None, before.text, after.text, autojunk=False).ratio() >= SAME_SENTENCE
