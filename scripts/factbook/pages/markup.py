"""Text into Markdown and HTML, escaped where it is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

BLOCK_START, BLOCK_END = "<!--block-->", "<!--/block-->"
"""What stands around a block of finished HTML in a page's Markdown; a publisher may take it out and put it back."""

BLOCK: Final = re.compile(f"{BLOCK_START}(.*?){BLOCK_END}", re.DOTALL)
LATER: Final = "<!--later {}-->"
"""What stands in a block for HTML that is made when the pictures in it are drawn: the number of what makes it."""
_LATER = re.compile(LATER.format(r"(\d+)"))
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def markdown_text(text: str) -> Markup:
    """Plain text as Markdown that prints just that text: all that Markdown, HTML or smarty could read becomes an entity."""
    return Markup(_PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.split())))


def block(html: str) -> Markup:
    """Finished HTML as a block of its own in Markdown; lines are joined, as a blank one would end the block."""
    return Markup(f"\n\n{BLOCK_START}{_joined(html)}{BLOCK_END}\n\n")


def filled(text: str, later: Sequence[Callable[[], str]]) -> str:
    """A page with what was left for later in its places."""
    return _LATER.sub(lambda match: _joined(later[int(match[1])]()), text) if later else text


def _joined(html: str) -> str:
    return "\n".join(filter(None, map(str.strip, html.splitlines())))


class JoinedBinding(TypeError):
    """A binding that was joined to text or changed by a filter, and would lose its source."""


@dataclass(frozen=True, slots=True)
class Inline:
    """A bound fact in a sentence: ``text`` for titles and headings, ``html`` for the running text.

    ``claim`` is the full name of a claim it prints, ``parties`` those it names; both serve the check that
    a claim with one origin is printed with its attribution.
    """

    text: str
    html: Markup
    claim: str = ""
    parties: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        """Refused. Raises :class:`JoinedBinding`."""
        raise JoinedBinding("one that is joined to a text or changed by a filter")

    @property
    def heading(self) -> Markup:
        """The text, safe in a Markdown heading."""
        return markdown_text(self.text)
