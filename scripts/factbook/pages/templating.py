"""The engine's own HTML templates; everything that they print is escaped.

Threat (SECURITY.md): facts that are markup on pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ..factbook import Factbook
from ..kinds import Claim, Count, Fact, Series, SeriesRow, Source
from ..kinds.base import STATUS_WORDS
from ..normalize import slug
from ..prose import refs_in
from ..values.formats import current, gettext
from ..values.messages import say_in
from ..words import field_words, label_of, plain_prose, short_name

TEMPLATES: Final = Path(__file__).parent / "templates"


@cache
def templates() -> Environment:
    """Return the environment of all templates; cached, as compiling takes longer than rendering."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say_in(environment, lambda: current().messages)
    environment.filters["prose"] = _prose
    environment.filters["slug"] = slug
    return environment


def vocabulary(book: Factbook, prints: Callable[[str], None]) -> Mapping[str, Any]:
    """Return the functions that templates may call; each calls ``prints`` with the name of the fact that it prints."""

    def printing(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def call(fact: Fact | str) -> Any:
            prints(fact if isinstance(fact, str) else fact.ref)
            return function(fact)

        return call

    def plain(text: str) -> str:
        for ref in refs_in(text):
            prints(ref)
        return plain_prose(book, text)

    def count_of(claim: Claim) -> Count:
        prints(claim.count)
        return book.count_of(claim)

    def series_of(row: SeriesRow) -> Series:
        prints(row.series)
        return book.of(Series)[row.series]

    def unit(claim: Claim) -> Markup:
        words = count_of(claim).unit_of(claim)
        return Markup(' <span class="unit">{}</span>').format(words) if words else Markup()

    return {
        "unit": unit,
        "label": printing(partial(label_of, book)),
        "short": printing(partial(short_name, book)),
        "amount": printing(Claim.words),
        "plain": plain,
        "status_words": lambda status: gettext(STATUS_WORDS[status]),
        "field_words": field_words,
        "number": lambda number: current().number(number),
        "source_of": printing(book.of(Source).__getitem__),
        "party_of": printing(book.party),
        "count_of": count_of,
        "series_of": series_of,
    }


@pass_context
def _prose(context: Context, text: str) -> Markup:
    """Return an editors' text from a fact, each binding a link from the page being written."""
    html: Markup = context["writer"].prose(text)
    return html
