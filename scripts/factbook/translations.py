"""Translations: the texts of facts in the other languages of a site, from ``data/translations/LANGUAGE.po``.

A gettext catalogue, so that any translator's program opens it. The context of an entry is the name of a fact and its field
(``visitors definition``), its message the text in the site's first language. Names, units and the like are without a context: one
entry is for all facts that say the same word. What was changed since it was translated, and what nobody has translated, is an
text :class:`.prose.Untranslated`. Numbers, dates, names and sources come from the same facts in every language.

Threat (SECURITY.md): a stranger's pull request. A translation is a text of a fact, and judged as one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from . import checks
from .catalogues import read_catalogue
from .checks.texts import TEXT_RULES
from .factbook import Factbook
from .files import read_text
from .kinds import Fact, Record
from .kinds.base import Phrase, Prose, ProseMark, TranslatedMark
from .kinds.field_marks import Path as FieldPath
from .kinds.field_marks import marked_texts
from .loading import TRANSLATIONS as FOLDER
from .normalize import describe_character, forbidden_character
from .problems import Place, Problem, Problems, nearest, quote, rule
from .prose import BINDING, Untranslated
from .settings import CONFIG, as_option, site_words
from .site import Site
from .strict_yaml import Mapping as MappingNode
from .strict_yaml import Node, Scalar, Sequence
from .values.cldr import formats_of
from .words import plain_prose

RULE: Final = rule(
    "translated-text",
    "The texts of facts in another language of the site stand in a gettext catalogue, data/translations/LANGUAGE.po, and bind the "
    "same facts as their originals.",
)
MAX_BYTES: Final = 10_000_000
"""Bytes of a catalogue at most: it holds all texts of the facts twice."""
_EXAMPLE: Final = 'msgid "visitors"\nmsgstr "Besucher"'
R = TypeVar("R", bound=Record)


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
        catalogue = read_catalogue(read_text(root, root / path, MAX_BYTES, "fewer texts"), path, RULE, _EXAMPLE)
    except Problems as error:
        return Translation(language), list(error.problems)
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    words: dict[str, Entry] = {}
    for message in catalogue:
        if not (isinstance(message.id, str) and isinstance(message.string, str)):
            problems.append(
                Problem(Place(path, message.lineno or 1), RULE, "must have one form, found plural forms", _EXAMPLE)
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


def translated(book: Factbook, translation: Translation, language: str) -> tuple[Factbook, list[Problem]]:
    """Return the facts with their texts in the language of a translation, and the problems of these texts.

    ``language`` is that of the facts. A sentence without a translation is :class:`Untranslated`; a word stays as it is.
    """
    texts: dict[tuple[str, str], dict[FieldPath, str]] = {}
    places: dict[tuple[str, str], dict[FieldPath, Place]] = {}
    for original in originals(book):
        key = (original.fact.kind, original.fact.id)
        if entry := translation.of(original):
            texts.setdefault(key, {})[original.path] = entry.text
            places.setdefault(key, {})[original.path] = entry.place
        elif original.context:
            texts.setdefault(key, {})[original.path] = Untranslated(original.text, language)
    facts = {
        kind: {
            name: _with_places(_with_texts(fact, texts[kind, name]), places.get((kind, name), {}))
            if (kind, name) in texts
            else fact
            for name, fact in inside.items()
        }
        for kind, inside in book.facts.items()
    }
    made = replace(book, facts=facts)
    path = path_of(translation.language)
    return made, [each for each in checks.problems(made, rules=TEXT_RULES) if each.place.path == path]


def _with_texts(record: R, texts: Mapping[FieldPath, str]) -> R:
    """Return a copy of a record with other texts at some paths; its parts are copies, too, that know it as their whole."""
    changed: dict[str, Any] = {
        name: [_copied(each) for each in value] if isinstance(value, tuple) else value
        for name, value in record
        if isinstance(value, tuple) and any(isinstance(each, Fact) for each in value)
    }
    for name, below in _grouped(texts).items():
        value = changed.get(str(name), getattr(record, str(name)))
        if () in below:
            changed[str(name)] = below[()]
        elif isinstance(value, Record):
            changed[str(name)] = _with_texts(value, below)
        else:
            members = list(value)
            for index, inner in _grouped(below).items():
                assert isinstance(index, int)
                members[index] = inner[()] if () in inner else _with_texts(members[index], inner)
            changed[str(name)] = members
    made = _copied(
        record, {name: tuple(value) if isinstance(value, list) else value for name, value in changed.items()}
    )
    made.model_post_init(None)
    return made


def _copied(record: R, update: Mapping[str, Any] | None = None) -> R:
    """Return a copy without what was computed of the fields before."""
    made = record.model_copy(update=update)
    for name in made.__dict__.keys() - type(made).model_fields.keys():
        del made.__dict__[name]
    return made


V = TypeVar("V")


def _grouped(values: Mapping[FieldPath, V]) -> dict[str | int, dict[FieldPath, V]]:
    """Return values by the first step of their path, and there by the rest of it."""
    groups: dict[str | int, dict[FieldPath, V]] = {}
    for path, value in values.items():
        groups.setdefault(path[0], {})[path[1:]] = value
    return groups


def _with_places(fact: Fact, places: Mapping[FieldPath, Place]) -> Fact:
    """Return the fact, whose translated texts are reported where their translations stand."""
    if places:
        fact.attach(_placed(fact.node, places))
    return fact


def _placed(node: Node, places: Mapping[FieldPath, Place]) -> Node:
    if () in places:
        return Scalar(node.text, places[()]) if isinstance(node, Scalar) else replace(node, place=places[()])
    below = _grouped(places)
    match node:
        case MappingNode(items):
            return replace(
                node,
                items={
                    **items,
                    **{str(key): _placed(items[str(key)], inner) for key, inner in below.items() if key in items},
                },
            )
        case Sequence(members):
            return replace(
                node,
                items=tuple(
                    _placed(each, below[index]) if index in below else each for index, each in enumerate(members)
                ),
            )
    return node


def catalogue_of(book: Factbook, language: str, before: str) -> tuple[str, int]:
    """Return the text of a language's catalogue with all that there is to translate today, and how many entries of ``before``, its text, it has not any more.

    Translations stay. One of a text that was changed since is marked as fuzzy, beside what it said, and is not used until
    somebody looks at it. The comments say what bindings print. Raises :class:`Problems` if the text is no catalogue.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    old = (
        {
            (each.context or each.id): each
            for each in read_catalogue(before, path_of(language), RULE, _EXAMPLE)
            if each.id
        }
        if before
        else {}
    )
    made = Catalog(locale=language.replace("-", "_"), charset="utf-8", fuzzy=False, header_comment=_HEADER)
    entries = [*((word, "", CONFIG, "") for word in site_words(book.root)), *_entries_of(book)]
    for text, context, path, printed in entries:
        known = old.pop(context or text, None)
        was = [f"{_WAS}{known.id}"] if known and known.id != text else []
        if known and not was:
            was = [each for each in known.auto_comments if each.startswith(_WAS)] if known.fuzzy else []
        added = made.add(
            text,
            known.string if known else "",
            [(path, 0)],
            ["fuzzy"] if was or (known and known.fuzzy) else [],
            [*([printed] if printed else []), *was],
            known.user_comments if known else [],
            context=context or None,
        )
        added.flags -= {"python-format", "python-brace-format"}  # Babel's guess: these are no formats of Python
    out = io.BytesIO()
    write_po(out, made, width=100, omit_header=False, include_lineno=False)
    kept = [line for line in out.getvalue().decode().split("\n") if not line.startswith(_DROPPED)]
    return "\n".join(kept), sum(1 for each in old.values() if each.string)


_HEADER: Final = "# The texts of the facts, by 'factbook translate'. Look at what is marked as fuzzy."
_WAS: Final = "Before: "
"""How the comment begins that says what a text was when it was translated."""
_DROPPED: Final = tuple(
    f'"{name}'
    for name in "Project-Id Report-Msgid POT-Creation PO-Revision Last-Translator Language-Team Generated-By".split()
)
"""Fields of a catalogue's head that change with the day or say nothing."""


def _entries_of(book: Factbook) -> Iterator[tuple[str, str, str, str]]:
    """Yield text, context, file and printed words of each text of the facts; a word once for all facts."""
    for original in originals(book):
        printed = plain_prose(book, original.text) if "{" in original.text else ""
        yield original.text, original.context, original.fact.where(*original.path).path, printed


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the facts is translated to a language: the number of different texts, of those translated, and the texts that are due."""

    total: int
    translated: int
    due: tuple[Original, ...]


def coverage(book: Factbook, translation: Translation) -> Coverage:
    """Return how much of the facts a translation says."""
    every = {each.context or each.text: each for each in originals(book)}.values()
    due = tuple(each for each in every if translation.is_due(each))
    return Coverage(len(every), sum(1 for each in every if translation.of(each)), due)


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
