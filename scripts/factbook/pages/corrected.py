"""Corrections on the page concerned: what was changed after publication in a fact that a page is about or prints."""

from __future__ import annotations

from collections.abc import Iterator

from ..kinds import Correction
from ..views.derived import Derived
from .links import address
from .markup import Block
from .writer import Writer


def corrected(writer: Writer) -> tuple[Correction, ...]:
    """The corrections that concern a page, newest first.

    They are those that name the page, those of facts that are read on it, and those of facts that its
    sentences print. The page that lists all corrections has none of its own.
    """
    if Correction.plural in writer.document.lists:
        return ()
    printed = set(_printed(writer))
    every = writer.story.corrections
    return tuple(each for each in every if each.page == writer.path or _concerns(writer, each, printed))


def notice(writer: Writer, corrections: tuple[Correction, ...]) -> Block | None:
    """Corrections as one block for the end of their page; nothing where there are none."""
    return writer.block("corrected", {"corrections": corrections}) if corrections else None


def _printed(writer: Writer) -> Iterator[str]:
    """The names of the facts in a page's sentences: on its cards, in its derived figures, and of those it names."""
    for ref, subject in writer.cards.items():
        yield from subject.refs if isinstance(subject, Derived) else (ref,)
    for _, _, parties in writer.attributions:
        yield from parties


def _concerns(writer: Writer, correction: Correction, printed: set[str]) -> bool:
    fact = writer.book.named.get(correction.fact or "")
    if fact is None:
        return False
    home = address(writer.story.addresses, fact)
    return fact.ref in printed or (home is not None and home.path == writer.path)
