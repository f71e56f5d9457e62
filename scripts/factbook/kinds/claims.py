"""Counts and the claims about them: the heart of the factbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PrivateAttr

from .base import Amount, Date, Fact, Label, Locator, Prose, Record, RefTo, Status, Unpublished, Unsaid, kind

MAX_CLAIMS: Final = 1000
"""Each claim on a count is compared with each; a longer series is split, into one count for each year for instance."""
Counting = Literal["cumulative", "stock", "flow", "promise", "observation"]
COUNTING: Final[Mapping[Counting, str]] = {
    "cumulative": "a total that can only grow",
    "stock": "how many at a time",
    "flow": "within a period",
    "promise": "a plan or forecast",
    "observation": "what somebody saw at one occasion",
}
"""How things are counted, in the words that editors and readers meet."""
ConflictKind = Literal["transmission", "revision", "scope", "precision", "independent", "unexplained"]
Confidence = Literal["high", "medium", "low"]


class AlsoIn(Record):
    """Another document that carries the same claim; a relay, not a further origin."""

    source: Annotated[str, RefTo(("source",))] = Field(description="The document.")
    at: Locator | None = Field(None, description="Where in it.")
    wording: Label | None = Field(None, description="How it puts the amount, when it differs; a few words.")


class Claim(Fact):
    """One amount, said by somebody, on a day, about a day, as read in a document."""

    kind = "claim"
    plural = "claims"

    value: Amount = Field(
        description="The amount: 600, about 600, more than 4700, at least 100, up to 3, fewer than 9, 4 to 5, unknown."
    )
    wording: Label | None = Field(
        None, description="How the source put the amount, where the wording is the fact; a few words."
    )
    as_of: Date = Field(description="The day or time the amount is about, in EDTF.")
    said_on: Date | None = Field(None, description="When the claimant said it, in EDTF.")
    by: Annotated[str, RefTo(("organisation", "person"))] = Field(description="Who asserts it.")
    through: tuple[Annotated[str, RefTo(("organisation", "person"))], ...] = Field(
        (), description="Who passed it on, from the claimant outward."
    )
    basis: Literal["intelligence", "named-list", "imagery", "observation", "statement", "model", "unknown"] = Field(
        description="What the claim rests on, as far as it is known."
    )
    source: Annotated[str, RefTo(("source",))] = Field(description="The document in which we read it.")
    at: Locator | None = Field(None, description="Where in the document: paragraph 5.")
    also_in: tuple[AlsoIn, ...] = Field((), description="Other documents that carry the same claim.")
    scope: Annotated[Label | None, Unsaid("all of the count")] = Field(
        None,
        description="What exactly was counted, where that is narrower or wider than the count. Same words, same scope.",
    )
    status: Status = Field(
        "current",
        description="current, superseded (the claimant gave a newer figure), withdrawn (by its claimant or by us), misreport.",
    )
    misreports: Annotated[str, RefTo(("claim",))] | None = Field(
        None, description="For a misreport: the claim it garbles, as count/claim."
    )
    based_on: Annotated[tuple[Annotated[str, RefTo(("claim",))], ...], Unsaid("no other claim")] = Field(
        (), description="Claims it was worked out from; such a claim is no origin of its own."
    )
    because: Prose | None = Field(
        None, description="Why the status is what it is; needed for a misreport or withdrawn claim."
    )
    note: Prose | None = Field(None, description="What readers should know; shown beside the claim.")
    review_by: Annotated[Date | None, Unpublished()] = Field(
        None, description="The day by which the editors look at it again, where it will not hold for long."
    )

    _count: str = PrivateAttr(default="")

    @cached_property
    def count(self) -> str:
        """Id of the count this claim is about."""
        return self._count

    @cached_property
    def ref(self) -> str:
        """The name of this claim everywhere: ``visitors/constabulary-2025-06-01``."""
        return f"{self._count}/{self.id}"

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of all documents that carry it, the one we cite first."""
        return (self.source, *(other.source for other in self.also_in))


class Assessment(Record):
    """The editors' judgement on a disagreement. An opinion with reasons, printed as one."""

    claims: tuple[Annotated[str, RefTo(("claim",))], ...] = Field(
        (), description="The claims it is about, as count/claim; two or more."
    )
    kind: ConflictKind = Field(description="Why the claims differ, in the editors' view.")
    says: Prose = Field(description="What the editors think likelier, or how the readings fit together.")
    because: Prose = Field(description="Why they think so.")
    confidence: Confidence = Field(description="How sure they are.")


@kind("count", "counts", "counts/{id}.yml")
class Count(Fact):
    """One thing that is counted, and every claim about it."""

    title: Prose = Field(description="What is counted, as a heading.")
    question: Prose = Field(description="The question a reader has.")
    unit: Label = Field(description="What one is called in the plural: visitors, kites, percent.")
    counting: Counting = Field(description=", ".join(f"{name} ({words})" for name, words in COUNTING.items()) + ".")
    definition: Prose = Field(description="What is in and what is out.")
    place: Annotated[str, RefTo(("place",))] | None = Field(None, description="Where.")
    part_of: Annotated[str, RefTo(("count",))] | None = Field(None, description="The count that contains this one.")
    not_above: Annotated[str, RefTo(("count",))] | None = Field(
        None, description="A count that one claimant's figures here cannot exceed, without being part of it."
    )
    claims: tuple[Claim, ...] = Field(max_length=MAX_CLAIMS, description="Every claim about it.")
    assessments: tuple[Assessment, ...] = Field((), description="What the editors think of the disagreements.")
    note: Prose | None = Field(None, description="What readers should know, such as what not to mix it with.")

    @property
    def counting_words(self) -> str:
        """How it is counted, for readers."""
        return COUNTING[self.counting]

    @cached_property
    def assessed(self) -> Mapping[str, tuple[Assessment, ...]]:
        """Its assessments by the full name of each claim they are about."""
        found: dict[str, tuple[Assessment, ...]] = {}
        for assessment in self.assessments:
            for ref in dict.fromkeys(assessment.claims):
                found[ref] = (*found.get(ref, ()), assessment)
        return found

    def model_post_init(self, context: Any, /) -> None:
        """Tell each claim which count it belongs to."""
        super().model_post_init(context)
        for claim in self.claims:
            claim._count = self.id
