"""Check that a figure that a single side gives is printed with its attribution."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from ..kinds import Claim
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
        claim = writer.book.claims.get(ref)
        if claim is None:
            continue
        named = own | named_in[paragraphs[line]]
        if not _lacks_attribution(writer, claim, named):
            continue
        column = max(lines[line - 1].find(ref) + 1, 1)
        who = short_name(writer.book, claim.by)
        message = f"must be printed with its attribution ({who}), as a single side gives this figure"
        writer.problems.append(
            Problem(
                Place(writer.document.place.path, line, column),
                ATTRIBUTION,
                message,
                f'{{{{ name("{claim.by}") }}}} in the same paragraph, or claim("{ref}", by=true)',
            )
        )


def check_headline(writer: Writer, headline: str) -> None:
    """Add a problem for each figure of a single side in a headline that does not name who says so."""
    bound = [part for part in split(headline) if isinstance(part, Bound)]
    named = {part.ref for part in bound} | {
        claim.by for part in bound if part.field == "by" and (claim := writer.book.claims.get(part.ref))
    }
    for part in bound:
        fact = writer.book.named.get(part.ref)
        if isinstance(fact, Claim) and part.field in ("", "wording") and _lacks_attribution(writer, fact, named):
            speaker = sorted(speakers(writer.book, fact))[0] if not is_attributed(writer.book, fact.by) else fact.by
            who = short_name(writer.book, speaker)
            message = (
                f"headline: must print {part.ref} with its attribution ({who}), as a single side gives this figure"
            )
            writer.problem(ATTRIBUTION, message, f"{{{speaker}}} counted {{{part.ref}}}", near=part.ref)


def _lacks_attribution(writer: Writer, claim: Claim, named: Iterable[str]) -> bool:
    """Return whether at most one side gives a claim's figure, and none of the parties ``named`` beside it speaks for it."""
    return not speakers(writer.book, claim).intersection(named) and len(writer.story.voices[claim.ref].sides) < 2
