"""What was known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from ...kinds import Count
from ...problems import quote
from ...values import BadValue, Edtf
from ...views import point_in_time as view
from ..writer import Writer
from .registry import Refused, block_function, known

EXAMPLE: Final = 'as_known("visitors", on="2025-06-02")'


@block_function
def as_known(writer: Writer, count: str, on: str) -> Mapping[str, Any]:
    """``as_known("visitors", on="2025-06-02")``: the claims on a count that were public by a day, as they stood then."""
    fact = known(writer, Count, count)
    try:
        day = Edtf.parse(on)
    except BadValue as error:
        raise Refused(f"name one day in 'on', found {quote(on)}", near=on, example=EXAMPLE) from error
    if day.precision != "day" or day.latest is None:
        raise Refused(f"name one day in 'on', found {quote(on)}", near=on, example=EXAMPLE)
    rows = [
        {"known": each, "public_by": _words(each.since)} for each in view.claims_known_on(writer.book, fact, day.latest)
    ]
    return {"count": fact, "day": day.words(), "rows": rows}


@block_function
def known_when(writer: Writer, count: str) -> Mapping[str, Any] | None:
    """``known_when("visitors")``: day by day, which claims on a count were new and which stood."""
    fact = known(writer, Count, count)
    moments = view.moments(writer.book, fact)
    rows = [(_words(moment.day), moment) for moment in moments]
    undated = view.undated_claims(writer.book, fact)
    return {"rows": rows, "undated": undated} if len(rows) + len(undated) > 1 else None


def _words(day: dt.date) -> str:
    return Edtf.parse(day.isoformat()).words()
