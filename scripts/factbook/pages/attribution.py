"""Check that a figure that a single side gives is printed with its attribution."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from ..kinds import Claim, Series, SeriesRow
from ..problems import Place, Problem, rule
from ..prose import Bound, split
from ..views.voices import is_attributed, speakers
from ..words import short_name
from .writer import Writer

ATTRIBUTION = rule(
    "attribution",
    "A figure that a single side gives is printed with its attribution: its paragraph, or the headline it stands in, names who says so.",
)


def check_paragraphs(writer: Writer) -> None:
    """Add a problem for each figure of a single side whose paragraph does not name who says so."""
    lines = writer.document.lines
    paragraphs = list(accumulate(lines, lambda number, line: number + (not line.strip()), initial=0))
    named_in: dict[int, set[str]] = {}
    for line, _, parties in writer.attributions:
        named_in.setdefault(paragraphs[line], set()).update(parties)
    for line, ref, own in writer.attributions:
        fact = writer.book.named.get(ref)
        if not isinstance(fact, Claim | SeriesRow):
            continue
        named = own | named_in[paragraphs[line]]
        if not _lacks_attribution(writer, fact, named):
            continue
        by = fact.by if isinstance(fact, Claim) else _series_of(writer, fact).by
        call = (
            f'claim("{ref}", by=true)'
            if isinstance(fact, Claim)
            else f'by=true in value("{fact.series}", "{fact.id}", …)'
        )
        column = max(lines[line - 1].find(ref if isinstance(fact, Claim) else fact.id) + 1, 1)
        who = short_name(writer.book, by)
        message = f"must be printed with its attribution ({who}), as a single side gives this figure"
        writer.problems.append(
            Problem(
                Place(writer.document.place.path, line, column),
                ATTRIBUTION,
                message,
                f'{{{{ name("{by}") }}}} in the same paragraph, or {call}',
            )
        )


def check_headline(writer: Writer, headline: str, what: str = "headline") -> None:
    """Add a problem for each figure of a single side in a headline, or in the text of a chart that is ``what``, that does not name who says so."""
    bound = [part for part in split(headline) if isinstance(part, Bound)]
    named = {part.ref for part in bound} | {
        claim.by for part in bound if part.field == "by" and (claim := writer.book.claims.get(part.ref))
    }
    for part in bound:
        fact = writer.book.named.get(part.ref)
        figure = (isinstance(fact, SeriesRow) and part.field) or (
            isinstance(fact, Claim) and part.field in ("", "wording")
        )
        if figure and isinstance(fact, Claim | SeriesRow) and _lacks_attribution(writer, fact, named):
            if isinstance(fact, SeriesRow):
                speaker = _series_of(writer, fact).by
            else:
                speaker = fact.by if is_attributed(writer.book, fact.by) else sorted(speakers(writer.book, fact))[0]
            who = short_name(writer.book, speaker)
            message = f"{what}: must print {part.ref} with its attribution ({who}), as a single side gives this figure"
            writer.problem(ATTRIBUTION, message, f"{{{speaker}}} counted {{{part.ref}}}", near=part.ref)


def _series_of(writer: Writer, row: SeriesRow) -> Series:
    return writer.book.of(Series)[row.series]


def _lacks_attribution(writer: Writer, claim: Claim | SeriesRow, named: Iterable[str]) -> bool:
    """Return whether at most one side gives a figure, as of a series, and none of the parties ``named`` beside it speaks for it."""
    if isinstance(claim, SeriesRow):
        return _series_of(writer, claim).by not in named
    return not speakers(writer.book, claim).intersection(named) and len(writer.story.voices[claim.ref].sides) < 2
