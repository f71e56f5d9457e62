"""Cards: what stands behind each number and date that a page prints, who each person is, and what a word means."""

from __future__ import annotations

from functools import partial

from ..kinds import Claim
from ..views.derived import Derived
from .links import card_id
from .markup import Block, CardText
from .writer import Carded, Writer

MAX_RIVALS = 4


def cards(writer: Writer) -> Block | None:
    """The cards a page has asked for, as one block for its end; nothing when it printed no fact."""
    if not writer.cards or writer.story.dry:
        return None
    rows = [(card_id(ref), subject, *_around(writer, subject)) for ref, subject in writer.cards.items()]
    said = tuple(
        CardText(
            subject.refs if isinstance(subject, Derived) else (ref,),
            partial(writer.html, "cards", {"cards": [row], "bare": True}),
        )
        for (ref, subject), row in zip(writer.cards.items(), rows, strict=True)
    )
    return writer.block("cards", {"cards": rows, "bare": False, "said": said})


def _around(writer: Writer, subject: Carded) -> tuple[str, list[Claim], tuple[str, ...]]:
    """The sort of card, the claims that differ from it, and the origins behind it."""
    match subject:
        case Claim():
            return "claim", _rivals(writer, subject)[:MAX_RIVALS], writer.story.corroborated[subject.ref]
        case Derived():
            return "derived", [], ()
        case _:
            return subject.kind, [], ()


def _rivals(writer: Writer, claim: Claim) -> list[Claim]:
    """Claims that truly differ from one, each once; a revision or another precision is no rival."""
    rivals = {}
    for conflict in writer.story.conflicts_by_claim.get(claim.ref, []):
        if conflict.kind not in ("precision", "revision"):
            other = conflict.second if conflict.first.ref == claim.ref else conflict.first
            rivals[other.ref] = other
    return list(rivals.values())
