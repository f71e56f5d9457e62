"""Events and statements: what happened and what was said, without a count."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Date, Fact, Label, Locator, Prose, Record, RefTo, kind
from .claims import AlsoIn, Confidence, ConflictKind


class Reading(Record):
    """How another document or party tells the same thing."""

    says: Prose = Field(description="What it says, in our words.")
    date: Date | None = Field(None, description="The date it gives, when it differs.")
    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who says so.")
    through: tuple[Annotated[str, RefTo(("organisation", "person"))], ...] = Field((), description="Who passed it on.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in the document.")


class Judgement(Record):
    """The editors' judgement where readings differ. An opinion with reasons, printed as one."""

    kind: ConflictKind = Field(description="Why the readings differ, in the editors' view.")
    says: Prose = Field(description="What the editors think likelier.")
    because: Prose = Field(description="Why they think so.")
    confidence: Confidence = Field(description="How sure they are.")


class Told(Fact):
    """Something told by somebody in a document, with rival readings beside it."""

    whole_in_list = True

    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who asserts it.")
    through: tuple[Annotated[str, RefTo(("organisation", "person"))], ...] = Field(
        (), description="Who passed it on, from the claimant outward."
    )
    said_on: Date | None = Field(None, description="When it was said, in EDTF.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in the document.")
    also_in: tuple[AlsoIn, ...] = Field((), description="Other documents that carry the same.")
    people: tuple[Annotated[str, RefTo(("person",))], ...] = Field(
        (), description="People who took part or are spoken of."
    )
    otherwise: tuple[Reading, ...] = Field((), description="How others tell it.")
    assessment: Judgement | None = Field(None, description="What the editors think where readings differ.")
    status: Literal["current", "withdrawn", "misreport"] = Field(
        "current", description="current, withdrawn or misreport."
    )
    because: Prose | None = Field(
        None, description="Why the status is what it is; needed for a misreport or withdrawn one."
    )
    note: Prose | None = Field(None, description="What readers should know; shown beside it.")


class Happening(Fact):
    """What an event is, before who told it."""

    title: Prose = Field(description="What happened, as a short sentence.")
    date: Date = Field(description="When, in EDTF.")
    type: Annotated[str, Field(pattern=r"^[a-z]+( [a-z]+)?$", max_length=24)] = Field(
        description="What sort of event, in a word or two of the story's own: ceremony, visit, decision. The timeline has a lane for each."
    )
    place: Annotated[str | None, RefTo(("place",))] = Field(None, description="Where.")
    summary: Prose | None = Field(None, description="One to three sentences more.")


class Assertion(Fact):
    """What a statement says, before who told it."""

    says: Prose = Field(description="What is asserted, in our words.")
    as_of: Date = Field(description="The time it is about, in EDTF.")
    voice: Literal["reported", "own voice", "assessment", "speculation"] = Field(
        description="reported (from somebody named), own voice (the document asserts it without a source), assessment "
        "(its authors' interpretation), speculation."
    )
    about: tuple[Label, ...] = Field((), description="Topics, to group statements: weather, ceremony.")


@kind("event", "events", "events/*.yml")
class Event(Told, Happening):
    """Something that happened on a day or in a time. Fields in the order editors write them."""


@kind("statement", "statements", "statements/*.yml")
class Statement(Told, Assertion):
    """Something that somebody asserts, promises or supposes, that is neither a count nor an event."""
