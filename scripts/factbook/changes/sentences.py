"""What readers see of a rendered page: its sentences, charts and source cards, as plain texts with the facts in them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ..kinds import Term
from ..pages.links import address, card_id, url_of
from ..pages.markup import BLOCK
from ..pages.story import Story
from ..prose import DERIVED
from .texts import SPACE, Plain, cells_of, lines_of, text_of

_FRONT: Final = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
_HEAD: Final = re.compile(r'^(?:title|description): (".*")$', re.MULTILINE)
_MARKS: Final = re.compile(r"^[ \t]*(?:#{1,6}|[-*+]|\d+\.|>|\[\^[^\[\]]+\]:)\s+", re.MULTILINE)
_ATTRIBUTES: Final = re.compile(r"\{:[^}]*\}|\s\{#[^}]*\}$", re.MULTILINE)
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)|\[\^[^\[\]]+\]")
_EMPHASIS: Final = re.compile(r"(?<!\w)[*_]{1,3}|[*_]{1,3}(?!\w)|`")
_END: Final = re.compile(
    r"(?<=[.!?…])[”’\"')]*\s+(?=[“‘\"'(]?[A-Z0-9\x00])|(?<=[.!?…][”’\"')])\s+(?=[“‘\"'(]?[A-Z0-9\x00])"
)
_PART: Final = re.compile("\x00(\\d+)\x00")
_FURNITURE: Final = re.compile(r'<button.*?</button>|<p class="card-link">.*?</p>', re.DOTALL)


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
    """A sentence as a reader sees it, and the names of the facts bound in it."""

    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartSeen:
    """A chart of a page without its picture: its headline, and its table as lines."""

    name: str
    headline: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class PageSeen:
    """A page as readers see it. ``content`` is its Markdown, ``names`` leads from its links to facts."""

    path: str
    title: str
    content: str
    names: Names = field(repr=False)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its running text, title and description first; what stands in blocks is not in it."""
        front = _FRONT.match(self.content)
        head = [str(json.loads(match[1])) for match in _HEAD.finditer(front[1])] if front else []
        body = BLOCK.sub("\n\n", self.content[front.end() if front else 0 :])
        return tuple(self._sentences("\n\n".join([*head, body])))

    def _sentences(self, text: str) -> Iterator[Sentence]:
        for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", text):
            plain = Plain()
            words = _ATTRIBUTES.sub("", _MARKS.sub("", plain.of(paragraph)))
            words = _EMPHASIS.sub("", _LINK.sub(lambda match: match[1] or "", words))
            for sentence in _END.split(words):
                pieces = _PART.split(sentence)  # words, the number of a part, words, …
                bound = [plain.parts[int(number)] for number in pieces[1::2]]
                pieces[1::2] = [shown for _, shown in bound]
                if said := SPACE.sub(" ", "".join(pieces)).strip():
                    refs = dict.fromkeys(ref for target, _ in bound for ref in self._refs(target))
                    yield Sentence(said, tuple(refs))

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
            table = rest[rest.find("<table") : rest.find("</table>")]
            rows = tuple(filter(None, (cells_of(row) for row in table.split("</tr>"))))
            folder = re.search(r'href="([^"]*)/chart\.svg"', rest)
            name = posixpath.basename(folder[1]) if folder else f"chart-{len(seen) + 1}"
            seen[name] = ChartSeen(name, text_of(caption), rows)
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
