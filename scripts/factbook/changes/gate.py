"""The correction gate: what was published changes only with an entry in corrections.yml.

The kinds define which fields are published (:func:`factbook.kinds.published_fields`). Whatever cannot be compared fails as well, as
it may have changed; so no sequence of changes that pass takes back a published value in silence.

Threat (SECURITY.md): a change in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ..build import PREREQUISITES
from ..files import FILE
from ..kinds import RETRACTED_STATUSES, Claim, Correction, Count, Fact, Series, SeriesRow
from ..pages.links import Address, url_of
from ..problems import Place, Problem, quote, rule
from ..prose import BINDING
from ..views.series import successor
from .base import Base, against, repositories
from .comparison import Comparison, compare, read_version
from .editions import edition_problems
from .fact_changes import FactChange, FieldChange, as_written, field_changes, words_of
from .new_corrections import HOME, MAX_QUOTED, NewCorrections, cut, matches_any
from .new_corrections import field as written
from .published_pages import GONE, PagesChanged, pages_changed

CORRECTION = rule(
    "correction",
    "What was published of a fact changes only with a new entry in corrections.yml that names the fact and the field.",
)
VALUES = rule(
    "correction-values",
    "A new correction speaks for a change: its before and after are what stood there and what stands there now.",
)
KIND = rule(
    "correction-type",
    "A new correction's type fits what changed: a figure, name or choice is a correction or update, prose may be a clarification "
    "or rewording, too, what is taken down is a retraction or correction; a claim is never updated: a newer figure is a newer claim.",
)
KEPT = rule("published-id", "A published id is permanent: a fact is superseded or withdrawn, never deleted.")
PERMANENT = rule("correction-permanent", "An entry of corrections.yml is never changed or removed.")
REWORDED = rule(
    "rewording",
    "A sentence that prints a number, date or name, a chart's headline and rows, a block of facts and an embed stay on their page as they "
    "were, unless a new entry in corrections.yml names the page; one is enough for a page.",
)
ADDRESS = rule(
    "published-address",
    "A published address leads on for good: a page that moves, with the facts on it, leaves the old one in the aliases of its new place, "
    "and a page without facts or a file is taken down only with a new entry in corrections.yml that names it.",
)
NOT_COMPARED = rule(
    "not-compared",
    "A published file that cannot be compared changes only with a new entry in corrections.yml that names it.",
)

_FIGURE: Final = ("correction", "update")
_PROSE: Final = ("correction", "clarification", "rewording", "update")
_DOWN: Final = ("retraction", "correction")
_IF_SAME: Final = "  # or rewording, where it means the same"


def gate_problems(root: Path, wanted: str | Path, today: dt.date) -> list[Problem]:
    """Return the problems of everything that changed in silence at ``root`` since the version ``wanted`` (see :func:`against`).

    Raises :class:`Problems` if there is no such version.
    """
    with against(root, wanted) as base:
        old, new = read_version(base.root, rendered=False, migrate=True), read_version(root, rendered=False)
        comparison = compare(base.name, base.left_out, old, new)
        if comparison.unsupported:  # whose sentences are reported
            comparison = compare(base.name, base.left_out, read_version(base.root, migrate=True), new)
        pages = pages_changed(base.root, root, old.book, new.book) if new.whole else PagesChanged()
        problems = list(_Gate(comparison, base, pages, today).problems())
        foreign = [] if isinstance(wanted, Path) else sorted({*repositories(root)} - {*base.left_out})
        message = "must be files of the story itself, found another repository"
        problems += [Problem(Place(path), FILE, message, "a copy of its files") for path in foreign]
        return [*problems, *edition_problems(base.root, root, base.name, today)]


def _otherwise(entry: Correction, old: tuple[str, ...], new: tuple[str, ...], where: str) -> Iterator[Problem]:
    """Yield the problems of an entry whose before or after is none of the old or new texts."""
    for name, stood, texts in (("before", "stood", old), ("after", "stands", new)):
        if not matches_any(said := getattr(entry, name), texts):
            message = f"{name}: must be what {stood} {where}, found {quote(said)}"
            yield Problem(entry.where(name), VALUES, message, written(name, texts[0]))


def _shown(address: Address) -> str:
    """Return an address as readers see it, from the site's root."""
    return url_of(address.path) + (f"#{address.anchor}" if address.anchor else "")


def _counts_the_same(change: FactChange, field: FieldChange) -> bool:
    """Return whether a claim says in the same words what was counted, though in other fields."""
    return (
        field.name in ("scope", "since")
        and isinstance(change.old, Claim)
        and isinstance(change.new, Claim)
        and change.old.scope_words == change.new.scope_words
    )


class _Gate:
    """The rules of the gate for one comparison."""

    def __init__(self, comparison: Comparison, base: Base, pages: PagesChanged, today: dt.date) -> None:
        self.comparison, self.base, self.pages = comparison, base, pages
        self.old, self.new = comparison.old.book, comparison.new.book
        self.entries = NewCorrections(self.old, self.new, today)
        self.dangling = {problem.place for problem in comparison.new.unread}
        self.unreadable = any(problem.place.path == HOME for problem in comparison.new.unread)

    def problems(self) -> Iterator[Problem]:
        """Yield all problems.

        A new fact needs no entry, nor does a claim superseded by a newer one of its claimant, which documents the update.
        """
        for change in self.comparison.facts:
            if change.fact.kind == Correction.kind:
                yield from self._of_record(change)
            elif change.how == "removed":
                yield from self._of_removed(change)
            elif change.old is not None:
                for field in change.fields:
                    wrong = (
                        change.fact.where(*field.path) in self.dangling
                    )  # reported by the check, and not publishable
                    same = self._is_update(change.fact, field) or _counts_the_same(change, field)
                    needed = field.takes_back and not same and not wrong and not self._only_binds(change.fact, field)
                    yield from self._of_field(change, field, needed)
        yield from self._of_pages()
        yield from self._of_addresses()
        yield from self._of_what_was_not_compared()
        yield from self.entries.problems()
        for entry in self.entries.unused():
            what = f"{entry.field} of {entry.fact}" if entry.field else entry.page
            message = f"must speak for what changes with it, found nothing changed in {what}"
            yield Problem(entry.where(), VALUES, message, "no field, for what was changed before")

    def _is_update(self, fact: Fact, field: FieldChange) -> bool:
        """Return whether a claim was only superseded by a newer one of its claimant with the same scope."""
        if not isinstance(fact, Claim) or (field.path, field.old, field.new) != (("status",), "current", "superseded"):
            return False
        later = successor(self.new, fact)
        return later is not None and later.coverage == fact.coverage

    def _only_binds(self, fact: Fact, field: FieldChange) -> bool:
        """Return whether a text reads as it did, and more of its words are bound to facts."""
        bound = [set(BINDING.findall(as_written(value))) for value in (field.old or "", field.new or "")]
        if not (field.mark and field.mark.prose and bound[0] <= bound[1]):
            return False
        return words_of(self.old, fact, field.old, field) == words_of(self.new, fact, field.new, field)

    def _of_record(self, change: FactChange) -> Iterator[Problem]:
        if change.how == "added" or change.old is None:
            return
        if change.new is None:
            message = f"must keep every entry, found {quote(change.old.id)} gone"
            yield Problem(Place(change.old.where().path), PERMANENT, message, f"put it back from {self.base.name}")
        for field in field_changes(change.old, change.new) if change.new else ():
            message = f"{field.name}: must stay as it was published, found {quote(as_written(field.new or 'nothing'))}"
            example = written(field.name, as_written(field.old)) if field.old is not None else "leave it out"
            yield Problem(change.new.where(*field.path) if change.new else Place(""), PERMANENT, message, example)

    def _of_removed(self, change: FactChange) -> Iterator[Problem]:
        fact = change.fact
        place = Place(fact.where().path)
        if fact.whole and fact.whole not in self.new.named:
            return  # reported with its count or series
        if isinstance(fact, Claim):
            place = self.new.of(Count)[fact.count].where("claims")
        more = f" with its {len(fact.claims)} claims" if isinstance(fact, Count) and fact.claims else ""
        more = f" with its {len(fact.rows)} rows" if isinstance(fact, Series) else more
        message = f"must keep every published id, found {fact.kind} {quote(fact.ref)} gone{more}"
        can_fall = "status" in type(fact).model_fields
        example = f"put it back from {self.base.name}" + (", with status: withdrawn and why" if can_fall else "")
        example += ", with its cells empty and corrections that say why" if isinstance(fact, SeriesRow) else ""
        yield Problem(place, KEPT, message, example)

    def _of_field(self, change: FactChange, field: FieldChange, needed: bool) -> Iterator[Problem]:
        """Yield the problems of the entry for a change, or that it is missing."""
        fact = change.fact
        named = self.entries.of_field(fact, field.name)
        shown = cut(words_of(self.old, fact, field.old, field), words_of(self.new, fact, field.new, field))
        old, new = ((words, as_written(value)) for words, value in zip(shown, (field.old, field.new), strict=True))
        good = [entry for entry in named if matches_any(entry.before, old) and matches_any(entry.after, new)]
        if good:
            yield from self._of_type(good[0], change, field)
        elif named and not fact.namespace:
            yield from _otherwise(named[0], old, new, f"in {field.name} of {fact.ref}")
        elif needed and not self.unreadable:
            message = f"{field.name}: must have an entry in {HOME}, found {quote(old[0])} changed to {quote(new[0])}"
            about = {"page": fact.where().path} if fact.namespace else {"fact": fact.ref, "field": field.name}
            down = field.path == ("status",) and field.new == "withdrawn"
            hint = _IF_SAME if field.mark and field.mark.prose else ""
            entry = self.entries.paste(about, *shown, "retraction" if down else "correction", hint)
            yield Problem(fact.where(*field.path), CORRECTION, message + self._unsupported(change), entry)

    def _of_type(self, entry: Correction, change: FactChange, field: FieldChange) -> Iterator[Problem]:
        fits: tuple[str, ...] = _FIGURE
        what = f"{field.name} of {change.fact.ref}"
        if field.path == ("status",) and field.new in RETRACTED_STATUSES:
            fits, what = _DOWN, f"what is now {field.new}"
        elif field.mark and field.mark.prose:
            fits = _PROSE
        if not field.new:
            fits = (*fits, "retraction")
        if isinstance(change.fact, Claim):
            fits = tuple(each for each in fits if each != "update")
        if entry.type not in fits:
            words = f"{', '.join(fits[:-1])}{' or ' * (len(fits) > 1)}{fits[-1]}"
            message = f"type: must be {words} for {what}, found {quote(entry.type)}"
            example = f"type: {fits[0]}"
            if entry.type == "update" and isinstance(change.fact, Claim):
                example = "a newer figure as a claim of its own, and 'status: superseded' on the older one"
            yield Problem(entry.where("type"), KIND, message, example)

    def _unsupported(self, change: FactChange) -> str:
        """Return what loses its support with a withdrawn source, for the message."""
        for each in self.comparison.unsupported:
            if each.source == change.fact.qualified:
                sentences = [f"docs/{path}: “{text}”" for path, text in each.sentences]
                return f"; with it fall: {'; '.join([*each.facts, *sentences]) or 'nothing'}"
        return ""

    def _of_pages(self) -> Iterator[Problem]:
        for page in self.pages.reworded:
            before, after = cut(*page.first)
            gone, come = ([each[:MAX_QUOTED] for each in texts] for texts in (page.gone, page.come))
            named = self.entries.of_page(page.path)
            right = ((before, *gone), (after, *come, GONE))
            if any(matches_any(entry.before, right[0]) and matches_any(entry.after, right[1]) for entry in named):
                continue
            if named:
                yield from _otherwise(named[0], *right, f"in {page.path}")
                continue
            more = f", and {len(page.gone) - 1} more" if len(page.gone) > 1 else ""
            message = f"must have an entry in {HOME} for changed words around facts, found {quote(before, 120)} changed to {quote(after, 120)}{more}"
            entry = self.entries.paste({"page": page.path}, before, after, "rewording")
            yield Problem(Place(f"docs/{page.path}"), REWORDED, message, entry)

    def _of_addresses(self) -> Iterator[Problem]:
        """Yield problems of lost addresses: those of facts stay, those of pages and files unless an entry takes them down."""
        for path, lost in self.pages.lost.items():
            first, more = lost.facts[0], f" and {len(lost.facts) - 1} more" if len(lost.facts) > 1 else ""
            now = f"it at {_shown(lost.now)}" if lost.now else "it nowhere"
            message = f"must lead to {first.kind} {quote(first.ref)}{more} at {_shown(lost.was)}, found {now}"
            example = f"put it back from {self.base.name}"
            if lost.now and path in self.pages.deleted and not (lost.was.anchor and lost.now.anchor != lost.was.anchor):
                example = f"aliases: [{url_of(path)}], in the front matter of the page that has {_shown(lost.now)}"
            yield Problem(Place(f"docs/{path}"), ADDRESS, message, example)
        for alias, path in self.pages.dropped.items():
            message = f"aliases: must keep leading on from {alias}, found nothing there"
            yield Problem(Place(f"docs/{path}"), ADDRESS, message, f'aliases: ["{alias}"], in the page that it led to')
        for path, title in self.pages.deleted.items():
            named = self.entries.of_page(path)
            if path in self.pages.lost:
                continue
            what = "page" if path.endswith(".md") else "file"
            if not named:
                message = f"must have an entry in {HOME} where it is taken down, or be an alias where it moved, found the {what} gone"
                entry = self.entries.paste({"page": path}, cut(title, title)[0], "taken down", "retraction")
                yield Problem(Place(f"docs/{path}"), ADDRESS, message, entry)
            elif not any(entry.type in _DOWN for entry in named):
                message = (
                    f"type: must be retraction or correction for a {what} that is gone, found {quote(named[0].type)}"
                )
                yield Problem(named[0].where("type"), KIND, message, "type: retraction")
            elif not any(matches_any(entry.before, cut(title, title)[:1]) for entry in named):
                message = f"before: must be the title of {path}, found {quote(named[0].before)}"
                yield Problem(named[0].where("before"), VALUES, message, written("before", cut(title, title)[0]))

    def _of_what_was_not_compared(self) -> Iterator[Problem]:
        uncompared: dict[str, str] = dict.fromkeys(self.base.left_out, "no plain file")
        uncompared |= {f"docs/{path}": "a page that cannot be made today" for path in self.pages.unread}
        for problem in self.comparison.old.unread:
            if problem.rule not in PREREQUISITES:  # such facts were read, and compared
                uncompared.setdefault(problem.place.path, f"{problem.message} [{problem.rule}]")
        for path, why in uncompared.items():
            if not self.entries.of_page(path.removeprefix("docs/")):
                message = f"must be compared with {self.base.name}, and cannot be, found there: {why}"
                about = {"page": path.removeprefix("docs/")}
                entry = self.entries.paste(about, "could not be compared", "see the file", "correction")
                yield Problem(Place(path), NOT_COMPARED, message, entry)
