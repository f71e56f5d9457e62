"""Chart ``over-time``: one count by the time the claims are about, each claimant's own figures joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...registry import Prepared, chart
from ...theme import Size
from .data import OverTime, prepare
from .sheet import Sheet

if TYPE_CHECKING:
    import altair as alt


@chart("over-time", prepare, options=("count",))
def over_time(prepared: Prepared[OverTime], size: Size) -> alt.LayerChart:
    """How has the figure changed, and by whose account?"""
    return Sheet(prepared.data, size).compose()
