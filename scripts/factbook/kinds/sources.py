"""Sources: the documents in which facts were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from ..values.formats import gettext, gettext_noop
from .base import Date, DefaultMeaning, Fact, HomeOnly, Label, Prose, RefTo, Url
from .descriptor import Descriptor, Facets, Graph, Words, kind, side_labels, text_labels
from .linked_data import Node, iso_date
from .vocabularies import SourceType

Quality = Literal["A", "B", "C"]
QUALITY_MEANINGS: Final[Mapping[Quality, str]] = {
    "A": gettext_noop("the claimant’s own page, or an established outlet on its own site"),
    "B": gettext_noop("agency text in another outlet, or a translation"),
    "C": gettext_noop("an aggregator, mirror or retelling"),
}
"""Each grade of a source in words, for editors and readers."""


class SourceDescriptor(Descriptor["Source"]):
    """A document is cited in a sentence, and stands alone under its headline."""

    schema_type = "CreativeWork"
    types: ClassVar[Mapping[str, str]] = {
        "article": "NewsArticle",
        "report": "Report",
        "web page": "WebPage",
        "book": "Book",
        "dataset": "Dataset",
    }
    alternate_name_fields = ("title",)
    byline_field = "title"
    facets: ClassVar[Facets] = {
        "Quality": lambda words, fact: {fact.quality.lower(): fact.quality_words},
        "Side": lambda words, fact: side_labels(words, [fact.publisher]),
        "Kind": lambda words, fact: text_labels(fact.type, context="type"),
    }

    def label(self, words: Words, fact: Source) -> str:
        """Return the publisher and the date of publication, or "undated"."""
        publisher = words.label(fact.publisher) or fact.publisher
        date = fact.published.words() if fact.published else gettext("undated")
        return gettext("%(who)s, %(date)s", who=publisher, date=date)

    def title(self, words: Words, fact: Source) -> str:
        """Return the headline, or the label if there is none."""
        return fact.title or self.label(words, fact)

    def search_texts(self, words: Words, fact: Source) -> tuple[str, ...]:
        """Return the citation first, as headlines are much alike."""
        agency = words.fact(fact.agency)
        of = (getattr(agency, "short", None) or words.label(fact.agency)) if agency else ""
        authors = ", ".join(fact.authors)
        return (self.label(words, fact), fact.title or "", authors, of, fact.type, words.plain(fact.note))

    def schema_properties(self, graph: Graph, fact: Source) -> Node:
        """Return its details; its URL is in each reference already."""
        return {
            "headline": fact.title,
            "creditText": ", ".join(fact.authors),
            "publisher": graph.ref(fact.publisher),
            "sourceOrganization": graph.ref(fact.agency),
            "datePublished": iso_date(fact.published),
            "inLanguage": fact.language,
            "translationOfWork": {"@type": "CreativeWork", "inLanguage": fact.translated_from}
            if fact.translated_from
            else None,
            "archivedAt": fact.archived_url,
        }


@kind("source", "sources", "sources/{id}.yml", SourceDescriptor())
class Source(Fact):
    """A document in which facts were read: an article, broadcast, report, transcript or web page."""

    type: SourceType = Field(description="What sort of document it is.")
    title: Label | None = Field(
        None, description="Its headline as printed. Left out when it was not seen; never invented."
    )
    publisher: Annotated[str, RefTo(("organisation",))] = Field(description="Who published it (schema.org publisher).")
    agency: Annotated[str | None, RefTo(("organisation",)), DefaultMeaning("a text of its own")] = Field(
        None,
        description="Whose text it carries, when it reprints or retells an agency or another outlet; an agency that is not named is an organisation of type 'unattributed'.",
    )
    authors: Annotated[tuple[Label, ...], HomeOnly()] = Field((), description="Bylines as printed.")
    url: Annotated[Url | None, HomeOnly()] = Field(None, description="Where it can be read.")
    archived_url: Annotated[Url | None, HomeOnly()] = Field(
        None, description="A copy in a web archive, when there is one."
    )
    published: Date | None = Field(None, description="Day of publication, in EDTF.")
    published_basis: Annotated[Label | None, HomeOnly()] = Field(
        None, description="How the day of publication is known: printed, in the address, inferred from the text."
    )
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), HomeOnly()] = Field(
        "en", description="Language of the text (BCP 47): en, ko, de."
    )
    translated_from: Annotated[
        str | None, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$"), DefaultMeaning("no translation")
    ] = Field(None, description="Language of the original (BCP 47), where the text that was read is a translation.")
    quality: Quality = Field(description=" ".join(f"{grade}: {words}." for grade, words in QUALITY_MEANINGS.items()))
    read: Annotated[Literal["whole", "excerpt"], HomeOnly()] = Field(description="How much of it was read.")
    status: Literal["current", "withdrawn"] = Field(
        "current", description="current, or withdrawn (by its publisher or by us): nothing may rest on it alone."
    )
    because: Annotated[Prose | None, HomeOnly()] = Field(None, description="Why it was withdrawn; needed then.")
    note: Annotated[Prose | None, HomeOnly()] = Field(None, description="What readers should know about it.")

    @property
    def quality_words(self) -> str:
        """The grade in words, for readers."""
        return f"{self.quality}: {gettext(QUALITY_MEANINGS[self.quality])}"
