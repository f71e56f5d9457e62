"""Chart ``timeline``: dated events in lanes by type; a list in order of time on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...registry import Prepared, chart
from ...theme import Size
from . import named, numbered
from .data import Lanes, prepare

if TYPE_CHECKING:
    import altair as alt

LABELLED: Final = 16
"""With more events than this the marks bear numbers, and the table their names."""


@chart("timeline", prepare, options=("types", "ids"))
def timeline(prepared: Prepared[Lanes], size: Size) -> alt.LayerChart:
    """What happened when?"""
    if len(prepared.data.marks) > LABELLED:
        return numbered.across(prepared.data) if size == "wide" else numbered.down(prepared.data)
    return named.across(prepared.data) if size == "wide" else named.down(prepared.data)
