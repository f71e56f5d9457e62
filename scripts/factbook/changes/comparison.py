"""Read and render two versions of a story as far as possible, and collect everything that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from .. import checks
from ..build import PREREQUISITES
from ..charts import BlankRenderer
from ..charts.shaping import drawn_in
from ..factbook import Factbook
from ..fonts import Typeface, typefaces_at
from ..loading import read
from ..migrations import migrated
from ..pages.documents import by_language, read_documents
from ..pages.languages import told_in
from ..pages.render import Rendering, prepare, render
from ..pages.story import Story
from ..problems import Problem, Problems
from ..settings import site_at
from ..translations import Translation, read_translation, translated_languages
from ..views.conflicts import Conflict, conflicts
from ..views.dependents import dependents, withdrawn_sources
from .fact_changes import FactChange, fact_changes
from .file_changes import FilesAndSettings
from .page_changes import CardChange, PageChange, card_changes, page_changes
from .page_text import PageText


@dataclass(frozen=True)
class Version:
    """One version of a story: its facts, what is wrong with it, and its pages as far as they can be rendered.

    ``problems`` are all that a check of it finds: a version older than a rule may break that rule. ``unread`` are those
    that kept something from being compared; ``whole`` is whether all facts and references are valid, so that it has pages.
    ``translations`` are those of the facts' texts, by language.
    """

    book: Factbook
    pages: Mapping[str, PageText]
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...]
    whole: bool
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @cached_property
    def conflicts(self) -> Mapping[tuple[str, str], Conflict]:
        """Its conflicts by the two claims; only of a whole version."""
        return {(each.first.ref, each.second.ref): each for each in conflicts(self.book)}


def read_version(root: Path, *, rendered: bool = True, migrate: bool = False) -> Version:
    """Read the story at ``root``, and render it without charts if ``rendered``; problems are collected, not raised.

    If ``migrate``, an older form of the files is read as ``factbook migrate`` would write it.
    """
    book, unread = read(root, migrated if migrate else None)
    failed = checks.problems(book)
    blocking = [*unread, *(problem for problem in failed if problem.rule in PREREQUISITES)]
    whole = not blocking
    pages: dict[str, PageText] = {}
    if rendered:
        with drawn_in(_fonts(root)):
            papers, unreadable = read_documents(root)
            own, *others = by_language(papers).items()
            story = Story(book, own[1], BlankRenderer())
            ready, wrong = prepare(book, story.documents)
            blocking += [*unreadable, *wrong]
            if whole:
                rendering = render(story, ready)
                pages = _texts(story, rendering)
                blocking += rendering.problems
                for language, documents in others:
                    told, wrong = told_in(language, story, documents, _texts)
                    pages |= told
                    blocking += wrong
    translations = {each: read_translation(root, each)[0] for each in translated_languages(root)}
    return Version(book, pages, tuple(sorted({*failed, *blocking})), tuple(sorted(set(blocking))), whole, translations)


def _fonts(root: Path) -> tuple[Typeface, ...]:
    """Return the fonts of a version, which decide what letters its charts may have; none where its settings are wrong."""
    try:
        return typefaces_at(root, site_at(root).fonts)
    except Problems:
        return ()


def _texts(story: Story, rendering: Rendering, memory: object = None) -> dict[str, PageText]:
    return {path: PageText(page) for path, page in rendering.pages.items()}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A source withdrawn since: the names of the facts that no other source supports, and ``(page, sentence)`` pairs."""

    source: str
    facts: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


def unsupported(changes: Iterable[FactChange], old: Factbook, pages: Mapping[str, PageText]) -> Iterator[Unsupported]:
    """Yield what rested in the old version on each source withdrawn since, alone or with sources withdrawn before."""
    gone = {change.fact.id for change in changes if change.how == "withdrawn" and change.fact.kind == "source"}
    for source in sorted(gone):
        lost = {source, *gone, *withdrawn_sources(old)}
        refs = tuple(
            dict.fromkeys(
                rest.fact.ref
                for rest in dependents(old, lost)
                if rest.stands and source in (rest.source, *getattr(rest.fact, "sources", ()))
            )
        )
        sentences = (
            (path, sentence.text)
            for path, page in pages.items()
            for sentence in page.sentences
            if source in sentence.refs or any(ref in refs for ref in sentence.refs)
        )
        yield Unsupported(source, refs, tuple(dict.fromkeys(sentences)))


@dataclass(frozen=True, slots=True)
class ConflictChange:
    """A conflict that appeared, vanished (``after`` is missing) or changed its kind."""

    before: Conflict | None
    after: Conflict | None

    @property
    def one(self) -> Conflict:
        """The conflict as it is now, or as it was."""
        conflict = self.after or self.before
        assert conflict is not None
        return conflict


@dataclass(frozen=True, slots=True)
class TranslationChange:
    """A translated text that differs: its language, the fact and field or the word that it translates, and both texts, ``None`` for none."""

    language: str
    name: str
    before: str | None
    after: str | None


def _translation_changes(old: Version, new: Version) -> Iterator[TranslationChange]:
    for language in sorted({**old.translations, **new.translations}):
        before, after = (each.translations.get(language, Translation(language)).texts for each in (old, new))
        for name in sorted(before | after):
            if before.get(name) != after.get(name):
                yield TranslationChange(language, name, before.get(name), after.get(name))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two versions; ``base`` is the name of the old one, ``left_out`` are its entries that are no plain files."""

    base: str
    left_out: tuple[str, ...]
    old: Version
    new: Version
    facts: tuple[FactChange, ...]
    conflicts: tuple[ConflictChange, ...]
    pages: tuple[PageChange, ...]
    cards: tuple[CardChange, ...]
    unsupported: tuple[Unsupported, ...]
    translations: tuple[TranslationChange, ...]
    touched: FilesAndSettings


def compare(
    base: str, left_out: tuple[str, ...], old: Version, new: Version, touched: FilesAndSettings | None = None
) -> Comparison:
    """Compare two versions; their conflicts and pages only if both are whole."""
    both = old.whole and new.whole
    rendered = both and bool(old.pages and new.pages)
    facts = tuple(fact_changes(old.book, new.book))
    return Comparison(
        base,
        left_out,
        old,
        new,
        facts,
        tuple(_conflict_changes(old, new)) if both else (),
        tuple(page_changes(old.pages, new.pages)) if rendered else (),
        tuple(card_changes(old.pages, new.pages)) if rendered else (),
        tuple(unsupported(facts, old.book, old.pages)),
        tuple(_translation_changes(old, new)),
        touched or FilesAndSettings(),
    )


def _conflict_changes(old: Version, new: Version) -> list[ConflictChange]:
    pairs = dict.fromkeys([*new.conflicts, *old.conflicts])
    both = ((old.conflicts.get(pair), new.conflicts.get(pair)) for pair in pairs)
    return [
        ConflictChange(before, after)
        for before, after in both
        if (before.kind if before else None) != (after.kind if after else None)
    ]
