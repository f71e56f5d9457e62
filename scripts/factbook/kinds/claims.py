"""Counts, the claims about them, and the editors' assessments of conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, ClassVar, Final, Literal, Protocol

from pydantic import Field, PrivateAttr

from ..values.formats import current, gettext, gettext_noop, quoted
from .base import (
    STATUS_WORDS,
    Amount,
    Date,
    DefaultMeaning,
    Fact,
    HomeOnly,
    Id,
    Label,
    Locator,
    Phrase,
    Prose,
    Record,
    RefTo,
    ScopeId,
    Status,
    Unpublished,
)
from .descriptor import Descriptor, Facets, Graph, Words, fact_labels, kind, side_labels
from .linked_data import Node, iso_date, iso_interval, property_value
from .vocabularies import Basis

MAX_CLAIMS: Final = 1000
"""Limit for one count, as claims are compared pairwise; a longer series is split, for instance by year."""
Counting = Literal["cumulative", "stock", "flow", "promise", "observation"]
COUNTING_MEANINGS: Final[Mapping[Counting, str]] = {
    "cumulative": gettext_noop("a total that can only grow"),
    "stock": gettext_noop("how many at a time"),
    "flow": gettext_noop("within a period"),
    "promise": gettext_noop("a plan or forecast"),
    "observation": gettext_noop("what somebody saw on one occasion"),
}
"""Each counting rule in words, for editors and readers."""
ConflictKind = Literal["transmission", "revision", "scope", "precision", "independent", "unexplained"]
Confidence = Literal["high", "medium", "low"]


class Attributed(Protocol):
    """Anything with a claimant and relays."""

    @property
    def by(self) -> str:
        """Id of the claimant."""

    @property
    def through(self) -> tuple[str, ...]:
        """Ids of the relays, from the claimant outward."""


def attribution(words: Words, said: Attributed) -> str:
    """Return the names of the claimant and relays: ``Guild via Herald``."""
    also, passed = gettext("and"), gettext("via")
    joint = f" {also} ".join(words.label(ref) for ref in claimants(said) if words.fact(ref))
    relays = (words.label(ref) for ref in said.through if words.fact(ref))
    return f" {passed} ".join(filter(None, (joint, *relays)))


def claimants(said: Attributed) -> tuple[str, ...]:
    """Return the ids of all who assert it: the claimant first, then those who say it jointly."""
    return (said.by, *getattr(said, "jointly_with", ()))


def claimant_node(graph: Graph, party: str) -> Node | None:
    """Return the linked-data node of a claimant; ``None`` if it is unattributed."""
    return None if getattr(graph.words.fact(party), "nobody", False) else graph.ref(party)


class AlsoIn(Record):
    """Another document that carries the same claim; a relay, not a further speaker."""

    source: Annotated[str, RefTo(("source",))] = Field(description="The document.")
    at: Locator | None = Field(None, description="Where in it.")
    wording: Label | None = Field(None, description="How it puts the amount, when it differs; a few words.")


class Reply(Record):
    """What an outlet answered, or how it corrected itself, when its figure differs from that of its source."""

    says: Prose = Field(description="What it answered, or what it changed.")
    date: Date = Field(description="The day of the answer or correction.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in it.")


class Denial(Reply):
    """Who denies having made a claim, or that it is so, and when."""

    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who denies it.")


class ClaimDescriptor(Descriptor["Claim"]):
    """A claim is a Claim of schema.org whose ``author`` is its claimant and whose ``appearance`` are the documents that carry it.

    The document we read need not be its first. It is never reviewed or rated here: we report that it was made.
    """

    schema_type = "Claim"
    search_weight = 3.0
    printable_fields = ("as_of", "said_on", "by", "wording")

    @staticmethod
    def _count(words: Words, fact: Claim) -> Count:
        count = words.fact(fact.count)
        assert isinstance(count, Count)
        return count

    def label(self, words: Words, fact: Claim) -> str:
        """Return the amount."""
        return fact.words()

    def title(self, words: Words, fact: Claim) -> str:
        """Return the title of the count, and the amount."""
        return f"{words.plain(self._count(words, fact).title)}: {fact.words()}"

    def printed_field(self, words: Words, fact: Claim, field: str) -> str:
        """Return the claimant by name, the wording in quotation marks, or a date; ``said_on`` defaults to ``as_of``."""
        match field:
            case "by":
                return words.label(fact.by) or fact.by
            case "wording":
                return quoted(fact.wording) if fact.wording else fact.words()
            case _:
                return super().printed_field(words, fact, field if getattr(fact, field) else "as_of")

    def search_texts(self, words: Words, fact: Claim) -> tuple[str, ...]:
        """Return the amount first, as that is what readers have before them."""
        return (
            f"{fact.words()}: {words.plain(self._count(words, fact).title)}",
            fact.wording if fact.wording and fact.value.known else "",
            fact.scope_words,
            f"{attribution(words, fact)}, {fact.as_of.words()}",
            words.label(fact.source),
            gettext(STATUS_WORDS[fact.status]) if fact.status != "current" else "",
            words.plain(fact.because),
            words.plain(fact.note),
        )

    def alternate_names(self, words: Words, fact: Claim) -> tuple[str, ...]:
        """Return the bounds in digits."""
        return tuple(f"{number:,}" for number in (fact.value.low, fact.value.high) if number is not None)

    def schema_properties(self, graph: Graph, fact: Claim) -> Node:
        """Return the claim as one sentence, with its amount, claimant and documents."""
        unit = self._count(graph.words, fact).unit
        authors = [node for ref in claimants(fact) if (node := claimant_node(graph, ref))]
        quotation = "" if fact.wording is None or not fact.value.known else f" (“{fact.wording}”)"
        scope = f", {fact.scope_words}" if fact.scope_words else ""
        return {
            "text": f"{self.title(graph.words, fact)} {unit}{quotation}{scope}, as of {fact.as_of.words()}",
            "about": property_value(fact.value, unit),
            "author": authors if fact.jointly_with else claimant_node(graph, fact.by),
            "datePublished": iso_date(fact.said_on),
            "temporalCoverage": iso_interval([*filter(None, [fact.since]), fact.as_of]),
            "appearance": graph.refs(fact.sources),
            "isBasedOn": graph.refs([*fact.based_on, *([fact.misreports] if fact.misreports else [])]),
            "creativeWorkStatus": None if fact.status == "current" else fact.status,
        }


class Claim(Fact):
    """One amount, said by somebody, on a day, about a day, as read in a document."""

    kind = "claim"
    plural = "claims"
    descriptor = ClaimDescriptor()

    value: Amount = Field(
        description="The amount: 600, about 600, more than 4700, at least 100, up to 3, fewer than 9, 4 to 5, about 4 to 5, 600 plus or minus 50, unknown."
    )
    wording: Label | None = Field(
        None, description="How the source put the amount, where the wording is the fact; a few words."
    )
    wording_original: Label | None = Field(
        None, description="The same words in the language of the original, where the wording is translated."
    )
    as_of: Date = Field(
        description="The day or time the amount is about, in EDTF; a time of day where hours matter: 2025-04-30T14:30."
    )
    said_on: Date | None = Field(None, description="When the claimant said it, in EDTF.")
    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who asserts it.")
    jointly_with: Annotated[
        tuple[Annotated[str, RefTo(("organisation", "person"))], ...], DefaultMeaning("said alone")
    ] = Field((), description="Who asserts it together with the claimant, as in a joint statement.")
    through: Annotated[tuple[Annotated[str, RefTo(("organisation", "person"))], ...], DefaultMeaning("nobody")] = Field(
        (),
        description="Who passed it on, from the claimant outward; an agency that is not named is an organisation of type 'unattributed'.",
    )
    basis: Basis = Field(description="What the claim rests on, as far as it is known.")
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in the document: paragraph 5.")
    also_in: tuple[AlsoIn, ...] = Field((), description="Other documents that carry the same claim.")
    scope: Annotated[ScopeId | None, DefaultMeaning("all of the count")] = Field(
        None, description="Which of the count's scopes was counted, where that is not what the count says."
    )
    since: Annotated[Date | None, DefaultMeaning("since the count begins")] = Field(
        None, description="When a running total or period begins, in EDTF, where that is not what the count says."
    )
    status: Status = Field(
        "current",
        description="current, superseded (the claimant gave a newer figure), withdrawn (by its claimant or by us), misreport.",
    )
    misreports: Annotated[str, RefTo(("claim",))] | None = Field(
        None,
        description="The claim from which it was taken, and from which it differs, as count/claim. Read in another document.",
    )
    confidence: Confidence | None = Field(
        None,
        description="How sure the editors are of that. Only where it is high is the claim a misreport; else it differs from its "
        "likely source, and stands.",
    )
    denials: tuple[Denial, ...] = Field((), description="Who denies it, the first one first.")
    replies: tuple[Reply, ...] = Field((), description="What the outlet answered or corrected, the first one first.")
    based_on: Annotated[tuple[Annotated[str, RefTo(("claim",))], ...], DefaultMeaning("no other claim")] = Field(
        (),
        description="Claims it was worked out from; who only repeats a figure is not counted among those who give it.",
    )
    because: Prose | None = Field(
        None, description="Why the status is what it is; needed for a misreport or withdrawn claim."
    )
    note: Prose | None = Field(None, description="What readers should know; shown beside the claim.")
    added: Annotated[Date | None, HomeOnly()] = Field(
        None,
        description="The day it entered this site, where that is long after its source was published; feeds are dated by it.",
    )
    review_by: Annotated[Date | None, Unpublished()] = Field(
        None, description="The day by which the editors look at it again, where it will not hold for long."
    )

    _count: str = PrivateAttr(default="")
    _scope_label: str = PrivateAttr(default="")
    _count_since: Date | None = PrivateAttr(default=None)

    @cached_property
    def count(self) -> str:
        """Id of the count this claim is about."""
        return self._count

    @property
    def whole(self) -> str:
        """Id of the count."""
        return self._count

    @cached_property
    def ref(self) -> str:
        """The name of this claim everywhere: ``visitors/constabulary-2025-06-01``."""
        return f"{self._count}/{self.id}"

    @cached_property
    def own_since(self) -> Date | None:
        """When its total begins, if not where the count says."""
        return None if self.since == self._count_since else self.since

    @cached_property
    def coverage(self) -> str:
        """What was counted, as a key: its scope, and the beginning of its total; empty for what the count says."""
        return f"{self.scope or ''} since {self.own_since}" if self.own_since else self.scope or ""

    @property
    def scope_words(self) -> str:
        """What was counted, in words, where that is not what the count says; else empty: ``at the gate, since June 2025``."""
        since = current().phrases.start.format(self.own_since.words()) if self.own_since else ""
        return ", ".join(filter(None, (self._scope_label, since)))

    def words(self) -> str:
        """Return the amount for readers; the source's own words in quotation marks when no number was given."""
        return self.value.words() if self.value.known or not self.wording else quoted(self.wording)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of all documents that carry it, the one we cite first."""
        return (self.source, *(other.source for other in self.also_in))


class Scope(Record):
    """Something that a count's claimants counted, where that is not what the count says."""

    id: Id = Field(description="Permanent name, by which claims say what they counted; in other counts the same scope.")
    label: Phrase = Field(description="What was counted, in words: first day only.")
    within: ScopeId | None = Field(
        None, description="What contains it: another scope of the count, or the count by its own id. No part is larger."
    )
    contains: ScopeId | None = Field(
        None, description="What it contains: another scope of the count, or the count by its own id."
    )


class Assessment(Record):
    """The editors' judgement on a disagreement. An opinion with reasons, printed as one."""

    claims: tuple[Annotated[str, RefTo(("claim",))], ...] = Field(
        (), description="The claims it is about, as count/claim; two or more."
    )
    kind: ConflictKind = Field(description="Why the claims differ, in the editors' view.")
    says: Prose = Field(description="What the editors think likelier, or how the readings fit together.")
    because: Prose = Field(description="Why they think so.")
    confidence: Confidence = Field(description="How sure they are.")


class CountDescriptor(Descriptor["Count"]):
    """A count is a Dataset of schema.org; its claims are its parts."""

    facets: ClassVar[Facets] = {
        "Kind": lambda words, fact: {fact.counting: fact.counting_words},
        "Claimed by side": lambda words, fact: side_labels(words, (claim.by for claim in fact.claims)),
        "Place": lambda words, fact: fact_labels(words, [fact.place]),
    }
    schema_type = "Dataset"
    search_weight = 1.5

    def search_texts(self, words: Words, fact: Count) -> tuple[str, ...]:
        """Return its texts and those of the assessments."""
        views = (f"{words.plain(each.says)} {words.plain(each.because)}" for each in fact.assessments)
        title, question, definition, note = map(words.plain, (fact.title, fact.question, fact.definition, fact.note))
        return (title, question, fact.unit, definition, note, *views)

    def alternate_names(self, words: Words, fact: Count) -> tuple[str, ...]:
        """Return the question."""
        return (words.plain(fact.question),)

    def credited_sources(self, fact: Count) -> tuple[str, ...]:
        """Return the sources of its claims."""
        return tuple(claim.source for claim in fact.claims)

    def parts(self, fact: Count) -> tuple[Fact, ...]:
        """Return its claims."""
        return fact.claims

    def schema_properties(self, graph: Graph, fact: Count) -> Node:
        """Return the dataset without its claims, which the caller adds."""
        plain = graph.words.plain
        return {
            "description": f"{plain(fact.question)} {plain(fact.definition)}",
            "variableMeasured": {"@type": "PropertyValue", "name": plain(fact.title), "unitText": fact.unit},
            "temporalCoverage": iso_interval(claim.as_of for claim in fact.claims),
            "spatialCoverage": graph.ref(fact.place),
            "isPartOf": graph.ref(fact.part_of),
        }


@kind("count", "counts", "counts/{id}.yml", CountDescriptor(), members="claims")
class Count(Fact):
    """One thing that is counted, and every claim about it."""

    title: Prose = Field(description="What is counted, as a heading.")
    question: Annotated[Prose, HomeOnly()] = Field(description="The question a reader has.")
    unit: Phrase = Field(description="What one is called in the plural: visitors, kites, percent.")
    unit_one: Phrase | None = Field(
        None, description="What one is called, where a claim of 1 is printed with its unit: visitor, kite, percent."
    )
    counting: Counting = Field(
        description=", ".join(f"{name} ({words})" for name, words in COUNTING_MEANINGS.items()) + "."
    )
    definition: Prose = Field(description="What is in and what is out.")
    place: Annotated[str | None, RefTo(("place",)), HomeOnly()] = Field(None, description="Where.")
    part_of: Annotated[str | None, RefTo(("count",)), HomeOnly()] = Field(
        None, description="The count that contains this one."
    )
    not_above: Annotated[str | None, RefTo(("count",)), HomeOnly()] = Field(
        None, description="A count that one claimant's figures here cannot exceed, without being part of it."
    )
    since: Date | None = Field(
        None, description="When its running totals begin, in EDTF, where claims say no other day."
    )
    scopes: tuple[Scope, ...] = Field(
        (), description="What else was counted under this name: narrower, wider, or something near it."
    )
    claims: tuple[Claim, ...] = Field(max_length=MAX_CLAIMS, description="Every claim about it.")
    assessments: Annotated[tuple[Assessment, ...], HomeOnly()] = Field(
        (), description="What the editors think of the disagreements."
    )
    note: Annotated[Prose | None, HomeOnly()] = Field(
        None, description="What readers should know, such as what not to mix it with."
    )

    def unit_of(self, claim: Claim) -> str:
        """Return the unit as it stands behind an amount; empty where no number is given, and for one without ``unit_one``."""
        if not claim.value.known:
            return ""
        unit = self.unit_one or "" if claim.value.single else self.unit
        return current().phrases.counted.format(unit) if unit and claim.words()[-1].isalpha() else unit

    def measured(self, claim: Claim) -> str:
        """Return a claim's amount with its unit: ``about 600 visitors``."""
        return f"{claim.words()} {self.unit_of(claim)}".rstrip()

    @property
    def counting_words(self) -> str:
        """The counting rule in words, for readers."""
        return gettext(COUNTING_MEANINGS[self.counting])

    @cached_property
    def assessed(self) -> Mapping[str, tuple[Assessment, ...]]:
        """Its assessments by the full name of each claim they are about."""
        by_claim: dict[str, tuple[Assessment, ...]] = {}
        for assessment in self.assessments:
            for ref in dict.fromkeys(assessment.claims):
                by_claim[ref] = (*by_claim.get(ref, ()), assessment)
        return by_claim

    def model_post_init(self, context: Any, /) -> None:
        """Set the count of each claim, and its scope in words (a hook of pydantic)."""
        super().model_post_init(context)
        for claim in self.claims:
            claim._count = self.id
            claim._scope_label, claim._count_since = self.scope_label(claim.scope), self.since

    def scope_label(self, scope: str | None) -> str:
        """Return a scope in words; its id if the count does not declare it, and nothing for the count as a whole."""
        return self._labels.get(scope, scope) if scope else ""

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {scope.id: scope.label for scope in self.scopes}

    def around(self, scope: str | None) -> frozenset[str | None]:
        """Return a scope and all that contain it, directly or through others; ``None`` is what the count itself says."""
        found, left = {scope}, [scope]
        while left:
            found.update(new := self._wholes.get(left.pop(), set()) - found)
            left += new
        return frozenset(found)

    @cached_property
    def _wholes(self) -> Mapping[str | None, set[str | None]]:
        """What contains each scope directly."""
        wholes: dict[str | None, set[str | None]] = {}
        for scope in self.scopes:
            if scope.within:
                wholes.setdefault(scope.id, set()).add(None if scope.within == self.id else scope.within)
            if scope.contains:
                wholes.setdefault(None if scope.contains == self.id else scope.contains, set()).add(scope.id)
        return wholes
