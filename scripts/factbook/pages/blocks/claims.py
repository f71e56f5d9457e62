"""Claims: as a table, how they changed, where they conflict, and what was known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from ...charts import Drawing, draw
from ...exports import chart_folder, disagreement_folder, disagreement_frame, frame_files
from ...kinds import Claim, Count, Source
from ...kinds.descriptor import side_labels
from ...problems import nearest, quote
from ...values import BadValue, Edtf
from ...values.formats import gettext, gettext_noop
from ...views import point_in_time
from ...views.conflicts import CONFLICT_MEANINGS, CONFLICT_NAMES, Disagreement
from ...views.matrix import who_says_what
from ...views.series import chronological, revisions
from ...words import Words, plain_prose
from ..links import address, url_of
from ..writer import Writer
from .lists import OPEN, facets_from
from .registry import Refused, block_function, known_fact, known_filters, known_party, pictured


@block_function
def claims(
    writer: Writer, count: str = "", by: str = "", source: str = "", outlet: str = ""
) -> Mapping[str, Any] | None:
    """``claims(count="visitors")``, ``claims(by="guild")``, ``claims(source="herald-2025-01-31")`` or ``claims(outlet="herald")``: a table of claims; of an outlet, those it printed otherwise than said."""
    if count:
        chosen = list(known_fact(writer, Count, count).claims)
        writer.listed.add(count)
    elif by:
        known_party(writer, by)
        chosen = list(writer.story.claims_by.get(("by", by), ()))
    elif outlet:
        known_party(writer, outlet)
        chosen = list(dict.fromkeys(writer.story.claims_by.get(("outlet", outlet), ())))
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
            "own": by or source,
            "own_party": by,
        }
        if rows
        else None
    )


PICTURED: Final = 3
"""Claims on one count from which on a disagreement has a small picture."""


@pictured
def conflicts(
    writer: Writer, count: str = "", by: str = "", source: str = "", kind: str = "", explained: bool | None = None
) -> Mapping[str, Any] | None:
    """``conflicts()``, or with ``count=``, ``by=``, ``source=``, ``kind=`` or ``explained=``: where claims differ, and why."""
    known_filters(writer, count=count, by=by, source=source)
    if kind and kind not in CONFLICT_MEANINGS:
        raise Refused(f"name a kind of conflict, found {quote(kind)}; {nearest(kind, CONFLICT_MEANINGS)}", near=kind)
    asked = [(name, ref) for name, ref in (("count", count), ("by", by), ("source", source)) if ref]
    every = writer.story.disagreements_by.get(asked[0], ()) if asked else writer.story.disagreements
    chosen = [
        each
        for each in every
        if (not by or any(by == claim.by for claim in each.claims))
        and (not source or any(source in claim.sources for claim in each.claims))
        and kind in ("", each.kind)
        and explained in (None, each.explained)
    ]
    if not chosen:
        return None
    views = [each.assessment for each in chosen if each.assessment]
    writer.printed.update(f"{writer.book.claims[ref].count}.assessments" for view in views for ref in view.claims)
    for claim in (claim for each in chosen for claim in each.claims):
        writer.prints(claim.ref)
    parts = [_part(writer, each) for each in chosen]
    if count:
        _framed(writer, known_fact(writer, Count, count), parts)
    words = Words(writer.book)
    entries = {
        part["ref"]: {
            "Kind": {each: gettext(CONFLICT_NAMES[each]) for each in part["of"].kinds},
            gettext_noop("Number"): {part["of"].count.id: words.plain(part["of"].count.title)},
            "Side": side_labels(words, (claim.by for claim in part["of"].claims)),
        }
        for part in parts
    }
    whole = not asked and not kind and len(parts) > OPEN
    return {
        "groups": [
            (gettext(CONFLICT_NAMES[each]), f"{writer.next_id('differ')}", alike)
            for each in CONFLICT_MEANINGS
            if (alike := [part for part in parts if part["of"].kind == each])
        ],
        "facets": facets_from(entries if whole else {}),
        "whole": whole,
        "open": len(parts) <= OPEN,
        "page_of": count,
    }


def _part(writer: Writer, one: Disagreement) -> dict[str, Any]:
    """Return what the template prints of a disagreement: its id, time, range, kinds and small picture."""
    known = sorted((claim for claim in one.own_claims if claim.value.known), key=lambda claim: claim.value.point or 0)
    apart = one.computed != (one.kind,) if one.assessment and one.conflicts else False
    return {
        "ref": writer.next_id("differ"),
        "of": one,
        "months": _months(one.own_claims or one.claims),
        "ends": _ends(known or list(one.claims)),
        "meanings": [(gettext(CONFLICT_NAMES[kind]), words) for kind, words in one.meanings(writer.book)],
        "alone": (", ".join(gettext(CONFLICT_NAMES[kind]) for kind in one.computed) or gettext("no contradiction"))
        if apart
        else "",
        "line": _line(writer, one.count, known) if len(known) >= PICTURED else None,
        "frame": None,
    }


def _ends(claims: list[Claim]) -> str:
    """Return the lowest and the highest figure in words; claims are sorted by amount."""
    low, high = claims[0].words(), claims[-1].words()
    if low == high:
        return low
    return (
        gettext("%(low)s or %(high)s", low=low, high=high)
        if len(claims) == 2
        else gettext("lowest %(low)s, highest %(high)s", low=low, high=high)
    )


def _months(claims: tuple[Claim, ...]) -> str:
    """Return the months that claims are about, in words: ``December 2024 to January 2025``; empty if one end is open."""
    first, last = (min(claim.as_of.first_day for claim in claims), max(claim.as_of.last_day for claim in claims))
    if dt.date.min in (first, last) or dt.date.max in (first, last):
        return ""
    months = dict.fromkeys(day.isoformat()[:7] for day in (first, last))
    return Edtf.parse("/".join(months)).words()


def _line(writer: Writer, count: Count, claims: list[Claim]) -> Drawing:
    """Draw claims on one axis; its marks have no links, as the list of the claims has."""
    options = {"count": count.id, "claims": [claim.ref for claim in claims]}
    title = plain_prose(writer.book, count.title)
    ident = writer.next_id("line")
    return draw(
        "number-line", writer.book, options, title, renderer=writer.story.renderer, ident=ident, sizes=("narrow",)
    )


def _framed(writer: Writer, count: Count, parts: list[dict[str, Any]]) -> None:
    """On the count's own page, add an embeddable frame to each disagreement that its editors have assessed."""
    home = address(writer.story.addresses, count)
    if home is None or home.path != writer.path:
        return
    for part in parts:
        assessment = part["of"].assessment
        if any(assessment is own for own in count.assessments):
            own = f"{chart_folder(writer.path, disagreement_folder(count, assessment), {}, writer.folders)}/embed/"
            here, site = url_of(writer.path), writer.story.site
            part["frame"] = disagreement_frame(
                own, here, count, assessment, book=writer.book, link=writer.link_of, site=site
            )
            writer.files.extend(frame_files(part["frame"]))


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
