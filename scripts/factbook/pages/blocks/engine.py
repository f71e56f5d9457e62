"""The reference of charts and functions: made from the code, with the story's own facts as examples."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from ...charts import CHARTS, Chart, ChartRefused, Drawing, draw
from ...charts.own_rows import sources
from ...charts.registry import OPTION_WORDS
from ...factbook import Factbook
from ...kinds import Count, Event, Fact, Organisation, Person, Series, Source, Term
from ...views.voices import is_attributed
from .. import inline
from ..markup import Block, Inline
from ..writer import Writer
from .registry import BLOCKS, functions, pictured

MAX_PRINTED: Final = 240
"""Characters of what an example prints."""
OWN_OPTION: Final = "an option of the chart's own"


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """A chart of the reference: its example, and the picture of it, or why this story has none."""

    chart: Chart
    options: tuple[tuple[str, str], ...]
    example: str
    drawing: Drawing | None
    refused: str


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """A function of the reference: what it is, an example of this story, and what that prints, if it runs here."""

    name: str
    signature: str
    words: str
    example: str
    prints: str


@pictured
def reference(writer: Writer) -> Mapping[str, Any]:
    """``reference()``: every chart with its options, an example and its picture, and every function of pages with an example that is run."""
    charts = [_chart(writer, chart) for chart in sorted(CHARTS.values(), key=lambda each: each.name)]
    pages = {**inline.INLINE, **{name: block for name, block in BLOCKS.items() if name != "reference"}}
    entries = [_function(writer, name, pages[name]) for name in sorted(pages)]
    own = [(name, source.fields) for name, source in sorted(sources().items()) if len(source.fields) > 3]
    return {"charts": charts, "functions": entries, "sources": own}


def _chart(writer: Writer, chart: Chart) -> ChartEntry:
    refused = ""
    options: Mapping[str, object] = {}
    for options in _candidates(writer.book, chart):
        try:
            ident = writer.next_id("chart")
            drawing = draw(
                chart.name, writer.book, options, chart.question, renderer=writer.story.renderer, ident=ident
            )
            return ChartEntry(chart, _option_words(chart), _example(chart, options), drawing, "")
        except ChartRefused as error:
            refused = refused or str(error)
    return ChartEntry(chart, _option_words(chart), _example(chart, options), None, refused)


def _option_words(chart: Chart) -> tuple[tuple[str, str], ...]:
    return tuple((name, OPTION_WORDS.get(name, OWN_OPTION)) for name in chart.options)


def _example(chart: Chart, options: Mapping[str, object]) -> str:
    given = "".join(f", {name}={json.dumps(value, ensure_ascii=False)}" for name, value in options.items())
    return f'{{{{ chart("{chart.name}"{given}, headline="…") }}}}'


def _candidates(book: Factbook, chart: Chart) -> Iterator[Mapping[str, object]]:
    """Yield options with which a story may be able to draw a chart, the likeliest first."""
    if "count" in chart.options:
        for count in sorted(book.of(Count).values(), key=lambda each: -len(each.claims))[:12]:
            yield {"count": count.id}
    elif "series" in chart.options:
        for series in book.of(Series).values():
            yield {"series": series.id}
            keys = [name for name in series.keys if series.by_name[name].type != "date"]
            yield from ({"series": series.id, "only": series.rows[0].cells_by_name[name]} for name in keys[:1])
    elif "claim" in chart.options or "claims" in chart.options:
        garbled = dict.fromkeys(each.misreports for each in book.claims.values() if each.misreports)
        for ref in garbled:
            if "claim" in chart.options:
                yield {"claim": ref}
            else:
                yield {"claims": [name for name, each in book.claims.items() if each.misreports == ref][:4]}
    yield {}


def _function(writer: Writer, name: str, function: Callable[..., Any]) -> FunctionEntry:
    signature = inspect.signature(function)
    parameters = [each.replace(annotation=each.empty) for each in list(signature.parameters.values())[1:]]
    shown = signature.replace(parameters=parameters, return_annotation=signature.empty)
    doc = " ".join((function.__doc__ or "").split())
    first = doc.split("``")[1]
    for example in dict.fromkeys((first, *_samples(writer.book, name, first))):
        printed = _run(writer, name, example)
        if printed is not None:
            return FunctionEntry(name, f"{name}{shown}", doc, example, printed)
    return FunctionEntry(name, f"{name}{shown}", doc, first, "")


def _run(writer: Writer, name: str, example: str) -> str | None:
    """Return the text that an example prints, without leaving a trace on the page; ``None`` where it does not run on this story."""
    call = ast.parse(example.replace("=true", "=True").replace("=false", "=False"), mode="eval").body
    assert isinstance(call, ast.Call)
    scratch = Writer(writer.story, writer.document, writer.path, writer.pages_with)
    function = {**inline.functions(scratch), **functions(scratch)}[name]
    arguments = [ast.literal_eval(each) for each in call.args]
    printed = function(*arguments, **{each.arg or "": ast.literal_eval(each.value) for each in call.keywords})
    if scratch.problems:
        return None
    text = (
        printed.text if isinstance(printed, Inline) else _text(printed) if isinstance(printed, Block) else str(printed)
    )
    return text if len(text) <= MAX_PRINTED else f"{text[:MAX_PRINTED].rsplit(' ', 1)[0]} …"


def _text(block: Block) -> str:
    return "a block with pictures" if block.make else " ".join(Markup(block.html).striptags().split())


def _samples(book: Factbook, name: str, example: str) -> Iterator[str]:
    """Yield an example with the names of this story's facts in the place of the invented ones."""
    claims = [each for each in book.claims.values() if each.stands]
    worded = [each for each in claims if each.wording]
    series = [each for each in book.of(Series).values() if each.rows]
    parties = [each for each in book.of(Organisation).values() if is_attributed(book, each.id)]
    counts = sorted(book.of(Count).values(), key=lambda each: -len(each.claims))
    by: dict[str, Sequence[Fact]] = {
        "visitors/constabulary-2025-06-01": claims,
        "young-visitors/constabulary-2025-06-01": claims[1:],
        "visitors/herald-2025-06-02": worded,
        "festival-opened": list(book.of(Event).values()),
        "herald-2025-01-31": list(book.of(Source).values()),
        "gate-count": list(book.of(Term).values()),
        "mara-quill": list(book.of(Person).values()),
        "guild": parties,
        "young-visitors": list(book.of(Count).values())[1:],
        "visitors": counts,
    }
    text = example
    for sample, facts in by.items():
        if facts and f'"{sample}"' in text:
            text = text.replace(f'"{sample}"', f'"{facts[0].ref}"')
    if name in ("value", "series") and series:
        row = next((each for each in series[0].rows if each.words(series[0].figures[0].name)), series[0].rows[0])
        column = series[0].figures[0].name
        text = f'value("{series[0].id}", "{row.id}", "{column}")' if name == "value" else f'series("{series[0].id}")'
    if name == "chart" and claims:
        count = book.count_of(claims[0])
        text = f'chart("claims", count="{count.id}", headline="Who says what about {{{count.id}}}")'
    if name == "derived":
        events = list(book.of(Event))
        text = f'derived("days", "{events[0]}", "{events[-1]}")' if len(events) > 1 else text
    yield text
