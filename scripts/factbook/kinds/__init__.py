"""Data model: one pydantic class for each kind of fact, with every field documented where it is defined.

Each module of this package is imported and registers its kinds; those that the engine imports by name come first.
The order of the imports is the order of the kinds in exports, so that renaming a module can change published files.
"""

from importlib import import_module
from pkgutil import iter_modules

from .base import (
    RETRACTED_STATUSES,
    STANDING_STATUSES,
    DefaultMeaning,
    Fact,
    LinkMark,
    ProseMark,
    Record,
    RefTo,
    Status,
    Unpublished,
    kind_phrase,
    with_article,
)
from .claims import AlsoIn, Assessment, Claim, Confidence, ConflictKind, Count, Counting, Reply, Scope
from .descriptor import FILE_PATTERNS, KINDS, Descriptor, FilePattern
from .events import Account, Event, Judgement, Reading, Statement
from .field_marks import PublishedField, is_reference, marked_texts, published_fields
from .parties import Organisation, Person, Role, Side
from .pictures import Picture
from .places import Place
from .series import Series, SeriesColumn, SeriesRow
from .site_facts import Correction, Term, Word
from .sources import Source
from .vocabularies import VOCABULARIES, vocabulary_fields

__all__ = [
    "FILE_PATTERNS",
    "KINDS",
    "RETRACTED_STATUSES",
    "STANDING_STATUSES",
    "VOCABULARIES",
    "Account",
    "AlsoIn",
    "Assessment",
    "Claim",
    "Confidence",
    "ConflictKind",
    "Correction",
    "Count",
    "Counting",
    "DefaultMeaning",
    "Descriptor",
    "Event",
    "Fact",
    "FilePattern",
    "Judgement",
    "LinkMark",
    "Organisation",
    "Person",
    "Picture",
    "Place",
    "ProseMark",
    "PublishedField",
    "Reading",
    "Record",
    "RefTo",
    "Reply",
    "Role",
    "Scope",
    "Series",
    "SeriesColumn",
    "SeriesRow",
    "Side",
    "Source",
    "Statement",
    "Status",
    "Term",
    "Unpublished",
    "Word",
    "is_reference",
    "kind_phrase",
    "marked_texts",
    "published_fields",
    "vocabulary_fields",
    "with_article",
]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
