"""Format a comparison: as text for a terminal, as Markdown for a pull request, as a page of HTML to send, as JSON for tools."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from ..kinds import Claim
from ..settings import CONFIG
from .alignment import MAX_SHOWN, excerpts, shortened
from .comparison import Comparison, ConflictChange
from .fact_changes import FactChange, FieldChange, words_of
from .file_changes import FileChange


@dataclass(frozen=True, slots=True)
class _Style:
    """The format of a report: headings, the prefixes of items and details, and the escaping of names and texts."""

    heading: Callable[[str], str]
    item: str
    detail: str
    name: Callable[[str], str]
    text: Callable[[str], str]


_MARKS: Final = re.compile(r"([\\`*_{}\[\]<>#|~@&])")


def _plain(name: str) -> str:
    """Return a name on one line, with unprintable characters as escapes."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


def _code(name: str) -> str:
    """Return a name as a Markdown code span that nothing in it can end."""
    return "`" + _plain(name).replace("`", "’") + "`"


_TEXT: Final = _Style(lambda words: f"\n{words}", "  ", "      ", _plain, str)
_MARKDOWN: Final = _Style(lambda words: f"\n### {words}\n", "- ", "  - ", _code, lambda text: _MARKS.sub(r"\\\1", text))
_HTML: Final = _Style(
    lambda words: f"</ul>\n<h2>{escape(words)}</h2>\n<ul>",
    "<li>",
    '<li class="detail">',
    lambda name: f"<code>{escape(_plain(name))}</code>",
    escape,
)
_HTML_HEAD: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>What this means for readers</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
  .detail { margin-left: 1.5rem; list-style: circle; }
</style>
<h1>What this means for readers</h1>
<p>"""
MAX_LINES: Final = 200
"""Lines of one section of a report for readers, which may stand in a pull request; JSON has all."""


def as_text(comparison: Comparison) -> str:
    """Format the comparison for a terminal."""
    return "\n".join([_summary(comparison), *_sections(comparison, _TEXT)])


def as_markdown(comparison: Comparison) -> str:
    """Format the comparison for a pull request; texts of the story are escaped, so that none is markup or a mention."""
    return "\n".join(
        ["## What this means for readers\n", _MARKDOWN.text(_summary(comparison)), *_sections(comparison, _MARKDOWN)]
    )


def as_html(comparison: Comparison) -> str:
    """Format the comparison as one page of HTML that opens from a file, needs nothing else and runs nothing."""
    return "\n".join([_HTML_HEAD, escape(_summary(comparison)), "<ul>", *_sections(comparison, _HTML), "</ul>"])


def _summary(comparison: Comparison) -> str:
    """Return a sentence with the number of changes of each sort."""
    pages = comparison.pages
    marks = Counter(each.what for page in pages for each in page.marks)
    read = {
        **{f"fact{{s}} {how}": sum(each.how == how for each in comparison.facts) for how in _HOW},
        "sentence{s}": sum(len(page.sentences) for page in pages),
    }
    more = {
        "conflict{s} changed": len(comparison.conflicts),
        "link{s}": marks["link"],
        "picture{s}": marks["picture"],
        "piece{s} of markup": marks.total() - marks["link"] - marks["picture"],
        "line{s} in lists and tables": sum(len(page.lists) for page in pages),
        "chart{s}": sum(len(page.charts) for page in pages),
        "source card{s}": len(comparison.cards),
        "page{s}": len(pages),
    }
    also = Counter(f"{each.sort}{{s}}" for each in also_touched(comparison))
    also["setting{s}"] += len(comparison.touched.settings)
    unread = (*comparison.left_out, *comparison.old.unread, *comparison.new.unread)
    found = " in what could be compared" if unread else ""
    said = _counted({**read, **more})
    if not _counted(read):
        said = f"no fact and no sentence changes{found}{', but ' if said else ''}{said}"
    if touched := _counted(also):
        said += f"; also touched: {touched}"
    elif not _counted({**read, **more}):
        said = f"nothing differs{found}"
    return f"Against {comparison.base}: {said}."


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {words.format(s='' if n == 1 else 's')}" for words, n in numbers.items() if n)


_HOW: Final = ("added", "changed", "superseded", "withdrawn", "misreport", "removed")


def _sections(comparison: Comparison, style: _Style) -> Iterator[str]:
    sections: Mapping[str, Iterator[str]] = {
        "Not compared": _not_compared(comparison, style),
        "Facts": _facts(comparison, style),
        "Falls with a withdrawn source": _unsupported(comparison, style),
        "Conflicts": (_conflict(each, style) for each in comparison.conflicts),
        "Pages": _pages(comparison, style),
        "Source cards": _cards(comparison, style),
        "Translations": _translations(comparison, style),
        "Settings": _settings(comparison, style),
        "Also touched": (
            f"{style.item}{each.how} {style.name(each.path)} ({each.sort})" for each in also_touched(comparison)
        ),
        "Left out": (f"{style.item}{style.name(each)}" for each in comparison.touched.left_out),
    }
    for heading, lines in sections.items():
        if listed := list(lines):
            yield style.heading(heading)
            yield from listed[:MAX_LINES]
            if len(listed) > MAX_LINES:
                yield f"{style.item}… and {len(listed) - MAX_LINES} lines more; --format json has all"


def _not_compared(comparison: Comparison, style: _Style) -> Iterator[str]:
    for path in comparison.left_out:
        yield f"{style.item}{style.name(path)} of the base: no plain file, left out"
    for whose, version in ((comparison.base, comparison.old), ("this version", comparison.new)):
        for problem in version.unread:
            yield f"{style.item}in {style.text(whose)}: {style.text(str(problem).splitlines()[0])}"
        if not version.whole:
            yield f"{style.item}conflicts and pages, as {style.text(whose)} cannot be read as a whole"


def _facts(comparison: Comparison, style: _Style) -> Iterator[str]:
    for change in comparison.facts:
        fact = change.fact
        said = f", “{style.text(fact.wording)}”" if isinstance(fact, Claim) and fact.wording else ""
        amount = f": {fact.value.words()}{said}" if isinstance(fact, Claim) else ""
        yield f"{style.item}{change.how} {fact.kind} {style.name(fact.ref)}{amount} ({style.name(str(fact.where()))})"
        for field, old, new in printed_fields(comparison, change):
            yield f"{style.detail}{style.text(field.name)}: {style.text(old)} → {style.text(new)}"


def _unsupported(comparison: Comparison, style: _Style) -> Iterator[str]:
    for each in comparison.unsupported:
        yield f"{style.item}with {style.name(each.source)}:{'' if each.facts or each.sentences else ' nothing'}"
        yield from (f"{style.detail}{style.name(ref)}" for ref in each.facts)
        yield from (f"{style.detail}{style.name(f'docs/{path}')}: {style.text(text)}" for path, text in each.sentences)


def _conflict(change: ConflictChange, style: _Style) -> str:
    pair = f"{style.name(change.one.first.ref)} and {style.name(change.one.second.ref)}"
    match change.before, change.after:
        case None, after if after is not None:
            return f"{style.item}appears ({after.kind}): {pair}"
        case before, None if before is not None:
            return f"{style.item}vanishes ({before.kind}): {pair}"
        case before, after:
            assert before is not None and after is not None
            return f"{style.item}{before.kind} → {after.kind}: {pair}"


def _pages(comparison: Comparison, style: _Style) -> Iterator[str]:
    for page in comparison.pages:
        how = "new: " if page.old is None else "gone: " if page.new is None else ""
        moved = f", moved from {style.name(page.old)}" if page.old and page.new and page.old != page.new else ""
        lists = f"; {len(page.lists)} lines in lists and tables" if page.lists else ""
        yield f"{style.item}{how}{style.name(page.path)} ({style.text(page.title)}){moved}{lists}"
        if not how:
            for each in page.sentences:
                facts = f"  [{', '.join(map(style.name, each.refs))}]" if each.refs else ""
                before, after = _short(each.before, each.after)
                yield f"{style.detail}before: {style.text(before) or '(nothing)'}"
                yield f"{style.detail}after:  {style.text(after) or '(nothing)'}{facts}"
        if page.marks and not (page.sentences or page.charts or page.lists):
            yield f"{style.detail}reads the same; its markup changed"
        for mark in page.marks:
            before, after = (style.name(each) if each else "(nothing)" for each in _short(mark.before, mark.after))
            yield f"{style.detail}{style.text(mark.what)}: {before} → {after}"
        for chart in page.charts:
            gone, come = chart.rows
            yield f"{style.detail}chart {style.name(chart.name)}: rows out {len(gone)}, rows in {len(come)}"
            yield from (f"{style.detail}before: {style.text(line)}" for line in chart.headlines[0])
            yield from (f"{style.detail}after:  {style.text(line)}" for line in chart.headlines[1])
            yield from (f"{style.detail}out: {style.text(row)}" for row in gone[:MAX_ROWS])
            yield from (f"{style.detail}in:  {style.text(row)}" for row in come[:MAX_ROWS])


def _short(before: str, after: str) -> tuple[str, str]:
    """Return two texts as they are, or if they are long, excerpts of their differences."""
    return excerpts(before, after) if max(len(before), len(after)) > MAX_SHOWN else (before, after)


MAX_ROWS: Final = 3
"""Added, and removed, rows of a chart's table in a report."""


def _cards(comparison: Comparison, style: _Style) -> Iterator[str]:
    for card in comparison.cards:
        pages = ", ".join(map(style.name, card.pages))
        yield f"{style.item}{' and '.join(map(style.name, card.ref.split()))} on {pages}"
        before, after = excerpts(card.before, card.after)
        yield f"{style.detail}before: {style.text(before)}"
        yield f"{style.detail}after:  {style.text(after)}"


def _translations(comparison: Comparison, style: _Style) -> Iterator[str]:
    for each in comparison.translations:
        yield f"{style.item}{style.name(each.language)}: {style.name(each.name)}"
        before, after = _short(each.before or "", each.after or "")
        yield f"{style.detail}before: {style.text(before) or '(nothing)'}"
        yield f"{style.detail}after:  {style.text(after) or '(nothing)'}"


def _settings(comparison: Comparison, style: _Style) -> Iterator[str]:
    for each in comparison.touched.settings:
        yield f"{style.item}{style.name(each.name)}: {_value(each.before, style)} → {_value(each.after, style)}"


def _value(value: str | None, style: _Style) -> str:
    return "(nothing)" if value is None else style.name(shortened(value)) if value else "(empty)"


SHAPE: Final = 1
"""The version of the JSON's shape; it grows when a key changes its meaning or goes."""


def as_json(comparison: Comparison) -> str:
    """Format the comparison for tools.

    Keys, in version 1 of the ``shape``: ``base`` (what the old version is called); ``facts``, a list of ``kind``,
    ``fact`` (its full name), ``how`` (added, changed, superseded, withdrawn, misreport, removed), ``path`` and ``line`` of
    the file, ``wording`` (a claim's, or null) and ``fields``, a list of ``field``, ``old``, ``new`` (as printed) and ``published``;
    ``conflicts``, a list of ``count``, ``claims`` (their two names), ``before`` and ``after`` (kinds, or null);
    ``pages``, a list of ``page`` and ``was`` (paths below docs, or null), ``title``, ``sentences`` (``before``, ``after``, ``facts``),
    ``charts`` (``chart``, ``headline``, ``removed`` and ``added`` headlines and rows), ``lists`` (lines, beginning with + or -)
    and ``markup`` (``what``: link, picture, heading, fact and so on; ``before``, ``after``, texts or null);
    ``cards``, a list of ``facts``, ``before``, ``after``, ``pages``; ``falls``, a list of ``source``, ``facts``, ``sentences``
    (``page``, ``sentence``); ``translations``, a list of ``language``, ``text`` (fact and field, or a word), ``before``, ``after`` (texts or null);
    ``settings`` of mkdocs.yml, a list of ``setting`` (its keys from the top), ``before``, ``after`` (texts or null);
    ``touched``, each file that differs and is told by none of these: ``path``, ``how`` (added, changed, removed), ``sort``;
    ``not_compared``, with problems of ``base`` and ``here``, ``left_out`` (caches and the like), and ``whole``: whether conflicts
    and pages were compared.
    """
    report: Mapping[str, Any] = {
        "shape": SHAPE,
        "base": comparison.base,
        "facts": [_fact(comparison, change) for change in comparison.facts],
        "conflicts": [
            {
                "count": each.one.second.count,
                "claims": [each.one.first.ref, each.one.second.ref],
                "before": each.before.kind if each.before else None,
                "after": each.after.kind if each.after else None,
            }
            for each in comparison.conflicts
        ],
        "pages": [
            {
                "page": page.new,
                "was": page.old,
                "title": page.title,
                "sentences": [
                    {"before": each.before or None, "after": each.after or None, "facts": list(each.refs)}
                    for each in page.sentences
                ],
                "charts": [
                    {
                        "chart": chart.name,
                        "headline": chart.headline,
                        "removed": [*chart.headlines[0], *chart.rows[0]],
                        "added": [*chart.headlines[1], *chart.rows[1]],
                    }
                    for chart in page.charts
                ],
                "lists": [f"{sign} {line}" for sign, line in page.lists],
                "markup": [
                    {"what": each.what, "before": each.before or None, "after": each.after or None}
                    for each in page.marks
                ],
            }
            for page in comparison.pages
        ],
        "cards": [
            {"facts": card.ref.split(), "before": card.before, "after": card.after, "pages": list(card.pages)}
            for card in comparison.cards
        ],
        "falls": [
            {
                "source": each.source,
                "facts": list(each.facts),
                "sentences": [{"page": path, "sentence": text} for path, text in each.sentences],
            }
            for each in comparison.unsupported
        ],
        "translations": [
            {"language": each.language, "text": each.name, "before": each.before, "after": each.after}
            for each in comparison.translations
        ],
        "settings": [
            {"setting": each.name, "before": each.before, "after": each.after} for each in comparison.touched.settings
        ],
        "touched": [{"path": each.path, "how": each.how, "sort": each.sort} for each in also_touched(comparison)],
        "not_compared": {
            "whole": comparison.old.whole and comparison.new.whole,
            "base": [*map(str, comparison.old.unread), *(f"{path}: no plain file" for path in comparison.left_out)],
            "here": [str(problem) for problem in comparison.new.unread],
            "left_out": list(comparison.touched.left_out),
        },
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _fact(comparison: Comparison, change: FactChange) -> Mapping[str, Any]:
    place = change.fact.where()
    return {
        "kind": change.fact.kind,
        "fact": change.fact.ref,
        "how": change.how,
        "path": place.path,
        "line": place.line,
        "wording": change.fact.wording if isinstance(change.fact, Claim) else None,
        "fields": [
            {"field": field.name, "old": old, "new": new, "published": field.mark is not None}
            for field, old, new in printed_fields(comparison, change)
        ],
    }


def printed_fields(comparison: Comparison, change: FactChange) -> Iterator[tuple[FieldChange, str, str]]:
    """Yield the fields of a fact that changed, each with both values for readers."""
    for field in change.fields:
        yield (
            field,
            words_of(comparison.old.book, change.fact, field.old, field),
            words_of(comparison.new.book, change.fact, field.new, field),
        )


def also_touched(comparison: Comparison) -> list[FileChange]:
    """Return each file that differs and that no reported fact, page or setting covers."""
    pages = (path for page in comparison.pages for path in (page.old, page.new) if path)
    facts = (fact for change in comparison.facts for fact in (change.old, change.new) if fact)
    covered = {*(f"docs/{path}" for path in pages), *(fact.where().path for fact in facts)}
    covered |= {CONFIG} if comparison.touched.settings else set()
    return [file for file in comparison.touched.files if file.path not in covered]


FORMATS: Final[Mapping[str, Callable[[Comparison], str]]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}
