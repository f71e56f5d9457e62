"""Pictures: photographs and drawings by others, with what has to be said of each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Date, Fact, HomeOnly, Label, Prose, RefTo, Url
from .descriptor import Descriptor, Graph, Words, kind
from .linked_data import Node, iso_date


class PictureDescriptor(Descriptor["Picture"]):
    """A picture is called by what it shows."""

    schema_type = "ImageObject"
    search_fields = ("caption", "credit", "licence", "place")

    def label(self, words: Words, fact: Picture) -> str:
        """Return what it shows."""
        return words.plain(fact.alt)

    def schema_properties(self, graph: Graph, fact: Picture) -> Node:
        """Return who made it, and on which terms it may be used."""
        return {
            "caption": graph.words.plain(fact.caption or fact.alt),
            "creditText": fact.credit,
            "copyrightNotice": fact.licence,
            "dateCreated": iso_date(fact.taken),
            "contentLocation": graph.ref(fact.place),
            "isBasedOn": graph.ref(fact.source),
            "acquireLicensePage": fact.url,
        }


@kind("picture", "pictures", "pictures.yml", PictureDescriptor())
class Picture(Fact):
    """A photograph or drawing, with its credit. Pages print it with its caption and credit, in the widths that screens need."""

    whole_in_list = True

    file: Annotated[
        str, Field(pattern=r"^[\w-]+(/[\w-]+)*\.(jpe?g|png|webp)$", max_length=120, examples=["photos/pier.jpg"])
    ] = Field(description="The file below docs: photos/pier.jpg. JPEG, PNG or WebP, as large as you have it.")
    alt: Prose = Field(description="What can be seen, for who cannot see it, in a sentence or two.")
    caption: Prose | None = Field(None, description="What stands below it, where that is more than what can be seen.")
    credit: Label = Field(description="Who made it, as they want to be named: Ann Author/The Fennick Herald.")
    licence: Label = Field(description="On which terms it is used: CC BY 4.0, or 'with permission'.")
    source: Annotated[str | None, RefTo(("source",))] = Field(
        None, description="The document in which it was found, if it is one of the story's sources."
    )
    url: Annotated[Url | None, HomeOnly()] = Field(None, description="Where it was found, if that is no source.")
    taken: Date | None = Field(None, description="The day on which it was made, in EDTF.")
    place: Annotated[str | None, RefTo(("place",))] = Field(None, description="Where it was made.")
