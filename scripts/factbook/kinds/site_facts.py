"""Corrections, the glossary, and words of the story's own for its facts: facts about the site itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .base import Date, Fact, Label, Phrase, Prose, RefTo
from .descriptor import Descriptor, Graph, Words, kind
from .linked_data import Node, iso_date
from .vocabularies import VocabularyName


class CorrectionDescriptor(Descriptor["Correction"]):
    """A correction is a CorrectionComment of schema.org."""

    schema_type = "CorrectionComment"

    def search_texts(self, words: Words, fact: Correction) -> tuple[str, ...]:
        """Return type and date, the old and the new text, and the reason."""
        title = f"{fact.type.capitalize()}, {fact.date.words()}"
        return (title, fact.before, fact.after, words.plain(fact.because))

    def schema_properties(self, graph: Graph, fact: Correction) -> Node:
        """Return the old and the new text with reason and date."""
        return {
            "text": f"Before: {fact.before}. Now: {fact.after}. {graph.words.plain(fact.because)}",
            "datePublished": iso_date(fact.date),
            "about": graph.ref(fact.fact),
        }


class TermDescriptor(Descriptor["Term"]):
    """A word and its meaning."""

    schema_type = "DefinedTerm"
    search_fields = ("definition",)
    properties: ClassVar[Mapping[str, str]] = {"definition": "description", "source": "citation"}


@kind("correction", "corrections", "corrections.yml", CorrectionDescriptor())
class Correction(Fact):
    """What we changed after publication, and why (schema.org CorrectionComment).

    An entry is permanent. It speaks for a change when it names the fact and the field, and its ``before`` and
    ``after`` are what stood there and what stands there now, as printed or as written in the file; or when it names
    the page, for all changed words on it, of which it quotes one sentence.
    """

    whole_in_list = True

    date: Date = Field(description="The day we changed it.")
    type: Literal["correction", "clarification", "update", "retraction", "rewording"] = Field(
        description="correction (we were wrong), clarification (we were unclear), update (the world changed; a claimant's "
        "newer figure is a claim of its own, not an update), retraction (it no longer stands), rewording (other words that "
        "mean the same)."
    )
    fact: Annotated[str, RefTo(("any",))] | None = Field(None, description="The fact that changed, when it was one.")
    field: Label | None = Field(
        None,
        description="The field of that fact that changed: value, as_of, name; of the first of its roles: roles.0.title.",
    )
    page: Label | None = Field(
        None,
        description="The page that changed, when it was prose: story/the-dead.md. Of a fact without a name of its own, or a file "
        "that could not be compared: data/glossary.yml.",
    )
    before: Label = Field(description="What stood there, as printed.")
    after: Label = Field(description="What stands there now.")
    because: Prose = Field(description="Why.")


@kind("term", "glossary", "glossary.yml", TermDescriptor())
class Term(Fact):
    """A word that readers may not know or may read differently."""

    whole_in_list = True

    namespace = "term"

    name: Phrase = Field(description="The word.")
    definition: Prose = Field(description="What it means on this site.")
    source: Annotated[str, RefTo(("source",))] | None = Field(None, description="A document that uses it so.")


class WordDescriptor(Descriptor["Word"]):
    """A word is a DefinedTerm of schema.org."""

    schema_type = "DefinedTerm"


@kind("word", "vocabulary", "vocabulary.yml", WordDescriptor())
class Word(Fact):
    """A word that this story needs and that no list of the engine has."""

    namespace = "word"

    name: Label = Field(description="The word, as facts write it and readers see it.")
    field: VocabularyName = Field(description="Which list it is added to.")
    definition: Prose = Field(description="What it means here.")
