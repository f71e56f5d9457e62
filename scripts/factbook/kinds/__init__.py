"""Kinds of facts: one class each, with every field documented where it is defined; each module is found by being here.

Those that the engine knows by name come first, in the order in which readers meet them.
"""

from importlib import import_module
from pkgutil import iter_modules

from .base import (
    FALLEN,
    STANDING,
    Fact,
    LinkMark,
    ProseMark,
    Record,
    RefTo,
    Status,
    Unpublished,
    Unsaid,
    called,
    with_article,
)
from .claims import AlsoIn, Assessment, Claim, Confidence, ConflictKind, Count, Counting
from .events import Event, Judgement, Reading, Statement, Told
from .kind import HOMES, KINDS, Descriptor, Home
from .marks import Published, marked, published, refers
from .parties import Organisation, Person, Role, Side
from .places import Place
from .record import Correction, Term
from .sources import Source

__all__ = [
    "FALLEN",
    "HOMES",
    "KINDS",
    "STANDING",
    "AlsoIn",
    "Assessment",
    "Claim",
    "Confidence",
    "ConflictKind",
    "Correction",
    "Count",
    "Counting",
    "Descriptor",
    "Event",
    "Fact",
    "Home",
    "Judgement",
    "LinkMark",
    "Organisation",
    "Person",
    "Place",
    "ProseMark",
    "Published",
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
    "Unpublished",
    "Unsaid",
    "called",
    "marked",
    "published",
    "refers",
    "with_article",
]

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
