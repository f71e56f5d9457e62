"""A comparison in JSON, for tools."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..exports.settings import CONFIG
from ..kinds import Claim
from .comparison import Comparison
from .facts import FactChange, FieldChange, words_of
from .touched import FileChange

SHAPE: Final = 1
"""The version of the JSON's shape; it grows when a key changes its meaning or goes."""


def as_json(comparison: Comparison) -> str:
    """The comparison for tools.

    Keys, in version 1 of the ``shape``: ``base`` (what the old version is called); ``facts``, a list of ``kind``,
    ``fact`` (its full name), ``how`` (added, changed, superseded, withdrawn, misreport, removed), ``path`` and ``line`` of
    the file, ``wording`` (a claim's, or null) and ``fields``, a list of ``field``, ``old``, ``new`` (as printed) and ``published``;
    ``conflicts``, a list of ``count``, ``claims`` (their two names), ``before`` and ``after`` (kinds, or null);
    ``pages``, a list of ``page`` and ``was`` (paths below docs, or null), ``title``, ``sentences`` (``before``, ``after``, ``facts``),
    ``charts`` (``chart``, ``headline``, ``removed`` and ``added`` rows and other lines), ``lists`` (lines, beginning with + or -)
    and ``markup`` (``what``: link, picture, heading and so on; ``before``, ``after``, texts or null);
    ``cards``, a list of ``facts``, ``before``, ``after``, ``pages``; ``falls``, a list of ``source``, ``facts``, ``sentences``
    (``page``, ``sentence``); ``settings`` of mkdocs.yml, a list of ``setting`` (its keys from the top), ``before``, ``after`` (texts or null);
    ``touched``, each file that differs and is told by none of these: ``path``, ``how`` (added, changed, removed), ``sort``;
    ``not_compared``, with problems of ``base`` and ``here``, ``left_out`` (caches and the like), and ``whole``: whether conflicts
    and pages were compared.
    """
    return json.dumps({"shape": SHAPE, **_plain(comparison)}, ensure_ascii=False, indent=2)


def _plain(comparison: Comparison) -> Mapping[str, Any]:
    return {
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
                "source": fall.source,
                "facts": list(fall.facts),
                "sentences": [{"page": path, "sentence": text} for path, text in fall.sentences],
            }
            for fall in comparison.falls
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
    """The fields of a fact that changed, each with both values for readers."""
    for field in change.fields:
        yield (
            field,
            words_of(comparison.old.book, field.old, field),
            words_of(comparison.new.book, field.new, field),
        )


def also_touched(comparison: Comparison) -> list[FileChange]:
    """Each file that differs and that no fact, page or setting tells of."""
    pages = (path for page in comparison.pages for path in (page.old, page.new) if path)
    facts = (fact for change in comparison.facts for fact in (change.old, change.new) if fact)
    told = {*(f"docs/{path}" for path in pages), *(fact.where().path for fact in facts)}
    told |= {CONFIG} if comparison.touched.settings else set()
    return [file for file in comparison.touched.files if file.path not in told]
