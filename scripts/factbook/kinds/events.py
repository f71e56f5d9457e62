"""Events and statements: qualitative facts, with rival readings beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .base import Date, DefaultMeaning, Fact, Label, Locator, Prose, Record, RefTo, Unpublished
from .claims import AlsoIn, Confidence, ConflictKind, attribution, claimant_node
from .descriptor import Descriptor, Facets, Graph, Words, fact_labels, kind, side_labels, text_labels
from .linked_data import Node, iso_date, iso_interval


class Reading(Record):
    """How another document or party tells the same thing."""

    says: Prose = Field(description="What it says, in our words.")
    date: Annotated[Date | None, DefaultMeaning("the same date")] = Field(
        None, description="The date it gives, when it differs."
    )
    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who says so.")
    through: Annotated[tuple[Annotated[str, RefTo(("organisation", "person"))], ...], DefaultMeaning("nobody")] = Field(
        (), description="Who passed it on."
    )
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in the document.")


class Judgement(Record):
    """The editors' judgement where readings differ. An opinion with reasons, printed as one."""

    kind: ConflictKind = Field(description="Why the readings differ, in the editors' view.")
    says: Prose = Field(description="What the editors think likelier.")
    because: Prose = Field(description="Why they think so.")
    confidence: Confidence = Field(description="How sure they are.")


class Account(Fact):
    """Base of events and statements: a claimant, a document, and rival readings."""

    whole_in_list = True

    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who asserts it.")
    through: Annotated[tuple[Annotated[str, RefTo(("organisation", "person"))], ...], DefaultMeaning("nobody")] = Field(
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


def _account_texts(words: Words, fact: Account) -> Iterator[str]:
    """Yield the texts that events and statements share: people, other readings, assessment, notes."""
    yield ", ".join(words.label(ref) for ref in fact.people if words.fact(ref))
    yield from (words.plain(other.says) for other in fact.otherwise)
    if fact.assessment:
        yield words.plain(fact.assessment.says)
    yield words.plain(fact.because)
    yield words.plain(fact.note)


def _claim_node(graph: Graph, fact: Account) -> Node:
    """Return the node of an assertion (schema.org Claim), also of an event that was retracted."""
    return {
        "author": claimant_node(graph, fact.by),
        "datePublished": iso_date(fact.said_on),
        "appearance": graph.refs(fact.descriptor.documents(fact)),
        "creativeWorkStatus": None if fact.status == "current" else fact.status,
    }


class EventFields(Fact):
    """The fields of an event that precede those of :class:`Account`."""

    title: Prose = Field(description="What happened, as a short sentence.")
    date: Date = Field(description="When, in EDTF.")
    type: Annotated[str, Field(pattern=r"^[a-z]+( [a-z]+)?$", max_length=24)] = Field(
        description="What sort of event, in a word or two of the story's own: ceremony, visit, decision. The timeline has a lane for each."
    )
    place: Annotated[str | None, RefTo(("place",))] = Field(None, description="Where.")
    summary: Prose | None = Field(None, description="One to three sentences more.")
    rank: Annotated[Literal["milestone", "ordinary"], Unpublished()] = Field(
        "ordinary",
        description="milestone: the timeline prints its title even where most events are squares; for at most eight.",
    )


class StatementFields(Fact):
    """The fields of a statement that precede those of :class:`Account`."""

    says: Prose = Field(description="What is asserted, in our words.")
    as_of: Date = Field(description="The time it is about, in EDTF.")
    voice: Literal["reported", "own voice", "assessment", "speculation"] = Field(
        description="reported (from somebody named), own voice (the document asserts it without a source), assessment "
        "(its authors' interpretation), speculation."
    )
    about: tuple[Label, ...] = Field((), description="Topics, to group statements: weather, ceremony.")


class EventDescriptor(Descriptor["Event"]):
    """An event is called by its date in a sentence, by its title where it stands alone."""

    facets: ClassVar[Facets] = {
        "Kind": lambda words, fact: text_labels(fact.type, context="type"),
        "Place": lambda words, fact: fact_labels(words, [fact.place]),
        "Person": lambda words, fact: fact_labels(words, fact.people),
        "Side": lambda words, fact: side_labels(words, [fact.by]),
    }
    printable_fields = ("date", "title")

    def label(self, words: Words, fact: Event) -> str:
        """Return the date."""
        return fact.date.words()

    def title(self, words: Words, fact: Event) -> str:
        """Return the title."""
        return words.plain(fact.title)

    def printed_field(self, words: Words, fact: Event, field: str) -> str:
        """Return the title, or the date."""
        return self.title(words, fact) if field == "title" else super().printed_field(words, fact, field)

    def search_texts(self, words: Words, fact: Event) -> tuple[str, ...]:
        """Return the title with the date, then summary, type, place and claimant."""
        where = words.label(fact.place)
        title = f"{words.plain(fact.title)} ({fact.date.words()})"
        return (
            title,
            words.plain(fact.summary),
            fact.type,
            where,
            attribution(words, fact),
            *_account_texts(words, fact),
        )

    def type_of(self, fact: Event) -> str:
        """Return Event, or Claim for one that was withdrawn or misreported: it did not happen as reported."""
        return "Event" if fact.status == "current" else "Claim"

    def schema_properties(self, graph: Graph, fact: Event) -> Node:
        """Return the event with its dates as far as they are certain."""
        if fact.status != "current":
            return _claim_node(graph, fact)
        return {
            **event_dates(fact),
            "location": graph.ref(fact.place),
            "description": graph.words.plain(fact.summary),
            "about": graph.refs(fact.people),
            "subjectOf": graph.refs(self.documents(fact)),
        }


def event_dates(fact: Event) -> Node:
    """Return the start and end date as far as they are certain."""
    if fact.date.precision == "interval":
        return {"startDate": iso_date(fact.date.start), "endDate": iso_date(fact.date.end)}
    return {"startDate": iso_date(fact.date)}


class StatementDescriptor(Descriptor["Statement"]):
    """A statement is called by what it says."""

    facets: ClassVar[Facets] = {
        "Topic": lambda words, fact: text_labels(*fact.about),
        "Kind": lambda words, fact: text_labels(fact.voice, context="voice"),
        "Side": lambda words, fact: side_labels(words, [fact.by]),
        "Person": lambda words, fact: fact_labels(words, fact.people),
    }
    schema_type = "Claim"
    printable_fields = ("as_of",)

    def label(self, words: Words, fact: Statement) -> str:
        """Return what it says."""
        return words.plain(fact.says)

    def search_texts(self, words: Words, fact: Statement) -> tuple[str, ...]:
        """Return what it says, then claimant, time and topics."""
        about = (attribution(words, fact), fact.as_of.words(), *fact.about)
        return (words.plain(fact.says), *about, *_account_texts(words, fact))

    def schema_properties(self, graph: Graph, fact: Statement) -> Node:
        """Return what it says, with its time and topics."""
        coverage = iso_interval([fact.as_of])
        node = {**_claim_node(graph, fact), "text": graph.words.plain(fact.says)}
        return {**node, "temporalCoverage": coverage, "keywords": list(fact.about)}


@kind("event", "events", "events/*.yml", EventDescriptor())
class Event(Account, EventFields):
    """Something that happened on a day or in a time. Fields in the order editors write them."""


@kind("statement", "statements", "statements/*.yml", StatementDescriptor())
class Statement(Account, StatementFields):
    """Something that somebody asserts, promises or supposes, that is neither a count nor an event."""
