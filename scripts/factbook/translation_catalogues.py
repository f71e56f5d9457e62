"""Catalogues for translators: all texts of the facts beside what is translated, and how much that is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .catalogues import read_catalogue
from .factbook import Factbook
from .settings import CONFIG, site_words
from .translations import EXAMPLE, RULE, Original, Translation, originals, path_of
from .words import plain_prose


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
            for each in read_catalogue(before, path_of(language), RULE, EXAMPLE)
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
