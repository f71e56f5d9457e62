"""What editors write between paragraphs: charts, tables, lists and cards, each with a template of its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from ..charts import ChartRefused, draw
from ..checks.texts import prose_findings
from ..kinds import KINDS, Assessment, Claim, Correction, Count, Event, Fact, Organisation, Person, Record, Source, Statement, Term, Told
from ..problems import RULES, found, nearest, rule
from ..views.conflicts import Conflict
from ..views.matrix import who_says_what
from ..views.origins import independent_origins
from ..views.series import chronological, revisions
from ..views.standing import standing
from ..views.timeline import timeline as timeline_view
from .markup import block
from .words import label_of, plain_prose
from .writer import Writer

BLOCK = rule("page-block", "A block in a page is called with the names of known facts and with options it has.")
HEADLINE = rule("headline", "A chart has a headline that states its finding, bound like prose.")

BlockFunction = Callable[..., Mapping[str, Any] | None]
BLOCKS: dict[str, BlockFunction] = {}


def block_function(function: BlockFunction) -> BlockFunction:
    """Register a function under its own name; its docstring is its line in the editors' guide."""
    BLOCKS[function.__name__] = function
    return function


class Refused(Exception):
    """A block that cannot be made; the message completes "must …"."""

    def __init__(self, message: str, near: str = "", example: str = "", code: str = BLOCK) -> None:
        super().__init__(message)
        self.near, self.example, self.code = near, example, code


def functions(writer: Writer) -> Mapping[str, Callable[..., Markup]]:
    """The functions for one page."""
    return {name: _bound_to(writer, name, function) for name, function in BLOCKS.items()}


def _bound_to(writer: Writer, name: str, function: BlockFunction) -> Callable[..., Markup]:
    def call(*arguments: object, **options: object) -> Markup:
        try:
            context = function(writer, *arguments, **options)
        except Refused as error:
            writer.problem(error.code, f"must {error}", error.example, error.near)
            return Markup()
        except TypeError as error:  # wrong arguments: the editor's, as this line is the only caller
            if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
                raise
            writer.problem(BLOCK, f"must be called as its example, found: {error}", (function.__doc__ or "").split("``")[1], f"{name}(")
            return Markup()
        return block(writer.html(name, context)) if context else Markup()

    call.for_editors = True  # type: ignore[attr-defined]  # what the sandbox asks of a function
    return call


def _known(writer: Writer, kind: type[Fact], ref: str) -> Any:
    facts = writer.book.of(kind)
    if ref not in facts:
        raise Refused(f"name a known {kind.kind}, found {found(ref)}; {nearest(str(ref), facts)}", near=str(ref))
    return facts[ref]


def _party(writer: Writer, ref: str) -> Organisation | Person:
    party = writer.book.party(ref)
    if party is None:
        known = [*writer.book.of(Organisation), *writer.book.of(Person)]
        raise Refused(f"name a known organisation or person, found {found(ref)}; {nearest(str(ref), known)}", near=str(ref))
    return party


@block_function
def chart(writer: Writer, name: str, headline: str = "", **options: object) -> Mapping[str, Any]:
    """``chart("claims", count="killed", headline="{nis} counted {killed/nis-2025-04-30} dead")``: a chart with its table."""
    if not headline:
        raise Refused("have a headline that states its finding", near="chart(", example='headline="…"', code=HEADLINE)
    wrong = False
    written_here = headline in writer.document.text  # a headline taken from a fact is judged there
    for _, code, message, example in prose_findings(writer.book, headline) if written_here else ():
        writer.problem(code, f"headline: {message}", example, near=headline[:20])
        wrong = True
    if wrong:
        return {}
    try:
        drawing = draw(name, writer.book, options, plain_prose(writer.book, headline), cache=writer.story.cache)
    except ChartRefused as error:
        raise Refused(str(error).removeprefix("must "), near=name) from error
    return {"drawing": drawing, "headline": headline}


@block_function
def numbers(writer: Writer, *counts: str) -> Mapping[str, Any]:
    """``numbers("killed", "casualties")``: a card for each count with its range, and who says so."""
    cards = []
    for ref in counts:
        count = _known(writer, Count, ref)
        others = len({claim.by for claim in count.claims if claim.scope and claim.status != "misreport"})
        cards.append({"count": count, "claims": standing(writer.book, count), "others": others, "origins": independent_origins(writer.book, count.claims)})
    return {"cards": cards}


@block_function
def claims(writer: Writer, count: str = "", by: str = "", source: str = "") -> Mapping[str, Any] | None:
    """``claims(count="killed")``, ``claims(by="nis")`` or ``claims(source="herald-2025-01-31")``: a table of claims."""
    if count:
        chosen = list(_known(writer, Count, count).claims)
    elif by:
        _party(writer, by)
        chosen = [claim for claim in writer.book.claims.values() if by == claim.by or by in claim.through]
    else:
        _known(writer, Source, source)
        chosen = [claim for claim in writer.book.claims.values() if source in claim.sources]
    rows = chronological(chosen)[::-1]
    standing = [claim for claim in rows if claim.status not in ("misreport", "withdrawn")]
    fallen = [claim for claim in rows if claim.status in ("misreport", "withdrawn")]
    return {"standing": standing, "fallen": fallen, "show_count": not count, "page_of": count, "conflicts": writer.story.conflicts_by_claim} if rows else None


ORDER: Final = ("transmission", "unexplained", "independent", "scope", "revision", "precision")


@block_function
def conflicts(writer: Writer, count: str = "", by: str = "", source: str = "", kind: str = "") -> Mapping[str, Any] | None:
    """``conflicts()``, or with ``count=``, ``by=``, ``source=`` or ``kind=``: where claims differ, and why."""
    if count:
        _known(writer, Count, count)
    if kind and kind not in ORDER:
        raise Refused(f"name a kind of conflict, found {found(kind)}; {nearest(kind, ORDER)}", near=kind)
    chosen = [
        conflict
        for conflict in writer.story.conflicts
        if (not count or count in (conflict.first.count, conflict.second.count))
        and (not by or by in (conflict.first.by, conflict.second.by))
        and (not source or source in (*conflict.first.sources, *conflict.second.sources))
        and kind in ("", conflict.kind)
    ]
    attached = {id(conflict.assessment) for conflict in writer.story.conflicts}
    apart = [
        assessment
        for each in writer.book.of(Count).values()
        for assessment in each.assessments
        if id(assessment) not in attached
        and (not count or any(ref.startswith(f"{count}/") for ref in assessment.claims))
        and kind in ("", assessment.kind)
        and not (by or source)
    ]
    if not chosen and not apart:
        return None
    return {"groups": _grouped(writer, chosen, apart), "show_count": not count}


def _grouped(writer: Writer, chosen: list[Conflict], apart: list[Assessment]) -> list[dict[str, Any]]:
    """Conflicts by kind; within a kind, those that share an assessment together, the others by count.

    ``apart`` are assessments of claims between which the build finds no conflict; they stand with their claims.
    """
    groups = []
    for kind in ORDER:
        parts: dict[object, dict[str, Any]] = {}
        for conflict in (each for each in chosen if each.kind == kind):
            key = id(conflict.assessment) if conflict.assessment else conflict.second.count
            part = parts.setdefault(key, {"assessment": conflict.assessment, "count": conflict.second, "pairs": [], "claims": []})
            part["pairs"].append(conflict)
        for assessment in (each for each in apart if each.kind == kind):
            claims = [writer.book.claims[ref] for ref in assessment.claims]
            parts[id(assessment)] = {"assessment": assessment, "count": claims[0], "pairs": [], "claims": claims}
        if parts:
            groups.append({"kind": kind, "parts": list(parts.values())})
    return groups


@block_function
def tellings(writer: Writer, by: str = "", source: str = "", person: str = "") -> Mapping[str, Any] | None:
    """``tellings()``: events and statements that are told in more than one way, with the editors' assessment."""
    told = [fact for fact in _told(writer) if (fact.otherwise or fact.assessment) and _concerns(fact, by, source, person)]
    return {"told": told} if told else None


def _told(writer: Writer) -> list[Told]:
    return [*timeline_view(writer.book), *writer.book.of(Statement).values()]


def _concerns(fact: Told, by: str, source: str, person: str) -> bool:
    """Whether a telling is by, in or about what a page asks for; nothing asked for is everything."""
    return (
        (not by or by == fact.by or by in fact.through or any(by == other.by for other in fact.otherwise))
        and (not source or source in (fact.source, *(also.source for also in fact.also_in), *(other.source for other in fact.otherwise)))
        and (not person or person in fact.people)
    )


@block_function
def events(writer: Writer, type: str = "", person: str = "", place: str = "", by: str = "", source: str = "") -> Mapping[str, Any] | None:
    """``events()``, or with ``type=``, ``person=``, ``place=``, ``by=`` or ``source=``: dated events as a list."""
    chosen = timeline_view(writer.book, type=type or None, person=person or None, place=place or None)
    rows = [event for event in chosen if _concerns(event, by, source, "")]
    years: dict[str, list[Event]] = {}
    for event in rows:
        years.setdefault(str((event.date.earliest or event.date.last_day).year), []).append(event)
    home = writer.story.addresses.get(rows[0].ref) if rows else None
    return {"years": years, "here": home is not None and home.path == writer.path} if rows else None


@block_function
def statements(writer: Writer, by: str = "", source: str = "", person: str = "", about: str = "") -> Mapping[str, Any] | None:
    """``statements()``, or with ``by=``, ``source=``, ``person=`` or ``about=``: what is asserted without a count."""
    chosen = [
        statement
        for statement in writer.book.of(Statement).values()
        if statement.status != "withdrawn" and _concerns(statement, by, source, person) and (not about or about in statement.about)
    ]
    topics: dict[str, list[Statement]] = {}
    for statement in chosen:
        topics.setdefault(statement.about[0] if statement.about else "Other", []).append(statement)
    home = writer.story.addresses.get(chosen[0].ref) if chosen else None
    return {"topics": topics, "here": home is not None and home.path == writer.path} if chosen else None


@block_function
def steps(writer: Writer, count: str = "", by: str = "") -> Mapping[str, Any] | None:
    """``steps(count="killed")`` or ``steps(by="nis")``: how claimants moved from one figure to the next."""
    counts = [_known(writer, Count, count)] if count else list(writer.book.of(Count).values())
    rows = [step for each in counts for step in revisions(writer.book, each) if by in ("", step.later.by)]
    return {"steps": rows, "show_count": not count} if rows else None


@block_function
def roles(writer: Writer, person: str) -> Mapping[str, Any]:
    """``roles("sergei-shoigu")``: the posts and relations of a person, each with its source."""
    return {"person": _known(writer, Person, person)}


@block_function
def details(writer: Writer, ref: str) -> Mapping[str, Any]:
    """``details("nis")``: what is known of an organisation, person, source or count, field by field."""
    fact = writer.book.named.get(ref)
    if fact is None:
        raise Refused(f"name a known fact, found {found(ref)}; {nearest(ref, writer.book.named)}", near=ref)
    return {"fact": fact, "kind": fact.kind, "users": [user for user in writer.story.uses.get(ref, ()) if user.kind == "source"]}


@block_function
def index(writer: Writer, plural: str) -> Mapping[str, Any]:
    """``index("counts")``: a list of all facts of a kind, each with a line about it."""
    kinds = {kind.plural: name for name, kind in KINDS.items()}
    if plural not in kinds:
        raise Refused(f"name a kind of fact in the plural, found {found(plural)}; {nearest(str(plural), kinds, 12)}", near=str(plural))
    facts = sorted(writer.book.facts[kinds[plural]].values(), key=lambda fact: label_of(writer.book, fact).casefold())
    claimed: dict[str, int] = {}
    for claim in writer.book.claims.values():
        claimed[claim.by] = claimed.get(claim.by, 0) + 1
    if plural == "organisations":
        facts.sort(key=lambda fact: -claimed.get(fact.id, 0))
    return {"facts": facts, "plural": plural, "claimed": claimed, "uses": writer.story.uses, "origins": lambda count: independent_origins(writer.book, count.claims)}


@block_function
def matrix(writer: Writer) -> Mapping[str, Any]:
    """``matrix()``: counts by claimants, so that silence shows too."""
    table = who_says_what(writer.book)
    return {"table": table, "counts": [writer.book.of(Count)[ref] for ref in table.counts]}


@block_function
def corrections(writer: Writer) -> Mapping[str, Any]:
    """``corrections()``: what was changed after publication, newest first."""
    rows = sorted(writer.book.of(Correction).values(), key=lambda each: (each.date.last_day, each.id), reverse=True)
    return {"corrections": rows}


@block_function
def glossary(writer: Writer) -> Mapping[str, Any]:
    """``glossary()``: every term with its meaning."""
    return {"terms": sorted(writer.book.of(Term).values(), key=lambda term: term.name.casefold())}


@block_function
def rules(writer: Writer) -> Mapping[str, Any]:
    """``rules()``: every rule that the build enforces, made from the checks themselves."""
    return {"rules": sorted(RULES.items())}


@block_function
def fields(writer: Writer) -> Mapping[str, Any]:
    """``fields()``: every field of every kind of fact, made from the definitions themselves."""
    kinds: dict[str, type[Record]] = {**{kind.plural: kind for kind in KINDS.values()}, "claims": Claim}
    return {"kinds": kinds}


@block_function
def used_on(writer: Writer, ref: str) -> Mapping[str, Any] | None:
    """``used_on("killed")``: the pages of the story that print a fact, or a claim on a count."""
    used = (places for name, places in writer.used_on.items() if name == ref or name.startswith(f"{ref}/"))
    pages = {path: title for places in used for path, title in places.items()}
    return {"pages": pages} if pages else None
