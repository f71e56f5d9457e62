"""Pictures and number cards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...charts import ChartRefused, draw
from ...checks.texts import prose_findings
from ...kinds import Count
from ...problems import rule
from ...views.origins import independent_origins
from ...views.standing import standing
from ...words import plain_prose
from ..attribution import check_headline
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
    try:
        drawing = draw(
            name,
            writer.book,
            options,
            plain_prose(writer.book, headline),
            cache=writer.story.cache,
            link=writer.link_of,
            ident=writer.next_id("chart"),
        )
    except ChartRefused as error:
        wrong_word = re.search(r"found '([^']*)'", str(error))
        raise Refused(str(error), near=wrong_word[1] if wrong_word else name) from error
    return {"drawing": drawing, "headline": headline}


@block_function
def numbers(writer: Writer, *counts: str) -> Mapping[str, Any]:
    """``numbers("visitors", "young-visitors")``: a card for each count with its range, and who says so."""
    cards = []
    for ref in counts:
        count = known(writer, Count, ref)
        others = len({claim.by for claim in count.claims if claim.scope and claim.status != "misreport"})
        cards.append(
            {
                "count": count,
                "claims": standing(writer.book, count),
                "others": others,
                "origins": independent_origins(writer.book, count.claims),
            }
        )
    return {"cards": cards}
