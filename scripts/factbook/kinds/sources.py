"""Sources: documents that we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from .base import Date, Fact, Label, Prose, RefTo, Unsaid, Url, kind

Quality = Literal["A", "B", "C"]
QUALITY: Final[Mapping[Quality, str]] = {
    "A": "the claimant's own page, or an established outlet on its own site",
    "B": "agency text in another outlet, or a translation",
    "C": "an aggregator, mirror or retelling",
}
"""What each grade of a source means, in the words that editors and readers meet."""


@kind("source", "sources", "sources/{id}.yml")
class Source(Fact):
    """A document in which facts were read: an article, broadcast, report, transcript or web page."""

    type: Literal["article", "broadcast", "report", "statement", "interview", "web page"] = Field(
        description="What sort of document it is."
    )
    title: Label | None = Field(
        None, description="Its headline as printed. Left out when it was not seen; never invented."
    )
    publisher: Annotated[str, RefTo(("organisation",))] = Field(description="Who published it (schema.org publisher).")
    agency: Annotated[str | None, RefTo(("organisation",)), Unsaid("a text of its own")] = Field(
        None, description="Whose text it carries, when it reprints or retells an agency or another outlet."
    )
    authors: tuple[Label, ...] = Field((), description="Bylines as printed.")
    url: Url | None = Field(None, description="Where it can be read.")
    archived_url: Url | None = Field(None, description="A copy in a web archive, when there is one.")
    published: Date | None = Field(None, description="Day of publication, in EDTF.")
    published_basis: Label | None = Field(
        None, description="How the day of publication is known: printed, in the address, inferred from the text."
    )
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = Field(
        "en", description="Language of the text (BCP 47): en, ko, de."
    )
    quality: Quality = Field(description=" ".join(f"{grade}: {words}." for grade, words in QUALITY.items()))
    read: Literal["whole", "excerpt"] = Field(description="How much of it was read.")
    status: Literal["current", "withdrawn"] = Field(
        "current", description="current, or withdrawn (by its publisher or by us): nothing may rest on it alone."
    )
    because: Prose | None = Field(None, description="Why it was withdrawn; needed then.")
    note: Prose | None = Field(None, description="What readers should know about it.")

    @property
    def quality_words(self) -> str:
        """What its grade means, for readers."""
        return f"{self.quality}: {QUALITY[self.quality]}".replace("'", "’")
