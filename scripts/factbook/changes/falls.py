"""What falls with a source that is withdrawn: the facts that rest on it alone, and the sentences that print them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..factbook import Factbook
from ..views.resting import resting, withdrawn_sources
from .facts import FactChange
from .sentences import PageSeen


@dataclass(frozen=True, slots=True)
class Fall:
    """A source withdrawn since: the names of the facts that no other document carries, and ``(page, sentence)`` pairs."""

    source: str
    facts: tuple[str, ...]
    sentences: tuple[tuple[str, str], ...]


def falls(changes: Iterable[FactChange], old: Factbook, pages: Mapping[str, PageSeen]) -> Iterator[Fall]:
    """What stood in the old version on each source that was withdrawn since, together with those withdrawn before."""
    gone = {change.fact.id for change in changes if change.how == "withdrawn" and change.fact.kind == "source"}
    for source in sorted(gone):
        lost = {source, *gone, *withdrawn_sources(old)}
        fallen = tuple(
            dict.fromkeys(
                rest.fact.ref
                for rest in resting(old, lost)
                if rest.stands and source in (rest.source, *getattr(rest.fact, "sources", ()))
            )
        )
        sentences = (
            (path, sentence.text)
            for path, page in pages.items()
            for sentence in page.sentences
            if source in sentence.refs or any(ref in fallen for ref in sentence.refs)
        )
        yield Fall(source, fallen, tuple(dict.fromkeys(sentences)))
