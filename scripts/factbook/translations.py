"""Translations: the texts of facts in the other languages of a site, from ``data/translations/LANGUAGE.po``.

A gettext catalogue, so that any translator's program opens it. The context of an entry is the name of a fact and its field
(``visitors definition``), its message the text in the site's first language. Names, units and the like are without a context: one
entry is for all facts that say the same word. What was changed since it was translated, and what nobody has translated, is
:class:`.prose.Untranslated`. Numbers, dates, names and sources come from the same facts in every language.

Threat (SECURITY.md): a stranger's pull request. A translation is a text of a fact, and judged as one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from .catalogues import read_catalogue
from .factbook import Factbook
from .files import read_text
from .kinds import Fact
from .kinds.base import Phrase, Prose, ProseMark, TranslatedMark
from .kinds.field_marks import Path as FieldPath
from .kinds.field_marks import marked_texts
from .loading import TRANSLATIONS as FOLDER
from .normalize import describe_character, forbidden_character
from .problems import Place, Problem, Problems, nearest, quote, rule
from .prose import BINDING
from .settings import as_option
from .site import Site
from .values.cldr import formats_of

RULE: Final = rule(
    "translated-text",
    "The texts of facts in another language of the site stand in a gettext catalogue, data/translations/LANGUAGE.po, and bind the "
    "same facts as their originals.",
)
MAX_BYTES: Final = 10_000_000
"""Bytes of a catalogue at most: it holds all texts of the facts twice."""
EXAMPLE: Final = 'msgid "visitors"\nmsgstr "Besucher"'


class Original(NamedTuple):
    """A text to be translated: the fact, the path of the field in it, the ``context`` of its entry (empty for a word), and the text."""

    fact: Fact
    path: FieldPath
    context: str
    text: str


def originals(book: Factbook) -> Iterator[Original]:
    """Yield every text of the facts that a translation has words for, in the order of the facts."""
    for fact in book.all_facts():
        for path, text, mark in marked_texts(fact, TranslatedMark):
            context = f"{fact.qualified} {_name_of(fact, path)}" if isinstance(mark, ProseMark) else ""
            yield Original(fact, path, context, text)


def _name_of(record: Any, path: FieldPath) -> str:
    """Return the path of a field as its name, in which members of a list that have an id go by it: ``claims.guild-2025-06-05.note``."""
    names = []
    for step in path:
        record = record[step] if isinstance(step, int) else getattr(record, step)
        names.append(str(getattr(record, "id", step)))
    return ".".join(names)


class Entry(NamedTuple):
    """A translation: the text that was translated (empty where that is not today's), what it says, and where it stands."""

    original: str
    text: str
    place: Place


@dataclass(frozen=True)
class Translation:
    """The translated texts of a language (BCP 47), by context and, without one, by the word itself."""

    language: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    words: Mapping[str, Entry] = field(default_factory=dict)

    def of(self, original: Original) -> Entry | None:
        """Return the translation of a text; ``None`` if there is none, or one of what it said before."""
        entry = self.entries.get(original.context) if original.context else self.words.get(original.text)
        return entry if entry and entry.original == original.text else None

    @property
    def texts(self) -> dict[str, str]:
        """What it says, by fact and field or by word."""
        return {name: entry.text for each in (self.entries, self.words) for name, entry in each.items()}

    def is_due(self, original: Original) -> bool:
        """Whether a text was translated, and was changed since."""
        return original.context in self.entries and self.of(original) is None


def path_of(language: str) -> str:
    """Return the path of a language's catalogue below the story's folder."""
    return f"{FOLDER}/{language}.po"


def read_translation(root: Path, language: str) -> tuple[Translation, list[Problem]]:
    """Read the translations of the story at ``root`` to a language; return those that are valid, and the problems of the others."""
    path = path_of(language)
    if not (root / path).exists():
        return Translation(language), []
    try:
        catalogue = read_catalogue(read_text(root, root / path, MAX_BYTES, "fewer texts"), path, RULE, EXAMPLE)
    except Problems as error:
        return Translation(language), list(error.problems)
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    words: dict[str, Entry] = {}
    for message in catalogue:
        if not (isinstance(message.id, str) and isinstance(message.string, str)):
            problems.append(
                Problem(Place(path, message.lineno or 1), RULE, "must have one form, found plural forms", EXAMPLE)
            )
        elif message.id and message.string and (message.context or not message.fuzzy):
            entry = Entry(
                "" if message.fuzzy else message.id, " ".join(message.string.split()), Place(path, message.lineno or 1)
            )
            if not message.fuzzy and (fault := _fault(entry, is_prose=bool(message.context))):
                problems.append(Problem(entry.place, RULE, *fault))
            else:
                (entries if message.context else words)[message.context or message.id] = entry
    return Translation(language, entries, words), problems


_PROSE: Final[TypeAdapter[str]] = TypeAdapter(Prose)
_PHRASE: Final[TypeAdapter[str]] = TypeAdapter(Phrase)


def _fault(entry: Entry, *, is_prose: bool) -> tuple[str, str] | None:
    """Return the message and an example for a translation that no fact may have as its text."""
    try:
        (_PROSE if is_prose else _PHRASE).validate_python(entry.text)
    except ValidationError as error:
        details = error.errors()[0].get("ctx", {})
        return f"{details.get('must', 'must be a text')}, found {quote(entry.text)}", str(details.get("example", ""))
    if odd := forbidden_character(entry.text):
        return f"must be text that readers see, found {describe_character(odd[0])}", entry.original
    wanted, found = _bound(entry.original), _bound(entry.text)
    if is_prose and wanted != found:
        lost, new = ([f"{{{each}}}" for each in sorted(some)] for some in (wanted - found, found - wanted))
        what = f"none for {quote(lost[0])}" if lost else f"{quote(new[0])}, which it has not"
        example = f"… {lost[0]} …" if lost else entry.original
        return f"must bind what its original binds, found {what}", f'msgstr "{example}"'
    return None


def _bound(text: str) -> frozenset[str]:
    """Return the bindings in a text, without those that only mark words as no claim."""
    return frozenset(" ".join(each.split()) for each in re.findall(BINDING, text) if not each.startswith('"'))


def site_in(site: Site, translation: Translation) -> Site:
    """Return the settings of a site in another of its languages; its name and description are words of the translation."""
    language = translation.language
    name, about = (translation.words.get(text) for text in (site.name, site.description))
    return replace(
        site,
        language=language,
        locale=formats_of(language).locale,
        folder=f"{language}/",
        name=name.text if name else site.name,
        description=about.text if about else site.description,
    )


def translated_languages(root: Path) -> list[str]:
    """Return the languages of which the story at ``root`` has a catalogue, sorted."""
    folder = root / FOLDER
    return sorted(path.stem for path in folder.glob("*.po")) if folder.is_dir() else []


def catalogue_problems(root: Path, languages: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each catalogue of a language that the site has not."""
    for language in translated_languages(root):
        if language not in languages:
            known = nearest(language, languages)
            message = f"must be of a language that the site is told in, found {quote(language)}; {known}"
            yield Problem(Place(path_of(language)), RULE, message, as_option("languages", f"[{language}]"))
