"""Collect the engine's sentences for translators: every message of Python, templates and scripts into each catalogue in ``locale/``.

``python scripts/messages.py`` from the project's folder, or ``make messages``; ``python scripts/messages.py LANGUAGE`` begins one.
Translations stay; one whose message changed a little is marked as fuzzy, and is English on pages until somebody looks at it.
``tests/test_messages.py`` fails if a catalogue is not current.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import IO, Final, get_args

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from factbook.files import write_bytes
from factbook.kinds import KINDS, VOCABULARIES, Claim, Confidence, ConflictKind, Correction, Statement, published_fields
from factbook.pages.documents import STANDARD
from factbook.pages.translation import messages_in
from factbook.starter import messages_of_starter
from factbook.values.messages import FOLDER, PAGE
from factbook.values.phrases import ENGLISH, Phrases, context_of

FOLDERS: Final = (FOLDER.parent, Path(__file__).parent / "mkdocs_factbook")
_SAID: Final = re.compile(r'\b(n?gettext)\(("(?:[^"\\]|\\.)*")(?:, ("(?:[^"\\]|\\.)*"))?')


def from_script(
    file: IO[bytes], keywords: object, tags: object, options: object
) -> Iterator[tuple[int, str, tuple[str, ...], list[str]]]:
    """Yield the messages of a script for Babel, whose own lexer takes a regular expression behind ``return`` for a division."""
    for match in _SAID.finditer(file.read().decode()):
        texts = (match[2], match[3]) if match[1] == "ngettext" else (match[2],)
        yield 0, match[1], tuple(map(json.loads, texts)), []


METHODS: Final = [
    ("starter/**", "ignore"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("**.py", "python"),
    ("theme/assets/*.js", "messages:from_script"),
]
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
NOTE: Final = "Translators:"
"""How a comment for translators begins."""


def vocabulary() -> Iterator[tuple[str | None, str]]:
    """Yield context and word of all words that pages print though no sentence names them: those that facts choose from."""
    for name, words in VOCABULARIES.items():
        yield from ((name.rpartition(" ")[2], word.replace("-", " ")) for word in words if word != "unknown")
    yield from (("confidence", word) for word in get_args(Confidence))
    yield from (("kind of difference", word) for word in get_args(ConflictKind))
    yield from (("voice", word) for word in get_args(Statement.model_fields["voice"].annotation))
    for field in fields(Phrases):
        words = getattr(ENGLISH, field.name)
        yield from ((context_of(field.name), each) for each in ((words,) if isinstance(words, str) else words))
    yield from (("kinds of facts", kind) for kind in (*(each.plural for each in KINDS.values()), Claim.plural))
    names = {name for each in (*KINDS.values(), Claim) for name in published_fields(each)}
    yield from (("field", name.replace("_", " ")) for name in sorted(names))
    types = get_args(Correction.model_fields["type"].annotation)
    yield from (("type of correction", each) for each in types)
    yield from ((None, label) for each in KINDS.values() for label in each.descriptor.facets)
    settings = yaml.safe_load((FOLDERS[1] / "theme/mkdocs_theme.yml").read_text(encoding="utf-8"))
    yield from ((None, option["toggle"]["name"]) for option in settings["palette"])
    yield from (("column", each.kind.capitalize()) for each in KINDS.values())


def template() -> Catalog:
    """Return all messages, without translations."""
    catalog = Catalog(project="factbook", charset="utf-8", fuzzy=False)
    for folder in FOLDERS:
        found = extract_from_dir(folder, METHODS, keywords=KEYWORDS, comment_tags=[NOTE])
        for path, _line, message, comments, context in found:
            catalog.add(message, locations=[(Path(path).as_posix(), 0)], auto_comments=comments, context=context)
    for context, word in vocabulary():
        catalog.add(word, context=context)
    for page in sorted(STANDARD.rglob("*.md")):
        where = [(page.relative_to(FOLDER.parent).as_posix(), 0)]
        for message in messages_in(page.read_text(encoding="utf-8")):
            catalog.add(message, context=PAGE, locations=where)
    for path, message in messages_of_starter():
        catalog.add(message, context=PAGE, locations=[(path, 0)])
    return catalog


def updated(text: str, language: str, messages: Catalog) -> str:
    """Return the text of a language's catalogue with today's messages; what is no longer said is gone."""
    catalog = read_po(io.StringIO(text), locale=language)
    catalog.update(messages, no_fuzzy_matching=False, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.header_comment = (
        f"# The engine's sentences, {language}. Collected by scripts/messages.py; look at what is marked as fuzzy."
    )
    catalog.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_by_file=True, omit_header=False)
    lines = out.getvalue().decode().split("\n")
    kept = (
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Report-Msgid",
        "Project-Id",
        "Generated-By",
        "Language-Team",
    )
    return "\n".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in kept)))


def main(languages: list[str]) -> None:
    """Write every catalogue anew, and those of ``languages`` that are not there."""
    messages = template()
    for language in sorted({*languages, *(path.stem for path in FOLDER.glob("*.po"))}):
        path = FOLDER / f"{language}.po"
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        write_bytes(path, updated(before, language, messages).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
