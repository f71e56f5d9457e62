"""Kinds of facts: one class each, with every field documented where it is defined."""

from .base import HOMES, KINDS, Fact, Home, ProseMark, Record, RefTo, called, with_article
from .claims import AlsoIn, Assessment, Claim, Confidence, ConflictKind, Count, Counting, Status
from .events import Event, Judgement, Reading, Statement, Told
from .marks import marked
from .parties import Organisation, Person, Role, Side
from .places import Place
from .record import Correction, Term
from .sources import Source

__all__ = [
    "HOMES",
    "KINDS",
    "AlsoIn",
    "Assessment",
    "Claim",
    "Confidence",
    "ConflictKind",
    "Correction",
    "Count",
    "Counting",
    "Event",
    "Fact",
    "Home",
    "Judgement",
    "Organisation",
    "Person",
    "Place",
    "ProseMark",
    "Reading",
    "Record",
    "RefTo",
    "Role",
    "Side",
    "Source",
    "Statement",
    "Status",
    "Term",
    "Told",
    "called",
    "marked",
    "with_article",
]
