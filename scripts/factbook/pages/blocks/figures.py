"""Pictures and number cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...charts import ChartRefused, Drawing, draw
from ...checks.texts import prose_findings
from ...exports import folder_of, taken
from ...kinds import Count
from ...problems import rule
from ...views.origins import independent_origins
from ...views.standing import standing
from ...words import plain_prose
from ..attribution import check_headline
from ..links import url_of
from ..writer import Writer
from .registry import Refused, block_function, known

HEADLINE = rule("headline", "A chart has a headline that states its finding, bound like prose.")


@block_function
def chart(writer: Writer, name: str, headline: str = "", **options: object) -> Mapping[str, Any]:
    """``chart("claims", count="visitors", headline="{guild} counted {visitors/constabulary-2025-06-01} visitors")``: a chart with its table."""
    if not headline:
        raise Refused("have a headline that states its finding", near="chart(", example='headline="…"', code=HEADLINE)
    wrong = False
    for _, code, message, example in prose_findings(writer.book, headline):
        if code == "bare-number":
            continue  # the lint's, which tells the headlines written here from those taken from a fact
        writer.problem(code, f"headline: {message}", example, near=headline[:20])
        wrong = True
    if wrong:
        return {}
    check_headline(writer, headline)
    title = plain_prose(writer.book, headline)
    try:
        drawing = draw(
            name,
            writer.book,
            options,
            title,
            cache=writer.story.cache,
            link=writer.link_of,
            ident=writer.next_id("chart"),
        )
    except ChartRefused as error:
        wrong_word = re.search(r"found '([^']*)'", str(error))
        raise Refused(str(error), near=wrong_word[1] if wrong_word else name) from error
    files = taken(
        folder_of(writer.path, name, options, writer.folders),
        drawing,
        title,
        book=writer.book,
        page=url_of(writer.path),
        link=writer.link_of,
        site=writer.story.site,
        cache=writer.story.cache,
    )
    first = not writer.files
    writer.files.extend(files.files)
    return {"drawing": drawing, "headline": headline, "taken": files, "first": first}


@block_function
def numbers(writer: Writer, *counts: str) -> Mapping[str, Any]:
    """``numbers("visitors", "young-visitors")``: a card for each count with its range, and who says so."""
    cards = []
    for ref in counts:
        count = known(writer, Count, ref)
        claims = standing(writer.book, count)
        others = len({claim.by for claim in count.claims if claim.scope and claim.status != "misreport"})
        cards.append(
            {
                "count": count,
                "claims": claims,
                "line": _line(writer, count) if len(claims) > 1 else None,
                "others": others,
                "origins": independent_origins(writer.book, count.claims),
            }
        )
    return {"cards": cards}


def _line(writer: Writer, count: Count) -> Drawing:
    """The small picture of a card; its marks lead nowhere, as the card's words do."""
    title = plain_prose(writer.book, count.title)
    ident = writer.next_id("line")
    return draw("number-line", writer.book, {"count": count.id}, title, cache=writer.story.cache, ident=ident)
