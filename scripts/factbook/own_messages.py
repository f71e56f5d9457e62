"""A story's own words for the engine's sentences: ``overrides/messages/LANGUAGE.po``, which wins over the engine's catalogue.

Threat (SECURITY.md): a stranger's pull request. A catalogue is read as text; what it says is escaped wherever it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .catalogues import read_catalogue
from .files import files_below, read_text
from .problems import Place, Problem, Problems, nearest, quote, rule
from .site import Site
from .values.cldr import formats_in
from .values.formats import Formats
from .values.messages import FOLDER as ENGINE_FOLDER
from .values.messages import PAGE

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FOLDER: Final = "overrides/messages"
RULE: Final = rule(
    "messages",
    "A story's own words for the engine's sentences stand in a gettext catalogue, overrides/messages/LANGUAGE.po, and have the places "
    "of what they replace.",
)
_PLACE: Final = re.compile(r"%\(\w+\)s|\{\}")
_PLACE_IN_PAGE: Final = re.compile(r"\{\{ [\w.]+|\{[a-z]|\]\([^()\s]+\)|FILL-ME-IN")
"""What the translation of a page's text has of it: expressions, links, and what a new story has to fill in."""
_EXAMPLE: Final = 'msgid "Close"\nmsgstr "Shut"'


def formats_at(root: Path, site: Site) -> Formats:
    """Return how numbers, dates and sentences are written for the site of the story at ``root``.

    A catalogue with problems (:func:`message_problems`) is left out. Raises :class:`BadValue` if the locale is unknown.
    """
    there = (
        path for path in (root / FOLDER).glob("*.po") if path.stem == site.language
    )  # no path is made of a setting
    own = ""
    try:
        for path in there:
            text = read_text(root, path)
            own = "" if list(_problems_in(path.relative_to(root).as_posix(), text)) else text
    except Problems:
        own = ""
    return formats_in(site.locale, site.language, own)


def message_problems(root: Path) -> Iterator[Problem]:
    """Yield every problem of the story's catalogues."""
    unreadable: list[Problem] = []  # what the theme's folder is checked for tells them
    for path in files_below(root, root / FOLDER, unreadable) if (root / FOLDER).is_dir() else ():
        relative = path.relative_to(root).as_posix()
        if path.suffix != ".po":
            message = f"must be a catalogue, LANGUAGE.po, found {quote(path.name)}"
            yield Problem(Place(relative), RULE, message, f"{FOLDER}/de.po")
            continue
        try:
            yield from _problems_in(relative, read_text(root, path))
        except Problems as error:
            yield from error.problems


def _problems_in(path: str, text: str) -> Iterator[Problem]:
    if not text:
        return
    try:
        catalogue = read_catalogue(text, path, RULE, _EXAMPLE)
    except Problems as error:
        yield from error.problems
        return
    known = _known()
    for message in catalogue:
        if not message.id:
            continue
        place, (one, *_) = Place(path, message.lineno or 1), plural_forms(message.id)
        if (message.context, one) not in known:
            alike = [text for context, text in known if context == message.context]
            yield Problem(
                place, RULE, f"must be a message of the engine, found {quote(one)}; {nearest(one, alike)}", _EXAMPLE
            )
            continue
        for said in filter(None, plural_forms(message.string)):
            if fault := format_fault(message, said):
                yield Problem(place, RULE, f"must have the places of its message, found {fault}", f'msgstr "{one}"')


def format_fault(message: Message, said: str) -> str:
    """Return what is wrong with the places of a translation, ``%(name)s``; empty if they are those of one of its message's forms."""
    place = _PLACE_IN_PAGE if message.context == PAGE else _PLACE
    found = set(place.findall(said))
    forms = [set(place.findall(text)) for text in plural_forms(message.id)]
    if unknown := found - set().union(*forms):
        return f"{sorted(unknown)[0]!r}, which it does not have"
    if missing := forms[0] - found if len(forms) == 1 else ():
        return f"none for {sorted(missing)[0]!r}"
    return "a % that begins no place (write %%)" if "%" in place.sub("", said).replace("%%", "") else ""


def plural_forms(said: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the texts of a message or its translation: one, or one for each plural form."""
    return (said,) if isinstance(said, str) else tuple(said or ())


@cache
def _known() -> frozenset[tuple[str | None, str]]:
    """Return context and text of every message; each catalogue of the engine has them all."""
    from babel.messages.pofile import read_po

    path = next(iter(sorted(ENGINE_FOLDER.glob("*.po"))))
    with path.open(encoding="utf-8") as file:
        return frozenset((message.context, plural_forms(message.id)[0]) for message in read_po(file) if message.id)
