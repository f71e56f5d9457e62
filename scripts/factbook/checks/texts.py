"""Checks of the editors' own words in facts: numbers bound, bindings known."""

from __future__ import annotations

from collections.abc import Iterator

from ..factbook import Factbook
from ..kinds import Claim, Count, Event, Fact, ProseMark, Source, Statement, marked, with_article
from ..problems import found, nearest
from ..prose import BINDING, Bound, Derivation, Text, bare, split
from ..values import BadValue
from ..views.derived import derive
from .registry import Finding, check

FIELDS: dict[str, tuple[str, ...]] = {
    "claim": ("as_of", "said_on", "by", "wording"),
    "event": ("date", "title"),
    "statement": ("as_of",),
}
"""What a binding may ask of a fact beside its plain name, by kind."""


def prose_findings(book: Factbook, text: str) -> Iterator[tuple[int, str, str, str]]:
    """What is wrong in a prose text: offset, rule, message, example. The one place where prose is judged."""
    try:
        parts = list(split(text))
    except BadValue as error:
        wrong = next((each[0] for each in BINDING.finditer(text) if _unreadable(each[0])), text)
        yield 0, "binding", f"{error}, found {found(wrong)}", error.example
        return
    for part in parts:
        if isinstance(part, Text):
            for offset, word, what in bare(part.text):
                message = f"must be bound to a fact or marked as no claim, found the bare {what} {found(word)}"
                yield (
                    part.offset + offset,
                    "bare-number",
                    message,
                    '{visitors/constabulary-2025-06-01} or {"Group of 7"}',
                )
        elif isinstance(part, Bound):
            if message := binding_problem(book, part.ref, part.field):
                yield part.offset, "binding", message, ""
        elif isinstance(part, Derivation):
            for ref in part.refs:
                wanted = Event if part.function == "days" else Claim
                if not isinstance(book.named.get(ref), wanted) and not book.is_broken(ref):
                    known = [name for name, fact in book.named.items() if isinstance(fact, wanted)]
                    yield (
                        part.offset,
                        "binding",
                        f"must name two {wanted.plural}, found {found(ref)}; {nearest(ref, known)}",
                        "",
                    )
                    break
            else:
                if message := _no_figure(book, part):
                    yield part.offset, "binding", f"must give a figure, found: {message}", ""


def _unreadable(text: str) -> bool:
    """Whether one binding in braces cannot be read."""
    try:
        return not list(split(text))
    except BadValue:
        return True


def _no_figure(book: Factbook, part: Derivation) -> str:
    """Why a derived figure cannot be worked out, or nothing when it can."""
    try:
        derive(book, part.function, part.refs)
    except ValueError as error:
        return str(error)
    except LookupError:
        return ""  # of a fact that could not be read, and was reported
    return ""


def binding_problem(book: Factbook, ref: str, field: str = "") -> str:
    """Why a fact cannot be printed, or nothing when it can."""
    fact = book.named.get(ref)
    if book.is_broken(ref):
        return ""
    if fact is None:
        return f"must be the id of a known fact, found {found(ref)}; {nearest(ref, book.named)}"
    if field and field not in FIELDS.get(fact.kind, ()):
        known = FIELDS.get(fact.kind, ())
        return f"must be a field of {with_article(fact.kind)} that can be printed ({', '.join(known) or 'none'}), found {found(field)}"
    if getattr(fact, "status", "") == "withdrawn" and not isinstance(fact, Source):  # a document is named, not believed
        return f"must not be a withdrawn fact, found {found(ref)} (withdrawn: {getattr(fact, 'because', '')})"
    return ""


@check("prose-loop")
def titles_do_not_print_each_other(book: Factbook) -> Iterator[Finding]:
    """A title or statement does not print itself, straight or through the titles it prints."""
    printing = {ref: set(_printed_titles(book, text)) for ref, text in _titles(book).items()}
    for ref in printing:
        reached: set[str] = set()
        ahead = list(printing[ref])
        while ahead:
            if (name := ahead.pop()) not in reached and name in printing:
                reached.add(name)
                ahead.extend(printing[name])
        if ref in reached:
            fact = book.named[ref.removesuffix(".title")]
            field = "says" if isinstance(fact, Statement) else "title"
            yield (
                fact.where(field),
                f"{field}: must not print itself, found a binding that leads back to {fact.id!r}",
                "",
            )


def _titles(book: Factbook) -> dict[str, str]:
    """The texts that bindings print as they are, by the name of the binding: of counts, statements and events."""
    return {
        **{count.id: count.title for count in book.of(Count).values()},
        **{statement.id: statement.says for statement in book.of(Statement).values()},
        **{f"{event.id}.title": event.title for event in book.of(Event).values()},
    }


def _printed_titles(book: Factbook, text: str) -> Iterator[str]:
    try:
        for part in split(text):
            if isinstance(part, Bound) and part.field in ("", "title"):
                yield f"{part.ref}.{part.field}".rstrip(".")
    except BadValue:
        return  # reported as a binding that cannot be read


def _prose(book: Factbook, wanted: str) -> Iterator[Finding]:
    for facts in book.facts.values():
        for fact in facts.values():
            yield from _prose_of(book, fact, wanted)


def _prose_of(book: Factbook, fact: Fact, wanted: str) -> Iterator[Finding]:
    for path, text, _ in marked(fact, ProseMark):
        for _, code, message, example in prose_findings(book, text):
            if code == wanted:
                yield fact.where(*path), f"{path[-1]}: {message}", example


@check("bare-number")
def no_bare_numbers(book: Factbook) -> Iterator[Finding]:
    """A number or date in prose, a title, a headline, a caption or alt text is bound to a fact, or marked as no claim."""
    yield from _prose(book, "bare-number")


@check("binding")
def bindings_hold(book: Factbook) -> Iterator[Finding]:
    """A binding names a fact that is known and not withdrawn, and a part of it that can be printed."""
    yield from _prose(book, "binding")
