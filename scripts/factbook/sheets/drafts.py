"""Drafts: facts made of what is given, with references found by id, name, spelling or address, and ids for those that are new.

Nothing is overwritten: a fact that is there is changed only by a row that bears its id; found by its name or address, it must be as
the row has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..checks.references import REFERENCE, unknown_reference
from ..exports.data.columns import Field, fields_of
from ..fact_files import CLAIM, MAX_ID
from ..factbook import Factbook
from ..kinds import Count, Fact, Source, with_article
from ..problems import Problem, nearest, quote
from ..scaffold import Values
from ..validation import REQUIRED, TYPE, UNIQUE, latin_id
from ..words import plain_prose
from ..yaml_edits import free_id
from .draft import Draft, named, text_of
from .given import Cell, EveryRow, Given, class_of, field_named
from .matching import (
    IDENTITY,
    address,
    claims_like,
    folded,
    host,
    is_key,
    keys_given,
    keys_of,
    says_same,
    written,
    written_records,
)

_STEMS: Final = {"source": ("publisher", "published"), CLAIM: ("by", "as_of")}
"""Fields of which an id is made; of other kinds the name or title."""


class Drafts:
    """Drafts of facts for a story, in the order in which they were given or named; ``problems`` are those of what was given.

    If ``fresh``, each row is a new fact.
    """

    def __init__(self, book: Factbook, rows: Iterable[tuple[str, Given]], *, fresh: bool = False) -> None:
        self.book, self.fresh = book, fresh
        self.problems: list[Problem] = []
        self.drafts: list[Draft] = []
        self._by_key: dict[tuple[str, str], list[Draft]] = {}
        self._known: dict[tuple[str, str], list[Fact]] = {}
        self._told: list[tuple[Fact, Given]] = []
        self._taken = {*book.named, *(claim.ref for claim in book.claims.values())}
        for fact in book.all_facts(claims=True):
            for key in keys_of(fact):
                self._known.setdefault((fact.kind, key), []).append(fact)
        for kind, given in rows:
            self._promise(kind, given)
        for draft in self.drafts:  # which grows
            self._begin_named(draft)
        for draft in self.drafts:
            self._resolve(draft)
        for fact, given in self._told:
            self._agree(fact, given)
        for draft in self.drafts:
            self._fill(draft)

    def _promise(self, kind: str, given: Given) -> Draft:
        """Take what is given as a fact to come, so that others can name it; the same fact given twice is one, unless by two ids."""
        draft, keys = Draft(kind, given), list(keys_given(kind, given))
        for same in (each for key in keys for each in self._by_key.get((kind, key), ())):
            if not (draft.own_id and same.own_id and draft.own_id != same.own_id):
                self._merge(same, given)
                return same
        self.drafts.append(draft)
        for key in dict.fromkeys(keys):
            self._by_key.setdefault((kind, key), []).append(draft)
        return draft

    def _merge(self, draft: Draft, given: Given) -> None:
        """Add what is given again; it must not differ."""
        for name, cells in given.texts.items():
            mine = draft.given.filled(name)
            if not mine:
                draft.given.texts[name] = cells
            elif (more := [cell for cell in cells if cell]) and more != mine and not is_key(draft.given, name, more[0]):
                message = f"{name}: must be the same wherever one fact is told, {quote(mine[0])} as in {mine[0].place}"
                self.problems.append(Problem(more[0].place, TYPE, f"{message}, found {quote(more[0])}"))
        for name, inner in given.inner.items():
            if name not in draft.given.inner:
                draft.given.inner[name] = inner
            self._begin(draft, name, inner)

    def _begin_named(self, draft: Draft) -> None:
        """Begin each fact that a draft names and says something of, such as the address of a document."""
        for about in fields_of(class_of(draft.kind)):
            if about.name in draft.given.inner:
                self._begin(draft, about.name, draft.given.inner[about.name])
            elif about.kinds == ("source",) and address(draft.given.text(about.name)):
                self._begin(draft, about.name, Given(draft.given.filled(about.name)[0].place))

    def _begin(self, draft: Draft, name: str, inner: Given) -> None:
        """Begin a fact that a draft names, unless it is there or begun, and must be as it is told again."""
        about = field_named(class_of(draft.kind), name)
        cells = draft.given.filled(name)[:1]
        if not about or not about.kinds or name in draft.begun:
            return
        kind = inner.text("kind") or about.kinds[0]
        if kind not in about.kinds:
            message = f"{name}.kind: must be one of {', '.join(about.kinds)}, found {quote(kind)}"
            self.problems.append(Problem(inner.filled("kind")[0].place, TYPE, message))
        elif cells or self._begins(kind, inner):
            found = self._find(about, cells, inner)
            if isinstance(found, Draft):
                self._merge(found, inner)
            elif found:
                self._told.append((found, inner))
            else:
                found = self._promise(kind, named(kind, cells, inner))
            draft.begun[name] = found

    def _begins(self, kind: str, given: Given) -> bool:
        """Whether a fact is begun by what is given of it: anything in its row, or by what it can be found."""
        return given.own() or any(keys_given(kind, given)) or all(map(given.text, _STEMS.get(kind, ("id",))))

    def _find(self, about: Field, cells: list[Cell], inner: Given | None = None) -> Draft | Fact | None:
        """Return the fact, there or in the making, that a cell names by id, address or name, or that ``inner`` tells of."""
        text = str(cells[0]) if cells else ""
        keys = [f"={text}", address(text) or f"~{folded(text)}"] if text else []
        for kind in about.kinds:
            for key in [*keys, *(keys_given(kind, inner) if inner else ())]:
                drafts, facts = self._by_key.get((kind, key), []), self._known.get((kind, key), [])
                refs = {*(draft.own_id for draft in drafts if draft.own_id), *(fact.ref for fact in facts)}
                if len(refs) > 1 and cells and not key.startswith("="):
                    message = f"{about.name}: must name one fact by its id, found {quote(text)}, which may be"
                    self.problems.append(Problem(cells[0].place, UNIQUE, f"{message} {' or '.join(sorted(refs))}"))
                if drafts or facts:
                    return drafts[0] if drafts else facts[0]
        return self.book.named.get(text) if "any" in about.kinds else None

    def _resolve(self, draft: Draft) -> None:
        """Set the full names of all that a draft names, then its own."""
        if draft.resolved:
            return
        draft.resolved = True
        for about in fields_of(class_of(draft.kind)):
            begun = draft.begun.get(about.name)
            cells = draft.given.filled(about.name)
            if about.kinds and (begun or cells):
                first = [self._ref(begun)] if begun else []
                draft.references[about.name] = [*first, *(self._reference(about, cell) for cell in cells[len(first) :])]
        self._identify(draft)

    def _ref(self, found: Draft | Fact) -> str:
        if isinstance(found, Draft):
            self._resolve(found)
        return found.ref

    def _reference(self, about: Field, cell: Cell) -> str:
        """Return the full name of the fact that a cell names; the cell's text, and a problem, where there is none."""
        if found := self._find(about, [cell]):
            return self._ref(found)
        hint = nearest(cell, self._names(about.kinds), aliases=self.book.spellings)
        message = unknown_reference(cell, about.kinds, self.book.named.get(cell), hint)
        self.problems.append(Problem(cell.place, REFERENCE, message))
        return str(cell)

    def _names(self, kinds: tuple[str, ...]) -> list[str]:
        """Return what a reference to facts of some kinds may say."""
        known = [name for name, fact in self.book.named.items() if fact.kind in kinds or "any" in kinds]
        return [*known, *(draft.ref for draft in self.drafts if draft.ref and draft.kind in kinds)]

    def _identify(self, draft: Draft) -> None:
        """Find the fact that is there, or give the draft its full name."""
        given, kind = draft.given, draft.kind
        if kind == CLAIM and not given.text("ref"):
            count = self._count_of(given)
            ident = given.text("id")
            draft.ref = f"{count}/{ident}" if ident else f"{count}/"
        else:
            draft.ref = given.text("ref") or given.text("id")
        if draft.ref and not draft.ref.endswith("/"):
            draft.known = None if self.fresh else next(iter(self._known.get((kind, f"={draft.ref}"), ())), None)
            draft.by_id = draft.known is not None
            self._taken.add(draft.ref)
            return
        known = {fact.ref: fact for key in keys_given(kind, given) for fact in self._known.get((kind, key), ())}
        if kind == CLAIM:
            known = {
                each.ref: each for each in claims_like(self.book, draft.ref.removesuffix("/"), given, draft.references)
            }
        if known and not self.fresh:
            draft.ref, draft.known = next(iter(known.items()))
            if len(known) > 1 and kind != CLAIM:
                message = f"must name one fact by its id, found {' and '.join(known)} under that name or address"
                self.problems.append(Problem(given.place, UNIQUE, message, f"id: {draft.ref}"))
            return
        ident = self._new_id(draft)
        draft.ref += free_id(ident, [each.rpartition("/")[2] for each in self._taken if each.startswith(draft.ref)])
        self._taken.add(draft.ref)

    def _new_id(self, draft: Draft) -> str:
        """Return an id made of a fact's name or title, of a claim's claimant and day, of a source's publisher and day."""
        given, kind = draft.given, draft.kind
        if kind in _STEMS:
            who, when = _STEMS[kind]
            stem = " ".join([*draft.references.get(who, [])[:1], given.text(when) or "undated"])
            missing, advice = who not in draft.references, f"{who}=the-herald"
        else:
            stem = given.text("name") or given.text("title") or given.text("says")
            missing, advice = False, f"id: {kind}-one"
        ident = latin_id(stem)[: MAX_ID - 3].strip("-")
        if ident and not missing:
            return ident
        what = f"the {_STEMS[kind][0]} of which its id is made" if missing else "an id of Latin letters"
        message = f"must have {what}, found {quote(stem) if stem and not missing else 'none'}"
        at = host(given.text("url"))
        if at and (others := {each.publisher for each in self.book.of(Source).values() if host(each.url) == at}):
            message += f"; other documents at {at} are of {', '.join(sorted(others))}"
        self.problems.append(Problem(given.place, REQUIRED, message, advice))
        return "an-id"

    def _count_of(self, given: Given) -> str:
        """Return the id of the count that a claim is of, which is given by its id or title."""
        text, counts = given.text("count"), self.book.of(Count)
        titles = {folded(plain_prose(self.book, count.title)): id for id, count in counts.items()}
        coming = {draft.given.text("id") for draft in self.drafts if draft.kind == Count.kind}
        found = text if text in counts or text in coming or text in self.book.broken else titles.get(folded(text), "")
        if not found:
            place = next((cell.place for cell in given.texts.get("count", ())), given.place)
            message = f"count: must be the id or title of a count that is there, found {quote(text or 'none')}"
            self.problems.append(Problem(place, REQUIRED, f"{message}; {nearest(text, [*counts, *coming])}"))
        return found

    def _agree(self, fact: Fact, given: Given) -> None:
        """Refuse what is given of a fact found by its name or address, where it is otherwise than there."""
        for name, cells in given.texts.items():
            about = field_named(type(fact), name)
            filled = [cell for cell in cells if cell]
            refs = [text_of(self._find(about, [cell]), cell) for cell in filled] if about and about.kinds else None
            if (
                not about
                or not filled
                or says_same(self.book, fact, name, refs, filled)
                or {folded(filled[0]), address(filled[0])[1:]} & {key[1:] for key in keys_of(fact)}
                or isinstance(filled[0].place, EveryRow)
            ):
                continue
            was = ", ".join(written(fact, name)) or "nothing"
            message = f"{name}: must be as {fact.where(name)} has it, {quote(was)}, or empty, found {quote(filled[0])}"
            advice = f"the id of {with_article(fact.kind)} in a column 'id' of its own sheet, to change it"
            self.problems.append(Problem(filled[0].place, UNIQUE, message, advice))
        for name, inner in given.inner.items():
            about = field_named(type(fact), name)
            if about and about.kinds and (other := self.book.named.get("".join(written(fact, name)[:1]))):
                self._agree(other, inner)

    def _fill(self, draft: Draft) -> None:
        """Set the values that are to be written, and where each was given."""
        if draft.known and not draft.by_id:
            self._agree(draft.known, draft.given)
            return
        self._place(draft.given, (), draft)
        for name, cells in draft.given.texts.items():
            about = field_named(class_of(draft.kind), name)
            if name in IDENTITY or not about:
                continue
            filled = [cell for cell in cells if cell]
            refs = draft.references.get(name)
            texts: list[str | Values] = [*(refs if refs is not None else map(str, filled))]
            if draft.known is None:
                if texts:
                    draft.values[name] = texts
            elif not says_same(self.book, draft.known, name, refs, filled):
                draft.values[name] = texts
        for name, inner in draft.given.inner.items():
            about = field_named(class_of(draft.kind), name)
            if about and about.kinds and draft.references.get(name):
                if draft.known is None or draft.references[name] != written(draft.known, name):
                    draft.values[name] = [*draft.references[name]]
            elif about and about.record and (records := self._records(about, inner, draft)):
                if draft.known is None:
                    draft.values[name] = [*records]
                else:
                    self._change_records(about, inner, records, draft.known, draft)

    def _change_records(self, about: Field, inner: Given, records: list[Values], known: Fact, draft: Draft) -> None:
        """Set the records of a field of a known fact where they are otherwise; what no column gives of one stays as it is."""
        there = written_records(known, about)
        if there is None:
            message = f"{about.name}: must be changed in {known.where(about.name)}, found it in a sheet"
            self.problems.append(Problem(inner.place, TYPE, message))
            return
        old = [*there, *({} for _ in records)]
        kept = [{name: texts for name, texts in each.items() if name not in inner.texts} for each in old]
        now = [{**one, **other} for one, other in zip(kept, records, strict=False)]
        if now != there:
            draft.values[about.name] = [*now]

    def _records(self, about: Field, inner: Given, draft: Draft) -> list[Values]:
        """Return the values of the records that a row gives of a field: of a list, one for each member of its cells, in their order."""
        assert about.record
        if not about.many:
            return list(filter(None, [self._record(about, inner, (about.name,), draft)]))
        lists = {name for name in inner.texts if (field := field_named(about.record, name)) and field.many}
        number = max((len(cells) for name, cells in inner.texts.items() if name not in lists), default=1)
        found = list[Values]()
        for index in range(number):
            texts = {name: cells if name in lists else cells[index : index + 1] for name, cells in inner.texts.items()}
            if record := self._record(about, Given(inner.place, texts), (about.name, len(found)), draft):
                found.append(record)
        return found

    def _record(self, about: Field, inner: Given, path: tuple[str | int, ...], draft: Draft) -> Values:
        """Return the values of a record, as a row gives it."""
        self._place(inner, path, draft)
        assert about.record
        values: dict[str, list[str | Values]] = {}
        for name in inner.texts:
            field_of = field_named(about.record, name)
            if field_of and (filled := inner.filled(name)):
                texts = [self._reference(field_of, cell) if field_of.kinds else str(cell) for cell in filled]
                values[name] = [*texts]
        return values

    def _place(self, given: Given, path: tuple[str | int, ...], draft: Draft) -> None:
        draft.places.setdefault(path, given.place)
        for name, cells in given.texts.items():
            for index, cell in enumerate(cells):
                draft.places.setdefault((*path, name), cell.place)
                draft.places[(*path, name, index)] = cell.place
