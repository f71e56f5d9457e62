"""What readers see of a rendered page: its sentences, charts and source cards, as plain texts with the facts in them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from ..kinds import Term
from ..pages.links import address, card_id, url_of
from ..pages.markup import BLOCK
from ..pages.rendered import convert
from ..pages.story import Story
from ..prose import DERIVED
from ..site import EXTENSIONS
from .texts import PART, SPACE, Mark, Prose, cells_of, lines_of, text_of

_FRONT: Final = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_HEAD: Final = re.compile(r"^(\w+): (.*)$", re.MULTILINE)
_READ: Final = ("title", "description")
"""Front matter that is text."""
_ELSEWHERE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")
"""How an address begins that means the same on each page of a site."""
_END: Final = re.compile(
    r"(?<=[.!?…])[”’\"')]*\s+(?=[“‘\"'(]?[A-Z0-9\x00])|(?<=[.!?…][”’\"')])\s+(?=[“‘\"'(]?[A-Z0-9\x00])"
)
_FURNITURE: Final = re.compile(r'<button.*?</button>|<p class="card-link">.*?</p>', re.DOTALL)


@lru_cache(maxsize=2)  # a page that only moved is rendered once
def _rendered(text: str) -> str:
    """Markdown as HTML, in a site with the usual extensions; as it is where it is nested too deep to be published."""
    try:
        return convert(text, EXTENSIONS)
    except RecursionError:
        return text


@dataclass(frozen=True)
class Names:
    """The way back from a page's links to facts: ``cards`` from the ids of source cards, ``places`` from addresses and anchors."""

    cards: Mapping[str, str]
    places: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, story: Story) -> Names:
        """The names of a story's facts."""
        terms = (f"{term.namespace}:{term.id}" for term in story.book.of(Term).values())
        cards = {card_id(ref): ref for ref in (*story.book.named, *terms)}
        known = ((fact, address(story.addresses, fact)) for fact in story.book.named.values())
        return cls(cards, {(url_of(at.path).strip("/"), at.anchor): fact.ref for fact, at in known if at})

    def of_card(self, name: str) -> tuple[str, ...]:
        """The fact a card is about; for that of a derived figure, the facts it is worked out from."""
        if name in self.cards:
            return (self.cards[name],)
        function, _, rest = name.removeprefix("card-").partition("-")
        for card, ref in self.cards.items():
            first = card.removeprefix("card-") + "-"
            if function in DERIVED and rest.startswith(first) and (other := "card-" + rest[len(first) :]) in self.cards:
                return ref, self.cards[other]
        return ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a reader sees it, the names of the facts bound in it, and what of its line is struck out or hidden."""

    text: str
    refs: tuple[str, ...] = ()
    taken_back: str = ""


@dataclass(frozen=True, slots=True)
class ChartSeen:
    """A chart of a page without its picture: its headline, its table as lines, and what else stands with it."""

    name: str
    headline: str
    rows: tuple[str, ...]
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class PageSeen:
    """A page as readers see it. ``content`` is its Markdown, ``names`` leads from its links to facts."""

    path: str
    title: str
    content: str
    names: Names = field(repr=False)

    @cached_property
    def head(self) -> Mapping[str, Any]:
        """Its front matter."""
        front = _FRONT.match(self.content)
        return {match[1]: json.loads(match[2]) for match in _HEAD.finditer(front[1])} if front else {}

    @cached_property
    def body(self) -> str:
        """Its Markdown without front matter and blocks."""
        front = _FRONT.match(self.content)
        return BLOCK.sub("\n\n", self.content[front.end() if front else 0 :])

    @cached_property
    def prose(self) -> Prose:
        """What stands on it outside blocks, as Markdown renders it."""
        return Prose(_rendered(self.body), self._resolved)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its running text, title and description first; what stands in blocks is not in it."""
        head = (str(self.head[key]).replace("\x00", "") for key in _READ if key in self.head)
        lines = (*((line, "") for line in head), *zip(self.prose.lines, self.prose.taken_back, strict=True))
        return tuple(each for line, taken_back in lines for each in self._sentences(line, taken_back))

    def _sentences(self, line: str, taken_back: str) -> Iterator[Sentence]:
        for sentence in _END.split(line):
            pieces = PART.split(sentence)  # words, the number of a part, words, …
            bound = [self.prose.parts[int(number)] for number in pieces[1::2]]
            pieces[1::2] = [shown for _, shown in bound]
            if said := SPACE.sub(" ", "".join(pieces)).strip():
                refs = dict.fromkeys(ref for target, _ in bound for ref in self._refs(target))
                yield Sentence(said, tuple(refs), taken_back)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """What its prose says beside its words, and its front matter but for title and description."""
        head = (Mark("front matter", key, json.dumps(value, ensure_ascii=False)) for key, value in self.head.items())
        return (*(each for each in head if each.text not in _READ), *self.prose.marks)

    @cached_property
    def words(self) -> str:
        """All its sentences on one line."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def folders(self) -> tuple[str, str]:
        """From where its links lead: those to Markdown files, and those to addresses."""
        return posixpath.dirname(self.path), posixpath.dirname(url_of(self.path).rstrip("/"))

    def _resolved(self, link: str) -> str:
        """Where a link of this page leads, from the site's root where it leads to a page or file of the site."""
        path = re.split(r"[?#]", link, maxsplit=1)[0]
        if not path or _ELSEWHERE.match(link):
            return link
        is_address = posixpath.basename(path) in ("", ".", "..")  # the engine's; editors name Markdown files
        here = url_of(self.path) if is_address else posixpath.dirname(self.path)
        return posixpath.normpath(posixpath.join("/", here, path)).lstrip("/") + link[len(path) :]

    def _refs(self, target: str) -> tuple[str, ...]:
        """The facts that a card or link in the page leads to."""
        if target.startswith("card-"):
            return self.names.of_card(target)
        link, _, anchor = target.partition("#")
        here = posixpath.normpath(posixpath.join("/", url_of(self.path), link)).strip("/")
        ref = self.names.places.get((here, anchor), "")
        return (ref,) if ref and "://" not in link else ()

    @cached_property
    def _blocks(self) -> tuple[str, ...]:
        return tuple(match[1] for match in BLOCK.finditer(self.content))

    @cached_property
    def charts(self) -> Mapping[str, ChartSeen]:
        """Its charts by the names of their folders."""
        seen: dict[str, ChartSeen] = {}
        for html in self._blocks:
            if not html.startswith('<figure class="chart"'):
                continue
            caption, _, rest = html.partition("</figcaption>")
            before, _, after = rest.partition("<table")
            table, _, after = after.partition("</table>")
            rows = tuple(filter(None, (cells_of(row) for row in f"<table{table}".split("</tr>"))))
            folder = re.search(r'href="([^"]*)/chart\.svg"', rest)
            name = posixpath.basename(folder[1]) if folder else f"chart-{len(seen) + 1}"
            seen[name] = ChartSeen(name, text_of(caption), rows, tuple(lines_of(before + after)))
        return seen

    @cached_property
    def cards(self) -> Mapping[str, str]:
        """The text of each source card by the names of the facts it is about."""
        return {
            " ".join(self._refs(match[1])): text_of(_FURNITURE.sub("", match[2]))
            for html in self._blocks
            for match in re.finditer(r'<section class="card" id="([^"]+)"[^>]*>(.*?)</section>', html, re.DOTALL)
        }

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The texts of its other blocks: number cards, tables, lists, conflicts."""
        skipped = ('<figure class="chart"', '<aside class="cards"')
        return tuple(line for html in self._blocks if not html.startswith(skipped) for line in lines_of(html))
