"""Functions that editors call inside a sentence, one for each kind of binding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup, escape

from ..checks.texts import binding_problem
from ..factbook import Factbook
from ..kinds import (
    KINDS,
    Claim,
    Count,
    Event,
    Fact,
    Organisation,
    Person,
    Series,
    SeriesRow,
    Source,
    Term,
    with_article,
)
from ..kinds import Place as PlaceFact
from ..problems import nearest, quote, rule
from ..prose import DERIVED
from ..values.formats import current, quoted
from ..views.derived import derive
from ..words import label_of, plain_prose, printed, short_name
from .addresses import facts_of
from .expressions import BadCall, bind_arguments, example_of, literal_texts
from .markup import Inline, markdown_text
from .writer import Writer

FACT = rule(
    "page-fact", "A binding in a page names a fact that is known, not withdrawn, and of the kind the function prints."
)
LITERAL = rule("literal", "A literal is a short name, at most forty characters, that is no claim.")
NAMED = (Organisation, Person, PlaceFact)

InlineFunction = Callable[..., Inline]
NOTHING = Inline("", Markup())
INLINE: dict[str, Callable[..., Inline]] = {}


def inline(function: InlineFunction) -> InlineFunction:
    """Register a function under its own name; its docstring is its line in the editors' guide."""
    INLINE[function.__name__] = function
    return function


def functions(writer: Writer) -> Mapping[str, Callable[..., Inline]]:
    """Return the inline functions bound to one page."""
    return {name: _bound_to(writer, function) for name, function in INLINE.items()}


def _bound_to(writer: Writer, function: InlineFunction) -> Callable[..., Inline]:
    """Return a closure that checks a call against the function's signature first."""

    def call(*arguments: object, **options: object) -> Inline:
        try:
            call = bind_arguments(function, arguments, options)
        except BadCall as error:
            writer.problem(FACT, f"must {error}", example_of(function), f"{function.__name__}(")
            return NOTHING
        writer.own_texts += [(writer.line, *each) for each in literal_texts(function, call)]
        return function(writer, *call.args, **call.kwargs)

    call.for_editors = True  # type: ignore[attr-defined]  # what the sandbox asks of a function
    return call


def _find(writer: Writer, ref: object, kinds: tuple[type[Fact], ...], field: str = "") -> Fact | None:
    """Return a fact to print, or add a problem and return ``None``."""
    ref = str(ref)
    fact = writer.book.named.get(ref)
    if not isinstance(fact, kinds):
        expected = " or ".join(kind.kind for kind in kinds)
        candidates = [name for name, other in writer.book.named.items() if isinstance(other, kinds)]
        which = f", which is {with_article(fact.kind)}" if fact else ""
        hint = nearest(ref, candidates, aliases=writer.book.spellings)
        writer.problem(FACT, f"must name a known {expected}, found {quote(ref)}{which}; {hint}", near=ref)
        return None
    if message := binding_problem(writer.book, ref, field):
        writer.problem(FACT, message, near=ref)
        return None
    return fact


def _unknown(writer: Writer, must: str, name: str, known: Iterable[str], limit: int = 8) -> Inline:
    """Add a problem for a name that is none of the ``known`` ones; return nothing to print."""
    message = f"must be {must}, found {quote(name)}; {nearest(str(name), known, limit)}"
    writer.problem(FACT, message, near=str(name))
    return NOTHING


def _button(writer: Writer, card: str, text: str) -> Markup:
    """Return a button with a bound text that opens its source card, without a script."""
    return Markup(f'<button type="button" class="fact" popovertarget="{escape(card)}">{markdown_text(text)}</button>')


def _link(writer: Writer, fact: Fact, text: str, css: str) -> Markup:
    target = writer.link(fact)
    if not target:
        return markdown_text(text)
    return Markup(f'<a class="{css}" href="{escape(target)}">{markdown_text(text)}</a>')


@inline
def claim(writer: Writer, ref: str, by: bool = False, unit: bool = False) -> Inline:
    """``claim("visitors/constabulary-2025-06-01")``: an amount with its precision; ``unit=true`` adds what is counted, ``by=true`` who says it."""
    fact = _find(writer, ref, (Claim,))
    if not isinstance(fact, Claim):
        return NOTHING
    text = printed(writer.book, fact)
    if unit:
        count = writer.book.count_of(fact)
        words = count.unit_of(fact)
        if fact.value.known and not words:
            message = f"must print an amount whose unit is known in the singular, found a count without 'unit_one' ({count.id})"
            writer.problem(FACT, message, "unit_one: visitor", near=ref)
        text = f"{text} {words}".rstrip()
    html = _button(writer, writer.card(fact), text)
    if not by:
        return Inline(text, html, (fact.ref,), fact.ref)
    said_by = f"({short_name(writer.book, fact.by)})"
    return Inline(f"{text} {said_by}", html + " " + markdown_text(said_by), (fact.ref,), fact.ref, frozenset({fact.by}))


@inline
def value(writer: Writer, series: str, row: str, column: str = "", unit: bool = False, by: bool = False) -> Inline:
    """``value("rain", "2025-06-meadow", "rain")``: a figure of a series; ``unit=true`` adds its unit, ``by=true`` who gives it."""
    table = _find(writer, series, (Series,))
    if not isinstance(table, Series):
        return NOTHING
    found = _find(writer, f"{series}/{row}", (SeriesRow,))
    if not isinstance(found, SeriesRow):
        return NOTHING
    figures = [each.name for each in table.figures]
    if column not in table.by_name and (column or len(figures) > 1):
        message = f"must name a column of {series}, found {quote(column)}; {nearest(column, figures)}"
        writer.problem(FACT, message, f'value("{series}", "{row}", "{figures[0]}")', near=column or series)
        return NOTHING
    chosen = table.by_name[column or figures[0]]
    text = found.words(chosen.name)
    if not text:
        given = [each for each in figures if found.words(each)]
        message = f"must name a cell that is given, found {chosen.name} of {found.ref} empty; {nearest('', given)}"
        writer.problem(FACT, message, "a row that has it", near=row)
        return NOTHING
    if unit:
        text = f"{text} {table.unit_of(chosen)}".rstrip()
    html = _button(writer, writer.card(found), text)
    refs = (found.ref, table.id)
    if not by:
        return Inline(text, html, refs, found.ref)
    said_by = f"({short_name(writer.book, table.by)})"
    return Inline(f"{text} {said_by}", html + " " + markdown_text(said_by), refs, found.ref, frozenset({table.by}))


@inline
def wording(writer: Writer, ref: str) -> Inline:
    """``wording("visitors/herald-2025-06-02")``: the source's own words for an amount, in quotation marks."""
    fact = _find(writer, ref, (Claim,))
    if not isinstance(fact, Claim):
        return NOTHING
    if not fact.wording:
        writer.problem(FACT, f"must name a claim that has a wording, found {quote(ref)}", 'claim("…")', near=ref)
        return NOTHING
    text = quoted(fact.wording)
    return Inline(text, _button(writer, writer.card(fact), text), (fact.ref,), fact.ref)


@inline
def date(writer: Writer, ref: str, field: str = "") -> Inline:
    """``date("festival-opened")`` or ``date("visitors/constabulary-2025-06-01", "as_of")``: the date of an event or claim; plain where the page has led to the card of that already."""
    fact = _find(writer, ref, (Event, Claim), field or "")
    if not isinstance(fact, Event | Claim):
        return NOTHING
    name = field or ("as_of" if isinstance(fact, Claim) else "date")
    text = printed(writer.book, fact, name)
    html = markdown_text(text) if fact.ref in writer.met else _button(writer, writer.card(fact), text)
    return Inline(text, html, (fact.ref,))


@inline
def name(writer: Writer, ref: str, short: bool = False) -> Inline:
    """``name("guild")`` or ``name("guild", short=true)``: an organisation or place as a link, a person with a card; plain after the first time. The short name of a person is the surname where no other is given."""
    fact = _find(writer, ref, NAMED)
    if not isinstance(fact, NAMED):
        return NOTHING
    text = fact.name
    if short:
        text = fact.short or fact.surname if isinstance(fact, Person) else short_name(writer.book, fact.id)
    if fact.ref in writer.met:
        html = markdown_text(text)
    else:
        html = (
            _button(writer, writer.card(fact), text) if isinstance(fact, Person) else _link(writer, fact, text, "name")
        )
    writer.met.add(fact.ref)
    return Inline(text, html, (fact.ref,), parties=frozenset({fact.id}))


@inline
def event(writer: Writer, ref: str) -> Inline:
    """``event("festival-opened")``: what happened, as a link to the timeline."""
    fact = _find(writer, ref, (Event,))
    return _titled(writer, fact, plain_prose(writer.book, fact.title)) if isinstance(fact, Event) else NOTHING


@inline
def count(writer: Writer, ref: str, text: str = "") -> Inline:
    """``count("visitors")``: the title of a count as a link to its page; ``text`` says it in other words."""
    fact = _find(writer, ref, (Count,))
    return _titled(writer, fact, text or label_of(writer.book, fact)) if isinstance(fact, Count) else NOTHING


@inline
def source(writer: Writer, ref: str) -> Inline:
    """``source("herald-2025-01-31")``: a short citation as a link to the source's page."""
    fact = _find(writer, ref, (Source,))
    return (
        _titled(writer, fact, label_of(writer.book, fact), frozenset({fact.publisher}))
        if isinstance(fact, Source)
        else NOTHING
    )


def _titled(writer: Writer, fact: Fact, text: str, parties: frozenset[str] = frozenset()) -> Inline:
    return Inline(text, _link(writer, fact, text, "ref"), (fact.ref,), parties=parties)


@inline
def derived(writer: Writer, function: str, first: str, second: str) -> Inline:
    """``derived("share", "young-visitors/constabulary-2025-06-01", "visitors/constabulary-2025-06-01")``: days, share, difference or sum, with its formula."""
    if function not in DERIVED:
        return _unknown(writer, "a kind of derived figure", function, DERIVED)
    kinds: tuple[type[Fact], ...] = (Event,) if function == "days" else (Claim,)
    if _find(writer, first, kinds) is None or _find(writer, second, kinds) is None:
        return NOTHING
    try:
        figure = derive(writer.book, function, (first, second))
    except ValueError as error:
        writer.problem(FACT, f"must give a figure, found: {error}", near=first)
        return NOTHING
    return Inline(figure.words, _button(writer, writer.card(figure), figure.words), figure.refs)


@inline
def term(writer: Writer, ref: str, text: str = "", optional: bool = False) -> Inline:
    """``term("gate-count")``: a word of the glossary with a card that says what it means; ``text`` bends it to the sentence.

    With ``optional`` the text stands alone where the glossary has no such word.
    """
    fact = writer.book.of(Term).get(ref)
    if fact is None:
        if optional and text:
            return Inline(text, markdown_text(text))
        return _unknown(writer, "a term of the glossary", ref, writer.book.of(Term))
    return Inline(text or fact.name, _button(writer, writer.card(fact), text or fact.name), (fact.qualified,))


@inline
def literal(writer: Writer, text: str) -> Inline:
    """``literal("Article 4")``: a number or date that is part of a name, and no claim."""
    if len(text) > 40:
        writer.problem(
            LITERAL, f"must be at most 40 characters, found {len(text)}", 'literal("Group of 7")', near=text[:20]
        )
    return Inline(text, markdown_text(text))


@inline
def tally(writer: Writer, plural: str) -> Inline:
    """``tally("claims")``: how many facts of a kind this factbook holds."""
    known = ["claims", "conflicts", *(kind.plural for kind in KINDS.values())]
    if plural not in known:
        return _unknown(writer, "a kind of fact in the plural", plural, known, 12)
    number = _tally(writer.book, plural) if plural != "conflicts" else len(writer.story.conflicts)
    text = current().number(number)
    return Inline(text, Markup(escape(text)))


def _tally(book: Factbook, plural: str) -> int:
    return len(book.claims) if plural == "claims" else len(facts_of(book, plural))
