"""``factbook translate``: the catalogue of a language, with all texts of the facts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ..files import read_text, write_bytes
from ..loading import load
from ..problems import Place, Problem, Problems, nearest, quote
from ..settings import as_option, site_at
from ..translation_catalogues import catalogue_of, coverage
from ..translations import MAX_BYTES, RULE, path_of, read_translation
from .registry import command


def _options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "language", nargs="?", help="one of the site's other languages, such as de (default: all of them)"
    )


@command("translate", _options, "factbook translate", "factbook translate de")
def translate(options: Namespace) -> int:
    """Bring the catalogues of the facts' texts in other languages up to date, or begin them."""
    known = site_at(options.root).languages
    if options.language and options.language not in known:
        message = f"must be told in {quote(options.language)} first, found no such language; {nearest(options.language, known)}"
        raise Problems([Problem(Place("mkdocs.yml"), RULE, message, as_option("languages", f"[{options.language}]"))])
    if not known:
        print("the site is told in one language: " + as_option("languages", "[de]").replace("\n", " "))
        return 0
    book = load(options.root)
    for language in [options.language] if options.language else known:
        path = options.root / path_of(language)
        before = read_text(options.root, path, MAX_BYTES) if path.exists() else ""
        text, gone = catalogue_of(book, language, before)
        path.parent.mkdir(exist_ok=True)
        write_bytes(path, text.encode())
        found = coverage(book, read_translation(options.root, language)[0])
        more = f"; {gone} translations of texts that are gone were removed" if gone else ""
        print(f"{path_of(language)}: {found.translated:,} of {found.total:,} texts translated{more}")
    return 0
