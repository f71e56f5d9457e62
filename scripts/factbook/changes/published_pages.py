"""Compare the published pages of two versions: reworded sentences around facts, deleted pages, lost addresses."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple

from ..charts import BlankRenderer
from ..exports.data.releases import FOLDER
from ..factbook import Factbook
from ..files import files_below
from ..kinds import Correction, Count, Fact, Source
from ..normalize import normalize
from ..pages.addresses import addresses_of, all_addresses, pages_of, redirects
from ..pages.attachments import TYPES
from ..pages.documents import Document, read_documents
from ..pages.limits import WORK
from ..pages.links import Address, url_of
from ..pages.render import prepare, render
from ..pages.sandbox import CALL, KNOWN, PRINTABLE, SYNTAX
from ..pages.story import Story
from ..problems import Problem
from ..prose import find_unbound
from ..views.series import series
from .fact_changes import facts_of
from .page_text import PageText, normal_spelling, text_of

_APART: Final = frozenset(["as_of", "cards", "chart", "cite", "corrected", "known_when", "reference"])
"""Blocks that are compared elsewhere, or follow from the facts that others print."""
_OF_OTHERS: Final = "used_on"
"""The block with the titles of other pages, which are no part of this one."""
_STRUCK: Final = re.compile(
    r"<(del|s|strike|details|pre|code|template|noscript|dialog|bdo|rp)\b|(~~|```|aria-hidden|\bdir=)"
)
"""Markup that strikes a sentence out, hides, reverses or shows it as code."""
_STOPPING: Final = (CALL, KNOWN, PRINTABLE, SYNTAX, WORK)
"""Rules whose problems end the rendering of a page early."""
_MAX_COMPARED: Final = 200
"""Characters of a sentence, and sentences, that are searched for the replacement of a sentence."""
GONE: Final = "left out"
"""The text of an entry for a sentence without replacement."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A document whose words around facts changed: sentences ``gone`` and ``come``, as readers see them."""

    path: str
    gone: tuple[str, ...]
    come: tuple[str, ...]

    @property
    def first(self) -> tuple[str, str]:
        """The first sentence that is gone, and its replacement."""
        short = {each[:_MAX_COMPARED]: each for each in reversed(self.come[:_MAX_COMPARED])}
        near = difflib.get_close_matches(self.gone[0][:_MAX_COMPARED], short, n=1, cutoff=0.3)
        return self.gone[0], short[near[0]] if near else GONE


@dataclass(frozen=True, slots=True)
class Lost:
    """Facts whose address in one document of the base no longer leads to them.

    ``was`` and ``now`` are the addresses of the first of them, before and after; ``now`` is missing where it has none.
    """

    facts: tuple[Fact, ...]
    was: Address
    now: Address | None


@dataclass(frozen=True, slots=True)
class PagesChanged:
    """What happened to the files of a story below ``docs/``, by their paths there.

    ``deleted`` has the title of each page and the path of each other file that is gone, ``lost`` the facts that are no
    longer found at their addresses, by the document they were in, and ``dropped`` the document of each alias that is gone.
    """

    reworded: tuple[Reworded, ...] = ()
    deleted: Mapping[str, str] = field(default_factory=dict)
    lost: Mapping[str, Lost] = field(default_factory=dict)
    dropped: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def pages_changed(base: Path, root: Path, old: Factbook, new: Factbook) -> PagesChanged:
    """Compare the documents below two folders.

    Both are rendered with the same facts, those of the base and the new ones of the other, so that only words can
    differ; a page that is the same in both is not rendered. ``unread`` are those of the base that differ and cannot be
    rendered today.
    """
    before, after = _read(base), _read(root)
    refused: list[Problem] = []
    names = before.keys() | {
        each.relative_to(base / "docs").as_posix() for each in files_below(base, base / "docs", refused)
    }
    still = after.keys() | {each.relative_to(root / "docs").as_posix() for each in files_below(root, root / "docs", [])}
    moved = successors(names - still, after)
    differ = {
        path: (was, now)
        for path, was in before.items()
        if (now := after.get(moved.get(path, path))) and (path in moved or was.text != now.text)
    }
    unread = {name for name in names - before.keys() if name in still | moved.keys() and name.endswith(".md")}
    unread |= {problem.place.path.removeprefix("docs/") for problem in refused}
    reworded: list[Reworded] = []
    if differ:
        together = _together(old, new)
        newer, fallen = _newer(new), _fallen(old, new)
        olds, news = zip(*differ.values(), strict=True)
        earlier, failed = _made(together, before, olds)
        seen = _Renderings(
            earlier,
            _made(together, before, [_with_newer(was, newer) for was in olds])[0] if newer else earlier,
            _made(together, after, news)[0],
            _made(new, after, news)[0],
        )
        unread |= failed
        for path, (was, now) in differ.items():
            here = pages_of(was, old)
            alike = (was.is_family, was.each) == (now.is_family, now.each)
            there = pages_of(now if alike else was, old)
            pairs = [each for each in zip(here, there, strict=True) if each[0] in seen.before]
            found = [_reworded(seen, *each, together, fallen) for each in pairs if each[1] in seen.after]
            missing = [f"the page {each}" for each, to in pairs if to not in seen.after]  # a family of another kind
            if gone := tuple(dict.fromkeys([*(text for old_texts, _ in found for text in old_texts), *missing])):
                come = tuple(dict.fromkeys(text for _, new_texts in found for text in new_texts))
                reworded.append(Reworded(path, gone, come))
    away = sorted(name for name in names - still - moved.keys() if not name.startswith(f"{FOLDER}/"))
    deleted = {name: _title(before.get(name)) or name for name in away if Path(name).suffix.lower() in (".md", *TYPES)}
    unreadable = {path for path in before if path not in after and os.path.lexists(root / "docs" / path)}
    compared = {path: was for path, was in before.items() if path not in unreadable}  # of those, the check tells
    gone_facts, gone_aliases = lost_facts(old, compared, new, after), dropped_aliases(compared, new, after)
    return PagesChanged(tuple(reworded), deleted, gone_facts, gone_aliases, tuple(sorted(unread)))


def _read(root: Path) -> Mapping[str, Document]:
    return {document.path: document for document in read_documents(root)[0]}


def _title(document: Document | None) -> str:
    return str(document.meta.get("title", "")) if document and "{{" not in document.heads.get("title", "{{") else ""


def _together(old: Factbook, new: Factbook) -> Factbook:
    """Merge the facts of two versions, those of the old one as they were, so that its pages can be rendered again."""
    facts: dict[str, dict[str, Fact]] = {}
    for kind, inside in new.facts.items():
        before = old.facts.get(kind, {})
        if kind == Correction.kind:  # new entries are about the change itself
            inside = {}
        facts[kind] = {**inside, **{name: _with_claims(fact, inside.get(name)) for name, fact in before.items()}}
    return Factbook(new.root, facts)


def _with_claims(fact: Fact, newer: Fact | None) -> Fact:
    if not (isinstance(fact, Count) and isinstance(newer, Count)):
        return fact
    known = {claim.id for claim in fact.claims}
    return fact.model_copy(update={"claims": (*fact.claims, *(c for c in newer.claims if c.id not in known))})


def _newer(book: Factbook) -> Mapping[str, str]:
    """Return the newest claim of the claimant for each superseded one, to which a sentence may be updated."""
    lines = (line for count in book.of(Count).values() for line in series(book, count).values())
    return {claim.ref: line[-1].ref for line in lines for claim in line[:-1] if claim.status == "superseded"}


def _with_newer(document: Document, newer: Mapping[str, str]) -> Document:
    """Return the document with references to superseded claims replaced by those to the newest."""
    if not any(ref in document.text for ref in newer):
        return document

    def updated(text: str) -> str:
        return re.sub(r"[\w-]{1,80}/[\w-]{1,80}", lambda match: newer.get(match[0], match[0]), text)

    meta = {key: updated(value) if key in document.heads else value for key, value in document.meta.items()}
    body = updated(document.text[document.body_start :])
    return replace(document, text=document.text[: document.body_start] + body, meta=meta)


@dataclass(frozen=True, slots=True)
class _Renderings:
    """Pages by path: the old ones, the old ones with updated figures, the new ones, and the new ones with today's facts."""

    before: Mapping[str, PageText]
    newer: Mapping[str, PageText]
    after: Mapping[str, PageText]
    today: Mapping[str, PageText]


def _made(
    book: Factbook, every: Mapping[str, Document], wanted: Sequence[Document]
) -> tuple[Mapping[str, PageText], set[str]]:
    """Render some documents; return their pages, and the documents of which a page failed."""
    first = {path: document for path, document in every.items() if not document.language}
    story = Story(book, tuple({**first, **{each.path: each for each in wanted}}.values()), BlankRenderer())
    ready, _ = prepare(book, wanted)
    rendering = render(story, ready)
    pages = {path: PageText(page) for path, page in rendering.pages.items()}
    failed = {each.path for each in wanted} - {document.path for document, _ in ready}
    failed |= {each.place.path.removeprefix("docs/") for each in rendering.problems if each.rule in _STOPPING}
    return pages, failed & {each.path for each in wanted}


def _reworded(
    seen: _Renderings, path: str, to: str, book: Factbook, fallen: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Return what is gone from the page at ``path``, now at ``to``, without excuse, and what came, with today's facts."""
    was, now = seen.before[path], seen.after[to]
    before, after = list(_said(was, book)), list(_said(now, book))
    over = _beside(before, seen.newer.get(path), book)
    shown = _beside(after, seen.today.get(to), book)
    still = {each.key for each in after}
    here, there = ({each.text for each in said} for said in (before, after))
    gone = [
        each.described(there)
        for each, other in zip(before, over, strict=True)
        if each.bound and not {each.key, other.key} & still and not set(each.refs) & fallen
    ]
    known = {each.key for each in before}
    come = [other.described(here) for each, other in zip(after, shown, strict=True) if each.key not in known]
    gone += _blocks_gone(was, seen.newer.get(path, was), now)
    gone += [f"the embed at {url}" for url in was.embeds if url not in now.embeds]  # which other sites may show
    if not gone:  # such as a chart that is folded away
        gone = [f"the page without more of {sign}" for sign in _signs(now.body) - _signs(was.body)]
    return gone, come


class _Said(NamedTuple):
    """A sentence or headline: its key for comparison (words, what of them is taken back, claims), its text, whether it prints
    a number, date or name, its facts, and how it is taken back."""

    key: tuple[str, ...]
    text: str
    bound: bool
    refs: tuple[str, ...] = ()
    taken_back: str = ""

    def described(self, others: Collection[str]) -> str:
        """Return its text, with its markup if the other version has the same words."""
        return f"{self.text} [{self.taken_back or 'plain'}]" if self.text in others else self.text


def _said(page: PageText, book: Factbook) -> Iterator[_Said]:
    """Yield the sentences of a page and the headlines of its charts."""
    for sentence in page.sentences:
        claims = tuple(ref for ref in sentence.refs if "/" in ref)
        facts = (book.named.get(ref) for ref in sentence.refs)
        bound = any(fact and not isinstance(fact, Source) for fact in facts) or any(
            find_unbound(normalize(sentence.text))
        )
        key = (normal_spelling(sentence.text), normal_spelling(sentence.taken_back), *claims)
        yield _Said(key, sentence.text, bound, sentence.refs, sentence.taken_back)
    for chart in page.charts.values():
        yield _Said((normal_spelling(chart.headline), ""), chart.headline, True)


def _beside(said: list[_Said], page: PageText | None, book: Factbook) -> list[_Said]:
    """Return the sentences of another rendering of the page; the same ones, if their number differs."""
    others = list(_said(page, book)) if page else []
    return others if len(others) == len(said) else said


def _signs(text: str) -> Counter[str]:
    """Count the markup in a page's text that takes a sentence back or hides it, without changing a word."""
    return Counter(f"<{match[1]}>" if match[1] else match[2] for match in _STRUCK.finditer(text))


def _blocks_gone(was: PageText, newer: PageText, now: PageText) -> Iterator[str]:
    """Yield the texts of blocks that a page has neither as they were nor with updated figures."""
    before, over, left = _blocks(was), _blocks(newer), Counter(_blocks(now))
    for block, other in zip(before, over if len(over) == len(before) else before, strict=True):
        still = next((each for each in (block, other) if left[each]), None)
        if still is None:
            yield f"the block: {block}"
        else:
            left[still] -= 1


def _blocks(page: PageText) -> list[str]:
    """Return the texts of a page's blocks, and the rows of its charts, without the footer."""
    rows = (" ".join(chart.rows) for chart in page.charts.values())
    others = (block for block in page.blocks if block.name not in _APART)
    return [*rows, *(_OF_OTHERS if block.name == _OF_OTHERS else text_of(block.html) for block in others)]


def _fallen(old: Factbook, new: Factbook) -> frozenset[str]:
    """Return the facts withdrawn or misreported since, which have entries of their own; sentences about them have to go."""
    return frozenset(
        ref for ref, was in old.named.items() if was.stands and (now := new.named.get(ref)) is not None and now.fallen
    )


def successors(before: Iterable[str], after: Mapping[str, Document]) -> dict[str, str]:
    """Return for each document that is gone the path of the one that has its address or names it as an alias."""
    known = {alias: path for path, document in after.items() for alias in document.aliases}
    known |= {url_of(path): path for path in after}
    urls = {path: url_of(path) if path.endswith(".md") else f"{path}/" for path in before if path not in after}
    return {path: known[url] for path, url in urls.items() if url in known}


def lost_facts(
    old: Factbook, before: Mapping[str, Document], new: Factbook, after: Mapping[str, Document]
) -> dict[str, Lost]:
    """Return the facts of both versions that are lost at an address, by the path of their document in the base.

    Every address counts, not only the permanent one. A fact is found where it has an anchor
    or a page, and where an alias leads to a page with that anchor.
    """
    old_places, new_places = all_addresses(old, before.values()), all_addresses(new, after.values())
    homes = {path: document.path for document in before.values() for path in pages_of(document, old)}
    leads = {alias: to for document in after.values() for alias, _, to in redirects(new, document)}
    facts = facts_of(new)
    found: dict[str, list[tuple[Fact, Address, Address | None]]] = {}
    for name, fact in facts_of(old).items():
        now = addresses_of(new_places, facts[name]) if name in facts else []
        for was in addresses_of(old_places, fact) if name in facts else ():
            to = leads.get(url_of(was.path), was)
            reached = {(url_of(was.path), was.anchor), (url_of(to.path), was.anchor or to.anchor)}
            if not any((url_of(each.path), each.anchor) in reached for each in now):
                found.setdefault(homes[was.path], []).append((fact, was, now[0] if now else None))
    return {path: Lost(tuple(fact for fact, _, _ in group), *group[0][1:]) for path, group in found.items()}


def dropped_aliases(before: Mapping[str, Document], new: Factbook, after: Mapping[str, Document]) -> dict[str, str]:
    """Return each alias of the base that is no longer one, with the path of its document there."""
    there = {alias for document in after.values() for alias, _, _ in redirects(new, document)}
    there |= {url_of(path) for document in after.values() for path in pages_of(document, new)}
    return {
        alias: document.path
        for document in before.values()
        for alias in document.aliases
        if any(each not in there for each, _, _ in redirects(new, replace(document, aliases={alias: document.place})))
    }
