"""Places, each with its position and how precise that is: a point, a city, a region, a country."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, PlainValidator, model_validator

from .base import Fact, HomeOnly, Label, Locator, Phrase, Prose, Record, RefTo, field_error
from .descriptor import Descriptor, Graph, kind
from .linked_data import Node
from .vocabularies import PlaceType

_EXACT: Final = ("point", "city")
"""Precisions for which a position is published as that of the place."""


def _degrees(most: int, must: str, example: str) -> PlainValidator:
    """Return a validator for decimal degrees from ``-most`` to ``most``."""

    def read(value: Any) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not abs(number) <= most:
            raise field_error(must, example)
        return number

    return PlainValidator(read, json_schema_input_type=str)


Latitude = Annotated[
    float,
    _degrees(90, "degrees north, from -90 to 90, south below zero", "51.48"),
    Field(examples=["51.48"], json_schema_extra={"minimum": -90, "maximum": 90}),
]
"""Degrees north of the equator: ``51.48``; south of it below zero."""
Longitude = Annotated[
    float,
    _degrees(180, "degrees east, from -180 to 180, west below zero", "-0.12"),
    Field(examples=["-0.12"], json_schema_extra={"minimum": -180, "maximum": 180}),
]
"""Degrees east of Greenwich: ``-0.12`` is a little west of it."""


class Location(Record):
    """Where a place lies, and how exactly that is known."""

    lat: Latitude | None = Field(None, description="Degrees north (WGS 84): 51.48; south below zero.")
    lon: Longitude | None = Field(None, description="Degrees east (WGS 84): -0.12; west below zero.")
    area: Annotated[str, Field(pattern=r"^\d{3}$")] | None = Field(
        None, description="For a country: its ISO 3166-1 numeric code, by which the map finds its shape."
    )
    precision: Literal["point", "city", "region", "country"] = Field(
        description="What the position stands for: the very spot, a town, a region around it, or a whole country."
    )
    source: Annotated[str, RefTo(("source",))] = Field(description="The document or gazetteer that gives it.")
    at: Locator | None = Field(None, description="Where in it: an entry's number or name.")

    @model_validator(mode="after")
    def _somewhere(self) -> Location:
        """Check that a country has its code, anything else latitude and longitude."""
        if self.precision == "country":
            if self.area is None:
                raise field_error("given with its area (an ISO 3166-1 numeric code) for a country", 'area: "372"')
        elif self.lat is None or self.lon is None:
            raise field_error("given with lat and lon, for anything but a country", "lat: 51.48")
        return self


class PlaceDescriptor(Descriptor["Place"]):
    """A place within others."""

    schema_type = "Place"
    types: ClassVar[Mapping[str, str]] = {
        "country": "Country",
        "city": "City",
        "region": "AdministrativeArea",
        "district": "AdministrativeArea",
        "river": "RiverBodyOfWater",
        "lake": "LakeBodyOfWater",
        "sea": "SeaBodyOfWater",
    }
    search_fields = ("type", "also_known_as", "note")
    properties: ClassVar[Mapping[str, str]] = {"within": "containedInPlace", "note": "description"}

    def credited_sources(self, fact: Place) -> tuple[str, ...]:
        """Return what gives the position, which is what a map shows; the document that names the place does not."""
        return (fact.location.source,) if fact.location else ()

    def schema_properties(self, graph: Graph, fact: Place) -> Node:
        """Return the place, with its position if that is exact."""
        node, where = super().schema_properties(graph, fact), fact.location
        if where and where.lat is not None and where.lon is not None and where.precision in _EXACT:
            node["geo"] = {"@type": "GeoCoordinates", "latitude": where.lat, "longitude": where.lon}
        return node


@kind("place", "places", "places.yml", PlaceDescriptor())
class Place(Fact):
    """A place that facts refer to, as a source names it."""

    whole_in_list = True

    name: Phrase = Field(description="What readers call it.")
    native_name: Annotated[Label | None, HomeOnly()] = Field(
        None, description="The name in its own script, as a source prints it."
    )
    also_known_as: Annotated[tuple[Label, ...], HomeOnly()] = Field(
        (), description="Other names and spellings seen in sources."
    )
    type: PlaceType = Field(description="What sort of place.")
    within: Annotated[str, RefTo(("place",))] | None = Field(None, description="The larger place around it.")
    location: Location | None = Field(None, description="Where it lies. Left out where no source gives it.")
    source: Annotated[str, RefTo(("source",))] = Field(description="A document that names it.")
    at: Locator | None = Field(None, description="Where in the document.")
    note: Annotated[Prose | None, HomeOnly()] = Field(
        None, description="What readers should know, such as what it is confused with."
    )
