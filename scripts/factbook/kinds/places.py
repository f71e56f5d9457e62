"""Places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Fact, Label, Locator, Prose, RefTo, kind


@kind("place", "places", "places.yml")
class Place(Fact):
    """A place that facts refer to, as a source names it."""

    name: Label = Field(description="What readers call it.")
    native_name: Label | None = Field(None, description="The name in its own script, as a source prints it.")
    also_known_as: tuple[Label, ...] = Field((), description="Other names and spellings seen in sources.")
    type: Literal["building", "village", "city", "region", "country", "area"] = Field(description="What sort of place.")
    within: Annotated[str, RefTo(("place",))] | None = Field(None, description="The larger place around it.")
    source: Annotated[str, RefTo(("source",))] = Field(description="A document that names it.")
    at: Locator | None = Field(None, description="Where in the document.")
    note: Prose | None = Field(None, description="What readers should know, such as what it is confused with.")
