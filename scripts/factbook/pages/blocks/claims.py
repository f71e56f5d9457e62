"""Claims: as a table, how they changed, where they conflict, and what was known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from ...exports import chart_folder, disagreement_folder, disagreement_frame, frame_files
from ...kinds import Assessment, Count, Source
from ...problems import nearest, quote
from ...values import BadValue, Edtf
from ...views import point_in_time
from ...views.conflicts import Conflict, meaning
from ...views.matrix import who_says_what
from ...views.series import chronological, revisions
from ..links import address, url_of
from ..writer import Writer
from .registry import Refused, block_function, known_fact, known_filters, known_party


@block_function
def claims(writer: Writer, count: str = "", by: str = "", source: str = "") -> Mapping[str, Any] | None:
    """``claims(count="visitors")``, ``claims(by="guild")`` or ``claims(source="herald-2025-01-31")``: a table of claims."""
    if count:
        chosen = list(known_fact(writer, Count, count).claims)
    elif by:
        known_party(writer, by)
        chosen = list(writer.story.claims_by.get(("by", by), ()))
    else:
        known_fact(writer, Source, source)
        chosen = list(writer.story.claims_by.get(("source", source), ()))
    rows = chronological(writer.book, chosen)[::-1]
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
    views = [view for view in (*apart, *(conflict.assessment for conflict in chosen)) if view]
    writer.printed.update(f"{writer.book.claims[ref].count}.assessments" for view in views for ref in view.claims)
    if count:
        _framed(writer, known_fact(writer, Count, count), groups)
    return {"groups": groups, "show_count": not count}


def _framed(writer: Writer, count: Count, groups: list[dict[str, Any]]) -> None:
    """On the count's own page, add an embeddable frame to each disagreement that its editors have assessed."""
    home = address(writer.story.addresses, count)
    if home is None or home.path != writer.path:
        return
    for part in (part for group in groups for part in group["parts"]):
        assessment = part["assessment"]
        if any(assessment is own for own in count.assessments):
            own = f"{chart_folder(writer.path, disagreement_folder(count, assessment), {}, writer.folders)}/embed/"
            here, site = url_of(writer.path), writer.story.site
            part["frame"] = disagreement_frame(
                own, here, count, assessment, book=writer.book, link=writer.link_of, site=site
            )
            writer.files.extend(frame_files(part["frame"]))


def _grouped(writer: Writer, chosen: list[Conflict], apart: list[Assessment]) -> list[dict[str, Any]]:
    """Group conflicts by kind, and within a kind by shared assessment, or else by count.

    ``apart`` are assessments of claims that are in no conflict; each is a part with its claims.
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
            for part in parts.values():
                differing = (*part["claims"], *(claim for each in part["pairs"] for claim in (each.first, each.second)))
                part["meaning"] = meaning(writer.book, kind, differing)
            groups.append({"kind": kind, "parts": list(parts.values()), "pairs": pairs})
    return groups


@block_function
def steps(writer: Writer, count: str = "", by: str = "") -> Mapping[str, Any] | None:
    """``steps(count="visitors")`` or ``steps(by="guild")``: how claimants moved from one figure to the next."""
    known_filters(writer, by=by)
    rows = list(writer.story.revisions_by.get(by, ())) if by else []
    if count:
        rows = [step for step in revisions(writer.book, known_fact(writer, Count, count)) if by in ("", step.later.by)]
    elif not by:
        rows = [step for each in writer.book.of(Count).values() for step in revisions(writer.book, each)]
    return {"steps": rows, "show_count": not count} if rows else None


@block_function
def matrix(writer: Writer) -> Mapping[str, Any]:
    """``matrix()``: each claimant's latest word on the counts with several claimants, count by count."""
    table = who_says_what(writer.book)
    return {
        "rows": [
            (writer.book.of(Count)[ref], [claim for by in table.claimants for claim in table.cells[by].get(ref, ())])
            for ref in table.counts
        ]
    }


_EXAMPLE: Final = 'as_known("visitors", on="2025-06-02")'


@block_function
def as_known(writer: Writer, count: str, on: str) -> Mapping[str, Any]:
    """``as_known("visitors", on="2025-06-02")``: the claims on a count that were public by a day, as they stood then."""
    fact = known_fact(writer, Count, count)
    try:
        day = Edtf.parse(on)
    except BadValue as error:
        raise Refused(f"name one day in 'on', found {quote(on)}", near=on, example=_EXAMPLE) from error
    if day.precision != "day" or day.latest is None:
        raise Refused(f"name one day in 'on', found {quote(on)}", near=on, example=_EXAMPLE)
    rows = [
        {"known": each, "public_by": _words(each.since)}
        for each in point_in_time.claims_known_on(writer.book, fact, day.latest)
    ]
    return {"count": fact, "day": day.words(), "rows": rows}


@block_function
def known_when(writer: Writer, count: str) -> Mapping[str, Any] | None:
    """``known_when("visitors")``: day by day, which claims on a count were new and which stood."""
    fact = known_fact(writer, Count, count)
    moments = point_in_time.moments(writer.book, fact)
    rows = [(_words(moment.day), moment) for moment in moments]
    undated = point_in_time.undated_claims(writer.book, fact)
    return {"rows": rows, "undated": undated} if len(rows) + len(undated) > 1 else None


def _words(day: dt.date) -> str:
    return Edtf.parse(day.isoformat()).words()
