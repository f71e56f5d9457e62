"""Parties: sides, organisations and persons that claim, relay, publish or take part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from pydantic import Field

from .base import (
    Colour,
    Date,
    DefaultMeaning,
    Fact,
    HomeOnly,
    Label,
    Locator,
    Phrase,
    Prose,
    Record,
    RefTo,
    Unpublished,
    Url,
)
from .descriptor import Descriptor, Facets, Graph, Words, fact_labels, kind, text_labels
from .linked_data import Node, iso_date, without_empty
from .vocabularies import OrganisationType

ORGANISATION_TYPES: Final = {
    "government": "GovernmentOrganization",
    "military": "GovernmentOrganization",
    "intelligence": "GovernmentOrganization",
    "parliament": "GovernmentOrganization",
    "local government": "GovernmentOrganization",
    "police": "GovernmentOrganization",
    "court": "GovernmentOrganization",
    "charity": "NGO",
    "trade union": "WorkersUnion",
    "university": "CollegeOrUniversity",
    "party": "PoliticalParty",
    "company": "Corporation",
    "outlet": "NewsMediaOrganization",
    "agency": "NewsMediaOrganization",
    "research": "ResearchOrganization",
}
"""Type in schema.org by the field ``type``; all others are Organization."""


@kind("side", "sides", "sides.yml")
class Side(Fact):
    """A camp that claimants belong to; charts give each side one colour, its own or one by its place in the file."""

    name: Phrase = Field(description="What readers call it.")
    within: Annotated[str | None, RefTo(("side",)), DefaultMeaning("no larger side")] = Field(
        None, description="The larger side it is part of: where sides are counted, both are one."
    )
    note: Annotated[Prose | None, HomeOnly()] = Field(
        None, description="What holds it together, when the name does not say."
    )
    colour: Annotated[Colour | None, Unpublished()] = Field(
        None, description="Its colour in charts, in quotes; left out, one by its place in the file."
    )
    colour_dark: Annotated[Colour | None, Unpublished()] = Field(
        None, description="Its colour on dark pages, where the other has too little contrast."
    )


class OrganisationDescriptor(Descriptor["Organisation"]):
    """A body under its names."""

    facets: ClassVar[Facets] = {
        "Side": lambda words, fact: fact_labels(words, [fact.side]),
        "Kind": lambda words, fact: text_labels(fact.type, context="type"),
    }
    schema_type = "Organization"
    types = ORGANISATION_TYPES
    search_weight = 1.5
    search_fields = ("type", "short", "also_known_as", "note")
    properties: ClassVar[Mapping[str, str]] = {
        "part_of": "parentOrganization",
        "url": "url",
        "note": "description",
        "same_as": "sameAs",
    }


@kind("organisation", "organisations", "organisations/{id}.yml", OrganisationDescriptor())
class Organisation(Fact):
    """A body that claims, relays or publishes: an agency, government, outlet, research group."""

    name: Phrase = Field(description="Full name in English.")
    short: Annotated[Phrase | None, DefaultMeaning("the full name")] = Field(
        None, description="Short form for charts and second mentions: RNLI."
    )
    native_name: Annotated[Label | None, HomeOnly()] = Field(
        None, description="Its name in its own script, as a source prints it."
    )
    also_known_as: Annotated[tuple[Label, ...], HomeOnly()] = Field(
        (), description="Other names and spellings seen in sources."
    )
    type: OrganisationType = Field(
        description="What sort of body it is. 'officials' are unnamed people of a known sort; 'unattributed' stands "
        "for nobody named, and is never counted among those who say something."
    )
    side: Annotated[str | None, RefTo(("side",)), DefaultMeaning("no side")] = Field(
        None, description="The camp it belongs to."
    )
    part_of: Annotated[str | None, RefTo(("organisation",)), DefaultMeaning("a body of its own"), HomeOnly()] = Field(
        None, description="The body it is part of."
    )
    url: Annotated[Url | None, HomeOnly()] = Field(None, description="Its own website, when a source gives it.")
    same_as: Annotated[tuple[Url, ...], HomeOnly()] = Field(
        (),
        description="Pages elsewhere that say beyond doubt which body is meant, such as a Wikidata entry (schema.org sameAs).",
    )
    note: Annotated[Prose | None, HomeOnly()] = Field(None, description="What readers should know about it.")

    @property
    def names(self) -> tuple[str, ...]:
        """Its name in every spelling and script."""
        return tuple(filter(None, (self.name, self.short, self.native_name, *self.also_known_as)))

    @property
    def nobody(self) -> bool:
        """Whether it stands for nobody named."""
        return self.type == "unattributed"


class Role(Record):
    """A post or relation of a person, as a source gives it."""

    title: Phrase = Field(description="The role in words: Harbour master.")
    organisation: Annotated[str | None, RefTo(("organisation",))] = Field(None, description="Where the post is.")
    from_: Date | None = Field(None, alias="from", description="First day, when a source gives it.")
    until: Annotated[Date | None, DefaultMeaning("no last day")] = Field(
        None, description="Last day, when a source gives it."
    )
    as_of: Date = Field(description="The day for which the source gives the role.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document that gives the role.")
    at: Locator | None = Field(None, description="Where in the document.")
    note: Prose | None = Field(None, description="What readers should know, such as another wording elsewhere.")


class PersonDescriptor(Descriptor["Person"]):
    """A person under all spellings, with the posts that sources give."""

    facets: ClassVar[Facets] = {"Side": lambda words, fact: fact_labels(words, [fact.side])}
    schema_type = "Person"
    search_weight = 1.5
    open_graph = "profile"
    printable_fields = ("short",)

    def printed_field(self, words: Words, fact: Person, field: str) -> str:
        """Return the short name, or the surname where there is none."""
        return fact.short or fact.surname

    def search_texts(self, words: Words, fact: Person) -> tuple[str, ...]:
        """Return name, posts, spellings and note."""
        roles = ", ".join(dict.fromkeys(role.title for role in fact.roles))
        return (fact.name, roles, ", ".join(fact.also_spelled), words.plain(fact.note))

    def bylines(self, words: Words, fact: Person) -> tuple[str, ...]:
        """Return the name in its own script, then the first post."""
        return (fact.native_name or "", fact.roles[0].title)

    def schema_properties(self, graph: Graph, fact: Person) -> Node:
        """Return the person with posts as schema.org roles (https://schema.org/docs/roles.html)."""
        posts = [role for role in fact.roles if role.organisation]
        return {
            "alternateName": list(self.alternate_names(graph.words, fact)),
            "jobTitle": list(dict.fromkeys(role.title for role in posts if role.until is None)),
            "affiliation": [_post(graph, role) for role in posts],
            "disambiguatingDescription": "; ".join(role.title for role in fact.roles if not role.organisation),
            "description": graph.words.plain(fact.note),
            "sameAs": list(fact.same_as),
        }


def _post(graph: Graph, role: Role) -> Node:
    node = {"@type": "OrganizationRole", "roleName": role.title, "affiliation": graph.ref(role.organisation)}
    return without_empty({**node, "startDate": iso_date(role.from_), "endDate": iso_date(role.until)})


@kind("person", "people", "people/{id}.yml", PersonDescriptor())
class Person(Fact):
    """A named person, with the roles that sources give them."""

    name: Phrase = Field(description="The spelling this site uses.")
    short: Annotated[Phrase | None, DefaultMeaning("the full name")] = Field(
        None, description="Short form for charts and second mentions."
    )
    native_name: Label | None = Field(None, description="The name in its own script, as a source prints it.")
    also_spelled: tuple[Label, ...] = Field((), description="Other spellings seen in sources.")
    side: Annotated[str | None, RefTo(("side",)), DefaultMeaning("no side")] = Field(
        None, description="The camp the person speaks for."
    )
    same_as: Annotated[tuple[Url, ...], HomeOnly()] = Field(
        (),
        description="Pages elsewhere that say beyond doubt who is meant, such as a Wikidata entry (schema.org sameAs).",
    )
    roles: tuple[Role, ...] = Field(min_length=1, description="Posts and relations, each with its source.")
    note: Annotated[Prose | None, HomeOnly()] = Field(
        None, description="What readers should know, such as whom not to confuse them with."
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The name in every spelling and script."""
        return tuple(filter(None, (self.name, self.short, self.native_name, *self.also_spelled)))

    @property
    def surnames(self) -> tuple[str, ...]:
        """The surname in each spelling; one of two letters is a word more often than a name, and left out."""
        found = (self.surname if each.startswith(f"{self.surname} ") else each.split()[-1] for each in self.names)
        return tuple(each for each in found if len(each) > 2)

    @property
    def surname(self) -> str:
        """The last word of the name, or the first of one such as *Lim Oh-jun*."""
        words = self.name.split()
        return words[0 if _GIVEN_NAME_LAST.search(self.name) else -1]


_GIVEN_NAME_LAST = re.compile(r" [A-Z][a-z]+-[a-z]+$")
"""A given name of two syllables behind the surname, as many names of East Asia are romanised."""
