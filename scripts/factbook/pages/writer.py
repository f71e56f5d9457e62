"""One page being written: its links, the source cards it needs, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from ..exports import File
from ..factbook import Factbook
from ..kinds import Claim, Event, Fact, Person, Term
from ..problems import Place, Problem
from ..prose import Bound, Derivation, Literal, Text, split
from ..views.derived import Derived, derive
from ..words import label_of, printed
from .documents import Document
from .links import Address, address, card_id, href, url_of
from .markup import Block, Part, placeholder
from .story import Story
from .templating import templates

Carded = Claim | Event | Derived | Person | Term
"""What has a card on the pages that print it."""


@dataclass
class Writer:
    """State of one page while it is rendered; made for each page and thrown away with it.

    ``used_on`` tells which narrative pages print a fact: path to title by the fact's name; it is whole once all
    of them are rendered, so a narrative page that asks for it (``asked_uses``) is rendered again. ``line`` is the line of
    the document that runs now; in a text of its front matter, ``line_map`` lines are above it. ``steps`` are those of
    :mod:`.bounds`.
    """

    story: Story
    document: Document
    path: str
    used_on: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked_uses: bool = False
    line: int = 1
    line_map: int = 0
    steps: int = 0
    cards: dict[str, Carded] = field(default_factory=dict)
    ids: int = 0
    problems: list[Problem] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    own_texts: list[tuple[int, str, str]] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    attributions: list[tuple[int, str, frozenset[str]]] = field(default_factory=list)

    @property
    def book(self) -> Factbook:
        """The facts."""
        return self.story.book

    def at(self, line: int) -> None:
        """Note that what stands on this line of the text that is being rendered runs now."""
        self.line = line + self.line_map

    def problem(self, code: str, message: str, example: str = "", near: str = "") -> None:
        """Note what is wrong on the current line; ``near`` is a text on it that tells the column."""
        line = self.line
        lines = self.document.lines
        column = lines[line - 1].find(near) + 1 if near and line <= len(lines) else 0
        self.problems.append(Problem(Place(self.document.place.path, line, max(column, 1)), code, message, example))

    def link(self, fact: Fact) -> str | None:
        """The relative link from this page to a fact, if it can be read anywhere."""
        there = address(self.story.addresses, fact)
        if there is None and isinstance(fact, Term):
            there = self.story.addresses.get(f"term:{fact.id}")
        return href(self.path, there) if there else None

    def link_of(self, ref: str) -> str | None:
        """The relative link from this page to a fact by its name, if it can be read anywhere."""
        fact = self.book.named.get(ref)
        return self.link(fact) if fact else None

    def next_id(self, prefix: str) -> str:
        """An HTML id that this page has not used yet."""
        self.ids += 1
        return f"{prefix}-{self.ids}"

    def link_to(self, path: str, anchor: str = "") -> str:
        """The relative link from this page to another page or file."""
        return href(self.path, Address(path, anchor))

    def card(self, subject: Carded) -> str:
        """Ask for a card at the end of the page and give its HTML id."""
        ref = f"{subject.namespace}:{subject.id}" if isinstance(subject, Term) else subject.ref
        self.cards.setdefault(ref, subject)
        return card_id(ref)

    def html(self, template: str, context: Mapping[str, Any]) -> str:
        """One of the engine's templates, filled for this page; nothing where the story is only checked."""
        if self.story.dry:
            return ""
        return templates().get_template(f"{template}.html").render({**self.story.vocabulary, **context, "writer": self})

    def block(self, template: str, context: Mapping[str, Any], *, later: bool = False) -> Block:
        """The same as a block of the page; ``later`` for one with pictures in it, which is made when they are drawn.

        What ``said`` in the context holds, such as a chart's table, is recorded with it.
        """
        said = context.get("said", ())
        if later and not self.story.dry:
            return Block("", partial(self.html, template, context), template, said)
        return Block(self.html(template, context), None, template, said)

    def place(self, part: Part) -> str:
        """Note a part of the page, and give what stands for it in the page's Markdown."""
        self.parts.append(part)
        return placeholder(len(self.parts) - 1, part)

    def desk(self, fact: Fact) -> Markup:
        """The ways to edit a fact, at its line, and to report an error in it; nothing where the site names no repository."""
        repository = self.story.site.repository
        if repository is None or self.story.dry:
            return Markup()
        ways = {"Edit this fact": repository.line(fact.where())}
        if report := repository.report(page=self.story.site.address(url_of(self.path)) or self.path, fact=fact.ref):
            ways["Report an error"] = report
        links = (Markup('<a rel="nofollow" href="{}">{}</a>').format(target, words) for words, target in ways.items())
        return Markup('<span class="desk">{}</span>').format(Markup(" · ").join(links))

    def anchor(self, fact: Fact, text: str | None = None, css: str = "") -> Markup:
        """A link to a fact, or its plain name where it has no page."""
        label = text if text is not None else label_of(self.book, fact)
        target = self.link(fact)
        if not target:
            return escape(label)
        attributes = f' class="{escape(css)}"' if css else ""
        return Markup(f'<a href="{escape(target)}"{attributes}>{escape(label)}</a>')

    def prose(self, text: str, escape: Callable[[str], Markup] = escape) -> Markup:
        """An editors' text from a fact as HTML, each binding a link to its fact; ``escape`` fits it to where it stands."""
        out = Markup()
        for part in split(text):
            match part:
                case Text(words) | Literal(words):
                    out += escape(words)
                case Bound(ref, name):
                    fact = self.book.named.get(ref)
                    out += self.anchor(fact, escape(printed(self.book, fact, name))) if fact else Markup()
                case Derivation(function, refs):
                    out += escape(derive(self.book, function, refs).words)
        return out
