"""Claims, how they moved, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...exports import chart_folder, disagreement_folder, disagreement_frame, frame_files
from ...kinds import Assessment, Count, Source
from ...problems import nearest, quote
from ...views.conflicts import CONFLICT_MEANINGS, Conflict
from ...views.matrix import who_says_what
from ...views.series import chronological, revisions
from ..links import address, url_of
from ..writer import Writer
from .registry import Refused, block_function, known, known_filters, known_party


@block_function
def claims(writer: Writer, count: str = "", by: str = "", source: str = "") -> Mapping[str, Any] | None:
    """``claims(count="visitors")``, ``claims(by="guild")`` or ``claims(source="herald-2025-01-31")``: a table of claims."""
    if count:
        chosen = list(known(writer, Count, count).claims)
    elif by:
        known_party(writer, by)
        chosen = list(writer.story.claims_by.get(("by", by), ()))
    else:
        known(writer, Source, source)
        chosen = list(writer.story.claims_by.get(("source", source), ()))
    rows = chronological(chosen)[::-1]
    standing = [claim for claim in rows if claim.stands]
    fallen = [claim for claim in rows if claim.fallen]
    return (
        {
            "standing": standing,
            "fallen": fallen,
            "show_count": not count,
            "page_of": count,
        }
        if rows
        else None
    )


ORDER: Final = ("transmission", "unexplained", "independent", "scope", "revision", "precision")


@block_function
def conflicts(
    writer: Writer, count: str = "", by: str = "", source: str = "", kind: str = "", explained: bool | None = None
) -> Mapping[str, Any] | None:
    """``conflicts()``, or with ``count=``, ``by=``, ``source=``, ``kind=`` or ``explained=``: where claims differ, and why."""
    known_filters(writer, count=count, by=by, source=source)
    if kind and kind not in ORDER:
        raise Refused(f"name a kind of conflict, found {quote(kind)}; {nearest(kind, ORDER)}", near=kind)
    asked = [(name, ref) for name, ref in (("count", count), ("by", by), ("source", source)) if ref]
    every = writer.story.conflicts_by.get(asked[0], ()) if asked else writer.story.conflicts
    chosen = [
        conflict
        for conflict in every
        if (not by or by in (conflict.first.by, conflict.second.by))
        and (not source or source in (*conflict.first.sources, *conflict.second.sources))
        and kind in ("", conflict.kind)
        and explained in (None, conflict.explained)
    ]
    apart = [
        assessment
        for assessment in writer.story.unattached
        if (not count or any(ref.startswith(f"{count}/") for ref in assessment.claims))
        and kind in ("", assessment.kind)
        and not (by or source)
        and explained is not False
    ]
    if not chosen and not apart:
        return None
    groups = _grouped(writer, chosen, apart)
    if count:
        _framed(writer, known(writer, Count, count), groups)
    return {"groups": groups, "show_count": not count, "meaning": CONFLICT_MEANINGS}


def _framed(writer: Writer, count: Count, groups: list[dict[str, Any]]) -> None:
    """Give each disagreement that the count's editors have assessed a frame for other sites, on the count's own page."""
    home = address(writer.story.addresses, count)
    if home is None or home.path != writer.path:
        return
    for part in (part for group in groups for part in group["parts"]):
        view = part["assessment"]
        if any(view is own for own in count.assessments):
            own = f"{chart_folder(writer.path, disagreement_folder(count, view), {}, writer.folders)}/embed/"
            here, site = url_of(writer.path), writer.story.site
            part["frame"] = disagreement_frame(own, here, count, view, book=writer.book, link=writer.link_of, site=site)
            writer.files.extend(frame_files(part["frame"]))


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
                key,
                {
                    "assessment": conflict.assessment,
                    "count": conflict.second,
                    "pairs": [],
                    "claims": [],
                    "frame": None,
                },
            )
            part["pairs"].append(conflict)
        for assessment in (each for each in apart if each.kind == kind):
            claims = [writer.book.claims[ref] for ref in assessment.claims]
            parts[id(assessment)] = {
                "assessment": assessment,
                "count": claims[0],
                "pairs": [],
                "claims": claims,
                "frame": None,
            }
        if parts:
            pairs = sum(len(part["pairs"]) for part in parts.values())
            groups.append({"kind": kind, "parts": list(parts.values()), "pairs": pairs})
    return groups


@block_function
def steps(writer: Writer, count: str = "", by: str = "") -> Mapping[str, Any] | None:
    """``steps(count="visitors")`` or ``steps(by="guild")``: how claimants moved from one figure to the next."""
    known_filters(writer, by=by)
    rows = list(writer.story.revisions_by.get(by, ())) if by else []
    if count:
        rows = [step for step in revisions(writer.book, known(writer, Count, count)) if by in ("", step.later.by)]
    elif not by:
        rows = [step for each in writer.book.of(Count).values() for step in revisions(writer.book, each)]
    return {"steps": rows, "show_count": not count} if rows else None


@block_function
def matrix(writer: Writer) -> Mapping[str, Any]:
    """``matrix()``: counts by claimants, so that silence shows too."""
    table = who_says_what(writer.book)
    return {"table": table, "counts": [writer.book.of(Count)[ref] for ref in table.counts]}
