"""The engine's own HTML templates; everything that they print is escaped.

Threat (SECURITY.md): facts that are markup on pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from ..factbook import Factbook
from ..kinds import Claim, Source
from ..normalize import slug
from ..values.formats import current
from ..words import label_of, plain_prose, short_name

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
    environment.filters["prose"] = _prose
    environment.filters["slug"] = slug
    return environment


def vocabulary(book: Factbook) -> Mapping[str, Any]:
    """Return the functions that templates may call."""
    return {
        "label": lambda fact: label_of(book, fact),
        "short": lambda ref: short_name(book, ref),
        "cite": lambda source: label_of(book, source),
        "amount": Claim.words,
        "plain": lambda text: plain_prose(book, text),
        "to": lambda: current().to.strip(),
        "source_of": lambda ref: book.of(Source)[ref],
        "party_of": book.party,
        "count_of": book.count_of,
    }


@pass_context
def _prose(context: Context, text: str) -> Markup:
    """Return an editors' text from a fact, each binding a link from the page being written."""
    html: Markup = context["writer"].prose(text)
    return html
