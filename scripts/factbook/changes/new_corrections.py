"""New entries of corrections.yml: their validation, the change that each documents, and the entry to paste for a missing one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from ..checks.dates import MAX_AHEAD
from ..factbook import Factbook
from ..formatter import INDENT, scalar_lines
from ..kinds import FILE_PATTERNS, Correction, Fact
from ..problems import Problem, quote, rule
from .page_text import SENTENCE_ENDS

DATED = rule(
    "correction-date",
    "A new correction is dated to the day: not after today, not over a month ago, not before the newest published one, "
    "and not before what it corrects was said.",
)
REASON = rule("correction-reason", "A new correction says why in a sentence, with a full stop.")
MAX_AGE: Final = dt.timedelta(days=31)
"""The age of an entry when it is published: a pull request waits for its review."""
MIN_LETTERS: Final = 12
"""Letters of a sentence; wide letters of East Asia count two ("We misread it.", 「数字を写し間違えた。」)."""
MIN_DISTINCT: Final = 5
"""Distinct letters of a sentence."""
HOME: Final = f"data/{FILE_PATTERNS[Correction.kind].pattern}"
_ENDS: Final = re.compile(rf"[{SENTENCE_ENDS}][”’\"'»)\]」』）]*$")
MAX_QUOTED: Final = 300
"""Characters of a text that an entry may quote."""


class NewCorrections:
    """The entries that a change adds, as of the day ``today``, and which of them were matched to a change so far."""

    def __init__(self, old: Factbook, new: Factbook, today: dt.date) -> None:
        before = old.of(Correction)
        self.old, self.new, self.today = old, new, today
        self.added = [entry for entry in new.of(Correction).values() if entry.id not in before]
        self.newest = max((entry.date.last_day for entry in before.values()), default=dt.date.min)
        self._taken = {*before, *new.of(Correction)}
        self._used: set[str] = set()

    def of_field(self, fact: Fact, field: str) -> list[Correction]:
        """Return, and mark as used, the entries for a field of a fact, or for its file if the fact has a namespace, as terms have."""
        if fact.namespace:
            return self.of_page(fact.where().path)
        entries = [entry for entry in self.added if entry.fact == fact.ref and entry.field == field]
        self._used |= {entry.id for entry in entries}
        return entries

    def of_page(self, path: str) -> list[Correction]:
        """Return, and mark as used, the entries for a page, or for another file of the story."""
        entries = [entry for entry in self.added if entry.page == path and entry.field is None]
        self._used |= {entry.id for entry in entries}
        return entries

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of each entry by itself."""
        for entry in self.added:
            yield from self._of_date(entry)
            letters = "".join(char for char in entry.because if char.isalnum())
            width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in letters)
            if width < MIN_LETTERS or len(set(letters)) < MIN_DISTINCT or not _ENDS.search(entry.because):
                message = f"because: must say why in a sentence with a full stop, found {quote(entry.because)}"
                yield Problem(entry.where("because"), REASON, message, "because: We had misread the report.")

    def unused(self) -> Iterator[Correction]:
        """Yield the entries that name a change, and match none."""
        for entry in self.added:
            specific = entry.field is not None or entry.type == "rewording"
            if specific and entry.id not in self._used and not self.old.is_broken(entry.fact or entry.id):
                yield entry

    def _of_date(self, entry: Correction) -> Iterator[Problem]:
        floors = {
            self.today - MAX_AGE: "what is older was published long ago",
            min(self.newest, self.today): "the day of the newest entry that is published",
            min(_said(self.new, entry.fact), self.today): "the day on which that was said",
        }
        first = max(floors)
        day = entry.date
        if day.first_day == day.last_day and first <= day.first_day <= self.today + MAX_AHEAD and len(str(day)) == 10:
            return
        message = f"date: must be a day from {first} ({floors[first]}) to {self.today}, found {quote(day)}"
        yield Problem(entry.where("date"), DATED, message, f"date: {self.today}")

    def paste(self, about: Mapping[str, str], before: str, after: str, type: str, more: str = "") -> str:
        """Return the entry to paste at the end of corrections.yml; the editor fills in its reason, which may not be empty."""
        lines = [
            f"id: {self._id('-'.join(about.values()))}",
            f"date: {self.today}",
            f"type: {type}{more}",
            *(field(name, value, INDENT) for name, value in {**about, "before": before, "after": after}.items()),
            "because:  # why, in a sentence",
        ]
        return "\n- " + f"\n{' ' * INDENT}".join(lines)

    def _id(self, about: str) -> str:
        """Return an unused id for an entry: its subject and the day, cut to the length of an id."""
        day = self.today.isoformat()
        stem = re.sub(r"[^a-z0-9]+", "-", about.lower())[: 76 - len(day)].strip("-")
        free = (
            name
            for number in range(1, 1000)
            if (name := f"{stem}-{day}{f'-{number}' * (number > 1)}") not in self._taken
        )
        name = next(free)
        self._taken.add(name)
        return name


def _said(book: Factbook, ref: str | None) -> dt.date:
    """Return the first day on which a fact can have been said or published."""
    fact = book.named.get(ref or "")
    day = getattr(fact, "said_on", None) or getattr(fact, "published", None)
    return day.first_day if day else dt.date.min


def cut(old: str, new: str) -> tuple[str, str]:
    """Cut two texts to the length that an entry may quote, from where they differ."""
    if max(len(old), len(new)) <= MAX_QUOTED:
        return old, new
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    begin = old.rfind(" ", 0, max(0, same - 40)) + 1
    return _short(old, begin), _short(new, begin)


def _short(words: str, begin: int) -> str:
    words = f"…{words[begin:]}" if begin else words
    return words if len(words) <= MAX_QUOTED else words[: MAX_QUOTED - 1] + "…"


def matches_any(said: str, spellings: tuple[str, ...]) -> bool:
    """Return whether an entry's text equals one of several, but for blanks."""
    return any(said == " ".join(each.split()) for each in spellings)


def field(name: str, words: str, indent: int = 0) -> str:
    """Return a field of an entry in the format of fact files, which folds long texts."""
    return f"{name}: " + "\n".join(scalar_lines(words, None, indent + len(name) + 2, indent + INDENT))
