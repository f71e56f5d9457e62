"""State of one page while it is rendered: its links, source cards, files and problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup, escape

from ..exports import File
from ..exports.forms import form_kinds
from ..factbook import Factbook
from ..kinds import Claim, Count, Event, Fact, Person, SeriesRow, Term
from ..names import with_names
from ..problems import Place, Problem
from ..prose import Bound, Derivation, Literal, Name, Text, Untranslated, split
from ..values.cldr import language_name
from ..values.formats import gettext
from ..views.derived import Derived, derive
from ..words import label_of, printed
from .documents import UNLISTED, Document
from .links import Address, address, card_id, href, url_of
from .markup import Block, Inline, Part, placeholder
from .story import Story
from .templating import templates, vocabulary

Carded = Claim | Event | Derived | Person | SeriesRow | Term
"""What gets a card on the pages that print it."""


@dataclass
class Writer:
    """State of one page while it is rendered.

    ``pages_with`` returns the narrative pages that print a fact or a claim on it, path to title; it knows all once all of them
    are rendered, so a narrative page that calls it (``asked_uses``) is rendered again. ``line`` is the line of
    the document that runs now; in a text of its front matter, ``line_map`` lines are above it. ``steps`` are those of
    :mod:`.limits`. ``own_texts`` are the texts that the document passes to functions: line, parameter, text.
    ``attributions`` are the claims and parties that it prints: line, claim's name or an empty text, ids of parties.
    ``printed`` are the names of all facts that its sentences, blocks and cards print so far (of a dry story, its sentences and
    charts), and of fields that are at home elsewhere, such as ``visitors.assessments``. ``met`` are those that the text has
    led to already.
    """

    story: Story
    document: Document
    path: str
    pages_with: Callable[[str], Mapping[str, str]] = field(default=lambda ref: {})
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
    listed: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    attributions: list[tuple[int, str, frozenset[str]]] = field(default_factory=list)
    printed: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)

    @property
    def book(self) -> Factbook:
        """The facts."""
        return self.story.book

    def at(self, line: int) -> None:
        """Set the current line, given in lines of the template that runs."""
        self.line = line + self.line_map

    def problem(self, code: str, message: str, example: str = "", near: str = "") -> None:
        """Add a problem on the current line, at the column of the text ``near``, if it is there."""
        lines = self.document.lines
        column = lines[self.line - 1].find(near) + 1 if near and self.line <= len(lines) else 0
        place = Place(self.document.place.path, self.line, max(column, 1))
        self.problems.append(Problem(place, code, message, example))

    def link(self, fact: Fact) -> str | None:
        """Return the relative link from this page to a fact, if it has an address."""
        there = address(self.story.addresses, fact)
        return href(self.path, there) if there else None

    def link_of(self, ref: str) -> str | None:
        """Return the relative link from this page to a fact by its name, if it has an address."""
        fact = self.book.named.get(ref)
        return self.link(fact) if fact else None

    def next_id(self, prefix: str) -> str:
        """Return an HTML id that this page has not used yet."""
        self.ids += 1
        return f"{prefix}-{self.ids}"

    def link_to(self, path: str, anchor: str = "") -> str:
        """Return the relative link from this page to another page or file."""
        return href(self.path, Address(path, anchor))

    def prints(self, ref: str) -> None:
        """Note that the page prints a fact; of a claim, its claimant and count as well.

        For blocks that are made later; what templates print of facts is noted as they do (:attr:`vocabulary`).
        """
        claim = self.book.claims.get(ref)
        self.printed.update((ref, claim.by, claim.count) if claim else (ref,))

    def card(self, subject: Carded) -> str:
        """Add a card to the footer of the page, and return its HTML id."""
        ref = subject.ref if isinstance(subject, Derived) else subject.qualified
        self.cards.setdefault(ref, subject)
        self.met.add(ref)
        self.printed.update(subject.refs if isinstance(subject, Derived) else (ref,))
        return card_id(ref)

    @cached_property
    def vocabulary(self) -> Mapping[str, Any]:
        """The functions of the engine's templates, which note what this page prints."""
        return vocabulary(self.book, self.printed.add)

    def html(self, template: str, context: Mapping[str, Any]) -> str:
        """Render one of the engine's templates for this page; empty in a dry story."""
        if self.story.dry:
            return ""
        return templates().get_template(f"{template}.html").render({**self.vocabulary, **context, "writer": self})

    def block(self, template: str, context: Mapping[str, Any], *, later: bool = False) -> Block:
        """Render a template as a block of the page, lazily if ``later``, as a block with charts waits for their drawing.

        ``said`` in the context, such as a chart's table, is recorded with it.
        """
        said = context.get("said", ())
        if later and not self.story.dry:
            return Block("", partial(self.html, template, context), template, said)
        return Block(self.html(template, context), None, template, said)

    def place(self, part: Part) -> str:
        """Add a part to the page, and return its placeholder for the page's Markdown."""
        self.parts.append(part)
        if isinstance(part, Inline):
            self.printed.update(part.refs)
        return placeholder(len(self.parts) - 1, part)

    def edit_links(self, fact: Fact) -> Markup:
        """Return links to edit a fact, in its form or at its line, and to report an error in it; empty where the site names no repository."""
        repository = self.story.site.repository
        if repository is None or self.story.dry:
            return Markup()
        form = f"{self.link_to(UNLISTED)}?kind={fact.kind}&fact={fact.ref}"
        has_form = self.story.has_forms and fact.kind in form_kinds()
        targets = {gettext("Edit this fact"): form if has_form else repository.line(fact.where())}
        if report := repository.report(page=self.story.site.address(url_of(self.path)) or self.path, fact=fact.ref):
            targets[gettext("Report an error")] = report
        if isinstance(fact, Claim | Count) and self.story.has_forms:
            asked = f"?kind=claim&count={fact.whole or fact.id}"
            targets[gettext("Add a figure")] = self.link_to(UNLISTED) + asked
        links = (
            Markup('<a rel="nofollow" href="{}">{}</a>').format(target, words) for words, target in targets.items()
        )
        return Markup('<span class="desk">{}</span>').format(Markup(" · ").join(links))

    def anchor(self, fact: Fact, text: str | None = None, css: str = "") -> Markup:
        """Return a link to a fact, or its name where it has no address."""
        self.printed.add(fact.ref)
        label = text if text is not None else label_of(self.book, fact)
        target, html = self.link(fact), self._marked(label, escape(label))
        if not target:
            return html
        attributes = f' class="{escape(css)}"' if css else ""
        return Markup(f'<a href="{escape(target)}"{attributes}>{html}</a>')

    def _is_home_of(self, ref: str) -> bool:
        """Whether this is a fact's own page."""
        there = self.story.addresses.get(ref)
        return there is not None and there == Address(self.path)

    def prose(self, text: str, escape: Callable[[str], Markup] = escape) -> Markup:
        """Return an editors' text from a fact as HTML: each binding and the first mention of each known name a link; ``escape`` escapes plain text.

        One that nobody has translated to the language of the page is marked as such.
        """
        out, met = Markup(), set[str]()
        for part in with_names(split(text), self.book.known_names):
            match part:
                case Name(words, (ref,)) if ref not in met and not self._is_home_of(ref):
                    met.add(ref)
                    out += self.anchor(self.book.named[ref], escape(words))
                case Text(words) | Literal(words) | Name(words):
                    out += escape(words)
                case Bound(ref, name):
                    met.add(ref)
                    fact = self.book.named.get(ref)
                    out += self.anchor(fact, escape(printed(self.book, fact, name))) if fact else Markup()
                case Derivation(function, refs):
                    self.printed.update(refs)
                    out += escape(derive(self.book, function, refs).words)
        return self._marked(text, out)

    def _marked(self, text: str, html: Markup) -> Markup:
        """Return the HTML of a text, marked with its language if nobody has translated it to that of the page."""
        if not isinstance(text, Untranslated):
            return html
        mark = language_name(text.language, self.story.site.language)
        form = '<span lang="{}" dir="auto">{}</span> <small class="untranslated">({})</small>'
        return Markup(form).format(text.language, html, mark)
