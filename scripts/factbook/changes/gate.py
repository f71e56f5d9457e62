"""The correction gate: what was published changes only in the open.

Which fields count is told by the kinds themselves (:class:`factbook.kinds.Published`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..factbook import Factbook
from ..kinds import HOMES, Claim, Correction, Count
from ..problems import Place, Problem, found, rule
from .base import against
from .comparison import Comparison, compare, version
from .facts import FactChange, FieldChange, as_written, field_changes, words_of

CORRECTION = rule(
    "correction",
    "A published value, date or name changes only with a new entry in corrections.yml that names the fact and the field.",
)
VALUES = rule(
    "correction-values", "A new correction's before and after are what stood there and what stands there now."
)
KIND = rule(
    "correction-type",
    "A withdrawal or misreport is a correction or retraction; a claim is never updated: a newer figure is a newer claim.",
)
KEPT = rule("published-id", "A published id is permanent: a fact is superseded or withdrawn, never deleted.")
PERMANENT = rule("correction-permanent", "An entry of corrections.yml is never changed or removed.")

_TAKEN_DOWN: Final = ("withdrawn", "misreport")
_PLAIN: Final = re.compile(r"[\w“‘][\w ,.()/%’”+–-]*")
"""A text that YAML reads as itself without quotes."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What :func:`gate` found, and what of the old version could not be judged, as it cannot be read today."""

    problems: tuple[Problem, ...]
    not_compared: tuple[str, ...] = ()


def judged(root: Path, wanted: str, today: dt.date) -> Judged:
    """The story at ``root`` against the version that ``wanted`` names. Raises :class:`Problems` where there is none."""
    with against(root, wanted) as base:
        old, new = version(base.root, rendered=False), version(root, rendered=False)
        comparison = compare(base.name, base.left_out, old, new)
        if comparison.falls:  # their sentences are told
            comparison = compare(base.name, base.left_out, version(base.root), new)
    unread = (f"in {base.name}: {str(problem).splitlines()[0]}" for problem in old.unread)
    left_out = (f"in {base.name}: {path} is no plain file" for path in base.left_out)
    return Judged(tuple(gate(comparison, today)), (*unread, *left_out))


def gate(comparison: Comparison, today: dt.date) -> list[Problem]:
    """Everything that changed in silence between the two versions, with the entry that would tell it.

    A new fact needs no entry, nor does a claim that is superseded by a newer one of its claimant: that is an
    update, which the newer claim tells. ``today`` dates the entries.
    """
    return list(_Gate(comparison, today).problems())


class _Gate:
    def __init__(self, comparison: Comparison, today: dt.date) -> None:
        self.comparison, self.today = comparison, today
        self.old, self.new = comparison.old.book, comparison.new.book
        before = self.old.of(Correction)
        self.entries = [entry for entry in self.new.of(Correction).values() if entry.id not in before]
        home = f"data/{HOMES[Correction.kind].pattern}"
        self.unreadable = any(problem.place.path == home for problem in comparison.new.unread)
        self.taken = {entry.id for entry in (*before.values(), *self.new.of(Correction).values())}

    def problems(self) -> Iterator[Problem]:
        for change in self.comparison.facts:
            if change.fact.kind == Correction.kind:
                yield from self._of_record(change)
            elif change.how == "removed":
                yield from self._of_removed(change)
            elif change.old is not None:
                for field in change.fields:
                    if field.takes_back and not _is_update(field):
                        yield from self._of_field(change, field)

    def _of_record(self, change: FactChange) -> Iterator[Problem]:
        if change.how == "added" or change.old is None:
            return
        if change.new is None:
            message = f"must keep every entry, found {found(change.old.id)} gone"
            yield Problem(
                Place(change.old.where().path), PERMANENT, message, f"put it back from {self.comparison.base}"
            )
        for field in field_changes(change.old, change.new) if change.new else ():
            message = f"{field.name}: must stay as it was published, found {found(as_written(field.new or 'nothing'))}"
            example = f"{field.name}: {_text(as_written(field.old))}" if field.old is not None else "leave it out"
            yield Problem(change.new.where(*field.path) if change.new else Place(""), PERMANENT, message, example)

    def _of_removed(self, change: FactChange) -> Iterator[Problem]:
        fact = change.fact
        place = Place(fact.where().path)
        if isinstance(fact, Claim):
            count = self.new.of(Count).get(fact.count)
            if count is None:
                return  # told with its count
            place = count.where("claims")
        more = f" with its {len(fact.claims)} claims" if isinstance(fact, Count) and fact.claims else ""
        message = f"must keep every published id, found {fact.kind} {found(fact.ref)} gone{more}"
        can_fall = "status" in type(fact).model_fields
        example = f"put it back from {self.comparison.base}" + (", with status: withdrawn and why" if can_fall else "")
        yield Problem(place, KEPT, message, example)

    def _of_field(self, change: FactChange, field: FieldChange) -> Iterator[Problem]:
        """The entry that speaks for a change, or what is wrong with the one that should."""
        fact = change.fact
        named = [entry for entry in self.entries if entry.fact == fact.ref and entry.field == field.name]
        old, new = _spellings(self.old, field.old, field), _spellings(self.new, field.new, field)
        good = [entry for entry in named if _means(entry.before, old) and _means(entry.after, new)]
        if good:
            yield from (problem for entry in good[:1] for problem in self._of_type(entry, change, field))
        elif named:
            for name, right in (("before", old), ("after", new)):
                if not _means(said := getattr(named[0], name), right):
                    message = f"{name}: must be what {'stood' if name == 'before' else 'stands'} in {field.name} of {fact.ref}, found {found(said)}"
                    yield Problem(named[0].where(name), VALUES, message, f"{name}: {_text(right[0])}")
        elif not self.unreadable:
            message = f"{field.name}: must have an entry in data/corrections.yml, found {found(old[0])} changed to {found(new[0])}"
            yield Problem(
                fact.where(*field.path), CORRECTION, message + self._falling(change), self._entry(change, field)
            )

    def _of_type(self, entry: Correction, change: FactChange, field: FieldChange) -> Iterator[Problem]:
        if field.path == ("status",) and field.new in _TAKEN_DOWN and entry.type not in ("correction", "retraction"):
            message = f"type: must be retraction or correction for what is now {field.new}, found {found(entry.type)}"
            yield Problem(entry.where("type"), KIND, message, "type: retraction")
        elif isinstance(change.fact, Claim) and entry.type == "update":
            message = "type: must be correction, clarification or retraction for a claim, found 'update'"
            example = "a newer figure as a claim of its own, and 'status: superseded' on the older one"
            yield Problem(entry.where("type"), KIND, message, example)

    def _falling(self, change: FactChange) -> str:
        """What falls with a source that is withdrawn, for the message."""
        for fall in self.comparison.falls:
            if change.fact.kind == "source" and fall.source == change.fact.ref:
                sentences = [f"docs/{path}: “{text}”" for path, text in fall.sentences]
                return f"; with it fall: {'; '.join([*fall.facts, *sentences]) or 'nothing'}"
        return ""

    def _entry(self, change: FactChange, field: FieldChange) -> str:
        """The entry to paste at the end of corrections.yml; its reason is left to the editor, and refused while empty."""
        old, new = _spellings(self.old, field.old, field)[0], _spellings(self.new, field.new, field)[0]
        fields: Mapping[str, str] = {
            "id": self._id(change.fact.ref, field.name),
            "date": self.today.isoformat(),
            "type": "retraction" if field.path == ("status",) and field.new == "withdrawn" else "correction",
            "fact": change.fact.ref,
            "field": field.name,
            "before": _text(old),
            "after": _text(new),
        }
        lines = "\n  ".join(f"{name}: {value}" for name, value in fields.items())
        return f"\n- {lines}\n  because:  # why, in a sentence"

    def _id(self, ref: str, field: str) -> str:
        """A free id for an entry: the fact, the field and the day, cut to the length an id may have."""
        day = self.today.isoformat()
        stem = re.sub(r"[^a-z0-9]+", "-", f"{ref}-{field}")[: 76 - len(day)].strip("-")
        free = (
            name
            for number in range(1, 1000)
            if (name := f"{stem}-{day}{f'-{number}' * (number > 1)}") not in self.taken
        )
        name = next(free)
        self.taken.add(name)
        return name


def _is_update(field: FieldChange) -> bool:
    """Whether a claim was only superseded; that a newer one of its claimant follows is another rule's."""
    return field.path == ("status",) and field.new == "superseded" and field.old == "current"


def _spellings(book: Factbook, value: object, field: FieldChange) -> tuple[str, ...]:
    """How an entry may put a value: as it is printed (the first), or as it stands in the file."""
    return (
        (_cut(words_of(book, value, field)), as_written(value))
        if value is not None
        else (words_of(book, value, field),)
    )


def _cut(words: str) -> str:
    """A value no longer than an entry may be."""
    return words if len(words) <= 300 else words[:299] + "…"


def _means(said: str, spellings: tuple[str, ...]) -> bool:
    return any(said == " ".join(each.split()) for each in spellings)


def _text(words: str) -> str:
    """A text as YAML: in quotes only where it needs them."""
    plain = _PLAIN.fullmatch(words) and not words.endswith(" ")
    return words if plain else '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
