"""Claims, how they moved, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...kinds import Assessment, Count, Source
from ...problems import found, nearest
from ...views.conflicts import Conflict
from ...views.matrix import who_says_what
from ...views.series import chronological, revisions
from ..writer import Writer
from .registry import Refused, block_function, known, known_filters, known_party


@block_function
def claims(writer: Writer, count: str = "", by: str = "", source: str = "") -> Mapping[str, Any] | None:
    """``claims(count="visitors")``, ``claims(by="guild")`` or ``claims(source="herald-2025-01-31")``: a table of claims."""
    if count:
        chosen = list(known(writer, Count, count).claims)
    elif by:
        known_party(writer, by)
        chosen = [claim for claim in writer.book.claims.values() if by == claim.by or by in claim.through]
    else:
        known(writer, Source, source)
        chosen = [claim for claim in writer.book.claims.values() if source in claim.sources]
    rows = chronological(chosen)[::-1]
    standing = [claim for claim in rows if claim.status not in ("misreport", "withdrawn")]
    fallen = [claim for claim in rows if claim.status in ("misreport", "withdrawn")]
    return (
        {
            "standing": standing,
            "fallen": fallen,
            "show_count": not count,
            "page_of": count,
            "conflicts": writer.story.conflicts_by_claim,
        }
        if rows
        else None
    )


ORDER: Final = ("transmission", "unexplained", "independent", "scope", "revision", "precision")


@block_function
def conflicts(
    writer: Writer, count: str = "", by: str = "", source: str = "", kind: str = ""
) -> Mapping[str, Any] | None:
    """``conflicts()``, or with ``count=``, ``by=``, ``source=`` or ``kind=``: where claims differ, and why."""
    known_filters(writer, count=count, by=by, source=source)
    if kind and kind not in ORDER:
        raise Refused(f"name a kind of conflict, found {found(kind)}; {nearest(kind, ORDER)}", near=kind)
    chosen = [
        conflict
        for conflict in writer.story.conflicts
        if (not count or count in (conflict.first.count, conflict.second.count))
        and (not by or by in (conflict.first.by, conflict.second.by))
        and (not source or source in (*conflict.first.sources, *conflict.second.sources))
        and kind in ("", conflict.kind)
    ]
    attached = {id(conflict.assessment) for conflict in writer.story.conflicts}
    apart = [
        assessment
        for each in writer.book.of(Count).values()
        for assessment in each.assessments
        if id(assessment) not in attached
        and (not count or any(ref.startswith(f"{count}/") for ref in assessment.claims))
        and kind in ("", assessment.kind)
        and not (by or source)
    ]
    if not chosen and not apart:
        return None
    return {"groups": _grouped(writer, chosen, apart), "show_count": not count}


def _grouped(writer: Writer, chosen: list[Conflict], apart: list[Assessment]) -> list[dict[str, Any]]:
    """Conflicts by kind; within a kind, those that share an assessment together, the others by count.

    ``apart`` are assessments of claims between which the build finds no conflict; they stand with their claims.
    """
    groups = []
    for kind in ORDER:
        parts: dict[object, dict[str, Any]] = {}
        for conflict in (each for each in chosen if each.kind == kind):
            key = id(conflict.assessment) if conflict.assessment else conflict.second.count
            part = parts.setdefault(
                key, {"assessment": conflict.assessment, "count": conflict.second, "pairs": [], "claims": []}
            )
            part["pairs"].append(conflict)
        for assessment in (each for each in apart if each.kind == kind):
            claims = [writer.book.claims[ref] for ref in assessment.claims]
            parts[id(assessment)] = {"assessment": assessment, "count": claims[0], "pairs": [], "claims": claims}
        if parts:
            groups.append({"kind": kind, "parts": list(parts.values())})
    return groups


@block_function
def steps(writer: Writer, count: str = "", by: str = "") -> Mapping[str, Any] | None:
    """``steps(count="visitors")`` or ``steps(by="guild")``: how claimants moved from one figure to the next."""
    known_filters(writer, by=by)
    counts = [known(writer, Count, count)] if count else list(writer.book.of(Count).values())
    rows = [step for each in counts for step in revisions(writer.book, each) if by in ("", step.later.by)]
    return {"steps": rows, "show_count": not count} if rows else None


@block_function
def matrix(writer: Writer) -> Mapping[str, Any]:
    """``matrix()``: counts by claimants, so that silence shows too."""
    table = who_says_what(writer.book)
    return {"table": table, "counts": [writer.book.of(Count)[ref] for ref in table.counts]}
