"""Charts, number cards and their embeds."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any

from ...charts import ChartRefused, Drawing, draw, refusals
from ...charts.gallery.spread import NOT_DRAWN
from ...checks.texts import prose_findings
from ...exports import chart_folder, export_chart, frame_files, number_frame
from ...exports.credit import newest_day
from ...kinds import Claim, Count, SeriesRow
from ...problems import Place, nearest, quote, rule
from ...prose import refs_in
from ...values.formats import current, gettext
from ...views.standing import Standing, said_by, standing
from ...words import plain_prose
from ..attribution import check_headline
from ..letters import letter_problems
from ..links import address, url_of
from ..markup import ChartText
from ..writer import Writer
from .registry import BLOCK, Refused, known_fact, pictured

MAX_HEADLINE = 1200
"""Characters of a headline, as of any text in a fact; its lines are broken letter by letter."""
HEADLINE = rule("headline", "A chart has a headline that states its finding, bound like prose.")
DRAWN = rule("headline-drawn", "A chart draws all claims and rows of its headline.")


@pictured
def chart(writer: Writer, name: str, headline: str = "", note: str = "", **options: object) -> Mapping[str, Any]:
    """``chart("claims", count="visitors", headline="{guild} counted {visitors/constabulary-2025-06-01} visitors")``: a chart with its table; ``note="…"`` is printed under it."""
    if not headline:
        for message in refusals(name, writer.book, options):
            writer.problem(BLOCK, f"must {message}", near="chart(")
        raise Refused("have a headline that states its finding", near="chart(", example='headline="…"', code=HEADLINE)
    wrong = False
    for what, text in (("headline", headline), ("note", note)):
        if len(text) > MAX_HEADLINE:
            message = f"have a {what} of at most {MAX_HEADLINE} characters, found {len(text)}"
            raise Refused(message, near="chart(", example=f'{what}="…"', code=HEADLINE)
        for _, code, message, example in prose_findings(writer.book, text):
            if code == "bare-number":
                continue  # the lint's, which tells the headlines written here from those taken from a fact
            writer.problem(code, f"{what}: {message}", example, near=text[:20])
            wrong = True
    if wrong:
        return {}
    check_headline(writer, headline)
    check_headline(writer, note, "note")
    title = plain_prose(writer.book, headline)
    try:
        drawing = draw(
            name,
            writer.book,
            options,
            title,
            renderer=writer.story.renderer,
            link=writer.link_of,
            ident=writer.next_id("chart"),
        )
    except ChartRefused as error:
        for message in refusals(name, writer.book, options) or [str(error)]:
            wrong_word = re.search(r"found '([^']*)'", message)
            writer.problem(BLOCK, f"must {message}", near=wrong_word[1] if wrong_word else name)
        return {}
    drawn = [row.ref for row in drawing.rows if row.ref and _is_figure(writer, row.ref)]
    for ref in dict.fromkeys(refs_in(headline)):
        if _is_figure(writer, ref) and ref not in drawn:
            message = f"headline: must print figures that the chart draws, found {quote(ref)}; {nearest(ref, drawn, 4)}"
            example = f'headline="… {{{drawn[0]}}} …"' if drawn else f"a chart that draws {ref}"
            writer.problem(DRAWN, message, example, near=ref)
    for ref in filter(None, (*refs_in(headline), *refs_in(note), *(row.ref for row in drawing.rows))):
        writer.prints(ref)
    files = export_chart(
        chart_folder(writer.path, name, options, writer.folders),
        drawing,
        title,
        plain_prose(writer.book, note),
        book=writer.book,
        page=url_of(writer.path),
        link=writer.link_of,
        site=writer.story.site,
        renderer=writer.story.renderer,
    )
    credit, months = files.credit, repr(current())
    printed = (title, credit.note, credit.corrected, credit.sources, drawing.words, months)
    writer.problems += letter_problems(writer.story, printed, Place(writer.document.place.path, writer.line))
    first = not writer.files
    writer.files.extend(files.files)
    rows = (
        drawing.columns,
        *(row.cells for row in drawing.rows),
        *([(plain_prose(writer.book, note),)] if note else []),
    )
    said = ChartText(posixpath.basename(files.folder), title, tuple(map(" | ".join, rows)))
    listed = bool(drawing.rows) and all(
        row.ref and (writer.link_of(row.ref) or "").startswith("#") for row in drawing.rows
    )
    return {
        "drawing": drawing,
        "headline": headline,
        "note": note,
        "taken": files,
        "first": first,
        "said": (said,),
        "listed": listed,
        "newest": newest_day(writer.book, drawing.rows),
        "alone": _is_sentence(name, drawing),
        "claimants": _claimants(writer, drawing),
    }


def _is_sentence(name: str, drawing: Drawing) -> bool:
    """Return whether a chart has so little to draw that it is printed as a sentence: one claim, or one month of several."""
    months = {row.cells[1] for row in drawing.rows if name == "spread"} - {gettext(NOT_DRAWN)}
    return (name == "claims" and len(drawing.rows) < 2) or (name == "spread" and len(months) < 2)


def _claimants(writer: Writer, drawing: Drawing) -> Mapping[str, list[str]]:
    """Map each claimant that a chart can highlight to the links of its marks; empty where there is one alone, or none."""
    links: dict[str, list[str]] = {}
    for claim in filter(None, (writer.book.claims.get(row.ref or "") for row in drawing.rows)):
        links.setdefault(claim.by, []).append(writer.link(claim) or "")
    return links if len(links) > 1 else {}


def _is_figure(writer: Writer, ref: str) -> bool:
    """Whether a fact is a claim, or a row of a series."""
    return isinstance(writer.book.named.get(ref), Claim | SeriesRow)


@pictured
def numbers(writer: Writer, *counts: str) -> Mapping[str, Any]:
    """``numbers("visitors", "young-visitors")``: a card for each count with its range, who says so, and what is left out."""
    cards = []
    for ref in counts:
        card = standing(writer.book, known_fact(writer, Count, ref))
        for printed in (
            card.count,
            *card.ends,
            *card.tellers,
            *(each for group in card.left_out for each in group.claims),
        ):
            writer.prints(printed.ref)
        home = address(writer.story.addresses, card.count)
        cards.append(
            {
                "number": card,
                "line": line_of(writer, card),
                "said_by": said_by(writer.book, card),
                "home": home is not None and home.path == writer.path,
            }
        )
    return {"cards": cards}


@pictured
def embed(writer: Writer, count: str) -> Mapping[str, Any]:
    """``embed("visitors")``: HTML to copy with which other sites show the count's number card, closed at first."""
    card = standing(writer.book, known_fact(writer, Count, count))
    own = f"{chart_folder(writer.path, 'number', {'count': count}, writer.folders)}/embed/"
    frame = number_frame(
        own,
        url_of(writer.path),
        card,
        line_of(writer, card),
        book=writer.book,
        link=writer.link_of,
        site=writer.story.site,
    )
    writer.files.extend(frame_files(frame))
    return {"frame": frame}


def line_of(writer: Writer, card: Standing) -> Drawing | None:
    """Draw the small chart of a card with several claims; its marks have no links, as the card's words have."""
    if len(card.claims) < 2:
        return None
    count = card.count
    title = plain_prose(writer.book, count.title)
    ident = writer.next_id("line")
    options = {"count": count.id}
    return draw(
        "number-line", writer.book, options, title, renderer=writer.story.renderer, ident=ident, sizes=("narrow",)
    )
