"""Parties: those who claim, relay, publish and take part."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Date, Fact, Label, Locator, Prose, Record, RefTo, Unsaid, Url, kind


@kind("side", "sides", "sides.yml")
class Side(Fact):
    """A camp that claimants belong to; charts give each side one colour, in the order of the file."""

    name: Label = Field(description="What readers call it.")
    note: Prose | None = Field(None, description="What holds it together, when the name does not say.")


@kind("organisation", "organisations", "organisations/{id}.yml")
class Organisation(Fact):
    """A body that claims, relays or publishes: an agency, government, outlet, research group."""

    name: Label = Field(description="Full name in English.")
    short: Annotated[Label | None, Unsaid("the full name")] = Field(
        None, description="Short form for charts and second mentions: RNLI."
    )
    native_name: Label | None = Field(None, description="Its name in its own script, as a source prints it.")
    also_known_as: tuple[Label, ...] = Field((), description="Other names and spellings seen in sources.")
    type: Literal[
        "government",
        "military",
        "intelligence",
        "parliament",
        "party",
        "association",
        "company",
        "international",
        "outlet",
        "agency",
        "research",
        "officials",
        "unattributed",
    ] = Field(
        description="What sort of body it is. 'officials' are unnamed people of a known sort; 'unattributed' stands "
        "for nobody named, and never counts as an origin."
    )
    side: Annotated[str | None, RefTo(("side",)), Unsaid("no side")] = Field(
        None, description="The camp it belongs to."
    )
    part_of: Annotated[str, RefTo(("organisation",))] | None = Field(None, description="The body it is part of.")
    url: Url | None = Field(None, description="Its own website, when a source gives it.")
    same_as: tuple[Url, ...] = Field(
        (),
        description="Pages elsewhere that say beyond doubt which body is meant, such as a Wikidata entry (schema.org sameAs).",
    )
    note: Prose | None = Field(None, description="What readers should know about it.")


class Role(Record):
    """A post or relation of a person, as a source gives it."""

    title: Label = Field(description="The role in words: Harbour master.")
    organisation: Annotated[str | None, RefTo(("organisation",))] = Field(None, description="Where the post is.")
    from_: Date | None = Field(None, alias="from", description="First day, when a source gives it.")
    until: Annotated[Date | None, Unsaid("no last day")] = Field(None, description="Last day, when a source gives it.")
    as_of: Date = Field(description="The day for which the source gives the role.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document that gives the role.")
    at: Locator | None = Field(None, description="Where in the document.")
    note: Prose | None = Field(None, description="What readers should know, such as another wording elsewhere.")


@kind("person", "people", "people/{id}.yml")
class Person(Fact):
    """A named person, with the roles that sources give them."""

    name: Label = Field(description="The spelling this site uses.")
    short: Annotated[Label | None, Unsaid("the full name")] = Field(
        None, description="Short form for charts and second mentions."
    )
    native_name: Label | None = Field(None, description="The name in its own script, as a source prints it.")
    also_spelled: tuple[Label, ...] = Field((), description="Other spellings seen in sources.")
    side: Annotated[str | None, RefTo(("side",)), Unsaid("no side")] = Field(
        None, description="The camp the person speaks for."
    )
    same_as: tuple[Url, ...] = Field(
        (),
        description="Pages elsewhere that say beyond doubt who is meant, such as a Wikidata entry (schema.org sameAs).",
    )
    roles: tuple[Role, ...] = Field(min_length=1, description="Posts and relations, each with its source.")
    note: Prose | None = Field(None, description="What readers should know, such as whom not to confuse them with.")
