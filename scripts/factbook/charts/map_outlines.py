"""Outlines on maps: where in the world a map is, and those of a story's own, for places too near each other for the map's base."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from ..factbook import Factbook
from ..geojson import Outlines, read_outlines
from ..kinds import Source
from ..problems import nearest
from ..words import label_of
from .layers import LINK_PREFIX
from .map_projection import View
from .registry import ChartRefused, Options, option_names, option_values

if TYPE_CHECKING:
    import altair as alt

DIGITS: Final = 4
"""Digits of degrees behind the point: some ten metres."""


def outlines_option(book: Factbook, options: Options) -> Outlines | None:
    """Return the outlines in the file that the option ``outlines`` names. Raises :class:`ChartRefused`."""
    names = option_values(options.get("outlines"))
    if not names:
        return None
    sources = option_names(options, "outlines_from", "one known source", book.of(Source))
    if len(sources) != 1:
        raise ChartRefused(f"name one source of the outlines in outlines_from; {nearest('', book.of(Source))}")
    try:
        return read_outlines(book.root, names[0], label_of(book, book.of(Source)[sources[0]]))
    except ValueError as error:
        raise ChartRefused(str(error)) from error


def feature(
    shapes: Iterable[Sequence[Any]], kind: str = "MultiPolygon", ref: str = "", **fields: Any
) -> dict[str, Any]:
    """Return polygons or lines of a view as a feature of GeoJSON, in degrees, with its fields."""

    def degrees(part: Any) -> Any:
        first = part[0]
        if isinstance(first, tuple):
            return [[round(lon, DIGITS), round(lat, DIGITS)] for _, _, lon, lat in part]
        return [degrees(each) for each in part]

    link = {"href": LINK_PREFIX + ref, "ref": ref} if ref else {}
    return {
        "type": "Feature",
        **fields,
        **link,
        "geometry": {"type": kind, "coordinates": [degrees(each) for each in shapes]},
    }


def shapes(base: alt.Chart, view: View, left: float = 0, top: float = 0, **looks: Any) -> alt.Chart:
    """Return the layer of a data set's features as a view shows them."""
    layer: alt.Chart = base.mark_geoshape(aria=False, **looks).project(**view.vega(left, top))
    return layer
