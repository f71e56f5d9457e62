"""Checks of prose in facts: numbers are bound to facts, and bindings can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..cycles import cyclic_components, postorder
from ..factbook import Factbook
from ..kinds import Claim, Correction, Count, Event, Fact, ProseMark, Source, Statement, marked_texts, with_article
from ..kinds.field_marks import Path
from ..names import AS_KNOWN, MISSPELT_NAME, find_misspelt, with_names
from ..neutral_words import NEUTRAL, find_loaded
from ..normalize import NormalizedText, normalize, quote_as_read
from ..problems import nearest, quote
from ..prose import BINDING, Bound, Derivation, Name, Part, Untranslated, find_unbound, normalize_parts, split
from ..validation import MAX_DETAILED
from ..values import BadValue
from ..views.derived import derive
from .registry import Finding, check

WHICH_NAME: Final = "which-name"
TEXT_RULES: Final = ("prose-loop", "bare-number", "binding", NEUTRAL, MISSPELT_NAME, WHICH_NAME)
"""The rules that judge texts alone, and so their translations, too."""


ProseFinding = tuple[int, str, str, str]
"""Offset in characters, rule, message, example."""


def prose_findings(
    book: Factbook, text: str, helps: bool = True, within: str = "", code: str = ""
) -> Iterator[ProseFinding]:
    """Yield the findings in a prose text, of all rules or that of ``code``. All prose is checked here.

    ``helps`` adds to messages the nearest known names, which take time to find; those ``within`` a count come first.
    """
    try:
        parts = list(split(text))
    except BadValue as error:
        wrong = next((each[0] for each in BINDING.finditer(text) if _unreadable(each[0])), "")
        if not wrong or "{{" in text:
            wrong = text[text.find("{") :] if "{" in text else text[: text.find("}") + 1]
        meant = book.spellings.get(wrong.strip("{} ").casefold())
        hint = f"; did you mean '{{{meant}}}'?" if meant else ""
        if code in ("", "binding"):
            yield 0, "binding", f"{error}, found {quote(wrong)}{hint}", error.example
        return
    if code in ("", "binding"):
        yield from _bindings(book, parts, helps, within)
    if code in ("", WHICH_NAME):
        yield from _shared_names(book, parts)
    finders = {each: finder for each, finder in _FINDERS.items() if code in ("", each)}
    words = normalize_parts(parts) if finders else normalize("")
    for rule_code, finder in finders.items():
        for start, end, message, example in finder(words, book):
            first, last = words.source_span(start, end)
            found = quote_as_read(text[first:last], words.text[start:end])
            yield first, rule_code, message.format(found=found), example


Found = Iterator[tuple[int, int, str, str]]
"""Start and end in a normalised text; a message with a place for what was ``{found}``; and an example."""


def _bare_numbers(words: NormalizedText, book: Factbook) -> Found:
    for start, end, what in find_unbound(words):
        message = f"must be bound to a fact or marked as no claim, found the bare {what} {{found}}"
        yield start, end, message, '{visitors/constabulary-2025-06-01} or {"Group of 7"}'


def _loaded_words(words: NormalizedText, book: Factbook) -> Found:
    for start, end, reason in find_loaded(words):
        yield start, end, f"must be told in neutral words, found {{found}}: {reason}", '{"a word that somebody used"}'


def _misspelt_names(words: NormalizedText, book: Factbook) -> Found:
    for start, end, name in find_misspelt(words, book.known_names):
        yield start, end, f"{AS_KNOWN}, found {{found}}; did you mean {quote(name)}?", f'{{"{words.text[start:end]}"}}'


_FINDERS: Final = {"bare-number": _bare_numbers, NEUTRAL: _loaded_words, MISSPELT_NAME: _misspelt_names}


def _shared_names(book: Factbook, parts: Iterable[Part]) -> Iterator[ProseFinding]:
    for part in with_names(parts, book.known_names):
        if isinstance(part, Name) and len(part.refs) > 1:
            some = ", ".join(part.refs[:3]) + (", …" if len(part.refs) > 3 else "")
            message = f"must say who is meant, found {quote(part.text)}, which several are called: {some}"
            yield part.offset, WHICH_NAME, message, f"{{{part.refs[0]}}} or {{{part.refs[0]}.short}}"


def _bindings(book: Factbook, parts: Iterable[Part], helps: bool, within: str) -> Iterator[ProseFinding]:
    for part in parts:
        if isinstance(part, Bound):
            if message := binding_problem(book, part.ref, part.field, helps, within):
                yield part.offset, "binding", message, ""
        elif isinstance(part, Derivation):
            for ref in part.refs:
                expected = Event if part.function == "days" else Claim
                if not isinstance(book.named.get(ref), expected) and not book.is_broken(ref):
                    known = (name for name, fact in book.named.items() if isinstance(fact, expected))
                    meant = f"; {nearest(ref, known)}" if helps else ""
                    yield part.offset, "binding", f"must name two {expected.plural}, found {quote(ref)}{meant}", ""
                    break
            else:
                if message := _no_figure(book, part):
                    yield part.offset, "binding", f"must give a figure, found: {message}", ""


def _unreadable(text: str) -> bool:
    """Whether a binding in braces has a syntax error."""
    try:
        return not list(split(text))
    except BadValue:
        return True


def _no_figure(book: Factbook, part: Derivation) -> str:
    """Why a derived figure cannot be computed; empty if it can."""
    try:
        derive(book, part.function, part.refs)
    except ValueError as error:
        return str(error)
    except LookupError:
        return ""  # of a fact that could not be read, and was reported
    return ""


def binding_problem(book: Factbook, ref: str, field: str = "", helps: bool = True, within: str = "") -> str:
    """Why a binding to a fact cannot be printed; empty if it can. ``helps`` and ``within`` are as in :func:`prose_findings`."""
    fact = book.named.get(ref)
    if book.is_broken(ref):
        return ""
    if fact is None:
        hint = f"; {nearest(ref, book.named, aliases=book.spellings, within=within)}" if helps else ""
        return f"must be the id of a known fact, found {quote(ref)}{hint}"
    known = fact.descriptor.printable(fact)
    if field and field not in known:
        return f"must be a field of {with_article(fact.kind)} that can be printed ({', '.join(known) or 'none'}), found {quote(field)}"
    if getattr(fact, "status", "") == "withdrawn" and not isinstance(fact, Source):  # a document is named, not believed
        return f"must not be a withdrawn fact, found {quote(ref)} (withdrawn: {getattr(fact, 'because', '')})"
    return ""


MAX_PRINTED = 5_000
MAX_INSIDE = 5
"""Limits of a title with the titles it prints: characters, and levels of nesting."""


@check("prose-loop")
def titles_do_not_print_each_other(book: Factbook) -> Iterator[Finding]:
    """A title or statement does not print itself, straight or through the titles it prints, nor more than five titles inside each other or 5,000 characters in all."""
    titles = _titles(book)
    printing = {ref: tuple(_printed_titles(book, text)) for ref, text in titles.items()}
    looping = {ref for loop in cyclic_components(printing) for ref in loop}
    for ref in looping:
        fact, field = _titled(book, ref)
        message = f"{field}: must not print itself, found a binding that leads back to {fact.id!r}"
        yield fact.where(field), message, ""
    sizes: dict[str, tuple[int, int]] = {}
    for ref in () if looping else postorder(printing):
        inside = [sizes[name] for name in printing[ref] if name in sizes]
        length = len(titles[ref]) + sum(each for each, _ in inside)
        depth = 1 + max((each for _, each in inside), default=0)
        sizes[ref] = length, depth
        if length > MAX_PRINTED or depth > MAX_INSIDE:
            sizes[ref] = 0, 0  # reported once, not for each title that prints it
            fact, field = _titled(book, ref)
            message = f"{field}: must print at most {MAX_INSIDE} titles inside each other and {MAX_PRINTED:,} characters, found {depth} and {length:,}"
            yield fact.where(field), message, ""


def _titled(book: Factbook, ref: str) -> tuple[Fact, str]:
    """The fact with the title or statement of that name, and its field."""
    fact = book.named[ref.removesuffix(".title")]
    return fact, "says" if isinstance(fact, Statement) else "title"


def _titles(book: Factbook) -> dict[str, str]:
    """The texts of counts, statements and events that a binding prints in full, by the name of the binding."""
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


def _prose(book: Factbook, rule_code: str) -> Iterator[Finding]:
    count = 0
    for fact, path, text in book.once(_texts):
        if isinstance(fact, Correction) and rule_code in (NEUTRAL, MISSPELT_NAME, WHICH_NAME):
            continue  # it tells what stood there, and stays as it was published
        helps = rule_code == "binding" and count < MAX_DETAILED
        for _, _, message, example in prose_findings(book, text, helps, fact.id, rule_code):
            count += 1
            yield fact.where(*path), f"{path[-1]}: {message}", example


def _texts(book: Factbook) -> list[tuple[Fact, Path, str]]:
    """Return every prose text with its fact and path, but for one in another language, which is judged in that."""
    return [
        (fact, path, text)
        for fact in book.all_facts()
        for path, text, _ in marked_texts(fact, ProseMark)
        if not isinstance(text, Untranslated)
    ]


@check("bare-number")
def no_bare_numbers(book: Factbook) -> Iterator[Finding]:
    """A number or date in prose, a title, a headline, a caption or alt text is bound to a fact, or marked as no claim."""
    yield from _prose(book, "bare-number")


@check("binding")
def bindings_hold(book: Factbook) -> Iterator[Finding]:
    """A binding names a fact that is known and not withdrawn, and a part of it that can be printed."""
    yield from _prose(book, "binding")


@check(NEUTRAL)
def words_are_neutral(book: Factbook) -> Iterator[Finding]:
    """What we write blames and belittles nobody, and gives a date where a season would stand; a word that somebody used is marked as literal."""
    yield from _prose(book, NEUTRAL)


@check(MISSPELT_NAME)
def names_are_spelt_as_known(book: Factbook) -> Iterator[Finding]:
    """A word of a text that is one letter off the surname of a known person is spelt as in the record, or marked as the name of another."""
    yield from _prose(book, MISSPELT_NAME)


@check(WHICH_NAME)
def names_are_of_one(book: Factbook) -> Iterator[Finding]:
    """A known name in a text of a fact leads by itself to whom it names; one that several have is bound to who is meant, unless the text has named them in full before."""
    yield from _prose(book, WHICH_NAME)
