"""Vocabularies: the values that fields such as the type of a source may have, with those that a story adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal

from pydantic import Field

from .base import Label, Record

VocabularyName = Literal["organisation type", "source type", "place type", "basis"]
VOCABULARIES: Final[Mapping[VocabularyName, tuple[str, ...]]] = {
    "organisation type": (
        *("government", "local government", "military", "intelligence", "police", "court", "parliament", "party"),
        *("international", "association", "charity", "trade union", "religious body", "company", "health service"),
        *("university", "research", "outlet", "agency", "officials", "unattributed"),
    ),
    "source type": (
        *(
            "article",
            "broadcast",
            "report",
            "statement",
            "interview",
            "web page",
            "book",
            "post",
            "photograph",
            "video",
        ),
        *("register", "survey", "dataset", "court record", "death certificate"),
    ),
    "place type": (
        *("building", "village", "city", "district", "region", "country", "area"),
        *("island", "river", "lake", "sea", "dam", "bridge", "port"),
    ),
    "basis": (
        *("intelligence", "named-list", "register", "survey", "death-certificates", "court-record", "imagery"),
        *("measurement", "observation", "statement", "model", "unknown"),
    ),
}
"""The words that every story has, by the field they are for."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Annotation of a text that is a word of a vocabulary, or one that the story adds to it (:class:`.site_facts.Word`)."""

    name: VocabularyName


def _words_of(name: VocabularyName) -> list[str]:
    return list(VOCABULARIES[name])


OrganisationType = Annotated[Label, Vocabulary("organisation type"), Field(examples=_words_of("organisation type"))]
SourceType = Annotated[Label, Vocabulary("source type"), Field(examples=_words_of("source type"))]
PlaceType = Annotated[Label, Vocabulary("place type"), Field(examples=_words_of("place type"))]
Basis = Annotated[Label, Vocabulary("basis"), Field(examples=_words_of("basis"))]


@cache
def vocabulary_fields(cls: type[Record]) -> Mapping[str, VocabularyName]:
    """Return the fields of a class whose text is a word of a vocabulary, and which vocabulary that is."""
    return {
        name: mark.name
        for name, field in cls.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Vocabulary)
    }
